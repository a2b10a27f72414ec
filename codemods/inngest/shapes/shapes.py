"""`Shapes`: the keys of types and schemas of one repository."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.reading import Place, Repository, literal
from codemods.inngest.shapes import types, zod
from codemods.inngest.shapes.model import Shape
from codemods.syntax.literal import Object
from codemods.syntax.source import Source


class Shapes:
    """Reads types and schemas; the one may be made of the other (`z.infer`, `staticSchema<T>()`).

    `hops` count the names followed so far, so that each question comes to an end.
    """

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    def of_type(self, source: Source, node: Node, hops: int = 0) -> Shape | None:
        """The keys of a type; None where they are not all known."""
        return types.of_type(self, source, node, hops)

    def member(self, source: Source, node: Node, key: str, hops: int = 0) -> Place | None:
        """The type of a key of a type."""
        return types.member(self.repository, source, node, key, hops)

    def variants(self, source: Source, node: Node) -> list[Place]:
        """The parts of a union, followed through names."""
        return types.variants(self.repository, source, node, 0)

    def of_schema(self, source: Source, node: Node, hops: int = 0) -> Shape | None:
        """The keys of a zod object; also of `staticSchema<T>()`."""
        return zod.of_schema(self, source, node, hops)

    def schema_entry(self, source: Source, node: Node, key: str) -> Place | None:
        """The value of a key of an object of schemas, followed through names and spreads."""
        found = literal(self.repository, source, node)
        value = found.get(key) if isinstance(found, Object) else None
        return (value.source, value.node) if value is not None else None
