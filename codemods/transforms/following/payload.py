"""The event's data, filled with the record's id, who asks, and the record's own columns."""

from __future__ import annotations

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax import naming
from codemods.syntax.prisma import Model, Schema
from codemods.transforms.following.followed_job import FollowedJob
from codemods.transforms.triggers.expressions import GLOBALS, is_expression, names_in
from codemods.transforms.triggers.fitting import fitted
from codemods.transforms.triggers.model import Field, Payload
from codemods.transforms.triggers.prisma_types import record_of
from codemods.transforms.triggers.types import NUMBER, STRING


class Whose(Struct, frozen=True):
    """The expression of somebody's id, its kind, and the keys of the event that hold it."""

    expression: str
    kind: str
    keys: tuple[str, ...]


class Filled(Struct, frozen=True):
    """The event's data, and the columns of the record that it takes."""

    payload: Payload
    columns: tuple[str, ...]


def fill(
    followed: FollowedJob,
    schema: Schema,
    fields: tuple[Field, ...],
    *,
    record: str,
    who: tuple[Whose, ...],
    given: dict[str, str],
) -> Filled:
    """The data for these properties.

    record: what the record is called in the code

    Raises CodemodError for required properties that nothing fills.
    """
    model = followed.model
    entries: dict[str, str] = {}
    columns: dict[str, None] = {}
    missing: list[str] = []
    for field in fields:
        if field.name in given:
            entries[field.name] = given[field.name]
            continue
        text = _of_who(field, who)
        column = None
        if text is None:
            column = _column(followed, field)
            text = _of_record(schema, model, column, field, record) if column else None
        if text is not None:
            entries[field.name] = text
            if column is not None:
                columns[column] = None
        elif not field.optional:
            missing.append(f"{field.name}: {field.type}" if field.type else field.name)
    entries |= {key: text for key, text in given.items() if key not in entries}
    if missing:
        key = missing[0].partition(":")[0]
        raise CodemodError(
            f"nothing fills {', '.join(missing)} in the data of {followed.event}",
            where=followed.job.path,
            mend=f"give it with --data {key}=EXPR, as of `{record}`, or let {model.name} have it",
        )
    return Filled(Payload(tuple(entries.items())), tuple(columns))


def check_given(given: tuple[tuple[str, str], ...], known: frozenset[str]) -> dict[str, str]:
    """The expressions that were given, by key.

    known: the names that there are where the event is sent

    Raises CodemodError for one that is no expression, or that uses another name.
    """
    found: dict[str, str] = {}
    for key, text in given:
        if not naming.is_identifier(key):
            raise CodemodError(
                f"the field name {naming.quoted(key)} is no identifier",
                mend="write letters, digits, _ and $, and no digit at first",
            )
        if not is_expression(text):
            raise CodemodError(
                f"the value of {key} is no TypeScript expression: {naming.quoted(text)}",
                mend=f"give one, as in --data {key}=document.{key}",
            )
        for name in names_in(text):
            if name not in known | GLOBALS:
                near = naming.nearest(name, known)
                raise CodemodError(
                    f"{naming.quoted(name)}, in the value of {key}, is not known in the route",
                    mend=f"did you mean {near}?" if near else f"it has {', '.join(sorted(known))}",
                )
        found[key] = text.strip()
    return found


def _of_who(field: Field, who: tuple[Whose, ...]) -> str | None:
    for each in who:
        if field.name in each.keys:
            kind = NUMBER if each.kind == "number" else STRING
            return fitted(each.expression, kind, field.type, optional=field.optional)
    return None


def _column(followed: FollowedJob, field: Field) -> str | None:
    """The column that a property of the event is filled from."""
    if field.name == followed.id_key:
        return followed.model.id_field.name if followed.model.id_field else None
    column = followed.model.field(field.name)
    return column.name if column is not None and not column.is_hidden else None


def _of_record(schema: Schema, model: Model, column: str, field: Field, record: str) -> str | None:
    found = record_of(schema, model).member(column)
    if found is None or column not in {each.name for each in schema.scalar_fields(model)}:
        return None
    return fitted(f"{record}.{column}", found, field.type, optional=field.optional)
