"""Types."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.layout.context import Context, Item, items, prints
from codemods.syntax.layout.document import (
    HARDLINE,
    LINE,
    SOFTLINE,
    Align,
    Doc,
    Group,
    IfBreak,
    Indent,
    join,
)
from codemods.syntax.layout.expressions import property_key

_OBJECT_LIKE = ("object_type", "type_identifier", "nested_type_identifier", "generic_type")


@prints("type_annotation")
def _annotation(ctx: Context, node: Node) -> Doc:
    return [": ", ctx.print(node.named_children[-1])]


@prints("literal_type")
def _literal(ctx: Context, node: Node) -> Doc:
    return ctx.print(node.named_children[0])


@prints("array_type")
def _array(ctx: Context, node: Node) -> Doc:
    return [ctx.print(node.named_children[0]), "[]"]


@prints("parenthesized_type")
def _parenthesized(ctx: Context, node: Node) -> Doc:
    return ["(", ctx.print(node.named_children[0]), ")"]


@prints("readonly_type")
def _readonly(ctx: Context, node: Node) -> Doc:
    return ["readonly ", ctx.print(node.named_children[-1])]


@prints("index_type_query")
def _keyof(ctx: Context, node: Node) -> Doc:
    return ["keyof ", ctx.print(node.named_children[-1])]


@prints("lookup_type")
def _lookup(ctx: Context, node: Node) -> Doc:
    return [ctx.print(node.named_children[0]), "[", ctx.print(node.named_children[1]), "]"]


@prints("generic_type")
def _generic(ctx: Context, node: Node) -> Doc:
    return [ctx.field(node, "name"), ctx.field(node, "type_arguments")]


@prints("type_arguments")
def _arguments(ctx: Context, node: Node) -> Doc:
    given = node.named_children
    docs = [ctx.print(child) for child in given]
    if len(given) == 1 and _hugs(given[0]):
        return ["<", *docs, ">"]
    return Group(["<", Indent([SOFTLINE, join([",", LINE], docs)]), SOFTLINE, ">"])


def _hugs(node: Node) -> bool:
    if node.type == "union_type":
        return hugs_union(node)
    return node.type in ("predefined_type", "type_identifier", "object_type")


def _members(node: Node) -> list[Node]:
    """The members of a union: the grammar nests `a | b | c` to the left."""
    members: list[Node] = []
    for child in node.named_children:
        members += _members(child) if child.type == "union_type" else [child]
    return members


def hugs_union(node: Node) -> bool:
    """Whether a union is one object-like type beside `null` and `void`, and is never broken up."""
    members = _members(node)
    first = next((child for child in members if child.type in _OBJECT_LIKE), None)
    return first is not None and all(
        child == first or (child.text or b"") in (b"null", b"void") for child in members
    )


@prints("union_type")
def _union(ctx: Context, node: Node) -> Doc:
    members = _members(node)
    docs = [ctx.print(child) for child in members]
    if hugs_union(node):
        return join(" | ", docs)
    parts: list[Doc] = []
    for index, doc in enumerate(docs):
        parts.append([[LINE, "| "] if index else IfBreak("| "), Align(2, doc)])
    printed = Group(parts)
    above = node.parent
    kind = "" if above is None else above.type
    if kind == "parenthesized_type":
        return Group([Indent([SOFTLINE, printed]), SOFTLINE])
    if kind in ("type_alias_declaration", "type_arguments", "tuple_type"):
        return printed
    return Group(Indent([SOFTLINE, printed]))


@prints("interface_body")
def _interface(ctx: Context, node: Node) -> Doc:
    found, dangling = items(node)
    if not found:
        if not dangling:
            return "{}"
        lines = join(HARDLINE, [ctx.comment(comment) for comment in dangling])
        return ["{", Indent([HARDLINE, lines]), HARDLINE, "}"]
    inner: list[Doc] = []
    for item in found:
        if inner:
            inner += [HARDLINE, HARDLINE if item.blank else ""]
        inner.append(ctx.with_comments(item, [ctx.print(item.node), ctx.semicolon]))
    return ["{", Indent([HARDLINE, *inner]), HARDLINE, "}"]


@prints("object_type")
def _object(ctx: Context, node: Node) -> Doc:
    found, dangling = items(node)
    if dangling or node.children[0].type != "{":
        return ctx.verbatim(node)
    if not found:
        return "{}"
    semicolons = ctx.style.semicolons
    inner: list[Doc] = []
    for index, item in enumerate(found):
        last = index == len(found) - 1
        end: Doc = IfBreak(";") if last else ";"
        if not semicolons:
            end = "" if last else IfBreak("", ";")
        if inner:
            inner += [LINE, HARDLINE if item.blank else ""]
        inner.append(ctx.with_comments(item, [ctx.print(item.node), end]))
    edge = LINE if ctx.style.bracket_spacing else SOFTLINE
    return Group(["{", Indent([edge, *inner]), edge, "}"], _opens_line(node, found))


def _opens_line(node: Node, found: list[Item]) -> bool:
    first = (*found[0].leading, found[0].node)[0]
    return node.start_point.row < first.start_point.row


@prints("property_signature")
def _property(ctx: Context, node: Node) -> Doc:
    if any(child.type == "accessibility_modifier" for child in node.named_children):
        return ctx.verbatim(node)
    name = node.child_by_field_name("name")
    if name is None:
        return ctx.verbatim(node)
    types = [child.type for child in node.children]
    readonly = "readonly " if "readonly" in types else ""
    optional = "?" if "?" in types else ""
    return Group([readonly, property_key(ctx, name), optional, ctx.field(node, "type")])
