"""What a Python job's event data is known to have: declared, else read, else sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.inngest.model import Job
from codemods.inngest.python.anatomy.handlers import read_handler
from codemods.inngest.python.anatomy.knowledge import knowledge_of
from codemods.inngest.python.data_classes import data_classes
from codemods.inngest.python.read_data import read_data
from codemods.inngest.python.shapes import class_shape
from codemods.inngest.shapes.model import DataField, Shape, either
from codemods.inngest.wiring.model import EventData

if TYPE_CHECKING:
    from codemods.inngest.project import Project


def known_event_data(
    project: Project, job: Job, sent: dict[str, None], *, complete: bool
) -> EventData | None:
    """What the data of an event that starts a job is known to have; None where it is not known.

    sent:     the keys that the project sends under its events' names
    complete: whether all that is sent is known
    """
    known = knowledge_of(project)
    handler = read_handler(known.tree(job.path), known.origins, job)
    if handler is not None:
        shapes = [class_shape(known, each) for each in data_classes(known, handler)]
        shape: Shape | None = either(shapes)
        if shape is not None:
            return EventData(shape.fields, "declared", shape.body)
        reading = read_data(known, handler)
        if not shapes and reading.complete and reading.keys:
            return EventData(_fields({**reading.keys, **sent}), "read")
    return EventData(_fields(sent), "sent") if sent and complete else None


def _fields(names: dict[str, None]) -> tuple[DataField, ...]:
    return tuple(DataField(name, optional=False) for name in names)
