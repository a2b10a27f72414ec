"""How the project declares its events, and what that means for a job that one of them triggers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.model import EventDeclaration, Span
from codemods.inngest.reading import initialiser, node_at
from codemods.inngest.sdk import Sdk
from codemods.syntax.nodes import arguments, named_children, unwrap
from codemods.syntax.source import Source
from codemods.transforms.job_template import Binding
from codemods.workspace.exports import Definition

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.references import ClientModule


@dataclass(frozen=True, slots=True)
class Declared:
    """An event whose data the types know.

    constant: the `eventType` to use as trigger (SDK 4), or None where its name is enough (SDK 3)
    """

    constant: Binding | None


@dataclass(frozen=True, slots=True)
class Record:
    """Where the client's `EventSchemas` list their events.

    method: `fromRecord`, `fromZod` or another
    body:   the type or object literal with a member for each event, or None where it is not one
    """

    method: str
    call: Span
    body: Span | None


def declared_event(
    project: Project, client: ClientModule, event: str, importer: str, sdk: Sdk
) -> Declared | None:
    """The declaration of an event, as a new module at `importer` would use it; None for none."""
    if sdk.major == 3:
        records = event_records(project, client)
        known = any(event in member_names(project, record) for record in records)
        return Declared(None) if known else None
    from codemods.transforms.references import neighbour_imports

    for declaration in project.event_declarations:
        if declaration.event != event or declaration.name is None:
            continue
        exported = exported_name(project, declaration)
        if exported is None:
            continue
        path = declaration.span.path
        specifier = project.modules.specifier(path, importer, like=neighbour_imports(project))
        return Declared(Binding(exported, specifier, default=False))
    return None


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
    if client.client is None or client.client.schemas is None:
        return ()
    source = project.source(client.client.span.path)
    node = unwrap(node_at(source, client.client.schemas))
    if node.type in ("identifier", "shorthand_property_identifier"):
        found = initialiser(project, source, source.text(node))
        if found is None:
            return ()
        source, node = found[0], unwrap(found[1])
    place = Span(source.path, node.start_byte, node.end_byte)
    return tuple(
        Record(
            source.text(match["schemas.method"]),
            call,
            _body(project, source, match["schemas.call"], source.text(match["schemas.method"])),
        )
        for match in source.match("event-schemas")
        if place.contains(call := _span(source, match["schemas.call"]))
    )


def member_names(project: Project, record: Record) -> set[str]:
    """The names of the events that a record lists in place."""
    if record.body is None:
        return set()
    source = project.source(record.body.path)
    names: set[str] = set()
    for member in named_children(node_at(source, record.body)):
        key = member.child_by_field_name("name") or member.child_by_field_name("key")
        if key is not None:
            names.add(source.text(key).strip("\"'"))
    return names


def _body(project: Project, source: Source, call: Node, method: str) -> Span | None:
    if method == "fromRecord":
        types = call.child_by_field_name("type_arguments")
        given = named_children(types) if types is not None else []
        return _type_body(project, source, given[0]) if given else None
    if method == "fromZod":
        given = arguments(call)
        node = unwrap(given[0]) if given else None
        if node is not None and node.type == "identifier":
            found = initialiser(project, source, source.text(node))
            if found is None:
                return None
            source, node = found[0], unwrap(found[1])
        return _span(source, node) if node is not None and node.type == "object" else None
    return None


def _type_body(project: Project, source: Source, node: Node) -> Span | None:
    """The members of a type literal, an interface, or an alias of one, also in another file."""
    if node.type == "object_type":
        return _span(source, node)
    if node.type != "type_identifier":
        return None
    definition = project.modules.binding(source, source.text(node))
    if not isinstance(definition, Definition) or definition.declaration is None:
        return None
    declared = definition.declaration.value
    if declared is None:
        return None
    home = project.source(definition.path)
    if definition.declaration.kind == "interface":
        body = declared.child_by_field_name("body")
        return _span(home, body) if body is not None else None
    if definition.declaration.kind == "type":
        value = declared.child_by_field_name("value")
        if value is not None and value.type == "object_type":
            return _span(home, value)
    return None


def _span(source: Source, node: Node) -> Span:
    return Span(source.path, node.start_byte, node.end_byte)
