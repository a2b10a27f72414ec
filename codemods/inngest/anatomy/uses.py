"""What becomes of the promise that a call gives: who awaits it, if anybody does."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.anatomy.contexts import TOGETHER
from codemods.inngest.anatomy.model import Use
from codemods.inngest.anatomy.sites import Site
from codemods.syntax.nodes import FUNCTIONS, callee_of, callee_text, has_token, is_led, method_name
from codemods.syntax.source import Source

# Hands its value on as it is.
_TRANSPARENT = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "type_assertion",
        "array",
        "spread_element",
    }
)
# Methods whose value stands for that of what they are called on.
_PASSING_ON = frozenset({"then", "catch", "finally"})
_SAME_ARRAY = frozenset({"filter", "flat", "slice", "concat", "reverse"})
_GIVING_ALL = TOGETHER | {"Promise.resolve"}

_MOST_HOPS = 200  # a longer chain is no person's, and KEPT is never a fault


def use_of(source: Source, site: Site) -> Use:
    """What becomes of the value of an expression.

    An `await` in a callback is worth nothing where the promise of the callback is dropped.
    """
    safe = Use.KEPT  # what it is as long as nothing drops it
    for _ in range(_MOST_HOPS):
        use = _in_its_function(source, site)
        if use is Use.FLOATING:
            return use
        if use is Use.KEPT:
            return safe
        function = site.function
        if function is None:
            return Use.AWAITED
        if use is Use.AWAITED:
            safe = Use.AWAITED
        call = function.given_to
        if call is not None and method_name(source, call.node) == "forEach":
            return Use.FOR_EACH
        if call is not None and _is_step(call):
            return Use.AWAITED
        following = _holder_of_result(source, function, call)
        if following is None:
            return safe
        site = following
    return safe


def _in_its_function(source: Source, site: Site) -> Use | None:
    """What the innermost function around does with the value; None where it gives it back."""
    for _ in range(_MOST_HOPS):
        node = site.node
        if is_led(node):
            return Use.FLOATING if _is_void(node) else Use.AWAITED
        parent = site.parent
        if parent is None or parent is site.function or parent.node.type in FUNCTIONS:
            return None  # the body of an arrow
        around = parent.node
        match around.type:
            case "await_expression":
                return Use.AWAITED
            case "return_statement":
                return None
            case "expression_statement":
                return Use.FLOATING
            case "unary_expression" if has_token(around, "void"):
                return Use.FLOATING
            case "sequence_expression":
                if around.named_children[-1].id != node.id:
                    return Use.FLOATING
            case "ternary_expression":
                condition = around.child_by_field_name("condition")
                if condition is not None and condition.id == node.id:
                    return Use.KEPT
            case "binary_expression":
                operator = around.child_by_field_name("operator")
                if operator is None or operator.type not in ("&&", "||", "??"):
                    return Use.KEPT
            case "member_expression" | "arguments":
                call = parent.parent
                if call is None or not _stands_for(source, call, parent):
                    return Use.KEPT
                parent = call
            case kind if kind not in _TRANSPARENT:
                return Use.KEPT
        site = parent
    return Use.KEPT


def _is_void(call: Node) -> bool:
    callee = call.child_by_field_name("function")
    return callee is not None and callee.type == "unary_expression"


def _stands_for(source: Source, call: Site, part: Site) -> bool:
    """Whether the value of a call stands for its receiver or argument: `x.then()`, `all([x])`."""
    if call.node.type != "call_expression":
        return False
    if part.node.type == "arguments":
        return callee_text(source, call.node) in _GIVING_ALL
    callee = call.node.child_by_field_name("function")
    is_callee = callee is not None and callee.id == part.node.id
    return is_callee and method_name(source, call.node) in _PASSING_ON | _SAME_ARRAY


def _is_step(call: Site) -> bool:
    callee = callee_of(call.node)
    path = call.path(callee) if callee is not None else None
    return path is not None and path[:1] == ("step",)


def _holder_of_result(source: Source, function: Site, call: Site | None) -> Site | None:
    """The call whose value is, or holds, what the function gives; None where that is unknown.

    `xs.map(f)`, `promise.then(f)`, `group.parallel(f)`, `(f)()`.
    """
    if call is not None:
        if method_name(source, call.node) in _PASSING_ON | {"map", "flatMap"}:
            return call
        return call if callee_text(source, call.node) in TOGETHER | {"Array.from"} else None
    around = function.parent
    while around is not None and around.node.type == "parenthesized_expression":
        around = around.parent
    return around if around is not None and around.node.type == "call_expression" else None
