"""From the type of an event's field, as `--id` and `--data` take it, to a Python annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.transforms.jobs.field import Field

if TYPE_CHECKING:
    from tree_sitter import Node

    from codemods.syntax.source import Source

_MEND = (
    "give string, number, boolean, an array of one of them, or texts joined by |; "
    "or str, int, float, bool"
)
_PLAIN = {
    "string": "str",
    "boolean": "bool",
    "unknown": "object",
    "str": "str",
    "int": "int",
    "float": "float",
    "bool": "bool",
}


class Annotation(Struct, frozen=True):
    """A Python type as it is written, and whether that needs `typing.Literal`."""

    text: str
    literal: bool = False


def annotation(field: Field, *, is_id: bool = False) -> Annotation:
    """The annotation that says in Python what the field's TypeScript type says.

    A `number` is a `float`, as JSON does not tell whole numbers from others, and an `int` where it
    is an id. Python's own names (`int`, `list[str]`) stand for themselves.

    Raises CodemodError for a type that Python has no equal of.
    """
    from codemods.syntax.source import Source

    source = Source("type.ts", f"type T = {field.type};".encode())
    alias = source.root.named_children[0] if source.root.named_children else None
    value = alias.child_by_field_name("value") if alias is not None else None
    found = _translated(source, value, is_id) if value is not None else None
    if found is None:
        raise CodemodError(
            f"the type of {field.name} cannot be said in Python: {field.type}", mend=_MEND
        )
    return found


def _translated(source: Source, node: Node, is_id: bool) -> Annotation | None:
    inner = [child for child in node.named_children if child.type != "comment"]
    text = source.text(node)
    match node.type:
        case "predefined_type" | "type_identifier":
            if text == "number":
                return Annotation("int" if is_id else "float")
            return Annotation(_PLAIN[text]) if text in _PLAIN else None
        case "parenthesized_type" | "readonly_type":
            return _translated(source, inner[0], is_id)
        case "literal_type":
            return _literal(source, [node])
        case "union_type":
            return _union(source, _members(node), is_id)
        case "array_type":
            return _inside("list", source, inner[0], is_id)
        case "lookup_type" if source.text(inner[0]) == "list":  # as Python writes it
            return _inside("list", source, inner[1], is_id)
        case "generic_type":
            return _generic(source, node, is_id)
        case _:
            return None


def _generic(source: Source, node: Node, is_id: bool) -> Annotation | None:
    name, arguments = node.child_by_field_name("name"), node.child_by_field_name("type_arguments")
    if name is None or arguments is None:
        return None
    given = arguments.named_children
    match source.text(name), len(given):
        case ("Array" | "ReadonlyArray", 1):
            return _inside("list", source, given[0], is_id)
        case ("Record", 2) if source.text(given[0]) == "string":
            return _inside("dict[str, ", source, given[1], is_id)
        case _:
            return None


def _inside(name: str, source: Source, node: Node, is_id: bool) -> Annotation | None:
    found = _translated(source, node, is_id)
    if found is None:
        return None
    opening = name if name.endswith(" ") else f"{name}["
    return Annotation(f"{opening}{found.text}]", found.literal)


def _members(node: Node) -> list[Node]:
    """The members of a union, which are nested to the left."""
    if node.type != "union_type":
        return [node]
    return [member for child in node.named_children for member in _members(child)]


def _union(source: Source, members: list[Node], is_id: bool) -> Annotation | None:
    nulls = [each for each in members if source.text(each) in ("null", "None")]
    literals = [each for each in members if each.type == "literal_type" and each not in nulls]
    others = [each for each in members if each not in nulls and each not in literals]
    parts: list[Annotation | None] = [_translated(source, each, is_id) for each in others]
    if literals:
        parts.insert(0, _literal(source, literals))
    known = [each for each in parts if each is not None]
    if len(known) < len(parts):
        return None
    texts = list(dict.fromkeys(each.text for each in known))
    text = " | ".join([*texts, *(["None"] if nulls else [])])
    return Annotation(text, any(each.literal for each in known))


def _literal(source: Source, nodes: list[Node]) -> Annotation | None:
    values: list[str] = []
    for node in nodes:
        inner = node.named_children[0] if node.named_children else node
        text = source.text(inner)
        match inner.type:
            case "string":
                if "\\" in text:
                    return None
                values.append(text)
            case "true" | "false":
                values.append(text.capitalize())
            case "number" if text.isdecimal():
                values.append(text)
            case "null":
                return Annotation("None")
            case _:
                return None
    return Annotation(f"Literal[{', '.join(values)}]", literal=True)
