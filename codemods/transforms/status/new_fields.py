"""The fields that a model lacks, as they are written in its schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codemods.errors import Refusal
from codemods.syntax.prisma_insertion import NewField
from codemods.syntax.prisma_naming import column
from codemods.transforms.status.lacking import ERROR, TIME
from codemods.transforms.status.migration import provider
from codemods.transforms.status.states import state_words

if TYPE_CHECKING:
    from codemods.syntax.prisma import Model, Schema
    from codemods.transforms.status.enums import StatusEnum
    from codemods.transforms.status.lacking import StatusFields
    from codemods.workspace.settings.config import Config

# A String is VARCHAR(191) on MySQL and nvarchar(1000) on SQL Server, which the message of an error
# may exceed; the failure would then fail to be recorded.
# https://www.prisma.io/docs/orm/reference/prisma-schema-reference#string
_LONG_TEXT = {"mysql": "Text", "sqlserver": "NVarChar(Max)"}


def new_fields(
    schema: Schema, model: Model, has: StatusFields, enum: StatusEnum | None, config: Config
) -> tuple[NewField, ...]:
    """What is to be added, in order: the state, the time, the error.

    Raises Refusal, with the place, where the column of one is another field's.
    """
    found: list[NewField] = []

    def add(name: str, kind: str, *, default: str = "", native: str = "") -> None:
        mapped = _mapped(schema, model, name)
        parts = (mapped, default, native) if _maps_first(model) else (default, mapped, native)
        found.append(NewField(name, kind, " ".join(part for part in parts if part)))

    if has.status is None:
        pending = enum.pending if enum else json.dumps(state_words(config)["pending"][0])
        add(has.name, enum.name if enum else "String", default=f"@default({pending})")
    if has.time is None:
        add(TIME, "DateTime?", native=_native_time(model))
    if has.error is None:
        long = _LONG_TEXT.get(provider(schema) or "")
        add(ERROR, "String?", native=f"@{schema.datasources[0].name}.{long}" if long else "")
    return tuple(found)


def _mapped(schema: Schema, model: Model, name: str) -> str:
    """The `@map` of a new field, "" where its column has its name."""
    called = column(schema, model, name)
    for other in model.fields:
        if (other.mapped or other.name) == called:
            raise Refusal(
                f"the field {other.name} of {model.name} has the column that {name} would have",
                where=f"{model.extent.path}:{other.line}",
                mend=f'call it {name}, with @map("{called}"), and its column stays',
            )
    return f'@map("{called}")' if called != name else ""


def _native_time(model: Model) -> str:
    """The native type that all of the model's times share, as `@db.Timestamptz(3)`; else ""."""
    times = [field for field in model.fields if field.type == "DateTime"]
    natives = {
        f"@{attribute.name}({', '.join(each.text for each in attribute.arguments)})"
        for field in times
        for attribute in field.attributes
        if "." in attribute.name and field.native_type != "Date"
    }
    every = all(field.native_type for field in times)
    return natives.pop().removesuffix("()") if every and len(natives) == 1 else ""


def _maps_first(model: Model) -> bool:
    """Whether `@map` stands before `@default` in most of the model's fields that have both."""
    firsts = [
        named.start < default.start
        for field in model.fields
        if (named := field.attribute("map")) and (default := field.attribute("default"))
    ]
    return 2 * sum(firsts) > len(firsts)
