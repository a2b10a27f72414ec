"""Stopped by Ctrl-C or a signal, at any moment: the exit status, and the tree."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from codemods.cli.main import main
from codemods.workspace.writing.disk import Disk
from faults import journal_at_rest, tree

ADD_JOB = ("add-job", "send-report", "--event", "report/send", "--yes")
JOB = "src/lib/inngest/functions/send-report.ts"

every_signal = pytest.mark.parametrize(
    ("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)]
)


def handlers() -> list[object]:
    return [signal.getsignal(getattr(signal, name)) for name in ("SIGINT", "SIGTERM", "SIGHUP")]


@pytest.mark.parametrize("module", ["click", "codemods.errors", "codemods.cli.settings"])
@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_while_the_command_is_still_imported_shows_no_traceback(
    module: str, name: str, status: int
) -> None:
    script = f"""
import signal, sys
class Stops:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.{name})
from codemods.cli import entry
sys.meta_path.insert(0, Stops())
sys.exit(entry.main())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (status, b"", b"")


def stopping(monkeypatch: pytest.MonkeyPatch, name: str, operation: str, when: Path) -> None:
    """Lets the signal come before an operation on the disk, once a file is there."""
    former = getattr(Disk, operation)

    def stopped(*arguments: object) -> object:
        if when.exists():
            signal.raise_signal(getattr(signal, name))
        return former(*arguments)

    monkeypatch.setattr(Disk, operation, stopped)


@every_signal
def test_a_signal_in_the_middle_of_a_commit_takes_it_back(
    name: str,
    status: int,
    app: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before, held = tree(app), handlers()
    stopping(monkeypatch, name, "replace", app / JOB)
    assert main(list(ADD_JOB)) == status
    assert tree(app) == before
    assert journal_at_rest(app)
    assert handlers() == held
    assert capsys.readouterr().err == "\nstopped\n"


@every_signal
def test_a_signal_after_the_deciding_moment_says_that_the_changes_are_made(
    name: str,
    status: int,
    app: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stopping(monkeypatch, name, "replace", app / ".codemods/journal/settled")
    assert main(list(ADD_JOB)) == status
    assert (app / JOB).exists()
    assert journal_at_rest(app)
    assert capsys.readouterr().err == "\nstopped; every change had been made\n"


@every_signal
def test_a_signal_before_anything_is_written_leaves_nothing(
    name: str, status: int, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(app)
    stopping(monkeypatch, name, "names", app)
    assert main(list(ADD_JOB)) == status
    assert tree(app) == before
    assert not (app / ".codemods").exists()


def test_a_signal_that_is_ignored_stays_so(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        stopping(monkeypatch, "SIGHUP", "replace", app)
        assert main(list(ADD_JOB)) == 0
    finally:
        signal.signal(signal.SIGHUP, former)
    assert (app / JOB).exists()


@every_signal
def test_a_real_process_that_waits_for_its_turn_can_be_stopped(
    name: str, status: int, app: Path
) -> None:
    import fcntl

    journal = app / ".codemods/journal"
    journal.mkdir(parents=True)
    (journal / ".gitignore").write_bytes(b"*\n")
    lock = os.open(journal / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    before = tree(app)
    # On a terminal it says that it waits, which is how one knows.
    script = (
        "import sys; from codemods.cli.entry import main; "
        "sys.stderr.isatty = lambda: True; sys.exit(main())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, *ADD_JOB],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        cwd=app,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "waiting for another codemod to finish\n"
    process.send_signal(getattr(signal, name))
    rest = process.communicate(timeout=60)[1]
    os.close(lock)
    assert (process.returncode, rest) == (status, "\nstopped\n")
    assert tree(app) == before
    assert journal_at_rest(app)
