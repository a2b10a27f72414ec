"""A sample app as its developer has it: a git repository, Next's own commands, and ours."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps import sample_app
from apps.sample_app import REPOSITORY

_KEEP = Path(__file__).with_name("keep.py")

# Seconds until a build, or the start of a server, counts as stuck.
_PATIENCE = 300.0

_BOUNDARY = "form-of-a-test"

# Where no server listens: a port that no user may listen at.
NOBODY = "http://127.0.0.1:9"

JOBS = "src/lib/inngest/functions"


@dataclass(frozen=True, slots=True)
class NextApp:
    """A copy of a sample app, for a test to change, build and start."""

    root: Path

    @staticmethod
    def untouched(name: str, folder: Path) -> NextApp:
        """The app `fixtures/apps/<name>` in `folder`, which is made."""
        sample_app.copy_of(name, folder)
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        return NextApp(folder)

    def codemod(self, command: str) -> str:
        """Run `codemod COMMAND` in the app's folder, as a user does; what it prints.

        The command is quoted as for a shell, and must succeed.
        """
        done = subprocess.run(
            [sys.executable, "-m", "codemods", *shlex.split(command)],
            cwd=self.root,
            env={**_environment(), "PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(f"codemod {command}\n{done.stdout}{done.stderr}")
        return done.stdout

    def read(self, path: str) -> str:
        return (self.root / path).read_text()

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def replace(self, path: str, old: str, new: str) -> None:
        """Edit a file as its developer does; `old` must be in it exactly once."""
        before, found, after = self.read(path).partition(old)
        if not found or old in after:
            raise AssertionError(f"{path} has not exactly one {old!r}:\n{before}")
        self.write(path, before + new + after)

    def build(self) -> None:
        """`next build`, which checks the types too."""
        with _kept(self.root, {}, "next", "build") as process:
            log = _Log(process)
            log.end()
            status = process.wait(_PATIENCE)
        if status != 0:
            raise AssertionError(f"next build ends with {status}\n{log.text()}")

    @contextmanager
    def started(self, server: str, database: Path, *, command: str = "start") -> Iterator[Site]:
        """`next start`, or another command, on a free port of loopback, until the block is left.

        `server` is the address of the Inngest dev server.
        """
        environment = {"INNGEST_DEV": server, "DATABASE_URL": f"file:{database}"}
        arguments = ("next", command, "--hostname", "127.0.0.1", "--port", "0")
        with _kept(self.root, environment, *arguments) as process:
            log = _Log(process)
            yield Site(log.address(), log.text)


@dataclass(frozen=True, slots=True)
class Site:
    """A running app: its address, and what it has logged so far."""

    url: str
    log: Callable[[], str]

    @property
    def inngest(self) -> str:
        """The route that Inngest is served at."""
        return f"{self.url}/api/inngest"

    def get(self, path: str, user: str | None = None) -> str:
        """The text of a page, as the user with this id sees it."""
        status, text = self._ask(path, user, None)
        if status != 200:
            raise AssertionError(f"GET {path} answers {status}\n{text[:2000]}")
        return text

    def post(self, path: str, body: Mapping[str, Any], user: str | None = None) -> Any:
        """What the API answers, as JSON, when the user with this id creates something."""
        status, text = self._ask(path, user, json.dumps(body).encode())
        if status != 201:
            raise AssertionError(f"POST {path} answers {status}\n{text[:2000]}")
        return json.loads(text)

    def submit(self, path: str, fields: Mapping[str, str], user: str | None = None) -> None:
        """Fill in the page's one form and send it, as a browser without JavaScript does."""
        (action,) = re.findall(r'name="(\$ACTION_ID_\w+)"', self.get(path, user))
        parts = (
            f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in {action: "", **fields}.items()
        )
        body = f"{''.join(parts)}--{_BOUNDARY}--\r\n".encode()
        status, text = self._ask(path, user, body, f"multipart/form-data; boundary={_BOUNDARY}")
        if status != 200:  # after the redirect
            raise AssertionError(f"the form of {path} answers {status}\n{text[:2000]}")

    def _ask(
        self, path: str, user: str | None, body: bytes | None, kind: str = "application/json"
    ) -> tuple[int, str]:
        headers = {"content-type": kind} | ({"cookie": f"session={user}"} if user else {})
        request = urllib.request.Request(self.url + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


class _Log:
    """What a server prints, read as it comes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._lines: list[str] = []
        self._address: str | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(process,), daemon=True)
        self._thread.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self._lines.append(line)
                if found := re.search(r"Local:\s+(http://\S+)", line):
                    self._address = found[1]
                if "Ready in" in line:
                    self._ready.set()
        self._ready.set()

    def address(self) -> str:
        """Where the server listens, once it does."""
        if not self._ready.wait(_PATIENCE) or self._address is None:
            raise AssertionError(f"the app does not start:\n{self.text()}")
        return self._address

    def end(self) -> None:
        """Wait until nothing more can come."""
        self._thread.join(_PATIENCE)

    def text(self) -> str:
        return "".join(self._lines)


@contextmanager
def _kept(
    root: Path, environment: Mapping[str, str], *command: str
) -> Iterator[subprocess.Popen[str]]:
    """One of the app's own programs; it and its children are gone when the block is left."""
    program, *arguments = command
    process = subprocess.Popen(
        [sys.executable, str(_KEEP), f"node_modules/.bin/{program}", *arguments],
        cwd=root,
        env={
            **_environment(),
            "NEXT_PRIVATE_OUTPUT_TRACE_ROOT": _above(root, root / "node_modules/next"),
            **environment,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C is for the tests, which then close the pipe
    )
    assert process.stdin is not None
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait()


def _environment() -> dict[str, str]:
    """This process's, without a developer's own settings that would change what the apps do."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NODE_ENV", "FORCE_COLOR", "PORT")
        and not name.startswith(("INNGEST_", "VERCEL", "NEXT_"))
    }
    return {**inherited, "NO_COLOR": "1", "NEXT_TELEMETRY_DISABLED": "1"}


def _above(*paths: Path) -> str:
    """The folder that all of these lie in: Turbopack follows links within that alone."""
    return os.path.commonpath([path.resolve() for path in paths])
