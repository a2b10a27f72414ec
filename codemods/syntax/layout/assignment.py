"""Where `left = right`, `key: value` and `type A = B` break (Prettier's `assignment.js`)."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.layout.context import Context
from codemods.syntax.layout.document import (
    LINE,
    Doc,
    Group,
    Indent,
    IndentIfBreak,
    can_break,
)
from codemods.syntax.width import text_width

_LITERALS = ("number", "true", "false", "null", "string", "regex", "undefined")


def assignment(ctx: Context, node: Node, left: Doc, operator: str, right: Node | None) -> Doc:
    """The document of an assignment, declarator, pair or alias; with no `right`, of the left."""
    if right is None:
        return left
    value = ctx.print(right)
    match _layout(ctx, node, left, right):
        case "break-after-operator":
            return Group([Group(left), operator, Group(Indent([LINE, value]))])
        case "never-break-after-operator":
            return Group([Group(left), operator, " ", value])
        case "break-left":
            return Group([left, operator, " ", Group(value)])
        case _:
            small = Group(Indent(LINE))
            return Group([Group(left), operator, small, IndentIfBreak(value, small)])


def _layout(ctx: Context, node: Node, left: Doc, right: Node) -> str:
    from codemods.syntax.layout.types import hugs_union

    if right.type == "union_type" and not hugs_union(right):
        return "break-after-operator"
    if right.type == "call_expression" and _callee(ctx, right) == "require":
        return "never-break-after-operator"
    breakable = can_break(left)
    if _complex_pattern(node) or (
        node.type == "variable_declarator" and right.type == "arrow_function" and breakable
    ):
        return "break-left"
    short = node.type == "pair" and isinstance(left, str) and text_width(left) < ctx.tab_width + 3
    if _breaks_after_operator(ctx, right, short):
        return "break-after-operator"
    never = ("template_string", "true", "false", "number", "class")
    if not breakable and (short or right.type in never):
        return "never-break-after-operator"
    return "fluid"


def _complex_pattern(node: Node) -> bool:
    """A pattern of more than two properties of which some are renamed or have a default."""
    pattern = node.child_by_field_name("name" if node.type == "variable_declarator" else "left")
    if pattern is None or pattern.type != "object_pattern":
        return False
    properties = [child for child in pattern.named_children if child.type != "comment"]
    complex_types = ("pair_pattern", "object_assignment_pattern")
    return len(properties) > 2 and any(child.type in complex_types for child in properties)


def _breaks_after_operator(ctx: Context, right: Node, short: bool) -> bool:
    from codemods.syntax.layout.expressions import inlines_logical, is_binaryish

    if is_binaryish(right):
        return not inlines_logical(right)
    if right.type == "ternary_expression":
        test = right.child_by_field_name("condition")
        return test is not None and is_binaryish(test) and not inlines_logical(test)
    if short:
        return False
    node = right
    while node.type in ("unary_expression", "await_expression", "non_null_expression"):
        node = node.named_children[-1]
    return node.type == "string" or _poorly_breakable(ctx, node)


def _poorly_breakable(ctx: Context, node: Node, deep: bool = False) -> bool:
    """A chain of members and calls whose calls have no argument, or a short one."""
    from codemods.syntax.layout.calls import is_member_chain

    if node.type == "non_null_expression":
        return _poorly_breakable(ctx, node.named_children[0], True)
    if node.type == "call_expression":
        callee = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if callee is None or arguments is None or arguments.type != "arguments":
            return False
        if is_member_chain(ctx, node) or node.child_by_field_name("type_arguments") is not None:
            return False
        given = arguments.named_children
        if given and not (len(given) == 1 and is_lone_short_argument(ctx, given[0])):
            return False
        return _poorly_breakable(ctx, callee, True)
    if node.type in ("member_expression", "subscript_expression"):
        target = node.child_by_field_name("object")
        return target is not None and _poorly_breakable(ctx, target, True)
    return deep and node.type in ("identifier", "this")


def is_lone_short_argument(ctx: Context, node: Node) -> bool:
    """Whether breaking the line for this argument alone would win nothing."""
    threshold = ctx.style.print_width * 0.25
    if node.type == "unary_expression":
        return is_lone_short_argument(ctx, node.named_children[-1])
    if node.type == "template_string":
        text = ctx.text(node)
        return "${" not in text and "\n" not in text and len(text) - 2 <= threshold
    if node.type == "call_expression":
        callee, given = node.named_children[0], node.named_children[-1]
        plain = callee.type == "identifier" and not given.named_children
        return plain and len(ctx.text(callee)) <= threshold - 2
    if node.type in ("identifier", "string", "regex"):
        return len(ctx.text(node)) <= threshold
    return node.type in ("this", *_LITERALS)


def _callee(ctx: Context, node: Node) -> str:
    callee = node.child_by_field_name("function")
    return "" if callee is None else ctx.text(callee)
