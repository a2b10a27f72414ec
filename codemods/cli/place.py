"""Where the command runs: its root, its project, and paths as the person typed them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.cli.settings import Settings
    from codemods.inngest.model import Language
    from codemods.inngest.project import Project


# A path as it was typed, and the option it was typed for → the path relative to the root.
Place = Callable[[str, str], str]


def root_of(settings: Settings) -> Path:
    """The folder that nothing is read or written outside of, absolute.

    A commit there that another process left unfinished is brought to its end first.
    """
    from codemods.cli.commits import begin
    from codemods.workspace.settings.root import find_root

    root = find_root(Path.cwd(), Path(settings.root) if settings.root else None)
    begin(root, settings)
    return root


def open_project(root: Path, app: str | None, language: Language | None = None) -> Project:
    """The project at `root`, seen from the working directory.

    language: that of the app, where it was said
    """
    from codemods.inngest.project import Project

    return Project.open(root, Path.cwd(), app, language)


def open_project_of(root: Path, app: str | None, path: str) -> Project:
    """The project as `open_project` gives it; without `app`, seen from the app that holds a file.

    path: the file, relative to the root; a package that serves nothing is no app
    """
    from codemods.inngest.model import language_of

    language = language_of(path)
    project = open_project(root, app, language)
    home = project.package_directory(path)
    if app is None and any(project.package_directory(each.path) == home for each in project.serves):
        return open_project(root, home or ".", language)
    return project


def relative(root: Path, typed: str, option: str) -> str:
    """A path that was typed, so relative to the working directory, as one relative to the root.

    Links inside the root stay as they were typed; those on the way to it are followed. Raises
    CodemodError, naming `option`, for no path, for one outside the root, and for one with
    backslashes that no file has in its name.
    """
    if not typed:
        raise CodemodError("no path is given", where=option, mend="for the folder itself, write .")
    path = _below(root, Path.cwd().resolve() / typed)
    if path is None:  # written by way of a link to the root, as the shell's $PWD may be
        path = _below(root, (Path.cwd() / typed).resolve())
    if path is None:
        raise CodemodError(
            f"{typed} lies outside {root}",
            where=option,
            mend="name a path inside it, or choose another --root",
        )
    if os.sep == "/" and "\\" in path and not os.path.lexists(root / path):
        raise CodemodError(
            f"{typed} has backslashes",
            where=option,
            mend=f"write folders with /, as in {typed.replace(chr(92), '/')}",
        )
    return Path(path).as_posix()


def _below(root: Path, path: Path) -> str | None:
    """The way from the root to a path below it, or None for one that is not."""
    way = os.path.relpath(path, root)
    return None if way == os.pardir or way.startswith(os.pardir + os.sep) else way
