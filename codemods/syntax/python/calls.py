"""The calls of a Python file, as one looks for them: by the name of what is called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct

if TYPE_CHECKING:
    from codemods.syntax.python.source import PythonSource


class Call(Struct, frozen=True, eq=False):
    """A call of a function or method that has a name.

    name:     the function's or the method's own name
    receiver: what the method is looked up on, None for a plain name
    """

    node: cst.Call
    name: str
    receiver: cst.BaseExpression | None

    @property
    def positional(self) -> tuple[cst.Arg, ...]:
        """The arguments that are given by place, up to a starred one."""
        found = []
        for each in self.node.args:
            if each.star:
                break
            if each.keyword is None:
                found.append(each)
        return tuple(found)

    @property
    def is_open(self) -> bool:
        """Whether `*args` or `**kwargs` may give more than is written down."""
        return any(each.star for each in self.node.args)

    def keyword(self, name: str) -> cst.Arg | None:
        """The argument that is given by this name, or None."""
        for each in self.node.args:
            if each.keyword is not None and each.keyword.value == name:
                return each
        return None

    def argument(self, place: int, name: str) -> cst.BaseExpression | None:
        """What is given for a parameter, by name or, where `place` is one, by place (from 0).

        place: -1 for a parameter that is given by name only
        """
        by_name = self.keyword(name)
        if by_name is not None:
            return by_name.value
        given = self.positional
        return given[place].value if 0 <= place < len(given) else None


def call_of(node: cst.BaseExpression) -> Call | None:
    """The call that an expression is; None for any other, and for what has no name."""
    if not isinstance(node, cst.Call):
        return None
    match node.func:
        case cst.Name(value=name):
            return Call(node, name, None)
        case cst.Attribute(value=receiver, attr=cst.Name(value=name)):
            return Call(node, name, receiver)
        case _:
            return None


def calls_of(source: PythonSource) -> tuple[Call, ...]:
    """All calls in a file that have a name, in source order, an outer one before those in it."""
    found = (call_of(node) for node in walk(source.module) if isinstance(node, cst.Call))
    return tuple(call for call in found if call is not None)


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and all that is in it, in source order, without white space and comments."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(each for each in reversed(current.children) if not _is_layout(each))


def _is_layout(node: cst.CSTNode) -> bool:
    return isinstance(node, _LAYOUT)


_LAYOUT = (
    cst.BaseParenthesizableWhitespace,
    cst.TrailingWhitespace,
    cst.EmptyLine,
    cst.Comma,
    cst.LeftParen,
    cst.RightParen,
    cst.Newline,
)
