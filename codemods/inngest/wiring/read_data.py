"""The keys of the event's data that a handler reads."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.anatomy.handlers import Handler
from codemods.inngest.anatomy.paths import Path
from codemods.inngest.anatomy.sites import Site
from codemods.inngest.model import Span
from codemods.inngest.reading import span
from codemods.syntax.nodes import callee_text, unwrap, walk
from codemods.syntax.patterns import parameters, pattern_of, taken
from codemods.syntax.source import Source

_DATA = ("event", "data")
_LOGGERS = frozenset({"console", "logger", "log"})
_CASTS = frozenset(
    {
        "as_expression",
        "satisfies_expression",
        "parenthesized_expression",
        "non_null_expression",
        "type_assertion",
    }
)
# Where the data as a whole is only looked at, and goes nowhere.
_LOOKING = frozenset({"unary_expression", "if_statement", "while_statement"})


class DataRead(Struct, frozen=True):
    """The keys of the data that a handler reads.

    complete: False where the data as a whole, or the event, goes somewhere else
    pattern:  the first object pattern that takes the data apart, or None
    """

    keys: dict[str, None]
    complete: bool
    pattern: Span | None


def read_data(handler: Handler) -> DataRead:
    """What a handler reads of its event's data."""
    source = handler.source
    keys: dict[str, None] = {}
    pattern: Span | None = None
    complete = True
    for each, origin in zip(parameters(handler.node), handler.origins, strict=False):
        if origin is None:
            continue
        found = _apart(source, pattern_of(each), origin)
        keys.update(dict.fromkeys(found.keys))
        complete = complete and found.complete
        pattern = pattern or found.pattern
    for site in handler.walk():
        node = site.node
        if node.type == "variable_declarator":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            path = _whole(site, value) if value is not None else None
            if name is None or path is None or name.type != "object_pattern":
                continue
            found = _apart(source, name, path)
            keys.update(dict.fromkeys(found.keys))
            complete = complete and found.complete
            pattern = pattern or found.pattern
            continue
        if node.type not in ("identifier", "member_expression", "subscript_expression"):
            if node.type == "shorthand_property_identifier":
                path = site.path(node)
                complete = complete and not _holds_data(path)
            continue
        if _is_part(site):
            continue
        path = _longest(site)
        if path is None:
            continue
        if path[:2] == _DATA and len(path) > 2:
            keys[path[2]] = None
        elif _holds_data(path) and not _stays(source, site):
            complete = False
    return DataRead(keys, complete, pattern)


def _holds_data(path: Path | None) -> bool:
    """Whether what a path leads to has the data in it: the context, the event, the data itself."""
    return path is not None and (path == _DATA[: len(path)] or path[:1] == ("events",))


def _longest(site: Site) -> Path | None:
    """The path of an expression, or of as much as is static: of `event.data[key]` the data's."""
    path = site.path(site.node)
    node = site.node
    while path is None and node.type in ("member_expression", "subscript_expression"):
        owner = node.child_by_field_name("object")
        if owner is None:
            return None
        node = owner
        path = site.path(node)
    return path


def _is_part(site: Site) -> bool:
    """Whether it is only the beginning of a longer member expression."""
    node, around = site.node, site.parent
    while around is not None and around.node.type in _CASTS:
        node, around = around.node, around.parent
    if around is None or around.node.type not in ("member_expression", "subscript_expression"):
        return False
    owner = around.node.child_by_field_name("object")
    return owner is not None and owner.start_byte == node.start_byte and owner.id == node.id


def _stays(source: Source, site: Site) -> bool:
    """Whether the data as a whole, at this place, goes nowhere: it is taken apart or looked at."""
    around = site.parent
    while around is not None and around.node.type in _CASTS:
        around = around.parent
    if around is None:
        return False
    match around.node.type:
        case "variable_declarator":
            return True  # taken apart, or another name of it
        case "binary_expression":
            operator = around.node.child_by_field_name("operator")
            if operator is not None and operator.type in ("??", "||"):
                outer = around.parent
                while outer is not None and outer.node.type in _CASTS:
                    outer = outer.parent
                return outer is not None and outer.node.type == "variable_declarator"
            return operator is not None and operator.type not in ("&&", "in")
        case "arguments":
            call = around.parent
            called = callee_text(source, call.node) if call is not None else ""
            return called.partition(".")[0] in _LOGGERS
        case kind:
            return kind in _LOOKING


def _whole(site: Site, value: Node) -> Path | None:
    """The path of what is taken apart; `event.data ?? {}` too."""
    value = unwrap(value)
    if value.type == "binary_expression":
        left = value.child_by_field_name("left")
        return site.path(left) if left is not None else None
    return site.path(value)


def _apart(source: Source, pattern: Node, origin: Path) -> DataRead:
    """What a pattern takes out of the data, where what it takes apart has that in it."""
    if not _holds_data(origin) and origin[:2] != _DATA:
        return DataRead({}, True, None)
    keys: dict[str, None] = {}
    complete = True
    for each in taken(source, pattern):
        path = (*origin, *each.keys) if each.keys is not None else None
        if path is None or (path == _DATA and each.rest):
            complete = False
        elif path[:2] == _DATA and len(path) > 2:
            keys[path[2]] = None
    return DataRead(keys, complete, _data_pattern(source, pattern, origin))


def _data_pattern(source: Source, pattern: Node, origin: Path) -> Span | None:
    """The object pattern within that takes the data itself apart."""
    if pattern.type != "object_pattern":
        return None
    if origin == _DATA:
        return span(source, pattern)
    for path, node in _nested(source, pattern, origin):
        if path == _DATA:
            return span(source, node)
    return None


def _nested(source: Source, pattern: Node, origin: Path) -> Iterator[tuple[Path, Node]]:
    for node in walk(pattern):
        if node.type != "pair_pattern":
            continue
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if key is None or value is None or value.type != "object_pattern":
            continue
        path = (*origin, source.text(key))
        if path == _DATA[: len(path)]:
            yield path, value
            yield from _nested(source, value, path)
