"""Where in a handler a send could stand, from its ways out or from a line that was named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS
from codemods.syntax.source import Source
from codemods.transforms.triggers.model import Handler, Place
from codemods.transforms.triggers.walking import (
    BLOCKS,
    Way,
    statements,
    walk_handler,
)

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_NOTE = 60  # characters of a statement that a message shows


class Candidates(Struct, frozen=True):
    """The places of a handler, each kind in source order.

    successes: before each success response
    ends:      at the end of each inner block that the handler goes on from
    unclear:   before each response of which it cannot be told whether it is a success
    bare:      the lines of success responses that have no block of their own to stand in
    """

    successes: tuple[Place, ...]
    ends: tuple[Place, ...]
    unclear: tuple[Place, ...]
    bare: tuple[int, ...] = ()


def candidates(project: Project, handler: Handler) -> Candidates:
    """The places that a handler's control flow offers."""
    ways = walk_handler(project, handler).ways
    source = handler.source

    def places(kind: str, outcome: str) -> tuple[Place, ...]:
        return tuple(
            _place(source, way)
            for way in ways
            if way.kind == kind and way.outcome == outcome and not way.bare
        )

    return Candidates(
        successes=places("exit", "success"),
        ends=places("end", "success"),
        unclear=places("exit", "unclear"),
        bare=tuple(
            source.position(way.before.start_byte).line
            for way in ways
            if way.bare and way.outcome == "success" and way.before is not None
        ),
    )


def place_before_all(handler: Handler, places: Sequence[Place]) -> Place | None:
    """The last point that every way to one of the places comes by, or None where that is one."""
    source = handler.source
    blocks = [_blocks_around(place, handler) for place in places]
    shared = [block for block in blocks[0] if all(block in others for others in blocks)]
    if not shared:
        return None
    block = shared[0]
    first = min(place.byte for place in places)
    for statement in statements(block):
        if statement.end_byte > first:
            if any(place.before == statement for place in places):
                return None
            loop = next((place.loop for place in places if place.block == block), None)
            return _before_statement(source, block, statement, loop)
    return None


def _blocks_around(place: Place, handler: Handler) -> list[Node]:
    """The blocks that a place stands in, the innermost first."""
    found: list[Node] = []
    at: Node | None = place.block
    while at is not None and at.start_byte >= handler.body.start_byte:
        if at.type in BLOCKS:
            found.append(at)
        if at.type in FUNCTIONS:
            break
        at = at.parent
    return found


def _place(source: Source, way: Way) -> Place:
    if way.before is None:
        return end_of(source, way.block, way.loop)
    return _before_statement(source, way.block, way.before, way.loop)


def _before_statement(source: Source, block: Node, before: Node, loop: Node | None) -> Place:
    line = source.position(before.start_byte).line
    return Place(source, block, before, _top(before), line, loop, statement_shown(source, before))


def end_of(source: Source, block: Node, loop: Node | None) -> Place:
    """The place behind the last statement or comment of a block."""
    inside = [each for each in block.named_children if each.start_byte > opening(block)]
    byte = inside[-1].end_byte if inside else opening(block)
    line = source.position(byte).line
    return Place(source, block, None, byte, line, loop, "at the end of the block")


def _top(statement: Node) -> int:
    """Where a statement begins, the comments right above it included."""
    at = statement
    while (above := at.prev_sibling) is not None and above.type == "comment":
        earlier = above.prev_sibling
        if at.start_point.row - above.end_point.row != 1 or (
            earlier is not None and earlier.end_point.row == above.start_point.row
        ):
            break
        at = above
    return at.start_byte


def opening(block: Node) -> int:
    """The byte behind the brace or colon that opens a block."""
    token = "{" if block.type == "statement_block" else ":"
    opening = next((each for each in block.children if each.type == token), None)
    return opening.end_byte if opening is not None else block.start_byte


def statement_shown(source: Source, statement: Node) -> str:
    """A statement on one line, cut where it is long, as messages show it."""
    text = " ".join(source.text(statement).split())
    text = text.rstrip(";")
    return text if len(text) <= _MOST_NOTE else f"{text[: _MOST_NOTE - 1]}…"
