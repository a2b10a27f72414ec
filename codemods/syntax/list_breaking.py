"""Breaking lists that stand on one line: when Prettier would, which ones, and how."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from tree_sitter import Node

from codemods.syntax.edits import Edit
from codemods.syntax.list_items import CONTINUING, Items, read
from codemods.syntax.source import Source
from codemods.syntax.width import text_width

_TAB_WIDTH = 2  # Prettier's default, which it counts with when it indents with tabs

# Lists around a list that are broken before it is, and what may lie between two of them.
_OUTER_LISTS = frozenset({"arguments", "array", "object", "object_type"})
_BETWEEN = frozenset(
    {
        "as_expression",
        "await_expression",
        "call_expression",
        "new_expression",
        "pair",
        "property_signature",
        "satisfies_expression",
        "spread_element",
        "type_annotation",
    }
)


def width(text: str) -> int:
    """The columns that one line takes."""
    return text_width(text.replace("\t", " " * _TAB_WIDTH).lstrip("\ufeff"))


def fits(source: Source, at: int, added: str, dropped: str = "") -> bool:
    """Whether the line of byte `at` keeps to the width with `added` in place of `dropped`.

    A comment at the line's end does not count: Prettier never breaks a line for one.
    """
    start = source.line_start(at)
    end = source.data.find(b"\n", at)
    line = source.data[start : end if end != -1 else len(source.data)].rstrip()
    if b"//" in line:
        last = source.root.descendant_for_byte_range(start + len(line) - 1, start + len(line))
        if last is not None and last.type == "comment" and last.start_byte > start:
            line = source.data[start : last.start_byte].rstrip()
    total = width(line.decode("utf-8")) + width(added) - width(dropped)
    return total <= source.style.print_width


def to_break(source: Source, container: Node, added: str) -> list[Node]:
    """The lists to break for one line to fit with `added` in `container`, outermost first.

    As Prettier does, an inner list is broken only when its own line is still too long then.
    `container` is the last of them, or is not among them.
    """
    lists = _lists_on_line(container)
    indent = source.indent_at(container.start_byte)
    for depth, (outer, inner) in enumerate(pairwise(lists), 1):
        indent += source.style.indent
        element = outer.child_with_descendant(inner)
        if element is None or "\n" in added:
            continue
        if width(indent + source.text(element) + added + ",") <= source.style.print_width:
            return lists[:depth]
    return lists


def broken(
    source: Source, items: Items, base: str, origin: str, *, at: int | None = None, text: str = ""
) -> list[Edit]:
    """Edits that give every item of a one-line list a line of its own.

    base: the indentation of the line that the list begins on
    at, text: a new item and its place among the items; further lines of `text` are indented already
    """
    new_line = source.style.newline + base + source.style.indent
    count = len(items.items)
    ended = count > 0 and items.items[-1].separator is not None
    separator = items.separator(";")
    bare = _needs_no_separators(source, items, text)
    between = "" if bare else separator
    edits = []
    for index in range(count):
        start, end = _boundary(source, items, index, with_separator=bare)
        added = new_line + text + between if index == at else ""
        edits.append(_edit(start, end, added + new_line, origin))
    if count == 0 and items.tokens:
        first = items.tokens[0].start_byte
        edits.append(_edit(items.opening.end_byte, first, new_line, origin))
    ending = "" if ended else last_separator(source, items, text if at == count else "")
    if at == count:
        before = "" if ended or count == 0 else between
        ending = before + new_line + text + (separator if ended else ending)
    start = items.tokens[-1].end_byte if items.tokens else items.opening.end_byte
    ending += source.style.newline + base
    edits.append(_edit(start, items.closing.start_byte, ending, origin))
    return edits


def break_around(source: Source, outer: list[Node], origin: str) -> list[Edit]:
    """Edits that break the lists `outer`, each inside the one before it."""
    edits: list[Edit] = []
    base = source.indent_at(outer[0].start_byte) if outer else ""
    for each in outer:
        edits += broken(source, read(source, each), base, origin)
        base += source.style.indent
    return edits


def last_separator(source: Source, items: Items, text: str = "") -> str:
    """What the file's style puts behind the last element of a list that spans lines.

    text: that element where it is a new one
    """
    rest = text.startswith("...") if text else items.ends_with_rest
    if rest and items.container.type.endswith("_pattern"):
        return ""
    separator = items.separator(";")
    style = source.style
    if separator == ";":
        wanted = style.semicolons
    elif items.container.type in ("arguments", "formal_parameters"):
        wanted = style.argument_commas
    else:
        wanted = style.trailing_commas
    return separator if wanted else ""


def _needs_no_separators(source: Source, items: Items, text: str) -> bool:
    """Whether line ends alone part the members of a type, as in files without semicolons."""
    if not items.is_type or items.separator(";") != ";" or source.style.semicolons:
        return False
    members = [source.text(item.node) for item in items.items if item.node is not None]
    return not any(member.startswith(CONTINUING) for member in (*members, text))


def _boundary(source: Source, items: Items, index: int, *, with_separator: bool) -> tuple[int, int]:
    """The white space between item `index`, or the comments before it, and what precedes them."""
    before = items.items[index - 1].separator if index else items.opening
    assert before is not None  # on one line, only the last item has no separator
    after = bisect_left(items.tokens, before.end_byte, key=lambda token: token.start_byte)
    end = items.tokens[after].start_byte
    if index == 0 or not with_separator:
        return before.end_byte, end
    return len(source.data[: before.start_byte].rstrip(b" \t")), end


def _edit(start: int, end: int, new: str, origin: str) -> Edit:
    return Edit(start, end, new.encode(), origin)


def _lists_on_line(container: Node) -> list[Node]:
    found = [container]
    node = container
    while (parent := node.parent) is not None:
        if parent.start_point.row != parent.end_point.row:
            break
        if parent.type == "arguments":
            # The last argument is hugged, `f(a, {…})`: it is broken instead of the arguments.
            last = [child for child in parent.named_children if not child.is_extra][-1]
            if node != last or node.type not in ("array", "object"):
                found.append(parent)
        elif parent.type in _OUTER_LISTS:
            found.append(parent)
        elif parent.type not in _BETWEEN:
            break
        node = parent
    return found[::-1]
