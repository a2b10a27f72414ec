"""The static value of an expression, as far as it can be known without running the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tree_sitter import Node

from codemods.syntax.nodes import has_token, named_children, property_name, unwrap
from codemods.syntax.source import Source


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, number, boolean or null."""

    value: str | float | int | bool | None
    source: Source
    node: Node


@dataclass(frozen=True, slots=True)
class Array:
    """An array literal; a spread or hole is an element that is Dynamic."""

    items: tuple[Literal, ...]
    source: Source
    node: Node


@dataclass(frozen=True, slots=True)
class Object:
    """An object literal. `complete` is False when it has spreads or computed keys besides."""

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


@dataclass(frozen=True, slots=True)
class Dynamic:
    """Something that only the running program knows, or an expression that is no value."""

    source: Source
    node: Node


Literal = Scalar | Array | Object | Dynamic

# What a name means: (source, name) → the source and node of its initialiser.
Resolve = Callable[[Source, str], tuple[Source, Node] | None]

_MAX_DEPTH = 64  # deeper than any literal that a person writes; it also ends circular constants


def local_constant(source: Source, name: str) -> tuple[Source, Node] | None:
    """The initialiser of a top-level `const` of the same file."""
    declaration = source.module.declarations.get(name)
    if declaration is None or declaration.kind != "const" or declaration.value is None:
        return None
    return source, declaration.value


def evaluate(source: Source, node: Node, resolve: Resolve = local_constant) -> Literal:
    """The static value of an expression, following names through `resolve`."""
    return _evaluate(source, node, resolve, 0)


def _evaluate(source: Source, node: Node, resolve: Resolve, depth: int) -> Literal:
    node = unwrap(node)
    if depth > _MAX_DEPTH:
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
            return _negated(source, node, resolve, depth)
        case "array":
            items = (_evaluate(source, n, resolve, depth + 1) for n in named_children(node))
            return Array(tuple(items), source, node)
        case "object":
            return _object(source, node, resolve, depth)
        case "identifier" | "shorthand_property_identifier":
            found = resolve(source, source.text(node))
            return _evaluate(*found, resolve, depth + 1) if found else Dynamic(source, node)
        case "member_expression":
            return _member(source, node, resolve, depth)
        case "call_expression":
            return _frozen(source, node, resolve, depth)
        case _:
            return Dynamic(source, node)


def _object(source: Source, node: Node, resolve: Resolve, depth: int) -> Literal:
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
                    entries.append((name, _evaluate(source, value, resolve, depth + 1)))
            case "shorthand_property_identifier":
                entries.append((source.text(child), _evaluate(source, child, resolve, depth + 1)))
            case "method_definition":
                key = child.child_by_field_name("name")
                name = property_name(key, source.text(key)) if key is not None else None
                if name is not None:
                    entries.append((name, Dynamic(source, child)))
            case _:
                complete = False
    return Object(tuple(entries), complete, source, node)


def _member(source: Source, node: Node, resolve: Resolve, depth: int) -> Literal:
    owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is not None and key is not None and key.type == "property_identifier":
        base = _evaluate(source, owner, resolve, depth + 1)
        if isinstance(base, Object):
            value = base.get(source.text(key))
            if value is not None:
                return value
    return Dynamic(source, node)


def _frozen(source: Source, node: Node, resolve: Resolve, depth: int) -> Literal:
    """`Object.freeze(x)` is x; every other call is dynamic."""
    callee, args = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if callee is not None and args is not None and source.text(callee) == "Object.freeze":
        inner = named_children(args)
        if len(inner) == 1:
            return _evaluate(source, inner[0], resolve, depth + 1)
    return Dynamic(source, node)


def _negated(source: Source, node: Node, resolve: Resolve, depth: int) -> Literal:
    argument = node.child_by_field_name("argument")
    if argument is not None and has_token(node, "-"):
        value = _evaluate(source, argument, resolve, depth + 1)
        if isinstance(value, Scalar) and type(value.value) in (int, float):
            return Scalar(-value.value, source, node)  # type: ignore[operator]
    return Dynamic(source, node)


def _number(text: str, source: Source, node: Node) -> Literal:
    text = text.replace("_", "").lower()
    try:
        return Scalar(int(text, 0), source, node)
    except ValueError:
        pass
    try:
        return Scalar(float(text), source, node)
    except ValueError:
        return Dynamic(source, node)  # 10n, 017


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def string_value(quoted: str) -> str:
    """The value of a string or template literal given with its quotes."""
    body = quoted[1:-1]
    if "\\" not in body:
        return body.replace("\r\n", "\n")
    import re

    def decode(match: re.Match[str]) -> str:
        escape = match[1]
        if escape[0] in "ux" and len(escape) > 1:
            code = int(escape[1:].strip("{}"), 16)
            return chr(code) if code <= 0x10FFFF else match[0]
        if escape in ("\n", "\r\n", "\u2028", "\u2029"):
            return ""
        return _ESCAPES.get(escape, escape)

    value = re.sub(
        r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|[\s\S])", decode, body
    )
    # Two \u escapes can spell one character: join the surrogates.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


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
