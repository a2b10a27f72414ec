"""The steps of a handler: every call of a step method, also in helpers that are given `step`."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace
from tree_sitter import Node

from codemods.inngest.anatomy.handlers import Handler, follow_function
from codemods.inngest.anatomy.model import Context, Step, Use
from codemods.inngest.anatomy.sites import Site
from codemods.inngest.anatomy.step_calls import Call, given_step, read_helper, step_kind
from codemods.inngest.anatomy.step_places import StepPlaces
from codemods.inngest.anatomy.step_results import result_name
from codemods.inngest.anatomy.uses import use_of
from codemods.inngest.anatomy.values import read_step_id
from codemods.inngest.model import Span
from codemods.inngest.reading import Repository, span
from codemods.syntax.nodes import (
    arguments,
    callee_of,
    unwrap,
)

_WITH_CALLBACK = frozenset({"run", "ai.wrap"})
_ONCE_WITHOUT_ID = frozenset({"sleep", "sleepUntil", "sendEvent"})


class StepTree(Struct, frozen=True, eq=False):
    """The steps of a handler, and what the other readers ask about them.

    calls:     the calls, in the order of `steps`
    callbacks: the step that each callback belongs to, by the place of the function
    opaque:    calls that are given `step` and are not followed
    helpers:   the functions of this file that are given `step` and were followed, with their calls
    """

    steps: tuple[Step, ...] = ()
    calls: tuple[Call, ...] = ()
    callbacks: Mapping[Span, Span] = field(default_factory=dict)
    opaque: tuple[Span, ...] = ()
    helpers: tuple[tuple[Handler, tuple[Site, ...]], ...] = ()
    places: StepPlaces | None = None

    def around(self, site: Site) -> Span | None:
        """The step in whose callback a site of the handler always stands, or None.

        A local function counts as standing where it is called.
        """
        found = self.places.of(site) if self.places is not None else []
        return found[0] if found and all(each is not None for each in found) else None

    def caller(self, place: Span) -> Site | None:
        """The first call of the helper that a place lies in, None for a place elsewhere."""
        for helper, callers in self.helpers:
            if helper.span.contains(place):
                return callers[0]
        return None

    @property
    def first(self) -> int | None:
        """Where the first step, or helper that may have some, begins in the handler, in bytes."""
        begins = [call.order[0] for call in self.calls]
        begins.extend(each.start for each in self.opaque)
        return min(begins, default=None)


def read_steps(repository: Repository, handler: Handler) -> StepTree:
    """Every step of a handler, with those of the helpers of its file that are given `step`."""
    calls = [
        Call(site, kind, handler, None, (site.node.start_byte, 0))
        for site in handler.calls
        if (kind := step_kind(site)) is not None
    ]
    places = StepPlaces(handler.source, handler.calls, None)
    inherited: dict[int, Span | None] = {}  # the step around the call of a helper, by its node
    helpers: dict[int, tuple[Handler, list[Site]]] = {}
    opaque: list[Span] = []
    for site, origins in given_step(handler):
        helper = read_helper(repository, handler, site, origins)
        if helper is None or helper.node.id == handler.node.id:
            opaque.append(span(handler.source, site.node))
            continue
        helpers.setdefault(helper.node.id, (helper, []))[1].append(site)
    for helper, callers in helpers.values():
        through = callers[0] if len(callers) == 1 else None
        order = min(caller.node.start_byte for caller in callers)
        around = (step for caller in callers for step in places.of(caller))
        inherited[helper.node.id] = next((step for step in around if step is not None), None)
        calls.extend(
            Call(site, kind, helper, through, (order, site.node.start_byte))
            for site in helper.calls
            if (kind := step_kind(site)) is not None
        )
        # One level is followed: what the helper hands `step` to is not.
        if any(True for _ in given_step(helper)):
            opaque.extend(span(handler.source, caller.node) for caller in callers)
    calls.sort(key=lambda call: call.order)
    by_function = {handler.node.id: places}
    for node, (helper, _) in helpers.items():
        by_function[node] = StepPlaces(helper.source, helper.calls, inherited[node])
    steps = tuple(
        _step(repository, call, by_function[call.handler.node.id], order)
        for order, call in enumerate(calls)
    )
    return StepTree(
        steps=steps,
        calls=tuple(calls),
        callbacks={step.callback: step.span for step in steps if step.callback is not None},
        opaque=tuple(sorted(set(opaque))),
        helpers=tuple((helper, tuple(callers)) for helper, callers in helpers.values()),
        places=places,
    )


def _step(repository: Repository, call: Call, places: StepPlaces, order: int) -> Step:
    source, site = call.handler.source, call.site
    given = arguments(site.node)
    callee = callee_of(site.node)
    nested = next((each for each in places.of(site) if each is not None), None)
    use = use_of(source, site)
    return Step(
        kind=call.kind,
        span=call.span,
        method=span(source, callee if callee is not None else site.node),
        id=read_step_id(repository, source, given[0]) if _has_id(call.kind, given) else None,
        callback=_callback(repository, call, given),
        use=use,
        context=_context(call, places),
        nested=nested,
        order=order,
        result=result_name(source, site) if use is Use.AWAITED else None,
    )


def _has_id(kind: str, given: list[Node]) -> bool:
    """Whether the first argument can be an id: SDK 1 and 2 have none in `step.sleep("5m")`,
    `step.sleepUntil(date)` and `step.sendEvent(payload)`."""
    if kind not in _ONCE_WITHOUT_ID:
        return bool(given)
    return len(given) > 1 and unwrap(given[0]).type != "number"


def _callback(repository: Repository, call: Call, given: list[Node]) -> Span | None:
    if call.kind not in _WITH_CALLBACK or len(given) < 2:
        return None
    source, value = call.handler.source, unwrap(given[1])
    found = follow_function(repository, source, value)
    return span(*found) if found is not None and found[0] is source else None


def _context(call: Call, places: StepPlaces) -> Context:
    """Where a step stands, seen from the handler: helpers stand where they are called."""
    context = call.site.context
    for function in call.site.functions():
        callers = places.calls_of(function)
        if len(callers) == 1:
            context = within(callers[0].context, context)
    return within(call.through.context, context) if call.through is not None else context


def within(outer: Context, inner: Context) -> Context:
    """The context of what stands in a function, seen from where that is called."""
    if outer is inner or outer == Context():
        return inner
    shared = set(inner.loops)
    arms = set(inner.branches)
    return replace(
        inner,
        loops=(*(loop for loop in outer.loops if loop not in shared), *inner.loops),
        branches=(*(arm for arm in outer.branches if arm not in arms), *inner.branches),
        parallel=inner.parallel or outer.parallel,
        in_catch=inner.in_catch or outer.in_catch,
    )
