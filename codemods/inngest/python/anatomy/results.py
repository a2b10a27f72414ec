"""Values that differ on every entry of the handler, and results of steps that are no JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import libcst as cst

from codemods.inngest.anatomy.model import RichResult, UnstableValue
from codemods.inngest.python.anatomy.names import names_of
from codemods.inngest.python.anatomy.origins import Origins
from codemods.inngest.python.anatomy.places import Places
from codemods.inngest.python.anatomy.tree import keyword, walk

_UNSTABLE = frozenset(
    f"{name}()"
    for name in (
        "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
        "datetime.date.today", "django.utils.timezone.now", "random.choice", "random.randint",
        "random.random", "random.randrange", "random.uniform", "secrets.token_hex",
        "secrets.token_urlsafe", "time.monotonic", "time.perf_counter", "time.time",
        "time.time_ns", "uuid.uuid1", "uuid.uuid4",
    )
)  # fmt: skip
_RICH = {
    "datetime.datetime": "datetime", "datetime.datetime.now": "datetime",
    "datetime.datetime.utcnow": "datetime", "datetime.datetime.fromisoformat": "datetime",
    "django.utils.timezone.now": "datetime", "datetime.date.today": "date",
    "datetime.date": "date", "datetime.timedelta": "timedelta", "decimal.Decimal": "Decimal",
    "uuid.uuid4": "UUID", "uuid.UUID": "UUID", "builtins.set": "set", "builtins.frozenset": "set",
    "builtins.bytes": "bytes",
}  # fmt: skip

Reach = Literal["step id", "step input", "branch"]


def is_unstable(path: str | None) -> bool:
    """Whether a call, by its dotted path, gives another value each time."""
    return path in _UNSTABLE


def read_unstable(places: Places, origins: Origins) -> Iterator[UnstableValue]:
    """The values at handler level that differ on every entry, and what they reach."""
    tree = places.tree
    for node in places.sites():
        if not isinstance(node, cst.Call) or not is_unstable(origins.path_of(tree, node)):
            continue
        if tree.function_around(node) is not places.handler.node:
            continue
        if any(step.call in (node, *tree.above(node)) for step in places.steps):
            inside = next(s for s in places.steps if s.call in (node, *tree.above(node)))
            if inside.id is not None and (inside.id in (node, *tree.above(node))):
                yield UnstableValue(tree.text(node), tree.span(node), "step id")
                continue
            yield UnstableValue(tree.text(node), tree.span(node), "step input")
            continue
        yield UnstableValue(tree.text(node), tree.span(node), _reach(places, node))


def _reach(places: Places, node: cst.Call) -> Reach | None:
    tree = places.tree
    outer = tree.parent(node)
    while isinstance(
        outer,
        cst.Attribute
        | cst.Call
        | cst.BinaryOperation
        | cst.FormattedString
        | cst.FormattedStringExpression
        | cst.Arg,
    ):
        outer = tree.parent(outer)
    match outer:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name() as name)]):
            return _reach_of_name(places, name)
        case _:
            return _branch_around(places, node)


def _reach_of_name(places: Places, name: cst.Name) -> Reach | None:
    tree = places.tree
    names = names_of(tree)
    found: Reach | None = None
    for node in places.named(name.value):
        if node is name:
            continue
        if not any(each.node is name for each in names.of(node.value, node)):
            continue
        above = (node, *tree.above(node))
        for step in places.steps:
            if step.id is not None and step.id in above:
                return "step id"
            callback = places.callback_of(step)
            if step.call in above or (callback is not None and callback in above):
                found = "step input"
        found = found or _branch_around(places, node)
    return found


def _branch_around(places: Places, node: cst.CSTNode) -> Reach | None:
    """Whether a value decides whether steps are run."""
    tree = places.tree
    inner = node
    for outer in tree.above(node):
        is_test = isinstance(outer, cst.If | cst.While | cst.IfExp) and inner is outer.test
        if is_test and any(outer in tree.above(step.call) for step in places.steps):
            return "branch"
        inner = outer
    return None


def read_rich_results(places: Places, origins: Origins) -> Iterator[RichResult]:
    """The results of steps that the SDK cannot write as JSON, where the callback gives them back.

    A step that names its `output_type` has a serializer that may know better.
    """
    tree = places.tree
    for step in places.steps:
        callback = places.callback_of(step)
        if callback is None or keyword(step.call, "output_type") is not None:
            continue
        if isinstance(callback, cst.Lambda):
            given = [callback.body]
        else:
            given = [
                each.value
                for each in walk(callback.body, into_functions=False)
                if isinstance(each, cst.Return) and each.value is not None
            ]
        for value in given:
            what = _rich(places, origins, value)
            if what is not None:
                yield RichResult(what, tree.span(step.call), tree.span(value))


def _rich(places: Places, origins: Origins, value: cst.BaseExpression) -> str | None:
    match value:
        case cst.Set() | cst.SetComp():
            return "set"
        case cst.Call(func=func) if isinstance(func, cst.Name | cst.Attribute):
            return _RICH.get(origins.path_of(places.tree, func) or "")
        case cst.SimpleString() if value.prefix.lower() in ("b", "rb", "br"):
            return "bytes"
        case cst.Dict(elements=elements):
            found = (_rich(places, origins, each.value) for each in elements)
            return next((each for each in found if each is not None), None)
        case _:
            return None
