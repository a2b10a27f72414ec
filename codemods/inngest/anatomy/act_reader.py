"""Reading what handlers do, call by call, and what the helpers do that they call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from tree_sitter import Node

from codemods.inngest.anatomy.acts import Act, Call, Inside
from codemods.inngest.anatomy.contexts import ITERATING, TOGETHER
from codemods.inngest.anatomy.handlers import Handler
from codemods.inngest.anatomy.sites import Site
from codemods.inngest.anatomy.step_calls import is_given_step
from codemods.inngest.model import Span
from codemods.inngest.origins.model import Passed
from codemods.inngest.origins.origins import Origins
from codemods.inngest.outside.chains import OF_PROMISES, chain, is_inner
from codemods.inngest.outside.doings import Doings
from codemods.inngest.outside.model import Done
from codemods.inngest.reading import Place, span
from codemods.syntax.nodes import FUNCTIONS, arguments, callee_of, callee_text, method_name, unwrap
from codemods.syntax.patterns import parameters, pattern_of, taken
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_WITH_CALLBACK = frozenset({("step", "run"), ("step", "ai", "wrap")})
_LARGE = 30_000  # bytes of a helper that is not read through for what it may do


class ActReader:
    """Reads what handlers do; what was found of helpers is kept for the next job."""

    def __init__(self, project: Project) -> None:
        self.origins: Origins = project.origins
        self.doings = Doings(project, self.origins)
        self._helpers: dict[Span, tuple[_Inner, ...]] = {}

    def of_handler(self, handler: Handler) -> Iterator[Act | Call]:
        source = handler.source
        callbacks, helpers = self._callbacks(handler)
        for site in handler.calls:
            if site.node.type != "call_expression" or is_inner(site.node):
                continue
            node = _working_call(source, site.node)
            step = self._step(handler, site, callbacks)
            if isinstance(step, bool):
                continue
            place = span(source, site.node)
            if place in helpers:  # `step.run("id", helper, input)`
                given = helpers[place]
                yield self._follow(handler, site, place, given, arguments(site.node)[2:])
                continue
            path = _path(site, node)
            if path is not None and path[:1] == ("step",):
                if path[1:2] in (("ai",), ("fetch",)):
                    done = self._step_request(source, node, path)
                    yield Act(handler, site, span(source, node), done)
                continue
            done_here = self.doings.of(source, node)
            if done_here is not None:
                within = done_here.transaction or _session(source, site)
                yield Act(handler, site, step, replace(done_here, transaction=within))
                continue
            callee = callee_of(node)
            if callee is None or unwrap(callee).type in FUNCTIONS:
                continue  # what a function does that is called where it is written is seen there
            if any(site.path(each) == ("step",) for each in arguments(node)):
                continue  # a helper with steps of its own, which is read like a handler
            if is_given_step(source, site):  # what it does may be in steps of its own
                yield Call(handler, site, step, None)
                continue
            helper = self.origins.function(source, callee)
            yield self._follow(handler, site, step, helper, arguments(node))

    def _step_request(self, source: Source, node: Node, path: tuple[str, ...]) -> Done:
        name = ".".join(path)
        if path[1] == "ai":
            return Done("external", name, name, ".".join(path[1:]), node)
        found = self.doings.request(source, name, node, arguments(node))
        return replace(found, what=name)

    def _callbacks(self, handler: Handler) -> tuple[dict[Span, Span], dict[Span, Place]]:
        """The functions written in the handler that a step runs; the steps that run another."""
        source = handler.source
        inside: dict[Span, Span] = {}
        outside: dict[Span, Place] = {}
        for site in handler.calls:
            if _path(site, site.node) not in _WITH_CALLBACK:
                continue
            given = arguments(site.node)
            found = self.origins.function(source, given[1]) if len(given) > 1 else None
            if found is None:
                continue
            place, step = span(*found), span(source, site.node)
            if handler.span.contains(place):
                inside[place] = step
            else:
                outside[step] = found
        return inside, outside

    def _step(
        self, handler: Handler, site: Site, callbacks: dict[Span, Span]
    ) -> Span | bool | None:
        """The step that a place is part of; False where it is not known when it runs."""
        for function in site.functions():
            place = span(handler.source, function.node)
            if place in callbacks:
                return callbacks[place]
            if not self._runs_here(handler, function):
                return False
        return None

    def _runs_here(self, handler: Handler, function: Site) -> bool:
        """Whether a function inside the handler surely runs where it is written.

        One with a name runs where it is called, and is followed from there. One that is given to a
        function of the handler, or to one that is given `step`, may run in a step.
        """
        call = function.given_to
        if call is None:
            return _is_called(function)
        source = handler.source
        method = method_name(source, call.node)
        if method in ITERATING | OF_PROMISES or callee_text(source, call.node) in TOGETHER:
            return True
        if any(call.path(given) == ("step",) for given in arguments(call.node)):
            return False
        callee = call.node.child_by_field_name("function")
        callee = unwrap(callee) if callee is not None else None
        if callee is None or callee.type != "identifier":
            path = _path(call, call.node)
            return path is None or path[:1] != ("step",)
        local = bound(source, callee, source.text(callee))
        return local is None or not (local.is_variable or local.kind in ("function", "parameter"))

    def _follow(
        self,
        handler: Handler,
        site: Site,
        step: Span | None,
        helper: Place | None,
        given: list[Node],
    ) -> Call:
        if helper is None or helper[1].end_byte - helper[1].start_byte > _LARGE:
            return Call(handler, site, step, None)
        source, function = helper
        called = _working_call(handler.source, site.node)
        passed = Passed(span(source, function), handler.source, tuple(given))
        name = callee_text(handler.source, called)
        acts = []
        for inner in self._inner(handler, source, function):
            done = inner.done
            if inner.of_parameter:
                done = self.doings.of(source, inner.call, passed) or done
            if done is not None:
                inside = Inside(name, source, function, inner.site, passed)
                acts.append(Act(handler, site, inner.step or step, done, inside))
        return Call(handler, site, step, helper, tuple(acts))

    def _inner(self, handler: Handler, source: Source, function: Node) -> tuple[_Inner, ...]:
        """The calls of a helper that do something, or may once its arguments are known.

        A function inside the handler may have steps of its own.
        """
        place = span(source, function)
        if place not in self._helpers:
            if handler.span.contains(place):
                sites = self._steps(Handler(source, function, (), outer=handler.paths))
            else:
                every = Handler(source, function, ()).calls
                at_once = (site for site in every if all(map(_runs_at_once, site.functions())))
                sites = ((site, None) for site in at_once)
            self._helpers[place] = tuple(self._read_helper(source, function, sites))
        return self._helpers[place]

    def _steps(self, local: Handler) -> Iterator[tuple[Site, Span | None]]:
        callbacks, _ = self._callbacks(local)
        for site in local.calls:
            step = self._step(local, site, callbacks)
            if not isinstance(step, bool):
                yield site, step

    def _read_helper(
        self, source: Source, function: Node, sites: Iterable[tuple[Site, Span | None]]
    ) -> Iterator[_Inner]:
        names = {
            each.name
            for parameter in parameters(function)
            for each in taken(source, pattern_of(parameter))
        }
        for site, step in sites:
            if site.node.type != "call_expression" or is_inner(site.node):
                continue
            call = _working_call(source, site.node)
            root = chain(source, call).root
            of_parameter = root.type == "identifier" and source.text(root) in names
            done = self.doings.of(source, call)
            if done is not None or of_parameter:
                yield _Inner(site, call, done, of_parameter, step)


class _Inner(Struct, frozen=True):
    """A call in a helper; `done` is what it does whatever the helper is given.

    step: the step of the helper's own that it is part of, or None
    """

    site: Site
    call: Node
    done: Done | None
    of_parameter: bool
    step: Span | None


def _runs_at_once(function: Site) -> bool:
    return function.given_to is not None or _is_called(function)


def _is_called(function: Site) -> bool:
    """Whether it is called where it is written."""
    around = function.parent
    while around is not None and around.node.type == "parenthesized_expression":
        around = around.parent
    return around is not None and around.node.type == "call_expression"


def _working_call(source: Source, call: Node) -> Node:
    """The call without the `.then(…)`, `.catch(…)` behind it."""
    links = chain(source, call).links
    at = next((i for i, each in enumerate(links) if each.name in OF_PROMISES and each.call), None)
    if at is None or at == 0:
        return call
    before = links[at - 1].call
    return before if before is not None else call


def _path(site: Site, call: Node) -> tuple[str, ...] | None:
    callee = callee_of(call)
    return site.path(callee) if callee is not None else None


def _session(source: Source, site: Site) -> Span | None:
    """The `session.withTransaction(async () => …)` of Mongoose around a place."""
    for function in site.functions():
        call = function.given_to
        if call is not None and method_name(source, call.node) == "withTransaction":
            return span(source, call.node)
    return None
