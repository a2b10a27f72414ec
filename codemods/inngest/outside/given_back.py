"""Errors that a client gives back instead of throwing them, and what becomes of them.

Supabase answers with `{ data, error }` and throws only when it is told to
(https://supabase.com/docs/reference/javascript/db-throwonerror).
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS, walk
from codemods.syntax.patterns import taken
from codemods.syntax.source import Source

_LEAVING = frozenset({"throw_statement", "return_statement"})


def is_acted_on(source: Source, call: Node) -> bool:
    """Whether the function around a call leaves, or throws, because of the error it gave back."""
    target, function = _kept_in(call), _function(call)
    if target is None or function is None:
        return False
    names = set(_names(source, target))
    return any(
        _leaves(source, node, names)
        for node in walk(function, into_functions=False)
        if node.start_byte > call.end_byte
    )


def _kept_in(call: Node) -> Node | None:
    """The name or pattern that the result is put in: of a variable, or assigned to."""
    node: Node | None = call
    while node is not None and node.type not in FUNCTIONS:
        if node.type == "variable_declarator":
            return node.child_by_field_name("name")
        if node.type == "assignment_expression":
            return node.child_by_field_name("left")
        if node.type.endswith("statement"):
            return None
        node = node.parent
    return None


def _names(source: Source, target: Node) -> Iterator[str]:
    """The expressions that may hold the error."""
    if target.type == "identifier":
        yield f"{source.text(target)}.error"
        return
    for each in taken(source, target):
        if each.keys is None:  # one of several results
            yield each.name
            yield f"{each.name}.error"
        elif each.keys[-1:] == ("error",):
            yield each.name


def _leaves(source: Source, node: Node, names: set[str]) -> bool:
    """Whether a statement throws one of the names, or leaves where one of them is set."""
    if node.type == "throw_statement":
        return _has(source, node, names)
    if node.type != "if_statement":
        return False
    condition, then = (node.child_by_field_name(key) for key in ("condition", "consequence"))
    return (
        condition is not None
        and then is not None
        and _has(source, condition, names)
        and any(each.type in _LEAVING for each in walk(then, into_functions=False))
    )


def _has(source: Source, node: Node, names: set[str]) -> bool:
    return any(
        each.type in ("identifier", "member_expression") and source.text(each) in names
        for each in walk(node)
    )


def _function(call: Node) -> Node | None:
    node = call.parent
    while node is not None and node.type not in FUNCTIONS:
        node = node.parent
    return node
