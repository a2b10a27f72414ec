"""Places by the line that a person names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.errors import CodemodError
from codemods.syntax.source import Source
from codemods.transforms.triggers.model import Handler, Place
from codemods.transforms.triggers.places import end_of, opening, statement_shown
from codemods.transforms.triggers.walking import Walked, never_ends, statements, walk_handler

if TYPE_CHECKING:
    from codemods.inngest.project import Project


def place_after(project: Project, handler: Handler, line: int) -> Place:
    """The point behind a line (from 1) of a handler, between two of its own statements.

    Raises CodemodError where there is none: outside the handler, within a statement or a callback,
    and where nothing runs after the line.
    """
    source, walked = handler.source, walk_handler(project, handler)
    first, last = _lines(handler.function)
    if not first <= line < last:
        raise CodemodError(
            f"line {line} is not in {handler.name}",
            where=source.path,
            mend=f"give --after-line a line from {first} to {last - 1}",
        )
    for block in reversed(walked.blocks):  # the innermost first
        opens, closes = _span(block.node)
        if not opens <= line < closes:
            continue
        place = _within(source, block.node, block.loop, line)
        if place is None:
            continue
        before = [s for s in statements(block.node) if s.end_byte <= place.byte]
        if before and never_ends(project, source, before[-1]):
            raise CodemodError(
                f"nothing runs after line {line}",
                where=f"{source.path}:{line}",
                mend="give a line before the handler leaves",
            )
        return place
    near = _nearest(walked, line)
    raise CodemodError(
        f"line {line} lies inside a statement",
        where=f"{source.path}:{line}",
        mend=f"the nearest lines between two statements are {near}",
    )


def line_before(place: Place) -> int:
    """The line that `place_after` takes for a place."""
    if place.before is None:
        return place.line
    return place.source.position(place.byte).line - 1


def _within(source: Source, block: Node, loop: Node | None, line: int) -> Place | None:
    """The point behind a line among the direct parts of a block; None inside one of them."""
    parts = [each for each in block.named_children if each.start_byte > opening(block)]
    for part in parts:
        first, last = _lines(part)
        if first <= line < last:
            return None
        if first > line:
            own = part if part.type != "comment" else _next_statement(part)
            if own is None:
                return end_of(source, block, loop)
            note = statement_shown(source, own)
            return Place(source, block, own, part.start_byte, first, loop, note)
    return end_of(source, block, loop)


def _next_statement(node: Node) -> Node | None:
    following = node.next_named_sibling
    while following is not None and following.type == "comment":
        following = following.next_named_sibling
    return following


def _nearest(walked: Walked, line: int) -> str:
    lines = sorted(
        {
            number
            for block in walked.blocks
            for statement in statements(block.node)
            for number in (_lines(statement)[0] - 1, _lines(statement)[1])
            if _lines(block.node)[0] <= number < _lines(block.node)[1]
        }
    )
    below = max((each for each in lines if each < line), default=None)
    above = min((each for each in lines if each > line), default=None)
    return " and ".join(str(each) for each in (below, above) if each is not None)


def _lines(node: Node) -> tuple[int, int]:
    """The first and the last line of a node, from 1."""
    return node.start_point.row + 1, node.end_point.row + 1


def _span(block: Node) -> tuple[int, int]:
    """The line that opens a block, and the one that ends it."""
    if block.type == "statement_block":
        return _lines(block)
    opens = next((each for each in block.children if each.type == ":"), block)
    following = block.next_sibling
    closes = following.start_point.row + 1 if following is not None else _lines(block)[1] + 1
    return opens.end_point.row + 1, closes
