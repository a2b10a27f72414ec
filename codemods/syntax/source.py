"""`Source`: one file's bytes with everything that is read off them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node, Tree

from codemods.errors import CodemodError, Refusal
from codemods.syntax import languages
from codemods.syntax.edits import Edit, Edits

if TYPE_CHECKING:
    from codemods.syntax.calls import Call, Calls
    from codemods.syntax.module import Module
    from codemods.syntax.queries import Match
    from codemods.syntax.scopes import Scopes
    from codemods.syntax.style import Style

BOM = b"\xef\xbb\xbf"

# No module that a person writes comes near them: of 72 public apps the largest that is written by
# hand has half of them, bundles and data have more. What is read of a module grows with its nodes.
MOST_BYTES = 2_000_000
MOST_NODES = 300_000
_NODES_OF_A_BYTE = 3  # at the most: `;` is a statement and its token

_CASTS = frozenset({"as_expression", "satisfies_expression"})
_TYPES = frozenset({"type_annotation", "type_arguments", "union_type", "array_type"})


class Position(Struct, frozen=True, order=True):
    """A place as people count: line and column from 1, the column in code points."""

    line: int
    column: int


class Source:
    """The immutable bytes of one source file, its tree, its style and its module outline.

    `path` is relative to the root, with `/`. Everything but the bytes is made on first use.
    """

    def __init__(
        self, path: str, data: bytes, house_style: Callable[[], Style] | None = None
    ) -> None:
        """house_style: gives the style for whatever the file itself does not show

        Raises CodemodError where the ending is no source file's, the bytes are not UTF-8, or there
        are more of them, or of what they stand for, than a person writes.
        """
        grammar = languages.grammar_for(path)
        if grammar is None:
            raise CodemodError(
                "not a TypeScript or JavaScript file",
                where=path,
                mend=f"name a file ending in {', '.join(sorted(languages.SUFFIXES))}",
            )
        if len(data) > MOST_BYTES:
            raise _too_large(path, f"larger than {MOST_BYTES // 10**6} MB")
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise CodemodError(
                f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
                where=f"{path}:{line}",
                mend="save the file as UTF-8",
            ) from None
        self.path = path
        self.data = data
        self.grammar = grammar
        self._house_style = house_style
        self._matches: dict[str, list[Match]] = {}
        # A small file cannot have too many, and is parsed only when that is asked for.
        if len(data) * _NODES_OF_A_BYTE > MOST_NODES and self.root.descendant_count > MOST_NODES:
            raise _too_large(path, f"more than {MOST_NODES:,} nodes of syntax")

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {len(self.data)} bytes)"

    @cached_property
    def tree(self) -> Tree:
        """The whole file, parsed; never updated in place, as incremental parses can differ."""
        return languages.parser(self.grammar).parse(self.data)

    @property
    def root(self) -> Node:
        """The `program` node."""
        return self.tree.root_node

    @cached_property
    def module(self) -> Module:
        """What the file imports, exports and declares at its top level."""
        from codemods.syntax.module import outline

        return outline(self)

    @cached_property
    def scopes(self) -> Scopes:
        """What names mean inside its functions and blocks."""
        from codemods.syntax.scopes import Scopes

        return Scopes(self)

    @cached_property
    def style(self) -> Style:
        """How the file is written: quotes, semicolons, indent, line ending, trailing commas."""
        from codemods.syntax.style import detect

        return detect(self, self._house_style()) if self._house_style else detect(self)

    def text(self, node: Node) -> str:
        """The source text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8")

    def match(self, query: str) -> list[Match]:
        """All matches of the named query (`queries/<query>.scm`), in source order."""
        if query not in self._matches:
            from codemods.syntax.queries import matches

            self._matches[query] = matches(query, self)
        return self._matches[query]

    def calls(self, *names: str) -> list[Call]:
        """The calls of functions and methods of these names, in source order."""
        return self._calls.of(names)

    def every_call(self) -> list[Call]:
        """All calls of functions and methods that have a name, in source order."""
        return self._calls.every

    def constructions(self) -> list[Call]:
        """What is made with `new` of a plain name, in source order."""
        return self._calls.constructions

    def edits(self, *edits: Edit) -> Edits:
        """These edits, bound to this text."""
        return Edits.of(self.data, edits)

    def apply(self, edits: Edits) -> bytes:
        """New bytes with the edits made; raises EditConflict for edits of another text."""
        return edits.apply(self.data)

    def position(self, byte: int) -> Position:
        """The line and column (from 1, code points) of a byte offset."""
        line = bisect_right(self._line_starts, byte) - 1
        start = self._line_starts[line]
        if line == 0 and self.data.startswith(BOM):
            start = min(len(BOM), byte)
        return Position(line + 1, len(self.data[start:byte].decode("utf-8", "replace")) + 1)

    def place(self, node: Node) -> str:
        """`path:line:column` of a node's start, as messages show it."""
        at = self.position(node.start_byte)
        return f"{self.path}:{at.line}:{at.column}"

    def line_start(self, byte: int) -> int:
        """The offset of the first byte of the line that `byte` lies on."""
        return self._line_starts[bisect_right(self._line_starts, byte) - 1]

    def indent_at(self, byte: int) -> str:
        """The white space that begins the line that `byte` lies on."""
        start = self.line_start(byte)
        end = start
        while end < len(self.data) and self.data[end : end + 1] in (b" ", b"\t"):
            end += 1
        return self.data[start:end].decode()

    def syntax_errors(self) -> Iterator[Node]:
        """Every ERROR and MISSING node, in source order."""
        if not self.root.has_error:
            return
        stack = [self.root]
        while stack:
            node = stack.pop()
            if node.is_error or node.is_missing:
                yield node
            elif node.has_error:
                stack.extend(reversed(node.children))

    def unread(self) -> Iterator[Node]:
        """The syntax errors that code may be hidden behind, in source order.

        Some others are within types that the grammar does not know.
        """
        return (error for error in self.syntax_errors() if not _hides_nothing(self, error))

    def refuse_errors_at(self, nodes: Iterable[Node], *, add: str | None = None) -> None:
        """Raises Refusal where a syntax error lies inside the statement of one of the nodes.

        Real files have regions that the grammar cannot read; only an edit beside one is unsafe.
        """
        if not self.root.has_error:
            return
        for node in nodes:
            statement = self.root.child_with_descendant(node) or node
            start, end = statement.start_byte, statement.end_byte
            for error in self.unread():
                if error.start_byte <= end and start <= error.end_byte:
                    raise Refusal(
                        "the code to be edited does not parse here",
                        where=self.place(error),
                        mend="mend the syntax error, or make the change by hand",
                        add=add,
                    )

    @cached_property
    def _calls(self) -> Calls:
        from codemods.syntax.calls import Calls

        return Calls(self)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        at = self.data.find(b"\n")
        while at != -1:
            starts.append(at + 1)
            at = self.data.find(b"\n", at + 1)
        return starts


def _hides_nothing(source: Source, error: Node) -> bool:
    """Whether a syntax error is within valid TypeScript that the grammar does not know.

    That is `import("m").T[]` as a type: in an annotation the grammar passes over the
    `import("m").T`; after `x as` it takes the brackets for an index, and puts a name of no width
    between them. And that is a tag with type arguments, as in sql<T[]>`…`: it puts in a `!`.
    """
    parent = error.parent
    if parent is None:
        return False
    if error.is_error:
        text = source.data[error.start_byte : error.end_byte]
        return parent.type in _TYPES and text.startswith(b"import(")
    match error.type, parent.type:
        case "identifier", "subscript_expression":
            cast = parent.child_by_field_name("object")
            return cast is not None and cast.type in _CASTS
        case "!", "non_null_expression":
            return parent.children[0].type == "instantiation_expression"
        case _:
            return False


def _too_large(path: str, what: str) -> CodemodError:
    mend = "move what is generated or data in it to a file of its own"
    return CodemodError(what, where=path, mend=mend)
