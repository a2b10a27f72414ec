"""The lists that a handler goes through to write each of their items."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS, arguments, named_children, walk
from codemods.syntax.source import Source
from codemods.transforms.triggers.writes import goes_on_after

_LEAVING = frozenset({"return_statement", "throw_statement"})
_CONDITIONAL = frozenset({"if_statement", "switch_statement"})


def walked(
    source: Source, within: Node, until: int, writes: Callable[[Node], bool]
) -> frozenset[str]:
    """The names of the lists, of which each item is written before an offset.

    writes: whether there is a query in a node that writes a record

    A list that is only looked through is none of them, nor is one that is gone on with when an item
    is left out or fails: what follows cannot tell then which of them were written.
    """
    found: set[str] = set()
    for node in walk(within):
        if node.end_byte > until:
            continue
        if node.type == "for_in_statement":
            over, body = node.child_by_field_name("right"), node.child_by_field_name("body")
        elif node.type == "call_expression":
            over, body = _mapped(source, node)
        else:
            continue
        if over is None or body is None or over.type != "identifier":
            continue
        if _writes_each(source, body, writes):
            found.add(source.text(over))
    return frozenset(found)


def _mapped(source: Source, call: Node) -> tuple[Node | None, Node | None]:
    """The list and the body of `list.map((each) => …)`."""
    callee, given = call.child_by_field_name("function"), arguments(call)
    key = callee.child_by_field_name("property") if callee is not None else None
    if callee is None or key is None or source.text(key) not in ("map", "forEach"):
        return None, None
    body = given[0].child_by_field_name("body") if given and given[0].type in FUNCTIONS else None
    return callee.child_by_field_name("object"), body


def _writes_each(source: Source, body: Node, writes: Callable[[Node], bool]) -> bool:
    """Whether the code that is run for an item surely writes, and for none goes on without."""
    if body.type != "statement_block":
        return writes(body)
    if not any(writes(each) for each in named_children(body) if each.type not in _CONDITIONAL):
        return False
    for node in walk(body, into_functions=False):
        if node.type == "continue_statement":
            return False
        if node.type == "catch_clause" and not any(each.type in _LEAVING for each in walk(node)):
            return False
        if node.type == "statement_block":
            own = named_children(node)
            if any(goes_on_after(source, each, own) for each in own):
                return False
    return True
