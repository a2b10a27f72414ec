"""Create the module of a Python job, fitted to the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.inngest.python.house_style import python_style, python_style_evidence
from codemods.transforms.jobs.own_templates import own_template
from codemods.transforms.python.jobs.job_plan import PythonJobPlan, plan_job
from codemods.transforms.python.jobs.job_template import TEMPLATES
from codemods.transforms.python.jobs.places import packages_for
from codemods.transforms.python.jobs.references import is_own
from codemods.transforms.python.jobs.render import render_job
from codemods.transforms.scaffold_job import asked_triggers, shown_triggers, triggers_of
from codemods.workspace.writing.changes import Change, ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.model import Job
    from codemods.inngest.project import Project
    from codemods.syntax.python.style import PythonStyle
    from codemods.transforms.scaffold_job import ScaffoldJob


def plan_scaffold(asked: ScaffoldJob, project: Project) -> ChangeSet:
    """The new module, with the packages around it; nothing where it is there with its triggers.

    Raises CodemodError for bad input, and where the file or the id belongs to something else.
    """
    return scaffold(asked, project, plan_job(asked, project))


def scaffold(asked: ScaffoldJob, project: Project, planned: PythonJobPlan) -> ChangeSet:
    """The same, from the plan of it."""
    path = planned.path
    if _is_there(project, asked, path, planned.cron):
        return ChangeSet(identical=(path,), facts=planned.facts)
    style = python_style(project, path)
    content = render_job(
        planned.template,
        style,
        path,
        lambda module: is_own(project, path, module),
        own_template(project, TEMPLATES[planned.template.form], ".py"),
    )
    detected = (
        *planned.detected,
        ("formatting", _words(style), python_style_evidence(project, path)),
    )
    packages = [
        Change(each, None, b"", "make its folder a package") for each in packages_for(project, path)
    ]
    change = Change(path, None, content, f"create the job {asked.name}")
    facts = {**planned.facts, "detected": detected}
    return ChangeSet((*packages, change), notes=planned.notes, facts=facts)


def _words(style: PythonStyle) -> str:
    quotes = "double" if style.quote == '"' else "single"
    indent = "tabs" if style.indent == "\t" else f"{len(style.indent)} spaces"
    return f"{quotes} quotes, {indent}, {style.line_length} columns"


def _is_there(project: Project, asked: ScaffoldJob, path: str, cron: str | None) -> bool:
    """Whether the very job is there already; raises CodemodError where something else is."""
    same_id = [job for job in project.jobs if job.id == asked.name and job.language == "python"]
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
    folder = path.removesuffix(".py")
    if project.files.is_dir(folder):
        raise CodemodError(
            "this folder would be imported in place of the new file",
            where=folder,
            mend="give another name, or another folder with --jobs-dir",
        )
    return False


def _same_app(project: Project, job: Job) -> bool:
    return job in project.app_jobs() or (
        project.package_directory(job.path) == project.app.directory
    )
