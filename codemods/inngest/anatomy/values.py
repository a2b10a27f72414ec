"""Static values in the middle of functions, where a name may be a local constant."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.anatomy.model import UNKNOWN, StepId, Value
from codemods.inngest.model import Span
from codemods.inngest.reading import Repository, literal_at
from codemods.syntax.literal import Array, Dynamic, Literal, Object, Scalar
from codemods.syntax.nodes import named_children, unwrap
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value

_MOST_HOPS = 8  # strings put together from strings


def plain(value: Literal) -> Value:
    """Plain data; UNKNOWN for what is not static, also where only a part of a list or object is."""
    match value:
        case Scalar():
            return value.value
        case Array():
            if any(item.node.type == "spread_element" for item in value.items):
                return UNKNOWN
            return [plain(item) for item in value.items]
        case Object():
            return (
                {name: plain(each) for name, each in value.entries} if value.complete else UNKNOWN
            )
        case Dynamic():
            return UNKNOWN


def read_step_id(repository: Repository, source: Source, node: Node) -> StepId:
    """The id of a step, from its first argument: an id, or an object with one."""
    found = literal_at(repository, source, node)
    if isinstance(found, Object):
        entry = found.get("id")
        if entry is not None:
            source, node = entry.source, entry.node
    literals: list[str] = []
    dynamic: list[str] = []
    shown: list[str] = []
    last_was_literal = False
    for part in _parts(source, node):
        text = _static_text(repository, source, part)
        shown.append(text if text is not None else "…")
        if text is None:
            dynamic.append(source.text(part))
        elif last_was_literal:
            literals[-1] += text
        else:
            literals.append(text)
        last_was_literal = text is not None
    return StepId(
        span=Span(source.path, node.start_byte, node.end_byte),
        text="".join(literals) if not dynamic else None,
        literals=tuple(literals),
        dynamic=tuple(dynamic),
        shown="".join(shown),
    )


def _parts(source: Source, node: Node) -> list[Node]:
    """The pieces that a string is put together from, in order; local constants are put in."""
    parts: list[Node] = []
    stack = [(node, 0)]
    while stack:
        part, hops = stack.pop()
        part = unwrap(part)
        match part.type:
            case "template_string" | "template_substitution":
                stack.extend((each, hops) for each in reversed(named_children(part)))
            case "binary_expression":
                terms = _terms(part)
                if any(term.type in ("string", "template_string") for term in terms):
                    stack.extend((each, hops) for each in reversed(terms))
                else:
                    parts.append(part)  # a sum of numbers
            case "identifier" if hops < _MOST_HOPS:
                binding = bound(source, part, source.text(part))
                whole = unwrap(binding.whole) if binding is not None and binding.whole else None
                if whole is not None and whole.type in ("template_string", "binary_expression"):
                    stack.append((whole, hops + 1))
                else:
                    parts.append(part)
            case _:
                parts.append(part)
    return parts


def _terms(node: Node) -> list[Node]:
    """The terms of `a + b + c`; the node itself when it is no sum."""
    terms: list[Node] = []
    while node.type == "binary_expression" and any(child.type == "+" for child in node.children):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            break
        terms.append(unwrap(right))
        node = unwrap(left)
    return [node, *reversed(terms)]


def _static_text(repository: Repository, source: Source, part: Node) -> str | None:
    if part.type in ("string_fragment", "escape_sequence"):
        return string_value(f"`{source.text(part)}`")
    value = literal_at(repository, source, part)
    if isinstance(value, Scalar) and isinstance(value.value, str):
        return value.value
    if isinstance(value, Scalar) and type(value.value) is int:
        return str(value.value)
    return None
