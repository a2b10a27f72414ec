"""Bringing a commit that is under way to one of its two ends, whoever began it.

What is to be done is read off the disk, step by step, so that it does not matter how far the
commit came, nor how often bringing it to its end was itself cut short.
"""

from __future__ import annotations

from collections.abc import Callable
from errno import EACCES, EBUSY, EEXIST, ENOTDIR, ENOTEMPTY, EPERM
from pathlib import Path
from stat import S_IMODE, S_ISREG
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.workspace.writing.disk import Disk, drop, put
from codemods.workspace.writing.journal import Journal
from codemods.workspace.writing.places import leads_inside

if TYPE_CHECKING:
    from codemods.workspace.writing.record import Entry, Record


_STAYS = (ENOTEMPTY, EEXIST, ENOTDIR, EBUSY, EACCES, EPERM)


class Recovery(Struct, frozen=True):
    """What became of a commit that a process had begun and not ended.

    command: the command line that had begun it
    end:     how it ended
    left:    files that somebody has changed since, which were left as they are
    """

    command: str
    end: Literal["rolled back", "completed"]
    left: tuple[str, ...]


def recover(
    root: Path, disk: Disk | None = None, waiting: Callable[[], None] | None = None
) -> Recovery | None:
    """End the commit under `root` that a process has left unfinished; None if there is none.

    root:    absolute and without links
    waiting: called once, when a process that is alive has been at work for a moment

    Raises CodemodError where the disk refuses; the commit is then tried again by the next process.
    """
    try:
        journal = Journal.of(root, disk or Disk())
        if journal.at_rest():
            return None
    except OSError as error:
        from codemods.workspace.writing.steps import reason

        raise CodemodError(
            "the journal of what was written cannot be read: " + reason(error),
            where=str(error.filename or root),
            mend="allow yourself to read and write there; did a command run as another user?",
        ) from error
    from codemods.workspace.writing.interrupts import Interrupts

    try:
        with journal.locked(waiting), Interrupts():
            return _end(journal)
    except OSError as error:
        from codemods.workspace.writing.steps import reason

        raise CodemodError(
            "what another command left unfinished cannot be brought to its end: " + reason(error),
            where=str(error.filename or journal.folder),
            mend="mend that, then run the command again; nothing is lost",
        ) from error


def _end(journal: Journal) -> Recovery | None:
    journal.clear_draft()
    state = journal.state()
    record = None if state is None else journal.load(state)
    if record is None:
        return None  # a process that is alive has ended it, or it had not begun
    if state == "settled":
        complete(journal, record)
        return Recovery(record.command, "completed", ())
    return Recovery(record.command, "rolled back", roll_back(journal, record))


def roll_back(journal: Journal, record: Record) -> tuple[str, ...]:
    """Pending → nothing: every file is as it was before the commit.

    One that somebody has changed since its new content came is left as it is, and named in the
    result. Raises OSError; the state is pending still.
    """
    left = [each.path for each in reversed(record.entries) if not _put_back(journal, record, each)]
    for path in reversed(record.folders):
        _remove_empty(journal, path)
    _sync(journal, record)
    journal.abandon()
    return tuple(reversed(left))


def complete(journal: Journal, record: Record) -> None:
    """Settled → over: what had to wait for the commit goes. Raises OSError; still settled then."""
    journal.sync()
    for each in record.entries:
        if not leads_inside(journal.base, each.path):
            continue
        for name in (each.backup, each.staged):
            if name is not None:
                drop(journal.disk, journal.base / Path(each.path).with_name(name))
    for path in record.vacated:
        _remove_empty(journal, path)
    journal.close(record)


def _put_back(journal: Journal, record: Record, entry: Entry) -> bool:
    """Undo what was done for one file; False where somebody has changed the result since,
    or has put a link in the way that leads out of the base."""
    if not leads_inside(journal.base, entry.path):
        return False
    disk, target = journal.disk, journal.base / entry.path
    staged = target.with_name(entry.staged) if entry.staged else None
    backup = target.with_name(entry.backup) if entry.backup else None
    unswapped = staged is not None and disk.stat(staged) is not None
    found = _content(disk, target)
    ours = True
    if not unswapped and found != entry.before:
        # A file that is gone comes back: nobody can mind having the former one. Its folder not.
        ours = found in (entry.after, None) and disk.stat(target.parent) is not None
        if ours and backup is None:
            drop(disk, target)
        elif ours and backup is not None:
            if entry.path in record.before and not _is_former(disk, backup, entry):
                drop(disk, backup)  # somebody has tidied up, or writing it anew was cut short
                put(disk, backup, record.before[entry.path], mode=entry.mode)
            ours = disk.stat(backup) is not None
            if ours:
                disk.replace(backup, target)
    for own in (staged, backup):
        if own is not None:
            drop(disk, own)
    return ours


def _content(disk: Disk, path: Path) -> str | None:
    """The SHA-256 of a file, None where nothing stands, and "" where something else does."""
    from codemods.workspace.writing.record import digest

    found = disk.stat(path)
    if found is None:
        return None
    return digest(disk.read(path)) if S_ISREG(found.st_mode) else ""


def _is_former(disk: Disk, path: Path, entry: Entry) -> bool:
    found = disk.stat(path)
    same_mode = found is not None and S_IMODE(found.st_mode) == entry.mode
    return same_mode and _content(disk, path) == entry.before


def _remove_empty(journal: Journal, path: str) -> None:
    """Remove a folder, unless it is gone, in use, or not ours to remove: no harm if it stays."""
    if not leads_inside(journal.base, path):
        return
    try:
        journal.disk.rmdir(journal.base / path)
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno not in _STAYS:
            raise


def _sync(journal: Journal, record: Record) -> None:
    paths = (*record.folders, *(each.path for each in record.entries))
    inside = (path for path in paths if leads_inside(journal.base, path))
    parents = ((journal.base / path).parent for path in inside)
    for folder in dict.fromkeys(parents):
        if journal.disk.stat(folder) is not None:
            journal.disk.sync_folder(folder)
