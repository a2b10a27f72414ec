"""Create the module of a job, fitted to the project.

The forms are the three of the templates folder: an event, a schedule, or both start it.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Literal

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.house_style import house_style
from codemods.inngest.model import Job, Major
from codemods.inngest.project import Project
from codemods.syntax.style import Style
from codemods.transforms.jobs.field import Field
from codemods.workspace.writing.changes import Change, ChangeSet


class ScaffoldJob(Struct, frozen=True):
    """What the job is to be; whatever is None is read off the project or has a default.

    name:            kebab-case, the job's id and the name of its file
    event, cron:     what starts it; at least one; cron is an expression or a preset's name
    entity:          the record it works on; "" for none
    ids, data:       further properties of the event's data
    options:         the properties of its `options` object
    title:           the human name
    description:     the comment at the top
    retries:         0 to 20
    concurrency:     how many at once; `concurrency_key` is a CEL expression that groups them
    emits:           an event to send in a last step
    failure:         how a failure reaches the record's status
    status:          insist on the status steps (True) or leave them out (False)
    database:        how records are read and written; "none" writes no queries
    jobs_dir:        the folder for the module; client: PATH or PATH#NAME; both from the root
    """

    name: str
    event: str | None = None
    cron: str | None = None
    entity: str | None = None
    ids: tuple[Field, ...] = ()
    data: tuple[Field, ...] = ()
    options: tuple[Field, ...] = ()
    title: str | None = None
    description: str | None = None
    retries: int | None = None
    concurrency: int | None = None
    concurrency_key: str | None = None
    emits: str | None = None
    failure: Literal["catch", "on-failure"] = "catch"
    status: bool | None = None
    database: Literal["prisma", "sqlalchemy", "django", "none"] | None = None
    jobs_dir: str | None = None
    client: str | None = None
    sdk: Major | None = None

    def plan(self, project: Project) -> ChangeSet:
        """The new module; nothing when it is there already with the same triggers.

        Raises CodemodError for bad input, and where the file or the id belongs to something else.
        """
        if project.app.language == "python":
            from codemods.transforms.python.scaffold_job import plan_scaffold

            return plan_scaffold(self, project)
        project = project.only("typescript")
        from codemods.transforms.jobs.job_plan import plan_job
        from codemods.transforms.jobs.job_template import TEMPLATES, render_job
        from codemods.transforms.jobs.own_templates import own_template

        planned = plan_job(self, project)
        path = planned.path
        if _is_there(project, self, path, planned.cron):
            return ChangeSet(identical=(path,), facts=planned.facts)
        house = house_style(project, path)
        override = own_template(project, TEMPLATES[planned.template.form])
        content = render_job(planned.template, house.style, override)
        facts = {
            **planned.facts,
            "detected": (*planned.detected, ("formatting", _words(house.style), house.evidence)),
        }
        change = Change(path, None, content, f"create the job {self.name}")
        return ChangeSet((change,), notes=planned.notes, facts=facts)


def _words(style: Style) -> str:
    quotes = "double" if style.quote == '"' else "single"
    indent = "tabs" if style.indent == "\t" else f"{len(style.indent)} spaces"
    return f"{quotes} quotes, {'' if style.semicolons else 'no '}semicolons, {indent}"


def _is_there(project: Project, asked: ScaffoldJob, path: str, cron: str | None) -> bool:
    """Whether the very job is there already; raises CodemodError where something else is."""
    same_id = [job for job in project.jobs if job.id == asked.name]
    for job in same_id:
        if job.path == path:
            if triggers_of(job) == asked_triggers(asked, cron):
                return True
            raise CodemodError(
                f"a job {asked.name} with other triggers is here already: {shown_triggers(job)}",
                where=path,
                mend="give the same triggers, or another name",
            )
    own = [job for job in same_id if _same_app(project, job)]
    if own:
        raise CodemodError(
            f"a job with the id {asked.name} is here already",
            where=own[0].path,
            mend="give another name; an id names one job of an app",
        )
    if project.files.read(path) is not None:
        raise CodemodError(
            "this file exists and does not hold that job",
            where=path,
            mend="give another name, or another folder with --jobs-dir",
        )
    for sibling in (".ts", ".tsx", ".js", ".mts", ".mjs"):
        other = str(PurePosixPath(path).with_suffix(sibling))
        if other != path and project.files.exists(other):
            raise CodemodError(
                "this file would be imported in place of the new one",
                where=other,
                mend="give another name, or another folder with --jobs-dir",
            )
    return False


def _same_app(project: Project, job: Job) -> bool:
    """Whether an id there would clash: the job is served by this app, or lies in its package."""
    return job in project.app_jobs() or (
        project.package_directory(job.path) == project.app.directory
    )


def triggers_of(job: Job) -> set[tuple[str, str | None]]:
    """Kind and value of each trigger of a job."""
    return {(trigger.kind, trigger.value) for trigger in job.triggers or ()}


def asked_triggers(asked: ScaffoldJob, cron: str | None) -> set[tuple[str, str | None]]:
    """Kind and value of each trigger; `cron` is the expression, a preset resolved."""
    return {
        *({("event", asked.event)} if asked.event else ()),
        *({("cron", cron)} if cron else ()),
    }


def shown_triggers(job: Job) -> str:
    """The triggers of a job, as messages name them."""
    if job.triggers is None:
        return "they are not written in place"
    return ", ".join(f"{t.kind} {t.value or 'unknown'}" for t in job.triggers) or "none"
