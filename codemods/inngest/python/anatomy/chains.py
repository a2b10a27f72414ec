"""Chains of calls: `session.query(Report).filter_by(id=1).update({…})`, link by link."""

from __future__ import annotations

import libcst as cst
from msgspec import Struct

from codemods.inngest.python.anatomy.tree import Tree

_LONGEST = 60  # characters of what is called, in a message


class Link(Struct, frozen=True, eq=False):
    """One attribute of a chain, and the call of it, if it is called; "" where a value is."""

    name: str
    call: cst.Call | None


class Chain(Struct, frozen=True, eq=False):
    """What a chain begins with, and its links from there on."""

    root: cst.BaseExpression
    links: tuple[Link, ...]

    def called(self, *names: str) -> cst.Call | None:
        """The first call of one of these names, or None."""
        return next((each.call for each in self.links if each.name in names and each.call), None)


def chain_of(node: cst.BaseExpression) -> Chain:
    """The chain that an expression is; awaits on the way do not count."""
    links: list[Link] = []
    call: cst.Call | None = None
    while True:
        match node:
            case cst.Call(func=func):
                if call is not None:
                    links.append(Link("", call))
                call = node
                node = func
            case cst.Attribute(value=owner, attr=cst.Name(name)):
                links.append(Link(name, call))
                call = None
                node = owner
            case cst.Await(expression=inner) if not links and call is None:
                node = inner
            case cst.Await(expression=inner):
                node = inner
            case _:
                if call is not None:
                    links.append(Link("", call))
                return Chain(node, tuple(reversed(links)))


def is_inner(tree: Tree, call: cst.Call) -> bool:
    """Whether a call is a link of a longer chain, which says more."""
    node: cst.CSTNode = call
    while True:
        outer = tree.parent(node)
        if isinstance(outer, cst.Attribute) and outer.value is node:
            above = tree.parent(outer)
            if isinstance(above, cst.Call) and above.func is outer:
                return True
            node = outer
        elif isinstance(outer, cst.Await):
            node = outer
        else:
            return False


def told(tree: Tree, call: cst.Call) -> str:
    """What is called, for a message: the names, without arguments and line breaks."""
    parts: list[str] = []
    chain = chain_of(call)
    parts.append(tree.text(chain.root) if isinstance(chain.root, cst.Name) else "…")
    for link in chain.links:
        if link.name:
            parts.append(f".{link.name}")
        if link.call is not None and link.call is not call:
            parts.append("(…)" if link.call.args else "()")
    text = "".join(parts).removeprefix("….")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
