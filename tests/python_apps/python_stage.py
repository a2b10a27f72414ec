"""A Python app that is served, the dev server it talks to and its database, with people in it."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.sample_app import Database
from e2e.dev_server import DevServer
from e2e.protocol import Ask, Event, Function, Run
from python_apps.python_app import AppClient, PythonApp

Id = str | int

_LONG_AGO = "2024-01-01 00:00:00.000000"

# Acme and Third are enabled; Ada works at Acme, Bob at Other.
_ORGANIZATIONS = {"acme": True, "other": False, "third": True}
_USERS = {"ada": "acme", "bob": "other"}

# A port that no user may listen at.
_NOBODY = "http://127.0.0.1:9"

_SERVE = "http://testserver/api/inngest"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a test acts on; `functions` are those that the app has registered, by their ids."""

    app: PythonApp
    client: AppClient
    server: DevServer
    database: Database
    functions: Mapping[str, Function]

    def id(self, name: str) -> Id:
        """The id of someone, or of an organization, in this app: its name, or its number."""
        if self.app.name == "fastapi":
            return name
        names = [*_ORGANIZATIONS] if name in _ORGANIZATIONS else [*_USERS]
        return names.index(name) + 1

    def post(self, path: str, body: Mapping[str, Any], user: str | None) -> tuple[int, Any]:
        """Status and text of what the API answers when someone creates something."""
        who = None if user is None else self.id(user)
        status, _, text = self.client.ask("POST", path, json.dumps(body).encode(), who)
        return status, text

    def create(self, kind: str, body: Mapping[str, Any], user: str = "ada") -> Id:
        """Create a record through the app's API; its id."""
        status, text = self.post(f"/api/{kind}", body, user)
        assert status == 201, f"POST /api/{kind} answers {status}\n{text[:2000]}"
        identifier: Id = json.loads(text)["id"]
        return identifier

    def deliver(self, event: str, **data: object) -> Run:
        """Take the event of that name and data, and run the one job that it starts."""
        return self.run(self.server.receive(event, **data))

    def send(self, event: str, data: Mapping[str, Any]) -> Run:
        """As if someone else had sent the event: run the one job that it starts."""
        return self.run(self.server.event(event, data))

    def run(self, event: Event) -> Run:
        runs = self.server.deliver(event)
        assert len(runs) == 1, f"{event.name} starts {[run.function.id for run in runs]}"
        return runs[0]

    def table(self, model: str) -> str:
        """The table of a model."""
        if self.app.name == "django":
            accounts = ("Organization", "User")
            return f"{'accounts' if model in accounts else 'documents'}_{model.lower()}"
        return {"SyncTarget": "sync_targets"}.get(model, f"{model.lower()}s")

    def row(self, model: str, record: Id) -> dict[str, Any]:
        """A record as the database has it."""
        with closing(sqlite3.connect(self.database.path)) as connection:
            connection.row_factory = sqlite3.Row
            query = f"select * from {self.table(model)} where id = ?"
            rows = connection.execute(query, (stored(record),)).fetchall()
        assert len(rows) == 1, f"{model} {record}"
        return dict(rows[0])

    def history(self, model: str, record: Id) -> tuple[object, ...]:
        """The status that each write has left the record with, from its creation on."""
        rows = self.database.execute(
            "select status from history where place = ? and record = ? order by at",
            *(self.table(model), stored(record)),
        )
        return tuple(status for (status,) in rows)

    def writes(self) -> list[tuple[object, ...]]:
        """Every write to a record with a status so far, and what it left."""
        return self.database.execute("select * from history order by at")

    def add_report(
        self,
        number: int = 1,
        *,
        status: str = "pending",
        age: str = "-1 minute",
        title: str = "Plan",
        organization: str = "acme",
    ) -> Id:
        """Put a report into the database that was made that long ago, as SQLite says it; its id."""
        identifier: Id = f"report-{number:03}" if self.app.name == "fastapi" else number
        values: dict[str, object] = {
            "id": identifier,
            "title": title,
            "processing_status": status,
            "organization_id": self.id(organization),
        }
        if self.app.name == "django":
            values["summary"] = ""
        self._insert("Report", values, created=age)
        return identifier

    def add_target(self, *, age: str = "-1 minute", organization: str = "acme") -> str:
        """The same with a place to push to; its id, as JSON has it."""
        identifier = uuid.uuid4()
        values: dict[str, object] = {
            "id": identifier.hex,
            "external_id": "folder",
            "processing_status": "pending",
            "organization_id": self.id(organization),
        }
        self._insert("SyncTarget", values, created=age)
        return str(identifier)

    def add_transcript(self) -> Id:
        """The same with a transcript, which has no status; its id."""
        identifier: Id = "transcript" if self.app.name == "fastapi" else 1
        values = {"id": identifier, "text": "Hello", "organization_id": self.id("acme")}
        self._insert("Transcript", values, created="-1 minute")
        return identifier

    def add_organization(self, name: str, number: int) -> Id:
        """Put an enabled organization into the database; its id is its name, or the number."""
        identifier: Id = name if self.app.name == "fastapi" else number
        values: dict[str, object] = {"id": identifier, "name": name, "integration_enabled": True}
        if self.app.name == "flask":
            del values["integration_enabled"]
        self._insert("Organization", values, created="-1 year")
        return identifier

    def reset(self) -> None:
        """Leave nothing of the test before."""
        self.server.forget()
        tables = [*_with_status(self.database), "history", self.table("Transcript")]
        for table in (*tables, self.table("User"), self.table("Organization")):
            self.database.execute(f"delete from {table}")
        self.populate()

    def populate(self) -> None:
        """Put the people in."""
        for name, enabled in _ORGANIZATIONS.items():
            values: dict[str, object] = {"id": self.id(name), "name": name.title()}
            if self.app.name != "flask":
                values["integration_enabled"] = enabled
            self._insert("Organization", values, created="-1 year")
        for name, organization in _USERS.items():
            values = {
                "id": self.id(name),
                "email": f"{name}@{organization}.test",
                "organization_id": self.id(organization),
            }
            if self.app.name == "django":
                no = dict.fromkeys(("is_superuser", "is_staff"), False)
                empty = dict.fromkeys(("password", "first_name", "last_name"), "")
                values |= {"username": name, "date_joined": _LONG_AGO, "is_active": True}
                values |= {**no, **empty}
            self._insert("User", values)

    def _insert(
        self, model: str, values: Mapping[str, object], *, created: str | None = None
    ) -> None:
        columns, marks = [*values], ["?"] * len(values)
        if created is not None:
            columns.append("created_at")
            # As both SQLAlchemy and Django write it.
            marks.append("strftime('%Y-%m-%d %H:%M:%f000', 'now', ?)")
        parameters = (*values.values(), *([] if created is None else [created]))
        self.database.execute(
            f"insert into {self.table(model)}({', '.join(columns)}) values ({', '.join(marks)})",
            *parameters,
        )


@contextmanager
def staged(app: PythonApp, folder: Path, *, heard: bool = True) -> Iterator[Stage]:
    """Serve the app with a new database in `folder`, and register its functions.

    When it is not to be heard, it sends to an address where no server listens.
    """
    reach = _Reach()
    database = Database(folder / "app.db")
    with (
        DevServer(reach) as server,
        app.served(server.url if heard else _NOBODY, database.path) as client,
    ):
        reach.ask = client.ask
        functions = server.register(_SERVE) if heard else {}
        watch(database)
        stage = Stage(app, client, server, database, functions)
        stage.populate()
        yield stage


class _Reach:
    """How the dev server reaches the app, which asks for the server's address to be started."""

    ask: Ask

    def __call__(self, method: str, url: str, body: bytes) -> Any:
        return self.ask(method, url, body)


def function_count(stage: Stage) -> int:
    """How many functions the app says it serves."""
    status, _, text = stage.client.ask("GET", _SERVE, b"")
    assert status == 200, text
    count: int = json.loads(text)["function_count"]
    return count


def stored(record: Id) -> Id:
    """An id as the database has it: SQLAlchemy and Django keep UUIDs without hyphens."""
    return record.replace("-", "") if isinstance(record, str) and len(record) == 36 else record


def watch(database: Database) -> None:
    """From now on the database keeps the history of every record that has a status."""
    database.execute("create table history(at integer primary key, place, record, status, error)")
    for table in _with_status(database):
        for verb in ("insert", "update"):
            database.execute(
                f"create trigger {table}_{verb} after {verb} on {table} begin"
                " insert into history(place, record, status, error)"
                f" values ('{table}', new.id, new.processing_status, new.processing_error); end"
            )


def _with_status(database: Database) -> Sequence[str]:
    rows = database.execute(
        "select t.name from sqlite_master t, pragma_table_info(t.name) c"
        " where t.type = 'table' and c.name = 'processing_status'"
    )
    return [str(name) for (name,) in rows]


@contextmanager
def saving_fails(stage: Stage, model: str, record: Id) -> Iterator[None]:
    """The database refuses to complete that record."""
    stage.database.execute(
        f"create trigger refuse before update on {stage.table(model)}"
        f" when new.processing_status = 'completed' and new.id = '{stored(record)}'"
        " begin select raise(abort, 'it is locked'); end"
    )
    try:
        yield
    finally:
        stage.database.execute("drop trigger refuse")
