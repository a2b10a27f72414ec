"""One statement, or the head of a block, printed to a width."""

from __future__ import annotations

import libcst as cst

from codemods.syntax.layout.document import (
    BREAK_PARENT,
    LINE,
    SOFTLINE,
    Doc,
    Group,
    IfBreak,
    Indent,
    Printer,
    conditional,
    join,
)
from codemods.syntax.python.layout.expressions import Expressions, optional_parentheses

_EMPTY = cst.Module([])
_BODY = " ..."  # what makes a statement of the head of a block
_ATOMS = (cst.SimpleString, cst.FormattedString, cst.Name, cst.Integer)


def printed(text: str, width: int, magic_commas: bool) -> str | None:
    """The lines of a statement in `width` columns, from its text on one line without indentation.

    The text may end in a colon, as the head of a block, or be a decorator. None where it is no
    statement by itself, or one that cannot be broken.
    """
    expressions = Expressions(magic_commas)
    doc = _decorator(text, expressions) if text.startswith("@") else _statement(text, expressions)
    return None if doc is None else Printer(width, "    ").print(doc)


def _decorator(text: str, expressions: Expressions) -> Doc | None:
    try:
        return ["@", expressions.doc(cst.parse_expression(text[1:]))]
    except cst.ParserSyntaxError:
        return None


def _statement(text: str, expressions: Expressions) -> Doc | None:
    head, comment = _split_comment(text)
    try:
        statement = cst.parse_statement(head + _BODY if head.endswith(":") else head)
    except cst.ParserSyntaxError:
        return None
    match statement:
        case cst.SimpleStatementLine(body=[small]):
            doc = _small(small, expressions)
        case cst.FunctionDef():
            doc = _function(statement, expressions)
        case cst.If(orelse=None):
            doc = ["if ", optional_parentheses(expressions.doc(statement.test)), ":"]
        case cst.For():
            word = "async for " if statement.asynchronous else "for "
            target = _EMPTY.code_for_node(statement.target)
            doc = [word, target, " in ", expressions.doc(statement.iter), ":"]
        case cst.With(items=[item]) if item.asname is not None:
            word = "async with " if statement.asynchronous else "with "
            name = _EMPTY.code_for_node(item.asname).strip()
            body = [expressions.doc(item.item), f" {name}"]
            doc = [word, optional_parentheses(body), ":"]
        case _:
            doc = None
    return None if doc is None else [doc, comment]


def _split_comment(text: str) -> tuple[str, str]:
    """The code of a line, and the comment after it with the two spaces before."""
    try:
        statement = cst.parse_statement(text)
    except cst.ParserSyntaxError:
        return text, ""
    trailing = getattr(statement, "trailing_whitespace", None)
    if trailing is None or trailing.comment is None:
        return text, ""
    comment = trailing.comment.value
    return text.removesuffix(comment).rstrip(), f"  {comment}"


def _small(node: cst.BaseSmallStatement, expressions: Expressions) -> Doc | None:
    match node:
        case cst.Assign(targets=[target]):
            return [_EMPTY.code_for_node(target.target), " = ", _value(node.value, expressions)]
        case cst.AnnAssign(value=value):
            annotation = expressions.doc(node.annotation.annotation)
            head = [_EMPTY.code_for_node(node.target), ": "]
            if value is None:
                return [*head, annotation]
            return [*head, annotation, " = ", _value(value, expressions)]
        case cst.Expr():
            return expressions.doc(node.value)
        case cst.Return(value=value) if value is not None:
            return ["return ", _value(value, expressions)]
        case cst.Raise(exc=raised) if raised is not None:
            cause = node.cause
            after = [" from ", _EMPTY.code_for_node(cause.item)] if cause is not None else []
            return ["raise ", expressions.doc(raised), *after]
        case cst.ImportFrom(names=names) if not isinstance(names, cst.ImportStar):
            return _import(node, names)
        case _:
            return None


def _value(node: cst.BaseExpression, expressions: Expressions) -> Doc:
    """What stands after `=` or `return`: in parentheses where it has no brackets of its own."""
    if node.lpar:
        return expressions.doc(node)
    if isinstance(node, _ATOMS):
        # In parentheses only if that makes it fit.
        text = expressions.doc(node)
        return conditional(text, Group(["(", Indent([SOFTLINE, text]), SOFTLINE, ")"]), text)
    if isinstance(node, cst.IfExp | cst.Comparison | cst.BooleanOperation | cst.BinaryOperation):
        return optional_parentheses(expressions.doc(node))
    return expressions.doc(node)


def _import(node: cst.ImportFrom, names: object) -> Doc:
    assert isinstance(names, list | tuple)
    module = _EMPTY.code_for_node(node.module) if node.module is not None else ""
    source = "." * len(node.relative) + module
    items: list[Doc] = [_EMPTY.code_for_node(each).rstrip(", ") for each in names]
    body = [SOFTLINE, *join([",", LINE], items), IfBreak(",")]
    return Group([f"from {source} import ", IfBreak("("), Indent(body), SOFTLINE, IfBreak(")")])


def _function(node: cst.FunctionDef, expressions: Expressions) -> Doc:
    head = "async def " if node.asynchronous else "def "
    params = node.params.params
    returns = ""
    if node.returns is not None:
        returns = f" -> {_EMPTY.code_for_node(node.returns.annotation)}"
    if not params or node.params.kwonly_params or node.params.posonly_params:
        return _EMPTY.code_for_node(node).rstrip(". \n")
    items: list[Doc] = [_EMPTY.code_for_node(each).rstrip(", ") for each in params]
    if isinstance(params[-1].comma, cst.Comma) and expressions.magic_commas:
        body: Doc = [join([",", LINE], items), ",", BREAK_PARENT]
    elif len(items) == 1:
        body = [items, IfBreak(",")]
    else:
        body = Group([join([",", LINE], items), IfBreak(",")])
    name = f"{head}{node.name.value}"
    return [name, Group(["(", Indent([SOFTLINE, body]), SOFTLINE, ")"]), f"{returns}:"]
