"""What a job module, a client module and a route are rendered from, and their rendering.

A context is complete: whoever fills it in has looked at the project, this module has not.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from msgspec import Struct

from codemods.syntax import naming
from codemods.syntax.quoting import comment_lines, property_name
from codemods.syntax.style import Style
from codemods.transforms.jobs.field import Field
from codemods.transforms.jobs.job_parts import (
    Binding,
    Column,
    ColumnType,
    Concurrency,
    Entity,
    Event,
    Schedule,
    Status,
    Tenant,
    import_lines,
    require_name,
)
from codemods.transforms.jobs.render import Override, render

__all__ = [
    "TEMPLATES",
    "Binding",
    "ClientTemplate",
    "Column",
    "ColumnType",
    "Concurrency",
    "Entity",
    "Event",
    "Field",
    "Form",
    "JobTemplate",
    "RouteTemplate",
    "Schedule",
    "Status",
    "Tenant",
    "render_client",
    "render_job",
    "render_route",
]

Form = Literal["event", "cron", "both"]

TEMPLATES = {"event": "event-job", "cron": "cron-job", "both": "multi-trigger-job"}

# Names that a generated module gives to its own variables, or needs as the globals they are.
_OWN_NAMES = frozenset(
    """
    BigInt Date Error NonRetriableError String count data due error event failed isManual item items
    logger message options org organizations processed result results row rows step succeeded
    undefined
    """.split()  # noqa: SIM905 - they read better as words
)


class JobTemplate(Struct, frozen=True, dict=True):
    """All that a job module is rendered from; in a template it is called `job`.

    form, sdk:        which triggers, and which major version of the SDK
    id, title:        the job's id and its human name
    export:           the name it is exported under: ``generateReportJob``
    client:           how the Inngest client is imported
    path:             the file's path from the root: its first comment and, by its ending, its
                      language; without one there is no such comment
    description:      the comment at the top; empty: the triggers in words
    typescript:       False writes plain JavaScript
    event, schedule:  the triggers, as `form` wants them
    typed_by_client:  the client knows the event's data: neither a cast nor an interface is written
    data_type:        the interface's name otherwise
    prisma:           how the Prisma client is imported; None writes no queries
    entity:           the record; None: the job has none. A job with both triggers never has one
    tenant:           for both triggers: the model gone through; None (or no `prisma`): no loop
    organization_key, user_key: how these two ids are called in the event's data
    ids, data:        further fields of the event's data; `options` those of its `options`
    retries, concurrency, emits: as on the command line. What is emitted carries the record's id,
                      the organization's and the user's. A scheduled job emits after its loop, in
                      one step, an event for each item that was processed, with its id and its
                      organization's where the model has that; no user has a part in it. A job with
                      both triggers does so for each organization
    failure:          whether a failure is handled around the steps or in `onFailure`

    The properties below are texts ready to be put into code. Names that the module gives to its
    variables avoid each other, the language's words and what it imports. Raises CodemodError where
    a name is none.
    """

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

    def __post_init__(self) -> None:
        wanted = (self.form != "cron", self.form != "event")
        if wanted != (self.event is not None, self.schedule is not None):
            raise ValueError(f"triggers that do not belong to the form {self.form}")
        for name in self._bound_names():
            require_name(name, binding=True)
        for name in self._property_names():
            require_name(name)

    def _bound_names(self) -> list[str]:
        """The names that the module binds."""
        return [self.export, self.data_type, *(binding.name for binding in self._bindings)]

    def _property_names(self) -> list[str]:
        """The names that follow a dot or stand in an object as they are."""
        names = [self.organization_key, self.user_key]
        if self.entity:
            names += self.entity.names
        if self.tenant:
            names += self.tenant.names
        return names

    @property
    def _bindings(self) -> list[Binding]:
        constant = self.event.constant if self.event else None
        return [binding for binding in (self.client, self.prisma, constant) if binding]

    @property
    def comment(self) -> list[str]:
        """The lines of the comment at the top."""
        path = comment_lines(self.path) if self.path else []
        return path + (comment_lines(self.description) or comment_lines(self._triggers_in_words))

    @property
    def _triggers_in_words(self) -> str:
        when = [f'on "{self.event.name}"'] if self.event else []
        if self.schedule:
            words = self.schedule.words or f"on the schedule {self.schedule.cron}"
            when.append(words[0].lower() + words[1:])
        return f"{self.title}: runs {' and '.join(when)}."

    @property
    def imports(self) -> list[str]:
        """The import statements: the SDK's first, the others by their module's name."""
        wanted = [self.client]
        if self.form == "event" and self.entity and self.prisma:
            wanted.append(Binding("NonRetriableError", "inngest"))
        if self.prisma and (self.tenant if self.form == "both" else self.entity):
            wanted.append(self.prisma)
        if self.event and self.event.constant:
            wanted.append(self.event.constant)
        return import_lines(wanted)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The event's data without its `options`; a name that is given twice is one field."""
        entity = self.entity if self.form == "event" else None
        organization = entity.organization if entity else None
        if self.form == "both" and self.tenant:
            organization = self.tenant.id
        fields = [
            *([Field(entity.id_field, entity.id.json_type)] if entity else []),
            *self.ids,
            Field(self.organization_key, organization.json_type if organization else "string"),
            Field(self.user_key),
            *self.data,
        ]
        unique: dict[str, Field] = {}
        for field in fields:
            unique.setdefault(field.name, field)
        return tuple(unique.values())

    @property
    def names(self) -> list[str]:
        """The names of all properties of the event's data."""
        names = [field.name for field in self.fields]
        return [*names, "options"] if self.options else names

    @property
    def key_names(self) -> list[str]:
        """The properties of the event's data that find the record."""
        return [name for _, name in self._keys]

    @property
    def _keys(self) -> list[tuple[Column, str]]:
        """The columns that find the record, and the property that each is compared with."""
        if self.entity is None:
            return []
        keys = [(self.entity.id, self.entity.id_field)]
        if self.entity.organization and self.organization_key != self.entity.id_field:
            keys.append((self.entity.organization, self.organization_key))
        return keys

    @cached_property
    def variables(self) -> dict[str, str]:
        """The variable that holds each property of the event's data."""
        taken = {*_OWN_NAMES, *self._bound_names()} - {"options"}
        variables: dict[str, str] = {}
        for name in self.names:
            variable = name
            while variable in taken or naming.is_reserved(variable):
                variable += "Value"
            taken.add(variable)
            variables[name] = variable
        return variables

    @property
    def record(self) -> str:
        """The variable of the fetched record."""
        name = self.entity.id_field.removesuffix("Id") if self.entity else "record"
        taken = {*_OWN_NAMES, *self._bound_names(), *self.variables.values()}
        while name in taken or naming.is_reserved(name):
            name += "Record"
        return name

    def shorthand(self, names: list[str]) -> str:
        """These properties of the event's data, for the inside of an object or its pattern."""
        return ", ".join(_entry(name, self.variables[name]) for name in names)

    @property
    def record_id(self) -> str:
        """The variable of the record's id."""
        return self.variables[self.entity.id_field] if self.entity else ""

    @property
    def where(self) -> str:
        """The object that finds the record, in its organization where the model has one."""
        entries = [
            _entry(column.name, column.value(self.variables[name])) for column, name in self._keys
        ]
        return f"{{ {', '.join(entries)} }}"

    @property
    def key_is_missing(self) -> str:
        """The condition under which the event cannot be trusted to find one record.

        Prisma takes a filter that is `undefined` for no filter at all: an event without the ids
        would change every record there is. The number 0 is an id like any other.
        """
        tests = (
            f'typeof {self.variables[name]} !== "number"'
            if column.json_type == "number"
            else f"!{self.variables[name]}"
            for column, name in self._keys
        )
        return " || ".join(tests)

    @property
    def work_input(self) -> str:
        """What the step that does the work has to work with: the inside of an object literal."""
        known = {self.organization_key, self.user_key}
        if self.entity is None:
            first = self.shorthand([self.organization_key])
        elif self.prisma and self.entity.select and self.entity.id.name not in self.entity.select:
            first = self.record
            known.add(self.entity.id_field)
        else:
            column = self.entity.id.name if self.prisma else "id"
            first = f"{self.entity.id_field}: {self.record}.{column}"
            known.add(self.entity.id_field)
        further = [name for name in self.names if name not in known]
        return ", ".join([first, self.shorthand(further)] if further else [first])

    @property
    def summary(self) -> str:
        """The ids that a run returns and that an emitted event carries."""
        names = [self.entity.id_field] if self.entity else []
        return self.shorthand(list(dict.fromkeys([*names, self.organization_key, self.user_key])))

    @property
    def emitted_fields(self) -> tuple[Field, ...]:
        """The properties of the data of the event that is emitted."""
        if self.form == "event":
            names = {self.entity.id_field} if self.entity else set()
            names |= {self.organization_key, self.user_key}
            return tuple(field for field in self.fields if field.name in names)
        if self.form == "both":
            if self.tenant and self.prisma:
                return (Field(self.organization_key, self.tenant.id.json_type),)
            names = {self.organization_key, self.user_key}
            given = (field for field in self.fields if field.name in names)
            return tuple(Field(field.name, f"{field.type} | null") for field in given)
        if self.entity is None:
            return ()
        fields = [Field(self.entity.id_field, self.entity.id.json_type)]
        organization = self.entity.organization if self.prisma else None
        if organization and self.organization_key != self.entity.id_field:
            null = " | null" if organization.optional else ""
            fields.append(Field(self.organization_key, f"{organization.json_type}{null}"))
        return tuple(fields)

    @property
    def marks_failure(self) -> bool:
        """Whether there is a record to mark as failed."""
        return bool(self.form == "event" and self.prisma and self.entity and self.entity.status)

    @property
    def casts(self) -> bool:
        """Whether the event's data has no type where it is read."""
        return self.typescript and not self.typed_by_client

    @property
    def kebab(self) -> str:
        """The record in the ids of steps: ``sync-target``."""
        return naming.kebab(self.entity.name) if self.entity else ""

    @property
    def noun(self) -> str:
        """The record in comments: ``sync target``."""
        return self.kebab.replace("-", " ")

    @property
    def work_step(self) -> str:
        """The id of the step with the work of a job without a record: ``process-sync-gong``.

        `process` alone would not say what the step does.
        """
        return f"process-{self.id.removeprefix('process-')}"

    @property
    def emit_step(self) -> str:
        """The id of the step that emits."""
        return f"emit-{naming.kebab(self.emits)}" if self.emits else ""

    @property
    def item_columns(self) -> list[Column]:
        """What a scheduled job fetches of each item."""
        if self.entity is None:
            return []
        emitted = self.entity.organization if self.emits else None
        return [self.entity.id, emitted] if emitted else [self.entity.id]

    @property
    def item_id(self) -> str:
        """The property of an item that holds its id."""
        return self.entity.id.name if self.entity and self.prisma else "id"

    @property
    def item_data(self) -> str:
        """What the event emitted for an item carries."""
        if self.entity is None:
            return ""
        data = f"{self.entity.id_field}: item.{self.item_id}"
        organization = self.entity.organization if self.prisma else None
        if organization and self.organization_key != self.entity.id_field:
            data += f", {self.organization_key}: item.{organization.name}"
        return data


class ClientTemplate(Struct, frozen=True):
    """All that the module with the project's client is rendered from; in a template: `client`."""

    sdk: Literal[3, 4]
    app_id: str
    path: str


class RouteTemplate(Struct, frozen=True):
    """All that the route is rendered from; in a template it is called `route`.

    pages: whether it is an API route of the Pages Router, not a route handler of the App Router
    """

    sdk: Literal[3, 4]
    client: Binding
    path: str
    pages: bool = False

    def __post_init__(self) -> None:
        require_name(self.client.name, binding=True)

    @property
    def imports(self) -> list[str]:
        """The import statements."""
        return import_lines([Binding("serve", "inngest/next"), self.client])


def render_job(job: JobTemplate, style: Style, override: Override | None = None) -> bytes:
    """The module of a job, as Prettier prints it in this style.

    override: the project's own template (path and text), with the same context and filters

    Raises CodemodError where that template fails, or where what it makes does not parse.
    """
    path = job.path or ("job.ts" if job.typescript else "job.js")
    return render(TEMPLATES[job.form], {"job": job}, style, path, override)


def render_client(
    *,
    sdk: Literal[3, 4],
    app_id: str,
    style: Style,
    path: str = "src/lib/inngest/client.ts",
    override: Override | None = None,
) -> bytes:
    """The module with the Inngest client of a project that has none; otherwise as `render_job`."""
    context = ClientTemplate(sdk, app_id, path)
    return render("client", {"client": context}, style, path, override)


def render_route(
    *,
    sdk: Literal[3, 4],
    client: Binding,
    style: Style,
    path: str = "src/app/api/inngest/route.ts",
    pages: bool = False,
    override: Override | None = None,
) -> bytes:
    """The route of a project that has none, serving no job yet; otherwise as `render_job`.

    SDK 3 takes the signing key in `serve`; SDK 4's client reads the same variable by itself.
    """
    context = RouteTemplate(sdk, client, path, pages)
    return render("route", {"route": context}, style, path, override)


def _entry(key: str, value: str) -> str:
    return key if key == value else f"{property_name(key)}: {value}"
