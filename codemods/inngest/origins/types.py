"""What a value is by its type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.origins.exports import instance_of, is_prisma_class, result_of
from codemods.inngest.origins.functions import MAX_HOPS
from codemods.inngest.origins.model import Origin
from codemods.syntax.nodes import named_children, walk
from codemods.syntax.patterns import annotation
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition, ExternalName

if TYPE_CHECKING:
    from codemods.inngest.origins.search import Search

_WRAPPERS = frozenset(
    {"Promise", "Awaited", "NonNullable", "Readonly", "Required", "Omit", "Pick", "Partial"}
)


def of_type(search: Search, source: Source, node: Node, hops: int) -> Origin | None:
    """What a value of a type is."""
    if hops > MAX_HOPS:
        return None
    match node.type:
        case "type_identifier":
            return _of_name(search, source, node, hops)
        case "generic_type":
            return _of_generic(search, source, node, hops)
        case "nested_type_identifier":
            text = source.text(node)
            if text.endswith("Prisma.TransactionClient"):
                return Origin("prisma")
            return Origin("inngest") if text == "Inngest.Any" else None
        case "union_type" | "intersection_type" | "parenthesized_type" | "readonly_type":
            for part in named_children(node):
                found = of_type(search, source, part, hops + 1)
                if found is not None:
                    return found
            return None
        case "type_query":
            named = _asked(node)
            return search.of(source, named, hops + 1) if named is not None else None
        case "lookup_type":
            # `Parameters<Parameters<typeof db.transaction>[0]>[0]`
            for each in walk(node):
                if each.type == "type_query" and named_children(each):
                    asked = named_children(each)[0]
                    owner = asked.child_by_field_name("object")
                    return search.of(source, owner or asked, hops + 1)
            return None
        case _:
            return None


def _of_generic(search: Search, source: Source, node: Node, hops: int) -> Origin | None:
    name, given = node.child_by_field_name("name"), node.child_by_field_name("type_arguments")
    inner = named_children(given) if given is not None else []
    text = source.text(name) if name is not None else ""
    if text in _WRAPPERS and inner:
        return of_type(search, source, inner[0], hops + 1)
    if text != "ReturnType" or not inner or inner[0].type != "type_query":
        return of_type(search, source, name, hops + 1) if name is not None else None
    asked = _asked(inner[0])
    if asked is None:
        return None
    meaning = search.meanings.of(source, asked)
    if isinstance(meaning, ExternalName):
        return result_of(meaning, search.packages)
    made = search.functions.of(source, asked, hops + 1)
    return search.of_result(*made, hops + 1) if made is not None else None


def _of_name(search: Search, source: Source, node: Node, hops: int) -> Origin | None:
    name = source.text(node)
    meaning = search.meanings.binding(source, name)
    if isinstance(meaning, ExternalName):
        return instance_of(meaning, search.packages)
    if not isinstance(meaning, Definition):
        return Origin("prisma") if is_prisma_class(name) else None
    declared = meaning.declaration
    if declared is None or declared.value is None:
        return None
    where = search.repository.source(meaning.path)
    if declared.kind == "type":
        value = declared.value.child_by_field_name("value")
        return of_type(search, where, value, hops + 1) if value is not None else None
    if declared.kind == "class":
        own = declared.value.child_by_field_name("name")
        return search.of_class(where, own, hops + 1) if own is not None else None
    return None


def member_type(source: Source, kind: Node, keys: tuple[str, ...]) -> Node | None:
    """The type of a property that is written in place: `{ db: PrismaClient }`."""
    for key in keys:
        if kind.type != "object_type":
            return None
        member = next(
            (
                each
                for each in named_children(kind)
                if (own := each.child_by_field_name("name")) is not None and source.text(own) == key
            ),
            None,
        )
        found = annotation(member) if member is not None else None
        if found is None:
            return None
        kind = found
    return kind


def _asked(query: Node) -> Node | None:
    """The expression of `typeof f` or `typeof f<T>`."""
    inner = next(iter(named_children(query)), None)
    if inner is not None and inner.type == "instantiation_expression":
        return inner.child_by_field_name("function")
    return inner
