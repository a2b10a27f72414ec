"""Small questions about nodes that every reader of a tree asks."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.syntax.strings import string_value

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
