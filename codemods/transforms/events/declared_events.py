"""How the project declares its events, and what that means for a job that one of them triggers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.events.schemas import listed, named_type, schema_calls
from codemods.inngest.model import EventDeclaration, Span
from codemods.inngest.reading import node_at, span
from codemods.inngest.sdk import Sdk
from codemods.syntax.nodes import named_children, unwrap, walk
from codemods.syntax.source import Source
from codemods.transforms.events.declared_data import fields_of_call, fields_of_member
from codemods.transforms.jobs.job_template import Binding

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.jobs.references import ClientModule


class Declared(Struct, frozen=True):
    """An event whose data the types know.

    constant: the `eventType` to use as trigger (SDK 4), or None where its name is enough (SDK 3)
    fields:   the properties of its data where they are listed in place, else None
    """

    constant: Binding | None
    fields: frozenset[str] | None = None


class Record(Struct, frozen=True):
    """Where the client's `EventSchemas` list their events.

    method: `fromRecord`, `fromZod`, `fromUnion` or another
    form:   what `body` is: the braces of a type or object with a member for each event, or a union
            or intersection of types; None where the list is none of these
    """

    method: str
    call: Span
    form: Literal["members", "union", "intersection"] | None
    body: Span | None


def declared_event(
    project: Project, client: ClientModule, event: str, importer: str, sdk: Sdk
) -> Declared | None:
    """The declaration of an event, as a new module at `importer` would use it; None for none."""
    if sdk.major == 3:
        records = event_records(project, client)
        for record in records:
            if event in declared_names(project, record):
                return Declared(None, _fields_in(project, record, event))
        return None
    from codemods.transforms.jobs.references import neighbour_imports

    for declaration in project.event_declarations:
        if declaration.event != event or declaration.name is None:
            continue
        exported = exported_name(project, declaration)
        if exported is None:
            continue
        path = declaration.span.path
        specifier = project.modules.specifier(path, importer, like=neighbour_imports(project))
        source = project.source(path)
        fields = fields_of_call(source, node_at(source, declaration.span))
        return Declared(Binding(exported, specifier, default=False), fields)
    return None


def _fields_in(project: Project, record: Record, event: str) -> frozenset[str] | None:
    if record.form != "members" or record.body is None:
        return None
    source = project.source(record.body.path)
    return fields_of_member(source, node_at(source, record.body), event)


def exported_name(project: Project, declaration: EventDeclaration) -> str | None:
    """The name under which an event's constant itself is exported, or None.

    A declaration inside a record of several has no name of its own.
    """
    module = project.source(declaration.span.path).module
    held = module.declarations.get(declaration.name or "")
    if held is None or held.value is None:
        return None
    value = unwrap(held.value)
    if (value.start_byte, value.end_byte) != (declaration.span.start, declaration.span.end):
        return None
    return next(
        (
            export.exported
            for export in module.exports
            if export.specifier is None
            and export.local == declaration.name
            and export.exported != "default"
        ),
        None,
    )


def event_records(project: Project, client: ClientModule) -> tuple[Record, ...]:
    """Each `from…(…)` of the client's `EventSchemas`, outermost first; none without schemas."""
    if client.client is None:
        return ()
    return tuple(_record(project, *found) for found in schema_calls(project, client.client))


def declared_names(project: Project, record: Record) -> set[str]:
    """The names of the events that a record lists, as far as its types can be followed."""
    if record.body is None:
        return set()
    source = project.source(record.body.path)
    return _names(project, source, node_at(source, record.body), record.method, set())


def _names(project: Project, source: Source, node: Node, method: str, seen: set[Span]) -> set[str]:
    place = span(source, node)
    if place in seen:
        return set()
    seen.add(place)
    match node.type:
        case "union_type" | "intersection_type":
            parts = (_names(project, source, n, method, seen) for n in named_children(node))
            return set().union(*parts)
        case "type_identifier":
            found = named_type(project, source, node)
            return _names(project, *found, method, seen) if found else set()
        case "object_type" | "interface_body" | "object":
            if method == "fromUnion":
                name = string_of(_member(source, node, "name"), source)
                return {name} if name is not None else set()
            keys = (_key(source, member) for member in named_children(node))
            return {key for key in keys if key is not None}
        case _:
            return set()


def _key(source: Source, member: Node) -> str | None:
    key = member.child_by_field_name("name") or member.child_by_field_name("key")
    return source.text(key).strip("\"'") if key is not None else None


def _member(source: Source, body: Node, name: str) -> Node | None:
    return next((m for m in named_children(body) if _key(source, m) == name), None)


def string_of(member: Node | None, source: Source) -> str | None:
    """The string of a member such as `name: "a/b"`, or None."""
    annotation = member.child_by_field_name("type") if member is not None else None
    if annotation is None:
        return None
    literals = [node for node in walk(annotation) if node.type == "string"]
    return source.text(literals[0])[1:-1] if len(literals) == 1 else None


def _record(project: Project, source: Source, call: Node, method: str) -> Record:
    place = span(source, call)
    found = listed(project, source, call, method)
    if found is None:
        return Record(method, place, None, None)
    home, body = found
    match body.type, method:
        case "union_type", "fromUnion":
            return Record(method, place, "union", span(home, body))
        case "object_type" | "interface_body", "fromUnion":
            return Record(method, place, "union", span(home, body))
        case "intersection_type", "fromRecord":
            return Record(method, place, "intersection", span(home, body))
        case "object_type" | "interface_body", "fromRecord":
            return Record(method, place, "members", span(home, body))
        case "object", "fromZod":
            return Record(method, place, "members", span(home, body))
        case _:
            return Record(method, place, None, None)
