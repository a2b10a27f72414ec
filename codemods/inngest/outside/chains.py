"""Calls as they are written: `root.name.method(…).method(…)`, read from its root."""

from __future__ import annotations

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import arguments, callee_of, unwrap
from codemods.syntax.source import Source

_MOST_LINKS = 200
_MOST_TOLD = 60

# Methods of every promise: what comes after them is no longer the call itself.
OF_PROMISES = frozenset({"then", "catch", "finally"})


class Link(Struct, frozen=True):
    """One step of a chain: `.name`, or `.name(…)`, or `(…)` where `name` is "".

    node: the chain up to here, this step included
    call: the call, where it is one
    """

    name: str
    node: Node
    call: Node | None

    @property
    def arguments(self) -> list[Node]:
        """What it is called with."""
        return arguments(self.call) if self.call is not None else []


class Chain(Struct, frozen=True):
    """`root` with what is asked of it, in order."""

    root: Node
    links: tuple[Link, ...]


def chain(source: Source, node: Node) -> Chain:
    """The chain that ends in this call or member expression."""
    links: list[Link] = []
    node = unwrap(node)
    while len(links) < _MOST_LINKS:
        if node.type == "call_expression":
            callee = callee_of(node)
            if callee is None:
                break
            callee = unwrap(callee)
            name = _member_name(source, callee)
            if name is None:
                links.append(Link("", node, node))
                node = callee
                continue
            links.append(Link(name, node, node))
            owner = callee.child_by_field_name("object")
        else:
            name = _member_name(source, node)
            if name is None:
                break
            links.append(Link(name, node, None))
            owner = node.child_by_field_name("object")
        if owner is None:
            break
        node = unwrap(owner)
    return Chain(node, tuple(reversed(links)))


def told(source: Source, link: Link) -> str:
    """The callee of a link as it is written, on one line and not too long."""
    callee = link.call.child_by_field_name("function") if link.call is not None else link.node
    return shortened(source, unwrap(callee or link.node))


def shortened(source: Source, node: Node) -> str:
    """The text of a node on one line of at most 60 characters."""
    lines = (" ".join(line.split()) for line in source.text(node).splitlines())
    text = "".join(lines)
    return text if len(text) <= _MOST_TOLD else f"{text[: _MOST_TOLD - 3]}..."


def is_inner(call: Node) -> bool:
    """Whether the call is only a part of a longer chain of calls."""
    parent = call.parent
    while parent is not None and parent.type in ("parenthesized_expression", "non_null_expression"):
        parent = parent.parent
    while parent is not None and parent.type == "member_expression":
        parent = parent.parent
    return (
        parent is not None and parent.type == "call_expression" and not _is_argument(parent, call)
    )


def _is_argument(outer: Node, call: Node) -> bool:
    given = outer.child_by_field_name("arguments")
    return given is not None and given.start_byte <= call.start_byte < given.end_byte


def _member_name(source: Source, node: Node) -> str | None:
    if node.type == "member_expression":
        key = node.child_by_field_name("property")
        return source.text(key) if key is not None else None
    if node.type == "subscript_expression":  # `prisma["report"]`
        index = node.child_by_field_name("index")
        return source.text(index)[1:-1] if index is not None and index.type == "string" else None
    return None
