"""Finding the jobs that Python files make: what `create_function` decorates or is called with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import libcst as cst

from codemods.inngest.model import Job, Span, Trigger
from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.tree import Tree, keyword
from codemods.inngest.python.clients import is_client, sdk_path
from codemods.inngest.python.definitions import holder, is_top_level
from codemods.inngest.python.event_names import event_names, known_string

MENTION = b"create_function"

_METHOD = "create_function"
# What no other library's function of this name is given.
_OWN_OPTIONS = frozenset({"fn_id", "trigger"})
_EVENT = "inngest.TriggerEvent()"
_CRON = "inngest.TriggerCron()"
_MOST_HOPS = 12  # lists of triggers within each other


def read_jobs(known: Knowledge, trees: Iterable[Tree]) -> Iterator[Job]:
    """Every call of a client's `create_function`, by path and place."""
    for tree in trees:
        for node in tree.nodes:
            match node:
                case cst.Call(func=cst.Attribute(value=client, attr=cst.Name("create_function"))):
                    if is_creation(known, tree, node):
                        yield _job(known, tree, node, client)
                case _:
                    pass


def is_creation(known: Knowledge, tree: Tree, call: cst.Call) -> bool:
    """Whether a call of something's `create_function` makes a job."""
    if any(each.keyword is not None and each.keyword.value in _OWN_OPTIONS for each in call.args):
        return True
    return isinstance(call.func, cst.Attribute) and is_client(known, tree, call.func.value)


def _job(known: Knowledge, tree: Tree, call: cst.Call, client: cst.BaseExpression) -> Job:
    span, name = _place(tree, call)
    fn_id, title = keyword(call, "fn_id"), keyword(call, "name")
    return Job(
        span=span,
        name=name,
        id=known_string(known, tree, fn_id) if fn_id is not None else None,
        form=None,
        client=tree.text(client),
        triggers=_triggers(known, tree, call),
        title=known_string(known, tree, title) if title is not None else None,
    )


def _place(tree: Tree, call: cst.Call) -> tuple[Span, str | None]:
    """The job's span, and the top-level name that holds it."""
    outer = tree.parent(call)
    if isinstance(outer, cst.Decorator):
        function = tree.parent(outer)
        if isinstance(function, cst.FunctionDef):
            span = Span(tree.path, tree.span(outer).start, tree.span(function).end)
            return span, function.name.value if is_top_level(tree, function) else None
    if isinstance(outer, cst.Call) and outer.func is call:
        return tree.span(outer), holder(tree, outer)
    return tree.span(call), holder(tree, call)


def _triggers(known: Knowledge, tree: Tree, call: cst.Call) -> tuple[Trigger, ...] | None:
    given = keyword(call, "trigger")
    if given is None:
        return None if any(each.star for each in call.args) else ()
    return _of(known, tree, given, 0)


def _of(
    known: Knowledge, tree: Tree, node: cst.BaseExpression, hops: int
) -> tuple[Trigger, ...] | None:
    """The triggers that an expression stands for; None where they are not static."""
    if hops > _MOST_HOPS:
        return None
    where, value = known.values.follow(tree, node)
    if isinstance(value, (cst.List, cst.Tuple)):
        found: list[Trigger] = []
        for element in value.elements:
            inner = _of(known, where, element.value, hops + 1)
            if inner is not None:
                found.extend(inner)
            elif isinstance(element, cst.StarredElement):
                return None
            else:
                found.append(Trigger("unknown", None, where.span(element.value)))
        return tuple(found)
    trigger = _trigger(known, where, value)
    return None if trigger is None else trigger


def _trigger(known: Knowledge, tree: Tree, node: cst.BaseExpression) -> tuple[Trigger, ...] | None:
    path = sdk_path(known.origins.path_of(tree, node) or "")
    place = tree.span(node)
    if path not in (_EVENT, _CRON):
        return None
    kind: Literal["event", "cron"] = "cron" if path == _CRON else "event"
    call = node if isinstance(node, cst.Call) else None
    given = keyword(call, kind) if call is not None else None
    if given is None:
        return (Trigger(kind, None, place),)
    if kind == "cron":
        return (Trigger(kind, known_string(known, tree, given), place),)
    return tuple(Trigger(kind, name, place) for name in event_names(known, tree, given))
