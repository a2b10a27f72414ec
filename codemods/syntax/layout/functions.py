"""Arrow functions and parameters (Prettier's `arrow-function.js` and `function-parameters.js`)."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.layout.context import Context, items, prints
from codemods.syntax.layout.document import (
    LINE,
    SOFTLINE,
    Doc,
    Group,
    IfBreak,
    Indent,
    without_lines,
)
from codemods.syntax.layout.jsx import ELEMENTS


@prints("arrow_function")
def _arrow(ctx: Context, node: Node) -> Doc:
    return arrow(ctx, node)


def arrow(ctx: Context, node: Node, *, last_argument: bool = False) -> Doc:
    """An arrow function; as the last argument of a call its parameters are not broken."""
    body = node.child_by_field_name("body")
    if body is None or body.type == "arrow_function":
        return ctx.verbatim(node)
    signature: list[Doc] = [
        "async " if any(child.type == "async" for child in node.children) else ""
    ]
    single = node.child_by_field_name("parameter")
    parameters = node.child_by_field_name("parameters")
    lone = single or _lone_name(node)
    if lone is not None:
        name = ctx.print(lone)
        signature.append(["(", name, ")"] if ctx.style.arrow_parens else name)
    elif parameters is not None:
        given = ctx.print(parameters)
        result = ctx.field(node, "return_type")
        generic = ctx.field(node, "type_parameters")
        if last_argument:
            given, result = Group(without_lines(given)), Group(without_lines(result))
        signature.append(Group([generic, given, result]))
    return Group([Group(signature), " =>", Group(_body(ctx, body, last_argument))])


def _lone_name(node: Node) -> Node | None:
    """The parameter of an arrow function that may stand without parentheses, or None."""
    parameters = node.child_by_field_name("parameters")
    if parameters is None or parameters.named_child_count != 1:
        return None
    if node.child_by_field_name("return_type") or node.child_by_field_name("type_parameters"):
        return None
    parameter = parameters.named_children[0]
    pattern = parameter.child_by_field_name("pattern")
    alone = parameter.child_count == 1 and pattern is not None and pattern.type == "identifier"
    return pattern if alone else None


def _body(ctx: Context, body: Node, last_argument: bool) -> Doc:
    inner = body
    if body.type == "parenthesized_expression":
        inner = body.named_children[0]
    comma = ctx.argument_comma if last_argument else ""
    space = SOFTLINE if last_argument else ""
    if inner.type == "ternary_expression":
        choice: list[Doc] = [
            IfBreak("", "("),
            Indent([SOFTLINE, ctx.print(inner)]),
            IfBreak("", ")"),
        ]
        return [" ", Group([*choice, comma, space])]
    doc = ctx.print(body)
    if inner.type in ("object", "array", "statement_block", *ELEMENTS):
        return [" ", doc]
    return [Indent([LINE, doc]), comma, space]


@prints("function_declaration")
def _function(ctx: Context, node: Node) -> Doc:
    if node.child_by_field_name("type_parameters") is not None:
        return ctx.verbatim(node)
    word = "async function " if node.children[0].type == "async" else "function "
    signature = [Group(ctx.field(node, "parameters")), ctx.field(node, "return_type")]
    return [word, ctx.field(node, "name"), Group(signature), " ", ctx.field(node, "body")]


@prints("formal_parameters")
def _parameters(ctx: Context, node: Node) -> Doc:
    found, dangling = items(node)
    if dangling:
        return ctx.verbatim(node)
    if not found:
        return "()"
    docs = [ctx.with_comments(item, ctx.print(item.node)) for item in found]
    if hugs_only_parameter(node):
        return ["(", *docs, ")"]
    inner: list[Doc] = []
    for index, doc in enumerate(docs):
        inner += [[",", LINE] if index else "", doc]
    rest = found[-1].node.named_children[:1]
    comma = "" if rest and rest[0].type == "rest_pattern" else ctx.argument_comma
    return ["(", Indent([SOFTLINE, *inner]), comma, SOFTLINE, ")"]


def hugs_only_parameter(node: Node) -> bool:
    """Whether these parameters are one pattern, which keeps to the parentheses when it breaks."""
    if len(node.named_children) != 1 or node.named_children[0].type != "required_parameter":
        return False
    pattern = node.named_children[0].child_by_field_name("pattern")
    if pattern is None or node.named_children[0].child_by_field_name("value") is not None:
        return False
    if pattern.type in ("object_pattern", "array_pattern"):
        return True
    annotation = node.named_children[0].child_by_field_name("type")
    return annotation is not None and annotation.named_children[0].type == "object_type"


@prints("required_parameter", "optional_parameter")
def _parameter(ctx: Context, node: Node) -> Doc:
    if any(child.type in ("accessibility_modifier", "decorator") for child in node.named_children):
        return ctx.verbatim(node)
    mark = "?" if node.type == "optional_parameter" else ""
    value = node.child_by_field_name("value")
    default: Doc = "" if value is None else [" = ", ctx.print(value)]
    return [ctx.field(node, "pattern"), mark, ctx.field(node, "type"), default]
