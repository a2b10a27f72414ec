"""What a condition tells of names once it has come out true, or false."""

from __future__ import annotations

import libcst as cst

from codemods.syntax.python.paths import Path, path_of

Facts = frozenset[Path]
_NOTHING: Facts = frozenset()


def told(condition: cst.BaseExpression, outcome: bool) -> Facts:
    """The paths that surely are not None where a condition has this outcome.

    One that is a call, as `user.is_active()`, counts as the path of what is called.
    """
    match condition:
        case cst.Await():
            return told(condition.expression, outcome)
        case cst.UnaryOperation(operator=cst.Not()):
            return told(condition.expression, not outcome)
        case cst.BooleanOperation():
            both = isinstance(condition.operator, cst.And)
            left, right = told(condition.left, outcome), told(condition.right, outcome)
            return left | right if both == outcome else left & right
        case cst.NamedExpr():
            return told(condition.target, outcome) | told(condition.value, outcome)
        case cst.Comparison(comparisons=[target]):
            return _compared(condition.left, target, outcome)
        case cst.Call(func=cst.Name(value="isinstance"), args=[first, _]):
            return _path(first.value) if outcome else _NOTHING
        case cst.Call():
            return _path(condition.func) if outcome else _NOTHING
        case _:
            return _path(condition) if outcome else _NOTHING


def _compared(left: cst.BaseExpression, target: cst.ComparisonTarget, outcome: bool) -> Facts:
    right = target.comparator
    if isinstance(left, cst.NamedExpr):
        left = left.target
    if isinstance(right, cst.Name) and right.value == "None":
        unequal = isinstance(target.operator, (cst.IsNot, cst.NotEqual))
        return _path(left) if unequal == outcome else _NOTHING
    if isinstance(target.operator, (cst.Equal, cst.Is)) and outcome:
        return _path(left) | _path(right) if _is_literal(right) else _NOTHING
    return _NOTHING


def _is_literal(node: cst.BaseExpression) -> bool:
    return isinstance(node, (cst.SimpleString, cst.Integer)) or (
        isinstance(node, cst.Name) and node.value == "True"
    )


def _path(node: cst.BaseExpression) -> Facts:
    found = path_of(node)
    return frozenset({found}) if found is not None else _NOTHING
