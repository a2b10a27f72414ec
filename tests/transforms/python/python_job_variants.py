"""Contexts of Python jobs: every form with every database, and what varies in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from codemods.transforms.jobs.job_parts import Schedule
from codemods.transforms.python.jobs.job_parts import (
    Database,
    EventField,
    Import,
    Record,
    Status,
    Tenant,
    json_type,
)
from codemods.transforms.python.jobs.job_template import Form, JobTemplate
from codemods.transforms.python.jobs.models import Column

DATABASES: dict[str, Database | None] = {
    "none": None,
    "async session": Database("sqlalchemy", "async_session()", "session", "AsyncSession", True),
    "session": Database("sqlalchemy", "SessionLocal()", "session", "Session"),
    "Flask-SQLAlchemy": Database("sqlalchemy", "", "db.session", ""),
    "Django": Database("django"),
    "async Django": Database("django", is_async=True),
}
STATUS = Status(
    "processing_status",
    "processing_error",
    "processed_at",
    '"pending"',
    '"processing"',
    '"completed"',
    '"failed"',
)
IMPORTS = (
    Import("app.client", "inngest_client"),
    Import("app.db", "SessionLocal"),
    Import("app.db", "async_session"),
    Import("app.db", "db"),
    Import("app.models", "Organization"),
    Import("app.models", "Report"),
    Import("sqlalchemy.ext.asyncio", "AsyncSession"),
    Import("sqlalchemy.orm", "Session"),
)
FORMS: tuple[Form, ...] = ("event", "cron", "both")


def variants() -> Iterator[JobTemplate]:
    """All combinations; `rich` has further fields, a UUID and a limit."""
    flags = (True, False)
    for form, name, pydantic, status, rich in product(FORMS, DATABASES, flags, flags, flags):
        for failure, emits in (("catch", None), ("on-failure", "report/done")):
            yield _variant(form, name, pydantic, status, rich, failure == "catch", emits)


def _variant(  # noqa: PLR0917 - one for each thing that varies
    form: Form,
    name: str,
    pydantic: bool,
    status: bool,
    rich: bool,
    catch: bool,
    emits: str | None,
) -> JobTemplate:
    database = DATABASES[name]
    django = database is not None and database.orm == "django"
    identity = Column("id", "int" if django else "uuid" if rich else "str", primary=True)
    works_on_one = form != "both" and (status or rich)
    record = _record(identity, status and database is not None) if works_on_one else None
    fields: tuple[EventField, ...] = (EventField("organization_id"), EventField("user_id"))
    if record is not None:
        typed = json_type(identity) if database else "str"
        fields = (EventField("report_id", typed), *fields)
    if rich:
        fields += (EventField("tone", optional=True), EventField("retryCount", "float"))
    options = (EventField("shape", 'Literal["a", "b"]', optional=True),) if rich else ()
    tenant = Tenant("Organization", Column("id", "int" if rich else "str"))
    return JobTemplate(
        form=form,
        id="generate-report",
        title="Generate Report",
        function="generate_report",
        client="inngest_client",
        is_async="async" in name or (database is None and pydantic),
        description="Generate Report: runs on report/generate",
        imports=IMPORTS,
        pydantic=pydantic,
        modern=rich,
        event=None if form == "cron" else "report/generate",
        schedule=None if form == "event" else Schedule("0 * * * *", "Every hour"),
        data_type="GenerateReportEventData",
        fields=() if form == "cron" else fields,
        options=() if form == "cron" else options,
        database=database,
        record=record,
        noun="report",
        tenant=tenant if form == "both" and status else None,
        concurrency=(3, None) if rich else None,
        emits=emits,
        failure="catch" if catch else "on-failure",
    )


def _record(identity: Column, status: bool) -> Record:
    columns = (
        identity,
        Column("title", "str"),
        Column("processed_at", "datetime", zoned=status),
        Column("organization_id", "str"),
    )
    return Record(
        model="Report",
        name="report",
        id=identity,
        key="report_id",
        organization=columns[-1],
        columns=columns,
        created_at=Column("created_at", "datetime", zoned=True) if status else None,
        status=STATUS if status else None,
    )
