"""`codemod add-job` as someone at a terminal meets it, on a pseudo-terminal."""

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

DOWN = "\x1b[B"
ENTER = "\r"
PATIENCE = 60.0  # seconds until an answer counts as missing, on a machine that is busy

_NOT_OURS = {"FORCE_COLOR", "COLUMNS", "LINES"}

_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")


class Conversation:
    """A command on a pseudo-terminal: wait for what it shows, type, wait for its end."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        environ = {
            **{key: value for key, value in os.environ.items() if key not in _NOT_OURS},
            "TERM": "xterm",
            "NO_COLOR": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "codemods", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env=environ,
            start_new_session=True,
        )
        os.close(slave)
        self.shown = ""

    def until(self, text: str) -> None:
        """Read on until `text` has been shown since the last call."""
        deadline = time.monotonic() + PATIENCE
        while text not in (plain := _STEERING.sub("", self.shown)):
            left = max(0.0, deadline - time.monotonic())
            assert select.select([self.master], [], [], left)[0], plain
            try:
                self.shown += os.read(self.master, 65536).decode("utf-8", "replace")
            except OSError:  # Linux says so when the other side has closed
                raise AssertionError(f"ended without {text!r}:\n{plain}") from None
        self.shown = plain.partition(text)[2]

    def answer(self, question: str, *keys: str) -> None:
        """Type once the question is there."""
        self.until(question)
        os.write(self.master, "".join(keys).encode())

    def end(self) -> int:
        """Read all that is left, as `shown`, and give the exit status."""
        while select.select([self.master], [], [], PATIENCE)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                break
            if not data:
                break
            self.shown += data.decode("utf-8", "replace")
        self.shown = _STEERING.sub("", self.shown)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """End it if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)


@pytest.fixture
def asked(app: Path) -> Iterator[Conversation]:
    conversation = Conversation("add-job", cwd=app)
    yield conversation
    conversation.close()


def files(app: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in app.rglob("*") if path.is_file()}


def test_from_nothing_to_a_registered_job(app: Path, asked: Conversation) -> None:
    asked.answer("Job name", "generate-report", ENTER)
    asked.answer("What starts it?", ENTER)
    asked.answer("Which event?", ENTER)
    asked.answer("Event name", "report/generate", ENTER)
    asked.answer("Which record does it work on?", ENTER)
    asked.answer("Another id", ENTER)
    asked.answer("More data", ENTER)
    asked.answer("An option", "tone?:string", ENTER)
    asked.answer("Another option", ENTER)
    asked.answer("Write these changes?", "y")
    assert asked.end() == 0
    job = app / "src/lib/inngest/functions/generate-report.ts"
    assert 'id: "generate-report"' in job.read_text()
    assert "generateReportJob" in (app / "src/app/api/inngest/route.ts").read_text()
    assert "next:" in asked.shown


def test_ctrl_c_at_a_question_writes_nothing(app: Path, asked: Conversation) -> None:
    before = files(app)
    asked.answer("Job name", "generate-report", ENTER)
    asked.answer("What starts it?", "\x03")
    assert asked.end() == 130
    assert "stopped; nothing was written" in asked.shown
    assert files(app) == before
