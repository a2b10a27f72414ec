"""Columns as the readers of reports count them: terminals and GitHub in code points, SARIF and
editors in UTF-16 units. tree-sitter counts bytes, so everything begins there.

`Text.position` gives code points; this module goes on to UTF-16. `é` is two bytes, one code point
and one unit; `😀` is four bytes, one code point and two units.
"""

from __future__ import annotations

from codemods.syntax.text import BOM, Position, Text


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text is long."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_position(source: Text, byte: int) -> Position:
    """The line and column (from 1, UTF-16 units) of a byte offset; a byte order mark is no column.

    `byte` lies between two characters, as every start and end of a node does.
    """
    start = source.line_start(byte)
    if start == 0 and source.data.startswith(BOM):
        start = min(len(BOM), byte)
    before = source.data[start:byte].decode("utf-8", "replace")
    return Position(source.position(byte).line, utf16_length(before) + 1)
