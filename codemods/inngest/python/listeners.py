"""Everything that listens to events in Python: triggers, waits and cancellations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from codemods.inngest.model import Job
from codemods.inngest.python.anatomy.handlers import creation
from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.tree import Tree, keyword
from codemods.inngest.python.event_names import event_names
from codemods.inngest.python.sent import is_step, job_around
from codemods.inngest.wiring.model import Listener

if TYPE_CHECKING:
    from codemods.inngest.python.code import PythonCode

WAIT_MENTION = b"wait_for_event"


def read_listeners(code: PythonCode) -> list[Listener]:
    """What listens in the project's own running code, by path and place."""
    project = code.project
    found = [
        *(each for job in code.jobs if project.is_linted(job.path) for each in _of_job(code, job)),
        *(
            each
            for tree in code.trees(WAIT_MENTION)
            if project.is_linted(tree.path)
            for each in _waits(code, tree)
        ),
    ]
    return sorted(found, key=lambda each: each.span)


def _of_job(code: PythonCode, job: Job) -> Iterator[Listener]:
    if job.triggers is None:
        yield Listener("trigger", None, job.span, job)
    for trigger in job.triggers or ():
        if trigger.kind != "cron":
            yield Listener("trigger", trigger.value, trigger.span, job)
    tree = code.known.tree(job.path)
    call = creation(tree, job)
    given = keyword(call, "cancel") if call is not None else None
    if given is not None:
        yield from _cancelling(code.known, tree, given, job)


def _cancelling(
    known: Knowledge, tree: Tree, node: cst.BaseExpression, job: Job
) -> Iterator[Listener]:
    where, listed = known.values.follow(tree, node)
    elements = listed.elements if isinstance(listed, (cst.List, cst.Tuple)) else ()
    for each in elements:
        at, made = known.values.follow(where, each.value)
        event = keyword(made, "event") if isinstance(made, cst.Call) else None
        if event is None:
            yield Listener("cancelOn", None, at.span(made), job)
            continue
        for name in event_names(known, at, event):
            yield Listener("cancelOn", name, at.span(event), job)
    if not isinstance(listed, (cst.List, cst.Tuple)):
        yield Listener("cancelOn", None, where.span(listed), job)


def _waits(code: PythonCode, tree: Tree) -> Iterator[Listener]:
    for node in tree.nodes:
        match node:
            case cst.Call(func=cst.Attribute(value=step, attr=cst.Name("wait_for_event"))):
                event = keyword(node, "event")
                if event is None or not is_step(code.known, tree, step):
                    continue
                job = job_around(code, tree.span(node))
                for name in event_names(code.known, tree, event):
                    yield Listener("waitForEvent", name, tree.span(event), job)
            case _:
                pass
