"""Text from outside, made safe for the place in a source file where it is to stand.

Each function takes any text and returns what can be put there without ending the place early.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Quote = Literal['"', "'"]

# What may not stand in a literal as it is; U+2028 and U+2029 end a line in JavaScript.
_ESCAPES = {
    "\\": "\\\\",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
}

_TERMINAL_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]?"
)
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_ES5_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def string_literal(text: str, quote: Quote = '"') -> str:
    """`text` as a string literal, in the quotes that need fewer escapes, `quote` when even."""
    other: Quote = "'" if quote == '"' else '"'
    chosen = other if text.count(quote) > text.count(other) else quote
    return chosen + _escape(text).replace(chosen, "\\" + chosen) + chosen


def requote(literal: str, quote: Quote) -> str:
    """A string literal in the quotes that Prettier chooses: `quote`, or those with fewer escapes.

    The literal's own escapes stay as they are, but for those of quotes.
    """
    raw = literal[1:-1]
    other: Quote = "'" if quote == '"' else '"'
    chosen = other if raw.count(quote) > raw.count(other) else quote
    if literal[0] == chosen:
        return literal

    def one(match: re.Match[str]) -> str:
        escaped, bare = match.groups()
        if escaped:
            return escaped if escaped == literal[0] else str(match[0])
        return "\\" + bare if bare == chosen else bare

    return chosen + re.sub(r"\\([\"'\\])|([\"'])", one, raw) + chosen


def template_text(text: str) -> str:
    """`text` for the inside of a template literal."""
    return _escape(text).replace("`", "\\`").replace("${", "\\${")


def comment_lines(text: str) -> list[str]:
    """The lines of `text` for comments of any kind; none where there is nothing to say.

    Terminal sequences and control characters are dropped, `*/` is taken apart, blank lines at
    either end and white space at line ends go.
    """
    plain = _TERMINAL_SEQUENCE.sub("", text)
    lines = [
        "".join(" " if char == "\t" else char for char in line if char == "\t" or _visible(char))
        .replace("*/", "* /")
        .rstrip()
        for line in _LINE_END.split(plain)
    ]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def property_name(name: str) -> str:
    """`name` as the key of an object literal or an object type: bare where that is possible."""
    return name if _ES5_IDENTIFIER.fullmatch(name) else string_literal(name)


def is_identifier(name: str) -> bool:
    """Whether `name` can be a variable's name as far as its characters go."""
    return bool(_ES5_IDENTIFIER.fullmatch(name))


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(char) or (char if _visible(char) else _code(char)) for char in text)


def _code(char: str) -> str:
    number = ord(char)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\u{{{number:x}}}"


def _visible(char: str) -> bool:
    """Not a control character, a direction override, a line or paragraph end or half a surrogate.

    Joiners stay: emoji and several scripts are written with them.
    """
    if char in "\u200c\u200d":
        return True
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
