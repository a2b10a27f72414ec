"""Prisma schema files: models, their fields, enums and settings, each with its place in the text.

The reader knows the declarations and passes over everything else, so a schema of a newer Prisma is
read as far as it is understood. Offsets are bytes of the file, lines count from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from codemods.errors import CodemodError

SCALARS = frozenset(
    {"String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"}
)


class Extent(Struct, frozen=True):
    """Where a block stands: ``model User {`` to ``}``."""

    path: str
    line: int  # of the keyword
    start: int  # the keyword
    body: int  # the first byte after the line that opens the block
    close: int  # the closing brace
    end: int  # the byte after it

    @property
    def place(self) -> str:
        """``path:line``, as messages show it."""
        return f"{self.path}:{self.line}"


class Argument(Struct, frozen=True):
    """One argument of an attribute: ``name: text``, or ``text`` alone; without its comments."""

    name: str | None
    text: str

    @property
    def string(self) -> str | None:
        """The value of a string literal, or None for anything else."""
        return string_value(self.text)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in ``[a, b(sort: Desc)]``, or in ``a`` alone."""
        return tuple(re.findall(r"[^\W_][\w.-]*", _without_nested(self.text)))


class Attribute(Struct, frozen=True):
    """``@default(now())`` is named ``default``, ``@@id([a])`` ``id``, ``@db.Text`` ``db.Text``."""

    name: str
    arguments: tuple[Argument, ...]
    start: int
    end: int

    def argument(self, *names: str) -> Argument | None:
        """The argument with one of these names, else the first one without a name, or None."""
        named = (argument for argument in self.arguments if argument.name in names)
        unnamed = (argument for argument in self.arguments if argument.name is None)
        return next(named, None) or next(unnamed, None)


class Field(Struct, frozen=True):
    """``author User? @relation(…)``. `end` is where the declaration ends, before a comment."""

    name: str
    type: str  # as it is named, without [] and ?
    optional: bool
    list: bool
    attributes: tuple[Attribute, ...]
    line: int
    start: int
    end: int

    def attribute(self, name: str) -> Attribute | None:
        """The attribute ``@name``, or None."""
        return _attribute(self.attributes, name)

    @property
    def is_id(self) -> bool:
        return self.attribute("id") is not None

    @property
    def is_unique(self) -> bool:
        return self.attribute("unique") is not None

    @property
    def is_hidden(self) -> bool:
        """Whether the generated client leaves it out: `@ignore`, or a type it does not support."""
        return self.attribute("ignore") is not None or self.type.startswith("Unsupported(")

    @property
    def is_scalar(self) -> bool:
        """Whether its type is one of Prisma's own, so neither a relation nor an enum."""
        return self.type in SCALARS

    @property
    def default(self) -> str | None:
        """The text of the default value: ``now()``, ``"pending"`` with its quotes; or None."""
        attribute = self.attribute("default")
        argument = attribute.argument("value") if attribute else None
        return argument.text if argument else None

    @property
    def mapped(self) -> str | None:
        """The name of its column where `@map` gives one."""
        return _mapped(self.attributes)

    @property
    def relation(self) -> Attribute | None:
        """Its `@relation`, or None."""
        return self.attribute("relation")

    @property
    def native_type(self) -> str | None:
        """``VarChar`` for ``@db.VarChar(255)``, whatever the datasource is called; or None."""
        native = (a.name.partition(".")[2] for a in self.attributes if "." in a.name)
        return next(native, None)


class Model(Struct, frozen=True):
    """A model; a view and a composite type have the same form."""

    kind: Literal["model", "view", "type"]
    name: str
    fields: tuple[Field, ...]
    attributes: tuple[Attribute, ...]  # those of the block, `@@…`
    extent: Extent

    def field(self, name: str) -> Field | None:
        """The field of this name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def attribute(self, name: str) -> Attribute | None:
        """The block attribute ``@@name``, or None."""
        return _attribute(self.attributes, name)

    @property
    def id_field(self) -> Field | None:
        """The one field that is the id, or None where it is composite or there is none."""
        marked = next((field for field in self.fields if field.is_id), None)
        names = self._id_names
        return marked or (self.field(names[0]) if len(names) == 1 else None)

    @property
    def composite_id(self) -> tuple[str, ...]:
        """The names of the fields that are the id together, or () where one field is enough."""
        return self._id_names if len(self._id_names) > 1 else ()

    @property
    def scalar_fields(self) -> tuple[Field, ...]:
        """The client's fields of Prisma's own types; see `Schema.scalar_fields` for enums too."""
        return tuple(field for field in self.fields if field.is_scalar and not field.is_hidden)

    @property
    def mapped(self) -> str | None:
        """The name of its table where `@@map` gives one."""
        return _mapped(self.attributes)

    @property
    def is_hidden(self) -> bool:
        """Whether the generated client leaves it out: `@@ignore`."""
        return self.attribute("ignore") is not None

    @property
    def delegate(self) -> str:
        """Its property on the client: ``syncTarget`` for ``SyncTarget``, ``aPIKey`` for ``APIKey``.

        Only the first letter changes (prisma/prisma, dmmfToJSModelName).
        """
        return self.name[:1].lower() + self.name[1:]

    @property
    def _id_names(self) -> tuple[str, ...]:
        attribute = self.attribute("id")
        argument = attribute.argument("fields") if attribute else None
        return argument.names if argument else ()


class EnumValue(Struct, frozen=True):
    """One value of an enum."""

    name: str
    attributes: tuple[Attribute, ...]
    line: int
    start: int
    end: int

    @property
    def mapped(self) -> str | None:
        """Its name in the database where `@map` gives one."""
        return _mapped(self.attributes)


class Enum(Struct, frozen=True):
    """An enum with its values."""

    name: str
    values: tuple[EnumValue, ...]
    attributes: tuple[Attribute, ...]
    extent: Extent

    @property
    def mapped(self) -> str | None:
        """Its name in the database where `@@map` gives one."""
        return _mapped(self.attributes)


class Setting(Struct, frozen=True):
    """``provider = "postgresql"`` of a generator or datasource."""

    name: str
    text: str
    start: int
    end: int


class Config(Struct, frozen=True):
    """A generator or a datasource."""

    kind: Literal["generator", "datasource"]
    name: str
    settings: tuple[Setting, ...]
    extent: Extent

    def string(self, name: str) -> str | None:
        """The value of a setting that is a string literal, or None."""
        found = next((setting for setting in self.settings if setting.name == name), None)
        return string_value(found.text) if found else None


class Schema(Struct, frozen=True):
    """What one file declares, or several together, in source order."""

    paths: tuple[str, ...]
    models: tuple[Model, ...] = ()
    views: tuple[Model, ...] = ()
    types: tuple[Model, ...] = ()
    enums: tuple[Enum, ...] = ()
    generators: tuple[Config, ...] = ()
    datasources: tuple[Config, ...] = ()

    def model(self, name: str) -> Model | None:
        """The model of exactly this name, or None."""
        return next((model for model in self.models if model.name == name), None)

    def enum(self, name: str) -> Enum | None:
        """The enum of exactly this name, or None."""
        return next((enum for enum in self.enums if enum.name == name), None)

    def scalar_fields(self, model: Model) -> tuple[Field, ...]:
        """The fields that a query of the model returns by itself: all but relations."""
        enums = {enum.name for enum in self.enums}
        return tuple(
            field
            for field in model.fields
            if (field.is_scalar or field.type in enums) and not field.is_hidden
        )


def parse(path: str, data: bytes) -> Schema:
    """The schema in the bytes of the file at `path`.

    Raises CodemodError, with the line, for bytes that are not UTF-8 and for blocks and brackets
    that are not closed; nothing else is an error.
    """
    from codemods.syntax.prisma_reader import read

    return read(path, data)


def merge(schemas: Iterable[Schema]) -> Schema:
    """Several files as the one schema that Prisma makes of them.

    Raises CodemodError where two of them declare the same name.
    """
    parts = list(schemas)
    merged = Schema(
        tuple(path for part in parts for path in part.paths),
        tuple(model for part in parts for model in part.models),
        tuple(view for part in parts for view in part.views),
        tuple(one for part in parts for one in part.types),
        tuple(enum for part in parts for enum in part.enums),
        tuple(generator for part in parts for generator in part.generators),
        tuple(datasource for part in parts for datasource in part.datasources),
    )
    seen: dict[str, Extent] = {}
    for name, extent in _declared(merged):
        first = seen.setdefault(name, extent)
        if first is not extent:
            raise CodemodError(
                f"{name} is declared twice in the Prisma schema",
                where=extent.place,
                mend=f"the other declaration is at {first.place}: remove one of them",
            )
    return merged


def string_value(text: str) -> str | None:
    """The value of a string literal as Prisma writes it, which is JSON's way, or None."""
    if len(text) < 2 or not text.startswith('"') or not text.endswith('"'):
        return None
    if "\\" not in text:
        return text[1:-1] if '"' not in text[1:-1] else None
    import json

    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def _declared(schema: Schema) -> Iterator[tuple[str, Extent]]:
    for model in (*schema.models, *schema.views, *schema.types):
        yield model.name, model.extent
    for enum in schema.enums:
        yield enum.name, enum.extent


def _attribute(attributes: tuple[Attribute, ...], name: str) -> Attribute | None:
    return next((attribute for attribute in attributes if attribute.name == name), None)


def _mapped(attributes: tuple[Attribute, ...]) -> str | None:
    attribute = _attribute(attributes, "map")
    argument = attribute.argument("name") if attribute else None
    return argument.string if argument else None


def _without_nested(text: str) -> str:
    """The text without strings and what stands in parentheses."""
    text = re.sub(r'"(?:[^"\\]|\\.)*"', " ", text)
    while (shorter := re.sub(r"\([^()]*\)", " ", text)) != text:
        text = shorter
    return text
