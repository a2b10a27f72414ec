"""From what was asked and what the project is to the complete context of the template."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.inngest import cron as schedules
from codemods.inngest import event_names
from codemods.inngest.database import uses_prisma
from codemods.inngest.placement import export_suffix, jobs_directory, module_extension
from codemods.inngest.sdk import Sdk, find_sdk
from codemods.syntax import naming
from codemods.transforms.events.declared_events import Declared, declared_event
from codemods.transforms.jobs.field import Field, check_field
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
_MOST_RETRIES = 20  # inngest/inngest pkg/consts/consts.go, MaxRetries


@dataclass(frozen=True, slots=True)
class JobPlan:
    """The module's path and context, with what the user may want to know of how they came about.

    cron:     the expression, a preset resolved
    detected: what, value and evidence of everything that was read off the project
    """

    path: str
    template: JobTemplate
    cron: str | None
    client: ClientModule
    sdk: Sdk
    notes: tuple[str, ...]
    detected: tuple[Detected, ...]
    facts: dict[str, object]


def plan_job(asked: ScaffoldJob, project: Project) -> JobPlan:
    """Raises CodemodError for anything that was asked for and cannot be."""
    cron = check_request(asked)
    form: Form = "both" if asked.event and cron else "event" if asked.event else "cron"
    sdk = find_sdk(project, asked.sdk)
    client = find_client(project, asked.client)
    if client is None:
        raise CodemodError(
            "the project has no Inngest client",
            mend="create one, or name the module that exports it with --client",
        )
    directory = _directory(asked, project, client)
    path = f"{directory}/{asked.name}{module_extension(project)}".removeprefix("/")
    if project.files.is_ignored(path):
        raise CodemodError(
            "git ignores this file, or its folder never holds source: the job would not be found",
            where=path,
            mend="name another folder with --jobs-dir, or take the rule out of .gitignore",
        )
    database = _database(asked, project, path)
    keys = project.config.keys
    record = Record(None)
    if form != "both":
        record = choose_record(
            given=asked.entity,
            event=asked.event,
            job=asked.name,
            schema=project.schema if database or asked.entity else None,
            config=project.config,
            database=database is not None,
            status=asked.status,
        )
    elif asked.status:
        raise CodemodError(
            "a job with both triggers works on no single record, so it keeps no status",
            mend="leave --status out, or give one trigger",
        )
    suffix = export_suffix(project, scheduled=form == "cron")
    export = naming.export_name(asked.name, _new_suffix(asked.name, suffix.value))
    if export in {client.name, database.name if database else None}:
        export = f"{export}Job"
    declared = declared_event(project, client, asked.event, path, sdk) if asked.event else None
    limit = asked.concurrency or _CONCURRENCY[form]
    ids = tuple(field for field in asked.ids if not _is_implied(field, record, project))
    _check_twice(project, record, ids, asked.data)
    template = JobTemplate(
        form=form,
        sdk=sdk.major,
        id=asked.name,
        title=asked.title or naming.title(asked.name),
        export=export,
        client=client_binding(project, client, path),
        path=path,
        description=asked.description or _description(asked, form, cron),
        typescript=not path.endswith(".js"),
        event=Event(asked.event, declared.constant if declared else None) if asked.event else None,
        schedule=Schedule(cron, _sentence(_words(cron))) if cron else None,
        typed_by_client=declared is not None,
        data_type=f"{naming.pascal(asked.name)}EventData",
        prisma=database,
        entity=record.entity,
        tenant=choose_tenant(project.schema, project.config)
        if form == "both" and database
        else None,
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
    notes = record.notes
    lacking = _undeclared(template, declared)
    if lacking:
        # Without the cast it would not type-check; with it, it does.
        template = replace(template, typed_by_client=False)
        fields = ", ".join(lacking)
        notes = (f"{asked.event} is declared without {fields}, which the job reads", *notes)
    if database is None and asked.database is None and uses_prisma(project):
        notes = ("no module exports a PrismaClient to import: the job has no queries", *notes)
    if not sdk.certain:
        notes = (f"no version of inngest was found: the job is written for SDK {sdk.major}", *notes)
    detected: tuple[Detected, ...] = (
        ("app", project.app.directory or ".", project.app.evidence),
        ("SDK", str(sdk.major), sdk.evidence),
        ("client", f"{client.path}#{client.exported}", client.evidence),
        ("module", path, _why_there(asked, project, client)),
        ("export", export, suffix.evidence),
        ("database", database.specifier if database else "none", _why_database(asked, database)),
        ("record", record.entity.title if record.entity else "none", record.evidence),
    )
    facts: dict[str, object] = {
        "job": asked.name,
        "export": export,
        "module": path,
        "sdk": sdk.major,
        "triggers": [
            *([{"event": asked.event}] if asked.event else []),
            *([{"cron": cron}] if cron else []),
        ],
    }
    return JobPlan(path, template, cron, client, sdk, notes, detected, facts)


def check_request(asked: ScaffoldJob) -> str | None:
    """What can be checked without a project; gives the cron expression, a preset resolved.

    Raises CodemodError for the first thing that is wrong.
    """
    naming.check_job_name(asked.name)
    if asked.event is None and asked.cron is None:
        raise CodemodError("nothing starts the job", mend="give an event, a schedule, or both")
    if asked.event is not None:
        event_names.check(asked.event)
    if asked.emits is not None:
        event_names.check(asked.emits, sending=True)
        if asked.emits == asked.event:
            raise CodemodError(
                f"the job would start itself: it emits {asked.emits}, which it listens to",
                mend="emit another event",
            )
    cron = schedules.resolve(asked.cron) if asked.cron is not None else None
    if asked.retries is not None and not 0 <= asked.retries <= _MOST_RETRIES:
        raise CodemodError(
            f"{asked.retries} retries", mend=f"give a number from 0 to {_MOST_RETRIES}"
        )
    if asked.concurrency is not None and asked.concurrency < 1:
        raise CodemodError(f"a concurrency of {asked.concurrency}", mend="give a number from 1 on")
    if asked.concurrency_key is not None and asked.concurrency is None and asked.event and not cron:
        raise CodemodError("a concurrency key without a limit", mend="give --concurrency N as well")
    if asked.concurrency_key is not None and not asked.event:
        raise CodemodError(
            "a concurrency key on a scheduled job, which has no event to read it from",
            mend="leave --concurrency-key out",
        )
    if asked.entity is not None and asked.event and cron:
        raise CodemodError(
            "a job with both triggers goes through the organizations, not through one record",
            mend="leave --entity out, or give one trigger",
        )
    if not asked.event and (asked.ids or asked.data or asked.options):
        raise CodemodError(
            "a scheduled job has no event data", mend="leave the fields out, or give an event"
        )
    for field in (*asked.ids, *asked.data, *asked.options):
        check_field(field)
    _once([field.name for field in asked.options], "options")
    return cron


def _check_twice(
    project: Project, record: Record, ids: tuple[Field, ...], data: tuple[Field, ...]
) -> None:
    always = {*project.config.keys.organization[:1], *project.config.keys.user[:1]}
    if record.entity is not None:
        always.add(record.entity.id_field)
    given = [field.name for field in (*ids, *data)]
    for name in given:
        if name in always:
            raise CodemodError(
                f"the field {name} is there without being given", mend="leave it out"
            )
        if name == "options":
            raise CodemodError(
                "the field options is the object that --option fills",
                mend="give --option NAME:TYPE, or choose another name",
            )
    _once(given, "the event's data")


def _is_implied(field: Field, record: Record, project: Project) -> bool:
    """Whether an id that was asked for is one that is there anyway, and as a string."""
    always = {*project.config.keys.organization[:1], *project.config.keys.user[:1]}
    if record.entity is not None and record.entity.id.type != "number":
        always.add(record.entity.id_field)
    return field.name in always and field.type == "string"


def _once(names: list[str], where: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise CodemodError(
                f"the field {name} is given twice in {where}", mend="leave one of them out"
            )


def _directory(asked: ScaffoldJob, project: Project, client: ClientModule) -> str:
    given = asked.jobs_dir
    if given is None and project.config.jobs_dir is not None:
        given = project.app.path(project.config.jobs_dir)
    if given is not None:
        directory = PurePosixPath(given)
        if directory.is_absolute() or ".." in directory.parts:
            raise CodemodError(
                "the folder for jobs lies outside the project",
                where=given,
                mend="give a folder inside the root",
            )
        for folder in (directory, *directory.parents):
            if project.files.exists(str(folder)):
                raise CodemodError(
                    "this is a file, not a folder for jobs",
                    where=str(folder),
                    mend="give a folder with --jobs-dir",
                )
        return "" if str(directory) == "." else str(directory)
    return _there_already(asked, project) or jobs_directory(project, client.path).value


def _there_already(asked: ScaffoldJob, project: Project) -> str | None:
    """The folder of the very job where it is there: run again, it is asked for in that place."""
    for job in project.app_jobs():
        path = PurePosixPath(job.path)
        if job.id == asked.name and path.stem == asked.name:
            return "" if str(path.parent) == "." else str(path.parent)
    return None


def _undeclared(template: JobTemplate, declared: Declared | None) -> list[str]:
    """The properties of the event's data that its declaration is known to lack."""
    if declared is None or declared.fields is None:
        return []
    return [name for name in template.names if name not in declared.fields]


def _why_there(asked: ScaffoldJob, project: Project, client: ClientModule) -> str:
    if asked.jobs_dir or project.config.jobs_dir:
        return "the folder was named"
    return jobs_directory(project, client.path).evidence


def _database(asked: ScaffoldJob, project: Project, path: str) -> Binding | None:
    """The import of the Prisma client, or None where the job is to have no queries."""
    if asked.database == "none":
        return None
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
