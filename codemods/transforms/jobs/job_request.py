"""Whether what was asked for can be: by itself, and beside the fields that are always there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.inngest.cron import schedules
from codemods.inngest.events import event_names
from codemods.syntax import naming
from codemods.transforms.jobs.field import Field, check_field
from codemods.transforms.jobs.records import Record

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.scaffold_job import ScaffoldJob

_MOST_RETRIES = 20  # inngest/inngest pkg/consts/consts.go, MaxRetries


def check_request(asked: ScaffoldJob) -> str | None:
    """What can be checked without a project; gives the cron expression, a preset resolved.

    Raises CodemodError for the first thing that is wrong.
    """
    naming.check_job_name(asked.name)
    if asked.event is None and asked.cron is None:
        raise CodemodError("nothing starts the job", mend="give an event, a schedule, or both")
    if asked.event is not None:
        event_names.check(asked.event)
    if asked.emits is not None:
        event_names.check(asked.emits, sending=True)
        if asked.emits == asked.event:
            raise CodemodError(
                f"the job would start itself: it emits {asked.emits}, which it listens to",
                mend="emit another event",
            )
    cron = schedules.resolve(asked.cron) if asked.cron is not None else None
    if asked.retries is not None and not 0 <= asked.retries <= _MOST_RETRIES:
        raise CodemodError(
            f"{asked.retries} retries", mend=f"give a number from 0 to {_MOST_RETRIES}"
        )
    if asked.concurrency is not None and asked.concurrency < 1:
        raise CodemodError(f"a concurrency of {asked.concurrency}", mend="give a number from 1 on")
    if asked.concurrency_key is not None and asked.concurrency is None and asked.event and not cron:
        raise CodemodError("a concurrency key without a limit", mend="give --concurrency N as well")
    if asked.concurrency_key is not None and not asked.event:
        raise CodemodError(
            "a concurrency key on a scheduled job, which has no event to read it from",
            mend="leave --concurrency-key out",
        )
    if asked.entity is not None and asked.event and cron:
        raise CodemodError(
            "a job with both triggers goes through the organizations, not through one record",
            mend="leave --entity out, or give one trigger",
        )
    if not asked.event and (asked.ids or asked.data or asked.options):
        raise CodemodError(
            "a scheduled job has no event data", mend="leave the fields out, or give an event"
        )
    for field in (*asked.ids, *asked.data, *asked.options):
        check_field(field)
    check_once([field.name for field in asked.options], "options")
    return cron


def own_ids(asked: ScaffoldJob, project: Project, record: Record) -> tuple[Field, ...]:
    """The ids that were asked for besides those that are there anyway.

    Raises CodemodError for a field that is there without being given, or is given twice.
    """
    ids = tuple(field for field in asked.ids if not _is_implied(field, record, project))
    _check_twice(project, record, ids, asked.data)
    return ids


def _check_twice(
    project: Project, record: Record, ids: tuple[Field, ...], data: tuple[Field, ...]
) -> None:
    always = {*project.config.keys.organization[:1], *project.config.keys.user[:1]}
    if record.entity is not None:
        always.add(record.entity.id_field)
    given = [field.name for field in (*ids, *data)]
    for name in given:
        if name in always:
            raise CodemodError(
                f"the field {name} is there without being given", mend="leave it out"
            )
        if name == "options":
            raise CodemodError(
                "the field options is the object that --option fills",
                mend="give --option NAME:TYPE, or choose another name",
            )
    check_once(given, "the event's data")


def _is_implied(field: Field, record: Record, project: Project) -> bool:
    """Whether an id that was asked for is one that is there anyway, and as a string."""
    always = {*project.config.keys.organization[:1], *project.config.keys.user[:1]}
    if record.entity is not None and record.entity.id.type != "number":
        always.add(record.entity.id_field)
    return field.name in always and field.type == "string"


def check_once(names: list[str], where: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise CodemodError(
                f"the field {name} is given twice in {where}", mend="leave one of them out"
            )
