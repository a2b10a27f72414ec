"""How a Python file is written, so that what is added looks as if it had always been there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Quote = Literal['"', "'"]
Newline = Literal["\n", "\r\n"]


class Traits(Struct, frozen=True):
    """What a file shows of its style; None where it shows nothing of a trait."""

    quote: Quote | None
    indent: str | None
    newline: Newline | None


class PythonStyle(Struct, frozen=True):
    """The formatting of one file. The defaults are those of Ruff and Black.

    magic_commas: whether a comma after the last element keeps a bracket open over several lines
    """

    quote: Quote = '"'
    indent: str = "    "  # spaces, or one tab
    newline: Newline = "\n"
    line_length: int = 88
    magic_commas: bool = True
    bom: bool = False


_INDENT = re.compile(rb"^(\t|[ ]+)\S", re.MULTILINE)


def detect(data: bytes, default: PythonStyle) -> PythonStyle:
    """The style of a file's bytes; what it does not show is as in `default`.

    The length of lines is never read off a file: the longest line says little of it.
    """
    return replace(with_traits(default, [traits(data)]), bom=data.startswith(b"\xef\xbb\xbf"))


def traits(data: bytes) -> Traits:
    """What the bytes of a file show."""
    return Traits(_quote(data), _indent(data), newline(data))


def with_traits(default: PythonStyle, seen: Sequence[Traits]) -> PythonStyle:
    """The style with each trait as most files have it that show it; of equals, the first."""
    found = {
        name: Counter(values).most_common(1)[0][0]
        for name in Traits.__struct_fields__
        if (values := [each for one in seen if (each := getattr(one, name)) is not None])
    }
    return replace(default, **found)


def newline(data: bytes) -> Newline | None:
    """How most lines end, or None for a file of one line."""
    crlf = data.count(b"\r\n")
    alone = data.count(b"\n") - crlf
    if not crlf and not alone:
        return None
    return "\r\n" if crlf > alone else "\n"


def _indent(data: bytes) -> str | None:
    """One level: the first indentation of the file, which only a block can have begun."""
    for match in _INDENT.finditer(data):
        text = match[1].decode()
        if text == "\t" or len(text) in (2, 4, 8):
            return text
    return None


def _quote(data: bytes) -> Quote | None:
    """The quotes of most strings that could have been written in either, None without any."""
    counts: Counter[Quote] = Counter()
    for text in _strings(data):
        body = text.lstrip("rRbBuUfF")
        if body[:3] in ('"""', "'''") or len(body) < 2:
            continue
        inside = body[1:-1]
        if body[0] == '"' and "'" not in inside:
            counts['"'] += 1
        elif body[0] == "'" and '"' not in inside:
            counts["'"] += 1
    if not counts:
        return None
    return '"' if counts['"'] >= counts["'"] else "'"


def _strings(data: bytes) -> list[str]:
    """The text of the plain strings, as far as the file can be split into tokens."""
    import io
    import tokenize

    found: list[str] = []
    try:
        for token in tokenize.tokenize(io.BytesIO(data).readline):
            if token.type == tokenize.STRING:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError, UnicodeDecodeError):
        return found  # what comes before the fault tells enough
    return found
