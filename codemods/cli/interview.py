"""`add-job` at a terminal: what no answer could mend comes first, then the questions."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from codemods.cli.place import open_project
from codemods.cli.prompts import Answers, Questions
from codemods.errors import CodemodError, Refusal
from codemods.transforms.add_job import AddJob, status_fields_lacking
from codemods.transforms.jobs.records import choose_record
from codemods.transforms.scaffold_job import ScaffoldJob
from codemods.workspace.writing.changes import ChangeSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codemods.cli.asking import Asker
    from codemods.inngest.model import Language
    from codemods.inngest.project import Project

# What a job is planned with before it has a name and a trigger of its own.
_NAME = "name-to-be-given"
_EVENT = "name/to.be.given"
_CRON = "daily"

# The parameters of `add-job` that say what to do besides the module.
_BESIDE = ("route", "register", "trigger_in", "with_")


def open_app(
    root: Path, app: str | None, asker: Asker, language: Language | None = None
) -> Project:
    """The project, seen from the app that was named or detected, else from the one chosen now."""
    project = open_project(root, app, language)
    try:
        _ = project.app
    except CodemodError:
        choices = _apps(project)
        if app or project.config.app or len(choices) < 2:
            raise
        chosen = asker.select("Which app is it for?", [(each or ".", each) for each in choices])
        return open_project(root, chosen or ".", language)
    return project


def interview(project: Project, given: Mapping[str, Any], asker: Asker) -> dict[str, Any]:
    """`given`, the options of `add-job` by parameter name, with answers to what they leave open.

    Nothing is asked for a job that is there already. What would be refused whatever the answers is
    refused first, by CodemodError; where that is the registration, the module alone is offered.
    """
    register = given["register"]
    try:
        rehearsed = _rehearse(project, given)
    except Refusal as refusal:
        if not register:
            raise
        rehearsed = _rehearse(project, {**given, "register": False})
        asker.warn(str(refusal))
        if not asker.confirm("Create the job alone, and see the line to add by hand?"):
            raise click.Abort from None
        register = False
    answers = Answers(**{key: given[key] for key in Answers.__struct_fields__})
    complete = answers.name is not None and (answers.event or answers.cron) is not None
    if complete and rehearsed.facts["module"] in rehearsed.identical:
        return {**given, "register": register}
    asker.say(_outlook(rehearsed))
    asker.say(
        "You see the changes before anything is written. Enter takes what is suggested, Ctrl-C "
        f"stops{', and with --yes nothing is asked' if complete else ''}."
    )
    if project.app.language == "python":
        from codemods.transforms.python.jobs.outlook import Outlook

        known = Outlook(project)
        usual, wire = known.usual_record, known.wire
        questions = Questions(known, asker, usual, (wire.organization, wire.user), wire.entity)
        answers = questions.complete(answers)
        return {**given, **_by_parameter(answers), "register": register}
    keys = project.config.keys

    def usual_record(event: str | None, job: str) -> str:
        try:
            record = choose_record(
                given=None,
                event=event,
                job=job,
                schema=project.schema,
                config=project.config,
                database=True,
                status=False,
            )
        except CodemodError:  # the model that is named has no single id
            return ""
        return record.entity.name if record.entity else ""

    always = (*(keys.organization[:1] or ("organizationId",)), *(keys.user[:1] or ("userId",)))
    answers = Questions(project, asker, usual_record, always).complete(answers)
    answered = {**given, **_by_parameter(answers), "register": register}
    return _with_status_fields(project, answered, asker)


def _by_parameter(answers: Answers) -> dict[str, Any]:
    return {key: getattr(answers, key) for key in Answers.__struct_fields__}


def _with_status_fields(project: Project, given: dict[str, Any], asker: Asker) -> dict[str, Any]:
    """The parameters, with the status fields among them where they are lacking and wanted."""
    job = ScaffoldJob(**{key: value for key, value in given.items() if key not in _BESIDE})
    lacking = None if given["with_"] else status_fields_lacking(project, job)
    if lacking is None:
        return given
    model, names = lacking
    asker.say(f"{model} lacks {', '.join(names)}, without which the job keeps no status.")
    if not asker.confirm("Add them to schema.prisma too?"):
        return given
    return {**given, "with_": ("status-fields",)}


def by_hand(project: Project, job: ScaffoldJob, route: str | None) -> ChangeSet:
    """No change, but the step that is left where the job could not be registered."""
    try:
        AddJob(job, route, register=True).plan(project)
    except Refusal as refusal:
        lines = ["add the job to the list by hand:", *(refusal.add or "").splitlines()]
        return ChangeSet(next_steps=("\n".join(lines),))
    return ChangeSet()


def _apps(project: Project) -> list[str]:
    """The folders of the packages that serve Inngest, else of those that could."""
    serving = {project.package_directory(serve.path) for serve in project.serves}
    packages = project.packages
    return sorted(serving) or [
        package.directory
        for package in packages.all
        if packages.depends(package, "inngest") or packages.depends(package, "next")
    ]


def _rehearse(project: Project, given: Mapping[str, Any]) -> ChangeSet:
    """The plan for the job as far as it is known, with stand-ins for what is open."""
    job = dict(given)
    route, register, *_ = (job.pop(key) for key in _BESIDE)
    job["name"] = job["name"] or _NAME
    if job["event"] is None and job["cron"] is None:
        needs_event = job["ids"] or job["data"] or job["options"] or job["concurrency_key"]
        job |= {"event": _EVENT} if needs_event else {"cron": _CRON}
    if job["entity"] is None and (job["event"] is None or job["cron"] is None):
        job |= {"entity": "", "status": None}
    return AddJob(ScaffoldJob(**job), route, register).plan(project)


def _outlook(rehearsed: ChangeSet) -> str:
    """Where the job will be: a wrong folder is seen before anything is answered."""
    module = str(rehearsed.facts["module"])
    others = [change for change in rehearsed.changes if change.path != module]
    edited = [change.path for change in others if change.kind == "edit"]
    created = [change.path for change in others if change.kind == "create"]
    folder = PurePosixPath(module).parent
    text = f"A new job for Inngest SDK {rehearsed.facts['sdk']} in {folder}"
    if edited:
        text += f", registered in {', '.join(edited)}"
    if created:
        text += f"; {' and '.join(created)} will be created too"
    return f"{text}."
