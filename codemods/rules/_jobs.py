"""What several rules ask about a job: where to point at it, and which one it is after an edit."""

from __future__ import annotations

from codemods.errors import Refusal
from codemods.inngest.model import Job, Span
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at, span


def head(project: Project, job: Job) -> Span:
    """The place that stands for the job as a whole: `inngest.createFunction` of its call, or
    `client.create_function` of its decorator."""
    if job.language == "python":
        from codemods.rules._python import head as of_python

        return of_python(project, job)
    source = project.source(job.path)
    callee = node_at(source, job.span).child_by_field_name("function")
    return span(source, callee) if callee is not None else job.span


def current(project: Project, job: Job) -> Job:
    """The job as it stands in a project in which edits may have moved it.

    Raises Refusal where it cannot be told from another one.
    """
    alike = [
        each
        for each in project.jobs_in(job.path)
        if (each.id, each.name, each.triggers is None) == (job.id, job.name, job.triggers is None)
    ]
    if len(alike) > 1:
        alike = [each for each in alike if each.span == job.span]
    if len(alike) != 1:
        raise Refusal(
            f"the job {job.label} is no longer where it was",
            where=job.path,
            mend="run the linter again",
        )
    return alike[0]


def events(job: Job) -> tuple[str, ...]:
    """The names of the events that start the job, as far as they are static."""
    found = (trigger.value for trigger in job.triggers or () if trigger.kind == "event")
    return tuple(dict.fromkeys(name for name in found if name is not None))


def has_event_trigger(job: Job) -> bool:
    """Whether an event starts the job, even one whose name is not static."""
    return any(trigger.kind == "event" for trigger in job.triggers or ())
