"""Which calls a statement makes whenever it runs, and which only sometimes."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

Calls = tuple[cst.Call, ...]


def calls_in(node: cst.CSTNode) -> tuple[Calls, Calls]:
    """The calls that surely are made when a simple statement or an expression runs, in order.

    The second are those that may be made: in one arm of a condition, behind `and`, for each item
    of a comprehension. What a lambda would call is in neither.
    """
    sure: list[cst.Call] = []
    maybe: list[cst.Call] = []
    _collect(node, sure, maybe)
    return tuple(sure), tuple(maybe)


def _collect(node: cst.CSTNode, sure: list[cst.Call], maybe: list[cst.Call]) -> None:
    first, later = _parts(node)
    for each in first:
        _collect(each, sure, maybe)
    for each in later:
        _collect(each, maybe, maybe)
    if isinstance(node, cst.Call):
        sure.append(node)


def _parts(node: cst.CSTNode) -> tuple[Sequence[cst.CSTNode], Sequence[cst.CSTNode]]:
    """What runs whenever a node does, and what may run then."""
    match node:
        case cst.Lambda():
            return (), ()
        case cst.IfExp():
            return (node.test,), (node.body, node.orelse)
        case cst.BooleanOperation():
            return (node.left,), (node.right,)
        case cst.GeneratorExp() | cst.ListComp() | cst.SetComp():
            return (node.for_in.iter,), (node.elt, *node.for_in.ifs)
        case cst.DictComp():
            return (node.for_in.iter,), (node.key, node.value, *node.for_in.ifs)
        case _:
            return node.children, ()
