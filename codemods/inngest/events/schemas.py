"""Where the events of a client's `EventSchemas` (SDK 3) are listed."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.model import Client
from codemods.inngest.reading import Repository, initialiser, node_at, span
from codemods.syntax.nodes import arguments, named_children, unwrap
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition

_METHODS = ("fromRecord", "fromZod", "fromUnion", "fromSchema", "fromGenerated")


def schema_calls(repository: Repository, client: Client) -> tuple[tuple[Source, Node, str], ...]:
    """Each `from…(…)` of a client's schemas, outermost first, with the method's name."""
    if client.schemas is None:
        return ()
    source = repository.source(client.span.path)
    node = unwrap(node_at(source, client.schemas))
    if node.type in ("identifier", "shorthand_property_identifier"):
        found = initialiser(repository, source, source.text(node))
        if found is None:
            return ()
        source, node = found[0], unwrap(found[1])
    place = span(source, node)
    return tuple(
        (source, call.node, call.name)
        for call in source.calls(*_METHODS)
        if call.receiver is not None and place.contains(span(source, call.node))
    )


def listed(
    repository: Repository, source: Source, call: Node, method: str
) -> tuple[Source, Node] | None:
    """The type or object that a `from…` call is given, followed to where it is written."""
    if method == "fromZod":
        given = arguments(call)
        node = unwrap(given[0]) if given else None
        if node is not None and node.type == "identifier":
            found = initialiser(repository, source, source.text(node))
            return (found[0], unwrap(found[1])) if found is not None else None
        return (source, node) if node is not None else None
    types = call.child_by_field_name("type_arguments")
    inner = named_children(types) if types is not None else []
    if not inner:
        return None
    if inner[0].type == "type_identifier":
        return named_type(repository, source, inner[0])
    return source, inner[0]


def named_type(repository: Repository, source: Source, node: Node) -> tuple[Source, Node] | None:
    """What a type's name stands for: the body of an interface, or the type of an alias."""
    definition = repository.modules.binding(source, source.text(node))
    if not isinstance(definition, Definition) or definition.declaration is None:
        return None
    declared = definition.declaration.value
    if declared is None or definition.declaration.kind not in ("interface", "type"):
        return None
    field = "body" if definition.declaration.kind == "interface" else "value"
    found = declared.child_by_field_name(field)
    return (repository.source(definition.path), found) if found is not None else None
