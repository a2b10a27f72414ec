"""Which events an expression names: strings, constants, members of classes and enumerations."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.tree import Tree

_MOST_HOPS = 12  # conditions within each other


def event_names(
    known: Knowledge, tree: Tree, node: cst.BaseExpression, hops: int = 0
) -> Iterator[str | None]:
    """The events that an expression names, each arm of a condition; None for one not known."""
    where, value = known.values.follow(tree, node)
    if isinstance(value, cst.IfExp) and hops < _MOST_HOPS:
        yield from event_names(known, where, value.body, hops + 1)
        yield from event_names(known, where, value.orelse, hops + 1)
        return
    yield known_string(known, where, value)


def known_string(known: Knowledge, tree: Tree, node: cst.BaseExpression) -> str | None:
    """The string that an expression is, or None where it is none or not static."""
    value = known.values.of(tree, node)
    if isinstance(value, str):
        return value
    if isinstance(node, cst.FormattedString):
        return _formatted(known, tree, node)
    where, held = known.values.follow(tree, node)
    if isinstance(held, cst.FormattedString):
        return _formatted(known, where, held)
    if isinstance(held, cst.Subscript):
        return _item(known, where, held)
    return None


def _formatted(known: Knowledge, tree: Tree, node: cst.FormattedString) -> str | None:
    """An f-string whose parts are static."""
    text = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            text.append(part.value.replace("{{", "{").replace("}}", "}"))
            continue
        assert isinstance(part, cst.FormattedStringExpression)
        value = known.values.of(tree, part.expression)
        if not isinstance(value, (str, int)) or part.conversion or part.format_spec:
            return None
        text.append(str(value))
    return "".join(text)


def _item(known: Knowledge, tree: Tree, node: cst.Subscript) -> str | None:
    """An entry of a dict of constants: `EVENTS["created"]`."""
    match node.slice:
        case [cst.SubscriptElement(slice=cst.Index(value=index))]:
            key = known.values.of(tree, index)
            held = known.values.of(tree, node.value)
            found = held.get(key) if isinstance(held, dict) else None
            return found if isinstance(found, str) else None
        case _:
            return None
