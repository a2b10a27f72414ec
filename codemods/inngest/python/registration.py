"""Following what `serve` is given to where the list of jobs is really written, in Python."""

from __future__ import annotations

from typing import Protocol

import libcst as cst
from msgspec import Struct

from codemods.inngest.model import Entry, Job, JobList, Runtime, Span
from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.origins import FunctionAt
from codemods.inngest.python.anatomy.tree import Tree, positional
from codemods.inngest.python.definitions import Unknown, Written, means, returned, written

# No list that a person writes comes near them; lists spread into each other must come to an end.
_MAX_HOPS = 32
_MAX_FOLLOWED = 1000

_ADDING = frozenset({"append", "insert", "extend"})
_CHANGING = _ADDING | {"remove", "pop", "clear"}
_COPYING = frozenset({"builtins.list", "builtins.tuple", "builtins.sorted"})


class JobIndex(Protocol):
    """What is known of a project's Python once its jobs have been read."""

    @property
    def known(self) -> Knowledge: ...

    @property
    def jobs_by_path(self) -> dict[str, tuple[Job, ...]]: ...


class _Walk(Struct):
    """What following one list needs to know to come to an end."""

    inside: set[Span]  # the expressions that it is on the way through
    followed: int = 0


def follow(index: JobIndex, tree: Tree, node: cst.BaseExpression) -> JobList | Runtime:
    """The list that an expression stands for, or the place where only run time knows it."""
    return _follow(index, tree, node, _Walk(set()))


def _follow(
    index: JobIndex, tree: Tree, node: cst.BaseExpression, walk_: _Walk
) -> JobList | Runtime:
    place = tree.span(node)
    if place in walk_.inside:
        return Runtime(place, "its definition is circular")
    if len(walk_.inside) > _MAX_HOPS or walk_.followed > _MAX_FOLLOWED:
        return Runtime(place, "too many lists lie within one another")
    walk_.followed += 1
    walk_.inside.add(place)
    try:
        return _stands_for(index, tree, node, walk_)
    finally:
        walk_.inside.remove(place)


def _stands_for(
    index: JobIndex, tree: Tree, node: cst.BaseExpression, walk_: _Walk
) -> JobList | Runtime:
    place = tree.span(node)
    match node:
        case cst.List(elements=elements) | cst.Tuple(elements=elements):
            return JobList(place, tuple(_entry(index, tree, each, walk_) for each in elements))
        case cst.Name() | cst.Attribute():
            return _named(index, tree, node, walk_)
        case cst.BinaryOperation(operator=cst.Add(), left=left, right=right):
            return JobList(
                place, tuple(_spread(index, tree, each, each, walk_) for each in (left, right))
            )
        case cst.IfExp(body=body, orelse=orelse):
            maybe = tuple(_follow(index, tree, each, walk_) for each in (body, orelse))
            return Runtime(place, "a condition chooses it", maybe)
        case cst.BooleanOperation(left=left, right=right):
            maybe = tuple(_follow(index, tree, each, walk_) for each in (left, right))
            return Runtime(place, "a condition chooses it", maybe)
        case cst.Call():
            return _called(index, tree, node, walk_)
        case cst.Await():
            return Runtime(place, "it is awaited")
        case cst.ListComp() | cst.GeneratorExp():
            return Runtime(place, "a comprehension makes it")
        case _:
            return Runtime(place, "it is not a list that is written down")


def _named(
    index: JobIndex, tree: Tree, node: cst.Name | cst.Attribute, walk_: _Walk
) -> JobList | Runtime:
    place, text = tree.span(node), tree.text(node)
    found = written(index.known, tree, node)
    if isinstance(found, Unknown):
        return Runtime(place, f"`{text}` {found.reason}")
    if not isinstance(found.node, cst.BaseExpression):
        return Runtime(place, f"`{text}` is not a list")
    held = _follow(index, found.tree, found.node, walk_)
    more = _added(index, found, walk_)
    return held if more is None else Runtime(place, f"`{text}` is changed in place", (held, *more))


def _added(index: JobIndex, found: Written, walk_: _Walk) -> tuple[JobList | Runtime, ...] | None:
    """What is put into a list after it is made, in its own file; None where nothing changes it."""
    tree = found.tree
    if not found.bindings:
        return None
    changed = any(each.kind == "augmented" for each in found.bindings)
    more: list[JobList | Runtime] = []
    for node in tree.nodes:
        match node:
            case cst.Call(func=cst.Attribute(value=cst.Name() as owner, attr=cst.Name(method))):
                if method not in _CHANGING or not means(tree, owner, found.bindings):
                    continue
                changed = True
                given = positional(node)
                if method in _ADDING and given:
                    more.append(_addition(index, tree, given[-1], walk_, whole=method == "extend"))
            case cst.AugAssign(target=cst.Name() as owner, value=value) if changed:
                if means(tree, owner, found.bindings):
                    more.append(_follow(index, tree, value, walk_))
            case _:
                pass
    return tuple(more) if changed else None


def _addition(
    index: JobIndex, tree: Tree, node: cst.BaseExpression, walk_: _Walk, *, whole: bool
) -> JobList | Runtime:
    if whole:
        return _follow(index, tree, node, walk_)
    place = tree.span(node)
    return JobList(place, (_item(index, tree, node),))


def _called(index: JobIndex, tree: Tree, call: cst.Call, walk_: _Walk) -> JobList | Runtime:
    """`list(x)` is x; a function of the project may give back one of the lists it returns."""
    given = positional(call)
    if len(given) == 1 and index.known.origins.path_of(tree, call.func) in _COPYING:
        return _follow(index, tree, given[0], walk_)
    reason = "it is the result of a call"
    function = index.known.origins.of(tree, call.func)
    if not isinstance(function, FunctionAt) or isinstance(function.node, cst.Lambda):
        return Runtime(tree.span(call), reason)
    maybe = tuple(_follow(index, function.tree, each, walk_) for each in returned(function))
    return Runtime(tree.span(call), reason, maybe)


def _entry(index: JobIndex, tree: Tree, element: cst.BaseElement, walk_: _Walk) -> Entry:
    if isinstance(element, cst.StarredElement):
        return _spread(index, tree, element, element.value, walk_)
    return _item(index, tree, element.value)


def _spread(
    index: JobIndex, tree: Tree, whole: cst.CSTNode, node: cst.BaseExpression, walk_: _Walk
) -> Entry:
    spread = _follow(index, tree, node, walk_)
    return Entry(tree.span(whole), tree.text(whole), None, None, spread)


def _item(index: JobIndex, tree: Tree, node: cst.BaseExpression) -> Entry:
    name = node.value if isinstance(node, cst.Name) else None
    return Entry(tree.span(node), tree.text(node), name, job_named_by(index, tree, node))


def job_named_by(index: JobIndex, tree: Tree, node: cst.BaseExpression) -> Job | None:
    """The job that an expression, such as an element of a list, is; None where it is unknown.

    A function of the project that makes a job and gives it back stands for that job.
    """
    found = written(index.known, tree, node)
    for _ in range(_MAX_HOPS):
        if not (isinstance(found, Written) and isinstance(found.node, cst.Call)):
            break
        made = index.known.origins.of(found.tree, found.node.func)
        given_back = list(returned(made)) if isinstance(made, FunctionAt) else []
        if len(given_back) != 1 or not isinstance(made, FunctionAt):
            break
        found = written(index.known, made.tree, given_back[0])
    if isinstance(found, Unknown):
        return None
    place = found.tree.span(found.node)
    is_function = isinstance(found.node, cst.FunctionDef)
    for job in index.jobs_by_path.get(found.tree.path, ()):
        inside = place.contains(job.span)
        if job.span == place or (inside and not is_function):
            return job
        if is_function and job.span.contains(place) and job.span.end == place.end:
            return job
    return None
