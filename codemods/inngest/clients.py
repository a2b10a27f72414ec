"""Finding the clients of a repository."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.model import Client
from codemods.inngest.reading import Repository, holder, literal, sources_with, span
from codemods.syntax.literal import Object, string
from codemods.syntax.nodes import arguments, named_children, property_name
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import ExternalName

PACKAGE = "inngest"
MENTION = b"Inngest("


def read_clients(repository: Repository) -> tuple[Client, ...]:
    """Every `new Inngest(…)` of the SDK's class, by path and place."""
    return tuple(
        client
        for source in sources_with(repository, MENTION)
        for client in _in_file(repository, source)
    )


def _in_file(repository: Repository, source: Source) -> Iterator[Client]:
    for match in source.match("clients"):
        if not is_from_sdk(repository, source, source.text(match["client.class"]), "Inngest"):
            continue
        creation = match["client.creation"]
        given = arguments(creation)
        options = literal(repository, source, given[0]) if given else None
        schemas = option(source, given[0], "schemas") if given else None
        yield Client(
            span=span(source, creation),
            id=string(options.get("id")) if isinstance(options, Object) else None,
            name=holder(source.module, creation),
            schemas=span(source, schemas) if schemas is not None else None,
        )


def is_from_sdk(repository: Repository, source: Source, local: str, exported: str) -> bool:
    """Whether a name of the file is the SDK's export of that name.

    It may have an alias, or come through a module of the project that passes it on.
    """
    meaning = repository.modules.binding(source, local)
    return (
        isinstance(meaning, ExternalName)
        and meaning.package == PACKAGE
        and meaning.name == exported
    )


def option(source: Source, options: Node, key: str) -> Node | None:
    """The value node of a key of an options object written in place, or None.

    Of a key that is given twice the last one counts, as when the program runs.
    """
    if options.type != "object":
        return None
    for entry in reversed(named_children(options)):
        if entry.type == "pair":
            name = entry.child_by_field_name("key")
            if name is not None and property_name(name, source.text(name)) == key:
                return entry.child_by_field_name("value")
        elif entry.type == "shorthand_property_identifier" and source.text(entry) == key:
            return entry
    return None
