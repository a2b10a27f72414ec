"""What `add-api-route` and `add-status-component` ask at a terminal: which job, and which event."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from codemods.transforms.triggers.open_question import OpenQuestion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from codemods.cli.asking import Asker
    from codemods.inngest.project import Project
    from codemods.transforms.add_api_route import AddApiRoute
    from codemods.transforms.add_status_component import AddStatusComponent
    from codemods.workspace.writing.changes import ChangeSet

    Follows = TypeVar("Follows", AddApiRoute, AddStatusComponent)


def with_job(given: Mapping[str, Any], project: Project, asker: Asker) -> Mapping[str, Any]:
    """The parameters with a job: the one that was given, else one of those that events start."""
    jobs = [
        (job.label, job.id or job.name or job.path)
        for job in project.app_jobs()
        if any(trigger.kind == "event" for trigger in job.triggers or ())
    ]
    if given["job"] is not None or not jobs:
        return given
    return {**given, "job": asker.select("Which job?", jobs)}


def planned(codemod: Follows, project: Project, asker: Asker) -> ChangeSet:
    """The plan, once it is told which event is meant, where several could be."""
    try:
        return codemod.plan(project)
    except OpenQuestion as question:
        if question.asks != "event" or not question.choices:
            raise
        event = asker.select("Which event?", question.choices)
        return replace(codemod, event=event).plan(project)
