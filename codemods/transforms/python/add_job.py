"""Create a Python job and register it: the codemods that this takes, composed and proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError, Refusal
from codemods.transforms.jobs.own_templates import own_template_path
from codemods.transforms.proof import prove_job, prove_parses, prove_registered
from codemods.transforms.python.create_client import plan_client
from codemods.transforms.python.create_serve import plan_serve
from codemods.transforms.python.jobs.job_plan import PythonJobPlan, plan_job
from codemods.transforms.python.jobs.job_template import TEMPLATES
from codemods.transforms.python.scaffold_job import scaffold
from codemods.transforms.register_job import register
from codemods.transforms.scaffold_job import asked_triggers
from codemods.workspace.writing.changes import ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.model import Job
    from codemods.inngest.project import Project
    from codemods.transforms.add_job import AddJob


def plan_add_job(asked: AddJob, project: Project) -> ChangeSet:
    """Client and `serve` where there are none, the job, its registration.

    Run again it changes nothing, or registers what is not registered. Raises CodemodError for bad
    input, for an edit that is refused, and where the result would not be what was asked.
    """
    job = asked.job
    if asked.with_:
        raise CodemodError(
            f"--with {asked.with_[0]} is for TypeScript apps",
            mend="leave it out",
        )
    changes = ChangeSet()

    def after() -> Project:
        return project.with_changes(changes) if changes else project

    if job.client is None:
        changes |= plan_client(project)
    planned = plan_job(job, after())
    changes |= scaffold(job, after(), planned)
    made = prove_job(
        after(),
        job=job.name,
        path=planned.path,
        triggers=asked_triggers(job, planned.cron),
        template=own_template_path(project, TEMPLATES[planned.template.form], ".py"),
    )
    if asked.register:
        if asked.route is None:
            changes |= plan_serve(after(), planned.client)
        changes |= _registered(after(), made, asked.route)
        prove_registered(after(), made, asked.route)
    changes |= ChangeSet(notes=_unread(project))
    if asked.trigger_in is not None:
        from codemods.transforms.add_job import triggered

        changes |= triggered(after(), asked.trigger_in, job)
    prove_parses(changes)
    if not changes:
        return changes
    return changes | ChangeSet(
        next_steps=_next_steps(project, planned, sent=asked.trigger_in is not None)
    )


def _registered(project: Project, job: Job, route: str | None) -> ChangeSet:
    """The registration; a refusal says how to have the module all the same."""
    try:
        return register(project, job, route)
    except Refusal as refusal:
        alone = "--no-register creates the module alone"
        raise Refusal(
            refusal.what,
            where=refusal.where,
            mend=f"{refusal.mend}; {alone}" if refusal.mend else alone,
            add=refusal.add,
        ) from None


def _unread(project: Project) -> tuple[str, ...]:
    """What to say of files that may hold a job of the same name, and could not be looked into."""
    return tuple(
        f"{error.where or path} is passed over: {error.what}"
        for path, error in project.passed_over().items()
    )


def _next_steps(project: Project, planned: PythonJobPlan, *, sent: bool) -> tuple[str, ...]:
    template = planned.template
    steps = [f"write the job's own work in {planned.path}, at its comment"]
    package = project.app.python
    if package is None or not project.python_packages.depends(package, "inngest"):
        where = package.path if package is not None else "the app's requirements"
        steps.append(f"add inngest to the dependencies in {where}")
    if template.event is not None and not sent:
        keys = ", ".join(f'"{each.key}": …' for each in template.fields if not each.optional)
        call = "await {}.send({})" if template.is_async else "{}.send_sync({})"
        event = f'inngest.Event(name="{template.event}", data={{{keys}}})'
        send = call.format(template.client, event)
        steps.append(f"start it: codemod add-trigger FILE --job {template.id}, or {send}")
    steps.append(
        "see it run: npx inngest-cli@latest dev, beside the app with INNGEST_DEV=1 in its "
        "environment"
    )
    return tuple(steps)
