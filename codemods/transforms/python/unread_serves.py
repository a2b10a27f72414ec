"""Calls of `serve` that nobody sees, as their file is no Python that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.inngest.own_code import is_test

if TYPE_CHECKING:
    from codemods.inngest.project import Project


def refuse_unreadable(project: Project) -> None:
    """Raises CodemodError, with the place, for a file of the app that calls some `serve`, speaks
    of Inngest and cannot be parsed: it may be the one that has the list.
    """
    near = set(project.files.python_mentions(b"serve("))
    for path in sorted(near.intersection(project.files.python_mentions(b"inngest"))):
        if project.package_directory(path) == project.app.directory and not is_test(path):
            project.python(path)  # says where it is not Python
