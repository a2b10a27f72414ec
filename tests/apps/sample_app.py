"""The sample apps of `fixtures/apps` and their own tools.

An app's pinned packages are installed once into `.cache/apps`; a test gets a copy of the sources
with the packages linked in, changes it, and asks the app's TypeScript, ESLint and Prettier what
they think of it, or runs its jobs.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
APPS = REPOSITORY / "fixtures" / "apps"
_CACHE = REPOSITORY / ".cache" / "apps"
_DRIVER = Path(__file__).with_name("drive.mts")
_SCHEMA = "prisma/schema.prisma"
_ROUTE = "src/app/api/inngest/route.ts"

# What a developer who tried the app in its place leaves behind, and what our copies get.
_NOT_SOURCE = (".git", "node_modules", ".next", "next-env.d.ts", "*.tsbuildinfo", "*.db", ".env")

# What Next 16 asks for.
_OLDEST_NODE = (20, 9)

# A tool that hangs should fail with its name, not with the whole run's.
_PATIENCE = 600


@dataclass(frozen=True, slots=True)
class App:
    """A copy of a sample app, for a test to change; `root` is its folder."""

    root: Path


@dataclass(frozen=True, slots=True)
class Database:
    """A SQLite file with the tables of an app, as its migrations make them."""

    path: Path

    @staticmethod
    def new(app: App, path: Path) -> Database:
        """A new one at `path`, with empty tables."""
        database = Database(path)
        for migration in sorted(app.root.glob("prisma/migrations/*/migration.sql")):
            with closing(sqlite3.connect(path)) as connection:
                connection.executescript(migration.read_text())
        return database

    def execute(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        """Run one statement, for good, and give the rows it answers with."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(sql, parameters).fetchall()


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one run of a job.

    status:   "completed" or "failed"
    output:   what the job returned, as JSON
    error:    the message it failed with
    steps:    the names of the steps in the order they were tried, each try once
    history:  the values that the watched query had, without repetitions
    sent:     the events it sent, as {"name", "data"}
    handler:  the run of its onFailure handler, where it has one and failed
    """

    status: str
    output: Any
    error: str | None
    steps: tuple[str, ...]
    history: tuple[object, ...]
    sent: tuple[Mapping[str, Any], ...]
    handler: Run | None


def what_is_missing() -> str | None:
    """Why the apps' tools cannot be run on this machine, or None where they can."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    text = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout
    major, minor, *_ = text.strip().removeprefix("v").split(".")
    if (int(major), int(minor)) < _OLDEST_NODE:
        return f"node {text.strip()} is too old: {'.'.join(map(str, _OLDEST_NODE))} is needed"
    return None


def copy_of(name: str, folder: Path) -> App:
    """A copy of `fixtures/apps/<name>` in `folder`, which is made, with its packages installed."""
    shutil.copytree(APPS / name, folder, ignore=shutil.ignore_patterns(*_NOT_SOURCE))
    (folder / "node_modules").symlink_to(_packages(name), target_is_directory=True)
    (folder / ".git").mkdir()  # where the journal is kept, as in any repository
    return App(folder)


def generate(app: App) -> None:
    """Make the app's Prisma client from its schema as it is now, as `prisma generate` does.

    The other packages stay those that all copies share; the client's own are copied.
    """
    packages = app.root / "node_modules"
    shared = packages.resolve()
    packages.unlink()
    (packages / "@prisma").mkdir(parents=True)
    for path in (*shared.iterdir(), *(shared / "@prisma").iterdir()):
        package = path.relative_to(shared).as_posix()
        if package not in ("@prisma", "@prisma/client", ".prisma"):
            (packages / package).symlink_to(path)
    shutil.copytree(shared / "@prisma/client", packages / "@prisma/client")
    _generate(app.root)


def sources(root: Path) -> dict[str, bytes]:
    """The files of an app, but for what its tools put there, by their root-relative paths."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and not any(
            fnmatch(part, each) for part in path.relative_to(root).parts for each in _NOT_SOURCE
        )
    }


def codemod(app: App, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on the app, without a terminal."""
    command = [sys.executable, "-m", "codemods.cli.main", "--root", str(app.root), *arguments]
    return _run(command, app.root, {"PYTHONPATH": str(REPOSITORY)})


def tsx(app: App, script: Path, *arguments: str) -> str:
    """What a TypeScript program prints, run in the app's folder."""
    done = _run([_tool("tsx"), str(script), *arguments], app.root)
    if done.returncode != 0:
        raise RuntimeError(f"{script.name} fails\n{done.stdout}{done.stderr}")
    return done.stdout


def tsc(app: App) -> str:
    """What the TypeScript compiler complains about in the whole app: "" for nothing."""
    return _complaints(app, "tsc", "--noEmit")


def eslint(app: App, *files: str) -> str:
    """What ESLint finds, warnings too, in these files or in the whole app: "" for nothing."""
    return _complaints(app, "eslint", "--max-warnings=0", *files)


def prettier_check(app: App, files: Sequence[str] = (".",)) -> str:
    """Which of these files Prettier would print otherwise: "" for none."""
    return _complaints(app, "prettier", "--check", *files)


def prettier_write(app: App, config: Mapping[str, object]) -> None:
    """Print the whole app anew in another style."""
    (app.root / ".prettierrc.json").write_text(json.dumps(config, indent=2) + "\n")
    complaints = _complaints(app, "prettier", "--write", ".")
    if complaints:
        raise RuntimeError(complaints)


def function_count(app: App) -> int:
    """How many functions the app says it serves; an onFailure handler is one of its own."""
    count: int = _drive(app, {"function": None})["introspection"]["function_count"]
    return count


def registered(app: App) -> dict[str, Mapping[str, Any]]:
    """What the app registers with the Inngest server: each function's configuration by its id."""
    answer = _drive(app, {"function": None})["registration"]
    return {function["id"]: function for function in answer["functions"]}


def run_job(
    app: App,
    job: str,
    event: Mapping[str, object],
    *,
    database: Database | None = None,
    watch: str | None = None,
) -> Run:
    """Send `event` to the job with this id and play the server to the run's end.

    `watch` is a query whose first column is looked at after each request.
    """
    request = {"function": job, "event": event, "watch": watch}
    answer = _drive(app, request, database)
    return _as_run(answer["run"], answer["sent"], answer.get("failureHandler"))


def _as_run(
    answer: Mapping[str, Any],
    sent: Sequence[Mapping[str, Any]],
    handler: Mapping[str, Any] | None,
) -> Run:
    return Run(
        status=answer["status"],
        output=answer.get("output"),
        error=answer["error"]["message"] if "error" in answer else None,
        steps=tuple(answer["ran"]),
        history=tuple(answer["history"]),
        sent=tuple(sent),
        handler=None if handler is None else _as_run(handler, (), None),
    )


def _drive(app: App, request: Mapping[str, object], database: Database | None = None) -> Any:
    with TemporaryDirectory() as name:
        folder = Path(name)
        asked, answered = folder / "request.json", folder / "result.json"
        asked.write_text(json.dumps(request))
        command = [_tool("tsx"), str(_DRIVER), _ROUTE, str(asked), str(answered)]
        # Prisma makes its client with a URL; one that is not used need not exist.
        path = database.path if database else folder / "none.db"
        done = _run(command, app.root, {"DATABASE_URL": f"file:{path}"})
        if done.returncode != 0:
            raise RuntimeError(f"the app cannot be driven\n{done.stdout}{done.stderr}")
        return json.loads(answered.read_text())


def _complaints(app: App, tool: str, *arguments: str) -> str:
    done = _run([_tool(tool), *arguments], app.root)
    if done.returncode == 0:
        return ""
    return f"{tool} ends with {done.returncode}\n{done.stdout}{done.stderr}"


def _tool(name: str) -> str:
    return f"node_modules/.bin/{name}"


def _run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    # A developer's own settings would change what the apps do and what the tools print.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NODE_ENV", "FORCE_COLOR") and not name.startswith(("INNGEST_", "VERCEL"))
    }
    return subprocess.run(
        command,
        cwd=folder,
        env={**inherited, "NO_COLOR": "1", "CHECKPOINT_DISABLE": "1", **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
    )


def _packages(name: str) -> Path:
    """The node_modules of an app, with its Prisma client generated; installed where needed.

    One folder for each state of the lockfile. What a killed run leaves is never taken for whole:
    the folder gets its name, and the schema its copy beside it, when the work is done.
    """
    digest = hashlib.sha256()
    for path in ("package.json", "package-lock.json"):
        digest.update((APPS / name / path).read_bytes())
    folder = _CACHE / f"{name}-{digest.hexdigest()[:16]}"
    with lock(name):
        if not folder.exists():
            for old in _CACHE.glob(f"{name}-*"):
                shutil.rmtree(old)
            unfinished = _CACHE / f"unfinished-{name}"
            shutil.rmtree(unfinished, ignore_errors=True)
            _install(name, unfinished)
            unfinished.rename(folder)
        schema, generated = APPS / name / _SCHEMA, folder / "generated.prisma"
        if not generated.exists() or generated.read_bytes() != schema.read_bytes():
            generated.unlink(missing_ok=True)
            (folder / _SCHEMA).parent.mkdir(exist_ok=True)
            shutil.copyfile(schema, folder / _SCHEMA)
            _generate(folder)
            shutil.copyfile(schema, generated)
    return folder / "node_modules"


@contextmanager
def lock(name: str) -> Iterator[None]:
    """Keep the other workers of pytest-xdist, and other runs, from installing the same app."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    with (_CACHE / f".{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _install(name: str, folder: Path) -> None:
    folder.mkdir()
    for path in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(APPS / name / path, folder / path)
    # Install scripts would download Prisma's engines, which a client with an adapter does not use.
    _succeed(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def _generate(folder: Path) -> None:
    # Prisma insists on the path of the schema engine, but runs it only for migrations.
    _succeed(
        folder,
        *(_tool("prisma"), "generate", "--no-hints"),
        PRISMA_SCHEMA_ENGINE_BINARY=sys.executable,
        DATABASE_URL="file:./none.db",
    )


def _succeed(folder: Path, *command: str, **environment: str) -> None:
    done = _run(command, folder, environment)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} in {folder}\n{done.stdout}{done.stderr}")
