"""Put an element into a list that is written in brackets, in byte edits: all else stays as it is.

The list keeps its form: on one line or several, with a comma at the end or without, with its
comments, in order where it is sorted.
"""

from __future__ import annotations

import re

from msgspec import Struct

from codemods.syntax.edits import Edit
from codemods.syntax.python.layout import lay_out_statement
from codemods.syntax.python.style import PythonStyle

_NAME = re.compile(r"[^\W\d][\w.]*")


class Site(Struct, frozen=True):
    """A list as it is written. Byte offsets.

    start, end: of the list with its brackets
    items:      of each element, with the parentheses that it may have around it
    statement:  the simple statement that the list is in, or None where that is not known
    """

    start: int
    end: int
    items: tuple[tuple[int, int], ...]
    statement: tuple[int, int] | None = None


class _New(Struct, frozen=True):
    """One element that is to be in a list: the file's bytes, the list, its text and its place."""

    data: bytes
    site: Site
    text: str
    index: int
    style: PythonStyle
    origin: str

    def edit(self, start: int, end: int, new: bytes) -> Edit:
        return Edit(start, end, new, self.origin)


def insert(data: bytes, site: Site, text: str, style: PythonStyle, *, origin: str) -> list[Edit]:
    """The edits that add `text`, one element on one line, to the list."""
    return insert_at(data, site, text, _place(data, site, text), style, origin=origin)


def insert_at(
    data: bytes, site: Site, text: str, index: int, style: PythonStyle, *, origin: str
) -> list[Edit]:
    """The same, with the place that the element is to have among the others."""
    new = _New(data, site, text, index, style, origin)
    if not site.items:
        return [_into_empty(new)]
    if b"\n" not in data[site.start : site.end]:
        return [_into_line(new)]
    if index == 0:
        return [_before_first(new)]
    return _after(new)


def _into_empty(new: _New) -> Edit:
    data, site, style = new.data, new.site, new.style
    inside, text = data[site.start + 1 : site.end - 1], new.text.encode()
    if b"\n" not in inside:
        # One name in round brackets alone is no tuple.
        comma = b"," if data[site.start : site.start + 1] == b"(" else b""
        return new.edit(site.start + 1, site.end - 1, text + comma)
    # Only comments, or nothing, on lines of their own: the element is the last of them.
    last = _line_start(data, site.end - 1)
    margin = _leading(data[last : _line_end(data, last)])
    if not inside.strip():
        lines = _newline(style) + margin + style.indent.encode() + text + b"," + _newline(style)
        return new.edit(site.start + 1, site.end - 1, lines + margin)
    comments = [line for line in inside.split(b"\n")[1:] if line.strip().startswith(b"#")]
    indent = _leading(comments[-1]) if comments else margin + style.indent.encode()
    return new.edit(last, last, indent + text + b"," + _newline(style))


def _into_line(new: _New) -> Edit:
    site, text = new.site, new.text
    if not fits(new.data, site.start, len(text) + 2, new.style):
        return _broken(new)
    if new.index < len(site.items):
        at = site.items[new.index][0]
        return new.edit(at, at, f"{text}, ".encode())
    at = site.items[-1][1]
    return new.edit(at, at, f", {text}".encode())


def _broken(new: _New) -> Edit:
    """The list of one line with its new element, one element a line.

    Where the formatter has laid out the whole statement, or it stands on one line, it is broken as
    the formatter would break it.
    """
    data, site, style = new.data, new.site, new.style
    texts = [data[start:end].decode() for start, end in site.items]
    texts.insert(new.index, new.text)
    opening, closing = chr(data[site.start]), chr(data[site.end - 1])
    margin = _margin(data, site.start)
    if site.statement is not None and _is_as_formatted(data, site.statement, style):
        start, end = site.statement
        head, tail = data[start : site.start].decode(), data[site.end : end].decode()
        again = lay_out_statement(
            f"{head}{opening}{', '.join(texts)}{closing}{tail}", _margin(data, start), style
        )
        if again is not None:
            return new.edit(start, end, again.encode())
    deeper, newline = margin + style.indent, style.newline
    body = "".join(f"{newline}{deeper}{each}," for each in texts)
    return new.edit(site.start, site.end, f"{opening}{body}{newline}{margin}{closing}".encode())


def _is_as_formatted(data: bytes, statement: tuple[int, int], style: PythonStyle) -> bool:
    """Whether printing the statement anew would lose nothing of how it is laid out."""
    text = data[slice(*statement)].decode()
    if "\n" not in text:
        return True
    # A comment, which would be lost; a # in a text is rare enough.
    return "#" not in text and lay_out_statement(text, _margin(data, statement[0]), style) == text


def _margin(data: bytes, at: int) -> str:
    return _leading(data[_line_start(data, at) :]).decode()


def _before_first(new: _New) -> Edit:
    """Above the first element, or before it where the bracket stands on its line."""
    first = new.site.items[0][0]
    start = _line_start(new.data, first)
    indent = new.data[start:first]
    if start <= new.site.start or indent.strip():
        return new.edit(first, first, f"{new.text}, ".encode())
    return new.edit(first, first, new.text.encode() + b"," + _newline(new.style) + indent)


def _after(new: _New) -> list[Edit]:
    """Behind the element before, in a list of several lines."""
    data, site, text = new.data, new.site, new.text.encode()
    start, end = site.items[new.index - 1]
    last = new.index == len(site.items)
    stop = site.end - 1 if last else site.items[new.index][0]
    comma = _comma(data, end, stop)
    behind = end if comma is None else comma + 1
    indent = data[_line_start(data, start) : start]
    if indent.strip():  # other elements stand before it on its line
        lead, trail = (b", ", b"") if comma is None else (b" ", b",")
        return [new.edit(behind, behind, lead + text + trail)]
    line = _newline(new.style) + indent + text + (b"" if comma is None else b",")
    line_end = _line_end(data, behind)
    if line_end >= stop:  # the closing bracket, or the next element, stands on its line
        return [new.edit(behind, behind, (b"," if comma is None else b"") + line)]
    if comma is not None:
        return [new.edit(line_end, line_end, line)]
    if line_end == end:
        return [new.edit(end, end, b"," + line)]
    return [new.edit(end, end, b","), new.edit(line_end, line_end, line)]


def fits(data: bytes, at: int, added: int, style: PythonStyle) -> bool:
    """Whether the line at `at` takes so many columns more; one that is too long already does."""
    line = data[_line_start(data, at) : _line_end(data, at)].decode(errors="replace")
    width = len(line.expandtabs(4))
    return width + added <= style.line_length or width > style.line_length


# ----------------------------------------------------------------------------------- positions


def _place(data: bytes, site: Site, text: str) -> int:
    """Where the element belongs: its place in the order that the elements keep, or the end."""
    from codemods.syntax.list_order import sorted_place

    end = len(site.items)
    keys = [data[start:stop].decode() for start, stop in site.items]
    if not all(map(_NAME.fullmatch, [*keys, text])) or _in_sections(data, site):
        return end
    found = sorted_place(keys, text)
    return end if found is None else found


def _in_sections(data: bytes, site: Site) -> bool:
    """Whether blank lines, or comments of their own lines, part the list into sections."""
    for (_, end), (start, _) in zip(site.items, site.items[1:], strict=False):
        lines = data[_line_end(data, end) : start].split(b"\n")[1:]
        if any(not line.strip() for line in lines[:-1]) or any(
            line.strip().startswith(b"#") for line in lines
        ):
            return True
    return False


def _comma(data: bytes, start: int, end: int) -> int | None:
    """The offset of the comma between two elements, or after the last; not one in a comment."""
    at = start
    while at < end:
        if data[at] == ord("#"):
            at = _line_end(data, at)
        elif data[at] == ord(","):
            return at
        else:
            at += 1
    return None


def _line_start(data: bytes, at: int) -> int:
    return data.rfind(b"\n", 0, at) + 1


def _line_end(data: bytes, at: int) -> int:
    """Where the line of this offset ends, before its line break."""
    end = data.find(b"\n", at)
    if end < 0:
        return len(data)
    return end - 1 if data[end - 1 : end] == b"\r" else end


def _leading(line: bytes) -> bytes:
    return line[: len(line) - len(line.lstrip(b" \t"))]


def _newline(style: PythonStyle) -> bytes:
    return style.newline.encode()
