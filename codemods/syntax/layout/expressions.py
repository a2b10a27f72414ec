"""Expressions and patterns other than calls and functions."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.layout.assignment import assignment
from codemods.syntax.layout.calls import lookup
from codemods.syntax.layout.context import Context, Item, items, prints
from codemods.syntax.layout.document import (
    BREAK_PARENT,
    HARDLINE,
    LINE,
    LITERAL_LINE,
    SOFTLINE,
    Align,
    Doc,
    Group,
    IfBreak,
    Indent,
    IndentIfBreak,
    Printer,
    join,
)
from codemods.syntax.layout.functions import hugs_only_parameter
from codemods.syntax.layout.jsx import is_element, stays
from codemods.syntax.quoting import is_identifier, requote

_LOGICAL = ("&&", "||", "??")
_PRECEDENCE = {
    operator: level
    for level, operators in enumerate(
        (
            ("??",),
            ("||",),
            ("&&",),
            ("|",),
            ("^",),
            ("&",),
            ("==", "===", "!=", "!=="),
            ("<", ">", "<=", ">=", "in", "instanceof"),
            (">>", "<<", ">>>"),
            ("+", "-"),
            ("*", "/", "%"),
            ("**",),
        )
    )
    for operator in operators
}


@prints("string")
def _string(ctx: Context, node: Node) -> Doc:
    return requote(ctx.text(node), ctx.style.quote)


@prints("template_string")
def _template(ctx: Context, node: Node) -> Doc:
    parts: list[Doc] = []
    at = node.start_byte
    for child in node.named_children:
        if child.type != "template_substitution":
            continue
        parts.append(_raw(ctx, at, child.start_byte))
        # Prettier never adds a line end to an interpolation that has none.
        flat = Printer(10**9, ctx.style.indent).print(ctx.print(child.named_children[0]))
        if "\n" in flat or "\n" in ctx.text(child):
            parts.append(ctx.verbatim(child))
        else:
            parts.append(["${", flat, "}"])
        at = child.end_byte
    return [*parts, _raw(ctx, at, node.end_byte)]


def _raw(ctx: Context, start: int, end: int) -> Doc:
    text = ctx.source.data[start:end].decode("utf-8").replace("\r\n", "\n")
    return join(LITERAL_LINE, text.split("\n"))


@prints("object", "object_pattern")
def _object(ctx: Context, node: Node) -> Doc:
    found, dangling = items(node)
    if dangling:
        lines = join(HARDLINE, [ctx.comment(comment) for comment in dangling])
        return Group(["{", Indent([HARDLINE, lines]), HARDLINE, "}", BREAK_PARENT])
    if not found:
        return "{}"
    inner: list[Doc] = []
    for item in found:
        if inner:
            inner += [",", LINE, HARDLINE if item.blank else ""]
        inner.append(ctx.with_comments(item, ctx.print(item.node)))
    above = node.parent
    assert above is not None, "an object is no program"
    if node.type == "object":
        broken = _opens_line(found)
    else:
        nested = any(_nests(item.node) for item in found)
        broken = nested and above.type not in ("required_parameter", "catch_clause")
    comma = "" if found[-1].node.type == "rest_pattern" else ctx.comma
    edge = LINE if ctx.style.bracket_spacing else SOFTLINE
    doc: Doc = ["{", Indent([edge, *inner]), comma, edge, "}"]
    if node.type == "object_pattern":
        declared = above.type in ("variable_declarator", "assignment_expression") and not broken
        hugged = (
            above.type == "required_parameter"
            and above.parent is not None
            and hugs_only_parameter(above.parent)
        )
        if declared or hugged:
            return doc
    return Group(doc, broken)


def _opens_line(found: list[Item]) -> bool:
    """Whether the text has a line end after the opening brace: Prettier keeps such objects open."""
    first = (*found[0].leading, found[0].node)[0]
    before = first.prev_sibling
    return before is not None and before.end_point.row < first.start_point.row


def _nests(node: Node) -> bool:
    value = node.child_by_field_name("value")
    return value is not None and value.type in ("object_pattern", "array_pattern")


@prints("pair", "pair_pattern")
def _pair(ctx: Context, node: Node) -> Doc:
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None:
        return ctx.verbatim(node)
    return assignment(ctx, node, property_key(ctx, key), ":", value)


def property_key(ctx: Context, key: Node) -> Doc:
    """A key, without quotes where it needs none."""
    if key.type == "computed_property_name":
        return ["[", ctx.print(key.named_children[0]), "]"]
    if key.type == "string" and is_identifier(ctx.text(key)[1:-1]):
        return ctx.text(key)[1:-1]
    doc = ctx.print(key)
    return doc[0] if isinstance(doc, list) and len(doc) == 1 else doc


@prints("object_assignment_pattern", "assignment_pattern")
def _default(ctx: Context, node: Node) -> Doc:
    return [ctx.field(node, "left"), " = ", ctx.field(node, "right")]


@prints("spread_element", "rest_pattern")
def _spread(ctx: Context, node: Node) -> Doc:
    return ["...", ctx.print(node.named_children[0])]


@prints("array", "array_pattern", "tuple_type")
def _array(ctx: Context, node: Node) -> Doc:
    found, dangling = items(node)
    if dangling or any(_is_hole(child) for child in node.children):
        return ctx.verbatim(node)
    if not found:
        return "[]"
    numbers = all(item.node.type in ("number",) for item in found)
    if node.type == "array" and numbers and len(found) > 1:
        return ctx.verbatim(node)
    kinds = {item.node.type for item in found}
    broken = (
        len(found) > 1
        and len(kinds) == 1
        and kinds <= {"object", "array"}
        and all(_elements(item.node) > 1 for item in found)
    )
    inner: list[Doc] = []
    for item in found:
        if inner:
            inner += [",", LINE, SOFTLINE if item.blank else ""]
        inner.append(ctx.with_comments(item, Group(ctx.print(item.node))))
    comma = "" if found[-1].node.type == "rest_pattern" else ctx.comma
    return Group(["[", Indent([SOFTLINE, *inner, comma]), SOFTLINE, "]"], broken)


def _is_hole(child: Node) -> bool:
    before = child.prev_sibling
    return child.type == "," and before is not None and before.type in ("[", ",")


def _elements(node: Node) -> int:
    return sum(child.type != "comment" for child in node.named_children)


@prints("member_expression", "subscript_expression")
def _member(ctx: Context, node: Node) -> Doc:
    target = node.child_by_field_name("object")
    if target is None:
        return ctx.verbatim(node)
    above = node.parent
    while above is not None and above.type == "non_null_expression":
        above = above.parent
    kind = "" if above is None else above.type
    assigned = kind in ("variable_declarator", "assignment_expression")
    calls = target.type == "call_expression" and _elements(target.named_children[-1]) > 0
    plain = target.type == "identifier" and kind not in (
        "member_expression",
        "subscript_expression",
    )
    name = lookup(ctx, node)
    if node.type == "subscript_expression" or plain or (assigned and calls):
        return [ctx.print(target), name]
    return [ctx.print(target), Group(Indent([SOFTLINE, name]))]


@prints("await_expression")
def _await(ctx: Context, node: Node) -> Doc:
    return ["await ", ctx.print(node.named_children[-1])]


@prints("unary_expression")
def _unary(ctx: Context, node: Node) -> Doc:
    operator = node.children[0].type
    space = " " if operator[-1].isalpha() else ""
    return [operator, space, ctx.field(node, "argument")]


@prints("update_expression")
def _update(ctx: Context, node: Node) -> Doc:
    return [ctx.print(child) for child in node.children]


@prints("non_null_expression")
def _non_null(ctx: Context, node: Node) -> Doc:
    return [ctx.print(node.named_children[0]), "!"]


@prints("as_expression", "satisfies_expression")
def _cast(ctx: Context, node: Node) -> Doc:
    word = "as" if node.type == "as_expression" else "satisfies"
    value, *rest = node.children
    return [ctx.print(value), f" {word} ", ctx.print(rest[-1])]


@prints("parenthesized_expression")
def _parenthesized(ctx: Context, node: Node) -> Doc:
    inner = node.named_children[0]
    doc = ctx.print(inner)
    if is_element(inner):
        return ctx.verbatim(node) if stays(inner) else doc  # which brings its own
    above = node.parent
    target = above is not None and above.named_children[0] == node
    if (
        above is not None
        and target
        and above.type in ("member_expression", "call_expression", "non_null_expression")
        and inner.type in ("as_expression", "satisfies_expression", "await_expression")
    ):
        return ["(", Group([Indent([SOFTLINE, doc]), SOFTLINE]), ")"]
    return ["(", doc, ")"]


@prints("assignment_expression")
def _assign(ctx: Context, node: Node) -> Doc:
    right = node.child_by_field_name("right")
    return assignment(ctx, node, ctx.field(node, "left"), " =", right)


@prints("augmented_assignment_expression")
def _augment(ctx: Context, node: Node) -> Doc:
    operator = node.child_by_field_name("operator")
    sign = "" if operator is None else operator.type
    right = node.child_by_field_name("right")
    return assignment(ctx, node, ctx.field(node, "left"), f" {sign}", right)


def is_binaryish(node: Node) -> bool:
    """Whether a node is `left operator right`."""
    return node.type == "binary_expression"


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return "" if operator is None else operator.type


def inlines_logical(node: Node) -> bool:
    """Whether the right of `a && {…}` stays on the operator's line."""
    right = node.child_by_field_name("right")
    if right is None or _operator(node) not in _LOGICAL:
        return False
    return is_element(right) or (right.type in ("object", "array") and bool(right.named_children))


def _flattens(parent: str, child: str) -> bool:
    """Whether a chain of both operators breaks as one."""
    if _PRECEDENCE.get(parent) != _PRECEDENCE.get(child) or parent == "**":
        return False
    level = _PRECEDENCE.get(parent)
    if level in (_PRECEDENCE["=="], _PRECEDENCE[">>"]):
        return False
    return level != _PRECEDENCE["*"] or (parent == child and parent != "%")


@prints("binary_expression")
def _binary(ctx: Context, node: Node) -> Doc:
    above = node.parent
    assert above is not None, "an expression is no program"
    wrapper = above.parent if above.type == "parenthesized_expression" else None
    conditional = wrapper is not None and wrapper.type == "if_statement"
    parts = _operands(ctx, node, conditional)
    if conditional:
        return parts
    if above.type == "parenthesized_expression" and wrapper is not None:
        above = wrapper
        if above.type in ("unary_expression", "member_expression", "non_null_expression"):
            return Group([Indent([SOFTLINE, *parts]), SOFTLINE])
    left = node.child_by_field_name("left")
    same = left is not None and is_binaryish(left) and _flattens(_operator(node), _operator(left))
    grand = above.parent
    no_indent = above.type in (
        "return_statement",
        "throw_statement",
        "arrow_function",
        "template_substitution",
    ) or (
        above.type == "ternary_expression"
        and grand is not None
        and grand.type not in ("return_statement", "throw_statement", "arguments")
    )
    assigned = above.type in ("assignment_expression", "variable_declarator", "pair")
    inlines = inlines_logical(node)
    if no_indent or (inlines and not same) or (not inlines and assigned):
        return Group(parts)
    right = node.child_by_field_name("right")
    if right is not None and is_element(right):
        chain = Group([parts[0], Indent(parts[1:-1])])
        return Group([chain, IndentIfBreak(parts[-1], chain)])
    return Group([parts[0], Indent(parts[1:])])


def _operands(ctx: Context, node: Node, conditional: bool) -> list[Doc]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return [ctx.verbatim(node)]
    operator = _operator(node)
    flat = is_binaryish(left) and _flattens(operator, _operator(left))
    parts = _operands(ctx, left, conditional) if flat else [Group(ctx.print(left))]
    tail: Doc = [operator, " " if inlines_logical(node) else LINE, ctx.print(right)]
    logical = operator in _LOGICAL
    above = node.parent
    alone = not any(
        is_binaryish(other) and (_operator(other) in _LOGICAL) == logical
        for other in (left, right, *((above,) if above is not None else ()))
    )
    if alone and not (conditional and logical):
        tail = Group(tail)
    return [*parts, " ", tail]


@prints("ternary_expression")
def _ternary(ctx: Context, node: Node) -> Doc:
    test = node.child_by_field_name("condition")
    yes, no = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
    above = node.parent
    if test is None or yes is None or no is None or above is None:
        return ctx.verbatim(node)
    chained = above.type == node.type
    inner = yes.type == node.type

    def branch(child: Node) -> Doc:
        doc = ctx.print(child)
        return Indent(doc) if ctx.style.indent == "\t" else Align(2, doc)

    parts: list[Doc] = [
        LINE,
        "? ",
        IfBreak("", "(") if inner else "",
        branch(yes),
        IfBreak("", ")") if inner else "",
        LINE,
        ": ",
        branch(no),
    ]
    alternative = chained and above.child_by_field_name("alternative") == node
    tested: Doc = Align(2, ctx.print(test)) if alternative else ctx.print(test)
    if chained:
        return [tested, *parts] if alternative else ctx.verbatim(node)
    return Group([tested, Indent(parts)])
