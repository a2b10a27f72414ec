"""Where a new import or re-export goes among the statements of a module."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.edits import Edit
from codemods.syntax.list_order import sorted_place
from codemods.syntax.nodes import named_children
from codemods.syntax.source import Source
from codemods.syntax.text import BOM

# Comments that speak to tools about the whole file, those that say whose it is, and those that
# speak about the next line only.
_PRAGMA = re.compile(
    r"^///|@(?:ts-(?:no)?check|jsx\w*|file(?:overview)?|generated)\b"
    r"|\b(?:eslint|biome|oxlint|prettier)-(?:en|dis)able\b(?!-)|\beslint-env\b",
)
_LICENCE = re.compile(
    r"^/\*!|\blicen[sc]ed?\b|\bcopyright\b|\bSPDX\b|\bdo not edit\b", re.IGNORECASE
)
_LINE_COMMENT = re.compile(
    r"@ts-(?:ignore|expect-error)|-disable-next-line|prettier-ignore|-ignore\b"
)


class Statement(Struct, frozen=True):
    """A statement that names a module; specifier None: one that is not sorted or near anything."""

    node: Node
    specifier: str | None


def beside(
    source: Source, siblings: Sequence[Statement], specifier: str, text: str, origin: str
) -> Edit:
    """An edit that puts the statement `text` among its siblings, of which there is one at least.

    It goes behind the one whose specifier is nearest (most leading folders in common, within the
    same kind: package, alias, relative), or to its place in the order that the group around that
    one keeps; behind the last where none is of its kind.
    """
    kind, segments = _segments(specifier)
    near = None
    most = -1
    for index, each in enumerate(siblings):
        if each.specifier is None:
            continue
        its_kind, its_segments = _segments(each.specifier)
        common = _common(segments, its_segments)
        if its_kind == kind and common >= most:
            near, most = index, common
    if near is None:
        return _behind(source, siblings[-1].node, text, origin)
    first, last = _run(source, siblings, near)
    groups = [siblings[first:last]]
    start = near
    while start > first and _kind(siblings[start - 1]) == kind:
        start -= 1
    end = near + 1
    while end < last and _kind(siblings[end]) == kind:
        end += 1
    groups.append(siblings[start:end])
    for group in groups:
        specifiers = [each.specifier for each in group if each.specifier is not None]
        if len(specifiers) < len(group):
            continue
        place = sorted_place(specifiers, specifier)
        if place == 0:
            return _before(source, group[0].node, text, origin)
        if place is not None:
            return _behind(source, group[place - 1].node, text, origin)
    return _behind(source, siblings[near].node, text, origin)


def behind_block(source: Source, last: Node, text: str, origin: str) -> Edit:
    """An edit that puts `text` behind the statement `last`, blank lines around it."""
    end = statement_end(last)
    return _apart(source, end, text, 2, origin)


def at_top(source: Source, text: str, origin: str) -> Edit:
    """An edit that puts `text` before the first statement of the file.

    What must stay first stays: a byte order mark, a `#!` line, directives, and comments about the
    file, as told by their words or by the blank line below them.
    """
    newline = source.style.newline
    children = source.root.children
    head = _head(source, children)
    if head:
        lines = 1 if head[-1].type == "hash_bang_line" else 2
        return _apart(source, _with_comments(head[-1]), text, lines, origin)
    if children:
        start = children[0].start_byte
        return Edit(start, start, (text + newline * 2).encode(), origin)
    start = len(BOM) if source.data.startswith(BOM) else 0
    return Edit(start, len(source.data), (text + newline).encode(), origin)


def at_end(source: Source, text: str, origin: str) -> Edit:
    """An edit that puts `text` behind everything else, a blank line before it."""
    if not source.root.children:
        return at_top(source, text, origin)
    newline = source.style.newline
    end = len(source.data.rstrip())
    return Edit(end, end, (newline * 2 + text).encode(), origin)


def statement_end(statement: Node) -> int:
    """The byte behind a statement and the comments on its last line.

    A semicolon that begins a later line, as in `;[1].map(f)`, is left to what follows it.
    """
    *others, last = statement.children
    end, row = statement.end_byte, statement.end_point.row
    if last.type == ";" and others:
        own = [child for child in others if not child.is_extra][-1]
        if own.end_point.row != last.start_point.row:
            end, row = own.end_byte, own.end_point.row
            for child in others:
                if child.start_byte >= end and child.start_point.row == row:
                    end, row = child.end_byte, child.end_point.row
            return end
    return _with_comments(statement)


def _with_comments(node: Node) -> int:
    end, row = node.end_byte, node.end_point.row
    following = node.next_sibling
    while (
        following is not None and following.type == "comment" and following.start_point.row == row
    ):
        end, row = following.end_byte, following.end_point.row
        following = following.next_sibling
    return end


def _behind(source: Source, statement: Node, text: str, origin: str) -> Edit:
    newline = source.style.newline
    end = statement_end(statement)
    start, count = _next_token(source, end)
    if count == 0 and start < len(source.data):
        return Edit(end, start, f"{newline}{text}{newline}".encode(), origin)
    return Edit(end, end, (newline + text).encode(), origin)


def _before(source: Source, statement: Node, text: str, origin: str) -> Edit:
    """Before a statement, and before comments right above it unless they are the file's."""
    at = statement
    while (above := at.prev_sibling) is not None and above.type == "comment":
        beside_code = above.prev_sibling is not None and (
            above.prev_sibling.end_point.row == above.start_point.row
        )
        if beside_code or at.start_point.row - above.end_point.row != 1:
            break
        at = above
    first = at.prev_sibling is None or at.prev_sibling.type == "hash_bang_line"
    if at != statement and first and not _LINE_COMMENT.search(source.text(at)):
        at = statement
    return Edit(at.start_byte, at.start_byte, (text + source.style.newline).encode(), origin)


def _apart(source: Source, end: int, text: str, lines: int, origin: str) -> Edit:
    """Behind byte `end`, after so many line ends, with a blank line to what follows."""
    newline = source.style.newline
    start, count = _next_token(source, end)
    before = newline * lines + text
    if start == len(source.data) or count >= 2:
        return Edit(end, end, before.encode(), origin)
    if count == 1:
        return Edit(end, end, (before + newline).encode(), origin)
    return Edit(end, start, (before + newline * 2).encode(), origin)


def _next_token(source: Source, end: int) -> tuple[int, int]:
    """Where the white space behind a byte ends, and how many line ends it holds."""
    data = source.data
    start = end
    while start < len(data) and data[start] in b" \t\r\n":
        start += 1
    return start, data.count(b"\n", end, start)


def _head(source: Source, children: list[Node]) -> list[Node]:
    """The nodes at the top that belong to the file rather than to its first statement."""
    head = 0
    index = 0
    while index < len(children):
        node = children[index]
        if node.type == "hash_bang_line" or is_directive(node):
            head = index + 1
        elif node.type != "comment":
            break
        index += 1
    comments = children[head:index]
    own = len(comments)  # from here on, they touch the first statement: they are its own
    below = children[index] if index < len(children) else None
    while own and below is not None:
        comment = comments[own - 1]
        text = source.text(comment)
        if below.start_point.row - comment.end_point.row > 1:
            break
        if _PRAGMA.search(text):
            break
        if _LICENCE.search(text):
            if text.startswith("//"):
                lines = takewhile(lambda c: source.text(c).startswith("//"), comments[own:])
                own += len(list(lines))
            break
        own -= 1
        below = comment
    return children[: head + own]


def is_directive(node: Node) -> bool:
    """Whether a statement is a directive such as "use server"."""
    inner = named_children(node)
    return node.type == "expression_statement" and len(inner) == 1 and inner[0].type == "string"


def _run(source: Source, siblings: Sequence[Statement], index: int) -> tuple[int, int]:
    """The siblings around one on consecutive lines, as a range."""
    first, last = index, index + 1
    while first > 0 and _adjacent(source, siblings[first - 1].node, siblings[first].node):
        first -= 1
    while last < len(siblings) and _adjacent(source, siblings[last - 1].node, siblings[last].node):
        last += 1
    return first, last


def _adjacent(source: Source, before: Node, after: Node) -> bool:
    between = source.data[statement_end(before) : after.start_byte]
    return not between.strip() and between.count(b"\n") == 1


def _kind(statement: Statement) -> str | None:
    return _segments(statement.specifier)[0] if statement.specifier is not None else None


def _segments(specifier: str) -> tuple[str, list[str]]:
    """The kind of a specifier, and its path."""
    segments = specifier.split("/")
    if segments[0] in (".", ".."):
        return "relative", segments
    if segments[0] in ("@", "~") or specifier.startswith("#"):
        return segments[0][:1], segments
    return ("node" if specifier.startswith("node:") else "package"), segments


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
