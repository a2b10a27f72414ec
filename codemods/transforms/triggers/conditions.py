"""What is sure where a condition holds, or where it does not."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.nodes import unwrap
from codemods.syntax.source import Source
from codemods.transforms.triggers.narrowing import Path, Scalar, Test, path_of
from codemods.transforms.triggers.types import NULL, UNDEFINED

_BOTH = frozenset({NULL, UNDEFINED})
_TYPEOF: dict[str, Scalar] = {
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "bigint": "bigint",
}


def tests_of(source: Source, node: Node, truth: bool) -> list[Test]:
    """What is sure where a condition holds, or does not."""
    node = unwrap(node)
    match node.type:
        case "unary_expression" if operator_of(node) == "!":
            argument = node.child_by_field_name("argument")
            return tests_of(source, argument, not truth) if argument is not None else []
        case "binary_expression":
            return _of_binary(source, node, truth)
        case "identifier" | "member_expression":
            path = path_of(source, node)
            if path is None:
                return []
            if truth:
                return [*_owners(path), Test(path, _BOTH, truthy=True)]
            return [Test(path, truthy=False)]
        case "call_expression" if truth:
            # `Array.isArray(x)`, `isPresent(x)`: nothing that is needed here.
            return []
        case _:
            return []


def _owners(path: Path) -> list[Test]:
    """What leads to a property that is there is there too: `session?.user?.id` holds."""
    return [Test(path[:end], _BOTH, truthy=True) for end in range(1, len(path))]


def _of_binary(source: Source, node: Node, truth: bool) -> list[Test]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = operator_of(node)
    if left is None or right is None:
        return []
    if operator in ("&&", "||"):
        if (operator == "&&") is truth:
            return [*tests_of(source, left, truth), *tests_of(source, right, truth)]
        return []
    if operator == "instanceof":
        path = path_of(source, left)
        return [Test(path, other_than=source.text(right))] if path and not truth else []
    if operator == "in" and left.type == "string":
        path, key = path_of(source, right), source.text(left)[1:-1]
        if path is None:
            return []
        return [Test(path, has=key) if truth else Test(path, lacks=key)]
    if operator in ("===", "==", "!==", "!="):
        return _of_comparison(source, left, right, operator, truth)
    return []


def _of_comparison(
    source: Source, left: Node, right: Node, operator: str, truth: bool
) -> list[Test]:
    equal = truth == (operator in ("===", "=="))
    left, right = unwrap(left), unwrap(right)
    if left.type in ("null", "undefined", "string", "true", "false"):
        left, right = right, left
    if left.type == "unary_expression" and operator_of(left) == "typeof":
        argument = left.child_by_field_name("argument")
        path = path_of(source, argument) if argument is not None else None
        kind = source.text(right).strip("\"'")
        if path is None:
            return []
        if equal and kind in _TYPEOF:
            return [*_owners(path), Test(path, _BOTH, kind=_TYPEOF[kind])]
        if not equal and kind == "undefined":
            return [*_owners(path), Test(path, frozenset({UNDEFINED}))]
        return []
    path = path_of(source, left)
    if path is None:
        return []
    text = source.text(right)
    if text in (NULL, UNDEFINED):
        if equal:
            return []
        loose = operator in ("==", "!=")
        # `session?.user !== undefined`: what leads to it is there; `!== null` says less.
        owners = _owners(path) if loose or text == UNDEFINED else []
        return [*owners, Test(path, _BOTH if loose else frozenset({text}))]
    value = _literal(source, right)
    if value is None:
        return []
    if equal:
        return [*_owners(path), Test(path, _BOTH, equals=value)]
    return [Test(path, unequal=value)]


def _literal(source: Source, node: Node) -> bool | str | None:
    match node.type:
        case "true":
            return True
        case "false":
            return False
        case "string":
            return source.text(node)[1:-1]
        case _:
            return None


def operator_of(node: Node) -> str:
    """The operator of an expression, "" for one that has none."""
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""
