"""Which record a job works on, as the Prisma schema has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.events import event_names
from codemods.syntax import naming
from codemods.syntax.prisma import Field as ModelField
from codemods.syntax.prisma import Model, Schema
from codemods.transforms.jobs.job_template import Column, ColumnType, Entity, Status, Tenant
from codemods.transforms.jobs.models import find_model, no_model
from codemods.transforms.status.lacking import ERROR, TIME
from codemods.transforms.status.states import STATES, states_of

if TYPE_CHECKING:
    from codemods.workspace.settings.config import Config

# The namespaces of events that are about no record in particular.
GENERIC = frozenset({"app", "api", "system", "internal", "cron", "job", "jobs", "test"})

_COLUMN_TYPES: dict[str, ColumnType] = {"String": "string", "Int": "number", "BigInt": "bigint"}
_NOT_JSON = frozenset({"BigInt", "Bytes"})  # what a step's result, which is JSON, cannot hold


class Record(Struct, frozen=True):
    """The entity, None for no record, and what the user should know about the choice.

    model:   the entity's in the schema, if it was looked up there
    lacking: what that lacks to keep a status, where it is to keep one
    """

    entity: Entity | None
    notes: tuple[str, ...] = ()
    evidence: str = "no record"
    model: str | None = None
    lacking: tuple[str, ...] = ()


def choose_record(
    *,
    given: str | None,
    event: str | None,
    job: str,
    schema: Schema | None,
    config: Config,
    database: bool,
    status: bool | None,
) -> Record:
    """The entity that was given ("" for none); else the event's namespace, else the job's last
    word, whichever names a model; else none.

    database: whether queries are written; without, a name is all that an entity is
    status:   insist on the status steps (True), leave them out (False), or see (None)

    Raises CodemodError for a model that is not there, has a composite id, or lacks the status
    fields that were insisted on.
    """
    guesses = [name for name in (_namespace(event), naming.words(job)[-1]) if name]
    if given == "":
        return _no_record(status, "none was wanted")
    if given is not None:
        _check_name(given)
        if schema is not None and find_model(schema, given) is None:
            raise no_model(schema, given, "name a model of the schema with --entity")
    if schema is None or not database:
        if status and not database:
            raise CodemodError(
                "a job without queries keeps no status",
                mend="leave --status or --database none out",
            )
        # Without a model to look it up in, a word that says what a job works on is its singular.
        words = (
            naming.singulars(guess)[-1] for guess in guesses if guess not in GENERIC or not event
        )
        name = given or next((word for word in words if _can_be_named(word)), None)
        if name is None:
            return _no_record(status, "no word of the job's names a record")
        return _assumed(name, config, database, status)
    for name in [given] if given is not None else guesses:
        model = find_model(schema, name)
        if model is not None:
            evidence = "it was given" if given else f"{name} names the model {model.name}"
            return _record(model, schema, config, status, evidence)
    return _no_record(status, f"{' and '.join(dict.fromkeys(guesses))} name no model")


def _no_record(status: bool | None, evidence: str) -> Record:
    if status:
        raise CodemodError(
            "there is no record whose status could be kept", mend="name it with --entity"
        )
    return Record(None, evidence=evidence)


def choose_tenant(schema: Schema | None, config: Config) -> Tenant | None:
    """The model of the organizations, or None where the project has none."""
    names = [key.removesuffix("Id").removesuffix("_id") for key in config.keys.organization]
    names = [name for name in names if name]
    if schema is None:
        return Tenant(naming.camel(names[0]), enabled="integrationEnabled") if names else None
    for name in names:
        model = find_model(schema, name)
        if model is not None and model.id_field is not None:
            enabled = model.field("integrationEnabled")
            switch = "integrationEnabled" if _is(enabled, "Boolean") else None
            return Tenant(model.delegate, _column(model, model.id_field), switch)
    return None


def _namespace(event: str | None) -> str | None:
    return event_names.namespace(event) or None if event else None


def _check_name(given: str) -> None:
    if not _can_be_named(given):
        raise CodemodError(
            f"the entity {naming.quoted(given)} cannot be a name in the code",
            mend="give it in camelCase, such as document or syncTarget",
        )


def _can_be_named(name: str) -> bool:
    return naming.is_identifier(naming.camel(name))


def _assumed(name: str, config: Config, database: bool, status: bool | None) -> Record:
    """An entity without a schema to look it up in: the spec's columns are taken for granted."""
    camel = naming.camel(name)
    organization = config.keys.organization[0] if config.keys.organization else None
    entity = Entity(
        name=camel,
        title=naming.pascal(name),
        id_field=f"{camel}Id",
        organization=Column(organization) if organization else None,
        status=None if status is False else Status(field=config.status.fields[0]),
        created_at="createdAt",
    )
    if not database:
        return Record(entity, evidence="its name alone, as no queries are written")
    note = (
        f"no schema.prisma was found: the job assumes that {entity.title} has the columns "
        f"processingStatus, processedAt, processingError, createdAt"
        + (f" and {organization}" if organization else "")
    )
    return Record(entity, (note,), "assumed, as no schema.prisma was found")


def _record(
    model: Model, schema: Schema, config: Config, status: bool | None, evidence: str
) -> Record:
    if model.id_field is None:
        columns = ", ".join(model.composite_id)
        what = f"a composite id ({columns})" if columns else "no @id"
        raise CodemodError(
            f"the model {model.name} has {what}, and an event names a record by one id",
            mend="name another model with --entity, or write no queries with --database none",
        )
    found, missing = _status(model, schema, config)
    notes: tuple[str, ...] = ()
    if status is False:
        found = None
    elif found is None and status:
        raise CodemodError(
            f"the model {model.name} lacks {', '.join(missing)}",
            mend="add them too, with --with status-fields, or leave the status steps out with "
            "--no-status",
        )
    elif found is None:
        notes = (
            f"{model.name} lacks {', '.join(missing)}, so the job keeps no status; "
            "--with status-fields adds them to schema.prisma when the job is created",
        )
    organization = _organization(model, config)
    created = model.field("createdAt")
    entity = Entity(
        name=model.delegate,
        title=model.name,
        id_field=f"{_spoken(model.delegate)}Id",
        id=_column(model, model.id_field),
        organization=_column(model, organization) if organization is not None else None,
        status=found,
        select=_select(model, schema),
        created_at="createdAt" if _is(created, "DateTime") else None,
    )
    lacking = missing if status is None else ()
    return Record(entity, notes, evidence, model.name, lacking)


def _organization(model: Model, config: Config) -> ModelField | None:
    """The column with the organization's id, under a key's name in any case convention."""
    by_name = {naming.kebab(field.name): field for field in reversed(model.fields)}
    named = (model.field(key) or by_name.get(naming.kebab(key)) for key in config.keys.organization)
    return next((field for field in named if field is not None), None)


def _spoken(delegate: str) -> str:
    """A delegate's name as variables have it: camelCase, also where the model is in snake_case."""
    return naming.camel(delegate) if "_" in delegate else delegate


def _column(model: Model, field: ModelField) -> Column:
    column_type = _COLUMN_TYPES.get(field.type)
    if column_type is None:
        raise CodemodError(
            f"the column {model.name}.{field.name} is of type {field.type}, "
            "and an event names a record by a string or a number",
            mend="name another model with --entity, or write no queries with --database none",
        )
    return Column(field.name, column_type, field.optional)


def _is(field: ModelField | None, type_name: str) -> bool:
    return field is not None and field.type == type_name and not field.list


def _select(model: Model, schema: Schema) -> tuple[str, ...] | None:
    """The columns that JSON can hold, where the model has others besides."""
    scalars = schema.scalar_fields(model)
    if not any(field.type in _NOT_JSON for field in scalars):
        return None
    return tuple(field.name for field in scalars if field.type not in _NOT_JSON)


def _status(model: Model, schema: Schema, config: Config) -> tuple[Status | None, tuple[str, ...]]:
    """The status columns, or None and the names of those that are missing."""
    missing: list[str] = []
    field_name, values = None, {}
    for name in config.status.fields:
        field = model.field(name)
        states = states_of(field, schema, config) if field is not None else None
        if states is not None:
            field_name, values = name, states
            break
    if field_name is None:
        first = config.status.fields[0]
        unfit = f"a {first} that can be {', '.join(STATES[:-1])} and {STATES[-1]}"
        missing.append(unfit if model.field(first) is not None else first)
    if not _is(model.field(TIME), "DateTime"):
        missing.append(TIME)
    if not _is(model.field(ERROR), "String"):
        missing.append(ERROR)
    if missing or field_name is None:
        return None, tuple(missing)
    return Status(field=field_name, **values), ()
