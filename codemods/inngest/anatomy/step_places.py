"""In which step's callback the parts of a handler stand."""

from __future__ import annotations

from codemods.inngest.anatomy.sites import Site
from codemods.inngest.anatomy.step_calls import step_kind
from codemods.inngest.model import Span
from codemods.inngest.reading import span
from codemods.syntax.nodes import FUNCTIONS, arguments, callee_of, unwrap
from codemods.syntax.source import Source

_MOST_HOPS = 8  # local functions that call each other


class StepPlaces:
    """In which step's callback the sites of a handler stand."""

    def __init__(self, source: Source, sites: tuple[Site, ...], inherited: Span | None) -> None:
        """inherited: the step around the call of the helper that is walked"""
        self._source = source
        self._inherited = inherited
        self._calls: dict[int, list[Site]] = {}  # of local functions, by the function's node
        for site in sites:
            for node in (callee_of(site.node), *arguments(site.node)):
                binding = site.binding(node) if node is not None else None
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
            binding = call.binding(unwrap(given))
            if binding is not None and binding.whole is not None:
                whole = unwrap(binding.whole)
                if whole.id == function.node.id:
                    return span(self._source, call.node)
        return None


def _in_id(call: Site, function: Site) -> bool:
    given = arguments(call.node)
    return bool(given) and function.node.end_byte <= given[0].end_byte
