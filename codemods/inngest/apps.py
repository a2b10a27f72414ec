"""Which package of a repository is the app that serves Inngest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.workspace.dependencies.packages import Package

if TYPE_CHECKING:
    from codemods.inngest.project import Project


class App(Struct, frozen=True):
    """The app: its folder ("" for the root), its package if it has one, and how it was found."""

    directory: str
    package: Package | None
    evidence: str

    def path(self, relative: str) -> str:
        """A path inside the app as a path from the root."""
        return f"{self.directory}/{relative}" if self.directory else relative


def find_app(project: Project, given: str | None, cwd: str) -> App:
    """The app that was named, else the one `cwd` is in, else the only one that serves Inngest.

    Raises CodemodError with the choices when several could be meant.
    """
    packages = project.packages
    if given is not None:
        directory = given.strip("/").removeprefix("./")
        directory = "" if directory == "." else directory
        if not project.files.is_dir(directory):
            raise CodemodError(
                f"there is no folder {given}", mend="give --app a folder inside the root"
            )
        return App(directory, packages.governing(_inside(directory)), "it was named")
    serving = sorted({project.package_directory(serve.path) for serve in project.serves})
    here = packages.governing(_inside(cwd))
    where = here.directory if here is not None else ""
    if where in serving:
        return App(where, here, "the working directory is in it, and it serves Inngest")
    if len(serving) == 1:
        only = serving[0]
        return App(only, packages.governing(_inside(only)), "it alone serves Inngest")
    if len(serving) > 1:
        raise CodemodError(
            f"several packages serve Inngest: {', '.join(each or '.' for each in serving)}",
            mend=f"name one, as in --app {serving[0] or '.'}",
        )
    return _without_route(project, here)


def _without_route(project: Project, here: Package | None) -> App:
    """No package serves Inngest yet: the one that is meant to."""
    if here is not None and (here.directory or not project.packages.workspaces()):
        return App(here.directory, here, "the working directory is in it")
    fitting = [
        package
        for package in project.packages.all
        if project.packages.depends(package, "inngest") or project.packages.depends(package, "next")
    ]
    if len(fitting) == 1:
        return App(fitting[0].directory, fitting[0], "it alone depends on Inngest or Next.js")
    if len(fitting) > 1 and here is not None and here not in fitting:
        names = ", ".join(package.directory or "." for package in fitting)
        raise CodemodError(
            f"several packages could serve Inngest: {names}",
            mend=f"name one, as in --app {fitting[0].directory or '.'}",
        )
    return App(here.directory if here else "", here, "the root is the only package")


def _inside(directory: str) -> str:
    """A path in a folder, for questions that are asked of files."""
    return f"{directory}/package.json" if directory else "package.json"
