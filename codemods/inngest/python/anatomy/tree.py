"""One Python file as the readers of jobs need it: places, parents, and what stands at a place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from codemods.inngest.model import Span

if TYPE_CHECKING:
    from codemods.syntax.python.source import PythonSource

Function = cst.FunctionDef | cst.Lambda
FUNCTIONS = (cst.FunctionDef, cst.Lambda)
COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)

# What carries no meaning: nothing in it is ever asked for.
_TRIVIA = (
    cst.BaseParenthesizableWhitespace,
    cst.EmptyLine,
    cst.TrailingWhitespace,
    cst.Comment,
    cst.Comma,
    cst.LeftParen,
    cst.RightParen,
    cst.AssignEqual,
    cst.Dot,
    cst.Colon,
)


_EMPTY = frozenset(
    {"asynchronous", "comma", "dot", "equal", "footer", "header", "indent", "lbrace", "lbracket",
     "lpar", "newline", "rbrace", "rbracket", "rpar", "semicolon"}
)  # fmt: skip


class Tree:
    """The syntax of one file. Nodes are told apart by identity, as LibCST does it."""

    def __init__(self, source: PythonSource) -> None:
        self.source = source
        self.path = source.path
        self.module = source.module
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.nodes: list[cst.CSTNode] = []  # in the order of the source, outer before inner
        stack: list[cst.CSTNode] = [self.module]
        while stack:
            node = stack.pop()
            self.nodes.append(node)
            inner = children(node)
            for child in inner:
                self.parents[child] = node
            stack.extend(reversed(inner))
        self.names: object = None  # what `names_of` has read of it
        self._at: dict[tuple[int, int], list[cst.CSTNode]] | None = None

    def span(self, node: cst.CSTNode) -> Span:
        """The place of a node, without parentheses around it; of a function, without decorators."""
        return Span(self.path, *self.source.span(node))

    def text(self, node: cst.CSTNode) -> str:
        """The source text of a node."""
        return self.source.text(node)

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """What a node is a direct part of."""
        return self.parents.get(node)

    def above(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """What a node stands in, innermost first."""
        outer = self.parents.get(node)
        while outer is not None:
            yield outer
            outer = self.parents.get(outer)

    def at(self, place: Span) -> cst.CSTNode | None:
        """The largest node that covers exactly this place, or None."""
        found = self._by_place().get((place.start, place.end))
        return found[0] if found else None

    def call_at(self, place: Span) -> cst.Call | None:
        """The call that covers exactly this place, or None."""
        for node in self._by_place().get((place.start, place.end), ()):
            if isinstance(node, cst.Call):
                return node
        return None

    def function_at(self, place: Span) -> Function | None:
        """The function that covers exactly this place, or None."""
        for node in self._by_place().get((place.start, place.end), ()):
            if isinstance(node, FUNCTIONS):
                return node
        return None

    def function_around(self, node: cst.CSTNode) -> Function | None:
        """The innermost function whose body or parameters hold the node, or None.

        What stands in a decorator, a default or an annotation of a function is not in it.
        """
        inner = node
        for outer in self.above(node):
            if isinstance(outer, cst.FunctionDef) and inner is outer.body:
                return outer
            if isinstance(outer, cst.Lambda) and inner is outer.body:
                return outer
            inner = outer
        return None

    def statement_of(self, node: cst.CSTNode) -> cst.CSTNode:
        """The statement, simple or compound, that a node stands in."""
        statement = node
        for outer in (node, *self.above(node)):
            if isinstance(outer, cst.BaseSmallStatement | cst.BaseCompoundStatement):
                return outer
            statement = outer
        return statement

    def _by_place(self) -> dict[tuple[int, int], list[cst.CSTNode]]:
        if self._at is None:
            self._at = {}
            for node in self.nodes:
                if isinstance(
                    node, cst.BaseExpression | cst.BaseStatement | cst.BaseSmallStatement
                ):
                    place = self.span(node)
                    self._at.setdefault((place.start, place.end), []).append(node)
        return self._at


# The fields whose order in LibCST's classes is not that of the source.
_ORDERED: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.Arg: ("keyword", "value"),
    cst.ClassDef: ("decorators", "name", "type_parameters", "bases", "keywords", "body"),
    cst.ExceptHandler: ("type", "name", "body"),
    cst.ExceptStarHandler: ("type", "name", "body"),
    cst.FunctionDef: (
        "decorators",
        "name",
        "type_parameters",
        "params",
        "returns",
        "body",
    ),
    cst.IfExp: ("body", "test", "orelse"),
    cst.MatchCase: ("pattern", "guard", "body"),
    cst.Parameters: (
        "posonly_params",
        "params",
        "star_arg",
        "kwonly_params",
        "star_kwarg",
    ),
}
_fields: dict[type[cst.CSTNode], tuple[str, ...]] = {}
_trivial: dict[type, bool] = {}


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The parts of a node that mean something, in the order of the source.

    As `node.children`, which takes ten times as long: it visits each.
    """
    kind = type(node)
    names = _fields.get(kind)
    if names is None:
        names = _fields[kind] = _fields_of(kind)
    found: list[cst.CSTNode] = []
    for name in names:
        value = getattr(node, name)
        for each in value if isinstance(value, list | tuple) else (value,):
            trivial = _trivial.get(type(each))
            if trivial is None:
                trivial = not isinstance(each, cst.CSTNode) or isinstance(each, _TRIVIA)
                _trivial[type(each)] = trivial
            if not trivial:
                found.append(each)
    return found


def _fields_of(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """The fields of a class that may hold more than white space."""
    ordered = _ORDERED.get(kind)
    if ordered is not None:
        return ordered
    return tuple(
        each.name
        for each in dataclasses.fields(kind)
        if not each.name.startswith(("whitespace", "leading_", "trailing_", "lines_after"))
        and each.name not in _EMPTY
    )


def walk(node: cst.CSTNode, *, into_functions: bool = True) -> Iterator[cst.CSTNode]:
    """The node and all that is in it, outer before inner.

    into_functions: whether the bodies of functions in it count, the node's own apart
    """
    stack = [node]
    while stack:
        each = stack.pop()
        yield each
        if not into_functions and each is not node and isinstance(each, FUNCTIONS):
            if isinstance(each, cst.FunctionDef):  # its decorators and defaults run here
                stack.extend(reversed([*each.decorators, each.params]))
            continue
        stack.extend(reversed(children(each)))


def positional(call: cst.Call) -> list[cst.BaseExpression]:
    """The positional arguments of a call up to the first star."""
    found = []
    for arg in call.args:
        if arg.star:
            break
        if arg.keyword is None:
            found.append(arg.value)
    return found


def keyword(call: cst.Call, name: str) -> cst.BaseExpression | None:
    """The argument that a call is given by name, or None."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == name:
            return arg.value
    return None


def argument(call: cst.Call, at: int, name: str) -> cst.BaseExpression | None:
    """The argument at a place, from 0, or of a name."""
    found = keyword(call, name)
    if found is not None:
        return found
    given = positional(call)
    return given[at] if at < len(given) else None


def spreads(call: cst.Call) -> bool:
    """Whether a call is given arguments that are not written down: `*args`, `**kwargs`."""
    return any(arg.star for arg in call.args)


def method_of(call: cst.Call) -> str | None:
    """The last name of what is called: `run` of `ctx.step.run(…)`."""
    match call.func:
        case cst.Attribute(attr=cst.Name(value)) | cst.Name(value):
            return value
        case _:
            return None


def string_of(node: cst.BaseExpression | None) -> str | None:
    """The text of a string that is written down, adjacent ones joined; None for any other."""
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def dotted(node: cst.CSTNode) -> str | None:
    """`a.b.c` as text, or None for anything but names and attributes."""
    match node:
        case cst.Name(value):
            return value
        case cst.Attribute(value=owner, attr=cst.Name(value)):
            outer = dotted(owner)
            return f"{outer}.{value}" if outer is not None else None
        case _:
            return None
