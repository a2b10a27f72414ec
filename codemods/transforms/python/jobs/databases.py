"""Which database a Python job asks, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.own_code import is_test
from codemods.transforms.python.jobs import model_reader
from codemods.transforms.python.jobs import sessions as session_reader
from codemods.transforms.python.jobs.job_parts import Database, Import
from codemods.transforms.python.jobs.model_reader import read_models
from codemods.transforms.python.jobs.models import Models
from codemods.transforms.python.jobs.references import module_name
from codemods.transforms.python.jobs.sessions import Session, choose_session, read_sessions

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.scaffold_job import ScaffoldJob


class Known(Struct, frozen=True):
    """What the app has of databases.

    orm: the one whose models are most, None without any
    """

    orm: str | None
    models: Models
    sessions: tuple[Session, ...]


class Chosen(Struct, frozen=True):
    """What a job writes its queries with; `database` None writes none.

    imports: what that needs of the project and of its library
    """

    database: Database | None
    models: Models | None = None
    imports: tuple[Import, ...] = ()
    notes: tuple[str, ...] = ()
    evidence: str = "no model of SQLAlchemy or Django was found"


def known_databases(project: Project) -> Known:
    """The app's models and sessions."""
    models = read_models(_holding(project, *model_reader.MENTIONS))
    sessions = read_sessions(_holding(project, *session_reader.MENTIONS))
    django = sum(each.orm == "django" for each in models.models)
    orm = None
    if models.models:
        orm = "django" if django * 2 > len(models.models) else "sqlalchemy"
    kept = tuple(each for each in models.models if each.orm == orm)
    return Known(orm, Models(kept, models.enums), sessions)


def _holding(project: Project, *needles: bytes) -> dict[str, bytes]:
    """The app's own files that mention any of these; no tests, no migrations."""
    directory = project.app.directory
    return {
        path: project.read(path)
        for path in project.files.python_mentions(*needles)
        if project.package_directory(path) == directory and not _is_apart(path)
    }


def _is_apart(path: str) -> bool:
    folders = set(path.split("/")[:-1])
    return bool(folders & {"migrations", "alembic", "versions"}) or is_test(path)


def choose_database(
    asked: ScaffoldJob, project: Project, known: Known, path: str, *, is_async: bool
) -> Chosen:
    """What the job in the file at `path` asks its database with.

    Raises CodemodError for one that was named and is not there.
    """
    if asked.database == "none":
        return Chosen(None, evidence="it was named")
    if asked.database == "prisma":
        raise CodemodError(
            "Prisma is no database of a Python job",
            mend="give --database sqlalchemy, django or none, or leave it out",
        )
    if asked.database is not None and asked.database != known.orm:
        raise CodemodError(
            f"the app has no models of {asked.database}", mend="leave --database out"
        )
    if known.orm is None:
        return Chosen(None)
    if known.orm == "django":
        return Chosen(
            Database("django", is_async=is_async), known.models, evidence="the app has its models"
        )
    session = choose_session(known.sessions, wants_async=is_async)
    if session is None:
        what = "an async session" if known.sessions else "no session"
        reason = f"the project has {what}, and the job is {'async' if is_async else 'sync'}"
        note = (
            f"{reason}: it has no queries"
            if known.sessions
            else ("no module of the project makes a session of SQLAlchemy: the job has no queries")
        )
        return Chosen(None, notes=(note,), evidence=reason)
    return _with_session(project, known.models, session, path, is_async=is_async)


def _with_session(
    project: Project, models: Models, session: Session, path: str, *, is_async: bool
) -> Chosen:
    own = Import(module_name(project, session.path, path), session.name)
    evidence = f"{session.path} makes {session.name}"
    notes: tuple[str, ...] = ()
    if is_async and not session.is_async:
        notes = (f"{session.name} is not async: its queries hold up the event loop",)
    if session.kind == "extension":
        database = Database("sqlalchemy", "", f"{session.name}.session")
        return Chosen(database, models, (own,), notes, evidence)
    library = "sqlalchemy.ext.asyncio" if session.is_async else session.library
    kind = "AsyncSession" if session.is_async else "Session"
    type_import = Import(library, kind)
    if session.name == kind:  # the project's own maker has the name of the class
        kind, type_import = f"orm.{kind}", Import("sqlalchemy", "orm")
    opened = f"{session.name}()" if session.kind == "maker" else f"{kind}({session.name})"
    database = Database("sqlalchemy", opened, "session", kind, session.is_async)
    return Chosen(database, models, (own, type_import), notes, evidence)
