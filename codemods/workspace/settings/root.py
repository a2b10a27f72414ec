"""The root: the folder outside of which nothing is read or written."""

from __future__ import annotations

from pathlib import Path

from codemods.errors import CodemodError
from codemods.workspace.settings import config

_MARKS = (config.NAME, "package.json", "pyproject.toml", "requirements.txt")


def find_root(start: Path, given: Path | None = None) -> Path:
    """The root, absolute and without links.

    It is `given`, read from `start`, when there is one; else the top of the git work tree that
    `start` lies in, which in worktrees and submodules has a *file* `.git`; else the nearest
    folder at or above `start` with codemod.toml or a package's manifest.

    Raises CodemodError when `given` is no folder and when there is none of these.
    """
    if given is not None:
        root = (start / given).resolve()
        if not root.is_dir():
            raise CodemodError("no such folder", where=str(given), mend="give --root a folder")
        return root
    start = start.resolve()
    folders = (start, *start.parents)
    for folder in folders:
        if (folder / ".git").exists():
            return folder
    for folder in folders:
        if any((folder / mark).is_file() for mark in _MARKS):
            return folder
    raise CodemodError(
        f"no git repository, {', '.join(_MARKS[:-1])} or {_MARKS[-1]} in {start} or above it",
        mend="change to the project's folder, or name it with --root",
    )
