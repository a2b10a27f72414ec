"""What every reader of the model needs: a file's syntax and the project around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tree_sitter import Node

from codemods.errors import CodemodError
from codemods.inngest.model import Span
from codemods.syntax.literal import Literal, evaluate
from codemods.syntax.module import Module, pattern_names
from codemods.syntax.nodes import FUNCTIONS, named_children
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition
from codemods.workspace.resolution.modules import Modules
from codemods.workspace.tree.files import Files


class Repository(Protocol):
    """The part of `Project` that the readers of the model use."""

    @property
    def files(self) -> Files: ...

    @property
    def modules(self) -> Modules: ...

    def source(self, path: str) -> Source: ...


def sources_with(repository: Repository, *needles: bytes) -> Iterator[Source]:
    """The sources that contain any of the needles, by path.

    A file that cannot be read as source, such as one that is not UTF-8, is passed over: nothing in
    it is known, and a fault there must not stop work elsewhere.
    """
    for path in repository.files.mentions(*needles):
        try:
            yield repository.source(path)
        except CodemodError:
            continue


def span(source: Source, node: Node) -> Span:
    """The place of a node."""
    return Span(source.path, node.start_byte, node.end_byte)


def node_at(source: Source, place: Span) -> Node:
    """The largest node that covers exactly this place; the inverse of `span`."""
    node = source.root.named_descendant_for_byte_range(place.start, place.end)
    if node is None or (node.start_byte, node.end_byte) != (place.start, place.end):
        raise LookupError(f"no node spans {place}")
    return node


def holder(module: Module, node: Node) -> str | None:
    """The top-level name whose initialiser holds the node, or None."""
    for declaration in module.declarations.values():
        value = declaration.value
        if (
            value is not None
            and declaration.kind in ("const", "let", "var")
            and value.start_byte <= node.start_byte
            and node.end_byte <= value.end_byte
        ):
            return declaration.name
    return None


def value_of(repository: Repository, definition: Definition) -> tuple[Source, Node] | None:
    """The initialiser or default expression of what a name was followed to."""
    source = repository.source(definition.path)
    if definition.declaration is not None:
        node = definition.declaration.value
    else:
        node = definition.export.value if definition.export is not None else None
    return (source, node) if node is not None else None


def initialiser(repository: Repository, source: Source, name: str) -> tuple[Source, Node] | None:
    """What a top-level name of a file holds, followed through imports and barrels."""
    definition = repository.modules.binding(source, name)
    if not isinstance(definition, Definition):
        return None
    if definition.declaration is not None and definition.declaration.kind not in ("const", "enum"):
        return None
    return value_of(repository, definition)


def literal(repository: Repository, source: Source, node: Node) -> Literal:
    """The static value of an expression, constants of other files included."""
    return evaluate(source, node, lambda where, name: initialiser(repository, where, name))


def enclosing_constant(source: Source, node: Node, name: str) -> Node | None:
    """The initialiser of the nearest `const` of that name in a block around the node.

    None where no block around declares it: then it is a name of the module, or a parameter.
    """
    scope = node.parent
    while scope is not None:
        if scope.type == "statement_block":
            for statement in named_children(scope):
                if statement.type != "lexical_declaration":
                    continue
                for declarator in named_children(statement):
                    target = declarator.child_by_field_name("name")
                    if target is not None and source.text(target) == name:
                        return declarator.child_by_field_name("value")
        scope = scope.parent
    return None


def is_parameter(source: Source, node: Node, name: str) -> bool:
    """Whether the name is a parameter of a function around the node."""
    scope = node.parent
    while scope is not None:
        if scope.type in FUNCTIONS and name in _parameters(source, scope):
            return True
        scope = scope.parent
    return False


def _parameters(source: Source, function: Node) -> set[str]:
    single = function.child_by_field_name("parameter")
    if single is not None:
        return {source.text(single)}
    names: set[str] = set()
    parameters = function.child_by_field_name("parameters")
    for parameter in named_children(parameters) if parameters is not None else []:
        pattern = parameter.child_by_field_name("pattern")
        if pattern is not None:
            names.update(pattern_names(source, pattern))
    return names
