"""The comments of a Python file that suppress findings, and what they speak about."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codemods.inngest.model import Span
from codemods.syntax.python.calls import walk
from codemods.syntax.python.source import PythonSource
from codemods.syntax.python.tokens import tokens

# What a comment may stand above as a whole: the statement, or the part of a list or call.
_PARTS = (
    cst.BaseCompoundStatement,
    cst.SimpleStatementLine,
    cst.Decorator,
    cst.Arg,
    cst.Param,
    cst.BaseElement,
    cst.BaseDictElement,
)


def comments(source: PythonSource) -> Iterator[tuple[Span, str]]:
    """Every comment of the file that could be read, with its text, in order."""
    found = [
        (Span(source.path, *source.span(node)), node.value) for node in source.nodes(cst.Comment)
    ]
    return iter(sorted(found))


def pieces(source: PythonSource, comment: Span) -> Iterator[Span]:
    """The line, for a comment that shares one with code; else what stands below the comment."""
    data, line = source.data, source.line_start(comment.start)
    if data[line : comment.start].strip():
        yield Span(source.path, line, _line_end(data, comment.end) + 1)
        return
    first = next((each for each in tokens(data, comment.end) if each.kind != "comment"), None)
    if first is None:
        return
    start = source.line_start(first.start)
    # One that is further in speaks about what came before, as at the end of a block.
    if first.start - start == comment.start - line:
        whole = _part_at(source, first.start)
        if whole is not None:
            yield Span(source.path, whole[0], whole[1] + 1)
    yield Span(source.path, start, _line_end(data, first.start) + 1)


def _part_at(source: PythonSource, start: int) -> tuple[int, int] | None:
    """The largest statement or part that begins at an offset, or None."""
    spans = (source.outer_span(each) for each in walk(source.module) if isinstance(each, _PARTS))
    return max((each for each in spans if each[0] == start), default=None)


def _line_end(data: bytes, byte: int) -> int:
    end = data.find(b"\n", byte)
    return len(data) if end < 0 else end
