"""A running app, the dev server it talks to and the database of both, with people in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.sample_app import App, Database
from e2e.dev_server import DevServer
from e2e.next_app import NextApp, Site
from e2e.protocol import Function, Run

LONG_AGO = "2024-01-01T00:00:00.000+00:00"

# Acme and Third are enabled; Ada works at Acme, Bob at Other.
_PEOPLE = f"""
    insert into Organization(id, name, integrationEnabled, createdAt) values
        ('acme', 'Acme', true, '{LONG_AGO}'),
        ('other', 'Other', false, '{LONG_AGO}'),
        ('third', 'Third', true, '{LONG_AGO}');
    insert into User(id, email, organizationId) values
        ('ada', 'ada@acme.test', 'acme'), ('bob', 'bob@other.test', 'other');
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a test acts on; `functions` are those that the app has registered, by their ids."""

    site: Site
    server: DevServer
    database: Database
    functions: Mapping[str, Function]

    def create(self, kind: str, body: Mapping[str, Any], user: str = "ada") -> str:
        """Create a record through the app's API; its id."""
        made = self.site.post(f"/api/{kind}", body, user)
        (record,) = made.values()
        identifier: str = record["id"]
        return identifier

    def deliver(self, event: str, **data: object) -> Run:
        """Wait for the event of that name and data, and run the one job that it starts."""
        found = self.server.receive(event, **data)
        runs = self.server.deliver(found)
        assert len(runs) == 1, f"{event} starts {[run.function.id for run in runs]}"
        return runs[0]

    def row(self, table: str, record: str) -> dict[str, Any]:
        """A record as the database has it."""
        with closing(sqlite3.connect(self.database.path)) as connection:
            connection.row_factory = sqlite3.Row
            rows = connection.execute(f"select * from {table} where id = ?", (record,)).fetchall()
        assert len(rows) == 1, f"{table} {record}"
        return dict(rows[0])

    def history(self, record: str) -> tuple[object, ...]:
        """The status that each write has left the record with, from its creation on."""
        rows = self.database.execute(
            "select status from History where record = ? order by at", record
        )
        return tuple(status for (status,) in rows)

    def writes(self) -> list[tuple[object, ...]]:
        """Every write to a record with a status so far, and what it left."""
        return self.database.execute("select * from History order by at")

    def reset(self) -> None:
        """Leave nothing of the test before."""
        self.server.forget()
        for table in (*_with_status(self.database), "History", "User", "Organization"):
            self.database.execute(f"delete from {table}")
        populate(self.database)


@contextmanager
def staged(app: NextApp, folder: Path, *, command: str = "start") -> Iterator[Stage]:
    """Start the app with a new database in `folder`, and register it."""
    database = Database.new(App(app.root), folder / "app.db")
    watch(database)
    populate(database)
    with DevServer() as server, app.started(server.url, database.path, command=command) as site:
        yield Stage(site, server, database, server.register(site.inngest))


def populate(database: Database) -> None:
    """Put the people in."""
    for statement in _PEOPLE.split(";")[:-1]:
        database.execute(statement)


def watch(database: Database) -> None:
    """From now on the database keeps the history of every record that has a status."""
    database.execute("create table History (at integer primary key, record, status, error)")
    for table in _with_status(database):
        for verb in ("insert", "update"):
            database.execute(
                f"create trigger {table}_{verb} after {verb} on {table} begin"
                " insert into History(record, status, error)"
                " values (new.id, new.processingStatus, new.processingError); end"
            )


def _with_status(database: Database) -> list[str]:
    """The tables of records that a job keeps the status of."""
    rows = database.execute(
        "select t.name from sqlite_master t, pragma_table_info(t.name) c"
        " where t.type = 'table' and c.name = 'processingStatus'"
    )
    return [str(name) for (name,) in rows]


# What Prisma makes of a trigger that refuses.
REFUSED = "constraint violated"


@contextmanager
def saving_fails(database: Database, table: str, record: str) -> Iterator[None]:
    """The database refuses to complete that record."""
    database.execute(
        f"create trigger refuse before update on {table}"
        f" when new.processingStatus = 'completed' and new.id = '{record}'"
        " begin select raise(abort, 'refused'); end"
    )
    try:
        yield
    finally:
        database.execute("drop trigger refuse")


@contextmanager
def reading_fails(database: Database, table: str, column: str) -> Iterator[None]:
    """The database has lost a column, as when a migration was forgotten."""
    database.execute(f"alter table {table} rename column {column} to lost")
    try:
        yield
    finally:
        database.execute(f"alter table {table} rename column lost to {column}")
