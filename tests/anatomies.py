"""A job written in a test, and its anatomy."""

from __future__ import annotations

from codemods.inngest.anatomy.model import Anatomy
from codemods.inngest.model import Span
from codemods.inngest.project import Project

CLIENT = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n'


class Read:
    """The anatomy of the only job of a project, with the text of what it points to."""

    def __init__(self, project: Project) -> None:
        self.project = project
        (self.job,) = project.jobs
        self.anatomy: Anatomy = project.anatomy(self.job)

    def text(self, span: Span | None) -> str | None:
        return (
            None
            if span is None
            else self.project.source(span.path).data[span.start : span.end].decode()
        )

    @property
    def ids(self) -> list[str | None]:
        return [step.id.text if step.id else None for step in self.anatomy.steps]


def job(project, text, **files) -> Read:
    """The job of a module whose text follows the import of the client."""
    source = f'import {{ inngest }} from "./client";\n{text}'
    return Read(project({"package.json": "{}", "client.ts": CLIENT, "job.ts": source, **files}))


def handled(project, body, *, context="{ event, step }", before="", **files) -> Read:
    """The job whose handler has this body."""
    text = (
        f'{before}\nexport const a = inngest.createFunction({{ id: "a", triggers: [] }}, '
        f"async ({context}) => {{\n{body}\n}});"
    )
    return job(project, text, **files)
