"""What types and schemas say of an event's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.anatomy.handlers import Handler
from codemods.inngest.anatomy.sites import Site
from codemods.inngest.events.named import event_names
from codemods.inngest.events.schemas import listed, schema_calls
from codemods.inngest.reading import Place, node_at
from codemods.inngest.shapes.model import Shape
from codemods.inngest.shapes.shapes import Shapes
from codemods.syntax.nodes import arguments, entry_value, method_of, named_children, unwrap
from codemods.syntax.patterns import annotation, parameters
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_DATA = ("event", "data")
_PARSING = frozenset({"parse", "safeParse", "parseAsync", "safeParseAsync"})
_EMPTY_TYPES = frozenset({"any", "unknown", "never", "object", "{}"})


def declared_data(project: Project, events: list[str], handler: Handler | None) -> Shape | None:
    """What the project's declarations, else the types in the handler, say of the data of events."""
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
        schema = entry_value(source, given[1], "schema") if len(given) > 1 else None
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


def _entry(project: Project, shapes: Shapes, place: Place, method: str, event: str) -> Shape | None:
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
            data_schema = entry_value(entry[0], inner, "data")
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
        name = entry_value(source, given[0], "name") if given else None
        literal = arguments(name) if name is not None and name.type == "call_expression" else []
        if literal and event in event_names(project, source, literal[0]):
            data = entry_value(source, given[0], "data")
            return shapes.of_schema(source, data) if data is not None else None
    return None


def _in_handler(shapes: Shapes, handler: Handler) -> Shape | None:
    """A type that the handler gives the data, or a schema that it parses it with."""
    by_parameter = _of_parameter(shapes, handler)
    if by_parameter is not None:
        return by_parameter
    parsed: Shape | None = None
    for site in handler.walk():
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
    place: Place | None = (source, node)
    for key in _DATA[len(path) :]:
        place = shapes.member(*place, key) if place is not None else None
    return shapes.of_type(*place) if place is not None else None


def _of_parameter(shapes: Shapes, handler: Handler) -> Shape | None:
    """`({ event }: { event: { data: T } })`."""
    for parameter, origin in zip(parameters(handler.node), handler.origins, strict=False):
        kind = annotation(parameter)
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
    path = site.path(value)
    return (path, kind) if path is not None and path in (_DATA, _DATA[:1]) else None


def _parsing(source: Source, site: Site) -> Node | None:
    """The schema of `schema.parse(event.data)`."""
    called, given = method_of(source, site.node), arguments(site.node)
    if called is None or called[1] not in _PARSING or not given:
        return None
    return called[0] if site.path(given[0]) == _DATA else None
