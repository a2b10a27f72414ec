"""What binds the names of a function: parameters, assignments, loops, `with`, imports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import libcst as cst
import libcst.matchers as m
from msgspec import Struct

Kind = Literal[
    "parameter", "assigned", "loop", "with", "import", "function", "class", "error", "deleted"
]


class Definition(Struct, frozen=True, eq=False):
    """What gives a name its value.

    value:      the expression: what is assigned, gone through, entered, or a parameter's default
    annotation: the type that is written for it, or None
    index:      its place in what is taken apart, as in `a, b = value`; None for a name that is all
                of it. -1 where that place is not fixed
    attribute:  what is assigned, where that is no name but a part of what one holds
    """

    name: str
    kind: Kind
    node: cst.CSTNode
    value: cst.BaseExpression | None = None
    annotation: cst.BaseExpression | None = None
    index: int | None = None
    attribute: cst.BaseExpression | None = None


def parameters_of(function: cst.FunctionDef) -> tuple[Definition, ...]:
    """A function's parameters, in order, starred ones included."""
    given = function.params
    stars = [each for each in (given.star_arg, given.star_kwarg) if isinstance(each, cst.Param)]
    return tuple(
        Definition(
            each.name.value,
            "parameter",
            each,
            each.default,
            each.annotation.annotation if each.annotation is not None else None,
            index=-1 if each in stars else None,
        )
        for each in (*given.posonly_params, *given.params, *given.kwonly_params, *stars)
    )


def bound_by(node: cst.CSTNode) -> tuple[Definition, ...]:
    """What a statement, an `except` or a `case` binds by itself, its blocks left out."""
    return tuple(_bound(node))


def _bound(node: cst.CSTNode) -> Iterator[Definition]:
    match node:
        case cst.Assign():
            yield from _walrus(node.value)
            for each in node.targets:
                yield from _targets(each.target, "assigned", node, node.value)
        case cst.AnnAssign():
            if node.value is not None:
                annotation = node.annotation.annotation
                for found in _targets(node.target, "assigned", node, node.value):
                    yield Definition(
                        found.name, found.kind, node, node.value, annotation, None, found.attribute
                    )
        case cst.AugAssign():
            for found in _targets(node.target, "assigned", node, node.value):
                yield Definition(found.name, "assigned", node, None, None, -1, found.attribute)
        case cst.For():
            yield from _targets(node.target, "loop", node, node.iter)
        case cst.With():
            for item in node.items:
                if item.asname is not None:
                    yield from _targets(item.asname.name, "with", node, item.item)
        case cst.ExceptHandler() | cst.ExceptStarHandler():
            if node.name is not None and isinstance(node.name.name, cst.Name):
                yield Definition(node.name.name.value, "error", node, node.type)
        case cst.MatchCase():
            for name in _captured(node.pattern):
                yield Definition(name, "assigned", node, None, None, -1)
        case cst.Import() | cst.ImportFrom():
            if not isinstance(node.names, cst.ImportStar):
                for alias in node.names:
                    yield Definition(_local(alias), "import", node)
        case cst.FunctionDef():
            yield Definition(node.name.value, "function", node)
        case cst.ClassDef():
            yield Definition(node.name.value, "class", node)
        case cst.Del():
            for found in _targets(node.target, "deleted", node, node.target):
                yield found
        case _:
            yield from _walrus(node)


def _targets(
    target: cst.BaseExpression, kind: Kind, node: cst.CSTNode, value: cst.BaseExpression
) -> Iterator[Definition]:
    match target:
        case cst.Name():
            yield Definition(target.value, kind, node, value)
        case cst.Tuple() | cst.List():
            starred = any(isinstance(each, cst.StarredElement) for each in target.elements)
            for index, element in enumerate(target.elements):
                inner = element.value
                if isinstance(inner, cst.Name):
                    place = -1 if starred else index
                    yield Definition(inner.value, kind, node, value, None, place)
                else:
                    for found in _targets(inner, kind, node, value):
                        yield Definition(found.name, kind, node, None, None, -1, found.attribute)
        case cst.Attribute() | cst.Subscript():
            owner: cst.BaseExpression = target
            while isinstance(owner, (cst.Attribute, cst.Subscript)):
                owner = owner.value
            if isinstance(owner, cst.Name):
                yield Definition(owner.value, kind, node, value, attribute=target)
        case _:
            pass


def _walrus(node: cst.CSTNode) -> Iterator[Definition]:
    """The names that `:=` binds anywhere in an expression."""
    for each in m.findall(node, m.NamedExpr()):
        if isinstance(each, cst.NamedExpr) and isinstance(each.target, cst.Name):
            yield Definition(each.target.value, "assigned", node, each.value)


def _captured(pattern: cst.MatchPattern) -> list[str]:
    names = [
        each.name.value
        for each in m.findall(pattern, m.MatchAs() | m.MatchStar())
        if isinstance(each, (cst.MatchAs, cst.MatchStar)) and each.name is not None
    ]
    if isinstance(pattern, cst.MatchMapping) and pattern.rest is not None:
        names.append(pattern.rest.value)
    return names


def _local(alias: cst.ImportAlias) -> str:
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return alias.asname.name.value
    name: cst.BaseExpression = alias.name
    while isinstance(name, cst.Attribute):
        name = name.value
    return name.value if isinstance(name, cst.Name) else ""
