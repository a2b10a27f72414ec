"""Finding the clients of a repository."""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.model import Client
from codemods.inngest.reading import Repository, holder, literal, sources_with, span
from codemods.syntax.literal import Object, string
from codemods.syntax.nodes import entry_value
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
    for creation in source.constructions():
        if not is_from_sdk(repository, source, creation.name, "Inngest"):
            continue
        given = creation.arguments
        options = literal(repository, source, given[0]) if given else None
        schemas = entry_value(source, given[0], "schemas") if given else None
        yield Client(
            span=span(source, creation.node),
            id=string(options.get("id")) if isinstance(options, Object) else None,
            name=holder(source.module, creation.node),
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
