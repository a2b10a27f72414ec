"""What becomes of what a call gives: of a coroutine, whether anybody awaits it."""

from __future__ import annotations

import libcst as cst

from codemods.inngest.anatomy.model import Use
from codemods.inngest.python.anatomy.tree import Tree

_STATEMENT = (cst.Expr,)


def use_of(tree: Tree, node: cst.BaseExpression, *, waits: bool) -> Use:
    """What becomes of a call's result.

    waits: whether it is a coroutine, which does nothing until it is awaited; any other call is
           over when it returns
    """
    if not waits:
        return Use.AWAITED
    inner: cst.CSTNode = node
    while True:
        outer = tree.parent(inner)
        match outer:
            case cst.Await() | cst.Return() | cst.WithItem() | cst.From():
                return Use.AWAITED
            case cst.Lambda() if inner is outer.body:
                return Use.AWAITED  # who calls it gets the coroutine: a step awaits it
            case cst.IfExp() if inner is not outer.test:
                inner = outer
            case cst.BooleanOperation() if inner is outer.right:
                inner = outer
            case cst.Expr():
                return Use.FLOATING
            case _:
                return Use.KEPT
