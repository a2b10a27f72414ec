"""A sample Python app as its developer has it: a git repository, and our commands.

app = PythonApp.untouched("flask", folder)
app.codemod("add-job generate-report --event report/generate --yes")
with app.served(server.url, folder / "app.db") as client:
    client.ask("GET", "/api/inngest", b"")
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from apps.sample_app import APPS, REPOSITORY

_HOST = Path(__file__).with_name("client_host.py")

# Seconds until an app that does not answer counts as stuck.
_PATIENCE = 120.0

_NOT_SOURCE = ("*.db", "*.egg-info", "__pycache__", ".*_cache", ".venv")


@dataclass(frozen=True, slots=True)
class PythonApp:
    """A copy of a sample app, for a test to change and to ask.

    name: the app's in `fixtures/apps`, which is its framework's
    root: where the copy is
    """

    name: str
    root: Path

    @staticmethod
    def untouched(name: str, folder: Path) -> PythonApp:
        """The app `fixtures/apps/<name>` in `folder`, which is made."""
        shutil.copytree(APPS / name, folder, ignore=shutil.ignore_patterns(*_NOT_SOURCE))
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        return PythonApp(name, folder)

    @property
    def jobs(self) -> str:
        """The folder of its jobs."""
        folders = {"fastapi": "src/briefly/jobs", "flask": "briefly/jobs"}
        return folders.get(self.name, "documents/jobs")

    def codemod(self, command: str) -> str:
        """Run `codemod COMMAND` in the app's folder, as a user does; what it prints.

        The command is quoted as for a shell, and must succeed.
        """
        done = self._run("codemods", *shlex.split(command))
        if done.returncode != 0:
            raise AssertionError(f"codemod {command}\n{done.stdout}{done.stderr}")
        return done.stdout

    def complaints(self, tool: str, *arguments: str) -> str:
        """What mypy or ruff, with the app's own configuration, says against it: "" for nothing."""
        done = self._run(tool, *arguments)
        return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}"

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        """Edit a file as its developer does; `old` must be in it exactly once."""
        before, found, after = self.read(path).partition(old)
        if not found or old in after:
            raise AssertionError(f"{path} has not exactly one {old!r}:\n{before}")
        self.write(path, before + new + after)

    @contextmanager
    def served(self, server: str, database: Path) -> Iterator[AppClient]:
        """The app in a process of its own, until the block is left.

        `server` is the address of the Inngest dev server, `database` a file, which is made.
        """
        log = database.with_suffix(".log")
        with log.open("wb") as stderr:
            process = subprocess.Popen(
                [sys.executable, "-P", str(_HOST), self.name],
                cwd=self.root,
                env={
                    **self._environment(self.root / ("src" if self.name == "fastapi" else ".")),
                    "INNGEST_DEV": server,
                    "DATABASE_URL": f"{_DRIVERS[self.name]}:///{database}",
                    "DATABASE_PATH": str(database),
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
            with process:
                client = AppClient(process, log)
                try:
                    client.receive()
                    yield client
                finally:
                    client.leave()

    def _run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", module, *arguments],
            cwd=self.root,
            env=self._environment(REPOSITORY),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def _environment(self, importable: Path) -> dict[str, str]:
        """This process's, without a developer's own settings that would change the app."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name != "FORCE_COLOR" and not name.startswith(("INNGEST_", "DJANGO_"))
        }
        path = [str(importable), *filter(None, [inherited.get("PYTHONPATH")])]
        return {
            **inherited,
            "NO_COLOR": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": os.pathsep.join(path),
        }


_DRIVERS = {"fastapi": "sqlite+aiosqlite", "flask": "sqlite", "django": "sqlite"}


@dataclass(frozen=True, slots=True)
class AppClient:
    """The test client of an app that is served; `log` is where the app's own output goes."""

    process: subprocess.Popen[str]
    log: Path

    def ask(
        self, method: str, url: str, body: bytes, user: str | int | None = None
    ) -> tuple[int, Message, str]:
        """Send JSON to the app, as the user with this id; status, headers and text of the answer.

        Without a user, this is how a `DevServer` reaches the app.
        """
        parts = urlsplit(url)
        request = {
            "method": method,
            "path": f"{parts.path}?{parts.query}" if parts.query else parts.path,
            "body": body.decode(),
            "headers": {"content-type": "application/json", "x-inngest-server-kind": "dev"},
            "user": user,
        }
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(request)}\n")
        self.process.stdin.flush()
        status, fields, text = self.receive()
        headers = Message()
        for name, value in fields.items():
            headers[name] = value
        return status, headers, text

    def receive(self) -> Any:
        """The next line that the app's process writes, as JSON."""
        assert self.process.stdout is not None
        # A process that is gone ends the line that is waited for.
        watchdog = threading.Timer(_PATIENCE, self.process.kill)
        watchdog.start()
        try:
            line = self.process.stdout.readline()
        finally:
            watchdog.cancel()
            watchdog.join()
        if not line:
            raise AssertionError(f"the app is gone:\n{self.logged()}")
        return json.loads(line)

    def logged(self) -> str:
        """What the app has printed and logged so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def leave(self) -> None:
        """Tell the process that nothing more comes, and wait until it has ended."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
