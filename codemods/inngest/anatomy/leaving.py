"""By what a piece of code is left, and what a promise that fails leads to."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.nodes import arguments, callee_text, method_name, named_children
from codemods.syntax.source import Source

LEAVING = {
    "return_statement": "return",
    "throw_statement": "throw",
    "break_statement": "break",
    "continue_statement": "continue",
}

# What stands between a call and the `await` of the whole that it is a part of.
_LINKING = frozenset(
    {"arguments", "array", "as_expression", "member_expression", "non_null_expression",
     "parenthesized_expression", "satisfies_expression"}
)  # fmt: skip


def leaves(statement: Node) -> str | None:
    """By what a statement surely leaves the code around it, or None."""
    if statement.type in LEAVING:
        return LEAVING[statement.type]
    match statement.type:
        case "statement_block":
            ways = (leaves(child) for child in named_children(statement))
            return next((way for way in ways if way is not None), None)
        case "if_statement":
            arms = (statement.child_by_field_name(arm) for arm in ("consequence", "alternative"))
            ways_out = [leaves(arm) if arm is not None else None for arm in arms]
            return _common(ways_out)
        case "else_clause":
            inner = named_children(statement)
            return leaves(inner[0]) if inner else None
        case "try_statement":
            body = statement.child_by_field_name("body")
            handler = statement.child_by_field_name("handler")
            caught = handler.child_by_field_name("body") if handler is not None else None
            parts = [part for part in (body, caught) if part is not None]
            return _common([leaves(part) for part in parts])
        case _:
            return None


def _common(ways: list[str | None]) -> str | None:
    """The way that several arms are left by; where they differ, the one that leads on the most."""
    if not ways or any(way is None for way in ways):
        return None
    # A `throw` beside a `return` is for what went wrong: the usual way is the `return`.
    order = ("continue", "break", "return", "throw")
    return min((way for way in ways if way is not None), key=order.index)


def throws_on(source: Source, call: Node) -> bool:
    """Whether what a call fails with goes on: its promise is awaited, alone or with others."""
    node = call
    while node.parent is not None:
        parent = node.parent
        if parent.type == "await_expression":
            return True
        together = parent.type == "call_expression" and callee_text(source, parent) == "Promise.all"
        linked = parent.type in _LINKING or parent.child_by_field_name("function") == node
        if not linked and not together:
            return False
        node = parent
    return False


def later_links(source: Source, call: Node) -> list[Node]:
    """The functions that a link of a chain of promises runs where an earlier one has failed."""
    if method_name(source, call) == "finally" or catches(source, call):
        return arguments(call)
    return []


def catches(source: Source, call: Node) -> bool:
    """Whether a link of a chain of promises takes what an earlier one has failed with."""
    method = method_name(source, call)
    return method == "catch" or (method == "then" and len(arguments(call)) > 1)
