"""`Text`: one file's bytes and where they stand; what every kind of source file has."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax.edits import Edit, Edits

BOM = b"\xef\xbb\xbf"

# No module that a person writes comes near it: of 72 public apps the largest that is written by
# hand has half of it, bundles and data have more. What is read of a module grows with its size.
MOST_BYTES = 2_000_000


class Position(Struct, frozen=True, order=True):
    """A place as people count: line and column from 1, the column in code points."""

    line: int
    column: int


class Text:
    """The immutable bytes of one file of UTF-8 text.

    `path` is relative to the root, with `/`. Offsets are bytes.
    """

    def __init__(self, path: str, data: bytes) -> None:
        """Raises CodemodError where the bytes are not UTF-8, or more than a person writes."""
        if len(data) > MOST_BYTES:
            raise too_large(path, f"larger than {MOST_BYTES // 10**6} MB")
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise CodemodError(
                f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
                where=f"{path}:{line}",
                mend="save the file as UTF-8",
            ) from None
        self.path = path
        self.data = data

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.path!r}, {len(self.data)} bytes)"

    def edits(self, *edits: Edit) -> Edits:
        """These edits, bound to this text."""
        return Edits.of(self.data, edits)

    def apply(self, edits: Edits) -> bytes:
        """New bytes with the edits made; raises EditConflict for edits of another text."""
        return edits.apply(self.data)

    def position(self, byte: int) -> Position:
        """The line and column (from 1, code points) of a byte offset."""
        line = bisect_right(self._line_starts, byte) - 1
        start = self._line_starts[line]
        if line == 0 and self.data.startswith(BOM):
            start = min(len(BOM), byte)
        return Position(line + 1, len(self.data[start:byte].decode("utf-8", "replace")) + 1)

    def place_at(self, byte: int) -> str:
        """`path:line:column` of a byte offset, as messages show it."""
        at = self.position(byte)
        return f"{self.path}:{at.line}:{at.column}"

    def line_start(self, byte: int) -> int:
        """The offset of the first byte of the line that `byte` lies on."""
        return self._line_starts[bisect_right(self._line_starts, byte) - 1]

    def indent_at(self, byte: int) -> str:
        """The white space that begins the line that `byte` lies on."""
        start = self.line_start(byte)
        end = start
        while end < len(self.data) and self.data[end : end + 1] in (b" ", b"\t"):
            end += 1
        return self.data[start:end].decode()

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        at = self.data.find(b"\n")
        while at != -1:
            starts.append(at + 1)
            at = self.data.find(b"\n", at + 1)
        return starts


def too_large(path: str, what: str) -> CodemodError:
    """What is wrong with a file that has more in it than a person writes."""
    mend = "move what is generated or data in it to a file of its own"
    return CodemodError(what, where=path, mend=mend)
