"""Create the route that serves the jobs, in a Next.js app that has none."""

from __future__ import annotations

import re

from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.inngest.house_style import house_style
from codemods.inngest.model import Major
from codemods.inngest.placement import module_extension
from codemods.inngest.project import Project
from codemods.inngest.sdk import find_sdk
from codemods.transforms.jobs.references import client_binding, find_client
from codemods.workspace.writing.changes import Change, ChangeSet

# Where Next.js looks for the handlers of both routers, whatever the folder of the app.
_ROUTE = re.compile(r"(^|/)(app/(.*/)?route|pages/api/.*)\.[cm]?[jt]sx?$")


class CreateRoute(Struct, frozen=True):
    """`app/api/inngest/route.ts`, or `pages/api/inngest.ts` in an app of the Pages Router.

    route: the file to create instead
    """

    route: str | None = None
    client: str | None = None
    sdk: Major | None = None

    def plan(self, project: Project) -> ChangeSet:
        """The new route; nothing where the app serves jobs already, or the named file exists.

        Raises CodemodError where the app is no Next.js app, has no client, or another file is in
        the route's place.
        """
        if project.app_serves() or (self.route is not None and project.files.exists(self.route)):
            return ChangeSet()
        from codemods.transforms.jobs.job_template import render_route
        from codemods.transforms.jobs.own_templates import own_template

        package = project.app.package
        if package is None or not project.packages.depends(package, "next"):
            raise CodemodError(
                "no file of the app calls Inngest's serve, and only for Next.js can one be written",
                where=project.app.directory or None,
                mend="name the file that does with --route, or leave the list alone with "
                "--no-register",
            )
        path = self.route or _path(project)
        if not _ROUTE.search(path):
            raise CodemodError(
                "Next.js finds no route at this path",
                where=path,
                mend="name it app/…/route.ts, or pages/api/….ts",
            )
        if project.files.read(path) is not None:
            project.files.refuse_overlooked(path)
            project.source(path)  # says so where it is not UTF-8, and was passed over for that
            raise Refusal(
                "this file exists and does not call serve in a way that can be followed",
                where=path,
                mend="add the job to its list by hand and use --no-register, or name another file "
                "with --route",
            )
        client = find_client(project, self.client)
        if client is None:
            raise CodemodError(
                "the project has no Inngest client", mend="name its module with --client"
            )
        style = house_style(project, path).style
        content = render_route(
            sdk=find_sdk(project, self.sdk).major,
            client=client_binding(project, client, path),
            style=style,
            path=path,
            pages="pages/api/" in path,
            override=own_template(project, "route"),
        )
        return ChangeSet((Change(path, None, content, "create the route that serves the jobs"),))


def _path(project: Project) -> str:
    """Where Next.js looks for it: the folders `app` and `pages` lie in `src` or beside it."""
    extension = module_extension(project)
    for folder, route in (
        ("src/app", f"api/inngest/route{extension}"),
        ("app", f"api/inngest/route{extension}"),
        ("src/pages", f"api/inngest{extension}"),
        ("pages", f"api/inngest{extension}"),
    ):
        if project.files.is_dir(project.app.path(folder)):
            return project.app.path(f"{folder}/{route}")
    return project.app.path(f"src/app/api/inngest/route{extension}")
