"""The keys of TypeScript types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.reading import Place, Repository, span
from codemods.inngest.shapes.model import DataField, Shape, both, chosen, either, loosened
from codemods.syntax.nodes import has_token, member_name, named_children, walk
from codemods.syntax.patterns import annotation
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition

if TYPE_CHECKING:
    from codemods.inngest.shapes.shapes import Shapes

_MOST_HOPS = 16
_MOST_TYPE = 60  # characters of a type that is told as it is written

_ABSENT = frozenset({"null", "undefined", "void", "never"})
# Types that have the keys of what they are given.
_SAME = frozenset({"Readonly", "Required", "NonNullable", "Awaited", "Prettify"})
# `z.infer<typeof schema>` and the like of other libraries.
_INFERRED = frozenset({"infer", "output", "input", "TypeOf", "Infer"})


def of_type(shapes: Shapes, source: Source, node: Node, hops: int) -> Shape | None:
    """The keys of a type; None where they are not all known."""
    if hops > _MOST_HOPS:
        return None
    match node.type:
        case "object_type" | "interface_body":
            return _members(source, node)
        case "type_identifier":
            return _named(shapes, source, node, hops)
        case "generic_type":
            return _generic(shapes, source, node, hops)
        case "intersection_type":
            return both([of_type(shapes, source, each, hops + 1) for each in named_children(node)])
        case "union_type":
            parts = [each for each in named_children(node) if source.text(each) not in _ABSENT]
            return either([of_type(shapes, source, each, hops + 1) for each in parts])
        case "parenthesized_type" | "readonly_type":
            inner = named_children(node)
            return of_type(shapes, source, inner[0], hops + 1) if inner else None
        case "lookup_type":
            found = _looked_up(shapes.repository, source, node, hops)
            return of_type(shapes, *found, hops + 1) if found is not None else None
        case _:
            return None


def _members(source: Source, body: Node) -> Shape | None:
    fields: list[DataField] = []
    for each in named_children(body):
        key = member_name(source, each)
        if key is None:
            return None  # an index signature: any key
        kind = annotation(each)
        text = " ".join(source.text(kind).split()) if kind is not None else ""
        told = text if text and len(text) <= _MOST_TYPE else None
        fields.append(DataField(key, has_token(each, "?"), told))
    return Shape(tuple(fields), span(source, body))


def _named(shapes: Shapes, source: Source, node: Node, hops: int) -> Shape | None:
    places = list(_bodies(shapes.repository, source, node))
    if not places:
        return None
    own, *bases = [of_type(shapes, *place, hops + 1) for place in places]
    inherited = both(bases)
    if own is None or inherited is None:
        return None
    names = {each.name for each in own.fields}
    return Shape((*own.fields, *chosen(inherited, names, kept=False).fields), own.body)


def _generic(shapes: Shapes, source: Source, node: Node, hops: int) -> Shape | None:
    name, given = _generic_parts(source, node)
    if not given:
        return None
    if name.rpartition(".")[2] in _INFERRED:
        asked = named_children(given[0]) if given[0].type == "type_query" else []
        return shapes.of_schema(source, asked[0], hops + 1) if asked else None
    if name not in ("Pick", "Omit", "Partial", "Required", "Readonly", "NonNullable"):
        return None
    shape = of_type(shapes, source, given[0], hops + 1)
    if shape is None:
        return None
    match name:
        case "Partial" | "Required":
            return loosened(shape, optional=name == "Partial")
        case "Readonly" | "NonNullable":
            return shape
        case _:
            keys = _literal_keys(source, given[1]) if len(given) > 1 else None
            return chosen(shape, keys, kept=name == "Pick") if keys is not None else None


def member(repository: Repository, source: Source, node: Node, key: str, hops: int) -> Place | None:
    """The type of a key of a type."""
    if hops > _MOST_HOPS:
        return None
    places: list[Place]
    match node.type:
        case "object_type" | "interface_body":
            own = next((e for e in named_children(node) if member_name(source, e) == key), None)
            kind = annotation(own) if own is not None else None
            return (source, kind) if kind is not None else None
        case "type_identifier":
            places = list(_bodies(repository, source, node))
        case "intersection_type" | "parenthesized_type" | "readonly_type":
            places = [(source, part) for part in named_children(node)]
        case "generic_type":
            name, given = _generic_parts(source, node)
            places = [(source, part) for part in given[:1] if name in _SAME]
        case "lookup_type":
            looked = _looked_up(repository, source, node, hops)
            places = [looked] if looked is not None else []
        case _:
            return None
    found = (member(repository, *place, key, hops + 1) for place in places)
    return next((place for place in found if place is not None), None)


def variants(repository: Repository, source: Source, node: Node, hops: int) -> list[Place]:
    """The parts of a union, followed through names."""
    if hops > _MOST_HOPS:
        return []
    if node.type == "union_type":
        parts = (variants(repository, source, part, hops + 1) for part in named_children(node))
        return [place for part in parts for place in part]
    if node.type == "type_identifier":
        found = list(_bodies(repository, source, node))
        if len(found) == 1 and found[0][1].type == "union_type":
            return variants(repository, *found[0], hops + 1)
    return [(source, node)]


def _looked_up(repository: Repository, source: Source, node: Node, hops: int) -> Place | None:
    """`Events["a/b"]`."""
    inner = named_children(node)
    if len(inner) != 2 or inner[1].type != "literal_type":
        return None
    key = source.text(inner[1]).strip("\"'")
    return member(repository, source, inner[0], key, hops + 1)


def _bodies(repository: Repository, source: Source, node: Node) -> Iterator[Place]:
    """What a type's name stands for: an alias's type; an interface's body, and its bases."""
    definition = repository.modules.binding(source, source.text(node))
    if not isinstance(definition, Definition) or definition.declaration is None:
        return
    declared = definition.declaration.value
    if declared is None or definition.declaration.kind not in ("interface", "type"):
        return
    where = repository.source(definition.path)
    if definition.declaration.kind == "type":
        value = declared.child_by_field_name("value")
        if value is not None:
            yield where, value
        return
    body = declared.child_by_field_name("body")
    if body is not None:
        yield where, body
    for child in declared.children:
        if child.type == "extends_type_clause":
            for base in named_children(child):
                yield where, base


def _generic_parts(source: Source, node: Node) -> tuple[str, list[Node]]:
    name, given = node.child_by_field_name("name"), node.child_by_field_name("type_arguments")
    return (
        source.text(name) if name is not None else "",
        named_children(given) if given is not None else [],
    )


def _literal_keys(source: Source, node: Node) -> set[str] | None:
    """The strings of `"a" | "b"`; None for another type."""
    for part in walk(node):
        if part.is_named and part.type not in (
            "union_type",
            "literal_type",
            "string",
            "string_fragment",
            "parenthesized_type",
        ):
            return None
    return {source.text(part)[1:-1] for part in walk(node) if part.type == "string"}
