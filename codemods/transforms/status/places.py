"""Where in a model its new fields go: beside those that are there, else before its time stamps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.syntax import naming
from codemods.syntax.prisma_insertion import paragraphs
from codemods.transforms.status.lacking import ERROR, TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codemods.syntax.prisma import Field, Model, Schema
    from codemods.syntax.prisma_insertion import NewField
    from codemods.transforms.status.lacking import StatusFields

_STAMPS = frozenset({"created", "updated", "modified", "deleted", "archived", "inserted"})


class Place(Struct, frozen=True):
    """Fields that go behind one that is there, None for the top of the model.

    beside: whether they go with that very field, so stay in its paragraph
    """

    after: Field | None
    fields: tuple[NewField, ...]
    beside: bool


def places(
    schema: Schema, model: Model, data: bytes, has: StatusFields, fields: Sequence[NewField]
) -> tuple[Place, ...]:
    """The places of the fields; data: the bytes of the model's file."""
    there = [field for field in (has.status, has.time, has.error) if field is not None]
    if not there:
        return (Place(_usual(schema, model), tuple(fields), beside=False),)
    new = {field.name: field for field in fields}
    found: list[Place] = []
    before: Field | None = None
    run: list[NewField] = []
    for name, field in ((has.name, has.status), (TIME, has.time), (ERROR, has.error)):
        if field is None:
            run.append(new[name])
            continue
        if run:
            found.append(Place(before or _before(data, model, field), tuple(run), beside=True))
            run = []
        before = field
    if run:
        found.append(Place(before, tuple(run), beside=True))
    return tuple(found)


def _before(data: bytes, model: Model, field: Field) -> Field:
    """The field above this one in its paragraph; itself where it is the first one there."""
    paragraph = next(each for each in paragraphs(data, model) if field in each)
    return paragraph[max(paragraph.index(field) - 1, 0)]


def _usual(schema: Schema, model: Model) -> Field | None:
    """Behind the model's own data: before the time stamps where they end it.

    What a relation is made of is not the model's own: its key and the relation stay together.
    """
    data = [field for field in model.fields if schema.model(field.type) is None]
    keys = {
        name
        for field in model.fields
        if (relation := field.relation) and (fields := relation.argument("fields"))
        for name in fields.names
    }
    own = [field for field in data if field.name not in keys]
    stamps = len(own)
    while stamps and _is_stamp(own[stamps - 1]):
        stamps -= 1
    if stamps < len(own):
        index = model.fields.index(own[stamps])
        return model.fields[index - 1] if index else own[-1]
    if any(not field.is_id for field in own):
        return own[-1]
    return _with_relation(model, data[-1]) if data else None


def _with_relation(model: Model, key: Field) -> Field:
    """The relation that stands right below its key; else the key."""
    below = model.fields[model.fields.index(key) + 1 :][:1]
    return below[0] if below and below[0].relation else key


def _is_stamp(field: Field) -> bool:
    """Whether a field tells when its record came to be, changed or went."""
    if field.type != "DateTime":
        return False
    named = naming.words(field.name)[0] in _STAMPS
    return named or field.attribute("updatedAt") is not None or field.default == "now()"
