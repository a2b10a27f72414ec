"""Writing a change set: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from codemods.errors import CodemodError
from codemods.workspace.writing.changes import ChangeSet
from codemods.workspace.writing.disk import Disk
from codemods.workspace.writing.interrupts import Interrupts
from codemods.workspace.writing.steps import Plan, Step, blamed, prepare, reason


@dataclass(frozen=True, slots=True)
class Transaction:
    """The one door through which files are written.

    prepare: every target is checked, and nothing is written;
    stage:   each new and each old content gets a file of its own beside the target;
    swap:    each new content takes the target's name, at once;
    finish:  the old contents are removed.

    Whatever fails before the last swap is done is rolled back. What rolling back needs is read
    off the disk, so that no moment is too early or too late for it.
    """

    root: Path
    disk: Disk = field(default_factory=Disk)

    def commit(self, change_set: ChangeSet) -> None:
        """Make the changes.

        Files that exist keep mode and owner, and a symbolic link stays one: its target is
        written. New files get the process's default mode. Folders are made as needed.

        Raises CodemodError when a check fails (see `steps.prepare`) or the system refuses an
        operation; then, as after Ctrl-C (KeyboardInterrupt), the tree is as it was. Only where
        that cannot be reached either does the error say what is left, and where.
        """
        if not change_set:
            return
        plan = prepare(self.root, change_set.changes)
        with Interrupts() as interrupts:
            staged = False
            try:
                self._stage(plan, interrupts)
                staged = True
                self._swap(plan, interrupts)
            except BaseException as error:
                self._roll_back(plan, error, swapping=staged)
                raise
            self._finish(plan)

    def _stage(self, plan: Plan, interrupts: Interrupts) -> None:
        for folder in plan.folders:
            interrupts.check()
            with blamed(self._shown(folder)):
                self.disk.mkdir(folder)
        for step in plan.steps:
            interrupts.check()
            with blamed(step.change.path):
                if step.staged and step.change.after is not None:
                    self._write(step.staged, step.change.after, step)
                if step.backup and step.change.before is not None:
                    self._back_up(step.backup, step.change.before, step)

    def _swap(self, plan: Plan, interrupts: Interrupts) -> None:
        for step in plan.steps:
            interrupts.check()
            with blamed(step.change.path):
                step.check_unchanged()
                if step.staged:
                    self.disk.replace(step.staged, step.target)
                else:
                    self.disk.unlink(step.target)
        interrupts.check()

    def _finish(self, plan: Plan) -> None:
        left = self._clear(step.backup for step in plan.steps)
        if left:
            raise CodemodError(
                "every change is made, but a file with former content could not be removed",
                where=", ".join(left),
                mend="delete it by hand",
            )

    def _roll_back(self, plan: Plan, error: BaseException, *, swapping: bool) -> None:
        """Raises CodemodError where the tree could not be brought back."""
        lost: list[str] = []
        kept: set[Path | None] = set()
        for step in reversed(plan.steps) if swapping else ():
            try:
                self._swap_back(step)
            except OSError as failure:
                beside = f", its former content is in {step.backup.name}" if step.backup else ""
                lost.append(f"{step.change.path} ({reason(failure)}{beside})")
                kept.add(step.backup)
        used = (path for step in plan.steps for path in (step.staged, step.backup))
        left = self._clear(path for path in used if path not in kept)
        for folder in reversed(plan.folders):
            if not _tried_twice(partial(self.disk.rmdir, folder)):
                left.append(self._shown(folder))
        if lost or left:
            parts = ["could not be put back: " + "; ".join(lost)] if lost else []
            parts += ["could not be removed: " + ", ".join(left)] if left else []
            raise CodemodError(
                "; ".join((str(error) or "stopped", *parts)),
                mend="put these right by hand; everything else is as it was",
            ) from error

    def _swap_back(self, step: Step) -> None:
        """Undo the swap of one step, if it was made."""
        if step.staged and step.staged.exists():
            return  # the new content still waits: the target was not touched
        if step.backup is None:
            self.disk.unlink(step.target)
        elif step.staged or not step.target.exists():
            self.disk.replace(step.backup, step.target)

    def _clear(self, paths: Iterable[Path | None]) -> list[str]:
        """Remove those of our own files that are there; gives what could not be removed."""
        return [
            self._shown(path)
            for path in paths
            if path and not _tried_twice(partial(self.disk.unlink, path))
        ]

    def _back_up(self, path: Path, data: bytes, step: Step) -> None:
        try:
            # A second name takes no room, and rolling back to it brings even the mtime back.
            self.disk.link(step.target, path)
        except OSError:  # some file systems have no links, and some users may not make them
            self._write(path, data, step)

    def _write(self, path: Path, data: bytes, step: Step) -> None:
        descriptor = self.disk.create(path, 0o600 if step.found else 0o666)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self.disk.write(descriptor, rest) :]
            self.disk.sync(descriptor)
        finally:
            self.disk.close(descriptor)
        if step.found:
            self.disk.dress(path, step.found)

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.root.resolve()).as_posix()


def _tried_twice(remove: Callable[[], None]) -> bool:
    """Whether what `remove` removes is gone; a second try, as another process may have held it."""
    for _ in range(2):
        try:
            remove()
        except FileNotFoundError:
            return True
        except OSError:
            continue
        return True
    return False
