"""Which event is to be sent, and what its data must have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.events import event_names
from codemods.inngest.model import Job
from codemods.inngest.wiring.event_data import declared_event_data
from codemods.inngest.wiring.model import EventData
from codemods.syntax import naming
from codemods.transforms.events.declared_events import declared_names, event_records
from codemods.transforms.jobs.references import find_client
from codemods.transforms.register_job import find_jobs
from codemods.transforms.triggers.model import Field
from codemods.transforms.triggers.open_question import OpenQuestion

if TYPE_CHECKING:
    from codemods.inngest.project import Project


class Target(Struct, frozen=True):
    """The event to be sent.

    fields: what its data has, None where nothing says so
    notes:  what to tell the user about it
    """

    event: str
    fields: tuple[Field, ...] | None
    notes: tuple[str, ...] = ()


def find_event(
    project: Project, event: str | None, job: str | None, *, filled: bool, client: str | None
) -> Target:
    """The event that was named, or that the named job listens to.

    filled: whether its data is given, so that an event that nobody knows may be sent

    Raises OpenQuestion where several could be meant, CodemodError for one that cannot be sent.
    """
    if job is not None:
        event = event_of(project, job, event)
    if event is None:
        raise _no_event(project)
    if job is None and event not in _listened(project):
        event_names.check(event, sending=True, existing=True)
    listeners = [
        each.job
        for each in project.listeners
        if each.kind == "trigger" and each.event is not None and each.hears(event) and each.job
    ]
    known = [data for each in listeners if (data := project.event_data(each, event)) is not None]
    heard = any(each.event is not None and each.hears(event) for each in project.listeners)
    if heard:
        return Target(event, _fields(known or _declared(project, event)))
    note = (f"no job listens to {event} yet",)
    declared = _declared(project, event)
    if declared or event in _declared_events(project, client):
        return Target(event, _fields(declared), note)
    if not filled:
        near = naming.nearest(event, _known_events(project, client))
        raise CodemodError(
            f"no job listens to {naming.quoted(event)}, and no type declares it",
            mend=f"did you mean {near}?"
            if near
            else "create its job with codemod add-job, or give its data with --data KEY=EXPR",
        )
    return Target(event, None, note)


def _declared(project: Project, event: str) -> list[EventData]:
    data = declared_event_data(project, event)
    return [data] if data is not None else []


def _fields(known: list[EventData]) -> tuple[Field, ...] | None:
    """What all of the readings of one event's data need; None where there is none."""
    if not known:
        return None
    declared = next((data for data in known if data.source == "declared"), None)
    fields: dict[str, Field] = {}
    for data in [declared] if declared is not None else known:
        for each in data.fields:
            held = fields.get(each.name)
            optional = each.optional and (held is None or held.optional)
            fields[each.name] = Field(each.name, each.type, optional)
    return tuple(fields.values())


def event_of(project: Project, name: str, event: str | None) -> str:
    """The event of the job that was named; `event` says which, where it has several.

    Raises OpenQuestion where several could be meant, CodemodError for a job that no event starts.
    """
    jobs = find_jobs(project, name)
    events = _triggers(jobs)
    label = jobs[0].label
    if event is not None:
        if event not in events:
            near = naming.nearest(event, events)
            listed = f"its events are {', '.join(events)}" if events else "it runs on a schedule"
            raise CodemodError(
                f"the job {label} does not listen to {naming.quoted(event)}",
                mend=f"did you mean {near}?" if near else listed,
            )
        return event
    if not events:
        raise CodemodError(
            f"no event starts the job {label}",
            where=jobs[0].path,
            mend="give its trigger an event first, or name another event with --event",
        )
    if len(events) > 1:
        raise OpenQuestion(
            f"several events start the job {label}: {', '.join(events)}",
            asks="event",
            choices=tuple((each, each) for each in events),
            mend="name one with --event",
        )
    return events[0]


def _triggers(jobs: list[Job]) -> list[str]:
    triggers = (trigger for job in jobs for trigger in job.triggers or ())
    return list(dict.fromkeys(t.value for t in triggers if t.kind == "event" and t.value))


def _no_event(project: Project) -> OpenQuestion:
    events = [each for each in _listened(project) if _can_be_sent(each)]
    labels = {
        event: ", ".join(job.label for job in project.jobs if event in _triggers([job]))
        for event in events
    }
    listed = f"; jobs listen to {', '.join(events)}" if events else ""
    return OpenQuestion(
        f"no event is named{listed}",
        asks="event",
        choices=tuple((f"{event}  ({labels[event]})", event) for event in events),
        mend="give --event NAME, or --job NAME for the event of a job",
    )


def _can_be_sent(event: str) -> bool:
    try:
        event_names.check(event, sending=True, existing=True)
    except CodemodError:
        return False
    return True


def _listened(project: Project) -> tuple[str, ...]:
    return project.events_handled()


def _known_events(project: Project, client: str | None) -> set[str]:
    return {*_listened(project), *_declared_events(project, client)}


def _declared_events(project: Project, client: str | None) -> set[str]:
    """The events that the project's types and constants declare."""
    found = {each.event for each in project.event_declarations if each.event is not None}
    typescript = project.only("typescript")
    module = find_client(typescript, client) if typescript.clients else None
    if module is not None:
        for record in event_records(project, module):
            found |= declared_names(project, record)
    return found
