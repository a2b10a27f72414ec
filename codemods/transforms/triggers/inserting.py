"""Putting statements between those of a block."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.edits import Edit
from codemods.transforms.triggers.model import Place


def inserted(place: Place, lines: list[str], why: str) -> tuple[Edit, ...]:
    """Edits that put lines at the place, indented as what stands there is.

    They come above the comments that belong to the statement that follows, with an empty line on
    either side.
    """
    source, newline = place.source, place.source.style.newline
    if place.before is None:
        return _at_end(place, lines, why)
    start = _with_comments(place.before)
    line_start = source.line_start(start)
    alone = not source.data[line_start:start].strip(b" \t\xef\xbb\xbf")
    if not alone:
        return _on_one_line(place, lines, start, why)
    indent = source.indent_at(start)
    text = _indented(lines, indent, newline).removeprefix(indent)
    above = source.data[:line_start].rstrip()
    is_first = above.endswith((b"{", b":")) and place.block.start_byte >= len(above) - 1
    if is_first or source.data[:line_start].endswith((b"\n\n", b"\r\n\r\n")):
        return (Edit(start, start, f"{text}{newline}{newline}{indent}".encode(), why),)
    new = f"{newline}{indent}{text}{newline}{newline}{indent}"
    return (Edit(line_start, start, new.encode(), why),)


def _with_comments(statement: Node) -> int:
    """Where a statement begins with the comments on the lines right above it."""
    start, row = statement.start_byte, statement.start_point.row
    previous = statement.prev_sibling
    while previous is not None and previous.type == "comment":
        before = previous.prev_sibling
        shares = before is not None and before.end_point.row == previous.start_point.row
        if previous.end_point.row != row - 1 or shares:
            break
        start, row = previous.start_byte, previous.start_point.row
        previous = before
    return start


def _on_one_line(place: Place, lines: list[str], start: int, why: str) -> tuple[Edit, ...]:
    """Into `{ return x; }`, which becomes lines of its own."""
    source, newline = place.source, place.source.style.newline
    outer = source.indent_at(place.block.start_byte)
    inner = outer + source.style.indent
    text = _indented(lines, inner, newline)
    first = start
    while source.data[first - 1 : first] in (b" ", b"\t"):
        first -= 1
    edits = [Edit(first, start, f"{newline}{text}{newline}{newline}{inner}".encode(), why)]
    if place.block.type == "statement_block":
        close = place.block.end_byte - 1
        last = close
        while source.data[last - 1 : last] in (b" ", b"\t"):
            last -= 1
        if source.data[last - 1 : last] != b"\n":
            edits.append(Edit(last, close, f"{newline}{outer}".encode(), why))
    return tuple(edits)


def _at_end(place: Place, lines: list[str], why: str) -> tuple[Edit, ...]:
    """Behind the last statement of a block."""
    source, newline = place.source, place.source.style.newline
    data = source.data
    is_empty = data[place.byte - 1 : place.byte] == b"{"
    outer = source.indent_at(place.block.start_byte)
    indent = outer + source.style.indent if is_empty else source.indent_at(place.byte)
    text = _indented(lines, indent, newline)
    end = place.byte
    new = f"{newline}{'' if is_empty else newline}{text}"
    close = place.block.end_byte - 1 if place.block.type == "statement_block" else None
    if close is not None and b"\n" not in data[end:close]:
        return (Edit(end, close, f"{new}{newline}{outer}".encode(), why),)
    return (Edit(end, end, new.encode(), why),)


def _indented(lines: list[str], indent: str, newline: str) -> str:
    return newline.join(f"{indent}{line}" if line else line for line in lines)
