"""Disks that fail or die at a chosen operation, and trees to try them on.

A process that is killed leaves the operations before that moment, and none after it. `DyingDisk`
does just that: from the moment on every operation raises `Killed`, which no handler of ours
catches, so that what runs while it unwinds cannot touch the disk any more. What is written goes
to the system at once, so the next look at the disk sees what the next process would. That this is
so is proved in `tests/workspace/test_kills.py` with processes that really die.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from codemods.workspace.writing.changes import Change, ChangeSet
from codemods.workspace.writing.disk import Disk

Tree = dict[str, tuple[int, bytes | str | None]]

FILES = {
    "src/inngest/index.ts": b"export * from './a';\n",
    "src/inngest/a.ts": b"a\r\n\xff\x00",
    "src/route.ts": b"serve({ functions: [] });\n",
    "src/old.ts": b"old\n",
    "src/untouched.ts": b"untouched\n",
    "script.sh": b"#!/bin/sh\n",
}
CREATE_NEW = Change("src/inngest/new.ts", None, b"new\n", "create")
CREATE_DEEP = Change("lib/jobs/mail/new.ts", None, b"deep\n", "create")
CREATE_EMPTY = Change("lib/jobs/empty.ts", None, b"", "create")
CREATE_SCRIPT = Change("lib/run.sh", None, b"#!/bin/sh\n", "create", 0o750)
EDIT_ROUTE = Change("src/route.ts", FILES["src/route.ts"], b"serve();\n", "register")
EDIT_INDEX = Change("src/inngest/index.ts", FILES["src/inngest/index.ts"], b"", "export")
EDIT_SCRIPT = Change("script.sh", b"#!/bin/sh\n", b"#!/bin/sh\necho\n", "edit")
EDIT_LINKED = Change("linked/index.ts", FILES["src/inngest/index.ts"], b"linked\n", "edit")
DELETE_OLD = Change("src/old.ts", b"old\n", None, "delete")
DELETE_SCRIPT = Change("script.sh", b"#!/bin/sh\n", None, "delete")

CHANGE_SETS = {
    "create": ChangeSet((CREATE_NEW,)),
    "edit": ChangeSet((EDIT_SCRIPT,)),
    "delete": ChangeSet((DELETE_OLD,)),
    "scaffold and register": ChangeSet((CREATE_NEW, EDIT_INDEX, EDIT_ROUTE)),
    "everything": ChangeSet((DELETE_OLD, CREATE_DEEP, EDIT_SCRIPT, CREATE_EMPTY, CREATE_SCRIPT)),
    "through a link": ChangeSet((EDIT_LINKED, DELETE_SCRIPT, EDIT_ROUTE)),
}


def sample(root: Path, *, git: bool = True) -> Path:
    """Writes FILES below a new folder, with an executable, a linked folder and a git directory."""
    for path, data in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    (root / "script.sh").chmod(0o751)
    (root / "linked").symlink_to("src/inngest")
    if git:
        (root / ".git").mkdir()
    return root


def tree(root: Path) -> Tree:
    """Every file, folder and link below `root` with its mode and content, but the journal."""

    def content(path: Path) -> bytes | str | None:
        if path.is_symlink():
            return os.readlink(path)  # noqa: PTH115
        return path.read_bytes() if path.is_file() else None

    return {
        path.relative_to(root).as_posix(): (path.lstat().st_mode, content(path))
        for path in _below(root)
    }


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name not in (".git", ".codemods"):
            yield path
            if path.is_dir() and not path.is_symlink():
                yield from _below(path)


def names(folder: Path) -> list[str]:
    """What a folder holds, sorted."""
    return sorted(path.name for path in folder.iterdir())


def journal_at_rest(root: Path) -> bool:
    """Whether the journal has its lock and commits that are over, and nothing else."""
    folders = (root / ".git/inngest-codemods", root / ".codemods/journal")
    names = {path.name for folder in folders if folder.is_dir() for path in folder.iterdir()}
    return all(name.isdigit() for name in names - {"lock", ".gitignore"})


class WatchedDisk(Disk):
    """The real disk; `before` is told of each operation, by number from 0, and may raise."""

    def __init__(self, before: Callable[[int, str], None] = lambda number, name: None) -> None:
        self.before = before
        self.count = 0

    def __getattribute__(self, name: str) -> object:
        operation = super().__getattribute__(name)
        if name not in vars(Disk) or name.startswith("_"):
            return operation

        def watched(*arguments: object) -> object:
            self.count += 1
            try:
                self.before(self.count - 1, name)
            except OSError:
                if name == "close":
                    operation(*arguments)  # as close() does, whatever it returns
                raise
            return operation(*arguments)

        return watched


class Killed(BaseException):
    """The process is dead."""


class QuickDisk(WatchedDisk):
    """A disk that is not waited for, which nobody can tell while the power stays on."""

    def sync(self, descriptor: int) -> None:
        pass

    def sync_folder(self, folder: Path) -> None:
        pass


class DyingDisk(QuickDisk):
    """A disk of a process that is killed at operation `at`; of a write, half is done by then."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.open: list[int] = []
        super().__init__(self._end)

    def _end(self, number: int, name: str) -> None:
        if number > self.at or (number == self.at and name != "write"):
            self._die()

    def _die(self) -> NoReturn:
        for descriptor in self.open:
            os.close(descriptor)  # as the system does
        self.open.clear()
        raise Killed

    def create(self, path: Path, mode: int) -> int:
        self.open.append(super().create(path, mode))
        return self.open[-1]

    def write(self, descriptor: int, data: memoryview) -> int:
        written = super().write(
            descriptor, data[: len(data) // 2] if self.count > self.at else data
        )
        if self.count > self.at:
            self._die()
        return written

    def close(self, descriptor: int) -> None:
        self.open.remove(descriptor)
        super().close(descriptor)


# Where a kill makes a difference: the others only look.
CHANGING = frozenset(
    name
    for name in vars(Disk)
    if not name.startswith("_") and name not in ("stat", "read", "names")
)


def operations(act: Callable[[Disk], object]) -> list[str]:
    """The names of the operations that something takes, in order."""
    names: list[str] = []
    act(QuickDisk(lambda _, name: names.append(name)))
    return names
