"""What a `let` without a value holds at a place: what is assigned to it on every way there."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.nodes import named_children, walk
from codemods.syntax.scopes import Binding
from codemods.syntax.source import Source
from codemods.transforms.triggers.guards import leaves

# What an assignment may stand in and be run whenever the code around it is.
_PLAIN = frozenset({"expression_statement", "statement_block", "parenthesized_expression"})


def assigned(source: Source, local: Binding, byte: int) -> Node | None:
    """The value that `let x;` surely has at an offset: `try { x = await f(); } catch { return }`.

    None where nothing, or more than one thing, is assigned to it before, and where it may be that
    nothing was.
    """
    found = [
        node
        for node in walk(local.scope.node)
        if node.type == "assignment_expression"
        and node.end_byte <= byte
        and (left := node.child_by_field_name("left")) is not None
        and left.type == "identifier"
        and source.text(left) == local.name
    ]
    if len(found) != 1 or not _is_sure(source, found[0], byte):
        return None
    return found[0].child_by_field_name("right")


def _is_sure(source: Source, assignment: Node, byte: int) -> bool:
    """Whether whoever comes to the offset has come by the assignment."""
    node = assignment
    while (around := node.parent) is not None and not around.start_byte <= byte < around.end_byte:
        match around.type:
            case "try_statement":
                catch = around.child_by_field_name("handler")
                body = named_children(catch)[-1] if catch is not None else None
                in_body = around.child_by_field_name("body") == node
                if not in_body or (body is not None and not leaves(source, body)):
                    return False
            case kind if kind not in _PLAIN:
                return False
            case _:
                pass
        node = around
    return True
