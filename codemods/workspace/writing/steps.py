"""From changes to the steps on disk that make them, with every check that can come first."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import EACCES, EDQUOT, EFBIG, EISDIR, ELOOP, ENAMETOOLONG, ENOSPC, ENOTDIR, EPERM, EROFS
from pathlib import Path, PurePosixPath

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.workspace.writing.changes import Change
from codemods.workspace.writing.places import beside, in_git

_MENDS = {
    ENOSPC: "free some space on the disk",
    EDQUOT: "free some space: the quota is used up",
    EFBIG: "raise the limit on the size of files",
    EROFS: "mount the file system for writing",
    EACCES: "allow yourself to write there",
    EPERM: "allow yourself to write there",
    ENAMETOOLONG: "choose a shorter name",
    ELOOP: "mend the symbolic link",
    ENOTDIR: "move away the file that stands where a folder is needed",
    EISDIR: "move away the folder that stands where a file is needed",
}


class Step(Struct, frozen=True):
    """How one change is made.

    target:  the file, with every symbolic link followed
    staged:  where its new content waits, beside it; None for a deletion
    backup:  where its old content waits, beside it; None for a creation
    found:   the file as it was when it was checked; None for a creation
    """

    change: Change
    target: Path
    staged: Path | None
    backup: Path | None
    found: os.stat_result | None

    @property
    def mode(self) -> int | None:
        """The permissions that the new content gets; None for what the umask leaves."""
        return self.change.mode if self.found is None else stat.S_IMODE(self.found.st_mode)

    def check_unchanged(self) -> None:
        """Raises CodemodError if somebody has touched the target since it was checked."""
        if _stamp(_stat(self.target)) != _stamp(self.found):
            raise _changed(self.change.path)


class Plan(Struct, frozen=True):
    """The steps of a change set, and the folders to make for them, outermost first."""

    steps: tuple[Step, ...]
    folders: tuple[Path, ...]

    def touched(self) -> list[Path]:
        """The folders in which names come or go."""
        made = [folder.parent for folder in self.folders]
        return list(dict.fromkeys([*made, *(step.target.parent for step in self.steps)]))


def prepare(root: Path, changes: Sequence[Change]) -> Plan:
    """The steps that make `changes` under the folder `root`. Writes nothing.

    Raises CodemodError, naming the path, where a target lies outside the root, is changed since
    it was read, is no plain file, is read-only or in a read-only folder, or where two names
    differ only in what some file systems do not tell apart.
    """
    with blamed(str(root)):
        top = root.resolve(strict=True)
    steps: list[Step] = []
    folders: dict[Path, None] = {}
    spellings = _Spellings(top)
    for change in changes:
        with blamed(change.path):
            target = _target(top, change)
            spellings.add(target, change)
            found = _found(target, change)
            base, missing = _folders(target.parent, change)
            if not base.stat().st_mode & stat.S_IWUSR:
                name = base.relative_to(top).as_posix()
                raise _read_only(f"is to be written in the read-only folder {name}", change)
            folders.update(dict.fromkeys(missing))
            token = os.urandom(4).hex()
            steps.append(
                Step(
                    change=change,
                    target=target,
                    staged=None
                    if change.after is None
                    else target.with_name(beside(target, f"{token}-new")),
                    backup=None
                    if found is None
                    else target.with_name(beside(target, f"{token}-old")),
                    found=found,
                )
            )
    return Plan(tuple(steps), tuple(folders))


@contextmanager
def blamed(path: str) -> Iterator[None]:
    """Turns an OSError into a CodemodError that names `path`, the reason and how to mend it."""
    try:
        yield
    except OSError as error:
        mend = _MENDS.get(error.errno or 0)
        raise CodemodError(
            f"cannot be changed: {reason(error)}",
            where=path,
            mend=f"{mend}, then run the command again" if mend else "nothing was changed",
        ) from error


def reason(error: OSError) -> str:
    """What the system says, in the form of our messages."""
    return (error.strerror or str(error)).lower()


def _target(top: Path, change: Change) -> Path:
    path = PurePosixPath(change.path)
    link = top / path
    try:
        target = link.resolve()
    except RuntimeError:  # how Python up to 3.12 says ELOOP
        raise OSError(ELOOP, os.strerror(ELOOP)) from None
    if not target.is_relative_to(top):
        raise CodemodError(
            f"lies outside the root {top}",
            where=change.path,
            mend="name a path inside the root, or choose another root with --root",
        )
    if in_git(target.relative_to(top)):
        raise CodemodError(
            "lies in a directory of git", where=change.path, mend="name a path of the project"
        )
    if change.after is None and link.is_symlink():
        raise CodemodError(
            "is a symbolic link, which is not deleted", where=change.path, mend="delete it by hand"
        )
    return target


def _found(target: Path, change: Change) -> os.stat_result | None:
    """The state of the file, which is checked to be the one that the change was planned on."""
    found = _stat(target)
    if found is None:
        if change.before is not None:
            raise _changed(change.path)
        return None
    if not stat.S_ISREG(found.st_mode):
        raise CodemodError(
            "is not a plain file", where=change.path, mend="move away what stands there"
        )
    if target.read_bytes() != change.before:
        raise _changed(change.path)
    if not found.st_mode & stat.S_IWUSR:  # asked here, as root would be let through
        raise _read_only("is read-only", change)
    return found


def _folders(folder: Path, change: Change) -> tuple[Path, list[Path]]:
    """The nearest folder that exists, and those to make below it, outermost first."""
    missing: list[Path] = []
    while (found := _stat(folder)) is None:
        missing.insert(0, folder)
        folder = folder.parent
    if not stat.S_ISDIR(found.st_mode):
        raise CodemodError(
            f"{folder.name} is not a folder",
            where=change.path,
            mend="move away the file that stands where a folder is needed",
        )
    return folder, missing


class _Spellings:
    """Knows each name a change set uses, as a file system would that ignores case and accents'
    composition, as those of macOS and Windows do."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._spelled: dict[tuple[str, ...], Path] = {}
        self._targets: dict[Path, Change] = {}

    def add(self, target: Path, change: Change) -> None:
        """Raises CodemodError when the target is another's, or a new one would be there."""
        if target in self._targets:
            raise CodemodError(
                f"is the same file as {self._targets[target].path}",
                where=change.path,
                mend="name the file by one path only",
            )
        self._targets[target] = change
        path = self._top
        folded: tuple[str, ...] = ()
        for part in target.relative_to(self._top).parts:
            folder, path = path, path / part
            folded = (*folded, _fold(part))
            if folded not in self._spelled:
                self._spelled[folded] = _sibling(folder, part) or path
            if self._spelled[folded] != path and not os.path.lexists(path):
                raise CodemodError(
                    f"{part} and {self._spelled[folded].name}, which is there, differ only in case",
                    where=change.path,
                    mend="use one spelling: on macOS and Windows both name one file",
                )


def _sibling(folder: Path, name: str) -> Path | None:
    """What has the name but for its case, in a folder that does not have the name itself."""
    path = folder / name
    if not folder.is_dir() or os.path.lexists(path):
        return None
    folded = _fold(name)
    return next((other for other in folder.iterdir() if _fold(other.name) == folded), None)


def _fold(name: str) -> str:
    if name.isascii():
        return name.lower()
    from unicodedata import normalize

    return normalize("NFC", name.casefold())


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _stamp(found: os.stat_result | None) -> tuple[int, ...] | None:
    if found is None:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _read_only(what: str, change: Change) -> CodemodError:
    mend = "allow writing with chmod u+w, then run the command again"
    return CodemodError(what, where=change.path, mend=mend)


def _changed(path: str) -> CodemodError:
    return CodemodError("changed since it was read", where=path, mend="run the command again")
