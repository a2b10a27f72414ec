"""One walk over a function: every node with its scope, its context and the functions around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from codemods.inngest.anatomy.model import Branch, Context
from codemods.inngest.anatomy.scopes import DECLARING, Scope, scope_of
from codemods.inngest.reading import span
from codemods.syntax.nodes import FUNCTIONS, arguments, callee_of, named_children
from codemods.syntax.source import Source

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

WRAPPING = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"}
)

_CONTEXTUAL = _LOOPS | {
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
_LEAVES = frozenset({"identifier", "shorthand_property_identifier"})

# What holds no expression that runs.
_SILENT = frozenset(
    {
        "comment",
        "type_annotation",
        "type_arguments",
        "type_parameters",
        "interface_declaration",
        "type_alias_declaration",
        "type_predicate_annotation",
        "asserts_annotation",
        "string",
        "number",
        "regex",
        "true",
        "false",
        "null",
        "undefined",
        "this",
        "super",
        "property_identifier",
        "statement_identifier",
        "optional_chain",
        "predefined_type",
        "type_identifier",
        "generic_type",
        "object_type",
        "union_type",
        "string_fragment",
        "escape_sequence",
        "private_property_identifier",
        "accessibility_modifier",
    }
)

# Beyond so many constructs around each other only the innermost count: contexts of code that no
# person wrote must not grow with the square of its depth.
_MOST_LEVELS = 64
# A table of data this large is not looked into where it calls nothing, in bytes.
_LARGE = 100_000


@dataclass(slots=True, eq=False)
class Site:
    """A node in a function, as the walk meets it.

    parent:   the site of the node around it, None for the function that is walked
    function: the innermost function around it, None at the level of the function that is walked
    scope:    what names mean there
    """

    node: Node
    parent: Site | None
    function: Site | None
    scope: Scope
    context: Context

    def functions(self) -> Iterator[Site]:
        """The functions around it inside the one that is walked, innermost first."""
        inner = self.function
        while inner is not None:
            yield inner
            inner = inner.function

    @property
    def given_to(self) -> Site | None:
        """The call that it is an argument of, or None."""
        around = self.parent
        while around is not None and around.node.type in (
            "parenthesized_expression",
            "as_expression",
        ):
            around = around.parent
        return around.parent if around is not None and around.node.type == "arguments" else None


def callee_text(source: Source, call: Node) -> str:
    """What a call calls, without white space of a broken chain; "" for long or odd expressions."""
    callee = callee_of(call)
    if callee is None or callee.end_byte - callee.start_byte > 200:
        return ""
    return "".join(source.text(callee).split()).replace("?.", ".")


def method_name(source: Source, call: Node) -> str | None:
    """`c` of `a.b.c()`, or None for a call of something else."""
    callee = callee_of(call)
    name = callee.child_by_field_name("property") if callee is not None else None
    return source.text(name) if name is not None else None


def walk_sites(
    source: Source, function: Node, scope: Scope, *, names: bool = True
) -> Iterator[Site]:
    """What is in a function's body, in source order, nested functions included.

    scope: what holds in it, its parameters included
    names: whether single names come too, which are half of all nodes
    """
    root = Site(function, None, None, scope, Context())
    body = function.child_by_field_name("body")
    if body is None:
        return
    stack = [Site(body, root, None, scope_of(source, body, scope), Context())]
    while stack:
        site = stack.pop()
        yield site
        children = _children(source, site, names)
        children.reverse()
        stack.extend(children)


def _children(source: Source, site: Site, names: bool) -> list[Site]:
    node, kind = site.node, site.node.type
    if (
        kind in ("array", "object")
        and node.end_byte - node.start_byte > _LARGE
        and source.data.find(b"(", node.start_byte, node.end_byte) < 0
    ):
        return []
    is_function = kind in FUNCTIONS
    function = site if is_function else site.function
    scope = scope_of(source, node, site.scope) if is_function else site.scope
    contexts = _contexts(source, site) if kind in _CONTEXTUAL else {}
    found = []
    for child in node.named_children:
        kind = child.type
        if kind in _SILENT or (not names and kind in _LEAVES):
            continue
        inner = scope_of(source, child, scope) if kind in DECLARING else scope
        context = contexts.get(child.id, site.context) if contexts else site.context
        found.append(Site(child, site, function, inner, context))
    return found


def _contexts(source: Source, site: Site) -> dict[int, Context]:
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
