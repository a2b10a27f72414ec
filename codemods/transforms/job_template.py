"""What a generated file is rendered from, and the rendering.

A `JobTemplate` is complete: whoever fills it in has looked at the project, this module has not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["event", "cron", "both"]
ColumnType = Literal["string", "number", "bigint"]


@dataclass(frozen=True, slots=True)
class Field:
    """A property of the event's data; `type` is the text of a TypeScript type."""

    name: str
    type: str = "string"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Binding:
    """A name and the module it is imported from, by name or as the default export."""

    name: str
    specifier: str
    default: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a model; `type` is its type in the Prisma client."""

    name: str
    type: ColumnType = "string"


@dataclass(frozen=True, slots=True)
class Status:
    """The columns that say how far a record is, and what the first of them may hold.

    An enum's members are plain strings in the Prisma client's types, so that values are strings.
    """

    field: str = "processingStatus"
    error: str = "processingError"
    processed_at: str = "processedAt"
    pending: str = "pending"
    processing: str = "processing"
    completed: str = "completed"
    failed: str = "failed"


@dataclass(frozen=True, slots=True)
class Entity:
    """The record that a job works on.

    name:         camelCase, the Prisma client's delegate: ``syncTarget``
    title:        as messages name it: ``SyncTarget``
    id_field:     its id in the event's data: ``syncTargetId``
    id:           the model's id column
    organization: the column with the organization's id, or None where the model has none
    status:       None leaves the status steps out
    select:       the columns to fetch where the model has some that JSON cannot hold (BigInt,
                  Bytes), as a step's result is JSON; None fetches all
    created_at:   the column that orders a scheduled job's items, or None where there is none
    """

    name: str
    title: str
    id_field: str
    id: Column = Column("id")
    organization: Column | None = None
    status: Status | None = None
    select: tuple[str, ...] | None = None
    created_at: str | None = None


@dataclass(frozen=True, slots=True)
class Tenant:
    """The model of the organizations that a job with both triggers goes through.

    enabled: the Boolean column that the scheduled run asks for, or None for all of them
    """

    name: str = "organization"
    id: Column = Column("id")
    enabled: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """The event that triggers a job; `constant` is the project's `eventType(...)` for it (SDK 4)."""

    name: str
    constant: Binding | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A cron expression and the same in words: ``Every hour``."""

    cron: str
    words: str


@dataclass(frozen=True, slots=True)
class Concurrency:
    """How many steps may run at once, for each value of the CEL expression `key` when given."""

    limit: int
    key: str | None = None


@dataclass(frozen=True, slots=True)
class JobTemplate:
    """All that a job module is rendered from."""

    form: Form
    sdk: Literal[3, 4]
    id: str
    title: str
    export: str
    client: Binding
    path: str | None = None
    description: str = ""
    typescript: bool = True
    event: Event | None = None
    schedule: Schedule | None = None
    typed_by_client: bool = False
    data_type: str = "EventData"
    prisma: Binding | None = None
    entity: Entity | None = None
    tenant: Tenant | None = None
    organization_key: str = "organizationId"
    user_key: str = "userId"
    ids: tuple[Field, ...] = ()
    data: tuple[Field, ...] = ()
    options: tuple[Field, ...] = ()
    retries: int = 3
    concurrency: Concurrency | None = None
    emits: str | None = None
    failure: Literal["catch", "on-failure"] = "catch"
