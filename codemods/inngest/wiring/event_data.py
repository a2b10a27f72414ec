"""What a job's event data is known to have: declared, else read by the handler, else sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.anatomy.handlers import Handler, read_handler
from codemods.inngest.anatomy.scopes import parameters, pattern_paths
from codemods.inngest.anatomy.sites import Site, callee_text, walk_sites
from codemods.inngest.clients import option
from codemods.inngest.event_schemas import listed, schema_calls
from codemods.inngest.model import Job, Span
from codemods.inngest.reading import node_at, span
from codemods.inngest.wiring.model import DataField, EventData
from codemods.inngest.wiring.shapes import Shape, Shapes
from codemods.inngest.wiring.static import event_names
from codemods.syntax.nodes import arguments, named_children, unwrap, walk
from codemods.syntax.scopes import annotation
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_DATA = ("event", "data")
_PARSING = frozenset({"parse", "safeParse", "parseAsync", "safeParseAsync"})
_EMPTY_TYPES = frozenset({"any", "unknown", "never", "object", "{}"})
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


def known_event_data(project: Project, job: Job, event: str | None = None) -> EventData | None:
    """What the data of an event that starts a job is known to have; None where it is not known.

    event: which of the job's events; None for its own, all of them where there are several
    """
    handler = read_handler(project, job)
    reading = _read(handler) if handler is not None else None
    pattern = reading.pattern if reading is not None else None
    events = [event] if event is not None else _events(job)
    shape = _declared(project, events, handler)
    if shape is not None:
        return EventData(shape.fields, "declared", shape.body, pattern)
    sent, complete = _sent(project, events)
    if reading is not None and reading.complete and reading.keys:
        keys = dict.fromkeys((*reading.keys, *sent))
        return EventData(_fields(keys), "read", None, pattern)
    return EventData(_fields(sent), "sent", None, pattern) if sent and complete else None


def _fields(names: dict[str, None]) -> tuple[DataField, ...]:
    return tuple(DataField(name, optional=False) for name in names)


def _events(job: Job) -> list[str]:
    return [t.value for t in job.triggers or () if t.kind == "event" and t.value is not None]


def _sent(project: Project, events: list[str]) -> tuple[dict[str, None], bool]:
    """The keys of the payloads that are sent under these names, and whether all are known."""
    found: dict[str, None] = {}
    complete = True
    for sent in project.sent:
        if sent.event is None or sent.event not in events:
            continue
        complete = complete and sent.complete and sent.fields is not None
        found.update(dict.fromkeys(field.name for field in sent.fields or ()))
    return found, complete


# Declared


def _declared(project: Project, events: list[str], handler: Handler | None) -> Shape | None:
    shapes = Shapes(project)
    for event in events:
        found = _by_event_type(project, shapes, event) or _by_schemas(project, shapes, event)
        if found is not None:
            return found
    return _in_handler(shapes, handler) if handler is not None else None


def _by_event_type(project: Project, shapes: Shapes, event: str) -> Shape | None:
    """SDK 4's `eventType(event, { schema })`."""
    for declaration in project.event_declarations:
        if declaration.event != event:
            continue
        source = project.source(declaration.span.path)
        given = arguments(node_at(source, declaration.span))
        schema = option(source, given[1], "schema") if len(given) > 1 else None
        found = shapes.of_schema(source, schema) if schema is not None else None
        if found is not None:
            return found
    return None


def _by_schemas(project: Project, shapes: Shapes, event: str) -> Shape | None:
    """SDK 3's `new EventSchemas().from…(…)` of a client."""
    for client in project.clients:
        for source, call, method in schema_calls(project, client):
            found = listed(project, source, call, method)
            if found is None:
                continue
            shape = _entry(project, shapes, found, method, event)
            if shape is not None:
                return shape
    return None


def _entry(
    project: Project, shapes: Shapes, place: tuple[Source, Node], method: str, event: str
) -> Shape | None:
    source, node = place
    match method:
        case "fromRecord":
            member = shapes.member(source, node, event)
            data = shapes.member(*member, "data") if member is not None else None
            return shapes.of_type(*data) if data is not None else None
        case "fromUnion":
            for variant in shapes.variants(source, node):
                name = shapes.member(*variant, "name")
                if name is None or name[0].text(name[1]).strip("\"'") != event:
                    continue
                data = shapes.member(*variant, "data")
                return shapes.of_type(*data) if data is not None else None
            return None
        case "fromZod" | "fromSchema":
            entry = shapes.schema_entry(source, node, event)
            if entry is None:
                return _listed_schema(project, shapes, source, node, event)
            inner = unwrap(entry[1])
            data_schema = option(entry[0], inner, "data")
            if data_schema is not None:
                return shapes.of_schema(entry[0], data_schema)
            return shapes.of_schema(entry[0], inner) if method == "fromSchema" else None
        case _:
            return None


def _listed_schema(
    project: Project, shapes: Shapes, source: Source, node: Node, event: str
) -> Shape | None:
    """`fromZod([z.object({ name: z.literal("a/b"), data: z.object({ … }) })])`."""
    if node.type != "array":
        return None
    for item in named_children(node):
        given = arguments(item) if item.type == "call_expression" else []
        name = option(source, given[0], "name") if given else None
        literal = arguments(name) if name is not None and name.type == "call_expression" else []
        if literal and event in event_names(project, source, literal[0]):
            data = option(source, given[0], "data")
            return shapes.of_schema(source, data) if data is not None else None
    return None


def _in_handler(shapes: Shapes, handler: Handler) -> Shape | None:
    """A type that the handler gives the data, or a schema that it parses it with."""
    by_parameter = _of_parameter(shapes, handler)
    if by_parameter is not None:
        return by_parameter
    parsed: Shape | None = None
    for site in walk_sites(handler.source, handler.node, handler.scope):
        kind = _given_type(handler.source, site)
        if kind is not None:
            path, node = kind
            found = _typed(shapes, handler.source, path, node)
            if found is not None:
                return found
        elif parsed is None and site.node.type == "call_expression":
            schema = _parsing(handler.source, site)
            parsed = shapes.of_schema(handler.source, schema) if schema is not None else None
    return parsed


def _typed(shapes: Shapes, source: Source, path: tuple[str, ...], node: Node) -> Shape | None:
    """The data's shape from the type of the event, or of its data."""
    place: tuple[Source, Node] | None = (source, node)
    for key in _DATA[len(path) :]:
        place = shapes.member(*place, key) if place is not None else None
    return shapes.of_type(*place) if place is not None else None


def _of_parameter(shapes: Shapes, handler: Handler) -> Shape | None:
    """`({ event }: { event: { data: T } })`."""
    for pattern, origin in zip(parameters(handler.node), handler.origins, strict=False):
        around = pattern.parent
        kind = annotation(around) if around is not None else None
        if kind is not None and origin is not None and origin == _DATA[: len(origin)]:
            found = _typed(shapes, handler.source, origin, kind)
            if found is not None:
                return found
    return None


def _given_type(source: Source, site: Site) -> tuple[tuple[str, ...], Node] | None:
    """The type that `event.data as T` or `const data: T = event.data` gives, and to what."""
    node = site.node
    if node.type in ("as_expression", "satisfies_expression"):
        inner = named_children(node)
        if len(inner) != 2:
            return None
        value, kind = inner
    elif node.type == "variable_declarator":
        found, held = annotation(node), node.child_by_field_name("value")
        if found is None or held is None:
            return None
        value, kind = held, found
    else:
        return None
    if source.text(kind) in _EMPTY_TYPES:
        return None
    path = site.scope.path(value)
    return (path, kind) if path is not None and path in (_DATA, _DATA[:1]) else None


def _parsing(source: Source, site: Site) -> Node | None:
    """The schema of `schema.parse(event.data)`."""
    callee, given = site.node.child_by_field_name("function"), arguments(site.node)
    method = callee.child_by_field_name("property") if callee is not None else None
    if callee is None or method is None or not given:
        return None
    if source.text(method) not in _PARSING or site.scope.path(given[0]) != _DATA:
        return None
    return callee.child_by_field_name("object")


# Read


@dataclass(frozen=True, slots=True)
class _Reading:
    """The keys of the data that a handler reads.

    complete: False where the data as a whole, or the event, goes somewhere else
    pattern:  the first object pattern that takes the data apart, or None
    """

    keys: dict[str, None]
    complete: bool
    pattern: Span | None


def _read(handler: Handler) -> _Reading:
    source = handler.source
    keys: dict[str, None] = {}
    pattern: Span | None = None
    complete = True
    for each, origin in zip(parameters(handler.node), handler.origins, strict=False):
        if origin is None:
            continue
        taken = _taken(source, each, origin)
        keys.update(dict.fromkeys(taken.keys))
        complete = complete and taken.complete
        pattern = pattern or taken.pattern
    for site in walk_sites(source, handler.node, handler.scope):
        node = site.node
        if node.type == "variable_declarator":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            path = _whole(site, value) if value is not None else None
            if name is None or path is None or name.type != "object_pattern":
                continue
            taken = _taken(source, name, path)
            keys.update(dict.fromkeys(taken.keys))
            complete = complete and taken.complete
            pattern = pattern or taken.pattern
            continue
        if node.type not in ("identifier", "member_expression", "subscript_expression"):
            if node.type == "shorthand_property_identifier":
                path = site.scope.path(node)
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
    return _Reading(keys, complete, pattern)


def _holds_data(path: tuple[str, ...] | None) -> bool:
    """Whether what a path leads to has the data in it: the context, the event, the data itself."""
    return path is not None and (path == _DATA[: len(path)] or path[:1] == ("events",))


def _longest(site: Site) -> tuple[str, ...] | None:
    """The path of an expression, or of as much as is static: of `event.data[key]` the data's."""
    path = site.scope.path(site.node)
    node = site.node
    while path is None and node.type in ("member_expression", "subscript_expression"):
        owner = node.child_by_field_name("object")
        if owner is None:
            return None
        node = owner
        path = site.scope.path(node)
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


def _whole(site: Site, value: Node) -> tuple[str, ...] | None:
    """The path of what is taken apart; `event.data ?? {}` too."""
    value = unwrap(value)
    if value.type == "binary_expression":
        left = value.child_by_field_name("left")
        return site.scope.path(left) if left is not None else None
    return site.scope.path(value)


def _taken(source: Source, pattern: Node, origin: tuple[str, ...]) -> _Reading:
    """What a pattern takes out of the data, where what it takes apart has that in it."""
    if not _holds_data(origin) and origin[:2] != _DATA:
        return _Reading({}, True, None)
    keys: dict[str, None] = {}
    complete = True
    found = sorted(pattern_paths(source, pattern), key=lambda each: each[1].start_byte)
    for _, node, inner in found:
        path = (*origin, *inner) if inner is not None else None
        if path is None or (path == _DATA and _is_rest(node)):
            complete = False
        elif path[:2] == _DATA and len(path) > 2:
            keys[path[2]] = None
    return _Reading(keys, complete, _data_pattern(source, pattern, origin))


def _is_rest(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "rest_pattern"


def _data_pattern(source: Source, pattern: Node, origin: tuple[str, ...]) -> Span | None:
    """The object pattern within that takes the data itself apart."""
    if pattern.type != "object_pattern":
        return None
    if origin == _DATA:
        return span(source, pattern)
    for path, node in _nested(source, pattern, origin):
        if path == _DATA:
            return span(source, node)
    return None


def _nested(
    source: Source, pattern: Node, origin: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Node]]:
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
