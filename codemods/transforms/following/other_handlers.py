"""The functions that run on the server for somebody and are no routes: server actions and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.transforms.triggers.handlers import find_function, function_names
from codemods.transforms.triggers.model import Handler

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_PAGE = re.compile(r"(^|/)app/(.*/)?(page|layout)\.[cm]?[jt]sx?$")
_MOST_FILES = 100
_MOST_FUNCTIONS = 30  # of one file


def other_handlers(project: Project) -> Iterator[Handler]:
    """The server actions of the app, then its pages and layouts."""
    prefix = project.app.path("")
    actions = project.files.mentions(b'"use server"', b"'use server'")
    pages = [path for path in project.files.sources() if _PAGE.search(path)]
    own = [path for path in dict.fromkeys((*actions, *pages)) if path.startswith(prefix)]
    for path in own[:_MOST_FILES]:
        try:
            if not project.is_linted(path):
                continue
            names = function_names(project, project.source(path))
        except CodemodError:  # a file that cannot be read says nothing
            continue
        for name in names[:_MOST_FUNCTIONS]:
            try:
                yield find_function(project, path, name)
            except CodemodError:  # several of one name
                continue
