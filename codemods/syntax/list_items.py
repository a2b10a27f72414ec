"""Reading a list: its brackets, its items with their separators, and the comments between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace
from tree_sitter import Node

from codemods.errors import Refusal
from codemods.syntax.source import Source

# At the start of a type's member, these would continue the member above it.
CONTINUING = ("(", "[", "<")

_TYPE_BODIES = frozenset({"interface_body", "object_type"})


class Item(Struct, frozen=True):
    """One element of a list, or a hole of an array, which has no node and no width.

    separator: the `,` or `;` behind it, if there is one
    """

    node: Node | None
    start: int
    end: int
    first_row: int
    last_row: int
    separator: Node | None


class Items(Struct, frozen=True):
    """A list as it is written.

    tokens: all that stands between the brackets: nodes, separators, comments
    gaps:   the tokens before each item, and those behind the last: one more than there are items
    """

    container: Node
    opening: Node
    closing: Node
    tokens: tuple[Node, ...]
    items: tuple[Item, ...]
    gaps: tuple[tuple[Node, ...], ...]

    @property
    def one_row(self) -> bool:
        """Whether the whole list, elements included, stands on one line."""
        return self.opening.start_point.row == self.closing.end_point.row

    @property
    def split(self) -> bool:
        """Whether a line ends anywhere between two of its tokens."""
        return _split((self.opening, *self.tokens, self.closing))

    @property
    def is_type(self) -> bool:
        """Whether it is the body of an object type or interface."""
        return self.container.type in _TYPE_BODIES

    @property
    def ends_with_rest(self) -> bool:
        """Whether its last element is `...rest` of a pattern, behind which nothing may stand."""
        return bool(self.items) and _type(self.items[-1]) == "rest_pattern"

    def separator(self, default: str) -> str:
        """The separator that most items have: a comma, or `default` in a type body without any."""
        if not self.is_type:
            return ","
        seen = [each.separator.type for each in self.items if each.separator is not None]
        return ("," if seen.count(",") > len(seen) / 2 else ";") if seen else default

    def splits(self, index: int) -> bool:
        """Whether a line ends between items `index - 1` and `index` (or the brackets)."""
        row = self.items[index - 1].last_row if index else self.opening.end_point.row
        for token in self.gaps[index]:
            if token.start_point.row != row:
                return True
            row = token.end_point.row
        if index < len(self.items):
            return self.items[index].first_row != row
        return self.closing.start_point.row != row

    def line_end(self, index: int) -> int:
        """The byte behind item `index`, its separator and the comments that end its line.

        `index` -1 stands for the opening bracket.
        """
        if index < 0:
            end, row = self.opening.end_byte, self.opening.end_point.row
        else:
            item = self.items[index]
            end, row = item.end, item.last_row
            if item.separator is not None:
                end, row = item.separator.end_byte, item.separator.end_point.row
        for token in self.gaps[index + 1]:
            if token.start_byte >= end and is_comment(token):
                if token.start_point.row != row:
                    break
                end, row = token.end_byte, token.end_point.row
        return end

    def separator_place(self, source: Source, index: int) -> int:
        """The byte where a separator for item `index` belongs: behind its block comments."""
        item = self.items[index]
        end, row = item.end, item.last_row
        for token in self.gaps[index + 1]:
            if not is_comment(token) or token.start_point.row != row:
                break
            if source.text(token).startswith("//"):
                break
            end, row = token.end_byte, token.end_point.row
        return end


def read(source: Source, container: Node) -> Items:
    """The items of a list. Raises Refusal where the list itself does not parse."""
    children = container.children
    broken = next((child for child in children if child.is_error or child.is_missing), None)
    if broken is not None or len(children) < 2:
        raise Refusal(
            "the list to be edited does not parse here",
            where=source.place(broken or container),
            mend="mend the syntax error, or make the change by hand",
        )
    opening, *inner, closing = children
    tokens: list[Node] = []
    items: list[Item] = []
    gaps: list[list[Node]] = [[]]
    for token in inner:
        tokens.append(token)
        if is_comment(token):
            gaps[-1].append(token)
        elif token.is_named:
            last, comments = _own_end(token)
            rows = token.start_point.row, last.end_point.row
            items.append(Item(token, token.start_byte, last.end_byte, *rows, None))
            tokens += comments
            gaps.append(comments)
        else:
            if items and items[-1].separator is None:
                items[-1] = replace(items[-1], separator=token)
            else:
                at, row = token.start_byte, token.start_point.row
                items.append(Item(None, at, at, row, row, token))
                gaps.append([])
            gaps[-1].append(token)
    return Items(container, opening, closing, tuple(tokens), tuple(items), tuple(map(tuple, gaps)))


def is_comment(node: Node) -> bool:
    """Whether a token of a list is a comment."""
    return node.is_extra


def _own_end(element: Node) -> tuple[Node, list[Node]]:
    """The node that an element ends with, and the comments behind that.

    To the grammar, a comment behind a block, `() => {} // note`, lies inside the block's node.
    """
    last, comments = element, list[Node]()
    while last.child_count:
        children = last.children
        own = next((child for child in reversed(children) if child.type != "comment"), None)
        if own is None:
            break
        comments = children[children.index(own) + 1 :] + comments
        last = own
    return last, comments


def _type(item: Item) -> str:
    return item.node.type if item.node is not None else ""


def _split(nodes: Sequence[Node]) -> bool:
    return any(a.end_point.row != b.start_point.row for a, b in pairwise(nodes))
