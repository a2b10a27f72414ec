"""What every reader of the model needs: a file's syntax and the project around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tree_sitter import Node

from codemods.errors import CodemodError
from codemods.inngest.model import Span
from codemods.syntax.literal import Literal, evaluate
from codemods.syntax.module import Module
from codemods.syntax.scopes import bound, is_name
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition
from codemods.workspace.resolution.modules import Modules
from codemods.workspace.tree.files import Files

# A node in its file.
Place = tuple[Source, Node]


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


def value_of(repository: Repository, definition: Definition) -> Place | None:
    """The initialiser or default expression of what a name was followed to."""
    if definition.declaration is not None:
        node = definition.declaration.value
    else:
        node = definition.export.value if definition.export is not None else None
    return (repository.source(definition.path), node) if node is not None else None


def initialiser(repository: Repository, source: Source, name: str) -> Place | None:
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


def literal_at(repository: Repository, source: Source, node: Node) -> Literal:
    """The static value of an expression where it stands.

    As `literal`, with the constants of the functions around it.
    """

    def resolve(where: Source, name: str) -> Place | None:
        local = bound(source, node, name) if where is source else None
        if local is None:
            return initialiser(repository, where, name)
        return (source, local.whole) if local.whole is not None else None

    return evaluate(source, node, resolve)


def local_constant(source: Source, node: Node) -> Node | None:
    """What the `const` of a function around holds that a name means; None for any other."""
    local = bound(source, node, source.text(node)) if is_name(node) else None
    return local.whole if local is not None and local.kind == "const" else None


def enclosing_constant(source: Source, node: Node, name: str) -> Node | None:
    """The initialiser of the variable that a name means at a node, where a block around has it.

    None where the name means anything else: a parameter, a name of the module.
    """
    local = bound(source, node, name)
    return local.value if local is not None and local.is_variable and local.keys == () else None


def is_parameter(source: Source, node: Node, name: str) -> bool:
    """Whether the name is a parameter of a function around the node."""
    local = bound(source, node, name)
    return local is not None and local.kind == "parameter"
