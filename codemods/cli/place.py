"""Where the command runs: its root, its project, and paths as the person typed them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.cli.settings import Settings
    from codemods.inngest.project import Project


def root_of(settings: Settings) -> Path:
    """The folder that nothing is read or written outside of, absolute."""
    from codemods.workspace.settings.root import find_root

    return find_root(Path.cwd(), Path(settings.root) if settings.root else None)


def open_project(root: Path, app: str | None) -> Project:
    """The project at `root`, seen from the working directory."""
    from codemods.inngest.project import Project

    return Project.open(root, Path.cwd(), app)


def relative(root: Path, typed: str, option: str) -> str:
    """A path that was typed, so relative to the working directory, as one relative to the root.

    Raises CodemodError, naming `option`, for a path outside the root.
    """
    path = os.path.relpath(os.path.normpath(Path.cwd().resolve() / typed), root)
    if path == os.pardir or path.startswith(os.pardir + os.sep):
        raise CodemodError(
            f"{typed} lies outside {root}",
            where=option,
            mend="name a path inside it, or choose another --root",
        )
    return Path(path).as_posix()
