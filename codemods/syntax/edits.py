"""Edits: byte spans of one text and what replaces them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct


class EditConflict(Exception):
    """Two edits overlap, or edits meet a text that they were not made for: a fault of ours."""


class Edit(Struct, frozen=True):
    """Replace the bytes `start` to `end` (end excluded) by `new`.

    start == end is an insertion. `origin` names who asked, for the message of a conflict.
    """

    start: int
    end: int
    new: bytes
    origin: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise EditConflict(f"{self.origin}: no span {self.start}..{self.end}")


class Edits(Struct, frozen=True):
    """A set of edits for one text, in order, none overlapping another.

    Insertions at one place stay in the order in which they were given. Raises EditConflict,
    naming both origins, when two edits overlap.
    """

    text: bytes  # what the edits were made for
    items: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, data: bytes, edits: Iterable[Edit]) -> Edits:
        """The edits, made for `data`."""
        return cls(data, _ordered(edits))

    def __or__(self, other: Edits) -> Edits:
        if self.text != other.text:
            raise EditConflict("edits of two different texts cannot be joined")
        return Edits(self.text, _ordered((*self.items, *other.items)))

    def __bool__(self) -> bool:
        return bool(self.items)

    def apply(self, data: bytes) -> bytes:
        """`data` with every edit made. Raises EditConflict for any other text."""
        if data != self.text:
            raise EditConflict("the text has changed since these edits were made")
        if self.items and self.items[-1].end > len(data):
            raise EditConflict(f"{self.items[-1].origin}: an edit lies beyond the end of the text")
        parts: list[bytes] = []
        at = 0
        for edit in self.items:
            parts += data[at : edit.start], edit.new
            at = edit.end
        return b"".join((*parts, data[at:]))


def _ordered(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    for first, second in pairwise(ordered):
        if first.end > second.start:
            raise EditConflict(
                f"{first.origin} ({first.start}..{first.end}) overlaps "
                f"{second.origin} ({second.start}..{second.end})"
            )
    return tuple(ordered)
