"""What stands around the parts of a function: branches, loops, catches, what runs side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from tree_sitter import Node

from codemods.inngest.anatomy.model import Branch, Context
from codemods.inngest.reading import span
from codemods.syntax.nodes import FUNCTIONS, arguments, callee_text, method_name, named_children
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.anatomy.sites import Site

# Array methods that call what they are given once for each element.
ITERATING = frozenset(
    {
        "map",
        "flatMap",
        "filter",
        "forEach",
        "reduce",
        "reduceRight",
        "some",
        "every",
        "find",
        "findIndex",
        "sort",
    }
)
TOGETHER = frozenset(
    {"Promise.all", "Promise.allSettled", "Promise.race", "Promise.any", "group.parallel"}
)

_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
# The nodes whose parts may have another context than they have themselves.
CONTEXTUAL = _LOOPS | {
    "if_statement",
    "ternary_expression",
    "try_statement",
    "catch_clause",
    "switch_body",
    "binary_expression",
    "call_expression",
    "arguments",
    "await_expression",
}

# Beyond so many constructs around each other only the innermost count: contexts of code that no
# person wrote must not grow with the square of its depth.
_MOST_LEVELS = 64


def contexts_in(source: Source, site: Site) -> dict[int, Context]:
    """The contexts of those children of a node, by id, that have another than the node itself."""
    node, context = site.node, site.context
    match node.type:
        case "if_statement" | "ternary_expression":
            return _arms(source, site, ("consequence", "alternative"))
        case "try_statement":
            return _arms(source, site, ("body", "handler"))
        case "catch_clause":
            caught = replace(context, in_catch=True)
            return {child.id: caught for child in named_children(node)}
        case "switch_body":
            return _cases(source, site)
        case "binary_expression":
            operator = node.child_by_field_name("operator")
            right = node.child_by_field_name("right")
            if right is not None and operator is not None and operator.type in ("&&", "||", "??"):
                return {right.id: _branch(context, Branch(span(source, node), 0))}
        case "call_expression":
            given = node.child_by_field_name("arguments")
            if given is not None and callee_text(source, node) in TOGETHER:
                return {given.id: replace(context, parallel=span(source, node))}
        case "arguments":
            return _callbacks(source, site)
        case "await_expression" if context.parallel is not None and _waits_before(site):
            alone = replace(context, parallel=None)
            return {child.id: alone for child in named_children(node)}
        case loop if loop in _LOOPS:
            inside = _loop(context, source, node)
            once = {
                part.id
                for name in ("right", "left", "initializer")
                if (part := node.child_by_field_name(name)) is not None
            }
            return {c.id: inside for c in named_children(node) if c.id not in once}
        case _:
            pass
    return {}


def _arms(source: Source, site: Site, fields: tuple[str, ...]) -> dict[int, Context]:
    found = {}
    for number, name in enumerate(fields):
        arm = site.node.child_by_field_name(name)
        if arm is not None:
            found[arm.id] = _branch(site.context, Branch(span(source, site.node), number))
    return found


def _cases(source: Source, site: Site) -> dict[int, Context]:
    """Each `case` is an arm, but one that falls through is the same arm as the next."""
    found = {}
    arm = 0
    for case in named_children(site.node):
        found[case.id] = _branch(site.context, Branch(span(source, site.node), arm))
        statements = [
            each for each in case.children_by_field_name("body") if each.type != "comment"
        ]
        if statements and _leaves(statements[-1]):
            arm += 1
    return found


def _leaves(statement: Node) -> bool:
    while statement.type == "statement_block":
        inner = named_children(statement)
        if not inner:
            return False
        statement = inner[-1]
    return statement.type in (
        "break_statement",
        "return_statement",
        "throw_statement",
        "continue_statement",
    )


def _callbacks(source: Source, site: Site) -> dict[int, Context]:
    call = site.parent.node if site.parent is not None else None
    if call is None or call.type != "call_expression":
        return {}
    method = method_name(source, call)
    each = method in ITERATING or (method == "from" and callee_text(source, call) == "Array.from")
    if not each and method not in ("catch", "then"):
        return {}
    found = {}
    for number, given in enumerate(arguments(call)):
        if given.type not in FUNCTIONS:
            continue
        if each:
            found[given.id] = _loop(site.context, source, call)
        elif method == "catch" or number == 1:
            found[given.id] = replace(site.context, in_catch=True)
    return found


def _waits_before(site: Site) -> bool:
    """Whether an `await` stands itself among what is run together, and so waits before that."""
    around = site.parent
    parallel = site.context.parallel
    while around is not None and around is not site.function:
        node = around.node
        if parallel is not None and (node.start_byte, node.end_byte) == (
            parallel.start,
            parallel.end,
        ):
            return True
        around = around.parent
    return False


def _branch(context: Context, branch: Branch) -> Context:
    return replace(context, branches=(*context.branches, branch)[-_MOST_LEVELS:])


def _loop(context: Context, source: Source, node: Node) -> Context:
    return replace(context, loops=(*context.loops, span(source, node))[-_MOST_LEVELS:])
