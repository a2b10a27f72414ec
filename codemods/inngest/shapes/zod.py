"""The keys of zod schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from tree_sitter import Node

from codemods.inngest.reading import (
    Place,
    Repository,
    initialiser,
    literal,
    local_constant,
    span,
)
from codemods.inngest.shapes.model import DataField, Shape, both, chosen, either, loosened
from codemods.syntax.literal import Dynamic, type_name
from codemods.syntax.nodes import arguments, member_name, method_of, named_children, unwrap
from codemods.syntax.scopes import is_name
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import ExternalName

if TYPE_CHECKING:
    from codemods.inngest.shapes.shapes import Shapes

_MOST_HOPS = 16

_TYPES = {
    "string": "string",
    "uuid": "string",
    "email": "string",
    "url": "string",
    "enum": "string",
    "nativeEnum": None,
    "number": "number",
    "int": "number",
    "boolean": "boolean",
    "date": "Date",
    "null": "null",
}
_OBJECTS = frozenset({"object", "strictObject", "looseObject"})
_OPTIONAL = frozenset({"optional", "nullish", "default", "catch", "prefault"})
# What changes neither the keys of an object nor which are optional.
_SAME = frozenset(
    {
        "strict",
        "strip",
        "passthrough",
        "loose",
        "refine",
        "superRefine",
        "describe",
        "brand",
        "readonly",
        "meta",
        "check",
        "optional",
        "nullable",
        "nullish",
    }
)
_EXTENDING = frozenset({"extend", "safeExtend", "augment"})
_MERGING = frozenset({"merge", "and"})


def of_schema(shapes: Shapes, source: Source, node: Node, hops: int) -> Shape | None:
    """The keys of a zod object; also of `staticSchema<T>()`."""
    node = unwrap(node)
    if hops > _MOST_HOPS:
        return None
    if node.type != "call_expression":
        followed = _followed(shapes.repository, source, node)
        return of_schema(shapes, *followed, hops + 1) if followed is not None else None
    called = method_of(source, node)
    if called is None:
        return _static(shapes, source, node, hops)
    owner, method = called
    if _is_zod(shapes.repository, source, owner):
        return _made(shapes, source, method, arguments(node), hops)
    shape = of_schema(shapes, source, owner, hops + 1)
    return _changed(shapes, source, shape, node, hops) if shape is not None else None


def _static(shapes: Shapes, source: Source, call: Node, hops: int) -> Shape | None:
    """`staticSchema<T>()` of the SDK."""
    callee, given = call.child_by_field_name("function"), call.child_by_field_name("type_arguments")
    inner = named_children(given) if given is not None else []
    if callee is None or source.text(callee) != "staticSchema" or not inner:
        return None
    return shapes.of_type(source, inner[0], hops + 1)


def _made(
    shapes: Shapes, source: Source, method: str, given: list[Node], hops: int
) -> Shape | None:
    """What a function of zod gives."""
    if method in _OBJECTS and given:
        return _object(shapes.repository, source, given[0])
    if method == "intersection":
        return both([of_schema(shapes, source, each, hops + 1) for each in given])
    if method in ("union", "discriminatedUnion") and given and given[-1].type == "array":
        parts = named_children(given[-1])
        return either([of_schema(shapes, source, each, hops + 1) for each in parts])
    return None


def _changed(shapes: Shapes, source: Source, shape: Shape, call: Node, hops: int) -> Shape | None:
    """What the call of a method of a zod object makes of it."""
    called, given = method_of(source, call), arguments(call)
    method = called[1] if called is not None else ""
    if method in _SAME:
        return shape
    if method in _EXTENDING | _MERGING and given:
        more = (
            of_schema(shapes, source, given[0], hops + 1)
            if method in _MERGING
            else _object(shapes.repository, source, given[0])
        )
        if more is None:
            return None
        names = {each.name for each in more.fields}
        return Shape((*chosen(shape, names, kept=False).fields, *more.fields), more.body)
    if method in ("partial", "required") and not given:
        return loosened(shape, optional=method == "partial")
    if method in ("pick", "omit", "partial") and given and given[0].type == "object":
        named = [member_name(source, each) for each in named_children(given[0])]
        keys = {name for name in named if name is not None}
        if None in named:
            return None
        if method == "partial":
            fields = (replace(e, optional=e.optional or e.name in keys) for e in shape.fields)
            return Shape(tuple(fields))
        return chosen(shape, keys, kept=method == "pick")
    return None


def _object(repository: Repository, source: Source, node: Node) -> Shape | None:
    node = unwrap(node)
    if node.type != "object":
        followed = _followed(repository, source, node)
        return _object(repository, *followed) if followed and followed[1] != node else None
    fields: list[DataField] = []
    for entry in named_children(node):
        key = member_name(source, entry)
        if entry.type == "shorthand_property_identifier":
            name = source.text(entry)
            fields.append(DataField(name, _is_optional(repository, source, entry)))
            continue
        value = entry.child_by_field_name("value")
        if key is None or value is None:
            return None  # a spread
        optional = _is_optional(repository, source, value)
        fields.append(DataField(key, optional, _type(repository, source, value)))
    return Shape(tuple(fields), span(source, node))


def _is_optional(repository: Repository, source: Source, node: Node, hops: int = 0) -> bool:
    """Whether a key may be absent; `.optional()` anywhere in the schema's chain."""
    node = unwrap(node)
    while node.type == "call_expression":
        called = method_of(source, node)
        if called is None:
            return False
        owner, name = called
        if name in _OPTIONAL:
            return True
        node = unwrap(owner)
    followed = _followed(repository, source, node) if hops < _MOST_HOPS else None
    return followed is not None and _is_optional(repository, *followed, hops + 1)


def _type(repository: Repository, source: Source, node: Node) -> str | None:
    """The type of a plain zod schema: of `z.string().min(1)` it is string."""
    node = unwrap(node)
    nullable = False
    while node.type == "call_expression":
        called = method_of(source, node)
        if called is None:
            return None
        owner, name = called
        if name in ("transform", "pipe", "or", "coerce"):
            return None
        nullable = nullable or name in ("nullable", "nullish")
        if _is_zod(repository, source, owner):
            kind = _TYPES.get(name)
            if name == "literal" and arguments(node):
                kind = type_name(literal(repository, source, arguments(node)[0]))
                kind = kind if kind != "null" else None
            return f"{kind} | null" if kind is not None and nullable else kind
        node = unwrap(owner)
    return None


def _followed(repository: Repository, source: Source, node: Node) -> Place | None:
    """What a name or a member stands for."""
    if is_name(node):
        held = local_constant(source, node)
        if held is not None:
            return source, held
        return initialiser(repository, source, source.text(node))
    if node.type in ("member_expression", "subscript_expression"):
        found = literal(repository, source, node)
        if isinstance(found, Dynamic) and found.node != node:
            return found.source, found.node
    return None


def _is_zod(repository: Repository, source: Source, node: Node) -> bool:
    if node.type != "identifier":
        return False
    name = source.text(node)
    found = repository.modules.binding(source, name)
    if isinstance(found, ExternalName):
        return found.package.partition("/")[0] == "zod"
    return found is None and name == "z"
