"""Statements: imports, declarations, blocks."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.layout.assignment import assignment
from codemods.syntax.layout.context import Context, Item, items, prints
from codemods.syntax.layout.document import (
    HARDLINE,
    LINE,
    SOFTLINE,
    Doc,
    Group,
    IfBreak,
    Indent,
    join,
)
from codemods.syntax.layout.expressions import is_binaryish

# A line that begins with one of these would go on with the statement before it.
_CONTINUES = ("(", "[", "`", "+", "-", "/", "<")


@prints("program")
def _program(ctx: Context, node: Node) -> Doc:
    found, dangling = items(node)
    if not found:
        return [[ctx.comment(comment), HARDLINE] for comment in dangling]
    return [_statements(ctx, found), HARDLINE]


def _statements(ctx: Context, found: list[Item]) -> Doc:
    parts: list[Doc] = []
    for item in found:
        if item.node.type == "empty_statement":
            continue
        if parts:
            parts.append([HARDLINE, HARDLINE] if item.blank else HARDLINE)
        doc = ctx.whole(item.node, ctx.print(item.node))
        parts.append(ctx.with_comments(item, doc))
    return parts


@prints("statement_block")
def _block(ctx: Context, node: Node) -> Doc:
    found, dangling = items(node)
    if found:
        return ["{", Indent([HARDLINE, _statements(ctx, found)]), HARDLINE, "}"]
    if dangling:
        lines = join(HARDLINE, [ctx.comment(comment) for comment in dangling])
        return ["{", Indent([HARDLINE, lines]), HARDLINE, "}"]
    above = node.parent
    inline = above is not None and above.type in ("arrow_function", "function_declaration")
    if above is not None and above.type == "catch_clause":
        inline = above.parent is not None and above.parent.child_by_field_name("finalizer") is None
    return "{}" if inline else ["{", HARDLINE, "}"]


@prints("expression_statement")
def _expression(ctx: Context, node: Node) -> Doc:
    doc = ctx.print(node.named_children[0])
    if ctx.style.semicolons:
        return [doc, ";"]
    return [";", doc] if ctx.text(node).startswith(_CONTINUES) else doc


@prints("return_statement", "throw_statement")
def _return(ctx: Context, node: Node) -> Doc:
    values = node.named_children
    if not values:
        return [node.children[0].type, ctx.semicolon]
    value = values[0]
    if value.type == "parenthesized_expression" and is_binaryish(value.named_children[0]):
        value = value.named_children[0]
    doc = ctx.print(value)
    if is_binaryish(value):
        doc = Group([IfBreak("("), Indent([SOFTLINE, doc]), SOFTLINE, IfBreak(")")])
    return [node.children[0].type, " ", doc, ctx.semicolon]


@prints("if_statement")
def _if(ctx: Context, node: Node) -> Doc:
    condition = node.child_by_field_name("condition")
    body = node.child_by_field_name("consequence")
    otherwise = node.child_by_field_name("alternative")
    if condition is None or body is None:
        return ctx.verbatim(node)
    test = Group([Indent([SOFTLINE, ctx.print(condition.named_children[0])]), SOFTLINE])
    parts: list[Doc] = [Group(["if (", test, ")", _clause(ctx, body)])]
    if otherwise is not None:
        last = otherwise.named_children[-1]
        parts += [
            " " if body.type == "statement_block" else HARDLINE,
            "else",
            [" ", ctx.print(last)] if last.type == "if_statement" else _clause(ctx, last),
        ]
    return parts


@prints("for_in_statement")
def _for(ctx: Context, node: Node) -> Doc:
    kind = node.child_by_field_name("kind")
    operator = node.child_by_field_name("operator")
    body = node.child_by_field_name("body")
    if kind is None or operator is None or body is None:
        return ctx.verbatim(node)
    waits = " await" if any(child.type == "await" for child in node.children) else ""
    head: list[Doc] = [f"for{waits} ({kind.type} ", ctx.field(node, "left")]
    right = ctx.field(node, "right")
    return Group([*head, f" {operator.type} ", right, ")", _clause(ctx, body)])


def _clause(ctx: Context, body: Node) -> Doc:
    if body.type == "statement_block":
        return [" ", ctx.print(body)]
    return Indent([LINE, ctx.print(body)])


@prints("try_statement")
def _try(ctx: Context, node: Node) -> Doc:
    parts: list[Doc] = ["try ", ctx.field(node, "body")]
    handler = node.child_by_field_name("handler")
    finalizer = node.child_by_field_name("finalizer")
    if handler is not None:
        parameter = handler.child_by_field_name("parameter")
        caught: Doc = "" if parameter is None else ["(", ctx.print(parameter), ") "]
        parts += [" catch ", caught, ctx.field(handler, "body")]
    if finalizer is not None:
        parts += [" finally ", ctx.field(finalizer, "body")]
    return parts


@prints("lexical_declaration")
def _declaration(ctx: Context, node: Node) -> Doc:
    declarators = [child for child in node.named_children if child.type == "variable_declarator"]
    if len(declarators) != 1:
        return ctx.verbatim(node)
    return Group([node.children[0].type, " ", ctx.print(declarators[0]), ctx.semicolon])


@prints("variable_declarator")
def _declarator(ctx: Context, node: Node) -> Doc:
    left = [ctx.field(node, "name"), ctx.field(node, "type")]
    return assignment(ctx, node, left, " =", node.child_by_field_name("value"))


@prints("type_alias_declaration")
def _alias(ctx: Context, node: Node) -> Doc:
    if node.child_by_field_name("type_parameters") is not None:
        return ctx.verbatim(node)
    left = ["type ", ctx.field(node, "name")]
    return [assignment(ctx, node, left, " =", node.child_by_field_name("value")), ctx.semicolon]


@prints("interface_declaration")
def _interface(ctx: Context, node: Node) -> Doc:
    if any(child.type == "extends_type_clause" for child in node.named_children):
        return ctx.verbatim(node)
    if node.child_by_field_name("type_parameters") is not None:
        return ctx.verbatim(node)
    return ["interface ", ctx.field(node, "name"), " ", ctx.field(node, "body")]


@prints("import_statement")
def _import(ctx: Context, node: Node) -> Doc:
    source = node.child_by_field_name("source")
    if source is None or any(child.type == "import_attribute" for child in node.named_children):
        return ctx.verbatim(node)
    clause = next((child for child in node.named_children if child.type == "import_clause"), None)
    only_type = " type" if any(child.type == "type" for child in node.children) else ""
    if clause is None:
        return ["import ", ctx.print(source), ctx.semicolon]
    names = join(", ", [ctx.print(child) for child in clause.named_children])
    return [f"import{only_type} ", names, " from ", ctx.print(source), ctx.semicolon]


@prints("named_imports", "export_clause")
def _names(ctx: Context, node: Node) -> Doc:
    found, dangling = items(node)
    if dangling:
        return ctx.verbatim(node)
    if not found:
        return "{}"
    names = [ctx.with_comments(item, ctx.print(item.node)) for item in found]
    above = node.parent
    alone = len(found) == 1 and (above is None or len(above.named_children) == 1)
    spaced = ctx.style.bracket_spacing
    if alone and node.type == "named_imports" and not (found[0].leading or found[0].trailing):
        space = " " if spaced else ""
        return ["{", space, *names, space, "}"]
    edge = LINE if spaced else SOFTLINE
    return Group(["{", Indent([edge, join([",", LINE], names)]), ctx.comma, edge, "}"])


@prints("import_specifier", "export_specifier")
def _specifier(ctx: Context, node: Node) -> Doc:
    kind = "type " if any(child.type == "type" for child in node.children) else ""
    alias = node.child_by_field_name("alias")
    renamed: Doc = "" if alias is None else [" as ", ctx.print(alias)]
    return [kind, ctx.field(node, "name"), renamed]


@prints("export_statement")
def _export(ctx: Context, node: Node) -> Doc:
    declaration = node.child_by_field_name("declaration")
    value = node.child_by_field_name("value")
    source = node.child_by_field_name("source")
    default = " default" if any(child.type == "default" for child in node.children) else ""
    if declaration is not None:
        return [f"export{default} ", ctx.print(declaration)]
    if value is not None and default:
        return ["export default ", ctx.print(value), ctx.semicolon]
    if source is not None and [child.type for child in node.children[1:3]] == ["*", "from"]:
        return ["export * from ", ctx.print(source), ctx.semicolon]
    clauses = [child for child in node.named_children if child.type == "export_clause"]
    if len(clauses) != 1:
        return ctx.verbatim(node)
    kind = " type" if any(child.type == "type" for child in node.children) else ""
    origin: Doc = "" if source is None else [" from ", ctx.print(source)]
    return [f"export{kind} ", ctx.print(clauses[0]), origin, ctx.semicolon]
