"""The parts of a job's context: what is imported, the record, the triggers."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax import naming
from codemods.syntax.quoting import string_literal

ColumnType = Literal["string", "number", "bigint"]


class Binding(Struct, frozen=True):
    """A name and the module it is imported from, by name or as the default export.

    called: whether it is a function whose result is meant
    """

    name: str
    specifier: str
    default: bool = False
    called: bool = False

    @property
    def expression(self) -> str:
        """What stands for it in code: ``inngest``, ``getInngest()``."""
        return f"{self.name}()" if self.called else self.name


class Column(Struct, frozen=True):
    """A column of a model; `type` is its type in the Prisma client, `optional`: it may be null."""

    name: str
    type: ColumnType = "string"
    optional: bool = False

    @property
    def json_type(self) -> str:
        """Its type in an event and in a step's result: JSON has no BigInt, which becomes text."""
        return "number" if self.type == "number" else "string"

    def value(self, expression: str) -> str:
        """The expression of what is asked for in a query, from that of the value in JSON."""
        return f"BigInt({expression})" if self.type == "bigint" else expression


class Status(Struct, frozen=True):
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


class Entity(Struct, frozen=True):
    """The record that a job works on.

    name:         camelCase, the Prisma client's delegate: ``syncTarget``
    title:        as messages name it: ``SyncTarget``
    id_field:     its id in the event's data: ``syncTargetId``
    id:           the model's id column
    organization: the column with the organization's id, or None where the model has none
    status:       None leaves the status steps out
    select:       the columns to fetch (one at least) where the model has some that JSON cannot
                  hold (BigInt, Bytes), as a step's result is JSON; None fetches all
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

    @property
    def names(self) -> list[str]:
        """Every name of it that stands in the code as it is."""
        status = self.status
        names = [self.name, self.id_field, self.id.name, *(self.select or ())]
        names += [self.organization.name] if self.organization else []
        names += [self.created_at] if self.created_at else []
        return names + ([status.field, status.error, status.processed_at] if status else [])


class Tenant(Struct, frozen=True):
    """The model of the organizations that a job with both triggers goes through.

    enabled: the Boolean column that the scheduled run asks for, or None for all of them
    """

    name: str = "organization"
    id: Column = Column("id")
    enabled: str | None = None

    @property
    def names(self) -> list[str]:
        """Every name of it that stands in the code as it is."""
        return [self.name, self.id.name, *([self.enabled] if self.enabled else [])]


class Event(Struct, frozen=True):
    """The event that triggers a job.

    constant: the project's `eventType(...)` for it (SDK 4), which is the trigger then
    """

    name: str
    constant: Binding | None = None


class Schedule(Struct, frozen=True):
    """A cron expression and the same in words: ``Every hour``."""

    cron: str
    words: str = ""


class Concurrency(Struct, frozen=True):
    """How many steps may run at once, for each value of the CEL expression `key` when given."""

    limit: int
    key: str | None = None


def import_lines(bindings: list[Binding]) -> list[str]:
    """One import statement a module: packages of Inngest first, relative paths last, by name."""
    by_module: dict[str, list[Binding]] = {}
    for binding in bindings:
        names = by_module.setdefault(binding.specifier, [])
        if binding not in names:
            names.append(binding)
    lines = []
    for specifier in sorted(by_module, key=_import_order):
        default = [binding.name for binding in by_module[specifier] if binding.default]
        named = [binding.name for binding in by_module[specifier] if not binding.default]
        clause = ", ".join([*default[:1], f"{{ {', '.join(named)} }}"] if named else default[:1])
        lines.append(f"import {clause} from {string_literal(specifier)};")
        lines += [f"import {name} from {string_literal(specifier)};" for name in default[1:]]
    return lines


def _import_order(specifier: str) -> tuple[bool, bool, str]:
    return specifier.split("/", maxsplit=1)[0] != "inngest", specifier.startswith("."), specifier


def require_name(name: str, *, binding: bool = False) -> None:
    """Raises CodemodError where `name` cannot stand in code as a property, or as a variable."""
    if not naming.is_identifier(name) or (binding and naming.is_reserved(name)):
        raise CodemodError(
            f"{naming.quoted(name)} cannot be a name in the code",
            mend="use letters, digits, _ and $, and no word of the language",
        )
