"""From what was asked and what the Python project is to the complete context of the template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.cron import schedules
from codemods.inngest.model import JobList
from codemods.inngest.python.sdk import StepForm, find_step_form
from codemods.syntax import naming
from codemods.syntax.python.names import is_builtin, safe, snake
from codemods.transforms.jobs.job_parts import Schedule
from codemods.transforms.jobs.job_request import check_once, check_request
from codemods.transforms.python.jobs.app_traits import is_async, is_modern, uses_pydantic
from codemods.transforms.python.jobs.databases import (
    Chosen,
    Known,
    choose_database,
    known_databases,
)
from codemods.transforms.python.jobs.event_fields import Wire, event_field, number_note, user_type
from codemods.transforms.python.jobs.job_parts import (
    EventField,
    Import,
    Tenant,
    json_type,
    python_name,
)
from codemods.transforms.python.jobs.job_template import OWN_NAMES, Form, JobTemplate
from codemods.transforms.python.jobs.models import Model, Models
from codemods.transforms.python.jobs.places import job_path
from codemods.transforms.python.jobs.records import Choice, choose_record, choose_tenant
from codemods.transforms.python.jobs.references import ClientModule, find_client, module_name

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.scaffold_job import ScaffoldJob

_RETRIES = {"event": 3, "cron": 2, "both": 2}
_CONCURRENCY = {"event": None, "cron": 1, "both": 3}


class PythonJobPlan(Struct, frozen=True):
    """The module's path and context, with what the user may want to know of how they came about.

    cron:     the expression, a preset resolved
    client:   the module of the client
    detected: what, value and evidence of everything that was read off the project
    """

    path: str
    template: JobTemplate
    cron: str | None
    client: ClientModule
    notes: tuple[str, ...]
    detected: tuple[tuple[str, str, str], ...]
    facts: dict[str, object]


def plan_job(asked: ScaffoldJob, project: Project) -> PythonJobPlan:
    """Raises CodemodError for anything that was asked for and cannot be."""
    cron = check_request(asked)
    if asked.sdk is not None:
        raise CodemodError(
            "--sdk is for TypeScript: the Python SDK has one form of jobs", mend="leave it out"
        )
    form: Form = "both" if asked.event and cron else "event" if asked.event else "cron"
    if form == "both" and asked.status:
        raise CodemodError(
            "a job with both triggers works on no single record, so it keeps no status",
            mend="leave --status out, or give one trigger",
        )
    client = find_client(project, asked.client)
    if client is None:
        raise CodemodError(
            "the project has no Inngest client",
            mend="create one, or name the module that makes it with --client",
        )
    known = known_databases(project)
    awaited, why_async = is_async(project, known)
    steps = find_step_form(project)
    wire = Wire(project)
    # The place of a Django job is that of its model, which the file's own name has no part in.
    wanted = known.models if known.orm is not None and asked.database != "none" else None
    model = _choice(asked, form, project, wire, wanted).model
    path, why_there = job_path(asked, project, client.path, model)
    chosen = choose_database(asked, project, known, path, is_async=awaited)
    choice = _choice(asked, form, project, wire, chosen.models)
    tenant = choose_tenant(chosen.models, project.config) if form == "both" else None
    basis = _Basis(
        asked, project, form, cron, client, path, awaited, steps, wire, known, chosen, choice
    )
    template = _template(basis, tenant)
    return PythonJobPlan(
        path=path,
        template=template,
        cron=cron,
        client=client,
        notes=(
            *(chosen.notes if choice.record or tenant else ()),
            *choice.notes,
            *number_note(asked),
        ),
        detected=(
            ("app", project.app.directory or ".", project.app.evidence),
            ("client", f"{client.path}#{client.name}", client.evidence),
            ("module", path, why_there),
            ("handler", "async" if awaited else "sync", why_async),
            ("steps", "ctx.step" if steps.in_context else "step", steps.evidence),
            ("database", chosen.database.orm if chosen.database else "none", chosen.evidence),
            ("record", choice.record.model if choice.record else "none", choice.evidence),
        ),
        facts={
            "job": asked.name,
            "export": template.function,
            "module": path,
            "language": "python",
            "triggers": [
                *([{"event": asked.event}] if asked.event else []),
                *([{"cron": cron}] if cron else []),
            ],
        },
    )


class _Basis(Struct, frozen=True):
    """What was asked for, with what the project has for it."""

    asked: ScaffoldJob
    project: Project
    form: Form
    cron: str | None
    client: ClientModule
    path: str
    is_async: bool
    steps: StepForm
    wire: Wire
    known: Known
    chosen: Chosen
    choice: Choice


def _choice(
    asked: ScaffoldJob, form: Form, project: Project, wire: Wire, models: Models | None
) -> Choice:
    """The record that the job works on: none with both triggers, which go through all there are."""
    if form == "both":
        return Choice(None)
    return choose_record(
        given=asked.entity,
        event=asked.event,
        job=asked.name,
        models=models,
        config=project.config,
        key=wire.entity,
        status=asked.status,
    )


def _template(basis: _Basis, tenant: tuple[Tenant, Model] | None) -> JobTemplate:
    asked, form, record = basis.asked, basis.form, basis.choice.record
    limit = asked.concurrency or _CONCURRENCY[form]
    function = _function(basis)
    return JobTemplate(
        form=form,
        id=asked.name,
        title=asked.title or naming.title(asked.name),
        function=function,
        client=_client(basis),
        is_async=basis.is_async,
        steps_in_context=basis.steps.in_context,
        description=asked.description or description(asked, form, basis.cron),
        imports=_imports(basis, tenant),
        pydantic=uses_pydantic(basis.project),
        modern=is_modern(basis.project),
        event=asked.event,
        schedule=Schedule(basis.cron, sentence(basis.cron)) if basis.cron else None,
        data_type=f"{naming.pascal(asked.name)}EventData",
        fields=_fields(basis, tenant[0] if tenant else None) if asked.event else (),
        options=tuple(event_field(each) for each in asked.options),
        organization_key=basis.wire.organization,
        user_key=basis.wire.user,
        database=basis.chosen.database,
        record=record,
        noun=naming.kebab(record.name).replace("-", " ") if record else "",
        tenant=tenant[0] if tenant else None,
        retries=_RETRIES[form] if asked.retries is None else asked.retries,
        concurrency=(limit, asked.concurrency_key) if limit is not None else None,
        emits=asked.emits,
        failure=asked.failure,
    )


def _function(basis: _Basis) -> str:
    """The name of the job's function: that of the job, and none that means something else in its
    module or where it is to be listed."""
    name = safe(snake(basis.asked.name))
    record = basis.choice.record
    taken = {*OWN_NAMES, basis.client.name, record.name if record else ""}
    taken |= {each.local for each in basis.chosen.imports}
    for serve in basis.project.app_serves():
        if isinstance(serve.functions, JobList):
            outline = basis.project.python(serve.functions.array.path).outline
            taken |= {*outline.imports, *outline.declarations}
    return f"{name}_job" if name in taken or is_builtin(name) else name


def _client(basis: _Basis) -> str:
    """What the client is called in the job's module: `inngest` is the SDK there."""
    return "inngest_client" if basis.client.name in OWN_NAMES else basis.client.expression


def _imports(basis: _Basis, tenant: tuple[Tenant, Model] | None) -> tuple[Import, ...]:
    """What the job may need of the project; a template's body tells what it does."""
    project, path, choice = basis.project, basis.path, basis.choice
    client, called = basis.client, _client(basis)
    named = client.name if called == client.expression else f"{client.name} as {called}"
    wanted = [(basis.client.path, named)]
    if choice.model is not None:
        wanted.append((choice.model.path, choice.model.name))
    if choice.enum is not None:
        wanted.append((choice.enum.path, choice.enum.name))
    if tenant is not None:
        wanted.append((tenant[1].path, tenant[1].name))
    own = [Import(module_name(project, module, path), name) for module, name in wanted]
    return (*own, *basis.chosen.imports)


def _fields(basis: _Basis, tenant: Tenant | None) -> tuple[EventField, ...]:
    """The fields of the event's data, each once.

    Raises CodemodError for one that is there without being given, or is given twice.
    """
    asked, wire, record = basis.asked, basis.wire, basis.choice.record
    organization = record.organization if record and basis.chosen.database else None
    if tenant is not None and basis.chosen.database:
        organization = tenant.id
    always: dict[str, EventField] = {}
    if record is not None:
        typed = json_type(record.id) if basis.chosen.database else "str"
        always[record.key] = EventField(record.key, typed)
    always.setdefault(
        wire.organization,
        EventField(wire.organization, json_type(organization) if organization else "str"),
    )
    always.setdefault(wire.user, EventField(wire.user, user_type(basis.known)))
    ids = [each for each in asked.ids if not (each.name in always and each.type == "string")]
    given = [each.name for each in (*ids, *asked.data)]
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
    check_once(given, "the event's data")
    check_once([python_name(name) for name in (*always, *given)], "the names of Python")
    first = [always.pop(record.key)] if record is not None else []
    return (
        *first,
        *(event_field(each, is_id=True) for each in ids),
        *always.values(),
        *(event_field(each) for each in asked.data),
    )


def description(asked: ScaffoldJob, form: Form, cron: str | None) -> str:
    """The sentence at the top of the module: what starts the job."""
    title = asked.title or naming.title(asked.name)
    words = sentence(cron) if cron else ""
    words = words[:1].lower() + words[1:]
    match form:
        case "event":
            return f"{title}: runs on {asked.event}"
        case "cron":
            return f"{title}: runs {words}"
        case "both":
            return f"{title}: runs on {asked.event} and {words}"


def sentence(cron: str) -> str:
    """The schedule in words."""
    words = schedules.words(schedules.parse(cron))
    return words[:1].upper() + words[1:]
