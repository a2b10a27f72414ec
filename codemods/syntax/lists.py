"""List surgery: an element more, or one less, in a list of any layout.

Lists are arrays, objects, object patterns, arguments, the names of imports and exports, and the
bodies of object types and interfaces. What is there keeps its form: a list on one line stays on one
line while that fits, a list that spans lines keeps its indent, its last comma or lack of one, and
every comment stays with the element that it was written for.
"""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax import languages, list_breaking
from codemods.syntax.edits import Edit
from codemods.syntax.list_items import CONTINUING, Item, Items, is_comment, read
from codemods.syntax.list_order import place
from codemods.syntax.nodes import walk
from codemods.syntax.source import Source


def elements(container: Node) -> list[Node]:
    """The elements of a list: its named children without comments. Holes are none."""
    return [child for child in container.named_children if not child.is_extra]


def insert(
    source: Source,
    container: Node,
    text: str,
    *,
    origin: str,
    key: str | None = None,
    at: int | None = None,
) -> tuple[Edit, ...]:
    """Edits that put the element `text` into a list.

    text: the element without separator; further lines are indented relative to column 0
    key:  what it is sorted by, when that is not its name
    at:   the place among the elements, from 0; without it the element goes to its place where the
          elements are sorted (three at least, none a spread), else to the end

    A rest element stays last. Raises Refusal where the list itself does not parse.
    """
    items = read(source, container)
    index = place(source, items, text, key) if at is None else _index(items, at)
    if items.ends_with_rest:
        index = min(index, len(items.items) - 1)
    return _Insertion(source, items, index, text.replace("\r\n", "\n"), origin).edits()


def remove(source: Source, container: Node, element: Node, *, origin: str) -> tuple[Edit, ...]:
    """Edits that take an element out of a list, with its separator and its line if that is empty.

    Comments stay. Raises ValueError for a node that is no element of the list, and Refusal where
    the list itself does not parse.
    """
    items = read(source, container)
    index = next((i for i, item in enumerate(items.items) if item.node == element), None)
    if index is None:
        raise ValueError(f"{element.type} is no element of this {container.type}")
    if len(items.items) == 1 and not any(is_comment(token) for token in items.tokens):
        return (Edit(items.opening.end_byte, items.closing.start_byte, b"", origin),)
    return tuple(
        Edit(*_with_space(source, items, start, end), b"", origin)
        for start, end in _joined(source, _spans(source, items, index))
    )


def indented(source: Source, text: str, indent: str) -> str:
    """`text` for a place with this indentation and this file's line ends.

    Its further lines get `indent`, but blank lines and those inside template strings.
    """
    if "\n" not in text:
        return text
    inside: set[int] = set()
    if "`" in text:
        root = languages.parse(source.grammar, text.encode()).root_node
        for node in walk(root):
            if node.type == "template_string":
                inside.update(range(node.start_point.row + 1, node.end_point.row + 1))
    first, *others = text.split("\n")
    lines = [
        line if row in inside or not line.strip() else indent + line
        for row, line in enumerate(others, 1)
    ]
    return source.style.newline.join([first, *lines])


class _Insertion(Struct, frozen=True):
    """An element on its way into a list, in front of item `index`."""

    source: Source
    items: Items
    index: int
    text: str
    origin: str

    def edits(self) -> tuple[Edit, ...]:
        items = self.items
        if items.items and self._separators_lead():
            return self._behind_leading_separators()
        if items.items and items.split and self._own_line():
            return self._on_own_line()
        if not items.items and items.split and not self._behind_comment():
            return self._in_empty_lines()
        return self._in_line()

    def _edit(self, start: int, end: int, new: str) -> Edit:
        return Edit(start, end, new.encode(), self.origin)

    # On the line that is there

    def _in_line(self) -> tuple[Edit, ...]:
        source, items = self.source, self.items
        start, end, before, after = self._slot()
        old = source.data[start:end].decode()
        added = before + self.text + after
        outer: list[Node] = []
        may_break = items.one_row and self._breakable()
        if may_break and (self._must_break() or not list_breaking.fits(source, start, added, old)):
            outer = list_breaking.to_break(source, items.container, added)
        if outer and outer[-1] == items.container:
            return self._broken(outer)
        new = before + indented(source, self.text, source.indent_at(start)) + after
        edits = list_breaking.break_around(source, outer, self.origin)
        return (*edits, self._edit(start, end, new))

    def _slot(self) -> tuple[int, int, str, str]:
        """The span to replace, and what stands before and after the element there."""
        items, index = self.items, self.index
        separator = items.separator(";")
        if index:
            at = items.separator_place(self.source, index - 1)
            return at, at, separator + " ", ""
        if items.items:
            gap = items.gaps[0]
            at = gap[0].start_byte if gap else items.items[0].start
            return at, at, "", separator + " "
        if items.tokens:
            at = items.tokens[-1].end_byte
            return at, at, " ", ""
        braced = items.opening.type.startswith("{")
        pad = " " if braced and self.source.style.bracket_spacing else ""
        return items.opening.end_byte, items.closing.start_byte, pad, pad

    def _breakable(self) -> bool:
        """Prettier keeps the one name of an import or export on its line, however long."""
        names = self.items.container.type in ("named_imports", "export_clause")
        return not names or bool(self.items.tokens)

    def _must_break(self) -> bool:
        """Whether Prettier breaks the list whatever its width."""
        kind = self.items.container.type
        if kind == "interface_body":
            return not self.items.items
        return "\n" in self.text and kind != "arguments"

    def _broken(self, outer: list[Node]) -> tuple[Edit, ...]:
        source, style = self.source, self.source.style
        base = source.indent_at(outer[0].start_byte) + style.indent * (len(outer) - 1)
        text = indented(source, self.text, base + style.indent)
        around = list_breaking.break_around(source, outer[:-1], self.origin)
        within = list_breaking.broken(
            source, self.items, base, self.origin, at=self.index, text=text
        )
        return (*around, *within)

    # On a line of its own

    def _own_line(self) -> bool:
        items, index, count = self.items, self.index, len(self.items.items)
        rows = items.items
        same = sum(a.last_row == b.first_row for a, b in pairwise(rows))
        filled = count > 1 and same * 2 >= count - 1
        if index < count:
            if not items.splits(index):
                return False
        elif count > 1 and rows[-2].last_row == rows[-1].first_row:
            filled = True
        if not filled or any(is_comment(token) for token in items.gaps[index]):
            return True
        start, end, before, after = self._slot()
        added = before + self.text.partition("\n")[0] + after
        return not list_breaking.fits(self.source, start, added, self._text(start, end))

    def _on_own_line(self) -> tuple[Edit, ...]:
        items, index = self.items, self.index
        indent = self._indent()
        text = indented(self.source, self.text, indent)
        line = self.source.style.newline + indent + text
        separator = items.separator("")
        if index == 0:
            at = items.line_end(-1)
            return (self._edit(at, at, line + (separator or self._guard(0))),)
        last = items.items[index - 1]
        at = items.line_end(index - 1)
        if last.separator is not None:
            return (self._edit(at, at, line + separator),)
        ending = separator
        if not separator and text.startswith(CONTINUING):
            ending = ";"
        if index < len(items.items):
            line += separator or self._guard(index)
        place = items.separator_place(self.source, index - 1)
        if place == at or not ending:
            return (self._edit(at, at, ending + line),)
        return self._edit(place, place, ending), self._edit(at, at, line)

    def _guard(self, index: int) -> str:
        """The semicolon that a member of a type needs when the next one would continue it."""
        following = self.items.items[index].node
        continues = following is not None and self.source.text(following).startswith(CONTINUING)
        return ";" if continues else ""

    def _indent(self) -> str:
        """The indentation of the elements that begin a line, the nearest first."""
        items, index = self.items, self.index
        near = [*reversed(items.items[:index]), *items.items[index:]]
        starts = [item.start for item in near if item.node is not None]
        starts += [token.start_byte for token in items.tokens if is_comment(token)]
        for start in starts:
            indent = self.source.indent_at(start)
            if start - self.source.line_start(start) == len(indent):
                return indent
        return self.source.indent_at(items.opening.start_byte) + self.source.style.indent

    # In a list without elements that spans lines

    def _behind_comment(self) -> bool:
        """Whether the list's last comment stands on the line of the closing bracket."""
        tokens = self.items.tokens
        return bool(tokens) and tokens[-1].end_point.row == self.items.closing.start_point.row

    def _in_empty_lines(self) -> tuple[Edit, ...]:
        source, items = self.source, self.items
        newline, indent = source.style.newline, self._indent()
        last = list_breaking.last_separator(source, items, self.text)
        line = newline + indent + indented(source, self.text, indent) + last
        if items.tokens:
            at = items.tokens[-1].end_byte
            return (self._edit(at, at, line),)
        base = source.indent_at(items.closing.start_byte)
        return (
            self._edit(items.opening.end_byte, items.closing.start_byte, line + newline + base),
        )

    # Where commas begin the lines

    def _separators_lead(self) -> bool:
        items = self.items.items
        if self.index == 0:
            return _leads(items[0]) and len(items) > 1
        last = items[self.index - 1]
        return _leads(last) or (
            last.separator is None and self.index > 1 and _leads(items[self.index - 2])
        )

    def _behind_leading_separators(self) -> tuple[Edit, ...]:
        items, source = self.items, self.source
        first = next(item.separator for item in items.items if _leads(item) and item.separator)
        indent = source.indent_at(first.start_byte)
        text = indented(source, self.text, indent + "  ")
        separator = source.style.newline + indent + first.type + " "
        if self.index == 0:
            at = items.items[0].start
            return (self._edit(at, at, text + separator),)
        last = items.items[self.index - 1]
        at, row = last.end, last.last_row
        for token in items.gaps[self.index]:
            if not is_comment(token) or token.start_point.row != row:
                break
            at, row = token.end_byte, token.end_point.row
        return (self._edit(at, at, separator + text),)

    def _text(self, start: int, end: int) -> str:
        return self.source.data[start:end].decode()


def _leads(item: Item) -> bool:
    separator = item.separator
    return separator is not None and separator.start_point.row > item.last_row


def _index(items: Items, at: int) -> int:
    """The place among the items, holes included, of the place `at` among the elements."""
    places = [index for index, item in enumerate(items.items) if item.node is not None]
    return places[at] if at < len(places) else len(items.items)


def _spans(source: Source, items: Items, index: int) -> list[tuple[int, int]]:
    """The element and the separator that goes with it: its own, or else the one before it."""
    item = items.items[index]
    spans = [(item.start, item.end)]
    if item.separator is not None:
        spans.append((item.separator.start_byte, item.separator.end_byte))
    elif index:
        before = items.items[index - 1]
        # A hole is nothing but its comma, and the comma before a rest element may well stay.
        keep = items.ends_with_rest and items.split and source.style.trailing_commas
        if before.separator is not None and before.node is not None and not keep:
            spans.insert(0, (before.separator.start_byte, before.separator.end_byte))
    return spans


def _joined(source: Source, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, those that only white space parts made one."""
    joined = spans[:1]
    for start, end in spans[1:]:
        if source.data[joined[-1][1] : start].strip():
            joined.append((start, end))
        else:
            joined[-1] = (joined[-1][0], end)
    return joined


def _with_space(source: Source, items: Items, start: int, end: int) -> tuple[int, int]:
    """A span to delete, with the white space or the line that would be left over."""
    data = source.data
    line_start = source.line_start(start)
    line_end = data.find(b"\n", end) + 1 or len(data)
    blank_before = not data[line_start:start].strip()
    if blank_before and not data[end:line_end].strip():
        return line_start, line_end
    if blank_before:
        return start, _skip(data, end, b" \t")
    if start == items.opening.end_byte:
        following = next((t for t in items.tokens if t.start_byte >= end), items.closing)
        return start, _skip(data, end, b" \t" if is_comment(following) else b" \t\r\n")
    while data[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    return start, end


def _skip(data: bytes, at: int, what: bytes) -> int:
    while at < len(data) and data[at] in what:
        at += 1
    return at
