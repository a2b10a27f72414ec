"""Calls of step methods, and calls that are given `step` and may have steps themselves."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.anatomy.handlers import Handler, follow_function
from codemods.inngest.anatomy.paths import Path
from codemods.inngest.anatomy.sites import Site
from codemods.inngest.model import Span
from codemods.inngest.reading import Repository, span
from codemods.syntax.nodes import arguments, callee_of, named_children, property_name, unwrap
from codemods.syntax.scopes import is_name
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
# Members of `step` that are no steps, and hand `step` to nobody.
_HARMLESS = frozenset({("step", "ai", "models"), ("step", "realtime", "publish")})
_HIDDEN: Path = ("step", "")  # `step` under another name, in an object


class Call(Struct, frozen=True, eq=False):
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


def step_kind(site: Site) -> str | None:
    """The kind of step that a call is, or None for another call."""
    callee = callee_of(site.node)
    if callee is None or site.node.type != "call_expression":
        return None
    key = callee.child_by_field_name("property")
    if key is not None and key.text not in _METHODS:
        return None
    path = site.path(callee)
    return KINDS.get(path) if path is not None else None


def given_step(handler: Handler) -> Iterator[tuple[Site, tuple[Path | None, ...]]]:
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
        path = site.path(given)
        return None if path in _HARMLESS else path
    for entry in named_children(given):
        match entry.type:
            case "spread_element":
                inner = site.path(named_children(entry)[0])
                if inner == ():
                    return inner
            case "shorthand_property_identifier":
                if site.path(entry) == ("step",):
                    return () if source.text(entry) == "step" else _HIDDEN
            case "pair":
                key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
                if key is None or value is None or site.path(value) != ("step",):
                    continue
                name = property_name(key, source.text(key))
                return () if name == "step" else _HIDDEN
            case _:
                pass
    return None


def read_helper(
    repository: Repository, handler: Handler, site: Site, origins: tuple[Path | None, ...]
) -> Handler | None:
    """The function of this file that a call gives `step` to, or None for any other."""
    callee = callee_of(site.node)
    if callee is None or not is_name(callee) or _HIDDEN in origins:
        return None
    source = handler.source
    found = follow_function(repository, source, callee)
    if found is None or found[0] is not source:
        return None
    return Handler(source, found[1], origins, handler.failure, handler.paths)
