"""The route handlers of an app's App Router."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project

# https://nextjs.org/docs/app/api-reference/file-conventions
_ROUTE = re.compile(r"(?P<folder>.+)/route(?P<ending>\.[cm]?[jt]sx?)")
_OF_APP = re.compile(r"(.*/)?(page|layout|route)\.[cm]?[jt]sx?")
# The folders of routes that services call: they say nothing of how people are told apart.
OF_SERVICES = frozenset(
    {"inngest", "webhook", "webhooks", "cron", "auth", "trpc", "health", "callback"}
)
APPS = ("app", "src/app")


class RouteFile(Struct, frozen=True):
    """A route: its file, its folder as seen from that of the app, and its file's ending."""

    path: str
    folder: str
    ending: str

    @property
    def is_for_people(self) -> bool:
        """Whether it is none of those that services call."""
        return not OF_SERVICES.intersection(self.folder.split("/"))


def app_folder(project: Project) -> str | None:
    """The folder of the App Router; Next.js looks beside `src` first. None for an app without."""
    files = project.files.walk()
    for folder in map(project.app.path, APPS):
        below = (paths.below(folder, path) for path in files)
        if any(_OF_APP.fullmatch(path) for path in below if path):
            return folder
    return None


def route_files(project: Project) -> list[RouteFile]:
    """The routes of the app, by their paths."""
    root = app_folder(project)
    if root is None:
        return []
    found = []
    for path in project.files.walk():
        match = _ROUTE.fullmatch(paths.below(root, path) or "")
        if match:
            found.append(RouteFile(path, match["folder"], match["ending"]))
    return sorted(found, key=lambda each: each.path)
