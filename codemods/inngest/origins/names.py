"""What names hold: variables of functions and of modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.origins.documents import of_document
from codemods.inngest.origins.exports import value_of
from codemods.inngest.origins.meanings import Meaning
from codemods.inngest.origins.model import Origin
from codemods.inngest.origins.parameters import of_parameter
from codemods.syntax.nodes import walk
from codemods.syntax.patterns import annotation, taken
from codemods.syntax.scopes import Binding, bound
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition, ExternalName

if TYPE_CHECKING:
    from codemods.inngest.origins.search import Search


def of_name(search: Search, source: Source, node: Node, hops: int) -> Origin | None:
    """What a name holds where it stands."""
    name = source.text(node)
    local = bound(source, node, name)
    if local is None:
        return of_meaning(search, search.meanings.binding(source, name), hops)
    if local.is_variable:
        return _of_variable(search, source, local, hops)
    if local.kind == "parameter":
        return of_parameter(search, source, local, hops)
    return None


def _of_variable(search: Search, source: Source, local: Binding, hops: int) -> Origin | None:
    if local.keys is None:
        return None
    if local.keys:
        if local.value is None or len(local.keys) != 1:
            return None
        return search.of_key(source, local.value, local.keys[0], hops + 1)
    found = search.of_type(source, local.type, hops + 1) if local.type is not None else None
    if found is None and local.value is not None:
        found = search.of(source, local.value, hops + 1)
        if found is None:
            found = of_document(search, source, local.value, hops + 1)
    return found


def of_meaning(search: Search, meaning: Meaning, hops: int) -> Origin | None:
    """What a name of a module holds."""
    match meaning:
        case ExternalName():
            return value_of(meaning, search.packages)
        case Definition():
            return _of_definition(search, meaning, hops)
        case None:
            return None


def _of_definition(search: Search, definition: Definition, hops: int) -> Origin | None:
    source = search.repository.source(definition.path)
    declared = definition.declaration
    if declared is None:
        value = definition.export.value if definition.export is not None else None
        return search.of(source, value, hops + 1) if value is not None else None
    if declared.kind not in ("const", "let", "var", "using"):
        return None
    key = (source.path, declared.statement.start_byte, declared.name)
    if key not in search.known:
        search.known[key] = None  # what is made of itself is not known
        search.known[key] = _of_declared(
            search.anew(), source, declared.name, declared.statement, declared.value
        )
    return search.known[key]


def _of_declared(
    search: Search, source: Source, name: str, statement: Node, value: Node | None
) -> Origin | None:
    """What a variable of a module holds: by its type, its value, or what is assigned to it."""
    for node in walk(statement, into_functions=False):
        own = node.child_by_field_name("name") if node.type == "variable_declarator" else None
        if own is None:
            continue
        if own.type == "object_pattern":
            found = _of_pattern(search, source, own, node.child_by_field_name("value"), name)
            if found is not None:
                return found
        elif source.text(own) == name:
            kind = annotation(node)
            found = search.of_type(source, kind, 1) if kind is not None else None
            if found is not None:
                return found
    if value is not None:
        found = search.of(source, value, 1)
        if found is not None:
            return found
    if source.text(statement).removeprefix("export ").startswith("const"):
        return None
    for right in _assigned(source, name):
        found = search.of(source, right, 1)
        if found is not None:
            return found
    return None


def _of_pattern(
    search: Search, source: Source, pattern: Node, value: Node | None, name: str
) -> Origin | None:
    own = next((each for each in taken(source, pattern) if each.name == name), None)
    if own is None or own.rest or own.keys is None or len(own.keys) != 1 or value is None:
        return None
    return search.of_key(source, value, own.keys[0], 1)


def _assigned(source: Source, name: str) -> Iterator[Node]:
    """What is assigned to a variable of the module, anywhere in it."""
    if not re.search(rf"\b{re.escape(name)}\s*(\?\?|\|\|)?=[^=]", source.data.decode()):
        return
    for node in walk(source.root):
        if node.type in ("assignment_expression", "augmented_assignment_expression"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and source.text(left) == name:
                yield right
