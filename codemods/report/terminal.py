"""What a terminal may be shown: when colour is right, and text that cannot steer it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TextIO

from msgspec import Struct

_WIDEST = 100

ColourChoice = Literal["auto", "always", "never"]

_SGR = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}

# Controls of C0 and C1 with DEL, so that no escape sequence survives; what reorders or hides text
# (bidi controls, zero-width space, byte order mark); the two Unicode line breaks, so that a line
# stays one; and the surrogates that stand for undecodable bytes of an argument or a path.
_HIDDEN = (
    *range(0x20),
    *range(0x7F, 0xA0),
    0x061C,
    0x200B,
    *range(0x200E, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2060, 0x206A),
    0xFEFF,
    *range(0xDC80, 0xDD00),
)


def _name(code: int) -> str:
    match code:
        case 0x09:
            return "\\t"
        case 0x0A:
            return "\\n"
        case 0x0D:
            return "\\r"
        case _ if code < 0x100:
            return f"\\x{code:02x}"
        case _:
            return f"\\u{code:04x}"


_LINE = {code: _name(code) for code in _HIDDEN}
_LINES = {code: name for code, name in _LINE.items() if code not in (0x09, 0x0A)}


def escape(text: str, *, lines: bool = False) -> str:
    r"""`text` with every control character, terminal escape and bidi control spelled out (`\x1b`).

    lines: keep line breaks (`\n`, and the `\r` of `\r\n`) and tabs; otherwise one line comes out.
    """
    if not lines:
        return text.translate(_LINE)
    return "\r\n".join(part.translate(_LINES) for part in text.split("\r\n"))


def wrap(text: str, width: int) -> list[str]:
    """One line as several of at most `width` columns, broken between words alone; never none."""
    from textwrap import wrap as wrapped

    return wrapped(text, max(width, 1), break_long_words=False, break_on_hyphens=False) or [""]


def columns(stream: TextIO) -> int | None:
    """How wide to write on `stream`: as it is, up to what reads well; None for no terminal."""
    if not stream.isatty():
        return None
    from shutil import get_terminal_size

    return min(get_terminal_size().columns, _WIDEST)


def wants_colour(choice: ColourChoice, stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether `stream` is to be written to in colour.

    The first that speaks decides: `--color always|never`, FORCE_COLOR (`0` and `false` mean no),
    NO_COLOR, TERM=dumb (an empty variable says nothing), and last whether it is a terminal.
    """
    if choice != "auto":
        return choice == "always"
    if forced := environ.get("FORCE_COLOR"):
        return forced.lower() not in ("0", "false")
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


class Palette(Struct, frozen=True):
    """Colours for one stream; `palette(text, "green")` is `text` itself where colour is off."""

    on: bool

    def __call__(self, text: str, *styles: str) -> str:
        """`text` in the given styles (bold, dim, red, green, yellow, cyan)."""
        if not self.on or not text:
            return text
        return f"\x1b[{';'.join(_SGR[style] for style in styles)}m{text}\x1b[0m"


PLAIN = Palette(on=False)
