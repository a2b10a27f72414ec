"""What the printing of one node needs to know of the file, and of the comments around a node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from msgspec import Struct, field
from tree_sitter import Node

from codemods.syntax.layout.document import (
    BREAK_PARENT,
    HARDLINE,
    LITERAL_LINE,
    TAB_WIDTH,
    Doc,
    IfBreak,
    LineSuffix,
    join,
)
from codemods.syntax.source import Source
from codemods.syntax.style import Style

Print: TypeAlias = "Callable[[Context, Node], Doc]"

_PRINTERS: dict[str, Print] = {}


def prints(*types: str) -> Callable[[Print], Print]:
    """Registers a function as what prints the nodes of these types."""

    def register(function: Print) -> Print:
        for kind in types:
            _PRINTERS[kind] = function
        return function

    return register


class Item(Struct, frozen=True):
    """An element of a list (statement, property, argument) with the comments that belong to it.

    leading:  comments on lines of their own before it
    trailing: comments behind it: on its line, or on own lines before the list ends
    blank:    whether an empty line goes before it
    """

    node: Node
    leading: tuple[Node, ...]
    trailing: tuple[Node, ...]
    blank: bool


class Context(Struct, frozen=True):
    """One file on its way from a tree to a document.

    kept: the ids of the nodes whose text is to stay as it is
    """

    source: Source
    style: Style
    kept: frozenset[int] = frozenset()
    _done: dict[int, Doc] = field(default_factory=dict)
    _comments: set[int] = field(default_factory=set)

    def print(self, node: Node) -> Doc:
        """The document of a node; what is outside the subset is kept as the text has it."""
        if node.id not in self._done:
            printer = None if node.id in self.kept else _PRINTERS.get(node.type)
            self._done[node.id] = printer(self, node) if printer else self.verbatim(node)
        return self._done[node.id]

    def field(self, node: Node, name: str) -> Doc:
        """The document of the child under a field name, or nothing."""
        child = node.child_by_field_name(name)
        return "" if child is None else self.print(child)

    def text(self, node: Node) -> str:
        """The source text of a node."""
        return self.source.text(node)

    def verbatim(self, node: Node) -> Doc:
        """The text of a node as it stands."""
        self._comments.update(comment.start_byte for comment in comments_in(node))
        return join(LITERAL_LINE, self.text(node).replace("\r\n", "\n").split("\n"))

    def whole(self, node: Node, doc: Doc) -> Doc:
        """`doc`, or the node's text where `doc` would lose a comment inside the node."""
        if all(comment.start_byte in self._comments for comment in comments_in(node)):
            return doc
        return self.verbatim(node)

    @property
    def semicolon(self) -> str:
        """What ends a statement."""
        return ";" if self.style.semicolons else ""

    @property
    def comma(self) -> Doc:
        """What follows the last element of a list that is broken over lines."""
        return IfBreak(",") if self.style.trailing_commas else ""

    @property
    def argument_comma(self) -> Doc:
        """What follows the last argument or parameter where they are broken over lines."""
        return IfBreak(",") if self.style.argument_commas else ""

    @property
    def tab_width(self) -> int:
        """The columns of one level of indentation."""
        return TAB_WIDTH if self.style.indent == "\t" else len(self.style.indent)

    def comment(self, node: Node) -> str:
        """The text of a comment, noted as printed."""
        self._comments.add(node.start_byte)
        return self.text(node).rstrip()

    def with_comments(self, item: Item, doc: Doc) -> Doc:
        """An element with its comments around it."""
        parts: list[Doc] = []
        for index, comment in enumerate(item.leading):
            after = (*item.leading[index + 1 :], item.node)[0]
            blank = _rows_between(comment, after) > 1
            parts += [self.comment(comment), HARDLINE, HARDLINE if blank else ""]
        parts.append(doc)
        previous = item.node
        for comment in item.trailing:
            rows = _rows_between(previous, comment)
            before = [HARDLINE, HARDLINE if rows > 1 else ""] if rows else [" "]
            parts.append(LineSuffix([*before, self.comment(comment)]))
            if rows or self.text(comment).startswith("//"):
                parts.append(BREAK_PARENT)
            previous = comment
        return parts


def items(node: Node, skip: frozenset[str] = frozenset()) -> tuple[list[Item], list[Node]]:
    """The named children of a node with their comments, and the comments of an empty list.

    skip: types of children that are no elements
    """
    children = [child for child in node.named_children if child.type not in skip]
    found: list[Item] = []
    waiting: list[Node] = []
    for child in children:
        if child.type != "comment":
            first = waiting[0] if waiting else child
            blank = bool(found) and _rows_between(_last(found[-1]), first) > 1
            found.append(Item(child, tuple(waiting), (), blank))
            waiting = []
        elif found and not waiting and _rows_between(_last(found[-1]), child) == 0:
            found[-1] = _trailing(found[-1], child)
        else:
            waiting.append(child)
    if not found:
        return [], waiting
    for comment in waiting:
        found[-1] = _trailing(found[-1], comment)
    return found, []


def comments_in(node: Node) -> Iterator[Node]:
    """Every comment inside a node."""
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type == "comment":
            yield current
        stack.extend(current.named_children)


def _trailing(item: Item, comment: Node) -> Item:
    return Item(item.node, item.leading, (*item.trailing, comment), item.blank)


def _last(item: Item) -> Node:
    return item.trailing[-1] if item.trailing else item.node


def _rows_between(first: Node, second: Node) -> int:
    return second.start_point.row - _end_row(first)


def _end_row(node: Node) -> int:
    """The row a node ends on; a semicolon on a later row only keeps the next line apart."""
    while node.children:
        last = node.children[-1]
        if last.type != ";":
            node = last
        elif len(node.children) > 1 and last.start_point.row > node.children[-2].end_point.row:
            node = node.children[-2]
        else:
            break
    return node.end_point.row
