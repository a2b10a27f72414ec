"""Small questions about nodes that every reader of a tree asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.syntax.strings import string_value

if TYPE_CHECKING:
    from codemods.syntax.source import Source

# What changes an expression's type and nothing else: `(x)`, `x as T`, `x satisfies T`, `x!`.
_TYPE_ONLY = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "type_assertion",
    }
)

_MOST_CALLEE = 200  # bytes of a callee that is told as text


def named_children(node: Node) -> list[Node]:
    """The named children without comments, which the grammar puts anywhere as named extras."""
    return [child for child in node.named_children if child.type != "comment"]


def has_token(node: Node, token: str) -> bool:
    """Whether a direct child is this anonymous token (`type`, `default`, `*`)."""
    return any(child.type == token and not child.is_named for child in node.children)


def unwrap(node: Node) -> Node:
    """The expression inside parentheses, casts, `satisfies` and `!`."""
    while node.type in _TYPE_ONLY:
        inner = named_children(node)
        if not inner:
            return node
        node = inner[-1] if node.type == "type_assertion" else inner[0]
    return node


def walk(node: Node, *, into_functions: bool = True) -> Iterator[Node]:
    """The node and everything below it, in source order, without recursion."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if not into_functions and current.type in FUNCTIONS and current != node:
            continue
        stack.extend(reversed(current.children))


FUNCTIONS = frozenset(
    {
        "arrow_function",
        "function_expression",
        "function_declaration",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)


def arguments(call: Node) -> list[Node]:
    """The arguments of a call or `new` expression; none for a tagged template."""
    node = call.child_by_field_name("arguments")
    return named_children(node) if node is not None and node.type == "arguments" else []


def callee_of(call: Node) -> Node | None:
    """What a call calls. The grammar reads `await f<T>()` as a call of `await f`, `void` too."""
    callee = call.child_by_field_name("function")
    if callee is not None and is_led(call):
        return named_children(callee)[0]
    return callee


def is_led(call: Node) -> bool:
    """Whether the grammar has put the `await` or `void` before a call inside it."""
    callee = call.child_by_field_name("function")
    return (
        callee is not None
        and callee.type in ("await_expression", "unary_expression")
        and call.child_by_field_name("type_arguments") is not None
    )


def method_of(source: Source, call: Node) -> tuple[Node, str] | None:
    """What `owner.method(…)` is called on, and the method; None for another call or node."""
    callee = callee_of(call)
    callee = unwrap(callee) if callee is not None else None
    if callee is None or callee.type != "member_expression":
        return None
    owner, key = callee.child_by_field_name("object"), callee.child_by_field_name("property")
    return (owner, source.text(key)) if owner is not None and key is not None else None


def method_name(source: Source, call: Node) -> str | None:
    """`c` of `a.b.c()`, or None for a call of something else."""
    called = method_of(source, call)
    return called[1] if called is not None else None


def callee_text(source: Source, call: Node) -> str:
    """What a call calls, without white space of a broken chain; "" for long or odd expressions."""
    callee = callee_of(call)
    if callee is None or callee.end_byte - callee.start_byte > _MOST_CALLEE:
        return ""
    return "".join(source.text(callee).split()).replace("?.", ".")


def property_name(node: Node, text: str) -> str | None:
    """The static name of a property key whose source is `text`, or None for another kind of key."""
    match node.type:
        case "property_identifier" | "identifier" | "shorthand_property_identifier":
            return text
        case "shorthand_property_identifier_pattern" | "type_identifier":
            return text
        case "string":
            return string_value(text)
        case "number":
            return text if text.isdigit() else None
        case _:
            return None


def member_name(source: Source, member: Node) -> str | None:
    """The name of a member of a type or an object; None for what has none that is static."""
    if member.type == "shorthand_property_identifier":
        return source.text(member)
    key = member.child_by_field_name("name") or member.child_by_field_name("key")
    if key is None or member.type == "index_signature":
        return None
    return property_name(key, source.text(key))


def entry_value(source: Source, node: Node, key: str) -> Node | None:
    """The value of a key of an object literal, or None where it has none such, or is no object.

    Of a key that is given twice the last one counts, as when the program runs. Of `{ key }` it is
    the name itself.
    """
    if node.type != "object":
        return None
    for entry in reversed(named_children(node)):
        if entry.type == "pair":
            name = entry.child_by_field_name("key")
            if name is not None and property_name(name, source.text(name)) == key:
                return entry.child_by_field_name("value")
        elif entry.type == "shorthand_property_identifier" and source.text(entry) == key:
            return entry
    return None
