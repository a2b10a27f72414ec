"""Which of the status fields a model has, lacks, or has as something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import Refusal
from codemods.syntax.prisma import string_value
from codemods.transforms.status.states import STATES, state_words, states_of

if TYPE_CHECKING:
    from codemods.syntax.prisma import Field, Model, Schema
    from codemods.workspace.settings.config import Config

# What a job writes besides the state; the names are those of the queries in its templates.
TIME = "processedAt"
ERROR = "processingError"


class StatusFields(Struct, frozen=True):
    """The three fields of a model, None for one that it lacks, and what the first is called."""

    name: str
    status: Field | None
    time: Field | None
    error: Field | None


def status_fields(model: Model, schema: Schema, config: Config, *, enum: bool) -> StatusFields:
    """What the model has; `enum` says that the status must be one.

    Raises Refusal, with the place, for a field of a status field's name that cannot be one.
    """
    status = _status(model, schema, config)
    if status is not None:
        if enum and status.type == "String":
            mend = "leave --enum out, or change the field, and the data in its column, by hand"
            raise _refusal(model, status, "a String already", mend)
        _refuse_hidden(model, status)
    time = model.field(TIME)
    if time is not None:
        if time.type != "DateTime" or time.list:
            raise _refusal(model, time, f"{_type(time)}, not DateTime?")
        _refuse_hidden(model, time)
    error = model.field(ERROR)
    if error is not None:
        if error.type != "String" or error.list:
            raise _refusal(model, error, f"{_type(error)}, not String?")
        if not error.optional:
            mend = "write it as String?"
            raise _refusal(model, error, "String, and a job that starts sets it to null", mend)
        _refuse_hidden(model, error)
    name = status.name if status else config.status.fields[0]
    return StatusFields(name, status, time, error)


def _status(model: Model, schema: Schema, config: Config) -> Field | None:
    """The field with the state, or None where it can be added."""
    first, *others = config.status.fields
    field = model.field(first)
    if field is not None and states_of(field, schema, config) is not None:
        return field
    for name in others:
        other = model.field(name)
        if other is not None and _is_state(other, schema, config):
            return other
    if field is None:
        return None
    if field.type != "String" and (enum := schema.enum(field.type)) and not field.list:
        what = (
            f"the enum {enum.name}, which does not hold {', '.join(STATES[:-1])} and {STATES[-1]}"
        )
        raise _refusal(model, field, what, f"add what it lacks, at {enum.extent.place}")
    raise _refusal(model, field, f"{_type(field)}, not a String or an enum")


def _is_state(field: Field, schema: Schema, config: Config) -> bool:
    """Whether a field of a more general name is meant for a job's state: by its values.

    A String may be anybody's, such as whether an article is published; its default tells.
    """
    if states_of(field, schema, config) is None:
        return False
    default = string_value(field.default or "")
    return field.type != "String" or default in state_words(config)["pending"]


def _type(field: Field) -> str:
    return f"{field.type}{'[]' if field.list else ''}{'?' if field.optional else ''}"


def _refuse_hidden(model: Model, field: Field) -> None:
    if field.is_hidden:
        mend = "take its @ignore away"
        raise _refusal(model, field, "one that the generated client leaves out", mend)


def _refusal(model: Model, field: Field, what: str, mend: str | None = None) -> Refusal:
    other = "rename it, or change its type"
    if field.name not in (TIME, ERROR):
        other += ", or name another one first in [status] fields of codemod.toml"
    return Refusal(
        f"the field {field.name} of {model.name} is {what}",
        where=f"{model.extent.path}:{field.line}",
        mend=mend or other,
    )
