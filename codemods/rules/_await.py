"""Edits that put an `await` before a promise that nobody waits for."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.edits import Edit
from codemods.syntax.nodes import FUNCTIONS, has_token, unwrap
from codemods.syntax.source import Source

_CHAINED = frozenset({"then", "catch", "finally"})


def awaiting(source: Source, call: Node, origin: str) -> tuple[Edit, ...] | None:
    """Edits that await the promise of a call, with what is chained to it; `void` gives way.

    None where the function around it is not `async`, or there is none.
    """
    function = function_around(call)
    if function is None or not has_token(function, "async"):
        return None
    promise = chain(source, call)
    parent = promise.parent
    if parent is not None and parent.type == "unary_expression" and has_token(parent, "void"):
        token = parent.children[0]
        return (Edit(token.start_byte, token.end_byte, b"await", origin),)
    return (Edit(promise.start_byte, promise.start_byte, b"await ", origin),)


def function_around(node: Node) -> Node | None:
    """The innermost function that a node stands in, or None at the top level."""
    above = node.parent
    while above is not None and above.type not in FUNCTIONS:
        above = above.parent
    return above


def chain(source: Source, call: Node) -> Node:
    """The call with every `.then(…)`, `.catch(…)` and `.finally(…)` after it, and parentheses."""
    node = call
    while (parent := node.parent) is not None:
        if unwrap(parent) == unwrap(node):
            node = parent
            continue
        link = chained(source, parent) if parent.type == "member_expression" else None
        if link is None:
            break
        node = link[1]
    return node


def chained(source: Source, member: Node) -> tuple[str, Node] | None:
    """The method and the call of `promise.then(…)`, seen from the `promise.then` in it."""
    name, call = member.child_by_field_name("property"), member.parent
    if name is None or call is None or call.type != "call_expression":
        return None
    if call.child_by_field_name("function") != member or source.text(name) not in _CHAINED:
        return None
    return source.text(name), call
