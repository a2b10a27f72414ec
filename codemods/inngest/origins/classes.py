"""What instances of classes are, and what their fields hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.origins.exports import instance_of, is_prisma_class
from codemods.inngest.origins.functions import MAX_HOPS, class_body_around
from codemods.inngest.origins.model import Origin
from codemods.syntax.nodes import named_children, walk
from codemods.syntax.patterns import annotation, parameters
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition, ExternalName

if TYPE_CHECKING:
    from codemods.inngest.origins.search import Search


def of_class(search: Search, source: Source, node: Node, hops: int) -> Origin | None:
    """What an instance of a class is, which a name or `namespace.name` stands for."""
    if hops > MAX_HOPS or node.type not in ("identifier", "member_expression"):
        return None
    meaning = search.meanings.of(source, node)
    if isinstance(meaning, ExternalName):
        return instance_of(meaning, search.packages)
    if isinstance(meaning, Definition) and meaning.declaration is not None:
        declared = meaning.declaration
        if declared.kind != "class" or declared.value is None:
            return None
        base = _base(declared.value)
        where = search.repository.source(meaning.path)
        return of_class(search, where, base, hops + 1) if base is not None else None
    # A generated client lies in a folder that git ignores: its name is then all there is.
    name = source.text(node)
    imported = any(each.local == name and not each.type_only for each in source.module.imports)
    return Origin("prisma") if imported and is_prisma_class(name) else None


def _base(cls: Node) -> Node | None:
    """The first name in what a class extends."""
    for child in cls.children:
        if child.type == "class_heritage":
            return next((each for each in walk(child) if each.type == "identifier"), None)
    return None


def of_field(search: Search, source: Source, node: Node, name: str, hops: int) -> Origin | None:
    """`this.name`: by the field of the class, a parameter property, or what is assigned."""
    body = class_body_around(node)
    for member in named_children(body) if body is not None else []:
        own = member.child_by_field_name("name")
        if own is None:
            continue
        found: Origin | None = None
        if member.type == "public_field_definition" and source.text(own).lstrip("#") == name:
            kind, value = annotation(member), member.child_by_field_name("value")
            found = search.of_type(source, kind, hops + 1) if kind is not None else None
            if found is None and value is not None:
                found = search.of(source, value, hops + 1)
        elif member.type == "method_definition" and source.text(own) == "constructor":
            found = _of_constructed(search, source, member, name, hops)
        if found is not None:
            return found
    return None


def _of_constructed(
    search: Search, source: Source, constructor: Node, name: str, hops: int
) -> Origin | None:
    for parameter in parameters(constructor):
        pattern = parameter.child_by_field_name("pattern")
        modified = any(child.type == "accessibility_modifier" for child in parameter.children)
        kind = annotation(parameter)
        if modified and pattern is not None and source.text(pattern) == name and kind:
            return search.of_type(source, kind, hops + 1)
    for each in walk(constructor):
        if each.type == "assignment_expression":
            left, right = each.child_by_field_name("left"), each.child_by_field_name("right")
            if left is not None and right is not None and source.text(left) == f"this.{name}":
                return search.of(source, right, hops + 1)
    return None
