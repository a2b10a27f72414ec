"""The comments that suppress findings: ``// codemod-ignore unregistered-job: reason``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tree_sitter import Node

from codemods.inngest.model import Span
from codemods.syntax.source import Source

MENTION = b"codemod-ignore"

# The marks that begin a comment, or a line inside of a block comment; then the words.
_WORDS = re.compile(
    rb"(?P<mark>//+|/\*+|\*+)?[^\S\n]*codemod-ignore(?P<file>-file)?"
    rb"(?:[^\S\n]+(?P<rules>[A-Za-z][\w-]*(?:[^\S\n]*,[^\S\n]*[A-Za-z][\w-]*)*))?"
    rb"[^\S\n]*(?::(?P<reason>.*?))?[^\S\n]*(?:\*/.*)?$"
)
_NAME = re.compile(rb"[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True)
class Named:
    """One rule that a comment names, by code, prefix or name."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Suppression:
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

    def reaches(self, place: Span) -> bool:
        """Whether a finding at this place lies where the comment speaks about."""
        return any(piece.start <= place.start < piece.end for piece in self.covers)


@lru_cache(maxsize=256)
def suppressions(source: Source) -> tuple[Suppression, ...]:
    """Every such comment of the file, in order."""
    return tuple(_read(source))


def _read(source: Source) -> Iterator[Suppression]:
    at = source.data.find(MENTION)
    while at >= 0:
        end = source.data.find(b"\n", at)
        end = len(source.data) if end < 0 else end
        found = _at(source, at, end)
        if found is not None:
            yield found
        at = source.data.find(MENTION, end)


def _at(source: Source, at: int, end: int) -> Suppression | None:
    comment = source.root.descendant_for_byte_range(at, at + len(MENTION))
    if comment is None or comment.type not in ("comment", "html_comment"):
        return None
    start = max(source.line_start(at), comment.start_byte)
    end = min(end, comment.end_byte)
    lead = len(source.data[start:end]) - len(source.data[start:end].lstrip())
    words = _WORDS.fullmatch(source.data[start + lead : end].rstrip())
    if words is None:
        return None
    offset = start + lead
    named = tuple(
        Named(
            name[0].decode(),
            Span(source.path, offset + name.start(), offset + name.end()),
        )
        for name in _NAME.finditer(words.string, *_group(words, "rules"))
    )
    reason = (words["reason"] or b"").strip().decode()
    return Suppression(
        Span(source.path, comment.start_byte, comment.end_byte),
        named,
        reason or None,
        _whole(source) if words["file"] else tuple(_pieces(source, comment)),
    )


def _group(words: re.Match[bytes], name: str) -> tuple[int, int]:
    start, end = words.span(name)
    return (start, end) if start >= 0 else (0, 0)


def _whole(source: Source) -> tuple[Span, ...]:
    return (Span(source.path, 0, len(source.data) + 1),)


def _pieces(source: Source, comment: Node) -> Iterator[Span]:
    """The line, for a comment that shares one with code; else what stands below the comment."""
    start, end = source.line_start(comment.start_byte), _line_end(source, comment.end_byte)
    beside = source.data[start : comment.start_byte] + source.data[comment.end_byte : end]
    if beside.strip(b" \t\r{}"):  # the braces around a comment in JSX are no code
        yield Span(source.path, start, end + 1)
        return
    below = _below(comment)
    if below is not None:
        yield Span(source.path, below.start_byte, below.end_byte + 1)
    # A comment may stand where the tree has nothing beside it, as within a chain of calls.
    next_line = end + 1
    while next_line < len(source.data):
        stop = _line_end(source, next_line)
        text = source.data[next_line:stop].strip()
        if text and not text.startswith((b"//", b"/*", b"*", b"{/*")):
            yield Span(source.path, next_line, stop + 1)
            return
        next_line = stop + 1


def _below(comment: Node) -> Node | None:
    """The statement, property, element or argument that the comment stands above."""
    node: Node = comment
    if node.parent is not None and node.parent.type == "jsx_expression":
        node = node.parent
    sibling = node.next_named_sibling
    while sibling is not None and sibling.type in ("comment", "jsx_text"):
        sibling = sibling.next_named_sibling
    return sibling


def _line_end(source: Source, byte: int) -> int:
    end = source.data.find(b"\n", byte)
    return len(source.data) if end < 0 else end
