"""Calls: their arguments, and chains of members and calls (Prettier's `call-arguments.js` and
`member-chain.js`)."""

from __future__ import annotations

import re

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.layout.context import Context, Item, items, prints
from codemods.syntax.layout.document import (
    BREAK_PARENT,
    HARDLINE,
    LINE,
    SOFTLINE,
    Doc,
    Group,
    Indent,
    conditional,
    join,
    will_break,
)
from codemods.syntax.layout.functions import arrow
from codemods.syntax.layout.jsx import ELEMENTS

_FUNCTIONS = ("arrow_function", "function_expression")


@prints("call_expression")
def _call(ctx: Context, node: Node) -> Doc:
    callee, arguments = node.child_by_field_name("function"), _arguments(node)
    if callee is None or arguments is None:
        return ctx.verbatim(node)
    if arguments.type == "template_string":
        return [ctx.print(callee), ctx.field(node, "type_arguments"), ctx.print(arguments)]
    if callee.type in ("member_expression", "subscript_expression"):
        return _chain(ctx, node)
    parts = [ctx.print(callee), _tail(ctx, node)]
    return Group(parts) if callee.type == "call_expression" else parts


@prints("new_expression")
def _new(ctx: Context, node: Node) -> Doc:
    arguments = _arguments(node)
    given: Doc = "()" if arguments is None else _argument_list(ctx, arguments)
    return [
        "new ",
        ctx.field(node, "constructor"),
        ctx.field(node, "type_arguments"),
        given,
    ]


def _arguments(node: Node) -> Node | None:
    return node.child_by_field_name("arguments")


def _tail(ctx: Context, node: Node) -> Doc:
    """All of a call that comes after what is called."""
    arguments = _arguments(node)
    optional = "?." if any(child.type == "optional_chain" for child in node.children) else ""
    given: Doc = "" if arguments is None else _argument_list(ctx, arguments)
    return [optional, ctx.field(node, "type_arguments"), given]


def _argument_list(ctx: Context, node: Node) -> Doc:
    found, dangling = items(node)
    if dangling:
        lines = join(HARDLINE, [ctx.comment(comment) for comment in dangling])
        return ["(", Indent([HARDLINE, lines]), HARDLINE, ")"]
    if not found:
        return "()"
    plain = [ctx.with_comments(item, ctx.print(item.node)) for item in found]

    def separated(docs: list[Doc]) -> list[Doc]:
        last = len(found) - 1
        return [[doc, [",", LINE] if at < last else ""] for at, doc in enumerate(docs)]

    def all_broken_out() -> Doc:
        inner: list[Doc] = []
        for at, doc in enumerate(plain):
            gap: Doc = (
                [",", LINE, HARDLINE if found[at + 1].blank else ""] if at + 1 < len(plain) else ""
            )
            inner += [doc, gap]
        return Group(["(", Indent([LINE, *inner]), ctx.argument_comma, LINE, ")"], broken=True)

    if _is_hook_with_dependencies(found):
        return ["(", plain[0], ", ", plain[1], ")"]
    if any(item.blank for item in found) or _composes([item.node for item in found]):
        return all_broken_out()
    if _hugs_last(found):
        *head, _ = separated(plain)
        if any(will_break(doc) for doc in head):
            return all_broken_out()
        last_node = found[-1].node
        last = (
            arrow(ctx, last_node, last_argument=True)
            if last_node.type == "arrow_function"
            else ctx.print(last_node)
        )
        hugged = ["(", *head, Group(last, broken=True), ")"]
        if will_break(last):
            return [BREAK_PARENT, conditional(hugged, all_broken_out())]
        return conditional(["(", *head, last, ")"], hugged, all_broken_out())
    broken = any(will_break(doc) for doc in plain)
    return Group(
        ["(", Indent([SOFTLINE, *separated(plain)]), ctx.argument_comma, SOFTLINE, ")"], broken
    )


def _is_hook_with_dependencies(found: list[Item]) -> bool:
    """Whether the call is like React's `useEffect(() => {…}, [a, b])`."""
    if len(found) != 2 or any(item.leading or item.trailing for item in found):
        return False
    first, second = (item.node for item in found)
    body, parameters = (first.child_by_field_name(name) for name in ("body", "parameters"))
    return (
        first.type == "arrow_function"
        and second.type == "array"
        and body is not None
        and body.type == "statement_block"
        and parameters is not None
        and not parameters.named_children
    )


def _composes(arguments: list[Node]) -> bool:
    """More than one function, or a function inside a call beside other arguments."""
    if len(arguments) <= 1:
        return False
    if sum(node.type in _FUNCTIONS for node in arguments) > 1:
        return True
    for node in arguments:
        inner = _arguments(node) if node.type == "call_expression" else None
        if inner is not None and any(child.type in _FUNCTIONS for child in inner.named_children):
            return True
    return False


def _hugs_last(found: list[Item]) -> bool:
    last = found[-1]
    if last.leading or last.trailing or not _expandable(last.node):
        return False
    if len(found) == 1:
        return True
    before = found[-2].node
    if before.type == last.node.type:
        return False
    if len(found) == 2 and before.type == "arrow_function" and last.node.type == "array":
        return False
    numbers = last.node.type == "array" and all(
        child.type == "number" for child in last.node.named_children
    )
    return not numbers


def _expandable(node: Node) -> bool:
    match node.type:
        case "object" | "array":
            return bool(node.named_children)
        case "as_expression" | "satisfies_expression":
            return _expandable(node.named_children[0])
        case "function_expression":
            return True
        case "arrow_function":
            body = node.child_by_field_name("body")
            assert body is not None, "the grammar gives every arrow function a body"
            while body.type in ("parenthesized_expression", "non_null_expression"):
                body = body.named_children[0]
            return body.type in (
                "statement_block",
                "object",
                "array",
                "ternary_expression",
                "call_expression",
                *ELEMENTS,
            )
        case _:
            return False


class _Link(Struct, frozen=True):
    """One link of a chain: what is called first, `.name`, `[index]`, `!` or `(arguments)`."""

    node: Node
    kind: str  # head, member, index, computed, bang, call
    doc: Doc


def _links(ctx: Context, node: Node) -> list[_Link]:
    links: list[_Link] = []
    while True:
        if node.type == "call_expression" and _arguments(node) is not None:
            links.append(_Link(node, "call", _tail(ctx, node)))
            inner = node.child_by_field_name("function")
        elif node.type in ("member_expression", "subscript_expression"):
            index = node.child_by_field_name("index")
            kind = "member" if index is None else "computed"
            if index is not None and index.type == "number":
                kind = "index"
            links.append(_Link(node, kind, lookup(ctx, node)))
            inner = node.child_by_field_name("object")
        elif node.type == "non_null_expression":
            links.append(_Link(node, "bang", "!"))
            inner = node.named_children[0]
        else:
            links.append(_Link(node, "head", ctx.print(node)))
            return links[::-1]
        assert inner is not None, "the grammar gives every link what it hangs on"
        node = inner


def lookup(ctx: Context, node: Node) -> Doc:
    """The `.name` or `[index]` of a member expression."""
    optional = "?." if any(child.type == "optional_chain" for child in node.children) else ""
    index = node.child_by_field_name("index")
    if index is None:
        return [optional or ".", ctx.field(node, "property")]
    if index.type == "number":
        return [optional, "[", ctx.print(index), "]"]
    return Group([optional, "[", Indent([SOFTLINE, ctx.print(index)]), SOFTLINE, "]"])


def _groups(links: list[_Link]) -> list[list[_Link]]:
    """The chain as the parts that stay together when it is broken."""
    first = [links[0]]
    at = 1
    while at < len(links) and links[at].kind in ("bang", "call", "index"):
        first.append(links[at])
        at += 1
    if links[0].node.type != "call_expression":
        members = ("member", "computed", "index")
        while at + 1 < len(links) and links[at].kind in members and links[at + 1].kind in members:
            first.append(links[at])
            at += 1
    groups = [first]
    current: list[_Link] = []
    called = False
    for link in links[at:]:
        if called and link.kind in ("member", "computed", "index"):
            if link.kind == "index":
                current.append(link)
                continue
            groups.append(current)
            current, called = [], False
        called = called or link.kind == "call"
        current.append(link)
    return [*groups, current] if current else groups


def _merges(ctx: Context, node: Node, groups: list[list[_Link]]) -> bool:
    """Whether the first call stays on the line of what it is called on: `Object.keys(x)`."""
    if len(groups) < 2:
        return False
    computed = groups[1][0].kind in ("computed", "index")
    last = groups[0][-1].node
    if len(groups[0]) == 1:
        if last.type == "this":
            return True
        name = ctx.text(last)
        above = node.parent
        short = (
            above is not None
            and above.type == "expression_statement"
            and len(name) <= ctx.tab_width
        )
        return last.type == "identifier" and (_is_factory(name) or short or computed)
    name_node = last.child_by_field_name("property")
    return name_node is not None and (_is_factory(ctx.text(name_node)) or computed)


def _is_factory(name: str) -> bool:
    return bool(re.match(r"[A-Z]|[$_]+$", name))


def is_member_chain(ctx: Context, node: Node) -> bool:
    """Whether a call is the end of a chain long enough to be broken at its dots."""
    callee = node.child_by_field_name("function")
    if callee is None or callee.type not in ("member_expression", "subscript_expression"):
        return False
    groups = _groups(_links(ctx, node))
    return len(groups) > (3 if _merges(ctx, node, groups) else 2)


def _chain(ctx: Context, node: Node) -> Doc:
    links = _links(ctx, node)
    groups = _groups(links)
    merges = _merges(ctx, node, groups)
    printed: list[Doc] = [[link.doc for link in group] for group in groups]
    if len(groups) <= (3 if merges else 2):
        return Group(printed)
    kept = 2 if merges else 1
    expanded: Doc = [
        *printed[:kept],
        Indent([HARDLINE, join(HARDLINE, printed[kept:])]),
    ]
    calls = [link.node for link in links if link.kind == "call"]
    complicated = len(calls) > 2 and not all(_simple_call(call) for call in calls)
    if (
        complicated
        or any(will_break(doc) for doc in printed[:-1])
        or (will_break(printed[-1]) and any(_takes_function(call) for call in calls[:-1]))
    ):
        return Group(expanded)
    return [BREAK_PARENT if will_break(printed) else "", conditional(printed, expanded)]


def _takes_function(call: Node) -> bool:
    arguments = _arguments(call)
    return arguments is not None and any(
        child.type in _FUNCTIONS for child in arguments.named_children
    )


def _simple_call(call: Node) -> bool:
    arguments = _arguments(call)
    return arguments is not None and all(_simple(child, 2) for child in arguments.named_children)


def _simple(node: Node, depth: int) -> bool:
    """Prettier's `isSimpleCallArgument`."""
    if depth <= 0:
        return False
    children = node.named_children
    match node.type:
        case "identifier" | "this" | "string" | "number" | "true" | "false" | "null" | "undefined":
            return True
        case "property_identifier" | "shorthand_property_identifier" | "string_fragment":
            return True
        case "template_string":
            inside = [child for child in children if child.type == "template_substitution"]
            return all(_simple(child.named_children[0], depth - 1) for child in inside)
        case "object" | "array":
            return all(_simple(child, depth - 1) for child in children)
        case "pair":
            return _simple(children[-1], depth)
        case "call_expression" | "new_expression":
            arguments = _arguments(node)
            given = [] if arguments is None else arguments.named_children
            inner = all(_simple(child, depth - 1) for child in given)
            return _simple(children[0], depth) and len(given) <= depth and inner
        case "member_expression" | "subscript_expression" | "non_null_expression":
            return all(_simple(child, depth) for child in children)
        case "unary_expression" | "update_expression":
            return _simple(children[-1], depth)
        case _:
            return False
