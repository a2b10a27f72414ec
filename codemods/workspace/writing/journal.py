"""The journal: a folder with one file for each commit, whose name is the state of that commit.

    draft ──► pending ──► settled ──► 17

draft    is still being written, and means nothing yet
pending  the commit has begun: found by the next process, it is rolled back
settled  every change is made: found by the next process, it is carried to its end
17       the commit is over; it can be undone
lock     is locked by the process that writes, and free again when that process dies

Each arrow is one rename, so that no moment lies between two states. At most one commit is draft,
pending or settled, as only who holds the lock may make one. Of those that are over, the last KEPT
are kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.workspace.writing.disk import Disk, drop, put
from codemods.workspace.writing.places import leads_inside

if TYPE_CHECKING:
    from codemods.workspace.writing.record import Record

KEPT = 50

State = Literal["pending", "settled"]

_DRAFT = "draft"
_UNFINISHED: tuple[State, ...] = ("settled", "pending")
_IN_GIT = "inngest-codemods"
_ELSEWHERE = Path(".codemods") / "journal"


class Journal(Struct, frozen=True):
    """Where commits to a repository are written down.

    base:   the folder to which the paths of records are relative: the top of the work tree
    folder: the journal's own, which need not exist
    other:  where commits may have been written down before that, which are known still: git's
            directory can be written at one time and not at another, as in a sandbox
    """

    base: Path
    folder: Path
    disk: Disk
    other: Path | None = None

    @classmethod
    def of(cls, root: Path, disk: Disk) -> Journal:
        """The journal for the root, absolute and without links. Makes nothing.

        It lies in the git directory of the work tree that the root is in, so that each work tree
        and each submodule has its own; without git, or where git's directory cannot be written,
        in `.codemods`. A journal that is there stays in use. Raises CodemodError where a link
        leads the latter out of the base.
        """
        base, git = _work_tree(root)
        elsewhere = base / _ELSEWHERE
        # A link may come with a repository.
        own = not os.path.lexists(elsewhere.parent) or leads_inside(base, f"{_ELSEWHERE}/lock")
        if git is not None:
            inside = cls(base, git / _IN_GIT, disk, elsewhere if own else None)
            known = inside.folder if inside.folder.is_dir() else git
            elsewhere_used = own and elsewhere.is_dir()
            if (os.access(known, os.W_OK) and not elsewhere_used) or inside.state():
                return inside
        if not own:
            raise CodemodError(
                "is a symbolic link out of the root",
                where=_ELSEWHERE.as_posix(),
                mend="the journal is to lie there: put a folder in its place",
            )
        return cls(base, elsewhere, disk, git / _IN_GIT if git else None)

    def state(self) -> State | None:
        """The state of the commit that is not over, if there is one."""
        names = self.disk.names(self.folder)
        return next((state for state in _UNFINISHED if state in names), None)

    def at_rest(self) -> bool:
        """Whether nothing was begun, or everything ended."""
        return not {_DRAFT, *_UNFINISHED}.intersection(self.disk.names(self.folder))

    def ids(self) -> list[int]:
        """The ids of the commits that are over, oldest first."""
        found = self.disk.names(self.folder)
        if self.other is not None:
            found = [*found, *self.disk.names(self.other)]
        return sorted({int(name) for name in found if _is_id(name)})

    def latest(self) -> int:
        """The id of the last commit that can be undone; 0 if there is none."""
        return max(self.ids(), default=0)

    def load(self, name: State | int) -> Record | None:
        """The record of a commit; None if there is no such commit. Raises CodemodError where it
        cannot be read."""
        from codemods.workspace.writing.record import Record, damaged

        path = self.folder / str(name)
        found = self.disk.stat(path)
        if found is None and self.other is not None and isinstance(name, int):
            path = self.other / str(name)
            found = self.disk.stat(path)
        if found is not None and not S_ISREG(found.st_mode):
            raise damaged(path)
        try:
            data = self.disk.read(path)
        except PermissionError as error:
            raise CodemodError(
                "cannot be read: permission denied",
                where=str(path),
                mend="allow yourself to read it; did a command run as another user?",
            ) from error
        return None if data is None else Record.from_bytes(data, path)

    @contextmanager
    def locked(self, waiting: Callable[[], None] | None = None) -> Iterator[None]:
        """Holds the lock; no process but ours writes meanwhile. Makes the folder if need be.

        waiting: called once, when another has held the lock for a moment. Raises OSError.
        """
        from codemods.workspace.writing.lock import locked

        self._make()
        with locked(self.folder / "lock", self.disk, waiting):
            self._hide()
            yield

    def begin(self, record: Record) -> None:
        """Nothing → pending: from here on, the commit is rolled back if the process dies."""
        self.clear_draft()
        put(self.disk, self.folder / _DRAFT, record.to_bytes(), mode=0o600)
        self.disk.replace(self.folder / _DRAFT, self.folder / "pending")
        self.sync()

    def clear_draft(self) -> None:
        """Draft → nothing."""
        drop(self.disk, self.folder / _DRAFT)

    def abandon(self) -> None:
        """Pending → nothing: all of it was rolled back."""
        drop(self.disk, self.folder / "pending")
        self.sync()

    def settle(self) -> None:
        """Pending → settled: the commit is made, whatever happens now."""
        self.disk.replace(self.folder / "pending", self.folder / "settled")

    def sync(self) -> None:
        """Wait until the state is on the device."""
        self.disk.sync_folder(self.folder)

    def close(self, record: Record) -> None:
        """Settled → over. Were the rename lost with the power, it would just be made again."""
        if not record.kept:
            drop(self.disk, self.folder / "settled")
            return
        for old in self.ids()[: 1 - KEPT]:
            drop(self.disk, self.folder / str(old))
        self.disk.replace(self.folder / "settled", self.folder / str(record.id))

    @property
    def _in_git(self) -> bool:
        return self.folder.name == _IN_GIT

    def _make(self) -> None:
        for folder in [self.folder] if self._in_git else [self.folder.parent, self.folder]:
            if self.disk.stat(folder) is None:
                try:
                    self.disk.mkdir(folder)
                except FileExistsError:
                    continue  # another process was faster
                self.disk.sync_folder(folder.parent)

    def _hide(self) -> None:
        """Only the journal hides itself from git: templates in .codemods are the project's own."""
        ignore = self.folder / ".gitignore"
        if not self._in_git and self.disk.stat(ignore) is None:
            self.clear_draft()
            put(self.disk, self.folder / _DRAFT, b"*\n")
            self.disk.replace(self.folder / _DRAFT, ignore)


def _is_id(name: str) -> bool:
    return name.isascii() and name.isdigit() and name[0] != "0" and len(name) < 19


def _work_tree(root: Path) -> tuple[Path, Path | None]:
    """The top of the work tree that the root is in, and its git directory; the root without one."""
    found = ((base, _git_dir(base)) for base in (root, *root.parents))
    return next(((base, git) for base, git in found if git is not None), (root, None))


def _git_dir(folder: Path) -> Path | None:
    """Git's directory for a work tree with this top; None if it is none.

    Work trees that were added, and submodules, have a file `.git` that says where it is.
    """
    path = folder / ".git"
    try:
        if path.is_dir():
            return path
        text = os.fsdecode(path.read_bytes())
    except OSError:
        return None
    mark = "gitdir: "
    named = folder / text.removeprefix(mark).rstrip("\r\n")
    return named if text.startswith(mark) and named.is_dir() else None
