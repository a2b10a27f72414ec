"""What a string literal says."""

from __future__ import annotations

import re

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])")


def string_value(quoted: str) -> str:
    """The value of a string literal, or of a template without substitutions, with its quotes.

    Half a surrogate pair, which no file can hold, becomes U+FFFD.
    """
    # In a template CRLF counts as LF; elsewhere it can only continue a line, and goes.
    body = quoted[1:-1].replace("\r\n", "\n").replace("\r", "\n")
    if "\\" not in body:
        return body
    value = _ESCAPE.sub(_decode, body)
    # Two \u escapes can spell one character: join the surrogates.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _decode(match: re.Match[str]) -> str:
    escape = match[1]
    if escape[0] in "ux" and len(escape) > 1:
        code = int(escape[1:].strip("{}"), 16)
        return chr(code) if code <= 0x10FFFF else match[0]
    if escape in ("\n", "\u2028", "\u2029"):
        return ""
    return _ESCAPES.get(escape, escape)
