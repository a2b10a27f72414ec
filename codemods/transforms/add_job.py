"""Create a job and register it: the codemods that this takes, composed and proved."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError, Refusal
from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.transforms.add_trigger import AddTrigger
from codemods.transforms.create_client import CreateClient
from codemods.transforms.create_route import CreateRoute
from codemods.transforms.declare_event import DeclareEvent
from codemods.transforms.events.event_text import EventData
from codemods.transforms.jobs.job_plan import JobPlan, plan_job
from codemods.transforms.jobs.job_template import TEMPLATES, JobTemplate
from codemods.transforms.jobs.own_templates import own_template_path
from codemods.transforms.jobs.references import ClientModule
from codemods.transforms.proof import prove_job, prove_parses, prove_registered
from codemods.transforms.register_job import register
from codemods.transforms.scaffold_job import ScaffoldJob, asked_triggers
from codemods.transforms.triggers.open_question import OpenQuestion
from codemods.workspace.resolution.modules import File
from codemods.workspace.writing.changes import ChangeSet

# The codemods that `with_` composes, by the word for each.
WITH = ("status-fields", "api-route", "component")


class AddJob(Struct, frozen=True):
    """The job as `ScaffoldJob` takes it, and whether and where it is to be registered.

    route:      the file whose `serve` is meant, when the app has several
    register:   False writes the module only
    trigger_in: the file of a handler that is to send the event, as `PATH` or `PATH#POST`
    with_:      what else is added for the job, words of WITH
    """

    job: ScaffoldJob
    route: str | None = None
    register: bool = True
    trigger_in: str | None = None
    with_: tuple[str, ...] = ()

    def plan(self, project: Project) -> ChangeSet:
        """Client and route where there are none, the event, the job, its registration.

        Run again it changes nothing, or registers what is not registered. Raises CodemodError for
        bad input, for an edit that is refused, and where the result would not be what was asked.
        """
        if project.app.language == "python":
            from codemods.transforms.python.add_job import plan_add_job

            return plan_add_job(self, project)
        project = project.only("typescript")
        job = self.job
        changes = ChangeSet()

        def after() -> Project:
            return project.with_changes(changes) if changes else project

        if job.client is None:
            changes |= CreateClient(job.sdk).plan(after())
        if "status-fields" in self.with_:
            changes |= _status_fields(after(), job)
        planned = plan_job(job, after())
        if job.event is not None:
            data = EventData(job.event, planned.template.fields, planned.template.options)
            changes |= DeclareEvent(data, job.client, job.sdk).plan(after())
        if job.emits is not None and planned.sdk.major == 3:
            # A client with EventSchemas takes no event that they do not list.
            data = EventData(job.emits, planned.template.emitted_fields)
            changes |= DeclareEvent(data, job.client, job.sdk).plan(after())
        changes |= job.plan(after())
        made = prove_job(
            after(),
            job=job.name,
            path=planned.path,
            triggers=asked_triggers(job, planned.cron),
            template=own_template_path(project, TEMPLATES[planned.template.form]),
        )
        if self.register:
            changes |= CreateRoute(self.route, job.client, job.sdk).plan(after())
            changes |= _registered(after(), made, self.route, planned.client)
            prove_registered(after(), made, self.route)
            changes |= ChangeSet(notes=_others_unregistered(project))
        changes |= ChangeSet(notes=_unread(project))
        if self.trigger_in is not None:
            changes |= triggered(after(), self.trigger_in, job)
        if "api-route" in self.with_:
            changes |= _api_route(after(), job, planned)
        if "component" in self.with_:
            changes |= _component(after(), job, planned)
        prove_parses(changes)
        if not changes:
            return changes
        started = self.trigger_in is not None or "api-route" in self.with_
        steps = _next_steps(project, planned, sent=started)
        return changes | ChangeSet(next_steps=steps)


def _unread(project: Project) -> tuple[str, ...]:
    """What to say of files that may hold a job of the same name, and could not be looked into."""
    return tuple(
        f"{error.where or path} is passed over: {error.what}"
        for path, error in project.passed_over().items()
    )


def _others_unregistered(project: Project) -> tuple[str, ...]:
    """What to say where the app had jobs and no route: the new one lists the new job alone."""
    directory = project.app.directory
    others = [job for job in project.jobs if project.package_directory(job.path) == directory]
    if project.app_serves() or not others:
        return ()
    count = "another job" if len(others) == 1 else f"{len(others)} other jobs"
    return (f"the app has {count} that no list serves: register them with codemod register-job",)


def _registered(project: Project, job: Job, route: str | None, client: ClientModule) -> ChangeSet:
    """The registration; a refusal says how to have the module all the same."""
    try:
        changes = register(project, job, route)
        _refuse_cycle(project, changes, client)
    except Refusal as refusal:
        alone = "--no-register creates the module alone"
        raise Refusal(
            refusal.what,
            where=refusal.where,
            mend=f"{refusal.mend}; {alone}" if refusal.mend else alone,
            add=refusal.add,
        ) from None
    return changes


def status_fields_lacking(project: Project, job: ScaffoldJob) -> tuple[str, tuple[str, ...]] | None:
    """The model of the job's record and the status fields it lacks; None where nothing is lacking.

    A job that is to keep no status, or works on no record of the schema, lacks nothing; nor does
    one whose model cannot have the fields.
    """
    if project.app.language == "python":  # whose models are not edited
        return None
    if job.client is None:
        project = project.with_changes(CreateClient(job.sdk).plan(project))
    record = plan_job(job, project).record
    if record.model is None or not record.lacking:
        return None
    from codemods.transforms.add_status_fields import AddStatusFields

    try:
        AddStatusFields(record.model).plan(project)
    except CodemodError:  # another field is in the way
        return None
    return record.model, record.lacking


def _status_fields(project: Project, job: ScaffoldJob) -> ChangeSet:
    """The fields for the status of the job's record, in the model that it is of."""
    mend = "leave out --with status-fields, or name the record with --entity"
    if job.status is False:
        raise CodemodError("--no-status leaves out what the status fields are for", mend=mend)
    record = plan_job(replace(job, status=None), project).record
    if record.model is None and project.schema is not None:
        from codemods.inngest.database import find_prisma

        named = job.entity is not None and job.database is None
        if named and find_prisma(project) is None:
            raise CodemodError(
                "no module of the project exports a PrismaClient",
                mend="export one, as in `export const prisma = new PrismaClient()`",
            )
        raise CodemodError("the job works on no record whose status could be kept", mend=mend)
    from codemods.transforms.add_status_fields import AddStatusFields

    entity = record.entity.name if record.entity else ""
    added = AddStatusFields(record.model or entity).plan(project)
    return replace(added, facts={"status-fields": added.facts})


def _api_route(project: Project, job: ScaffoldJob, planned: JobPlan) -> ChangeSet:
    """The route that starts the job and tells its status."""
    if job.event is None:
        raise CodemodError(
            "the job has no event that a route could send",
            mend="give --event, or leave out --with api-route",
        )
    from codemods.transforms.add_api_route import AddApiRoute

    entity = planned.template.entity.name if planned.template.entity else None
    route = AddApiRoute(job.name, event=job.event, entity=entity, client=job.client)
    try:
        added = route.plan(project)
    except CodemodError as error:
        kind = Refusal if isinstance(error, Refusal) else CodemodError
        mend = _mend_route(error)
        raise kind(error.what, where=error.where, mend=mend, add=error.add) from None
    return replace(added, facts={"api-route": added.facts})


def _mend_route(error: CodemodError) -> str:
    """How to mend what the route asks for, in the options that `add-job` has."""
    if error.mend is not None and "add-status-fields" in error.mend:
        return "add them too, with --with status-fields,api-route"
    later = "add the job first, then run codemod add-api-route, which has more options"
    return f"{error.mend}; or {later}" if error.mend else later


def triggered(project: Project, place: str, job: ScaffoldJob) -> ChangeSet:
    """The send of the job's event in the handler that `PATH#NAME` names."""
    path, _, name = place.partition("#")
    if job.event is None:
        raise CodemodError(
            "the job has no event that could be sent",
            where=path,
            mend="give --event, or leave out --trigger-in",
        )
    method = name if name.isupper() else None
    trigger = AddTrigger(
        path,
        event=job.event,
        handler=method,
        function=name if name and method is None else None,
        client=job.client,
    )
    try:
        sent = trigger.plan(project)
    except CodemodError as error:
        kind = Refusal if isinstance(error, Refusal) else CodemodError
        raise kind(error.what, where=error.where, mend=_mend(error, path), add=error.add) from None
    return replace(sent, facts={"trigger": sent.facts})


def _mend(error: CodemodError, path: str) -> str:
    """How to mend what the trigger asks for, in the options that `add-job` has."""
    if isinstance(error, OpenQuestion) and error.asks in ("handler", "function"):
        names = [value for _, value in error.choices]
        if names:
            return f"name one, as in --trigger-in {path}#{names[-1]}"
    later = "add the job first, then run codemod add-trigger, which has more options"
    return f"{error.mend}; or {later}" if error.mend else later


def _component(project: Project, job: ScaffoldJob, planned: JobPlan) -> ChangeSet:
    """The component that shows the status of the job's record."""
    if job.event is None:
        raise CodemodError(
            "the job has no event that a component could have sent",
            mend="give --event, or leave out --with component",
        )
    from codemods.transforms.add_status_component import AddStatusComponent

    entity = planned.template.entity.name if planned.template.entity else None
    try:
        added = AddStatusComponent(job.name, event=job.event, entity=entity).plan(project)
    except CodemodError as error:
        kind = Refusal if isinstance(error, Refusal) else CodemodError
        mend = _mend_component(error)
        raise kind(error.what, where=error.where, mend=mend, add=error.add) from None
    return replace(added, facts={"component": added.facts})


def _mend_component(error: CodemodError) -> str:
    """How to mend what the component asks for, in the options that `add-job` has."""
    for command, with_ in (
        ("add-status-fields", "status-fields,api-route,component"),
        ("add-api-route", "api-route,component"),
    ):
        if error.mend is not None and command in error.mend:
            return f"add what it needs too, with --with {with_}"
    later = "add the job first, then run codemod add-status-component, which has more options"
    return f"{error.mend}; or {later}" if error.mend else later


def _refuse_cycle(project: Project, changes: ChangeSet, client: ClientModule) -> None:
    """Raises Refusal where the client's own module would come to import the job.

    The job would run first, and find the client not yet there. A module that imports jobs already
    has found a way around that.
    """
    home = client.client.span.path if client.client is not None else None
    if home is None or home not in {change.path for change in changes.changes}:
        return
    jobs = {job.path for job in project.jobs} - {home}
    imported = (
        project.modules.resolve(each.specifier, home)
        for each in project.source(home).module.imports
    )
    if not any(isinstance(module, File) and module.path in jobs for module in imported):
        raise Refusal(
            "the client is created in the file that would import the job, which imports the client",
            where=home,
            mend="move the client to a module of its own",
        )


def _next_steps(project: Project, planned: JobPlan, *, sent: bool) -> tuple[str, ...]:
    template = planned.template
    steps = [f"write the job's own work in {planned.path}, at its comment"]
    package = project.packages.governing(planned.path)
    if package is None or not project.packages.depends(package, "inngest"):
        where = package.path if package is not None else "the app's package.json"
        steps.append(f"add inngest to the dependencies in {where}")
    if template.event is not None and not sent:
        steps.append(
            f"start it: codemod add-trigger ROUTE --job {template.id}, or {_send(template)}"
        )
    steps.append("see it run: npx inngest-cli@latest dev, beside the app")
    return tuple(steps)


def _send(template: JobTemplate) -> str:
    assert template.event is not None
    names = [field.name for field in template.fields if not field.optional]
    data = f"{{ {', '.join(names)} }}"
    return f'{template.client.expression}.send({{ name: "{template.event.name}", data: {data} }})'
