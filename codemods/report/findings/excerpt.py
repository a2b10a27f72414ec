"""The lines of code that a finding is about, with carets under its span, as a terminal shows them.

A column of the screen is neither a byte nor a code point: a tab is as wide as it takes to reach the
next stop, 漢 and 😀 are two columns, a combining accent is none, and what `escape` spells out is as
wide as its spelling.
"""

from __future__ import annotations

from codemods.lint.model import Reported
from codemods.report.terminal import PLAIN, Palette, escape
from codemods.syntax.text import BOM, Text

_TAB = 4
_MOST_LINES = 4
_WIDEST = 160  # columns: a minified file has one line, of which only what is near is shown
_BEFORE = 40  # columns kept before the span then


def excerpt(source: Text, reported: Reported, palette: Palette = PLAIN, style: str = "red") -> str:
    r"""The lines, numbered, each followed by its carets and ending in `\n`.

    Of a span over more than four lines the first two and the last are shown.
    """
    lines = _lines(source, reported)
    first, last = reported.start.line, reported.start.line + len(lines) - 1
    numbers = range(first, last + 1)
    width = len(str(last))
    bar = palette("|", "dim")
    shown: list[str] = []
    former = first
    for number in numbers if len(lines) <= _MOST_LINES else (first, first + 1, last):
        if number > former + 1:
            shown.append(f"{palette('…'.rjust(width), 'dim')} {bar}\n")
        former = number
        line = lines[number - first]
        start = reported.start.column - 1 if number == first else len(line) - len(line.lstrip())
        end = reported.end.column - 1 if number == reported.end.line else len(line)
        code, carets = mark(line, start, end)
        shown.append(f"{palette(str(number).rjust(width), 'dim')} {bar} {code}".rstrip() + "\n")
        if carets:
            under = len(carets) - len(carets.lstrip())
            marks = carets[:under] + palette(carets[under:], style, "bold")
            shown.append(f"{' ' * width} {bar} {marks}\n")
    return "".join(shown)


def mark(line: str, start: int, end: int) -> tuple[str, str]:
    """The line as a terminal may show it, and the carets to print below it.

    start, end: code points from 0, end excluded; an empty span gets one caret, a blank line none
    """
    if not line.strip() and end > start:
        return "", ""
    # No more characters than could be shown: a line may be the whole of a bundle.
    cut = max(start - _WIDEST, 0)
    before = _shown(line[cut:start], 0)
    marked = _shown(line[start : min(end, start + _WIDEST)], _width(before))
    rest = line[end : end + _WIDEST]
    after = _shown(rest, _width(before + marked))
    if cut or len(line) > end + _WIDEST or _width(before + marked + after) > _WIDEST:
        before = _tail(before, _BEFORE)
        marked = _head(marked, _WIDEST - _width(before))
        after = _head(after, _WIDEST - _width(before + marked))
    carets = " " * _width(before) + "^" * max(_width(marked), 1)
    return before + marked + after, carets


def _lines(source: Text, reported: Reported) -> list[str]:
    """The lines of the span, without their endings and without a byte order mark."""
    span = reported.span
    start = source.line_start(span.start)
    ended = span.end - 1 if source.data[span.start : span.end].endswith(b"\n") else span.end
    stop = source.data.find(b"\n", ended)
    data = source.data[start : stop if stop >= 0 else len(source.data)]
    if start == 0:
        data = data.removeprefix(BOM)
    return [line.removesuffix("\r") for line in data.decode("utf-8").split("\n")]


def _shown(text: str, column: int) -> str:
    """The text escaped, its tabs as spaces up to the next stop; `column` is where it begins."""
    first, *others = text.split("\t")
    shown = escape(first)
    for part in others:
        shown += " " * (_TAB - (column + _width(shown)) % _TAB) + escape(part)
    return shown


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _tail(text: str, width: int) -> str:
    """The end of the text, in at most `width` columns."""
    if _width(text) <= width:
        return text
    while _width(text) > width - 1:
        text = text[1:]
    return "…" + text


def _head(text: str, width: int) -> str:
    """The beginning of the text, in at most `width` columns."""
    if _width(text) <= width:
        return text
    while text and _width(text) > width - 1:
        text = text[:-1]
    return text + "…" if width > 0 else ""
