"""Which events an expression names: strings, constants, `eventType`s and members of records."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.reading import (
    Repository,
    initialiser,
    literal,
    literal_at,
    local_constant,
)
from codemods.syntax.literal import Dynamic, Object, string
from codemods.syntax.nodes import arguments, unwrap
from codemods.syntax.scopes import bound, is_name
from codemods.syntax.source import Source

_MOST_HOPS = 12


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
    if is_name(node) and hops < _MOST_HOPS:
        held = local_constant(source, node)
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
    found = literal_at(repository, source, node)
    if isinstance(found, Dynamic):
        yield event_named_by(repository, found)
    else:
        yield string(found)


def event_named_by(repository: Repository, value: Dynamic) -> str | None:
    """The event that an expression stands for where a name is expected.

    A constant that holds an `eventType(…)`, or a member of a record of them:
    `reportGenerate`, `events.reportGenerate`, `appEvents["report/generate"]`.
    """
    source, node = value.source, value.node
    if node.type == "identifier":
        found = initialiser(repository, source, source.text(node))
        return _declared_name(repository, *found) if found else None
    if node.type == "call_expression":
        return _declared_name(repository, source, node)
    owner = node.child_by_field_name("object")
    if owner is None:
        return None
    record = literal(repository, source, owner)
    if not isinstance(record, Object):
        return None
    match node.type:
        case "member_expression":
            key = node.child_by_field_name("property")
            name = source.text(key) if key is not None else None
        case "subscript_expression":
            index = node.child_by_field_name("index")
            name = string(literal(repository, source, index)) if index is not None else None
        case _:
            return None
    entry = record.get(name) if name is not None else None
    if isinstance(entry, Dynamic):
        return _declared_name(repository, entry.source, entry.node)
    return string(entry)


def _declared_name(repository: Repository, source: Source, node: Node) -> str | None:
    node = unwrap(node)
    callee = node.child_by_field_name("function") if node.type == "call_expression" else None
    if callee is None or source.text(callee) != "eventType":
        return None
    given = arguments(node)
    return string(literal(repository, source, given[0])) if given else None
