"""Where in a Python handler a send could stand, from its ways out or from a line that is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax.python.calls import call_of
from codemods.syntax.python.flow import Block, Flow, Point, flow_of
from codemods.transforms.python.triggers.model import Handler, Place
from codemods.transforms.python.triggers.outcomes import outcome_of
from codemods.transforms.triggers.wording import words_of

if TYPE_CHECKING:
    from codemods.syntax.python.source import PythonSource

_MOST_NOTE = 60  # characters of a statement that a message shows
_LEAVING = frozenset({"abort", "exit", "_exit"})
_RAISING = frozenset({"raise", "abort"})


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


def flow_of_handler(handler: Handler) -> Flow:
    """The handler's flow; a call such as `abort(404)` goes no further."""
    return flow_of(handler.function, _never_ends)


def candidates(handler: Handler, flow: Flow) -> Candidates:
    """The places that a handler's control flow offers."""
    successes: list[Place] = []
    unclear: list[Place] = []
    ends: list[Place] = []
    bare: list[int] = []
    answers = any(
        way.kind == "return" and way.node is not None and way.node.value is not None
        for way in flow.ways
    )
    for way in flow.ways:
        place = place_at(handler, flow, way.point)
        if way.kind == "end":
            if not way.bare and not _is_handled(way.point):
                ends.append(place)
            continue
        if way.kind == "fall" and answers and handler.is_route:
            continue  # a handler that answers elsewhere has forgotten to here
        outcome = outcome_of(handler, way)
        if way.bare:
            if outcome == "success":
                bare.append(place.line)
        elif outcome == "success":
            successes.append(place)
        elif outcome == "unclear":
            unclear.append(place)
    return Candidates(tuple(successes), tuple(ends), tuple(unclear), tuple(bare))


def place_at(handler: Handler, flow: Flow, point: Point) -> Place:
    """The place that a point of the flow is."""
    source = handler.source
    if point.before is not None:
        byte = top_of(source, point.before)
        line = source.position(source.outer_span(point.before)[0]).line
        return Place(handler, flow, point, byte, line, statement_shown(source, point.before))
    last = point.block.body[-1]
    byte = source.span(last)[1]
    line = source.position(byte).line
    return Place(handler, flow, point, byte, line, "at the end of the block")


def places_after(handler: Handler, flow: Flow, line: int) -> list[Place]:
    """The points behind a line (from 1) of a handler, between two of its own statements.

    Several where the line ends a block, the innermost first: no line tells its end from what
    follows it. Raises CodemodError where there is none: outside the handler, within a statement,
    and where nothing runs after the line.
    """
    source = handler.source
    first, last = lines_of(source, handler.function)
    if not first <= line <= last:
        raise CodemodError(
            f"line {line} is not in {handler.name}",
            where=source.path,
            mend=f"give --after-line a line from {first} to {last}",
        )
    reached: dict[int, list[Point]] = {}
    for point in flow.points:
        reached.setdefault(id(point.block), []).append(point)
    around = [
        points
        for points in sorted(reached.values(), key=lambda each: -len(each[0].around))
        if _has_line(source, points[0].block, line)
    ]
    found = [
        place_at(handler, flow, each)
        for points in around
        if (each := _behind(source, points, line))
    ]
    if found:
        return found
    if around:
        raise CodemodError(
            f"nothing runs after line {line}",
            where=f"{source.path}:{line}",
            mend="give a line before the handler leaves",
        )
    raise CodemodError(
        f"line {line} lies inside a statement",
        where=f"{source.path}:{line}",
        mend=f"the nearest lines between two statements are {_nearest(source, flow, line)}",
    )


def _has_line(source: PythonSource, block: Block, line: int) -> bool:
    """Whether a line is one behind which a part of the block could stand."""
    top, bottom = _block_lines(source, block)
    return top <= line <= bottom and not any(_is_in(source, each, line) for each in block.body)


def _behind(source: PythonSource, points: list[Point], line: int) -> Point | None:
    """The point of a block that comes behind a line, None where nothing comes to it."""
    for point in points:
        if point.before is not None and lines_of(source, point.before)[0] > line:
            return point
    return points[-1] if points[-1].before is None else None


def place_before_all(places: Sequence[Place]) -> Place | None:
    """The last point that every way to one of the places comes by, or None where that is one."""
    handler, flow = places[0].handler, places[0].flow
    shared = [
        (len(point.around), top_of(handler.source, point.before), point)
        for point in flow.points
        if point.before is not None
        and not isinstance(point.block, cst.SimpleStatementSuite)
        and all(_comes_by(each, point.block, point.before) for each in places)
    ]
    if not shared:
        return None
    found = max(shared, key=lambda each: each[:2])[2]
    if any(each.point.before is found.before for each in places):
        return None
    return place_at(handler, flow, found)


def _comes_by(place: Place, block: Block, statement: cst.CSTNode) -> bool:
    """Whether a place stands at a statement of a block, in it, or behind it in the block."""
    source = place.handler.source
    own = place.point.block
    if own is not block and not any(each is block for each in source.ancestors(own)):
        return False
    return top_of(source, statement) <= place.byte


def line_before(place: Place) -> int:
    """The line that `place_after` takes for a place."""
    if place.point.before is None:
        return place.line
    source = place.handler.source
    return source.position(place.byte).line - 1


def statement_shown(source: PythonSource, statement: cst.CSTNode) -> str:
    """A statement on one line, cut where it is long, as messages show it."""
    text = " ".join(source.text(statement).split())
    return text if len(text) <= _MOST_NOTE else f"{text[: _MOST_NOTE - 1]}…"


def lines_of(source: PythonSource, node: cst.CSTNode) -> tuple[int, int]:
    """The first and the last line of a node, decorators included, from 1."""
    start, end = source.outer_span(node)
    return source.position(start).line, source.position(max(start, end - 1)).line


def _never_ends(node: cst.Call) -> bool:
    call = call_of(node)
    if call is None:
        return False
    parts = words_of(call.name)
    return call.name in _LEAVING or (bool(parts & _RAISING) and "for" not in parts)


def _is_handled(point: Point) -> bool:
    caught = (cst.ExceptHandler, cst.ExceptStarHandler)
    return any(isinstance(each, caught) for each in point.around)


def top_of(source: PythonSource, statement: cst.CSTNode) -> int:
    """Where the line of a statement begins, with the comments right above it."""
    start = source.line_start(source.outer_span(statement)[0])
    while start > 0:
        above = source.line_start(start - 1)
        if not source.data[above:start].lstrip().startswith(b"#"):
            break
        start = above
    return start


def _block_lines(source: PythonSource, block: Block) -> tuple[int, int]:
    """The line that opens a block, and the last of its statements'."""
    parent = source.parent(block)
    first = lines_of(source, block.body[0])[0]
    last = lines_of(source, block.body[-1])[1]
    if isinstance(block, cst.SimpleStatementSuite):
        return last + 1, last  # no line of its own
    opens = first - 1
    if parent is not None and isinstance(parent, cst.FunctionDef):
        opens = source.position(source.span(parent.body)[0]).line
    return min(opens, first - 1), last


def _is_in(source: PythonSource, node: cst.CSTNode, line: int) -> bool:
    first, last = lines_of(source, node)
    return first <= line < last


def _nearest(source: PythonSource, flow: Flow, line: int) -> str:
    lines = sorted(
        {
            number
            for point in flow.points
            if point.before is not None and not isinstance(point.block, cst.SimpleStatementSuite)
            for number in (
                lines_of(source, point.before)[0] - 1,
                lines_of(source, point.before)[1],
            )
        }
    )
    below = max((each for each in lines if each < line), default=None)
    above = min((each for each in lines if each > line), default=None)
    return " and ".join(str(each) for each in (below, above) if each is not None)
