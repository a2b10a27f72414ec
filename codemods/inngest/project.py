"""`Project`: the lazy, cached model of a repository and the app in it that serves Inngest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.inngest import clients, jobs, serves
from codemods.inngest.clients import read_clients
from codemods.inngest.events import declarations
from codemods.inngest.events.declarations import read_event_declarations, read_sends
from codemods.inngest.jobs import read_jobs
from codemods.inngest.model import Client, EventDeclaration, Job, JobList, Send, Serve
from codemods.inngest.own_code import is_compiled, is_generated, is_scratch, is_test
from codemods.inngest.serves import read_serves
from codemods.syntax.source import Source
from codemods.workspace.dependencies.packages import Packages
from codemods.workspace.resolution.modules import Modules
from codemods.workspace.settings.config import Config, load
from codemods.workspace.tree.files import Files

if TYPE_CHECKING:
    from codemods.inngest.anatomy.act_reader import ActReader
    from codemods.inngest.anatomy.model import Anatomy
    from codemods.inngest.apps import App
    from codemods.inngest.origins.origins import Origins
    from codemods.inngest.wiring.model import EventData, Listener, Sent
    from codemods.syntax.prisma import Schema
    from codemods.syntax.style import Style
    from codemods.workspace.writing.changes import ChangeSet


# What the readers of the model look for, so that each file is searched once for all of it.
MENTIONS = (
    clients.MENTION,
    jobs.MENTION,
    *serves.MENTIONS,
    declarations.DECLARATION_MENTION,
    *declarations.SEND_MENTIONS,
    b"PrismaClient",
    b"waitForEvent(",
    b"RetryAfterError",
    b"inngest",
    b"codemod-ignore",
)


class Project:
    """Everything that a codemod or a rule asks about a repository; reads, never writes.

    Each part is read when first asked for. `with_changes` gives the project as it will be.
    """

    def __init__(
        self,
        files: Files,
        config: Config,
        *,
        cwd: str = "",
        app: str | None = None,
        sources: Mapping[str, Source | CodemodError] | None = None,
    ) -> None:
        """`cwd` and `app` are folders relative to the root, "" for the root itself."""
        self.files = files
        self.config = config
        self._cwd = cwd
        self._app = app
        self._sources: dict[str, Source | CodemodError] = dict(sources or {})
        self._anatomies: dict[Job, Anatomy] = {}
        self._event_data: dict[tuple[Job, str | None], EventData | None] = {}

    @classmethod
    def open(cls, root: Path, cwd: Path | None = None, app: str | None = None) -> Project:
        """The project at a root folder, seen from a working directory inside it."""
        files = Files(root, expected=MENTIONS)
        inside = cwd is not None and cwd.resolve().is_relative_to(root.resolve())
        here = cwd.resolve().relative_to(root.resolve()).as_posix() if inside and cwd else "."
        return cls(files, load(files), cwd="" if here == "." else here, app=app)

    def with_changes(self, changes: ChangeSet) -> Project:
        """The project as it is once the changes are made; what is untouched is not read again."""
        overlay = changes.overlay()
        kept = {path: source for path, source in self._sources.items() if path not in overlay}
        return Project(
            self.files.with_changes(overlay),
            self.config,
            cwd=self._cwd,
            app=self._app,
            sources=kept,
        )

    def source(self, path: str) -> Source:
        """The parsed file; raises CodemodError when it is absent, not UTF-8 or too large."""
        if path not in self._sources:
            self._sources[path] = self._read_source(path)
        found = self._sources[path]
        if isinstance(found, CodemodError):
            raise found.with_traceback(None)  # else it would gather all of those it was raised with
        return found

    def passed_over(self) -> dict[str, CodemodError]:
        """The source files that could not be read until now, and why, by path."""
        sources = frozenset(self.files.sources())
        return {
            path: found
            for path, found in sorted(self._sources.items())
            if isinstance(found, CodemodError) and path in sources
        }

    def _read_source(self, path: str) -> Source | CodemodError:
        """The parsed file, or why there is none: to find that out may have taken long."""
        try:
            return Source(path, self.read(path), lambda: self._house_style(path))
        except CodemodError as error:
            return error

    def _house_style(self, path: str) -> Style:
        from codemods.inngest.house_style import house_style

        return house_style(self, path).style

    def read(self, path: str) -> bytes:
        """The bytes of a file that is there; raises CodemodError when it is not."""
        data = self.files.read(path)
        if data is None:
            raise CodemodError("no such file", where=path)
        return data

    def package_directory(self, path: str) -> str:
        """The folder of the package that a file belongs to, "" for the root."""
        package = self.packages.governing(path)
        return package.directory if package is not None else ""

    @cached_property
    def packages(self) -> Packages:
        """The packages of the repository."""
        return Packages(self.files)

    @cached_property
    def modules(self) -> Modules:
        """What specifiers and names mean."""
        return Modules(self.files, self.packages, self.source)

    @cached_property
    def app(self) -> App:
        """The package that serves Inngest; raises CodemodError when several could be meant."""
        from codemods.inngest.apps import find_app

        return find_app(self, self._app or self.config.app, self._cwd)

    @cached_property
    def clients(self) -> tuple[Client, ...]:
        """Every client of the repository."""
        return read_clients(self)

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        """Every job of the repository."""
        return read_jobs(self)

    @cached_property
    def serves(self) -> tuple[Serve, ...]:
        """Every list of jobs that is served, of every app; what a compiler made of one is none."""
        return tuple(
            serve
            for serve in read_serves(self)
            if not is_compiled(serve.path, self.source(serve.path).data, self.modules)
        )

    @cached_property
    def event_declarations(self) -> tuple[EventDeclaration, ...]:
        """Every `eventType` of the repository."""
        return read_event_declarations(self)

    @cached_property
    def sends(self) -> tuple[Send, ...]:
        """Every event that is sent under a static name."""
        return read_sends(self)

    @cached_property
    def schema(self) -> Schema | None:
        """The app's Prisma schema, or None when it has none."""
        from codemods.inngest.database import read_schema

        return read_schema(self)

    @cached_property
    def origins(self) -> Origins:
        """Where values come from: clients of databases, of Inngest, of services."""
        from codemods.inngest.origins.origins import Origins

        return Origins(self, self.config.lint.external_calls)

    @cached_property
    def acts(self) -> ActReader:
        """Reads what handlers and their helpers do."""
        from codemods.inngest.anatomy.act_reader import ActReader

        return ActReader(self)

    @cached_property
    def listeners(self) -> tuple[Listener, ...]:
        """Everything that events reach: triggers, waits and cancellations."""
        from codemods.inngest.wiring.listeners import read_listeners

        return read_listeners(self)

    @cached_property
    def sent(self) -> tuple[Sent, ...]:
        """Every event that is sent, with what it carries."""
        from codemods.inngest.wiring.sent import read_sent

        return read_sent(self)

    def event_data(self, job: Job, event: str | None = None) -> EventData | None:
        """What the data of a job's event is known to have, or None where that is not known.

        event: which one, for a job with several; None for its own
        """
        key = (job, event)
        if key not in self._event_data:
            from codemods.inngest.wiring.event_data import known_event_data

            self._event_data[key] = known_event_data(self, job, event)
        return self._event_data[key]

    def jobs_in(self, path: str) -> tuple[Job, ...]:
        """The jobs of one file."""
        return self._jobs_by_path.get(path, ())

    def app_serves(self) -> tuple[Serve, ...]:
        """The lists that the app itself serves."""
        directory = self.app.directory
        return tuple(
            serve for serve in self.serves if self.package_directory(serve.path) == directory
        )

    def app_jobs(self) -> tuple[Job, ...]:
        """The jobs that the app serves; else those of its package; else all there are."""
        served = dict.fromkeys(
            job
            for serve in self.app_serves()
            if isinstance(serve.functions, JobList)
            for job in serve.functions.jobs()
        )
        directory = self.app.directory
        own = [job for job in self.jobs if self.package_directory(job.path) == directory]
        return tuple(served) or tuple(own) or self.jobs

    def is_linted(self, path: str) -> bool:
        """Whether a file is the project's own running code: no test, not generated or compiled."""
        data = self.source(path).data
        return not (
            is_test(path)
            or is_scratch(path, data)
            or is_generated(data)
            or is_compiled(path, data, self.modules)
        )

    def linted_jobs(self) -> tuple[Job, ...]:
        """The jobs in the project's own running code."""
        return self._linted_jobs

    @cached_property
    def _linted_jobs(self) -> tuple[Job, ...]:
        return tuple(job for job in self.jobs if self.is_linted(job.path))

    def anatomy(self, job: Job) -> Anatomy:
        """What a job does: its options, handler, steps, effects and ways out."""
        if job not in self._anatomies:
            from codemods.inngest.anatomy.read import read_anatomy

            self._anatomies[job] = read_anatomy(self, job)
        return self._anatomies[job]

    def events_sent(self) -> tuple[str, ...]:
        """The names of the events that the project sends, sorted."""
        return tuple(sorted({send.event for send in self.sends}))

    def events_handled(self) -> tuple[str, ...]:
        """The names of the events that start a job, sorted."""
        triggers = (trigger for job in self.jobs for trigger in job.triggers or ())
        return tuple(sorted({t.value for t in triggers if t.kind == "event" and t.value}))

    def models(self) -> tuple[str, ...]:
        """The names of the app's Prisma models that have one id, in the order of the schema."""
        models = self.schema.models if self.schema is not None else ()
        return tuple(model.name for model in models if model.id_field is not None)

    @cached_property
    def _jobs_by_path(self) -> dict[str, tuple[Job, ...]]:
        found: defaultdict[str, list[Job]] = defaultdict(list)
        for job in self.jobs:
            found[job.path].append(job)
        return {path: tuple(jobs) for path, jobs in found.items()}
