"""What patterns and parameters bind: of `{ a: { b }, ...rest }` the names, and where each lies."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import named_children, property_name
from codemods.syntax.source import Source


class Taken(Struct, frozen=True):
    """One name that a pattern takes from a value.

    node: the identifier
    keys: the properties that lead from the value to the name, none for a plain name; None where a
          list or a computed key stands between
    rest: whether the name gathers what is left of what the keys lead to
    """

    name: str
    node: Node
    keys: tuple[str, ...] | None
    rest: bool = False


def taken(source: Source, pattern: Node) -> Iterator[Taken]:
    """Each name that a pattern binds, in source order; of an identifier the name itself."""
    stack: list[tuple[Node, tuple[str, ...] | None, bool]] = [(pattern, (), False)]
    while stack:
        node, keys, rest = stack.pop()
        match node.type:
            case "identifier":
                yield Taken(source.text(node), node, keys, rest)
            case "shorthand_property_identifier_pattern":
                name = source.text(node)
                yield Taken(name, node, (*keys, name) if keys is not None else None)
            case "pair_pattern":
                key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
                own = property_name(key, source.text(key)) if key is not None else None
                if value is not None:
                    within = (*keys, own) if keys is not None and own is not None else None
                    stack.append((value, within, False))
            case "object_assignment_pattern" | "assignment_pattern":
                left = node.child_by_field_name("left")
                if left is not None:
                    stack.append((left, keys, rest))
            case "object_pattern":
                stack.extend((child, keys, False) for child in reversed(named_children(node)))
            case "rest_pattern":
                stack.extend((child, keys, True) for child in reversed(named_children(node)))
            case "array_pattern":
                stack.extend((child, None, False) for child in reversed(named_children(node)))
            case _:
                pass


def parameters(function: Node) -> list[Node]:
    """The parameters of a function, without `this`; for `x => …` the name itself."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return [single]
    node = function.child_by_field_name("parameters")
    return [
        each
        for each in (named_children(node) if node is not None else [])
        if each.type in ("required_parameter", "optional_parameter")
        and (pattern := each.child_by_field_name("pattern")) is not None
        and pattern.type != "this"
    ]


def pattern_of(parameter: Node) -> Node:
    """The pattern or name of a parameter, without its type and its default."""
    return parameter.child_by_field_name("pattern") or parameter


def annotation(node: Node) -> Node | None:
    """The type that is written after a name's colon, or None."""
    given = node.child_by_field_name("type")
    return next(iter(named_children(given)), None) if given is not None else None
