"""The name that holds what a step gives."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.anatomy.sites import WRAPPING, Site
from codemods.syntax.nodes import callee_text, named_children
from codemods.syntax.source import Source


def result_name(source: Source, site: Site) -> str | None:
    """The name that holds the awaited value: `const x = await …`, or its place in a pattern."""
    place: int | None = None
    while site.parent is not None:
        node, parent = site.node, site.parent.node
        match parent.type:
            case "array" if place is None:
                place = _index(parent, node)
            case "call_expression":
                if callee_text(source, parent) != "Promise.all":
                    return None
            case "variable_declarator":
                return _bound(source, parent.child_by_field_name("name"), place)
            case "assignment_expression":
                return _bound(source, parent.child_by_field_name("left"), place)
            case "arguments" if place is not None:
                pass
            case kind if kind not in WRAPPING and kind != "await_expression":
                return None
        site = site.parent
    return None


def _index(array: Node, element: Node) -> int:
    """Which element of an array literal or pattern a node is, holes counted."""
    return sum(
        1 for child in array.children if child.type == "," and child.end_byte <= element.start_byte
    )


def _bound(source: Source, pattern: Node | None, place: int | None) -> str | None:
    if pattern is None:
        return None
    if place is not None:
        if pattern.type != "array_pattern":
            return None
        elements = [each for each in named_children(pattern) if _index(pattern, each) == place]
        pattern = elements[0] if elements else None
    return source.text(pattern) if pattern is not None and pattern.type == "identifier" else None
