"""The normal ways out of a handler."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import libcst as cst

from codemods.inngest.anatomy.model import Exit
from codemods.inngest.python.anatomy.handlers import Handler
from codemods.inngest.python.anatomy.leaving import leaves
from codemods.inngest.python.anatomy.names import sole
from codemods.inngest.python.anatomy.origins import Origins
from codemods.inngest.python.anatomy.tree import Tree, walk

Gives = Literal["nothing", "object", "literal", "unknown"]

_LITERALS = (
    cst.SimpleString, cst.ConcatenatedString, cst.FormattedString, cst.Integer, cst.Float,
    cst.List, cst.Tuple, cst.ListComp, cst.Comparison,
)  # fmt: skip
_MOST_HOPS = 8


def read_exits(handler: Handler, origins: Origins, first_step: int | None) -> tuple[Exit, ...]:
    """Every normal way out, in source order; the running off its end comes last, with the place of
    the whole function.

    first_step: where the first step begins, in bytes, or None where there is none
    """
    tree, node = handler.tree, handler.node
    if isinstance(node, cst.Lambda):
        return tuple(
            Exit(_gives(tree, value), tree.span(value if value is not None else node), False)
            for value in _values(node.body)
        )
    exits: list[Exit] = []
    for each in walk(node.body, into_functions=False):
        if isinstance(each, cst.Return):
            early = first_step is not None and tree.span(each).end <= first_step
            exits.extend(
                Exit(_gives(tree, value), tree.span(value if value is not None else each), early)
                for value in _values(each.value)
            )
    if leaves(node.body, tree, origins) is None:
        exits.append(Exit("nothing", handler.span, False))
    return tuple(exits)


def gives_none(handler: Handler) -> bool:
    """Whether the handler says by annotation that it gives nothing: `-> None`."""
    node = handler.node
    if not isinstance(node, cst.FunctionDef) or node.returns is None:
        return False
    given = node.returns.annotation
    return isinstance(given, cst.Name) and given.value == "None"


def _values(node: cst.BaseExpression | None) -> Iterator[cst.BaseExpression | None]:
    """The expressions that a returned one can be: the arms of a condition, each by itself."""
    stack: list[cst.BaseExpression | None] = [node]
    while stack:
        value = stack.pop()
        if isinstance(value, cst.IfExp):
            stack.extend((value.orelse, value.body))
        else:
            yield value


def _gives(tree: Tree, value: cst.BaseExpression | None, hops: int = 0) -> Gives:
    match value:
        case None | cst.Name("None"):
            return "nothing"
        case cst.Name("True" | "False"):
            return "literal"
        case cst.Dict() | cst.DictComp():
            return "object"
        case cst.Name() if hops < _MOST_HOPS:
            found = sole(tree, value)
            if found is None or found.kind != "assigned":
                return "unknown"
            # A list or string in a variable may well be what the job is for.
            given = _gives(tree, found.value, hops + 1) if found.value is not None else "unknown"
            return given if given in ("object", "nothing") else "unknown"
        case _ if isinstance(value, _LITERALS):
            return "literal"
        case _:
            return "unknown"
