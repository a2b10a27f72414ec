"""Everything that listens to events: triggers, waits and cancellations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.events.named import event_names
from codemods.inngest.model import Job, Span
from codemods.inngest.reading import literal_at, local_constant, node_at, sources_with, span
from codemods.inngest.wiring.model import Listener
from codemods.syntax.literal import Array, Dynamic, Literal, Object
from codemods.syntax.nodes import arguments, entry_value, unwrap
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project

WAIT_MENTION = b"waitForEvent("


def read_listeners(project: Project) -> tuple[Listener, ...]:
    """What listens in the project's own running code, by path and place."""
    found = [
        *(listener for job in project.linted_jobs() for listener in _of_job(project, job)),
        *_waits(project),
    ]
    return tuple(sorted(found, key=lambda each: each.span))


def _of_job(project: Project, job: Job) -> Iterator[Listener]:
    if job.triggers is None:
        yield Listener("trigger", None, job.span, job)
    for trigger in job.triggers or ():
        if trigger.kind != "cron":
            yield Listener("trigger", trigger.value, trigger.span, job)
    source = project.source(job.path)
    given = arguments(node_at(source, job.span))
    options = literal_at(project, source, given[0]) if given else None
    cancelling = options.get("cancelOn") if isinstance(options, Object) else None
    if cancelling is not None:
        yield from _cancelling(project, job, cancelling)


def _cancelling(project: Project, job: Job, listed: Literal) -> Iterator[Listener]:
    for each in listed.items if isinstance(listed, Array) else (listed,):
        place = span(each.source, each.node)
        event = each.get("event") if isinstance(each, Object) else None
        if event is None:
            yield Listener("cancelOn", None, place, job)
            continue
        at = span(event.source, event.node)
        for name in event_names(project, event.source, event.node):
            yield Listener("cancelOn", name, at, job)


def _waits(project: Project) -> Iterator[Listener]:
    for source in sources_with(project, WAIT_MENTION):
        if not project.is_linted(source.path):
            continue
        for call in source.calls("waitForEvent"):
            given = call.arguments
            if call.receiver is None or len(given) < 2:
                continue
            options = _object(source, given[1])
            event = entry_value(source, options, "event")
            job = job_around(project, span(source, call.node))
            if event is None:
                # Something else may have a method of this name; a wait names an object.
                if isinstance(literal_at(project, source, given[1]), Object | Dynamic) and job:
                    yield Listener("waitForEvent", None, span(source, call.node), job)
                continue
            for name in event_names(project, source, event):
                yield Listener("waitForEvent", name, span(source, event), job)


def _object(source: Source, node: Node) -> Node:
    node = unwrap(node)
    held = local_constant(source, node)
    return unwrap(held) if held is not None else node


def job_around(project: Project, place: Span) -> Job | None:
    """The innermost job in whose call a place stands, or None."""
    around = [job for job in project.jobs_in(place.path) if job.span.contains(place)]
    return max(around, key=lambda job: job.span.start, default=None)
