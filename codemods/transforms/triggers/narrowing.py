"""What the program has made sure of at a place: guards before it, conditions around it.

TypeScript's own rules, as far as they are needed: a guard that leaves narrows what follows it, and
inside a function written later only what a `const` or a parameter itself holds stays narrowed, not
its properties.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field
from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS, arguments, named_children, unwrap, walk
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source
from codemods.transforms.triggers.types import NULL, UNDEFINED, Type, union

Path = tuple[str, ...]

_BOTH = frozenset({NULL, UNDEFINED})
# Calls after which nothing comes: next/navigation's, and node's.
_LEAVING = frozenset(
    {"notFound", "redirect", "permanentRedirect", "forbidden", "unauthorized", "process.exit"}
)
_ASSERTING = frozenset({"invariant", "assert", "asserts", "tiny_invariant"})
Scalar = Literal["string", "number", "boolean", "bigint"]
_TYPEOF: dict[str, Scalar] = {
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "bigint": "bigint",
}


class Test(Struct, frozen=True):
    """One thing that is sure about a path.

    absent: what it is not, of `null` and `undefined`
    truthy: it is (True) or is not (False) true in a condition; None where that is not said
    kind:   its `typeof`
    equals: the literal that it is
    lacks, has: a property that it does not, or does have (`"error" in result`)
    other_than: a class that it is no instance of
    """

    path: Path
    absent: frozenset[str] = frozenset()
    truthy: bool | None = None
    kind: Scalar | None = None
    equals: bool | str | None = None
    unequal: bool | str | None = None
    lacks: str | None = None
    has: str | None = None
    other_than: str | None = None


class Facts(Struct, frozen=True):
    """All that is sure at a place, in the order in which it came to be."""

    tests: tuple[Test, ...] = ()
    _by_path: dict[Path, list[Test]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.tests:
            self._by_path.setdefault(each.path, []).append(each)

    def narrowed(self, path: Path, found: Type) -> Type:
        """The type of what a path leads to, at the place."""
        for test in self._by_path.get(path, ()):
            found = _narrow(found, test)
        if found.variants:
            longer = [t for t in self.tests if len(t.path) == len(path) + 1]
            for test in longer:
                if test.path[: len(path)] == path:
                    found = _discriminated(found, test.path[-1], test)
        return found

    def told_apart(self, found: Type, keys: Mapping[str, str]) -> Type:
        """A union after the tests of names that were taken from it, by the properties they are."""
        for test in self.tests:
            if len(test.path) == 1 and test.path[0] in keys:
                found = _discriminated(found, keys[test.path[0]], test)
        return found


def path_of(source: Source, node: Node) -> Path | None:
    """The names of `session?.user.id`; None for an expression that is no such path."""
    names: list[str] = []
    node = unwrap(node)
    while node.type == "member_expression":
        key, owner = node.child_by_field_name("property"), node.child_by_field_name("object")
        if key is None or owner is None:
            return None
        names.append(source.text(key))
        node = unwrap(owner)
    if node.type not in ("identifier", "shorthand_property_identifier"):
        return None
    names.append(source.text(node))
    return tuple(reversed(names))


def facts_at(source: Source, byte: int, within: Node) -> Facts:
    """What is sure at an offset inside a node, as the code inside that node says it."""
    tests: list[Test] = []
    node: Node | None = within
    while node is not None:
        inner = next((c for c in node.named_children if c.start_byte <= byte < c.end_byte), None)
        match node.type:
            case "statement_block" | "program" | "switch_case" | "switch_default":
                for statement in named_children(node):
                    if statement.end_byte <= byte and statement != inner:
                        tests = _after(source, statement, tests)
            case "if_statement" | "ternary_expression" | "while_statement":
                condition = node.child_by_field_name("condition")
                if condition is not None and inner is not None:
                    then = node.child_by_field_name("consequence") or node.child_by_field_name(
                        "body"
                    )
                    if inner == then:
                        tests += _tests(source, condition, True)
                    elif inner == node.child_by_field_name("alternative"):
                        tests += _tests(source, condition, False)
            case "binary_expression":
                operator, left = _operator(node), node.child_by_field_name("left")
                if left is not None and inner == node.child_by_field_name("right"):
                    if operator == "&&":
                        tests += _tests(source, left, True)
                    elif operator == "||":
                        tests += _tests(source, left, False)
            case kind if kind in FUNCTIONS and node != within:
                tests = [each for each in tests if _lasts(source, node, each.path)]
            case _:
                pass
        node = inner
    return Facts(tuple(tests))


def _lasts(source: Source, function: Node, path: Path) -> bool:
    """Whether what is sure of a path is so inside a function: of a name that never changes."""
    local = bound(source, function, path[0])
    return len(path) == 1 and (local is None or local.kind not in ("let", "var"))


def leaves(source: Source, node: Node | None) -> bool:
    """Whether a statement never lets what follows it run."""
    if node is None:
        return False
    match node.type:
        case "return_statement" | "throw_statement" | "continue_statement" | "break_statement":
            return True
        case "statement_block":
            return any(leaves(source, each) for each in named_children(node))
        case "else_clause":
            return any(leaves(source, each) for each in named_children(node))
        case "if_statement":
            other = node.child_by_field_name("alternative")
            then = node.child_by_field_name("consequence")
            return other is not None and leaves(source, then) and leaves(source, other)
        case "expression_statement":
            inner = named_children(node)
            call = inner[0] if inner else None
            callee = call.child_by_field_name("function") if call is not None else None
            return callee is not None and source.text(callee) in _LEAVING
        case _:
            return False


def _after(source: Source, statement: Node, tests: list[Test]) -> list[Test]:
    """What is sure after a statement that came to its end."""
    tests = _without_assigned(source, statement, tests)
    match statement.type:
        case "if_statement":
            condition = statement.child_by_field_name("condition")
            then = statement.child_by_field_name("consequence")
            other = statement.child_by_field_name("alternative")
            if condition is None:
                return tests
            if leaves(source, then):
                tests = tests + _tests(source, condition, False)
            elif other is not None and leaves(source, other):
                tests = tests + _tests(source, condition, True)
        case "expression_statement":
            inner = named_children(statement)
            call = inner[0] if inner else None
            callee = call.child_by_field_name("function") if call is not None else None
            asserts = callee is not None and source.text(callee) in _ASSERTING
            if call is not None and asserts and arguments(call):
                tests = tests + _tests(source, arguments(call)[0], True)
        case _:
            pass
    return tests


def _without_assigned(source: Source, statement: Node, tests: list[Test]) -> list[Test]:
    """What stays sure where a statement may give names another value."""
    if not tests or statement.type in ("lexical_declaration", "return_statement"):
        return tests
    assigned: set[Path] = set()
    for node in walk(statement):
        if node.type in ("assignment_expression", "augmented_assignment_expression"):
            left = node.child_by_field_name("left")
            path = path_of(source, left) if left is not None else None
            if path is not None:
                assigned.add(path)
    return [each for each in tests if not any(each.path[: len(p)] == p for p in assigned)]


# Conditions


def _tests(source: Source, node: Node, truth: bool) -> list[Test]:
    """What is sure where a condition holds, or does not."""
    node = unwrap(node)
    match node.type:
        case "unary_expression" if _operator(node) == "!":
            argument = node.child_by_field_name("argument")
            return _tests(source, argument, not truth) if argument is not None else []
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
    operator = _operator(node)
    if left is None or right is None:
        return []
    if operator in ("&&", "||"):
        if (operator == "&&") is truth:
            return [*_tests(source, left, truth), *_tests(source, right, truth)]
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
    if left.type == "unary_expression" and _operator(left) == "typeof":
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


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""


# Types


def _narrow(found: Type, test: Test) -> Type:
    if test.absent:
        found = found.present(test.absent)
    if test.kind is not None:
        if found.kind in ("unknown", "any"):
            return Type(test.kind)
        kept = [each for each in found.variants if each.kind == test.kind]
        return union(kept) if kept else found
    if found.variants:
        kept = [each for each in found.variants if _may_be(each, test)]
        if kept and len(kept) < len(found.variants):
            return union(kept).maybe(found.absent)
    return found


def _may_be(each: Type, test: Test) -> bool:
    """Whether a variant of a union passes a test of the union itself."""
    if test.other_than is not None:
        return each.text != test.other_than
    if test.lacks is not None:
        return each.member(test.lacks) is None
    if test.has is not None:
        return each.member(test.has) is not None
    return True


def _discriminated(found: Type, key: str, test: Test) -> Type:
    """A union after a test of a property that tells its variants apart: `result.success`."""
    kept = [each for each in found.variants if _fits(each.member(key), test)]
    if kept and len(kept) < len(found.variants):
        return union(kept).maybe(found.absent)
    return found


def _fits(member: Type | None, test: Test) -> bool:
    if member is None:
        # A variant that lacks the property: it is undefined there, where TypeScript lets one ask.
        return test.truthy is not True and test.equals is None
    if member.value is not None:
        if test.equals is not None:
            return member.value == test.equals
        if test.unequal is not None:
            return member.value != test.unequal
        if test.truthy is not None:
            return bool(member.value) is test.truthy
    if member.kind == "null":
        return test.truthy is not True and not test.absent
    if member.kind in ("object", "array", "other") and not member.nullable:
        return test.truthy is not False
    return True
