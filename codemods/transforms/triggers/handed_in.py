"""Whether a name holds something that the request says: of its path, its query or its body."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.nodes import arguments, named_children, unwrap, walk
from codemods.transforms.triggers.bindings import Binding
from codemods.transforms.triggers.values import Values

_MOST_HOPS = 8
# What the parts of a request are called, by the App Router, the Pages Router and tRPC.
_PARTS = frozenset(
    """
    params searchParams nextUrl query body json formData input parsedInput clientInput
    """.split()  # noqa: SIM905 - they read better as words
)
_PARSING = frozenset({"parse", "parseAsync", "safeParse", "safeParseAsync"})


def is_handed_in(values: Values, held: Binding) -> bool:
    """Whether what a name holds is read off the request, and not made by a call that is given it.

    `const { userId } = await params` is handed in; of `const userId = await verify(request)` the
    request is only what it was made from.
    """
    if held.declared.kind == "parameter":
        return held.declared.node.parent is not None and held.name in _PARTS
    return held.declared.value is not None and _is_read(values, held.declared.value, 0)


def is_looked_up(values: Values, held: Binding) -> bool:
    """Whether a name holds a record that is found by something that the request says.

    `findFirst({ where: { id: body.userId, companyId: session.user.companyId } })` is a user whom
    the one who asks names, and not the one who asks.
    """
    value = held.declared.value
    for node in walk(value) if value is not None else ():
        key = node.child_by_field_name("key") if node.type == "pair" else None
        where = node.child_by_field_name("value") if key is not None else None
        if key is None or where is None or values.source.text(key) != "where":
            continue
        for entry in named_children(unwrap(where)):
            given = entry.child_by_field_name("value") if entry.type == "pair" else entry
            if given is not None and _is_read(values, given, 0):
                return True
    return False


def _is_read(values: Values, node: Node, hops: int) -> bool:
    """Whether an expression is a part of the request, or is taken from one."""
    source = values.source
    while hops < _MOST_HOPS:
        hops += 1
        node = unwrap(node)
        match node.type:
            case "await_expression" | "as_expression" | "non_null_expression":
                node = node.named_children[0]
            case "binary_expression":  # `body.userId ?? null`
                left = node.child_by_field_name("left")
                if left is None:
                    return False
                node = left
            case "member_expression":
                key, owner = (
                    node.child_by_field_name("property"),
                    node.child_by_field_name("object"),
                )
                if key is None or owner is None:
                    return False
                if source.text(key) in _PARTS:
                    return True
                node = owner
            case "call_expression":
                callee = node.child_by_field_name("function")
                key = callee.child_by_field_name("property") if callee is not None else None
                if callee is None or key is None:
                    return False
                given = arguments(node)
                node = given[0] if source.text(key) in _PARSING and given else callee
            case "identifier" | "shorthand_property_identifier":
                held = values.named(source.text(node))
                if held is None or held.declared.kind == "parameter":
                    return source.text(node) in _PARTS
                if held.declared.value is None or held.declared.value == node:
                    return False
                node = held.declared.value
            case _:
                return False
    return False
