"""The tokens of a piece of Python, which need not be a whole file or even parse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

Kind = Literal["comment", "string", "word", "sign"]

# An f-string is one token; quotes within quotes, as Python 3.12 has them, end it too early, which
# is no matter where tokens are compared with those of the same text.
_TOKEN = re.compile(
    rb"""
      (?P<comment>\#[^\r\n]*)
    | (?P<string>(?:\b[rRbBfFuUtT]{1,2})?(?:
          \"{3}(?:\\.|[^\\])*?(?:\"{3}|\Z)
        | '{3}(?:\\.|[^\\])*?(?:'{3}|\Z)
        | \"(?:\\.|[^\\\"\n])*\"?
        | '(?:\\.|[^\\'\n])*'?
      ))
    | (?P<word>[\w\x80-\xff]+)
    | (?P<sign>[^\s\\])
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(Struct, frozen=True):
    """A token: its kind, its bytes and where they start and end."""

    kind: Kind
    text: bytes
    start: int
    end: int


def tokens(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens between two offsets, in order, without white space."""
    for found in _TOKEN.finditer(data, start, len(data) if end is None else end):
        kind: Kind = found.lastgroup  # type: ignore[assignment]
        yield Token(kind, found[0], found.start(), found.end())
