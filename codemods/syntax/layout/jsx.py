"""Elements of JSX (Prettier's `jsx.js`), but for those with text beside other children, which stay
as they were written."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.layout.context import Context, prints
from codemods.syntax.layout.document import (
    HARDLINE,
    LINE,
    SOFTLINE,
    Doc,
    Group,
    IfBreak,
    Indent,
    conditional,
    will_break,
)

ELEMENTS = ("jsx_element", "jsx_self_closing_element")

# Below these an element needs no parentheses when it takes several lines.
_UNWRAPPED = frozenset(
    {*ELEMENTS, "array", "jsx_expression", "jsx_attribute", "expression_statement", "arguments"}
)
# Between braces these stay on the line of the braces.
_HUGGED = frozenset(
    {"array", "object", "arrow_function", "call_expression", "function_expression"}
    | {"template_string"}
)
_HUGGED_AS_CHILDREN = ("ternary_expression", "binary_expression")


def is_element(node: Node) -> bool:
    """Whether a node is an element, perhaps in parentheses."""
    if node.type == "parenthesized_expression":
        return node.named_child_count == 1 and is_element(node.named_children[0])
    return node.type in ELEMENTS


def stays(node: Node) -> bool:
    """Whether an element has text beside other children, and is left as it was written."""
    children = node.named_children[1:-1] if node.type == "jsx_element" else []
    return any(child.type not in (*ELEMENTS, "jsx_expression") for child in children)


@prints(*ELEMENTS)
def _element(ctx: Context, node: Node) -> Doc:
    if stays(node):
        return ctx.verbatim(node)
    doc = _tag(ctx, node, " />") if node.type != "jsx_element" else _with_children(ctx, node)
    above = node.parent
    while above is not None and above.type == "parenthesized_expression":
        above = above.parent
    if above is None or above.type in _UNWRAPPED:
        return doc
    return Group(
        [IfBreak("("), Indent([SOFTLINE, doc]), SOFTLINE, IfBreak(")")], _is_mapped_to(above)
    )


def _is_mapped_to(above: Node) -> bool:
    """Whether it is the result of `{items.map((item) => <li>…</li>)}`, always on its own lines."""
    around = []
    for _ in range(3):
        around.append(above.type)
        if above.parent is None:
            return False
        above = above.parent
    return around == ["arrow_function", "arguments", "call_expression"] and (
        above.type == "jsx_expression"
    )


def _with_children(ctx: Context, node: Node) -> Doc:
    opening, *children, closing = node.named_children
    head, tail = _tag(ctx, opening, ">"), ["</", ctx.field(closing, "name"), ">"]
    if not children:
        return [head, tail]
    docs = [ctx.print(child) for child in children]
    inner: list[Doc] = []
    for before, child, doc in zip([opening, *children], children, docs, strict=False):
        if inner:
            blank = child.start_point.row - before.end_point.row > 1
            inner += [HARDLINE, HARDLINE if blank else ""]
        inner.append(doc)
    broken: Doc = Group([head, Indent([HARDLINE, *inner]), HARDLINE, tail])
    expressions = sum(child.type == "jsx_expression" for child in children)
    attributes = len(opening.children_by_field_name("attribute"))
    tags = len(children) > expressions
    if will_break(head) or tags or attributes > 1 or expressions > 1 or any(map(will_break, docs)):
        return broken
    return conditional(Group([head, *docs, tail]), broken)


def _tag(ctx: Context, node: Node, end: str) -> Doc:
    attributes = node.children_by_field_name("attribute")
    start: list[Doc] = ["<", ctx.field(node, "name"), ctx.field(node, "type_arguments")]
    if not attributes:
        return [*start, end]
    if len(attributes) == 1 and attributes[0].named_children[-1].type == "string":
        return Group([*start, " ", ctx.print(attributes[0]), end])
    given = [[LINE, ctx.print(attribute)] for attribute in attributes]
    return Group([*start, Indent(given), [LINE, "/>"] if end == " />" else [SOFTLINE, end]])


@prints("jsx_attribute")
def _attribute(ctx: Context, node: Node) -> Doc:
    name, *value = node.named_children
    if not value:
        return ctx.print(name)
    return [ctx.print(name), "=", _string(ctx, *value)]


def _string(ctx: Context, value: Node) -> Doc:
    """An attribute's value; a text in the usual quotes, unless it holds some."""
    if value.type != "string":
        return ctx.print(value)
    inner = ctx.text(value)[1:-1]
    if "\n" in inner:
        return ctx.verbatim(value)
    usual = ctx.style.jsx_quote
    other = "'" if usual == '"' else '"'
    quote = other if usual in inner and other not in inner else usual
    return f"{quote}{inner}{quote}"


@prints("jsx_expression")
def _expression(ctx: Context, node: Node) -> Doc:
    if len(node.named_children) != 1 or node.named_children[0].type == "comment":
        return ctx.verbatim(node)
    inner = node.named_children[0]
    doc = ctx.print(inner)
    above = node.parent
    child = above is not None and above.type == "jsx_element"
    if inner.type in _HUGGED or (child and inner.type in _HUGGED_AS_CHILDREN):
        return Group(["{", doc, "}"])
    if inner.type == "spread_element":
        return ["{", doc, "}"]
    return Group(["{", Indent([SOFTLINE, doc]), SOFTLINE, "}"])
