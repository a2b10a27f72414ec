"""What the module of a Python job is rendered from. A context is complete: it asks no project."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from msgspec import Struct

from codemods.syntax import naming
from codemods.syntax.python.names import snake
from codemods.transforms.jobs.job_parts import Schedule
from codemods.transforms.python.jobs.job_parts import (
    Database,
    EventField,
    Import,
    Record,
    Status,
    Tenant,
    from_json,
    json_type,
    python_name,
    status_columns,
    to_json,
)
from codemods.transforms.python.jobs.models import Column

Form = Literal["event", "cron", "both"]

TEMPLATES = {"event": "event-job", "cron": "cron-job", "both": "multi-trigger-job"}

# Names that a generated module gives to its own variables and functions, or needs as they are.
OWN_NAMES = frozenset(
    """
    Any BaseModel Field Literal NotRequired TypedDict UTC ValidationError cast ctx data datetime
    error failed inngest item items message missing now organization_ids original processed
    result results select session step timedelta timezone uuid
    """.split()  # noqa: SIM905 - they read better as words
)


class JobTemplate(Struct, frozen=True, dict=True):
    """All that a job module is rendered from; in a template it is called `job`.

    id, title, function: the job's id, its human name, and the name of its function
    client:     the expression of the Inngest client
    is_async:   whether the handler and its steps are `async def`
    steps_in_context: whether it finds them in its context, as since SDK 0.5
    pydantic:   whether the event's data is a Pydantic model, not a TypedDict
    modern:     whether the project needs Python 3.11 at least
    fields:     of the event's data, `options` those of its `options`
    imports:    what the project's own parts need: the client, the session, the model
    record, tenant, database: what it works on; no queries without a database
    """

    form: Form
    id: str
    title: str
    function: str
    client: str
    is_async: bool
    description: str
    imports: tuple[Import, ...]
    steps_in_context: bool = True
    pydantic: bool = False
    modern: bool = True
    event: str | None = None
    schedule: Schedule | None = None
    data_type: str = "EventData"
    fields: tuple[EventField, ...] = ()
    options: tuple[EventField, ...] = ()
    organization_key: str = "organization_id"
    user_key: str = "user_id"
    database: Database | None = None
    record: Record | None = None
    noun: str = ""
    tenant: Tenant | None = None
    retries: int = 3
    concurrency: tuple[int, str | None] | None = None
    emits: str | None = None
    failure: Literal["catch", "on-failure"] = "catch"

    # ------------------------------------------------------------------ words of the language

    @property
    def define(self) -> str:
        """What a function begins with."""
        return "async def" if self.is_async else "def"

    @property
    def awaits(self) -> str:
        """What stands before a call of a step."""
        return "await " if self.is_async else ""

    @property
    def parameters(self) -> str:
        """Those of the handler; before SDK 0.5 it was given its steps beside the context."""
        if not self.steps_in_context:
            return f"ctx: inngest.Context, step: inngest.{'Step' if self.is_async else 'StepSync'}"
        return f"ctx: inngest.{'Context' if self.is_async else 'ContextSync'}"

    @property
    def steps(self) -> str:
        """The expression that has the methods of the steps."""
        return "ctx.step" if self.steps_in_context else "step"

    @property
    def queries(self) -> str:
        """What stands before a query."""
        return "await " if self.database is not None and self.database.is_async else ""

    @property
    def opens(self) -> str:
        """What stands before the `with` of a session."""
        return "async " if self.database is not None and self.database.is_async else ""

    # ------------------------------------------------------------------ the event's data

    def value(self, key: str) -> str:
        """The expression of a field of the event's data, which the variable `data` holds."""
        return f"data.{python_name(key)}" if self.pydantic else f'data["{key}"]'

    def maybe(self, key: str) -> str:
        """The same where `data` may be None, for a run that a schedule started."""
        return f"{self.value(key)} if data else None"

    def entries(self, keys: list[str]) -> str:
        """The inside of a dict with these fields of the event's data."""
        return ", ".join(f'"{key}": {self.value(key)}' for key in dict.fromkeys(keys))

    @property
    def annotations(self) -> tuple[tuple[EventField, str], ...]:
        """The fields with the whole text of their annotations, those with a default at the end."""
        return tuple((each, self._annotation(each)) for each in self._ordered(self.fields))

    @property
    def option_annotations(self) -> tuple[tuple[EventField, str], ...]:
        """The same of `options`."""
        return tuple((each, self._annotation(each)) for each in self._ordered(self.options))

    def _ordered(self, fields: tuple[EventField, ...]) -> list[EventField]:
        return sorted(fields, key=lambda each: each.optional and self.pydantic)

    def _annotation(self, field: EventField) -> str:
        if not self.pydantic:
            return f"NotRequired[{field.annotation}]" if field.optional else field.annotation
        alias = f'alias="{field.key}"' if field.name != field.key else ""
        if not field.optional:
            return f"{field.annotation} = Field({alias})" if alias else field.annotation
        wide = field.annotation.split(" | ")
        annotation = " | ".join(wide if "None" in wide else [*wide, "None"])
        return f"{annotation} = Field(default=None, {alias})" if alias else f"{annotation} = None"

    @property
    def key_names(self) -> list[str]:
        """The fields of the event's data that find the record."""
        if self.record is None:
            return []
        keys = [self.record.key]
        if self.record.organization is not None and self.organization_key not in keys:
            keys.append(self.organization_key)
        return keys

    @property
    def summary(self) -> str:
        """The entries that a run returns and that an emitted event carries."""
        first = [self.record.key] if self.record else []
        return self.entries([*first, self.organization_key, self.user_key])

    @property
    def conditions(self) -> str:
        """What finds the record, in its organization: the arguments of `where` or `filter`."""
        record = self.record
        assert record is not None
        found = [self.condition(record.id, self.value(record.key))]
        if record.organization is not None and self.organization_key != record.key:
            found.append(self.condition(record.organization, self.value(self.organization_key)))
        return ", ".join(found)

    def condition(self, column: Column, value: str) -> str:
        """That a column of the record has a value that came as JSON."""
        assert self.record is not None
        if self.database is not None and self.database.orm == "django":
            return f"{column.name}={value}"
        return f"{self.record.model}.{column.name} == {from_json(column, value)}"

    # ------------------------------------------------------------------ steps

    @property
    def on_failure(self) -> str:
        """The function that handles a failure of the whole run."""
        return f"_{self.function.strip('_')}_failed"

    @property
    def session_type(self) -> str:
        """The type of a session that is handed to a function, or ""."""
        return self.database.session_type if self.database else ""

    @property
    def purpose(self) -> str:
        """What the handler's docstring says."""
        match self.form:
            case "event":
                return f"Process the {self.noun} of the event." if self.record else "Do the work."
            case "cron":
                return "Process the items that are due." if self.record else "Do the work."
            case "both":
                every = self.tenant is not None and self.database is not None
                return "Sync one organization, or all of them." if every else "Do the work."

    @property
    def _further(self) -> list[EventField]:
        known = {*self.key_names, self.organization_key, self.user_key}
        return [each for each in self.fields if each.key not in known]

    @property
    def work_arguments(self) -> str:
        """The event's data, as a further argument of the step that does the work."""
        return ", data" if self._further or self.options else ""

    @property
    def work_parameters(self) -> str:
        """The parameter for it."""
        return f", data: {self.data_type}" if self.work_arguments else ""

    @property
    def work_result(self) -> str:
        """Entries of what that step gives: the further fields of the event's data."""
        parts = [f', "{each.key}": {self._read(each)}' for each in self._further]
        if self.options and self.pydantic:
            parts.append(', "options": data.options.model_dump() if data.options else None')
        elif self.options:
            parts.append(', "options": data.get("options")')
        return "".join(parts)

    def _read(self, field: EventField) -> str:
        if field.optional and not self.pydantic:
            return f'data.get("{field.key}")'
        return self.value(field.key)

    # ------------------------------------------------------------------ the items of a schedule

    @property
    def due(self) -> str:
        """What the items of a schedule meet: the arguments of `where` or `filter`."""
        record = self.record
        assert record is not None
        django = self.database is not None and self.database.orm == "django"
        parts = []
        if record.status is not None:
            column = Column(record.status.field, "str")
            parts.append(self.condition(column, record.status.pending))
        if record.created_at is not None:
            name = record.created_at.name
            parts.append(f"{name}__lt=hour_ago" if django else f"{record.model}.{name} < hour_ago")
        return ", ".join(parts)

    @property
    def order(self) -> str:
        """The column that the items are in order of."""
        assert self.record is not None
        return (self.record.created_at or self.record.id).name

    @property
    def _item_columns(self) -> list[Column]:
        assert self.record is not None
        organization = self.record.organization if self.emits else None
        return [organization] if organization and self.organization_key != self.record.key else []

    @property
    def item(self) -> str:
        """What is kept of a row that is due."""
        assert self.record is not None
        parts = [f'"id": {to_json(self.record.id, f"row.{self.record.id.name}")}']
        parts += [
            f'"{self.organization_key}": {to_json(each, f"row.{each.name}")}'
            for each in self._item_columns
        ]
        return f"{{{', '.join(parts)}}}"

    @property
    def item_data(self) -> str:
        """What the event that is emitted for an item carries."""
        assert self.record is not None
        parts = [f'"{self.record.key}": item["id"]']
        if self.database is not None and self._item_columns:
            parts.append(f'"{self.organization_key}": item["{self.organization_key}"]')
        return ", ".join(parts)

    # ------------------------------------------------------------------ organizations

    @property
    def organization_type(self) -> str:
        """The Python type of the organization's id in the event."""
        found = (each.annotation for each in self.fields if each.key == self.organization_key)
        return next(found, "str")

    @property
    def tenant_row(self) -> str:
        """The id of a row, as JSON has it."""
        assert self.tenant is not None
        return to_json(self.tenant.id, f"row.{self.tenant.id.name}")

    @property
    def tenant_given(self) -> str:
        """The id that was given, as its column takes it."""
        assert self.tenant is not None
        return from_json(self.tenant.id, "organization_id")

    # ------------------------------------------------------------------ the record

    @property
    def status(self) -> Status | None:
        """The status that is kept, if any is."""
        return self.record.status if self.record and self.database else None

    @property
    def marks_failure(self) -> bool:
        """Whether there is a record of the event's to mark as failed."""
        return self.form == "event" and self.status is not None

    @property
    def kebab(self) -> str:
        """The record in the ids of steps."""
        return naming.kebab(self.record.name) if self.record else ""

    @property
    def work_step(self) -> str:
        """The id of the step with the work of a job without a record."""
        return f"process-{self.id.removeprefix('process-')}"

    @property
    def work_function(self) -> str:
        """The function of that step."""
        return f"_{snake(self.work_step)}"

    @property
    def emit_step(self) -> str:
        """The id of the step that emits."""
        return f"emit-{naming.kebab(self.emits)}" if self.emits else ""

    @property
    def now(self) -> str:
        """The time, with its zone; what Django has for it is the same in every version."""
        if self.database is not None and self.database.orm == "django":
            return "timezone.now()"
        return "datetime.now(UTC)" if self.modern else "datetime.now(timezone.utc)"

    def time(self, column: Column | None) -> str:
        """The time as a column takes it."""
        django = self.database is not None and self.database.orm == "django"
        zoned = django or column is None or column.zoned
        return self.now if zoned else f"{self.now}.replace(tzinfo=None)"

    @property
    def processed_at(self) -> str:
        """The time for the column that says when a record was processed."""
        assert self.record is not None
        return self.time(self._processed_column)

    @cached_property
    def _processed_column(self) -> Column | None:
        record = self.record
        if record is None or record.status is None:
            return None
        return next((c for c in record.columns if c.name == record.status.processed_at), None)

    @property
    def fetched(self) -> str:
        """The inside of the dict with what JSON can hold of the record."""
        assert self.record is not None
        record, name = self.record, self.record.name
        known = {record.id.name, *(status_columns(record.status) if record.status else ())}
        taken = [
            each
            for each in record.columns
            if each.kind in ("str", "int", "float", "bool") and each.name not in known
        ]
        parts = [f'"{each.name}": {to_json(each, f"{name}.{each.name}")}' for each in [record.id]]
        parts += [f'"{each.name}": {name}.{each.name}' for each in taken]
        return ", ".join(parts)

    @property
    def item_type(self) -> str:
        """The Python type of an item's id, in JSON."""
        return json_type(self.record.id) if self.record and self.database else "str"

    @property
    def tenant_type(self) -> str:
        """The Python type of an organization's id, in JSON."""
        return json_type(self.tenant.id) if self.tenant else "str"
