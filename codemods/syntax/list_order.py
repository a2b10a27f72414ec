"""The order that a list keeps, and where a new element belongs in it."""

from __future__ import annotations

import re
from bisect import bisect_right

from codemods.syntax.list_items import Items
from codemods.syntax.source import Source

_SORTED_FROM = 3  # fewer elements are in order by accident too often

# What names an element of an array, and of the other lists, where modifiers come before it.
_ARRAY_KEY = re.compile(r"""(?:[^\W\d]|\$)[\w$.]*$|"[^"\n]*"$|'[^'\n]*'$""")
_KEY = re.compile(
    r"""(?:(?:type|readonly|async|get|set)\s+)*(?:((?:[^\W\d]|\$)[\w$]*)|"([^"]*)"|'([^']*)')"""
)


def place(source: Source, items: Items, text: str, key: str | None) -> int:
    """Where a new element belongs: its place in the order that the elements keep, or the end."""
    end = len(items.items)
    if items.container.type == "arguments" or _in_sections(source, items):
        return end
    array = items.container.type == "array"
    keys = [_key(source.text(item.node), array) if item.node else None for item in items.items]
    new = key if key is not None else _key(text, array)
    known = [each for each in keys if each is not None]
    if new is None or len(known) < end:
        return end
    found = sorted_place(known, new)
    return end if found is None else found


def sorted_place(keys: list[str], new: str) -> int | None:
    """Where `new` belongs among keys in alphabetical order, either case-blind or by code point.

    None where three keys at least are not in one of these orders.
    """
    if len(keys) < _SORTED_FROM:
        return None
    for order in (str.casefold, str):
        ordered = [order(each) for each in keys]
        if ordered == sorted(ordered):
            return bisect_right(ordered, order(new))
    return None


def _in_sections(source: Source, items: Items) -> bool:
    """Whether blank lines, or comments above some elements only, part the list into sections."""
    starts = [item.start for item in items.items[1:]]
    above = 0
    for index, start in enumerate(starts, 1):
        gap = source.data[items.line_end(index - 1) : start]
        if re.search(rb"\n[ \t\r]*\n", gap):
            return True
        above += bool(gap.strip())
    return 0 < above < len(starts)


def _key(text: str, array: bool) -> str | None:
    """What an element is sorted by: its name; None for spreads, numbers and other expressions."""
    if array:
        return text.strip("\"'") if _ARRAY_KEY.match(text) else None
    found = _KEY.match(text)
    return next(filter(None, found.groups()), "") if found else None
