"""What the commands share of commits: their end after a kill, and their writing."""

from __future__ import annotations

import sys
from pathlib import Path

from codemods.cli.settings import Settings
from codemods.workspace.writing.changes import ChangeSet
from codemods.workspace.writing.disk import Disk
from codemods.workspace.writing.journal import Journal
from codemods.workspace.writing.recovery import Recovery, recover


def begin(root: Path, settings: Settings) -> None:
    """Before the project is read: end what another process left unfinished, and say so.

    `settings` then know what was written last. Costs two looks at a folder where nothing is left.
    """
    settings.seen = None
    if recovery := recover(root, waiting=_waiting):
        sys.stderr.write(_told(recovery))
    settings.seen = root, _latest(root)


def commit(
    changes: ChangeSet,
    root: Path,
    settings: Settings,
    *,
    undoes: int | None = None,
    kept: bool = True,
) -> None:
    """Write the changes; undoes: the commit that they take back; kept: whether `undo` may.

    Raises CodemodError.
    """
    if not changes:
        return
    import shlex

    from codemods.workspace.writing.transaction import Transaction

    number = Transaction(
        root,
        command=shlex.join(("codemod", *settings.arguments)),
        seen=settings.seen[1] if settings.seen and kept else None,
        undoes=undoes,
        kept=kept,
        waiting=_waiting,
    ).commit(changes)
    if settings.seen and number is not None:
        settings.seen = root, number


def overtaken(settings: Settings) -> bool:
    """Whether another process has written since `begin`, so that what was read may not hold."""
    if settings.seen is None:
        return False
    root, latest = settings.seen
    return Journal.of(root, Disk()).state() is not None or _latest(root) != latest


def _latest(root: Path) -> int:
    return Journal.of(root, Disk()).latest()


def _waiting() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("waiting for another codemod to finish\n")


def _told(recovery: Recovery) -> str:
    from codemods.report.terminal import escape

    what = "taken back" if recovery.end == "rolled back" else "completed"
    left = f"; changed since, so left as they are: {', '.join(recovery.left)}"
    return (
        escape(
            f"an interrupted `{recovery.command or 'codemod'}` was {what}"
            + (left if recovery.left else "")
        )
        + "\n"
    )
