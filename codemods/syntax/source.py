"""`Source`: a TypeScript or JavaScript file with everything that is read off its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from tree_sitter import Node, Tree

from codemods.errors import CodemodError, Refusal
from codemods.syntax import languages
from codemods.syntax.text import Text, too_large

if TYPE_CHECKING:
    from codemods.syntax.calls import Call, Calls
    from codemods.syntax.module import Module
    from codemods.syntax.queries import Match
    from codemods.syntax.scopes import Scopes
    from codemods.syntax.style import Style

# No module that a person writes comes near it, and what is read of a module grows with its nodes.
MOST_NODES = 300_000
_NODES_OF_A_BYTE = 3  # at the most: `;` is a statement and its token

_CASTS = frozenset({"as_expression", "satisfies_expression"})
_TYPES = frozenset({"type_annotation", "type_arguments", "union_type", "array_type"})


class Source(Text):
    """A TypeScript or JavaScript file: its bytes, its tree, its style and its module outline.

    Everything but the bytes is made on first use.
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
        super().__init__(path, data)
        self.grammar = grammar
        self._house_style = house_style
        self._matches: dict[str, list[Match]] = {}
        # A small file cannot have too many, and is parsed only when that is asked for.
        if len(data) * _NODES_OF_A_BYTE > MOST_NODES and self.root.descendant_count > MOST_NODES:
            raise too_large(path, f"more than {MOST_NODES:,} nodes of syntax")

    @cached_property
    def tree(self) -> Tree:
        """The whole file, parsed."""
        return languages.parse(self.grammar, self.data)

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

    def place(self, node: Node) -> str:
        """`path:line:column` of a node's start, as messages show it."""
        return self.place_at(node.start_byte)

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
