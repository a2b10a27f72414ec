"""One question about an expression, handed to the reader that knows its kind.

The readers (`names`, `members`, `calls`, `classes`, `types`) ask the search again for the parts of
what they read. `hops` count the names followed so far, so that each question comes to an end.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace
from tree_sitter import Node

from codemods.inngest.origins import calls, classes, members, names, types
from codemods.inngest.origins.functions import MAX_HOPS, Functions
from codemods.inngest.origins.meanings import Meaning, Meanings
from codemods.inngest.origins.model import Origin, Passed
from codemods.inngest.reading import Repository
from codemods.syntax.nodes import named_children
from codemods.syntax.source import Source

# What variables of modules hold, by their file, statement and name.
Known = dict[tuple[str, int, str], Origin | None]

_CASTS = frozenset({"as_expression", "satisfies_expression", "type_assertion"})


class Search(Struct, frozen=True):
    """What a question is asked with.

    packages: clients of services besides those that are known
    known:    what was found of variables of modules, shared by all questions
    passed:   the arguments of the call that is followed, or None
    """

    meanings: Meanings
    functions: Functions
    packages: tuple[str, ...]
    known: Known
    passed: Passed | None = None

    @property
    def repository(self) -> Repository:
        """The files that are read."""
        return self.meanings.repository

    def anew(self) -> Search:
        """The same without the arguments of the call that is followed."""
        return replace(self, passed=None)

    def of(self, source: Source, node: Node, hops: int) -> Origin | None:
        """What an expression holds."""
        if hops > MAX_HOPS:
            return None
        while True:
            inner = named_children(node)
            if node.type in ("parenthesized_expression", "non_null_expression") and inner:
                node = inner[0]
                continue
            if node.type not in _CASTS or len(inner) < 2:
                break
            value, kind = (inner[1], inner[0]) if node.type == "type_assertion" else inner[:2]
            found = self.of_type(source, kind, hops + 1)
            if found is not None:
                return found
            node = value
        match node.type:
            case "identifier" | "shorthand_property_identifier":
                return names.of_name(self, source, node, hops)
            case "await_expression":
                inner = named_children(node)
                return self.of(source, inner[0], hops + 1) if inner else None
            case "new_expression":
                return calls.of_creation(self, source, node, hops)
            case "call_expression":
                return calls.of_call(self, source, node, hops)
            case "member_expression":
                return members.of_member(self, source, node, hops)
            case "binary_expression":
                operator = node.child_by_field_name("operator")
                if operator is None or source.text(operator) not in ("??", "||", "&&"):
                    return None
                return self._first(source, node, ("left", "right"), hops)
            case "ternary_expression":
                return self._first(source, node, ("consequence", "alternative"), hops)
            case "assignment_expression" | "augmented_assignment_expression":
                return self._first(source, node, ("right",), hops)
            case _:
                return None

    def _first(
        self, source: Source, node: Node, fields: tuple[str, ...], hops: int
    ) -> Origin | None:
        for field in fields:
            part = node.child_by_field_name(field)
            found = self.of(source, part, hops + 1) if part is not None else None
            if found is not None:
                return found
        return None

    def of_meaning(self, meaning: Meaning, hops: int) -> Origin | None:
        """What a name of a module holds."""
        return names.of_meaning(self, meaning, hops)

    def of_key(self, source: Source, node: Node, key: str, hops: int) -> Origin | None:
        """What a property of an expression holds."""
        return members.of_key(self, source, node, key, hops)

    def of_class(self, source: Source, node: Node, hops: int) -> Origin | None:
        """What an instance of a class is."""
        return classes.of_class(self, source, node, hops)

    def of_result(self, source: Source, function: Node, hops: int) -> Origin | None:
        """What a function of the project gives."""
        return calls.of_result(self, source, function, hops)

    def of_type(self, source: Source, node: Node, hops: int) -> Origin | None:
        """What a value of a type is."""
        return types.of_type(self, source, node, hops)
