"""What a job's event data is known to have: declared, else read by the handler, else sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.inngest.anatomy.handlers import read_handler
from codemods.inngest.model import Job
from codemods.inngest.shapes.model import DataField
from codemods.inngest.wiring.declared_data import declared_data
from codemods.inngest.wiring.model import EventData
from codemods.inngest.wiring.read_data import read_data

if TYPE_CHECKING:
    from codemods.inngest.project import Project


def known_event_data(project: Project, job: Job, event: str | None = None) -> EventData | None:
    """What the data of an event that starts a job is known to have; None where it is not known.

    event: which of the job's events; None for its own, all of them where there are several
    """
    if job.language == "python":
        from codemods.inngest.python.event_data import known_event_data as known_in_python

        sent, complete = _sent(project, [event] if event is not None else _events(job))
        return known_in_python(project, job, sent, complete=complete)
    handler = read_handler(project, job)
    reading = read_data(handler) if handler is not None else None
    pattern = reading.pattern if reading is not None else None
    events = [event] if event is not None else _events(job)
    shape = declared_data(project, events, handler)
    if shape is not None:
        return EventData(shape.fields, "declared", shape.body, pattern)
    sent, complete = _sent(project, events)
    if reading is not None and reading.complete and reading.keys:
        keys = dict.fromkeys((*reading.keys, *sent))
        return EventData(_fields(keys), "read", None, pattern)
    return EventData(_fields(sent), "sent", None, pattern) if sent and complete else None


def declared_event_data(project: Project, event: str) -> EventData | None:
    """What the project's types or schemas say of an event's data, whoever listens to it."""
    shape = declared_data(project, [event], None)
    return EventData(shape.fields, "declared", shape.body) if shape is not None else None


def _fields(names: dict[str, None]) -> tuple[DataField, ...]:
    return tuple(DataField(name, optional=False) for name in names)


def _events(job: Job) -> list[str]:
    return [t.value for t in job.triggers or () if t.kind == "event" and t.value is not None]


def _sent(project: Project, events: list[str]) -> tuple[dict[str, None], bool]:
    """The keys of the payloads that are sent under these names, and whether all are known."""
    found: dict[str, None] = {}
    complete = True
    for sent in project.sent:
        if sent.event is None or sent.event not in events:
            continue
        complete = complete and sent.complete and sent.fields is not None
        found.update(dict.fromkeys(field.name for field in sent.fields or ()))
    return found, complete
