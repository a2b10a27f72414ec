"""The properties of an event's data, where its declaration lists them in place."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.nodes import arguments, named_children, unwrap
from codemods.syntax.source import Source


def fields_of_member(source: Source, body: Node, event: str) -> frozenset[str] | None:
    """Those of a member `"a/b": { data: … }` of a type or an object; None where it is not said.

    body: the braces with a member for each event
    """
    return _fields(source, _value(source, _value(source, body, event), "data"))


def fields_of_call(source: Source, call: Node) -> frozenset[str] | None:
    """Those of an `eventType("a/b", { schema: … })`; None where it is not said."""
    given = arguments(call)
    return _fields(source, _value(source, given[1], "schema")) if len(given) > 1 else None


def _fields(source: Source, node: Node | None) -> frozenset[str] | None:
    """The keys of a type literal, of `staticSchema<{ … }>()` or of `z.object({ … })`."""
    if node is None:
        return None
    if node.type == "call_expression":
        types = node.child_by_field_name("type_arguments")
        called = node.child_by_field_name("function")
        if types is not None:
            return _fields(source, next(iter(named_children(types)), None))
        # `z.object({ … }).extend(…)` and the like end in another name.
        plain = called is not None and source.text(called) in ("z.object", "z.strictObject")
        return _fields(source, next(iter(arguments(node)), None)) if plain else None
    if node.type not in ("object_type", "object"):
        return None
    keys = [_key(source, member) for member in named_children(node)]
    return None if None in keys else frozenset(key for key in keys if key is not None)


def _value(source: Source, body: Node | None, name: str) -> Node | None:
    """What the member of that name has: the type after its colon, or the expression."""
    if body is None or body.type not in ("object_type", "interface_body", "object"):
        return None
    for member in named_children(body):
        if _key(source, member) == name:
            annotation = member.child_by_field_name("type")
            if annotation is not None:
                return next(iter(named_children(annotation)), None)
            value = member.child_by_field_name("value")
            return unwrap(value) if value is not None else None
    return None


def _key(source: Source, member: Node) -> str | None:
    """The name of a member; None for what has none, such as a spread or an index signature."""
    if member.type == "shorthand_property_identifier":
        return source.text(member)
    key = member.child_by_field_name("name") or member.child_by_field_name("key")
    return source.text(key).strip("\"'") if key is not None else None
