"""`PythonSource`: a Python file with everything that LibCST reads off its bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar, cast

import libcst as cst
from libcst.metadata import (
    ByteSpanPositionProvider,
    CodeSpan,
    MetadataWrapper,
    Scope,
    ScopeProvider,
)

from codemods.errors import CodemodError
from codemods.syntax.python.unreadable import Wrong, syntax_error
from codemods.syntax.text import BOM, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codemods.syntax.python.calls import Call
    from codemods.syntax.python.outline import Outline

SUFFIXES = (".py", ".pyi")

_DEEP = 10_000  # calls of Python within one another while a tree is visited; usually 1000

_Node = TypeVar("_Node", bound=cst.CSTNode)


def is_python(path: str) -> bool:
    """Whether a file is Python by its ending."""
    return path.endswith(SUFFIXES)


class PythonSource(Text):
    """A Python file: its bytes, its tree, where each node stands, and what its names mean.

    Everything but the bytes is made on first use. What needs the tree raises CodemodError, with
    line and column, where the bytes are not Python. Offsets are bytes of the file as it is, with
    its byte order mark if it has one.
    """

    def __init__(self, path: str, data: bytes) -> None:
        """Raises CodemodError where the ending is not Python's, the bytes are not UTF-8, or there
        are more of them than a person writes."""
        if not is_python(path):
            raise CodemodError(
                "not a Python file", where=path, mend="name a file ending in .py or .pyi"
            )
        super().__init__(path, data)

    @cached_property
    def module(self) -> cst.Module:
        """The whole file, parsed. Do not change it: nodes are looked up by what they are."""
        text = self.data.removeprefix(BOM).decode("utf-8")
        found = syntax_error(text)
        if found is not None and found.unsafe:
            raise self._unreadable(found)
        try:
            return cst.parse_module(text)
        except cst.ParserSyntaxError as error:
            raise self._unreadable(
                found or Wrong("invalid syntax", error.editor_line, error.editor_column)
            ) from None

    @cached_property
    def wrapper(self) -> MetadataWrapper:
        """The tree with LibCST's metadata; its `module` is this one's, not a copy."""
        return MetadataWrapper(self.module, unsafe_skip_copy=True)

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """The offsets of a node's first byte and of the byte after its last.

        White space and comments around it are not in it, nor are the parentheses around an
        expression, nor a function's or class's decorators.
        """
        found = self._spans[node]
        start = found.start + self._shift
        return start, start + found.length

    def outer_span(self, node: cst.CSTNode) -> tuple[int, int]:
        """The same with the parentheses around an expression, and with decorators."""
        start, end = self.span(node)
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)) and node.decorators:
            return self.span(node.decorators[0])[0], end
        opened, closed = getattr(node, "lpar", ()), getattr(node, "rpar", ())
        # Those of a class or a `with` are its own, and no sequence.
        if isinstance(opened, (list, tuple)) and opened and closed:
            return self.span(opened[0])[0], self.span(closed[-1])[1]
        return start, end

    def text(self, node: cst.CSTNode) -> str:
        """The source text of a node, as of `span`."""
        start, end = self.span(node)
        return self.data[start:end].decode("utf-8")

    def place(self, node: cst.CSTNode) -> str:
        """`path:line:column` of a node's start, as messages show it."""
        return self.place_at(self.span(node)[0])

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node around a node; None for the module."""
        return self._parents.get(node)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around a node, the innermost first, the module last."""
        above = self.parent(node)
        while above is not None:
            yield above
            above = self.parent(above)

    def scope(self, node: cst.CSTNode) -> Scope | None:
        """LibCST's scope that a node stands in."""
        return self._scopes.get(node)

    def qualified_names(self, node: cst.CSTNode) -> frozenset[str]:
        """What a name or a call may stand for, by imports and scopes: `inngest.fast_api.serve`.

        A relative import keeps its dots. Empty where nothing is known.
        """
        scope = self.scope(node)
        names = scope.get_qualified_names_for(node) if scope is not None else ()
        return frozenset(each.name for each in names)

    @cached_property
    def outline(self) -> Outline:
        """What the file imports and declares at its top level."""
        from codemods.syntax.python.outline import outline

        return outline(self)

    @cached_property
    def every_call(self) -> tuple[Call, ...]:
        """All calls of functions and methods that have a name, in source order."""
        from codemods.syntax.python.calls import calls_of

        return calls_of(self)

    def calls(self, *names: str) -> list[Call]:
        """The calls of functions and methods of these names, in source order."""
        return [call for call in self.every_call if call.name in names]

    def node_at(self, start: int, end: int, kind: type[_Node]) -> _Node | None:
        """The outermost node of a class that has exactly these offsets, or None."""
        return next(
            (node for node in self._by_span.get((start, end), ()) if isinstance(node, kind)),
            None,
        )

    def nodes(self, kind: type[_Node]) -> list[_Node]:
        """Every node of a class, white space and comments included, in LibCST's order."""
        return [node for node in self._spans if isinstance(node, kind)]

    @property
    def _shift(self) -> int:
        return len(BOM) if self.data.startswith(BOM) else 0

    @cached_property
    def _spans(self) -> Mapping[cst.CSTNode, CodeSpan]:
        # `wrapper.resolve` would visit the whole tree once more, with nothing to do there.
        with self._deep():
            found = ByteSpanPositionProvider()._gen(self.wrapper)
        return cast("Mapping[cst.CSTNode, CodeSpan]", found)

    @cached_property
    def _by_span(self) -> dict[tuple[int, int], list[cst.CSTNode]]:
        found: dict[tuple[int, int], list[cst.CSTNode]] = {}
        for node in self._spans:
            found.setdefault(self.span(node), []).append(node)
        for nodes in found.values():
            nodes.reverse()  # LibCST is done with an outer node after the inner ones
        return found

    @cached_property
    def _parents(self) -> Mapping[cst.CSTNode, cst.CSTNode]:
        found: dict[cst.CSTNode, cst.CSTNode] = {}
        stack: list[cst.CSTNode] = [self.module]
        while stack:
            node = stack.pop()
            inner = node.children
            found.update((each, node) for each in inner)
            stack.extend(inner)
        return found

    @cached_property
    def _scopes(self) -> Mapping[cst.CSTNode, Scope | None]:
        with self._deep():
            return self.wrapper.resolve(ScopeProvider)

    @contextmanager
    def _deep(self) -> Iterator[None]:
        """Lets LibCST visit an expression of thousands of parts, one within the other."""
        with deep_trees():
            try:
                yield
            except RecursionError:
                mend = "break up the expression, or leave the file out"
                raise CodemodError("nested too deeply", where=self.path, mend=mend) from None

    def _unreadable(self, wrong: Wrong) -> CodemodError:
        mend = "mend the syntax error" if not wrong.unsafe else "break up the expression"
        column = f":{wrong.column}" if wrong.column else ""
        return CodemodError(
            f"not read as Python: {wrong.what}",
            where=f"{self.path}:{wrong.line}{column}",
            mend=mend,
        )


@lru_cache(maxsize=256)
def parsed(path: str, data: bytes) -> PythonSource:
    """A Python file, parsed once: a change is planned and proved on projects that share most files.

    Raises CodemodError where it cannot be read.
    """
    source = PythonSource(path, data)
    _ = source.module
    return source


@contextmanager
def deep_trees() -> Iterator[None]:
    """Within it, a visitor may go as deep into a tree as one that was parsed can be.

    Since Python 3.11 calls of Python functions by each other do not take up C's stack.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEP))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
