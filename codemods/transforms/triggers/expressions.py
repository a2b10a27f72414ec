"""Expressions that a user gives for the event's data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.errors import CodemodError
from codemods.syntax import naming
from codemods.syntax.nodes import named_children, walk
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.transforms.triggers.values import Values

# Every program has these (ECMAScript 2024 and the web), and a handler may use them.
GLOBALS = frozenset(
    """
    Array BigInt Boolean Buffer Date Error Intl JSON Map Math Number Object Promise Set String URL
    console crypto globalThis null parseFloat parseInt process structuredClone undefined
    """.split()  # noqa: SIM905 - they read better as words
)


def parsed(values: Values, key: str, text: str) -> str:
    """The expression, trimmed.

    Raises CodemodError where it is no single expression, or uses a name that is not known at the
    place.
    """
    text = text.strip()
    if not naming.is_identifier(key):
        raise CodemodError(
            f"the field name {naming.quoted(key)} is no identifier",
            mend="write letters, digits, _ and $, and no digit at first",
        )
    if expression_of(text) is None:
        raise CodemodError(
            f"the value of {key} is no TypeScript expression: {naming.quoted(text)}",
            mend=f"give one, as in --data {key}={key}",
        )
    module = values.source.module
    known = {
        *(held.name for held in values.bindings),
        *(each.local for each in module.imports if not each.type_only),
        *(n for n, each in module.declarations.items() if each.kind not in ("type", "interface")),
        *GLOBALS,
    }
    for name in names_in(text):
        if name not in known:
            near = naming.nearest(name, known)
            raise CodemodError(
                f"{naming.quoted(name)}, in the value of {key}, is not in scope there",
                where=f"{values.source.path}:{values.place.line}",
                mend=f"did you mean {near}?" if near else "give an expression of what is in scope",
            )
    return text


def is_expression(text: str) -> bool:
    """Whether a text is one whole TypeScript expression, with nothing before or after it."""
    return expression_of(text.strip()) is not None


def names_in(text: str) -> tuple[str, ...]:
    """The names that an expression takes from around it, in order, each once."""
    root = expression_of(text)
    if root is None:
        return ()
    source, node = root
    return tuple(dict.fromkeys(_free(source, node)))


def _free(source: Source, node: Node) -> Iterator[str]:
    for each in walk(node):
        if each.type in ("identifier", "shorthand_property_identifier"):
            name = source.text(each)
            scope = source.scopes.around(each)
            if name != "undefined" and (scope is None or scope.find(name) is None):
                yield name


def expression_of(text: str) -> tuple[Source, Node] | None:
    """The one expression that the text is, in a source of its own; None where it is none."""
    if not text or not text.isprintable():
        return None
    # In both places it must stand alone: what closes one of them early breaks the other.
    nodes = []
    for before, after in (("const v = [", "];"), ("const v = { k: ", " };")):
        source = Source("value.ts", f"{before}{text}{after}".encode())
        statements = named_children(source.root)
        if any(True for _ in source.syntax_errors()) or len(statements) != 1:
            return None
        declarators = named_children(statements[0])
        if statements[0].type != "lexical_declaration" or len(declarators) != 1:
            return None
        if any(each.type == "comment" for each in walk(source.root)):
            return None
        value = declarators[0].child_by_field_name("value")
        if value is None or value.type not in ("array", "object"):
            return None
        inner = named_children(value)
        if len(inner) != 1 or inner[0].type == "spread_element":
            return None
        nodes.append((source, inner[0]))
    return nodes[0]
