"""What can be known of a Python app before the job is: for the questions at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.transforms.python.jobs.databases import known_databases
from codemods.transforms.python.jobs.event_fields import Wire
from codemods.transforms.python.jobs.records import choose_record

if TYPE_CHECKING:
    from codemods.inngest.model import Job
    from codemods.inngest.project import Project


class Outlook:
    """The project, as the questions ask for it, with its models in Python."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._models = known_databases(project).models
        self.wire = Wire(project)

    def app_jobs(self) -> tuple[Job, ...]:
        """The jobs of the app that the new one is for."""
        return self._project.app_jobs()

    def events_sent(self) -> tuple[str, ...]:
        """The events that the project sends."""
        return self._project.events_sent()

    def events_handled(self) -> tuple[str, ...]:
        """The events that start one of its jobs."""
        return self._project.events_handled()

    def models(self) -> tuple[str, ...]:
        """The models that have one id."""
        return tuple(each.name for each in self._models.models if len(each.ids) == 1)

    def usual_record(self, event: str | None, job: str) -> str:
        """The model, in camelCase, that a job would work on by itself; "" for none."""
        from codemods.syntax import naming

        try:
            found = choose_record(
                given=None,
                event=event,
                job=job,
                models=self._models if self._models.models else None,
                config=self._project.config,
                key=self.wire.entity,
                status=False,
            )
        except CodemodError:  # the model that is named has no single id
            return ""
        return naming.camel(found.record.model) if found.record else ""
