"""What the program has made sure of at a place: guards before it, conditions around it.

TypeScript's own rules, as far as they are needed: a guard that leaves narrows what follows it, and
inside a function written later only what a `const` or a parameter itself holds stays narrowed, not
its properties.
"""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS, arguments, named_children, walk
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source
from codemods.transforms.triggers.conditions import operator_of, tests_of
from codemods.transforms.triggers.narrowing import Facts, Path, Test, path_of
from codemods.transforms.triggers.types import NULL, UNDEFINED

# Calls after which nothing comes: next/navigation's, and node's.
_LEAVING = frozenset(
    {"notFound", "redirect", "permanentRedirect", "forbidden", "unauthorized", "process.exit"}
)
_GIVING = frozenset({"create", "update", "upsert"})
_ASSERTING = frozenset({"invariant", "assert", "asserts", "tiny_invariant"})


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
                        tests += tests_of(source, condition, True)
                    elif inner == node.child_by_field_name("alternative"):
                        tests += tests_of(source, condition, False)
            case "binary_expression":
                operator, left = operator_of(node), node.child_by_field_name("left")
                if left is not None and inner == node.child_by_field_name("right"):
                    if operator == "&&":
                        tests += tests_of(source, left, True)
                    elif operator == "||":
                        tests += tests_of(source, left, False)
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
            if other is None and _assigned_record(source, then) in _paths_present(
                source, condition
            ):
                tests = tests + tests_of(source, condition, False)  # `if (!x) { x = create() }`
            if leaves(source, then):
                tests = tests + tests_of(source, condition, False)
            elif other is not None and leaves(source, other):
                tests = tests + tests_of(source, condition, True)
        case "expression_statement":
            inner = named_children(statement)
            call = inner[0] if inner else None
            callee = call.child_by_field_name("function") if call is not None else None
            given = _assigned_record(source, statement)
            if given is not None:
                tests = [*tests, Test(given, frozenset({NULL, UNDEFINED}), truthy=True)]
            asserts = callee is not None and source.text(callee) in _ASSERTING
            if call is not None and asserts and arguments(call):
                tests = tests + tests_of(source, arguments(call)[0], True)
        case _:
            pass
    return tests


def _assigned_record(source: Source, node: Node | None) -> Path | None:
    """The name that a statement, or the end of a block, gives a record that was just written.

    Prisma's methods that write one record give it, and never null.
    """
    if node is not None and node.type == "statement_block":
        inside = [_assigned_record(source, each) for each in named_children(node)]
        return next((each for each in reversed(inside) if each is not None), None)
    inner = named_children(node) if node is not None else []
    if node is None or node.type != "expression_statement" or not inner:
        return None
    left, right = inner[0].child_by_field_name("left"), inner[0].child_by_field_name("right")
    if inner[0].type != "assignment_expression" or left is None or right is None:
        return None
    call = named_children(right)[0] if right.type == "await_expression" else right
    callee = call.child_by_field_name("function") if call.type == "call_expression" else None
    key = callee.child_by_field_name("property") if callee is not None else None
    if left.type != "identifier" or key is None or source.text(key) not in _GIVING:
        return None
    return (source.text(left),)


def _paths_present(source: Source, condition: Node) -> set[Path]:
    """What is there where a condition does not hold."""
    return {each.path for each in tests_of(source, condition, False) if each.absent}


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
