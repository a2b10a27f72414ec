"""The enum of the four states: one that is there, or a new one in the schema's own style."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.syntax import naming
from codemods.syntax.prisma_naming import type_name
from codemods.transforms.status.states import STATES, state_words, states_in

if TYPE_CHECKING:
    from codemods.syntax.prisma import Enum, Extent, Model, Schema
    from codemods.workspace.settings.config import Config

# psl/schema-ast/src/parser/datamodel.pest of prisma-engines: identifiers.
_VALUE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class StatusEnum(Struct, frozen=True):
    """The enum: its name, its value for pending, and its lines where it is to be created."""

    name: str
    pending: str
    lines: tuple[str, ...] = ()


def status_enum(
    schema: Schema, model: Model, field: str, config: Config, indent: str
) -> StatusEnum:
    """The enum for a model's status field of this name; `indent` is that of the model's fields.

    One of the name it would have is taken where it holds the states. Raises Refusal where both
    names it could have stand for something else.
    """
    short = naming.pascal(field)
    long = naming.pascal(f"{model.name}-{field}")
    names = (short, long) if len(naming.words(field)) > 1 else (long,)
    enums = {naming.kebab(enum.name): enum for enum in schema.enums}
    models = (*schema.models, *schema.views, *schema.types)
    taken = {naming.kebab(block.name): block.extent for block in models}
    taken |= {name: enum.extent for name, enum in enums.items()}
    for name in (_in_style(name, schema) for name in names):
        there = enums.get(naming.kebab(name))
        states = states_in(there, config) if there else None
        if there and states:
            return StatusEnum(there.name, states["pending"])
        if naming.kebab(name) not in taken:
            values = _values(schema, config)
            return StatusEnum(name, values[0], _lines(schema, model, name, values, indent))
    there_at = taken[naming.kebab(names[0])]
    raise Refusal(
        f"{names[0]} does not hold {', '.join(STATES[:-1])} and {STATES[-1]}",
        where=there_at.place,
        mend="add what it lacks, or leave --enum out",
    )


def enum_place(schema: Schema, model: Model) -> Extent:
    """The block to write the enum behind: where the schema has its enums, else the model."""
    own = [enum for enum in schema.enums if enum.extent.path == model.extent.path]
    files = {enum.extent.path for enum in schema.enums}
    if own:
        return own[-1].extent
    return schema.enums[-1].extent if len(files) == 1 else model.extent


def _lines(
    schema: Schema, model: Model, name: str, values: tuple[str, ...], indent: str
) -> tuple[str, ...]:
    attributes = []
    if (mapped := type_name(schema, model, name)) != name:
        attributes.append(f'{indent}@@map("{mapped}")')
    namespace = model.attribute("schema")  # which every block has, or none
    if namespace is not None and namespace.arguments:
        attributes.append(f"{indent}@@schema({namespace.arguments[0].text})")
    block = [f"enum {name} {{", *(indent + value for value in values)]
    return (*block, *(["", *attributes] if attributes else []), "}")


def _values(schema: Schema, config: Config) -> tuple[str, ...]:
    """The states, in the case of the schema's other enums."""
    words = [words[0] for words in state_words(config).values()]
    for word in words:
        if not _VALUE.fullmatch(word):
            raise CodemodError(
                f"{naming.quoted(word)} cannot be a value of an enum",
                where="codemod.toml",
                mend="leave --enum out, or put another word first in [status]",
            )
    others = [value.name for enum in schema.enums for value in enum.values]
    if 2 * sum(each.isupper() for each in others) > len(others):
        return tuple(word.upper() for word in words)
    if 2 * sum(each[:1].isupper() for each in others) > len(others):
        return tuple(word[:1].upper() + word[1:] for word in words)
    return tuple(words)


def _in_style(name: str, schema: Schema) -> str:
    """The name as it is, or in snake_case where all other enums are."""
    others: tuple[Enum, ...] = schema.enums
    if others and all(enum.name.islower() for enum in others):
        return "_".join(naming.words(name))
    return name
