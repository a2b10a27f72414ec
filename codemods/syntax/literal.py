"""The static value of an expression, as far as it can be known without running the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import has_token, named_children, property_name, unwrap
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value


class Scalar(Struct, frozen=True):
    """A string, number, boolean or null."""

    value: str | float | int | bool | None
    source: Source
    node: Node


class Array(Struct, frozen=True):
    """An array literal; a spread or hole is an element that is Dynamic."""

    items: tuple[Literal, ...]
    source: Source
    node: Node


class Object(Struct, frozen=True):
    """An object literal or an enum; not `complete` when it has spreads or computed keys besides."""

    entries: tuple[tuple[str, Literal], ...]
    complete: bool
    source: Source
    node: Node

    def get(self, key: str) -> Literal | None:
        """The value of a key (the last one given, as at run time), or None."""
        found = None
        for name, value in self.entries:
            if name == key:
                found = value
        return found


class Dynamic(Struct, frozen=True):
    """Something that only the running program knows, or an expression that is no value."""

    source: Source
    node: Node


Literal = Scalar | Array | Object | Dynamic

# What a name means: (source, name) → the source and node of its initialiser.
Resolve = Callable[[Source, str], tuple[Source, Node] | None]

# Beyond these everything is Dynamic: no literal that a person writes comes near them, and constants
# made of each other must not be unfolded for ever.
_MAX_DEPTH = 64
_MAX_VALUES = 100_000


class _Walk(Struct):
    """What one evaluation needs to know to come to an end."""

    resolve: Resolve
    following: set[tuple[str, int]]  # the initialisers that it is inside of
    values: int = 0


def local_constant(source: Source, name: str) -> tuple[Source, Node] | None:
    """The initialiser of a top-level `const` of the same file, or an enum's declaration."""
    declaration = source.module.declarations.get(name)
    if declaration is None or declaration.kind not in ("const", "enum"):
        return None
    return None if declaration.value is None else (source, declaration.value)


def evaluate(source: Source, node: Node, resolve: Resolve = local_constant) -> Literal:
    """The static value of an expression, following names through `resolve`."""
    return _evaluate(source, node, _Walk(resolve, set()), 0)


def _evaluate(source: Source, node: Node, walk: _Walk, depth: int) -> Literal:
    node = unwrap(node)
    walk.values += 1
    if depth > _MAX_DEPTH or walk.values > _MAX_VALUES:
        return Dynamic(source, node)
    match node.type:
        case "string":
            return Scalar(string_value(source.text(node)), source, node)
        case "template_string" if not any(c.type == "template_substitution" for c in node.children):
            return Scalar(string_value(source.text(node)), source, node)
        case "number":
            return _number(source.text(node), source, node)
        case "true" | "false":
            return Scalar(node.type == "true", source, node)
        case "null":
            return Scalar(None, source, node)
        case "unary_expression":
            return _negated(source, node, walk, depth)
        case "array":
            return Array(tuple(_items(source, node, walk, depth)), source, node)
        case "object":
            return _object(source, node, walk, depth)
        case "enum_declaration":
            return _enum(source, node, depth)
        case "identifier" | "shorthand_property_identifier":
            return _constant(source, node, walk, depth)
        case "member_expression" | "subscript_expression":
            return _member(source, node, walk, depth)
        case "call_expression":
            return _frozen(source, node, walk, depth)
        case _:
            return Dynamic(source, node)


def _constant(source: Source, node: Node, walk: _Walk, depth: int) -> Literal:
    """What a name stands for; Dynamic where that is made of the name itself."""
    found = walk.resolve(source, source.text(node))
    if found is None:
        return Dynamic(source, node)
    where, value = found
    place = (where.path, value.start_byte)
    if place in walk.following:
        return Dynamic(source, node)
    walk.following.add(place)
    try:
        return _evaluate(where, value, walk, depth + 1)
    finally:
        walk.following.remove(place)


def _items(source: Source, array: Node, walk: _Walk, depth: int) -> Iterator[Literal]:
    hole = True  # a comma with nothing before it stands for an element too
    for child in array.children:
        if child.type == ",":
            if hole:
                yield Dynamic(source, child)
            hole = True
        elif child.is_named and child.type != "comment":
            yield _evaluate(source, child, walk, depth + 1)
            hole = False


def _object(source: Source, node: Node, walk: _Walk, depth: int) -> Literal:
    entries: list[tuple[str, Literal]] = []
    complete = True
    for child in named_children(node):
        match child.type:
            case "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                name = property_name(key, source.text(key)) if key is not None else None
                if name is None or value is None:
                    complete = False
                else:
                    entries.append((name, _evaluate(source, value, walk, depth + 1)))
            case "shorthand_property_identifier":
                entries.append((source.text(child), _evaluate(source, child, walk, depth + 1)))
            case "method_definition":
                key = child.child_by_field_name("name")
                name = property_name(key, source.text(key)) if key is not None else None
                if name is None:
                    complete = False
                else:
                    entries.append((name, Dynamic(source, child)))
            case _:
                complete = False
    return Object(tuple(entries), complete, source, node)


def _enum(source: Source, node: Node, depth: int) -> Literal:
    """An enum as the object that it is at run time; members that count up are Dynamic."""
    body = node.child_by_field_name("body")
    entries: list[tuple[str, Literal]] = []
    for member in named_children(body) if body is not None else []:
        key = member.child_by_field_name("name") or member
        value = member.child_by_field_name("value")
        name = property_name(key, source.text(key))
        if name is None:
            continue
        if value is None:
            entries.append((name, Dynamic(source, member)))
        else:
            # A name means another member first, so none is looked up outside.
            walk = _Walk(lambda _source, _name: None, set())
            entries.append((name, _evaluate(source, value, walk, depth + 1)))
    return Object(tuple(entries), True, source, node)


def _member(source: Source, node: Node, walk: _Walk, depth: int) -> Literal:
    """`owner.key` and `owner["key"]`."""
    owner = node.child_by_field_name("object")
    key = node.child_by_field_name("property") or node.child_by_field_name("index")
    if owner is not None and key is not None and key.type in ("property_identifier", "string"):
        name = property_name(key, source.text(key))
        base = _evaluate(source, owner, walk, depth + 1)
        if isinstance(base, Object) and name is not None:
            value = base.get(name)
            if value is not None:
                return value
    return Dynamic(source, node)


def _frozen(source: Source, node: Node, walk: _Walk, depth: int) -> Literal:
    """`Object.freeze(x)` is x; every other call is dynamic."""
    callee, args = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if callee is not None and args is not None and source.text(callee) == "Object.freeze":
        inner = named_children(args)
        if len(inner) == 1:
            return _evaluate(source, inner[0], walk, depth + 1)
    return Dynamic(source, node)


def _negated(source: Source, node: Node, walk: _Walk, depth: int) -> Literal:
    argument = node.child_by_field_name("argument")
    if argument is not None and has_token(node, "-"):
        value = _evaluate(source, argument, walk, depth + 1)
        if isinstance(value, Scalar) and type(value.value) in (int, float):
            return Scalar(-value.value, source, node)  # type: ignore[operator]
    return Dynamic(source, node)


def _number(text: str, source: Source, node: Node) -> Literal:
    text = text.replace("_", "").lower()
    if text.endswith("n") or (text[0] == "0" and text[1:].isdigit()):
        return Dynamic(source, node)  # a bigint, or an octal number of old
    try:
        return Scalar(int(text, 0), source, node)
    except ValueError:
        return Scalar(float(text), source, node)


def static(literal: Literal) -> object:
    """The plain Python value; whatever is dynamic in it becomes None."""
    match literal:
        case Scalar():
            return literal.value
        case Array():
            return [static(item) for item in literal.items]
        case Object():
            return {name: static(value) for name, value in literal.entries}
        case Dynamic():
            return None


def string(literal: Literal | None) -> str | None:
    """The value of a string, or None for anything else."""
    return literal.value if isinstance(literal, Scalar) and isinstance(literal.value, str) else None


def type_name(literal: Literal | None) -> str | None:
    """The name of a string's, number's, boolean's or null's type; None for anything else."""
    if not isinstance(literal, Scalar):
        return None
    match literal.value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case _:
            return "number"
