"""The models of a Python project: classes of SQLAlchemy, SQLModel and Django, with their columns.

See `model_reader` for where they come from.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Orm = Literal["sqlalchemy", "django"]
Kind = Literal["str", "int", "float", "bool", "uuid", "datetime", "enum", "other"]


class Column(Struct, frozen=True):
    """A column of a model.

    name:     the attribute
    enum:     the name of the enum that its values are members of, if they are
    zoned:    whether a time in it has a time zone
    primary:  whether it is the primary key, or a part of it
    references: the model that it points to, for a foreign key
    """

    name: str
    kind: Kind = "other"
    optional: bool = False
    enum: str | None = None
    zoned: bool = False
    primary: bool = False
    references: str | None = None


class Model(Struct, frozen=True):
    """A model: its class, the file it is written in, and its columns in order."""

    name: str
    path: str
    orm: Orm
    columns: tuple[Column, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column with this attribute, or None."""
        return next((each for each in self.columns if each.name == name), None)

    @property
    def ids(self) -> tuple[Column, ...]:
        """The columns of the primary key."""
        return tuple(each for each in self.columns if each.primary)


class Enum(Struct, frozen=True):
    """An enum: its class, its file, and member → value where that is a text."""

    name: str
    path: str
    members: dict[str, str]


class Models(Struct, frozen=True):
    """Every model and enum that was found."""

    models: tuple[Model, ...] = ()
    enums: tuple[Enum, ...] = ()

    def model(self, name: str) -> Model | None:
        """The model of this name, in any case; None for none, and for several."""
        from codemods.syntax.naming import kebab

        found = [each for each in self.models if kebab(each.name) == kebab(name)]
        return found[0] if len(found) == 1 else None

    def enum(self, name: str) -> Enum | None:
        """The enum of this name."""
        return next((each for each in self.enums if each.name == name), None)
