"""Which step a run may still come to, once it has passed a place of the handler.

What stands at handler level runs again each time that a later step ends, as the handler is entered
anew for every step (https://www.inngest.com/docs/learn/how-functions-are-executed).
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.anatomy.leaving import LEAVING, catches, later_links, leaves, throws_on
from codemods.inngest.anatomy.model import Anatomy
from codemods.inngest.model import Span
from codemods.inngest.reading import node_at, span
from codemods.syntax.nodes import FUNCTIONS, named_children, unwrap, walk
from codemods.syntax.source import Source

_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_BLOCKS = frozenset({"statement_block", "switch_case", "switch_default"})
# Calls that run the function they are given at once, so that what follows the call follows it.
_AT_ONCE = frozenset({"map", "forEach", "flatMap", "filter", "reduce", "then", "catch", "finally"})
_REPEATING = _AT_ONCE - {"then", "catch", "finally"}

Region = tuple[int, int]


def step_after(source: Source, anatomy: Anatomy, place: Span) -> Span | None:
    """The first step, or call of a helper that has some, that a run may come to after the place.

    A local function counts as standing where it is called. None too for a place outside the
    handler, and in a function of which it is not known when it is called.
    """
    if anatomy.handler is None or not anatomy.handler.contains(place):
        return None
    handler = node_at(source, anatomy.handler)
    regions = [
        region
        for node in _sites(source, node_at(source, place), handler)
        for region in _regions(source, node, handler)
    ]
    steps = [
        Span(source.path, node.start_byte, node.end_byte)
        for step in anatomy.steps
        if step.nested is None and step.span.path == source.path
        for node in _sites(source, node_at(source, step.span), handler)
    ]
    later = [
        each
        for each in (*steps, *anatomy.opaque)
        if any(start <= each.start and each.end <= end for start, end in regions)
    ]
    return min(later, default=None)


def may_follow(source: Source, within: Span, first: Span, second: Span) -> bool:
    """Whether one passage through a piece of code may come to the second place after the first.

    within: the code that is passed, such as the callback of a step, which has to hold both
    """
    if not (within.contains(first) and within.contains(second)):
        return False
    regions = _regions(source, node_at(source, first), node_at(source, within))
    return any(start <= second.start and second.end <= end for start, end in regions)


def may_come_later(source: Source, handler: Span, first: Span, second: Span) -> bool:
    """Whether a run may come to the second place after the first, and does so in source order.

    A function of the file counts as standing where the handler calls it. False for a place that is
    neither in the handler nor in such a function.
    """
    around = node_at(source, handler)
    earlier, later = (
        [span(source, site) for site in _sites(source, node_at(source, place), around)]
        for place in (first, second)
    )
    return any(
        one.start < other.start and may_follow(source, handler, one, other)
        for one in earlier
        for other in later
    )


def _sites(source: Source, node: Node, handler: Node) -> list[Node]:
    """Where in the handler a node runs: there, or where the local function around it is called."""
    found: list[Node] = []
    pending, seen = [node], set[str]()
    while pending:
        site = pending.pop()
        kept = _kept_function(source, site, handler)
        if kept is None:
            found.append(site)
            continue
        name = _name(source, kept)
        if name is not None and name not in seen:
            seen.add(name)
            pending.extend(_calls_of(source, name, handler))
    return [site for site in found if _contains(handler, site)]


def _kept_function(source: Source, node: Node, handler: Node) -> Node | None:
    """The innermost function around a node that does not run where it is written, or None."""
    while node.parent is not None and node.parent != handler:
        node = node.parent
        if node.type in FUNCTIONS and _runs_at_once(source, node) is None:
            return node
    return None


def _name(source: Source, function: Node) -> str | None:
    name = function.child_by_field_name("name")
    holder = function.parent
    if name is None and holder is not None and holder.type == "variable_declarator":
        name = holder.child_by_field_name("name")
    return source.text(name) if name is not None and name.type == "identifier" else None


def _calls_of(source: Source, name: str, handler: Node) -> Iterator[Node]:
    for node in walk(handler):
        callee = node.child_by_field_name("function") if node.type == "call_expression" else None
        if callee is not None and callee.type == "identifier" and source.text(callee) == name:
            yield node


def _contains(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def _regions(source: Source, node: Node, handler: Node) -> list[Region]:
    """The pieces of the handler that may run once the node has."""
    found: list[Region] = []
    leaving: str | None = None  # by what the code around `node` is surely left
    while node != handler and node.parent is not None:
        parent = node.parent
        leaving = LEAVING.get(node.type, leaving)
        if parent.type in _BLOCKS:
            if leaving is None:
                leaving = _rest_of_block(parent, node, found)
        elif parent.type == "try_statement":
            leaving = _past_try(parent, node, leaving, found)
        elif parent.type in _LOOPS:
            if leaving in (None, "continue") and _is_field(parent, "body", node):
                found.append((parent.start_byte, parent.end_byte))
            if leaving in ("break", "continue"):
                leaving = None
        elif parent.type == "switch_statement" and leaving == "break":
            leaving = None
        elif parent.type in ("if_statement", "ternary_expression"):
            if _is_field(parent, "condition", node):
                found.append((node.end_byte, parent.end_byte))
        elif parent.type in FUNCTIONS:
            call = _runs_at_once(source, parent) if parent != handler else None
            if call is not None and _method(source, call) in _REPEATING:
                found.append((parent.start_byte, parent.end_byte))
                leaving = None
            elif leaving != "throw" or call is None or not throws_on(source, call):
                leaving = None
        elif leaving is None:
            found.append((node.end_byte, parent.end_byte))
        elif parent.type == "call_expression" and _is_field(parent, "function", node):
            later = later_links(source, parent) if leaving == "throw" else ()
            found.extend((each.start_byte, each.end_byte) for each in later)
            if later and catches(source, parent):
                leaving = None
        node = parent
    return found


def _rest_of_block(block: Node, node: Node, found: list[Region]) -> str | None:
    """Adds what follows in the block; gives by what the block is then surely left."""
    for sibling in _following(block, node):
        found.append((sibling.start_byte, sibling.end_byte))
        leaving = leaves(sibling)
        if leaving is not None:
            return leaving
    return None


def _following(block: Node, node: Node) -> list[Node]:
    return [child for child in named_children(block) if child.start_byte >= node.end_byte]


def _past_try(statement: Node, node: Node, leaving: str | None, found: list[Region]) -> str | None:
    """Adds what follows a part of a `try`; gives by what the whole statement is then left."""
    handler = statement.child_by_field_name("handler")
    final = statement.child_by_field_name("finalizer")
    if _is_field(statement, "body", node) and leaving == "throw" and handler is not None:
        found.append((handler.start_byte, handler.end_byte))
        body = handler.child_by_field_name("body")
        leaving = leaves(body) if body is not None else None
    if final is not None and not _is_field(statement, "finalizer", node):
        found.append((final.start_byte, final.end_byte))
    return leaving


def _runs_at_once(source: Source, function: Node) -> Node | None:
    """The call that runs a function as it is written down: `.map(…)`, or the function's own."""
    node = function
    while node.parent is not None and unwrap(node.parent) == unwrap(node):
        node = node.parent
    parent = node.parent
    if parent is None:
        return None
    if parent.type == "call_expression":
        return parent
    if parent.type == "arguments" and parent.parent is not None:
        return parent.parent if _method(source, parent.parent) in _AT_ONCE else None
    return None


def _method(source: Source, call: Node) -> str | None:
    callee = call.child_by_field_name("function")
    name = callee.child_by_field_name("property") if callee is not None else None
    return source.text(name) if name is not None else None


def _is_field(parent: Node, name: str, node: Node) -> bool:
    return parent.child_by_field_name(name) == node
