"""A job with the record that it works on: all that a route or a component needs to follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.events import event_names
from codemods.inngest.model import Job
from codemods.syntax import naming
from codemods.syntax.prisma import Field, Model, Schema
from codemods.transforms.following.actions import action_of
from codemods.transforms.following.followed_record import Followed, followed_record
from codemods.transforms.following.route_place import route_place
from codemods.transforms.register_job import find_jobs
from codemods.transforms.status.lacking import status_fields
from codemods.transforms.status.states import STATES, states_of
from codemods.transforms.triggers.events import event_of

if TYPE_CHECKING:
    from codemods.inngest.project import Project

IdType = Literal["string", "number", "bigint"]

_ID_TYPES: dict[str, IdType] = {"String": "string", "Int": "number", "BigInt": "bigint"}


class FollowedJob(Struct, frozen=True):
    """The job, its record and the route.

    event:        the event that starts it
    model:        the record's, in schema.prisma
    entity:       what code calls one, in camelCase: document, syncTarget
    id_key:       the key of the event's data that holds the record's id
    status:       the model's field with the state; processed_at, error: those with the time and
                  the message, None where it has none
    pending, …:   what the field holds in each of the four states, as this project writes them
    action:       what is done, in kebab-case: generate
    route:        the route's file, from the root: src/app/api/documents/[id]/generate/route.ts
    url:          what it answers under: /api/documents/[id]/generate
    slug:         the name of the url's one parameter: id
    notes:        what to tell the user
    """

    job: Job
    event: str
    model: Model
    entity: str
    id_key: str
    id_type: IdType
    status: str
    processed_at: str | None
    error: str | None
    pending: str
    processing: str
    completed: str
    failed: str
    action: str
    route: str
    url: str
    slug: str
    notes: tuple[str, ...] = ()

    @property
    def states(self) -> dict[str, str]:
        """What the status field holds, by state."""
        return {state: getattr(self, state) for state in STATES}


def followed_job(
    project: Project,
    name: str,
    *,
    event: str | None = None,
    entity: str | None = None,
    path: str | None = None,
) -> FollowedJob:
    """The job of this id, export or file.

    event:  which of its events, where it has several
    entity: the record, where the job does not tell
    path:   the route's file, where it is not the usual one

    Raises OpenQuestion where several could be meant, CodemodError for a job that there is not,
    that no event starts which could be sent, or that works on no record with a status, Refusal
    for a model that cannot have one.
    """
    job = _job(project, name)
    event = event_of(project, name, event)
    event_names.check(event, sending=True, existing=True)
    record = followed_record(project, job, event, entity)
    schema, model, id_type = record.schema, record.model, _id_type(record.model)
    has = status_fields(model, schema, project.config, enum=False)
    if has.status is None:
        raise CodemodError(
            f"the model {model.name} has no field for the status of a job",
            where=model.extent.place,
            mend=f"add it first: codemod add-status-fields {model.name}",
        )
    action = action_of(event, job, record.entity)
    place = route_place(project, record.entity, action, path)
    states, notes = _states(project, job, record, has.status)
    return FollowedJob(
        job=job,
        event=event,
        model=model,
        entity=record.entity,
        id_key=record.id_key,
        id_type=id_type,
        status=has.status.name,
        processed_at=has.time.name if has.time else None,
        error=has.error.name if has.error else None,
        **states,
        action=action,
        route=place.path,
        url=place.url,
        slug=place.slug,
        notes=notes,
    )


def _job(project: Project, name: str) -> Job:
    jobs = find_jobs(project, name)
    if len(jobs) > 1:
        labels = ", ".join(job.label for job in jobs)
        raise CodemodError(
            f"several jobs are in this file: {labels}",
            where=jobs[0].path,
            mend="name one by its id",
        )
    return jobs[0]


def _id_type(model: Model) -> IdType:
    field = model.id_field
    if field is None:
        columns = ", ".join(model.composite_id)
        what = f"a composite id ({columns})" if columns else "no @id"
        raise CodemodError(
            f"the model {model.name} has {what}, and a route finds a record by one id",
            where=model.extent.place,
            mend="name another model with --entity",
        )
    found = _ID_TYPES.get(field.type)
    if found is None:
        raise CodemodError(
            f"the id of {model.name} is of type {field.type}, and a route finds a record by a "
            "string or a number",
            where=f"{model.extent.path}:{field.line}",
            mend="name another model with --entity",
        )
    return found


def _states(
    project: Project, job: Job, record: Followed, status: Field
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What the status holds in each state; a String holds what the job itself writes."""
    schema: Schema = record.schema
    states = states_of(status, schema, project.config)
    assert states is not None  # it would be no status field
    anatomy = project.anatomy(job)
    written = [each for each in anatomy.status_writes if each.field == status.name]
    if status.type == "String":
        states |= {each.state: each.value for each in reversed(written)}
        default = naming.words(status.default or "")
        if len(default) == 1 and default[0] in ("pending", "queued"):
            states["pending"] = status.default[1:-1] if status.default else states["pending"]
    if written or anatomy.opaque or anatomy.opaque_failure or anatomy.handler is None:
        return states, ()
    return states, (
        f"{job.label} is not seen to write {record.model.name}.{status.name}: what nobody "
        f"completes stays {states['pending']}",
    )
