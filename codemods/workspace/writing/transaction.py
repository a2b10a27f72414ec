"""Writing a change set: all of it, or nothing, whatever happens.

What holds, at every instant and through every error, signal, kill and loss of power:

1. Every file of a commit is as before it or as after it, and so is the tree as a whole once the
   next command has begun. The one moment that decides is a rename in the journal.
2. Before a file in the tree is touched, the journal on the device names every file and folder that
   the commit will make; so whatever is left of it can be found and removed.
3. A file is only replaced or removed if it is still the one that the change was planned on, and
   while it has a second name beside it, from which it comes back; were that name lost with the
   power, the journal has what it held.
4. One process writes at a time, and none on what it read before another has written.
5. No step is taken back otherwise than by `recovery`, in this process as in the next: that way is
   walked always, and not only after a kill.
6. Nothing outside the root and nothing of git's own is touched, whatever the journal says: it may
   have come with a repository that somebody else made.

    lock      from here on, no other codemod writes
    check     every target, and nothing is touched
    begin     the journal has the commit: pending
    stage     new content gets a file beside its target, and is waited for; old, a second name
    swap      each new content takes its target's name, and the folders are waited for
    settle    the journal's rename: settled, the commit is made
    complete  second names go, and the journal keeps the record for `undo`

`steps` checks and plans, `places` says which files may be touched, `journal` knows the states,
`recovery` goes back or on from each, and `record` is what the journal writes down, and believes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, field

from codemods.errors import CodemodError
from codemods.workspace.writing.changes import ChangeSet
from codemods.workspace.writing.disk import Disk, put
from codemods.workspace.writing.interrupts import Interrupts
from codemods.workspace.writing.journal import Journal
from codemods.workspace.writing.record import Record, record_of
from codemods.workspace.writing.recovery import complete, roll_back
from codemods.workspace.writing.steps import Plan, Step, blamed, prepare, reason


class Transaction(Struct, frozen=True):
    """The one door through which files are written.

    command: what the journal says made the commit
    seen:    the id of the last commit when the project was read; None if it does not matter
    undoes:  the id of the commit that is taken back, if one is
    kept:    whether `undo` can take it back
    waiting: called once, when another process has been writing for a moment
    """

    root: Path
    disk: Disk = field(default_factory=Disk)
    command: str = ""
    seen: int | None = None
    undoes: int | None = None
    kept: bool = True
    waiting: Callable[[], None] | None = None

    def commit(self, change_set: ChangeSet) -> int | None:
        """Make the changes; gives the commit's id, None where nothing changes or is kept.

        Files that exist keep mode and owner, and a symbolic link stays one: its target is
        written. New files get the mode of their change, or the process's default. Folders are
        made as needed.

        Raises CodemodError when a check fails (see `steps.prepare`), when another process has
        written since `seen`, and when the system refuses an operation; then the tree is as it
        was. Only where that cannot be reached either does the error say so; the next command
        tries again. A signal, as Ctrl-C, is put off until the tree is as before or as after;
        KeyboardInterrupt has a message only in the latter case.
        """
        if not change_set:
            return None
        with blamed(str(self.root)):
            top = self.root.resolve(strict=True)
        journal = Journal.of(top, self.disk)
        if not journal.folder.is_dir():
            prepare(top, change_set.changes)  # what is refused shall not leave even a journal
        made = False
        try:
            with blamed(str(journal.folder)), journal.locked(self.waiting):
                self._check_seen(journal)
                plan = prepare(top, change_set.changes)
                with Interrupts() as interrupts:
                    record = record_of(
                        plan,
                        journal.base,
                        number=journal.latest() + 1,
                        command=self.command,
                        undoes=self.undoes,
                        kept=self.kept,
                        vacated=tuple(top / path for path in change_set.vacated),
                    )
                    self._make(journal, record, plan, interrupts)
                    made = True
                    self._complete(journal, record)
        except KeyboardInterrupt:
            if made:
                raise KeyboardInterrupt("every change had been made") from None
            raise
        return record.id if self.kept else None

    def _check_seen(self, journal: Journal) -> None:
        unfinished = journal.state() is not None
        if unfinished or (self.seen is not None and journal.latest() != self.seen):
            raise CodemodError(
                "another codemod has written since the project was read",
                mend="run the command again",
            )

    def _make(self, journal: Journal, record: Record, plan: Plan, interrupts: Interrupts) -> None:
        """Nothing → settled, or the tree as it was and an error."""
        interrupts.check()
        try:
            journal.begin(record)
            self._stage(journal, plan, interrupts)
            self._swap(plan, interrupts)
            self._sync(journal, plan)
            interrupts.check()
            journal.settle()
        except BaseException as error:
            self._roll_back(journal, record, error)
            raise

    def _stage(self, journal: Journal, plan: Plan, interrupts: Interrupts) -> None:
        for folder in plan.folders:
            interrupts.check()
            with blamed(_shown(folder, journal)):
                self.disk.mkdir(folder)
        for step in plan.steps:
            interrupts.check()
            with blamed(step.change.path):
                if step.staged and step.change.after is not None:
                    put(self.disk, step.staged, step.change.after, mode=step.mode, like=step.found)
                if step.backup and step.change.before is not None:
                    self._back_up(step.backup, step.change.before, step)

    def _back_up(self, path: Path, data: bytes, step: Step) -> None:
        try:
            # A second name takes no room, and what comes back is the very file that was there.
            self.disk.link(step.target, path)
        except OSError:  # some file systems have no links, and some users may not make them
            put(self.disk, path, data, mode=step.mode, like=step.found)

    def _swap(self, plan: Plan, interrupts: Interrupts) -> None:
        for step in plan.steps:
            interrupts.check()
            with blamed(step.change.path):
                step.check_unchanged()
                if step.staged:
                    self.disk.replace(step.staged, step.target)
                else:
                    self.disk.unlink(step.target)

    def _sync(self, journal: Journal, plan: Plan) -> None:
        for folder in plan.touched():
            with blamed(_shown(folder, journal)):
                self.disk.sync_folder(folder)

    def _roll_back(self, journal: Journal, record: Record, error: BaseException) -> None:
        try:
            if journal.state() == "pending":
                roll_back(journal, record)
            else:
                journal.clear_draft()
        except OSError as failure:
            raise CodemodError(
                f"{str(error) or 'stopped'}; and what was done could not be taken back: "
                f"{reason(failure)}",
                mend="the next codemod command takes it back; nothing is lost",
            ) from error

    def _complete(self, journal: Journal, record: Record) -> None:
        try:
            complete(journal, record)
        except OSError as failure:
            raise CodemodError(
                f"every change is made, but not everything put away: {reason(failure)}",
                where=None if failure.filename is None else str(failure.filename),
                mend="the next codemod command puts it away",
            ) from failure


def _shown(path: Path, journal: Journal) -> str:
    return path.relative_to(journal.base).as_posix() or "."
