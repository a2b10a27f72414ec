"""What becomes of the promise of a send: who awaits it, if anybody does."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.anatomy.model import Use
from codemods.syntax.nodes import arguments, method_of
from codemods.syntax.source import Source

# What hands the promise on as it is.
_TRANSPARENT = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "ternary_expression",
        "sequence_expression",
    }
)


def use_of_send(source: Source, call: Node) -> Use:
    """What becomes of the promise of a send.

    FLOATING where nobody has it and a failure goes unnoticed: an expression statement without
    `.catch(…)` or a second argument of `.then`. With `void` it is meant, and is KEPT.
    """
    node = call
    while node.parent is not None:
        around = node.parent
        match around.type:
            case "await_expression" | "return_statement":
                return Use.AWAITED
            case "arrow_function":
                return _of_callback(source, around)
            case "expression_statement":
                return Use.FLOATING
            case "binary_expression":
                right = around.child_by_field_name("right")
                if right is None or right != node:
                    return Use.KEPT
            case "member_expression":
                outer = around.parent
                if outer is None or outer.type != "call_expression":
                    return Use.KEPT
                key = around.child_by_field_name("property")
                method = source.text(key) if key is not None else ""
                if method == "catch" or (method == "then" and len(arguments(outer)) > 1):
                    return _caught(outer)
                if method not in ("then", "finally"):
                    return Use.KEPT
                node = outer
                continue
            case kind if kind not in _TRANSPARENT:
                return Use.KEPT
        node = around
    return Use.KEPT


def _caught(call: Node) -> Use:
    """A promise whose failure is handled is at least KEPT."""
    node = call
    while node.parent is not None:
        kind = node.parent.type
        if kind in ("await_expression", "return_statement"):
            return Use.AWAITED
        if kind not in ("member_expression", "call_expression", "parenthesized_expression"):
            return Use.KEPT
        node = node.parent
    return Use.KEPT


def _of_callback(source: Source, function: Node) -> Use:
    """An arrow's body gives the promise to whoever calls it; `forEach` drops it."""
    given = function.parent
    call = given.parent if given is not None and given.type == "arguments" else None
    called = method_of(source, call) if call is not None else None
    return Use.FOR_EACH if called is not None and called[1] == "forEach" else Use.AWAITED
