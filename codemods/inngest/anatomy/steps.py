"""The steps of a handler: every call of a step method, also in helpers that are given `step`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from codemods.inngest.anatomy.handlers import Handler, named_function
from codemods.inngest.anatomy.model import Context, Step, Use
from codemods.inngest.anatomy.scopes import Path, is_name
from codemods.inngest.anatomy.sites import WRAPPING, Site, callee_text
from codemods.inngest.anatomy.uses import use_of
from codemods.inngest.anatomy.values import read_step_id
from codemods.inngest.model import Span
from codemods.inngest.reading import Repository, span
from codemods.syntax.nodes import (
    FUNCTIONS,
    arguments,
    callee_of,
    named_children,
    property_name,
    unwrap,
)
from codemods.syntax.source import Source

# The step tools that both majors have (inngest 3.54.2 and 4.24.0, `createStepTools`), but for those
# that plan nothing: `ai.models`, `realtime.publish`.
KINDS = {
    ("step", *kind.split(".")): kind
    for kind in (
        "run",
        "sendEvent",
        "sleep",
        "sleepUntil",
        "waitForEvent",
        "invoke",
        "fetch",
        "ai.infer",
        "ai.wrap",
        "sendSignal",
        "waitForSignal",
    )
}
_METHODS = frozenset(path[-1].encode() for path in KINDS)
_WITH_CALLBACK = frozenset({"run", "ai.wrap"})
# Members of `step` that are no steps, and hand `step` to nobody.
_HARMLESS = frozenset({("step", "ai", "models"), ("step", "realtime", "publish")})
_HIDDEN: Path = ("step", "")  # `step` under another name, in an object
_MOST_HOPS = 8  # local functions that call each other


@dataclass(frozen=True, eq=False)
class Call:
    """A call of a step method as the walk met it.

    handler: the function that was walked: the handler, or a helper that it calls
    through: the only call of that helper, or None
    """

    site: Site
    kind: str
    handler: Handler
    through: Site | None
    order: tuple[int, int]

    @property
    def span(self) -> Span:
        """The place of the call."""
        return span(self.handler.source, self.site.node)


@dataclass(frozen=True, eq=False)
class StepTree:
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
    places: _Places | None = None

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


class _Places:
    """In which step's callback the sites of a handler stand."""

    def __init__(self, source: Source, sites: tuple[Site, ...], inherited: Span | None) -> None:
        """inherited: the step around the call of the helper that is walked"""
        self._source = source
        self._inherited = inherited
        self._calls: dict[int, list[Site]] = {}  # of local functions, by the function's node
        for site in sites:
            for node in (callee_of(site.node), *arguments(site.node)):
                binding = site.scope.binding(node) if node is not None else None
                whole = unwrap(binding.whole) if binding is not None and binding.whole else None
                if whole is not None and whole.type in FUNCTIONS:
                    self._calls.setdefault(whole.id, []).append(site)

    def calls_of(self, function: Site) -> list[Site]:
        """The calls of a local function, and those that it is passed to by its name."""
        return self._calls.get(function.node.id, [])

    def of(self, site: Site) -> list[Span | None]:
        """The steps in whose callbacks the site may stand; None for handler level."""
        found: list[Span | None] = []
        pending = [(site, 0)]
        seen: set[int] = set()
        while pending:
            at, hops = pending.pop()
            step, named = self._written(at)
            if step is not None:
                found.append(step)
                continue
            callers = self.calls_of(named) if named is not None else []
            if named is None or not callers or hops >= _MOST_HOPS:
                found.append(self._inherited)
            elif named.node.id not in seen:
                seen.add(named.node.id)
                for caller in callers:
                    given = self._as_callback(caller, named)
                    if given is not None:
                        found.append(given)
                    else:
                        pending.append((caller, hops + 1))
        return found or [self._inherited]

    def _written(self, site: Site) -> tuple[Span | None, Site | None]:
        """The step whose callback is written around a site, else the local function around it."""
        named: Site | None = None
        for function in site.functions():
            call = function.given_to
            for _ in range(_MOST_HOPS):  # `step.run(id, traced(async () => {}))`
                if call is None:
                    break
                if step_kind(call) is not None and not _in_id(call, function):
                    return span(self._source, call.node), None
                call = call.given_to
            if named is None and self.calls_of(function):
                named = function
        return None, named

    def _as_callback(self, call: Site, function: Site) -> Span | None:
        if step_kind(call) is None:
            return None
        for given in arguments(call.node)[1:]:
            binding = call.scope.binding(unwrap(given))
            if binding is not None and binding.whole is not None:
                whole = unwrap(binding.whole)
                if whole.id == function.node.id:
                    return span(self._source, call.node)
        return None


def step_kind(site: Site) -> str | None:
    """The kind of step that a call is, or None for another call."""
    callee = callee_of(site.node)
    if callee is None or site.node.type != "call_expression":
        return None
    key = callee.child_by_field_name("property")
    if key is not None and key.text not in _METHODS:
        return None
    path = site.scope.path(callee)
    return KINDS.get(path) if path is not None else None


def _in_id(call: Site, function: Site) -> bool:
    given = arguments(call.node)
    return bool(given) and function.node.end_byte <= given[0].end_byte


def read_steps(repository: Repository, handler: Handler) -> StepTree:
    """Every step of a handler, with those of the helpers of its file that are given `step`."""
    calls = [
        Call(site, kind, handler, None, (site.node.start_byte, 0))
        for site in handler.calls
        if (kind := step_kind(site)) is not None
    ]
    places = _Places(handler.source, handler.calls, None)
    inherited: dict[int, Span | None] = {}  # the step around the call of a helper, by its node
    helpers: dict[int, tuple[Handler, list[Site]]] = {}
    opaque: list[Span] = []
    for site, origins in _given_step(handler):
        helper = _helper(repository, handler, site, origins)
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
        if any(True for _ in _given_step(helper)):
            opaque.extend(span(handler.source, caller.node) for caller in callers)
    calls.sort(key=lambda call: call.order)
    by_function = {handler.node.id: places}
    for node, (helper, _) in helpers.items():
        by_function[node] = _Places(helper.source, helper.calls, inherited[node])
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


def _step(repository: Repository, call: Call, places: _Places, order: int) -> Step:
    source, site = call.handler.source, call.site
    given = arguments(site.node)
    callee = callee_of(site.node)
    nested = next((each for each in places.of(site) if each is not None), None)
    use = use_of(source, site)
    return Step(
        kind=call.kind,
        span=call.span,
        method=span(source, callee if callee is not None else site.node),
        id=read_step_id(repository, source, given[0], site.scope) if given else None,
        callback=_callback(repository, call, given),
        use=use,
        context=_context(call, places),
        nested=nested,
        order=order,
        result=_result(source, site) if use is Use.AWAITED else None,
    )


def _callback(repository: Repository, call: Call, given: list[Node]) -> Span | None:
    if call.kind not in _WITH_CALLBACK or len(given) < 2:
        return None
    source, value = call.handler.source, unwrap(given[1])
    if value.type in FUNCTIONS:
        return span(source, value)
    if not is_name(value):
        return None
    found = named_function(repository, source, source.text(value), call.site.scope)
    return span(*found) if found is not None and found[0] is source else None


def _context(call: Call, places: _Places) -> Context:
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


def _result(source: Source, site: Site) -> str | None:
    """The name that holds the awaited value: `const x = await …`, or its place in a pattern."""
    place: int | None = None
    while site.parent is not None:
        node, parent = site.node, site.parent.node
        match parent.type:
            case "array" if place is None:
                place = _index(parent, node)
            case "call_expression":
                if callee_text(source, parent) != "Promise.all":
                    return None
            case "variable_declarator":
                return _bound(source, parent.child_by_field_name("name"), place)
            case "assignment_expression":
                return _bound(source, parent.child_by_field_name("left"), place)
            case "arguments" if place is not None:
                pass
            case kind if kind not in WRAPPING and kind != "await_expression":
                return None
        site = site.parent
    return None


def _index(array: Node, element: Node) -> int:
    """Which element of an array literal or pattern a node is, holes counted."""
    return sum(
        1 for child in array.children if child.type == "," and child.end_byte <= element.start_byte
    )


def _bound(source: Source, pattern: Node | None, place: int | None) -> str | None:
    if pattern is None:
        return None
    if place is not None:
        if pattern.type != "array_pattern":
            return None
        elements = [each for each in named_children(pattern) if _index(pattern, each) == place]
        pattern = elements[0] if elements else None
    return source.text(pattern) if pattern is not None and pattern.type == "identifier" else None


def _given_step(handler: Handler) -> Iterator[tuple[Site, tuple[Path | None, ...]]]:
    """The calls that are given `step`, with the path that each argument is in the context."""
    for site in handler.calls:
        if step_kind(site) is not None:
            continue
        origins = tuple(_handed(handler.source, site, each) for each in arguments(site.node))
        if any(map(_holds_step, origins)):
            yield site, origins


def is_given_step(source: Source, site: Site) -> bool:
    """Whether a call is given `step`, alone or in an object, so that it may have steps itself."""
    return any(_holds_step(_handed(source, site, each)) for each in arguments(site.node))


def _holds_step(path: Path | None) -> bool:
    return path is not None and path[:1] in ((), ("step",))


def _handed(source: Source, site: Site, given: Node) -> Path | None:
    """The path of an argument; `()` for an object that has `step` under its own name."""
    given = unwrap(given)
    if given.type != "object":
        path = site.scope.path(given)
        return None if path in _HARMLESS else path
    for entry in named_children(given):
        match entry.type:
            case "spread_element":
                inner = site.scope.path(named_children(entry)[0])
                if inner == ():
                    return inner
            case "shorthand_property_identifier":
                if site.scope.path(entry) == ("step",):
                    return () if source.text(entry) == "step" else _HIDDEN
            case "pair":
                key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
                if key is None or value is None or site.scope.path(value) != ("step",):
                    continue
                name = property_name(key, source.text(key))
                return () if name == "step" else _HIDDEN
            case _:
                pass
    return None


def _helper(
    repository: Repository, handler: Handler, site: Site, origins: tuple[Path | None, ...]
) -> Handler | None:
    """The function of this file that a call gives `step` to, or None for any other."""
    callee = callee_of(site.node)
    if callee is None or not is_name(callee) or _HIDDEN in origins:
        return None
    source = handler.source
    found = named_function(repository, source, source.text(callee), site.scope)
    if found is None or found[0] is not source:
        return None
    function = found[1]
    around = None
    if handler.node.start_byte <= function.start_byte and function.end_byte <= (
        handler.node.end_byte
    ):
        binding = site.scope.binding(callee)
        around = binding.scope if binding is not None else None
    return Handler(source, function, origins, handler.failure, around)
