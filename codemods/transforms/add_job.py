"""Create a job and register it: the codemods that this takes, composed and proved."""

from __future__ import annotations

from dataclasses import dataclass

from codemods.inngest.project import Project
from codemods.transforms.create_client import CreateClient
from codemods.transforms.create_route import CreateRoute
from codemods.transforms.declare_event import DeclareEvent
from codemods.transforms.event_text import EventData
from codemods.transforms.job_plan import JobPlan, plan_job
from codemods.transforms.job_template import JobTemplate
from codemods.transforms.proof import prove_job
from codemods.transforms.register_job import RegisterJob
from codemods.transforms.scaffold_job import ScaffoldJob, asked_triggers
from codemods.workspace.changes import ChangeSet


@dataclass(frozen=True, slots=True)
class AddJob:
    """The job as `ScaffoldJob` takes it, and whether and where it is to be registered.

    route:    the file whose `serve` is meant, when the app has several
    register: False writes the module only
    """

    job: ScaffoldJob
    route: str | None = None
    register: bool = True

    def plan(self, project: Project) -> ChangeSet:
        """Client and route where there are none, the event, the job, its registration.

        Run again it changes nothing, or registers what is not registered. Raises CodemodError for
        bad input, for an edit that is refused, and where the result would not be what was asked.
        """
        job = self.job
        changes = ChangeSet()

        def after() -> Project:
            return project.with_changes(changes) if changes else project

        if job.client is None:
            changes |= CreateClient(job.sdk).plan(after())
        planned = plan_job(job, after())
        if job.event is not None:
            data = EventData(job.event, planned.template.fields, planned.template.options)
            changes |= DeclareEvent(data, job.client, job.sdk).plan(after())
        changes |= job.plan(after())
        if self.register:
            changes |= CreateRoute(self.route, job.client, job.sdk).plan(after())
            changes |= RegisterJob((planned.path,), self.route).plan(after())
        prove_job(
            after(),
            changes,
            job=job.name,
            path=planned.path,
            triggers=asked_triggers(job, planned.cron),
            registered=self.register,
            route=self.route,
        )
        return changes | ChangeSet(next_steps=_next_steps(project, planned)) if changes else changes


def _next_steps(project: Project, planned: JobPlan) -> tuple[str, ...]:
    template = planned.template
    steps = [f"write the job's own work where {planned.path} has its comment"]
    package = project.app.package
    if package is None or not project.packages.depends(package, "inngest"):
        steps.append("add the package inngest to the app's dependencies")
    if template.event is not None:
        steps.append(f"start it: {_send(template)}")
    return tuple(steps)


def _send(template: JobTemplate) -> str:
    assert template.event is not None
    names = [field.name for field in template.fields if not field.optional]
    data = f"{{ {', '.join(names)} }}"
    return f'{template.client.name}.send({{ name: "{template.event.name}", data: {data} }})'
