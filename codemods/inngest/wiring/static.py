"""Static values where they stand: constants of the functions around count as those of a module."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.events import event_named_by
from codemods.inngest.reading import Repository, initialiser
from codemods.syntax.literal import Dynamic, Literal, evaluate, string
from codemods.syntax.nodes import unwrap
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source

_MOST_HOPS = 12


def value(repository: Repository, source: Source, node: Node) -> Literal:
    """The static value of an expression, local constants and those of other files included."""

    def resolve(where: Source, name: str) -> tuple[Source, Node] | None:
        local = bound(source, node, name) if where is source else None
        if local is None:
            return initialiser(repository, where, name)
        held = constant(source, node, name)
        return (source, held) if held is not None else None

    return evaluate(source, node, resolve)


def constant(source: Source, node: Node, name: str) -> Node | None:
    """The initialiser of the local `const` that a name means at a node, or None for others."""
    local = bound(source, node, name)
    if local is None or local.kind != "variable" or local.keys != ():
        return None
    statement = local.node.parent
    is_const = statement is not None and source.text(statement).startswith("const")
    return local.value if is_const else None


def event_names(
    repository: Repository, source: Source, node: Node, hops: int = 0
) -> Iterator[str | None]:
    """The events that an expression names, each arm of a condition; None for one not known."""
    node = unwrap(node)
    if node.type == "ternary_expression" and hops < _MOST_HOPS:
        for arm in ("consequence", "alternative"):
            part = node.child_by_field_name(arm)
            if part is not None:
                yield from event_names(repository, source, part, hops + 1)
        return
    if node.type in ("identifier", "shorthand_property_identifier") and hops < _MOST_HOPS:
        held = constant(source, node, source.text(node))
        if held is not None:
            yield from event_names(repository, source, held, hops + 1)
            return
        if bound(source, node, source.text(node)) is not None:
            yield None
            return
    if node.type == "member_expression":
        # `made.name` of an `eventType(…)`.
        owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is not None and key is not None and source.text(key) == "name":
            named = event_named_by(repository, Dynamic(source, unwrap(owner)))
            if named is not None:
                yield named
                return
    found = value(repository, source, node)
    if isinstance(found, Dynamic):
        yield event_named_by(repository, found)
    else:
        yield string(found)
