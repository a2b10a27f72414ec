"""The parts of a Python job's context: imports, fields, the record, the database."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from codemods.syntax.python.names import safe, snake
from codemods.transforms.python.jobs.models import Column


class Import(Struct, frozen=True, order=True):
    """An import statement: ``from module import name``, or ``import module`` without a name."""

    module: str
    name: str | None = None

    @property
    def local(self) -> str:
        """The name that it binds; `name` may have an `as`."""
        if self.name is None:
            return self.module.partition(".")[0]
        return self.name.rpartition(" ")[2]


class EventField(Struct, frozen=True):
    """A field of the event's data.

    key:        its name on the wire
    annotation: its Python type
    """

    key: str
    annotation: str = "str"
    optional: bool = False

    @property
    def name(self) -> str:
        """The attribute or variable for it."""
        return python_name(self.key)


class Status(Struct, frozen=True):
    """The columns that say how far a record is; the values are expressions."""

    field: str
    error: str
    processed_at: str
    pending: str
    processing: str
    completed: str
    failed: str


class Record(Struct, frozen=True):
    """The record that a job works on.

    model:        its class
    name:         snake_case: ``sync_target``
    id:           the primary key; `key` is the field of the event that holds it
    organization: the column with the organization's id, or None
    columns:      what is fetched besides the id, as JSON can hold it
    created_at:   the column that orders the items of a schedule
    status:       None leaves the status steps out
    """

    model: str
    name: str
    id: Column
    key: str
    organization: Column | None = None
    columns: tuple[Column, ...] = ()
    created_at: Column | None = None
    status: Status | None = None


class Tenant(Struct, frozen=True):
    """The model of the organizations that a job with both triggers goes through."""

    model: str
    id: Column
    enabled: str | None = None


class Database(Struct, frozen=True):
    """What the queries are written with.

    orm:      whose they are
    opened:   the expression that gives a session, for `with`; "" for one that is always there
    session:  the expression of the session inside; `session_type` its type, "" where it is not
              handed on
    is_async: whether it is awaited
    """

    orm: Literal["sqlalchemy", "django"]
    opened: str = ""
    session: str = "session"
    session_type: str = ""
    is_async: bool = False


def status_columns(status: Status) -> tuple[str, str, str]:
    return status.field, status.error, status.processed_at


def python_name(key: str) -> str:
    """The snake_case name for a field of the wire."""
    return safe(snake(key) or "value")


def json_type(column: Column) -> str:
    """The Python type of a column's value in JSON."""
    return column.kind if column.kind in ("int", "float", "bool") else "str"


def to_json(column: Column, expression: str) -> str:
    """The expression that makes JSON of a column's value."""
    return expression if column.kind in ("str", "int", "float", "bool") else f"str({expression})"


def from_json(column: Column, expression: str) -> str:
    """The expression that a column is compared with, from what came as JSON."""
    return f"uuid.UUID({expression})" if column.kind == "uuid" else expression
