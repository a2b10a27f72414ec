"""Where in a handler a send could stand, from its ways out or from a line that was named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.errors import CodemodError
from codemods.syntax.nodes import FUNCTIONS, arguments, callee_of, unwrap
from codemods.syntax.source import Source
from codemods.transforms.triggers.model import Handler, Place
from codemods.transforms.triggers.walking import (
    BLOCKS,
    Walked,
    Way,
    never_ends,
    statements,
    walk_handler,
)
from codemods.transforms.triggers.writes import write_of

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


def written_before(project: Project, handler: Handler, place: Place) -> frozenset[str]:
    """The models and tables that are written to before a place, on the way to it."""
    return _written(project, place.source, _before(place, handler))


def written_in_block(project: Project, place: Place) -> frozenset[str]:
    """The same, of what stands before the place in the place's own block."""
    own = [each for each in statements(place.block) if each.end_byte <= place.byte]
    return _written(project, place.source, own)


def _written(project: Project, source: Source, before: list[Node]) -> frozenset[str]:
    return frozenset(
        write.target
        for statement in before
        for call in _calls(source, statement)
        if (write := write_of(project, source, call)) is not None
    )


def _place(source: Source, way: Way) -> Place:
    if way.before is None:
        return _at_end(source, way.block, way.loop)
    return _before_statement(source, way.block, way.before, way.loop)


def _before_statement(source: Source, block: Node, before: Node, loop: Node | None) -> Place:
    line = source.position(before.start_byte).line
    return Place(source, block, before, _top(before), line, loop, statement_shown(source, before))


def _at_end(source: Source, block: Node, loop: Node | None) -> Place:
    """After the last statement or comment of a block."""
    inside = [each for each in block.named_children if each.start_byte > _opening(block)]
    byte = inside[-1].end_byte if inside else _opening(block)
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


def _within(source: Source, block: Node, loop: Node | None, line: int) -> Place | None:
    """The point behind a line among the direct parts of a block; None inside one of them."""
    parts = [each for each in block.named_children if each.start_byte > _opening(block)]
    for part in parts:
        first, last = _lines(part)
        if first <= line < last:
            return None
        if first > line:
            own = part if part.type != "comment" else _next_statement(part)
            if own is None:
                return _at_end(source, block, loop)
            note = statement_shown(source, own)
            return Place(source, block, own, part.start_byte, first, loop, note)
    return _at_end(source, block, loop)


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


def _before(place: Place, handler: Handler) -> list[Node]:
    """The statements that come before a place, in its block and in those around it."""
    found: list[Node] = []
    at = place.block
    limit = place.byte
    while at.start_byte >= handler.body.start_byte:
        if at.type in BLOCKS:
            found += [each for each in statements(at) if each.end_byte <= limit]
        if at == handler.body or at.parent is None:
            break
        limit = at.start_byte
        at = at.parent
    return found


def _calls(source: Source, node: Node) -> list[Node]:
    """The calls of a statement that are made on the way: those of a transaction's callback too."""
    found: list[Node] = []
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type == "catch_clause":
            continue
        if current.type in FUNCTIONS and not _is_transaction(source, current):
            continue
        if current.type == "call_expression":
            found.append(current)
        stack.extend(current.named_children)
    return found


_RUNNING = frozenset({"$transaction", "transaction", "execute", "map", "forEach", "then"})


def _is_transaction(source: Source, function: Node) -> bool:
    """Whether a function is called as it is given: by a transaction, for each element."""
    given = function.parent
    call = given.parent if given is not None and given.type == "arguments" else None
    if call is None or function not in arguments(call):
        return False
    callee = callee_of(call)
    key = unwrap(callee).child_by_field_name("property") if callee is not None else None
    return key is not None and source.text(key) in _RUNNING


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


def _opening(block: Node) -> int:
    """The byte behind the brace or colon that opens a block."""
    token = "{" if block.type == "statement_block" else ":"
    opening = next((each for each in block.children if each.type == token), None)
    return opening.end_byte if opening is not None else block.start_byte


def statement_shown(source: Source, statement: Node) -> str:
    """A statement on one line, cut where it is long, as messages show it."""
    text = " ".join(source.text(statement).split())
    text = text.rstrip(";")
    return text if len(text) <= _MOST_NOTE else f"{text[: _MOST_NOTE - 1]}…"
