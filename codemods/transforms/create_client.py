"""Create the module with the Inngest client, in a project that has none."""

from __future__ import annotations

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.house_style import house_style
from codemods.inngest.model import Major
from codemods.inngest.placement import module_extension, source_root
from codemods.inngest.project import Project
from codemods.inngest.sdk import find_sdk
from codemods.syntax import naming
from codemods.workspace.writing.changes import Change, ChangeSet


class CreateClient(Struct, frozen=True):
    """`lib/inngest/client.ts` of the app, with the app's name as id."""

    sdk: Major | None = None

    def plan(self, project: Project) -> ChangeSet:
        """The new module; nothing where the repository has a client.

        Raises CodemodError where another file is in its place.
        """
        if project.clients:
            return ChangeSet()
        from codemods.transforms.jobs.job_template import render_client
        from codemods.transforms.jobs.own_templates import own_template

        root = source_root(project)
        relative = f"lib/inngest/client{module_extension(project)}"
        path = f"{root}/{relative}" if root else relative
        if project.files.read(path) is not None:
            project.files.refuse_overlooked(path)
            project.source(path)  # says so where it is not UTF-8, and was passed over for that
            raise CodemodError(
                "this file exists and creates no Inngest client that can be followed",
                where=path,
                mend="name the module that exports the client with --client PATH#NAME",
            )
        style = house_style(project, path).style
        content = render_client(
            sdk=find_sdk(project, self.sdk).major,
            app_id=_app_id(project),
            style=style,
            path=path,
            override=own_template(project, "client"),
        )
        return ChangeSet((Change(path, None, content, "create the Inngest client"),))


def _app_id(project: Project) -> str:
    package = project.app.package
    name = (package.name or "").rpartition("/")[2] if package is not None else ""
    folder = project.app.directory.rpartition("/")[2] or project.files.root.name
    return naming.slug(name) or naming.slug(folder) or "app"
