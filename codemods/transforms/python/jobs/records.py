"""Which record a Python job works on, as the project's models have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.inngest.events import event_names
from codemods.syntax import naming
from codemods.syntax.python.names import is_builtin, is_name, safe, snake
from codemods.transforms.jobs.records import GENERIC
from codemods.transforms.python.jobs.job_parts import Record, Status, Tenant
from codemods.transforms.python.jobs.job_template import OWN_NAMES
from codemods.transforms.python.jobs.models import Column, Enum, Model, Models
from codemods.transforms.status.states import state_words

if TYPE_CHECKING:
    from codemods.workspace.settings.config import Config

_TIME, _ERROR = "processed_at", "processing_error"

# From a field's name as the event has it elsewhere, `documentId`, to the wire's own spelling.
Key = Callable[[str], str]


class Choice(Struct, frozen=True):
    """The record, None for none, its model, and what the user should know about the choice.

    enum: the enum that the values of its status are members of
    """

    record: Record | None
    model: Model | None = None
    enum: Enum | None = None
    notes: tuple[str, ...] = ()
    evidence: str = "no record"


def choose_record(
    *,
    given: str | None,
    event: str | None,
    job: str,
    models: Models | None,
    config: Config,
    key: Key,
    status: bool | None,
) -> Choice:
    """The entity that was given ("" for none); else the event's namespace, else the job's last
    word, whichever names a model; else none.

    models: None where no queries are written: a name is all that an entity is then
    status: insist on the status steps (True), leave them out (False), or see (None)

    Raises CodemodError for a model that is not there, has a composite key, or lacks the status
    columns that were insisted on.
    """
    namespace = event_names.namespace(event) if event else ""
    guesses = [name for name in (namespace, naming.words(job)[-1]) if name]
    if given == "":
        return _none(status, "none was wanted")
    if given is not None and not is_name(safe(snake(given))):
        raise CodemodError(
            f"the entity {naming.quoted(given)} cannot be a name in the code",
            mend="give it as a word, such as document or sync_target",
        )
    if models is None:
        return _by_name(given, guesses, event, key, status)
    for name in [given] if given is not None else guesses:
        for word in naming.singulars(name):
            model = models.model(word)
            if model is not None:
                evidence = "it was given" if given else f"{name} names the model {model.name}"
                chosen = Choice(None, model, evidence=evidence)
                return _of_model(chosen, model, models, config, key=key, status=status)
    if given is not None:
        near = naming.nearest(given, [each.name for each in models.models])
        raise CodemodError(
            f"there is no model {naming.quoted(given)}",
            mend=f"did you mean {near}?" if near else "name a model of the project with --entity",
        )
    return _none(status, f"{' and '.join(dict.fromkeys(guesses))} name no model")


def _none(status: bool | None, evidence: str) -> Choice:
    if status:
        raise CodemodError(
            "there is no record whose status could be kept", mend="name it with --entity"
        )
    return Choice(None, evidence=evidence)


def _by_name(
    given: str | None, guesses: list[str], event: str | None, key: Key, status: bool | None
) -> Choice:
    if status:
        raise CodemodError(
            "a job without queries keeps no status", mend="leave --status or --database none out"
        )
    words = (naming.singulars(each)[-1] for each in guesses if each not in GENERIC or not event)
    name = given or next((word for word in words if is_name(safe(snake(word)))), None)
    if name is None:
        return _none(status, "no word of the job's names a record")
    record = Record(
        model=naming.pascal(name),
        name=_variable(name),
        id=Column("id", "str", primary=True),
        key=key(f"{naming.camel(name)}Id"),
    )
    return Choice(record, evidence="its name alone, as no queries are written")


def _of_model(
    chosen: Choice, model: Model, models: Models, config: Config, *, key: Key, status: bool | None
) -> Choice:
    if len(model.ids) != 1:
        columns = ", ".join(each.name for each in model.ids)
        raise CodemodError(
            f"the model {model.name} has a composite key ({columns}), "
            "and an event names a record by one id",
            mend="name another model with --entity, or write no queries with --database none",
        )
    if model.ids[0].kind not in ("str", "int", "uuid"):
        raise CodemodError(
            f"the column {model.name}.{model.ids[0].name} is of a type that is not known, "
            "and an event names a record by a text or a number",
            mend="name another model with --entity, or write no queries with --database none",
        )
    found, enum, missing = _status(model, models, config)
    notes: tuple[str, ...] = ()
    if status is False:
        found = None
    elif found is None and status:
        raise CodemodError(
            f"the model {model.name} lacks {', '.join(missing)}",
            mend="add them to the model, or leave the status steps out with --no-status",
        )
    elif found is None:
        notes = (
            f"{model.name} lacks {', '.join(missing)}, so the job keeps no status; add them to "
            "the model, with a migration, for one that does",
        )
    created = model.column("created_at")
    record = Record(
        model=model.name,
        name=_variable(model.name),
        id=model.ids[0],
        key=key(f"{naming.camel(model.name)}Id"),
        organization=_organization(model, config),
        columns=model.columns,
        created_at=created if created is not None and created.kind == "datetime" else None,
        status=found,
    )
    enum = enum if found is not None else None
    return replace(chosen, record=record, enum=enum, notes=notes)


def _variable(name: str) -> str:
    """The variable of a record: none that the module needs, nor one that Python has."""
    variable = snake(name)
    taken = variable in OWN_NAMES or is_builtin(variable) or safe(variable) != variable
    return f"{variable}_record" if taken else variable


def _organization(model: Model, config: Config) -> Column | None:
    """The column with the organization's id, under a key's name in any case convention."""
    by_name = {naming.kebab(column.name): column for column in reversed(model.columns)}
    named = (by_name.get(naming.kebab(key)) for key in config.keys.organization)
    return next((column for column in named if column is not None), None)


def choose_tenant(models: Models | None, config: Config) -> tuple[Tenant, Model] | None:
    """The model of the organizations, or None where the project has none."""
    for key in config.keys.organization:
        words = naming.words(key)
        name = "-".join(words[:-1] if words[-1] == "id" else words)
        model = models.model(name) if models is not None and name else None
        if (
            model is not None
            and len(model.ids) == 1
            and model.ids[0].kind in ("str", "int", "uuid")
        ):
            enabled = model.column("integration_enabled")
            switch = enabled.name if enabled is not None and enabled.kind == "bool" else None
            return Tenant(model.name, model.ids[0], switch), model
    return None


def _status(
    model: Model, models: Models, config: Config
) -> tuple[Status | None, Enum | None, tuple[str, ...]]:
    """The status columns, or None and the names of those that are missing."""
    missing: list[str] = []
    field: str | None = None
    values: dict[str, str] = {}
    enum: Enum | None = None
    for name in config.status.fields:
        column = model.column(snake(name)) or model.column(name)
        states = _states(column, models, config) if column is not None else None
        if column is not None and states is not None:
            field, (values, enum) = column.name, states
            break
    if field is None:
        missing.append(snake(config.status.fields[0]))
    time, error = model.column(_TIME), model.column(_ERROR)
    if time is None or time.kind != "datetime":
        missing.append(_TIME)
    if error is None or error.kind != "str":
        missing.append(_ERROR)
    if missing or field is None:
        return None, None, tuple(missing)
    return Status(field, _ERROR, _TIME, **values), enum, ()


def _states(
    column: Column, models: Models, config: Config
) -> tuple[dict[str, str], Enum | None] | None:
    """The expression for each state, and the enum that they are members of."""
    words = state_words(config)
    if column.kind == "str":
        return {state: f'"{each[0]}"' for state, each in words.items()}, None
    enum = models.enum(column.enum) if column.enum else None
    if enum is None:
        return None
    members = {name.lower(): name for name in enum.members}
    found = {
        state: next((members[word] for word in each if word in members), None)
        for state, each in words.items()
    }
    if not all(found.values()):
        return None
    return {state: f"{enum.name}.{name}" for state, name in found.items()}, enum
