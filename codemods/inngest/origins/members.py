"""What properties of expressions hold: of modules, objects, classes and results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.origins.classes import of_field
from codemods.inngest.origins.functions import MAX_HOPS, returned
from codemods.inngest.origins.model import Origin
from codemods.inngest.origins.types import member_type
from codemods.syntax.nodes import entry_value, named_children, unwrap
from codemods.syntax.scopes import Binding, bound
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import ExternalName

if TYPE_CHECKING:
    from codemods.inngest.origins.search import Search


def of_member(search: Search, source: Source, node: Node, hops: int) -> Origin | None:
    """What `owner.key` holds."""
    owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is None or key is None:
        return None
    name = source.text(key)
    owner = unwrap(owner)
    if owner.type == "this":
        return of_field(search, source, node, name, hops)
    if owner.type == "member_expression" and source.text(owner) in ("process.env", "import.meta"):
        return None
    if owner.type == "identifier" and source.text(owner) in ("globalThis", "global"):
        return None
    return of_key(search, source, owner, name, hops + 1)


def of_key(search: Search, source: Source, node: Node, key: str, hops: int) -> Origin | None:
    """What a property of an expression holds."""
    if hops > MAX_HOPS:
        return None
    node = unwrap(node)
    if node.type == "await_expression" and named_children(node):
        node = unwrap(named_children(node)[0])
    module = search.meanings.module(source, node)
    if module is not None:
        return search.of_meaning(search.meanings.exported(module, key), hops)
    match node.type:
        case "object":
            value = entry_value(source, node, key)
            return search.of(source, value, hops + 1) if value is not None else None
        case "identifier":
            local = bound(source, node, source.text(node))
            if local is not None:
                return _of_local(search, source, local, key, hops)
            return _of_module_name(search, source, source.text(node), key, hops)
        case "call_expression":
            callee = node.child_by_field_name("function")
            made = search.functions.of(source, callee, hops + 1) if callee is not None else None
            return _of_result(search, *made, key, hops) if made is not None else None
        case _:
            return None


def _of_result(
    search: Search, source: Source, function: Node, key: str, hops: int
) -> Origin | None:
    """What a property of what a function gives holds."""
    for given in returned(function):
        found = of_key(search, source, given, key, hops + 1)
        if found is not None:
            return found
    return None


def _of_local(search: Search, source: Source, local: Binding, key: str, hops: int) -> Origin | None:
    """What a property of a variable or parameter of a function holds."""
    if local.kind == "parameter" and local.keys == () and local.type is not None:
        kind = member_type(source, local.type, (key,))
        return search.of_type(source, kind, hops + 1) if kind is not None else None
    if not local.is_variable or local.keys != () or local.value is None:
        return None
    return of_key(search, source, local.value, key, hops + 1)


def _of_module_name(
    search: Search, source: Source, name: str, key: str, hops: int
) -> Origin | None:
    """What a property of what a name of the module stands for holds."""
    found = search.meanings.binding(source, name)
    if isinstance(found, ExternalName):
        if found.name != "*":
            return None
        return search.of_meaning(ExternalName(found.package, key, found.subpath), hops)
    if found is None:
        return None
    if found.name == "*":
        return search.of_meaning(search.meanings.exported(found.path, key), hops)
    value = found.declaration.value if found.declaration is not None else None
    if value is None or found.declaration is None:
        return None
    if found.declaration.kind not in ("const", "let", "var"):
        return None
    return of_key(search, search.repository.source(found.path), value, key, hops + 1)
