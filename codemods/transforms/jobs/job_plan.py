"""From what was asked and what the project is to the complete context of the template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.inngest.cron import schedules
from codemods.inngest.database import uses_prisma
from codemods.inngest.placement import export_suffix
from codemods.inngest.sdk import Sdk, find_sdk
from codemods.syntax import naming
from codemods.transforms.events.declared_events import Declared, declared_event
from codemods.transforms.jobs.field import Field
from codemods.transforms.jobs.job_place import job_path, why_there
from codemods.transforms.jobs.job_request import check_request, own_ids
from codemods.transforms.jobs.job_template import (
    Binding,
    Concurrency,
    Event,
    Form,
    JobTemplate,
    Schedule,
)
from codemods.transforms.jobs.records import Record, choose_record, choose_tenant
from codemods.transforms.jobs.references import (
    ClientModule,
    client_binding,
    find_client,
    prisma_binding,
)

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.scaffold_job import ScaffoldJob

Detected = tuple[str, str, str]

_RETRIES = {"event": 3, "cron": 2, "both": 2}
_CONCURRENCY = {"event": None, "cron": 1, "both": 3}


class JobPlan(Struct, frozen=True):
    """The module's path and context, with what the user may want to know of how they came about.

    cron:     the expression, a preset resolved
    record:   what it works on
    detected: what, value and evidence of everything that was read off the project
    """

    path: str
    template: JobTemplate
    cron: str | None
    client: ClientModule
    sdk: Sdk
    record: Record
    notes: tuple[str, ...]
    detected: tuple[Detected, ...]
    facts: dict[str, object]


def plan_job(asked: ScaffoldJob, project: Project) -> JobPlan:
    """Raises CodemodError for anything that was asked for and cannot be."""
    basis = _basis(asked, project)
    template = _template(basis, own_ids(asked, project, basis.record))
    lacking = _undeclared(template, basis.declared)
    if lacking:
        # Without the cast it would not type-check; with it, it does.
        template = replace(template, typed_by_client=False)
    return JobPlan(
        path=basis.path,
        template=template,
        cron=basis.cron,
        client=basis.client,
        sdk=basis.sdk,
        record=basis.record,
        notes=_notes(basis, lacking),
        detected=_detected(basis),
        facts=_facts(basis),
    )


class _Basis(Struct, frozen=True):
    """What was asked for, with what the project has for it.

    export: the name under which the job is exported, and what says so
    """

    asked: ScaffoldJob
    project: Project
    form: Form
    cron: str | None
    sdk: Sdk
    client: ClientModule
    path: str
    database: Binding | None
    record: Record
    export: tuple[str, str]
    declared: Declared | None


def _basis(asked: ScaffoldJob, project: Project) -> _Basis:
    cron = check_request(asked)
    form: Form = "both" if asked.event and cron else "event" if asked.event else "cron"
    sdk = find_sdk(project, asked.sdk)
    client = find_client(project, asked.client)
    if client is None:
        raise CodemodError(
            "the project has no Inngest client",
            mend="create one, or name the module that exports it with --client",
        )
    path = job_path(asked, project, client)
    database = _database(asked, project, path)
    return _Basis(
        asked=asked,
        project=project,
        form=form,
        cron=cron,
        sdk=sdk,
        client=client,
        path=path,
        database=database,
        record=_record(asked, project, form, database),
        export=_export(asked, project, form, {client.name, database.name if database else ""}),
        declared=declared_event(project, client, asked.event, path, sdk) if asked.event else None,
    )


def _record(asked: ScaffoldJob, project: Project, form: Form, database: Binding | None) -> Record:
    """The record that the job works on: none with both triggers, which go through all there are."""
    if form != "both":
        return choose_record(
            given=asked.entity,
            event=asked.event,
            job=asked.name,
            schema=project.schema if database or asked.entity else None,
            config=project.config,
            database=database is not None,
            status=asked.status,
        )
    if asked.status:
        raise CodemodError(
            "a job with both triggers works on no single record, so it keeps no status",
            mend="leave --status out, or give one trigger",
        )
    return Record(None)


def _export(asked: ScaffoldJob, project: Project, form: Form, taken: set[str]) -> tuple[str, str]:
    """The name under which the job is exported, none of those that are taken, and the evidence."""
    suffix = export_suffix(project, scheduled=form == "cron")
    name = naming.export_name(asked.name, _new_suffix(asked.name, suffix.value))
    return (f"{name}Job" if name in taken else name), suffix.evidence


def _template(basis: _Basis, ids: tuple[Field, ...]) -> JobTemplate:
    asked, project, form, declared = basis.asked, basis.project, basis.form, basis.declared
    keys = project.config.keys
    limit = asked.concurrency or _CONCURRENCY[form]
    every = form == "both" and basis.database is not None  # it goes through the organizations
    return JobTemplate(
        form=form,
        sdk=basis.sdk.major,
        id=asked.name,
        title=asked.title or naming.title(asked.name),
        export=basis.export[0],
        client=client_binding(project, basis.client, basis.path),
        path=basis.path,
        description=asked.description or _description(asked, form, basis.cron),
        typescript=not basis.path.endswith(".js"),
        event=Event(asked.event, declared.constant if declared else None) if asked.event else None,
        schedule=Schedule(basis.cron, _sentence(_words(basis.cron))) if basis.cron else None,
        typed_by_client=declared is not None,
        data_type=f"{naming.pascal(asked.name)}EventData",
        prisma=basis.database,
        entity=basis.record.entity,
        tenant=choose_tenant(project.schema, project.config) if every else None,
        organization_key=keys.organization[0] if keys.organization else "organizationId",
        user_key=keys.user[0] if keys.user else "userId",
        ids=ids,
        data=asked.data,
        options=asked.options,
        retries=_RETRIES[form] if asked.retries is None else asked.retries,
        concurrency=Concurrency(limit, asked.concurrency_key) if limit is not None else None,
        emits=asked.emits,
        failure=asked.failure,
    )


def _notes(basis: _Basis, lacking: list[str]) -> tuple[str, ...]:
    """What the user should know; what the version of the SDK is taken from comes first."""
    asked, sdk = basis.asked, basis.sdk
    notes: list[str] = []
    if not sdk.certain:
        notes.append(f"no version of inngest was found: the job is written for SDK {sdk.major}")
    if basis.database is None and asked.database is None and uses_prisma(basis.project):
        notes.append("no module exports a PrismaClient to import: the job has no queries")
    if lacking:
        fields = ", ".join(lacking)
        notes.append(f"{asked.event} is declared without {fields}, which the job reads")
    return (*notes, *basis.record.notes)


def _detected(basis: _Basis) -> tuple[Detected, ...]:
    """What was read off the project: what, value and evidence."""
    asked, project, client = basis.asked, basis.project, basis.client
    database, record = basis.database, basis.record
    return (
        ("app", project.app.directory or ".", project.app.evidence),
        ("SDK", str(basis.sdk.major), basis.sdk.evidence),
        ("client", f"{client.path}#{client.exported}", client.evidence),
        ("module", basis.path, why_there(asked, project, client)),
        ("export", *basis.export),
        ("database", database.specifier if database else "none", _why_database(asked, database)),
        ("record", record.entity.title if record.entity else "none", record.evidence),
    )


def _facts(basis: _Basis) -> dict[str, object]:
    """What a machine is told."""
    event, cron = basis.asked.event, basis.cron
    return {
        "job": basis.asked.name,
        "export": basis.export[0],
        "module": basis.path,
        "sdk": basis.sdk.major,
        "triggers": [*([{"event": event}] if event else []), *([{"cron": cron}] if cron else [])],
    }


def _undeclared(template: JobTemplate, declared: Declared | None) -> list[str]:
    """The properties of the event's data that its declaration is known to lack."""
    if declared is None or declared.fields is None:
        return []
    return [name for name in template.names if name not in declared.fields]


def _database(asked: ScaffoldJob, project: Project, path: str) -> Binding | None:
    """The import of the Prisma client, or None where the job is to have no queries."""
    if asked.database == "none":
        return None
    if asked.database in ("sqlalchemy", "django"):
        raise CodemodError(
            f"--database {asked.database} is for Python apps",
            mend="give --database prisma or none, or leave it out",
        )
    if asked.database is None and not uses_prisma(project):
        return None
    binding = prisma_binding(project, path)
    if binding is None and asked.database == "prisma":
        raise CodemodError(
            "no module of the project exports a PrismaClient",
            mend="export one, as in `export const prisma = new PrismaClient()`",
        )
    return binding


def _why_database(asked: ScaffoldJob, database: Binding | None) -> str:
    if asked.database is not None:
        return "it was named"
    if database is None:
        return "no module of the project exports a PrismaClient"
    return "this module exports the PrismaClient"


def _new_suffix(name: str, suffix: str) -> str:
    """The suffix, unless the name ends in the word already: `send-job` is `sendJob`."""
    return "" if suffix and naming.words(name)[-1] == suffix.lower() else suffix


def _description(asked: ScaffoldJob, form: Form, cron: str | None) -> str:
    title = asked.title or naming.title(asked.name)
    words = _words(cron) if cron else ""
    words = words[:1].lower() + words[1:]
    match form:
        case "event":
            return f"{title}: runs on {asked.event}"
        case "cron":
            return f"{title}: runs {words}"
        case "both":
            return f"{title}: runs on {asked.event} and {words}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _words(expression: str) -> str:
    return schedules.words(schedules.parse(expression))
