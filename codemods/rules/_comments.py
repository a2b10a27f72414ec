"""The comments that suppress findings: ``// codemod-ignore unregistered-job: reason``.

In Python ``# codemod-ignore …``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.model import Span, language_of
from codemods.inngest.project import Project
from codemods.syntax.source import Source
from codemods.syntax.text import Text

if TYPE_CHECKING:
    from codemods.syntax.python.source import PythonSource

MENTION = b"codemod-ignore"

# The marks that begin a comment, or a line inside of a block comment; then the words.
_WORDS = re.compile(
    rb"(?P<mark>//+|/\*+|\*+|#+)?[^\S\n]*codemod-ignore(?P<file>-file)?"
    rb"(?:[^\S\n]+(?P<rules>[A-Za-z][\w-]*(?:[^\S\n]*,[^\S\n]*[A-Za-z][\w-]*)*))?"
    rb"[^\S\n]*(?::(?P<reason>.*?))?[^\S\n]*(?:\*/.*)?$"
)
_NAME = re.compile(rb"[A-Za-z][\w-]*")


class Named(Struct, frozen=True):
    """One rule that a comment names, by code, prefix or name."""

    text: str
    span: Span


class Suppression(Struct, frozen=True):
    """A comment that suppresses findings.

    comment: the whole comment
    named:   the rules, as they are written
    reason:  why, or None
    covers:  where a finding has to begin to be suppressed: pieces of the file
    """

    comment: Span
    named: tuple[Named, ...]
    reason: str | None
    covers: tuple[Span, ...]


def suppressions_in(project: Project, path: str) -> tuple[Suppression, ...]:
    """Every such comment of a file in whatever language, in order.

    Raises CodemodError for a file that cannot be read.
    """
    if language_of(path) == "python":
        return suppressions_in_python(project.python(path))
    return suppressions(project.source(path))


@lru_cache(maxsize=256)
def suppressions_in_python(source: PythonSource) -> tuple[Suppression, ...]:
    """Every such comment of a Python file, in order."""
    from codemods.rules._comments_python import comments, pieces

    found = []
    for comment, text in comments(source) if MENTION in source.data else ():
        words = _WORDS.fullmatch(text.rstrip().encode())
        if words is not None:
            about = _whole(source) if words["file"] else tuple(pieces(source, comment))
            found.append(_suppression(source, comment, words, comment.start, about))
    return tuple(found)


@lru_cache(maxsize=256)
def suppressions(source: Source) -> tuple[Suppression, ...]:
    """Every such comment of a TypeScript or JavaScript file, in order."""
    return tuple(_read(source))


def _read(source: Source) -> Iterator[Suppression]:
    below = _Below(source)
    at = source.data.find(MENTION)
    while at >= 0:
        end = source.data.find(b"\n", at)
        end = len(source.data) if end < 0 else end
        found = _at(source, at, end, below)
        if found is not None:
            yield found
        at = source.data.find(MENTION, end)


def _at(source: Source, at: int, end: int, below: _Below) -> Suppression | None:
    comment = source.root.descendant_for_byte_range(at, at + len(MENTION))
    if comment is None or comment.type not in ("comment", "html_comment"):
        return None
    start = max(source.line_start(at), comment.start_byte)
    end = min(end, comment.end_byte)
    lead = len(source.data[start:end]) - len(source.data[start:end].lstrip())
    words = _WORDS.fullmatch(source.data[start + lead : end].rstrip())
    if words is None:
        return None
    about = _whole(source) if words["file"] else tuple(_pieces(source, comment, below))
    place = Span(source.path, comment.start_byte, comment.end_byte)
    return _suppression(source, place, words, start + lead, about)


def _suppression(
    source: Text, comment: Span, words: re.Match[bytes], offset: int, covers: tuple[Span, ...]
) -> Suppression:
    """What a comment's words say, which begin at the offset."""
    named = tuple(
        Named(
            name[0].decode(),
            Span(source.path, offset + name.start(), offset + name.end()),
        )
        for name in _NAME.finditer(words.string, *_group(words, "rules"))
    )
    reason = (words["reason"] or b"").strip().decode()
    return Suppression(comment, named, reason or None, covers)


def _group(words: re.Match[bytes], name: str) -> tuple[int, int]:
    start, end = words.span(name)
    return (start, end) if start >= 0 else (0, 0)


def _whole(source: Text) -> tuple[Span, ...]:
    return (Span(source.path, 0, len(source.data) + 1),)


def _pieces(source: Source, comment: Node, below: _Below) -> Iterator[Span]:
    """The line, for a comment that shares one with code; else what stands below the comment."""
    start, end = source.line_start(comment.start_byte), _line_end(source, comment.end_byte)
    beside = source.data[start : comment.start_byte] + source.data[comment.end_byte : end]
    if beside.strip(b" \t\r{}"):  # the braces around a comment in JSX are no code
        yield Span(source.path, start, end + 1)
        return
    node = below.node(comment)
    if node is not None:
        yield Span(source.path, node.start_byte, node.end_byte + 1)
    # A comment may stand where the tree has nothing beside it, as within a chain of calls.
    line = below.line(end + 1)
    if line is not None:
        yield line


class _Below:
    """What stands below the comments of one file. A thousand in a row have the same below them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._siblings: dict[int, dict[int, Node | None]] = {}  # by parent, then by node
        self._line: tuple[int, int, Span | None] = (0, -1, None)  # looked for from here to there

    def node(self, comment: Node) -> Node | None:
        """The statement, property, element or argument that the comment stands above."""
        node, parent = comment, comment.parent
        if parent is not None and parent.type == "jsx_expression":
            node, parent = parent, parent.parent
        if parent is None:
            return None
        if parent.id not in self._siblings:
            self._siblings[parent.id] = _next_code(parent)
        return self._siblings[parent.id].get(node.id)

    def line(self, start: int) -> Span | None:
        """The first line with code in it, from the line at `start`."""
        first, last, found = self._line
        if not first <= start <= last:
            found = self._code_line(start)
            last = found.start if found is not None else len(self._source.data)
            self._line = (start, last, found)
        return found

    def _code_line(self, start: int) -> Span | None:
        data = self._source.data
        while start < len(data):
            stop = _line_end(self._source, start)
            text = data[start:stop].strip()
            if text and not text.startswith((b"//", b"/*", b"*", b"{/*")):
                return Span(self._source.path, start, stop + 1)
            start = stop + 1
        return None


def _next_code(parent: Node) -> dict[int, Node | None]:
    """For each child the next one that is neither a comment nor the text of JSX."""
    after: dict[int, Node | None] = {}
    following: Node | None = None
    for child in reversed(parent.named_children):
        after[child.id] = following
        if child.type not in ("comment", "jsx_text"):
            following = child
    return after


def _line_end(source: Source, byte: int) -> int:
    end = source.data.find(b"\n", byte)
    return len(source.data) if end < 0 else end
