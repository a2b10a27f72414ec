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
from codemods.inngest.model import (
    Client,
    EventDeclaration,
    Job,
    JobList,
    Language,
    Send,
    Serve,
    language_of,
)
from codemods.inngest.own_code import is_compiled, is_generated, is_scratch, is_test
from codemods.inngest.serves import read_serves
from codemods.inngest.views import Shared, spoken
from codemods.syntax.languages import grammar_for
from codemods.syntax.source import Source
from codemods.syntax.text import Text
from codemods.workspace.dependencies.packages import Packages
from codemods.workspace.resolution.modules import Modules
from codemods.workspace.settings.config import Config, load
from codemods.workspace.tree.files import Files

if TYPE_CHECKING:
    from codemods.inngest.anatomy.act_reader import ActReader
    from codemods.inngest.anatomy.model import Anatomy
    from codemods.inngest.apps import App
    from codemods.inngest.origins.origins import Origins
    from codemods.inngest.python.anatomy.knowledge import Knowledge
    from codemods.inngest.python.code import PythonCode
    from codemods.inngest.wiring.model import EventData, Listener, Sent
    from codemods.syntax.prisma import Schema
    from codemods.syntax.python.source import PythonSource
    from codemods.syntax.style import Style
    from codemods.workspace.python.modules import PythonModules
    from codemods.workspace.python.packages import PythonPackages
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

# The same for Python, written out: its readers are not imported before one of these is found.
PYTHON_MENTIONS = (
    *(b"inngest", b"Inngest", b"Inngest(", b"app_id", b"create_function", b"wait_for_event"),
    *(b"serve", b"connect", b"serve(", b".send", b".send_sync", b".send_event", b"Event("),
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
        language: Language | None = None,
        sources: Mapping[str, Source | CodemodError] | None = None,
        pythons: Mapping[str, PythonSource | CodemodError] | None = None,
    ) -> None:
        """cwd, app: folders relative to the root, "" for the root itself
        language:    that of the app, where it was said
        """
        self.files = files
        self.config = config
        self._cwd = cwd
        self._app = app
        self._language = language
        self._sources: dict[str, Source | CodemodError] = dict(sources or {})
        self._pythons: dict[str, PythonSource | CodemodError] = dict(pythons or {})
        self._anatomies: dict[Job, Anatomy] = {}
        self._event_data: dict[tuple[Job, str | None], EventData | None] = {}
        self.whole: Project | None = None  # of which this is a part
        self.languages: tuple[Language, ...] = ("typescript", "python")
        self._parts: dict[tuple[Language, ...], Project] = {}

    @classmethod
    def open(
        cls,
        root: Path,
        cwd: Path | None = None,
        app: str | None = None,
        language: Language | None = None,
    ) -> Project:
        """The project at a root folder, seen from a working directory inside it."""
        files = Files(root, expected=MENTIONS, expected_in_python=PYTHON_MENTIONS)
        inside = cwd is not None and cwd.resolve().is_relative_to(root.resolve())
        here = cwd.resolve().relative_to(root.resolve()).as_posix() if inside and cwd else "."
        where = "" if here == "." else here
        return cls(files, load(files), cwd=where, app=app, language=language)

    def with_changes(self, changes: ChangeSet) -> Project:
        """The project as it is once the changes are made; what is untouched is not read again."""
        if self.whole is not None:
            return self.whole.with_changes(changes).only(*self.languages)
        overlay = changes.overlay()
        kept = {path: source for path, source in self._sources.items() if path not in overlay}
        return Project(
            self.files.with_changes(overlay),
            self.config,
            cwd=self._cwd,
            app=self._app,
            language=self._language,
            sources=kept,
            pythons={path: each for path, each in self._pythons.items() if path not in overlay},
        )

    def only(self, *languages: Language) -> Project:
        """The project as if its clients, jobs, lists and events were those of these languages.

        What an event's data is known to be is known from all of them.
        """
        if self.whole is not None:
            return self.whole.only(*languages)
        if set(self.languages) <= set(languages) or (
            "typescript" in languages and self.python_code is None
        ):
            return self
        if languages not in self._parts:
            language = languages[0] if len(languages) == 1 else self._language
            part = Project(self.files, self.config, cwd=self._cwd, app=self._app, language=language)
            part.whole, part.languages = self, languages
            part._sources, part._pythons = self._sources, self._pythons
            self._parts[languages] = part
        return self._parts[languages]

    def source(self, path: str) -> Source:
        """The parsed file; raises CodemodError when it is absent, not UTF-8 or too large."""
        if path not in self._sources:
            self._sources[path] = self._read_source(path)
        found = self._sources[path]
        if isinstance(found, CodemodError):
            raise found.with_traceback(None)  # else it would gather all of those it was raised with
        return found

    def python(self, path: str) -> PythonSource:
        """The parsed Python file; raises CodemodError when it is absent, not UTF-8, too large, or
        not Python, with line and column."""
        if path not in self._pythons:
            self._pythons[path] = self._read_python(path)
        found = self._pythons[path]
        if isinstance(found, CodemodError):
            raise found.with_traceback(None)
        return found

    def text(self, path: str) -> Text:
        """The bytes and lines of a file in whatever language, or in none.

        Raises CodemodError when it is absent, not UTF-8 or too large.
        """
        if grammar_for(path) is not None:
            return self.source(path)
        known = self._pythons.get(path)
        return known if isinstance(known, Text) else Text(path, self.read(path))

    def passed_over(self) -> dict[str, CodemodError]:
        """The source files that could not be read until now, and why, by path."""
        sources = frozenset((*self.files.sources(), *self.files.python_sources()))
        return {
            path: found
            for path, found in sorted((*self._sources.items(), *self._pythons.items()))
            if isinstance(found, CodemodError) and path in sources
        }

    def _read_source(self, path: str) -> Source | CodemodError:
        """The parsed file, or why there is none: to find that out may have taken long."""
        try:
            return Source(path, self.read(path), lambda: self._house_style(path))
        except CodemodError as error:
            return error

    def _read_python(self, path: str) -> PythonSource | CodemodError:
        from codemods.syntax.python.source import parsed

        try:
            return parsed(path, self.read(path))
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
        package = (
            self.packages.governing(path)
            if language_of(path) == "typescript"
            else self.python_packages.governing(path)
        )
        return package.directory if package is not None else ""

    @Shared
    def packages(self) -> Packages:
        """The packages of the repository."""
        return Packages(self.files)

    @Shared
    def modules(self) -> Modules:
        """What specifiers and names mean."""
        return Modules(self.files, self.packages, self.source)

    @Shared
    def python_packages(self) -> PythonPackages:
        """The Python packages of the repository."""
        from codemods.workspace.python.packages import PythonPackages

        return PythonPackages(self.files)

    @Shared
    def python_modules(self) -> PythonModules:
        """What the names of Python modules, and the names in them, mean."""
        from codemods.workspace.python.modules import PythonModules

        return PythonModules(self.files, self.python)

    @Shared
    def python_knowledge(self) -> Knowledge:
        """What the readers of Python jobs share: the files' trees, where values come from."""
        from codemods.inngest.python.anatomy.knowledge import Knowledge

        return Knowledge(self)

    @Shared
    def python_code(self) -> PythonCode | None:
        """What the repository's Python files have to do with Inngest; None where nothing has."""
        if not self.files.python_mentions(b"inngest"):
            return None
        from codemods.inngest.python.code import PythonCode

        return PythonCode(self)

    @cached_property
    def app(self) -> App:
        """The package that serves Inngest; raises CodemodError when several could be meant."""
        from codemods.inngest.apps import find_app

        return find_app(self, self._app or self.config.app, self._cwd, self._language)

    @spoken
    def clients(self) -> tuple[Client, ...]:
        """Every client of the repository, those in TypeScript first."""
        found = read_clients(self)
        return (*found, *self.python_code.clients) if self.python_code else found

    @spoken
    def jobs(self) -> tuple[Job, ...]:
        """Every job of the repository, those in TypeScript first."""
        found = read_jobs(self)
        return (*found, *self.python_code.jobs) if self.python_code else found

    @spoken
    def serves(self) -> tuple[Serve, ...]:
        """Every list of jobs that is served, of every app; what a compiler made of one is none."""
        found = tuple(
            serve
            for serve in read_serves(self)
            if not is_compiled(serve.path, self.source(serve.path).data, self.modules)
        )
        return (*found, *self.python_code.serves) if self.python_code else found

    @cached_property
    def event_declarations(self) -> tuple[EventDeclaration, ...]:
        """Every `eventType` of the repository."""
        return read_event_declarations(self)

    @spoken
    def sends(self) -> tuple[Send, ...]:
        """Every event that is sent under a static name, those in TypeScript first."""
        found = read_sends(self)
        return (*found, *self.python_code.sends) if self.python_code else found

    @cached_property
    def schema(self) -> Schema | None:
        """The app's Prisma schema, or None when it has none."""
        from codemods.inngest.database import read_schema

        return read_schema(self)

    @Shared
    def origins(self) -> Origins:
        """Where values come from: clients of databases, of Inngest, of services."""
        from codemods.inngest.origins.origins import Origins

        return Origins(self, self.config.lint.external_calls)

    @Shared
    def acts(self) -> ActReader:
        """Reads what handlers and their helpers do."""
        from codemods.inngest.anatomy.act_reader import ActReader

        return ActReader(self)

    @spoken
    def listeners(self) -> tuple[Listener, ...]:
        """Everything that events reach: triggers, waits and cancellations."""
        from codemods.inngest.wiring.listeners import read_listeners

        found = read_listeners(self.only("typescript"))
        return (*found, *self.python_code.listeners) if self.python_code else found

    @spoken
    def sent(self) -> tuple[Sent, ...]:
        """Every event that is sent, with what it carries."""
        from codemods.inngest.wiring.sent import read_sent

        found = read_sent(self)
        return (*found, *self.python_code.sent) if self.python_code else found

    def event_data(self, job: Job, event: str | None = None) -> EventData | None:
        """What the data of a job's event is known to have, or None where that is not known.

        event: which one, for a job with several; None for its own
        """
        if self.whole:
            return self.whole.event_data(job, event)
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
        app = self.app
        return tuple(
            serve
            for serve in self.serves
            if language_of(serve.path) == app.language
            and self.package_directory(serve.path) == app.directory
        )

    def app_jobs(self) -> tuple[Job, ...]:
        """The jobs that the app serves; else those of its package; else all there are."""
        served = dict.fromkeys(
            job
            for serve in self.app_serves()
            if isinstance(serve.functions, JobList)
            for job in serve.functions.jobs()
        )
        app = self.app
        jobs = tuple(job for job in self.jobs if job.language == app.language)
        own = [job for job in jobs if self.package_directory(job.path) == app.directory]
        return tuple(served) or tuple(own) or jobs

    def is_linted(self, path: str) -> bool:
        """Whether a file is the project's own running code: no test, not generated or compiled."""
        data = self.text(path).data
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
        if self.whole:
            return self.whole.anatomy(job)
        if job not in self._anatomies:
            self._anatomies[job] = self._read_anatomy(job)
        return self._anatomies[job]

    def _read_anatomy(self, job: Job) -> Anatomy:
        if job.language == "python":
            from codemods.inngest.python.anatomy.read import read_anatomy as read_python

            return read_python(self, job)
        from codemods.inngest.anatomy.read import read_anatomy

        return read_anatomy(self, job)

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
