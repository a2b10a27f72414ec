"""Taking a commit back: a change set like any other, made from what the journal has kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISREG

from codemods.errors import CodemodError
from codemods.workspace.writing.changes import Change, ChangeSet
from codemods.workspace.writing.disk import Disk
from codemods.workspace.writing.journal import Journal
from codemods.workspace.writing.places import leads_inside
from codemods.workspace.writing.record import Entry, Record, digest
from codemods.workspace.writing.steps import blamed


class ChangedSince(CodemodError):
    """Files of a commit are not as it had left them.

    would: what taking it back nevertheless would do, and so undo of what was changed since
    """

    def __init__(self, what: str, *, mend: str, would: ChangeSet) -> None:
        super().__init__(what, mend=mend)
        self.would = would


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


def taken_back(root: Path, record: Record, later: Sequence[Record] = ()) -> ChangeSet:
    """The changes, relative to `root`, that bring back what was before the commit.

    later: commits since, newest first, which may be why it cannot be taken back. Raises
    ChangedSince with the list of the files that have changed since.
    """
    disk = Disk()
    base = Journal.of(root, disk).base
    changes: list[Change] = []
    identical: list[str] = []
    changed: list[Entry] = []
    for entry in record.entries:
        path = _relative(base / entry.path, root)
        with blamed(path):
            stands = disk.stat(base / entry.path)
            plain = stands is None or S_ISREG(stands.st_mode)
            if not plain or not leads_inside(base, entry.path):
                changed.append(entry)
                continue
            found = disk.read(base / entry.path)
        if digest(found) == entry.before:
            identical.append(path)
            continue
        former = record.before.get(entry.path)
        changes.append(Change(path, found, former, f"undo {record.id}", entry.mode))
        if digest(found) != entry.after:
            changed.append(entry)
    if changed:
        paths = [_relative(base / entry.path, root) for entry in changed]
        count = f"{len(paths)} file{'s have' if len(paths) != 1 else ' has'}"
        raise ChangedSince(
            f"{count} changed since commit {record.id}: {', '.join(paths)}",
            mend=_way_out(record, changed, later),
            would=ChangeSet(tuple(changes)),
        )
    folders = reversed(record.folders)
    return ChangeSet(
        changes=tuple(changes),
        facts={"undoes": record.id, "command": record.command},
        identical=tuple(identical),
        vacated=tuple(_relative(base / folder, root) for folder in folders),
    )


def _way_out(record: Record, changed: Sequence[Entry], later: Sequence[Record]) -> str:
    """How to have a commit taken back whose files have changed since."""
    paths = {entry.path for entry in changed}
    undone = undone_by(later)
    standing = (each for each in later if each.undoes is None and each.id not in undone)
    touching = (each.id for each in standing if paths & {entry.path for entry in each.entries})
    since = next(touching, None)
    if since is not None:
        return f"undo what came later first: codemod undo --id {since}"
    return f"undo it by hand: codemod undo --id {record.id} --diff shows what is to change"


def _relative(path: Path, root: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()
