"""A unified diff for a terminal: escaped and coloured. Other readers get its bytes as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.report.terminal import PLAIN, Palette, escape

_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_STYLES = {"+": ("green",), "-": ("red",), "\\": ("dim",)}


def render(diff: bytes, palette: Palette = PLAIN) -> str:
    """The diff as text with nothing in it that a terminal would obey, each line ending in `\\n`."""
    return "".join(
        f"{line}\n" for line in _lines(diff.decode("utf-8", "backslashreplace"), palette)
    )


def _lines(diff: str, palette: Palette) -> Iterator[str]:
    # A hunk's header says how many lines are its own: `--- a` inside one is a removed line.
    before = after = 0
    for line in diff.split("\n")[:-1] if diff.endswith("\n") else diff.split("\n"):
        shown = escape(line.removesuffix("\r"), lines=True)
        sign = line[:1]
        if before > 0 or after > 0:
            before -= sign in ("-", " ", "")
            after -= sign in ("+", " ", "")
            yield palette(shown, *_STYLES[sign]) if sign in _STYLES else shown
        elif hunk := _HUNK.match(line):
            before, after = (1 if count is None else int(count) for count in hunk.groups())
            yield palette(shown, "cyan")
        else:
            yield palette(shown, "dim" if sign == "\\" else "bold")
