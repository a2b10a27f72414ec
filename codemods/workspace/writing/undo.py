"""Taking a commit back: a change set like any other, made from what the journal has kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from codemods.errors import CodemodError
from codemods.workspace.writing.changes import Change, ChangeSet
from codemods.workspace.writing.disk import Disk
from codemods.workspace.writing.journal import Journal
from codemods.workspace.writing.record import Entry, Record, digest
from codemods.workspace.writing.steps import blamed


def history(root: Path, disk: Disk | None = None) -> tuple[Record, ...]:
    """The commits that the journal of `root` (absolute, without links) has, newest first.

    Raises CodemodError where one cannot be read.
    """
    journal = Journal.of(root, disk or Disk())
    with blamed(str(journal.folder)):
        found = [journal.load(number) for number in reversed(journal.ids())]
    return tuple(record for record in found if record is not None)


def undone_by(records: Sequence[Record]) -> dict[int, int]:
    """Which commits are taken back, each with the commit that did it; `records` newest first."""
    undone: dict[int, int] = {}
    for record in records:
        if record.undoes is not None and record.id not in undone:
            undone[record.undoes] = record.id
    return undone


def chosen(records: Sequence[Record], number: int | None) -> Record:
    """The commit to take back: the one of this id, or the last that is neither taken back nor
    takes one back itself.

    Raises CodemodError where there is none, and where it is taken back already.
    """
    undone = undone_by(records)
    mend = "codemod undo --list shows them all"
    if number is None:
        for record in records:
            if record.undoes is None and record.id not in undone:
                return record
        raise CodemodError("there is no commit to undo", mend=mend)
    if number in undone:
        raise CodemodError(f"commit {number} is undone already, by {undone[number]}", mend=mend)
    for record in records:
        if record.id == number:
            return record
    raise CodemodError(f"there is no commit {number}", where="--id", mend=mend)


def taken_back(root: Path, record: Record, later: Iterable[Record] = ()) -> ChangeSet:
    """The changes, relative to `root`, that bring back what was before the commit.

    later: commits since, which may be why it cannot be taken back. Raises CodemodError with the
    list of the files that have changed since.
    """
    base = Journal.of(root, Disk()).base
    changes: list[Change] = []
    identical: list[str] = []
    changed: list[Entry] = []
    for entry in record.entries:
        path = _relative(base / entry.path, root)
        with blamed(path):
            found = _read(base / entry.path)
        if digest(found) == entry.before:
            identical.append(path)
        elif digest(found) == entry.after:
            former = record.before.get(entry.path)
            changes.append(Change(path, found, former, f"undo {record.id}", entry.mode))
        else:
            changed.append(entry)
    if changed:
        raise _changed(root, base, record, changed, later)
    folders = reversed(record.folders)
    return ChangeSet(
        changes=tuple(changes),
        facts={"undoes": record.id, "command": record.command},
        identical=tuple(identical),
        vacated=tuple(_relative(base / folder, root) for folder in folders),
    )


def _changed(
    root: Path, base: Path, record: Record, changed: Sequence[Entry], later: Iterable[Record]
) -> CodemodError:
    paths = [entry.path for entry in changed]
    since = [each.id for each in later if {entry.path for entry in each.entries} & set(paths)]
    listed = ", ".join(_relative(base / path, root) for path in paths)
    count = f"{len(paths)} file{'s have' if len(paths) != 1 else ' has'}"
    return CodemodError(
        f"{count} changed since commit {record.id}: {listed}",
        mend=f"undo what came later first: codemod undo --id {since[0]}"
        if since
        else "bring back what the commit had written there, or undo it by hand",
    )


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _relative(path: Path, root: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()
