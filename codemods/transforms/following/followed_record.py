"""Which record a job works on, told from the data of its event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.events import event_names
from codemods.inngest.model import Job
from codemods.syntax import naming
from codemods.syntax.prisma import Model, Schema
from codemods.transforms.jobs.models import find_model, no_model

if TYPE_CHECKING:
    from codemods.inngest.project import Project


class Followed(Struct, frozen=True):
    """The record: its model, what code calls one, and the key of the event's data with its id."""

    schema: Schema
    model: Model
    entity: str
    id_key: str


def followed_record(project: Project, job: Job, event: str, given: str | None) -> Followed:
    """The record that was given; else that of the event's namespace, of an id in its data, or of
    the job's own name, whichever the event carries the id of.

    Raises CodemodError where there is no schema, no such model, no record, or no id of it in the
    event's data.
    """
    schema = project.schema
    if schema is None:
        raise CodemodError(
            "no schema.prisma was found, and a record's status is followed in the database",
            mend="name the app that has one with --app",
        )
    data = project.event_data(job, event)
    keys = [field.name for field in data.fields] if data is not None else None
    if given is not None:
        model = find_model(schema, given)
        if model is None:
            raise no_model(schema, given, "name a model of the schema with --entity")
        return _of(schema, model, keys, event, of_event=True)
    models = _named(schema, job, event)
    carried = [
        model
        for model in models
        if keys is not None and any(_id_key(each, keys, own=False) for each in _spoken(model))
    ]
    if not carried and keys is not None:
        carried = _by_keys(project, schema, keys)
        if len(carried) > 1:
            names = ", ".join(model.name for model in carried)
            raise CodemodError(
                f"the record could be any of those whose id {event} carries: {names}",
                where=job.path,
                mend="name it with --entity",
            )
    named = event_names.namespace(event)
    guessed = models if keys is None else [m for m in models[:1] if m is find_model(schema, named)]
    for model in (*carried, *guessed):
        return _of(schema, model, keys, event, of_event=model in models)
    raise CodemodError(
        f"{event} carries the id of no record that schema.prisma has",
        where=job.path,
        mend="name the record with --entity",
    )


def _named(schema: Schema, job: Job, event: str) -> list[Model]:
    """The models that the event's namespace and the words of its action and the job's id name."""
    words = [*naming.words(event_names.action(event)), *reversed(naming.words(job.id or ""))]
    names = [event_names.namespace(event), *words]
    models = [model for name in names if name and (model := find_model(schema, name)) is not None]
    return list({model.name: model for model in models}.values())


def _by_keys(project: Project, schema: Schema, keys: list[str]) -> list[Model]:
    """The models whose ids the data carries, but for whose and on whose behalf."""
    ours = {*project.config.keys.organization, *project.config.keys.user}
    names = [key[:-2] for key in keys if key not in ours and naming.words(key)[-1:] == ("id",)]
    models = [find_model(schema, name.rstrip("_")) for name in names if name.rstrip("_")]
    return [model for model in models if model is not None]


def _of(
    schema: Schema, model: Model, keys: list[str] | None, event: str, *, of_event: bool
) -> Followed:
    names = [naming.camel(each) if "_" in each else each for each in _spoken(model)]
    for entity in names:
        key = f"{entity}Id" if keys is None else _id_key(entity, keys, own=of_event)
        if key is not None:
            return Followed(schema, model, entity, key)
    raise CodemodError(
        f"the data of {event} has no {names[0]}Id",
        where=model.extent.place,
        mend="add it to the event, or name another record with --entity",
    )


def _spoken(model: Model) -> list[str]:
    """What code calls one record: the delegate's name, in the singular where it is a plural."""
    return naming.singulars(model.delegate)[::-1]


def _id_key(entity: str, keys: list[str], *, own: bool) -> str | None:
    """The key with the id of the record; own: whether a bare ``id`` is that one's."""
    wanted = naming.kebab(f"{entity}-id")
    found = next((key for key in keys if naming.kebab(key) == wanted), None)
    return found or next((key for key in keys if own and key == "id"), None)
