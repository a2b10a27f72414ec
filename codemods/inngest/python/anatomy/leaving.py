"""By what a statement is surely left: `return`, `raise`, `break`, `continue`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import libcst as cst

from codemods.inngest.python.anatomy.origins import Origins
from codemods.inngest.python.anatomy.tree import Tree, walk

Leaving = Literal["return", "raise", "break", "continue"]

_EXITING = frozenset({"builtins.exit", "builtins.quit", "sys.exit", "os._exit"})


def leaves(node: cst.CSTNode, tree: Tree, origins: Origins) -> Leaving | None:
    """By what a statement, or a block of some, is surely left; None where it may run to its end."""
    match node:
        case cst.IndentedBlock(body=body) | cst.SimpleStatementSuite(body=body):
            return _sequence(body, tree, origins)
        case cst.SimpleStatementLine(body=body):
            return _sequence(body, tree, origins)
        case cst.Return():
            return "return"
        case cst.Raise():
            return "raise"
        case cst.Break():
            return "break"
        case cst.Continue():
            return "continue"
        case cst.Expr(value=cst.Call(func=func)) if isinstance(func, cst.Name | cst.Attribute):
            return "raise" if origins.path_of(tree, func) in _EXITING else None
        case cst.If(body=body, orelse=orelse):
            return _both(leaves(body, tree, origins), _else(orelse, tree, origins))
        case cst.Else(body=body) | cst.With(body=body) | cst.Finally(body=body):
            return leaves(body, tree, origins)
        case cst.Try() | cst.TryStar():
            return _of_try(node, tree, origins)
        case cst.While(test=test, body=body):
            endless = isinstance(test, cst.Name) and test.value == "True"
            if not endless or any(isinstance(each, cst.Break) for each in _own(body)):
                return None
            return "return"
        case cst.Match(cases=cases):
            last = cases[-1] if cases else None
            whole = last is not None and last.guard is None and _is_wildcard(last.pattern)
            ways = [leaves(each.body, tree, origins) for each in cases]
            return ways[0] if whole and all(ways) else None
        case _:
            return None


def _sequence(body: Sequence[cst.CSTNode], tree: Tree, origins: Origins) -> Leaving | None:
    for each in body:
        found = leaves(each, tree, origins)
        if found is not None:
            return found
    return None


def _else(node: cst.If | cst.Else | None, tree: Tree, origins: Origins) -> Leaving | None:
    return leaves(node, tree, origins) if node is not None else None


def _both(one: Leaving | None, other: Leaving | None) -> Leaving | None:
    return one if one is not None and other is not None else None


def _of_try(node: cst.Try | cst.TryStar, tree: Tree, origins: Origins) -> Leaving | None:
    if node.finalbody is not None:
        found = leaves(node.finalbody, tree, origins)
        if found is not None:
            return found
    body = leaves(node.body, tree, origins)
    if body is None and node.orelse is not None:
        body = leaves(node.orelse, tree, origins)
    caught = [leaves(each.body, tree, origins) for each in node.handlers]
    return body if body is not None and all(caught) else None


def _own(body: cst.CSTNode) -> list[cst.CSTNode]:
    """What is in a loop's body, without the loops in it."""
    found: list[cst.CSTNode] = []
    stack = [body]
    while stack:
        node = stack.pop()
        found.append(node)
        if isinstance(node, cst.For | cst.While | cst.FunctionDef | cst.Lambda):
            continue
        stack.extend(node.children)
    return found


def _is_wildcard(pattern: cst.MatchPattern) -> bool:
    return isinstance(pattern, cst.MatchAs) and pattern.pattern is None


def raises(node: cst.CSTNode) -> bool:
    """Whether there is a `raise` in a piece of code, functions in it apart."""
    return any(isinstance(each, cst.Raise) for each in walk(node, into_functions=False))
