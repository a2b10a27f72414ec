"""What `add-job` writes compiles, passes the app's own linters, is served, and runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from apps.sample_app import (
    App,
    Database,
    Run,
    codemod,
    eslint,
    function_count,
    prettier_check,
    prettier_write,
    registered,
    run_job,
    sources,
    tsc,
)

pytestmark = pytest.mark.apps

SDKS = ("next-sdk3", "next-sdk4")

# One job each, twice: once with a catch around its steps, once with an onFailure handler.
FORMS: Mapping[str, tuple[str, ...]] = {
    # event
    "generate-report": ("--event", "report/generate"),
    "draft-report": (
        *("--event", "report/draft"),
        *("--id", "templateId", "--id", "batchNumber:number", "--data", "locale?:string"),
        *("--option", "tone?:string", "--option", 'format:"pdf" | "html"'),
        *("--option", "sections?:{ title: string; pages: number[] }[]"),
    ),
    "share-report": (
        *("--event", "report/share", "--emits", "report/shared", "--retries", "0"),
        *("--concurrency", "5", "--concurrency-key", "event.data.organizationId"),
        *("--name", 'Share "it"', "--description", "Sends a report's link to everyone who asked."),
    ),
    "send-invoice": ("--event", "invoice/send"),
    "settle-payment": ("--event", "payment/settle", "--emits", "payment/settled"),
    "push-target": ("--event", "target/push", "--entity", "syncTarget"),
    "refresh-rate": ("--event", "rate/refresh", "--entity", "exchangeRate"),
    "summarize-transcript": ("--event", "transcript/summarize"),
    "welcome-user": ("--event", "user/welcome", "--emits", "user/welcomed"),
    "measure-organization": ("--event", "organization/measure"),
    "warm-cache": ("--event", "app/cache.warm", "--option", "depth?:number"),
    "export-report": ("--event", "report/export", "--no-status"),
    "index-report": ("--event", "report/index", "--database", "none", "--option", "full?:boolean"),
    # cron
    "sweep-report": ("--cron", "hourly", "--entity", "report"),
    "sweep-invoice": ("--cron", "daily", "--entity", "invoice", "--emits", "invoice/swept"),
    "sweep-payment": ("--cron", "hourly", "--entity", "payment", "--emits", "payment/swept"),
    "sweep-target": (
        *("--cron", "*/15 9-17 * * 1-5", "--entity", "syncTarget"),
        *("--retries", "5", "--concurrency", "2"),
    ),
    "sweep-transcript": ("--cron", "weekly", "--entity", "transcript"),
    "rotate-keys": ("--cron", "TZ=Europe/Berlin 30 2 * * *"),
    "sweep-document": ("--cron", "hourly", "--entity", "document", "--database", "none"),
    # both
    "sync-gong": ("--event", "gong/sync.manual", "--cron", "every-6-hours"),
    "sync-crm": (
        *("--event", "crm/sync.manual", "--cron", "every-12-hours", "--emits", "crm/synced"),
        *("--option", "full?:boolean", "--data", "since?:string"),
    ),
    "sync-mail": ("--event", "mail/sync.manual", "--cron", "daily", "--database", "none"),
}
FAILURES = ("catch", "on-failure")

# The style of the app, as Prettier prints it, and the forms that are tried in it.
STYLES: Mapping[str, tuple[Mapping[str, object], tuple[str, ...]]] = {
    "defaults": ({}, tuple(FORMS)),
    "terse": (
        {"singleQuote": True, "semi": False, "trailingComma": "es5", "printWidth": 100},
        ("generate-report", "draft-report", "share-report", "sweep-report", "sync-gong"),
    ),
    "tabs": (
        {"useTabs": True, "trailingComma": "none", "bracketSpacing": False},
        ("generate-report", "draft-report", "share-report", "sweep-report", "sync-gong"),
    ),
}


@dataclass(frozen=True)
class Grown:
    """An app with jobs added.

    app:     the app
    jobs:    the ids of the jobs that were added
    written: the files that were created or edited
    """

    app: App
    jobs: tuple[str, ...]
    written: tuple[str, ...]


def job_id(form: str, failure: str) -> str:
    return form if failure == "catch" else f"guarded-{form}"


def grow(app: App, forms: tuple[str, ...]) -> Grown:
    """Add a job of each of these forms and ways to fail, one command after the other."""
    before = sources(app.root)
    jobs = []
    for form in forms:
        for failure in FAILURES:
            job = job_id(form, failure)
            done = codemod(app, "add-job", job, *FORMS[form], "--failure", failure, "--yes")
            assert done.returncode == 0, f"{job}: {done.stdout}{done.stderr}"
            jobs.append(job)
    after = sources(app.root)
    written = tuple(path for path in after if after[path] != before.get(path))
    return Grown(app, tuple(jobs), written)


def variant(*values: str) -> ParameterSet:
    """A parameter whose tests share one worker of pytest-xdist, as they share their app."""
    name = "-".join(values)
    value = values if len(values) > 1 else values[0]
    return pytest.param(value, id=name, marks=pytest.mark.xdist_group(name))


@pytest.fixture(scope="module", params=[variant(sdk, style) for sdk in SDKS for style in STYLES])
def grown(request: pytest.FixtureRequest, fresh_app: Callable[[str], App]) -> Grown:
    """A sample app in some style, with jobs of many forms."""
    name, style = request.param
    config, forms = STYLES[style]
    app = fresh_app(name)
    if config:
        prettier_write(app, config)
    return grow(app, forms)


def test_only_the_jobs_and_the_route_are_written(grown: Grown) -> None:
    jobs = {f"src/lib/inngest/functions/{job}.ts" for job in grown.jobs}
    assert set(grown.written) == {"src/app/api/inngest/route.ts", *jobs}


def test_generated_jobs_type_check(grown: Grown) -> None:
    assert tsc(grown.app) == ""


def test_generated_jobs_pass_the_linter_of_the_app(grown: Grown) -> None:
    assert eslint(grown.app, *grown.written) == ""


def test_generated_jobs_are_as_prettier_prints_them(grown: Grown) -> None:
    assert prettier_check(grown.app, grown.written) == ""


def test_generated_jobs_are_served(grown: Grown) -> None:
    handlers = sum(job.startswith("guarded-") for job in grown.jobs)
    assert function_count(grown.app) == 1 + len(grown.jobs) + handlers
    assert {f"briefly-{job}" for job in grown.jobs} <= registered(grown.app).keys()


# Runs over the SDK's own protocol, against SQLite.

RUN_FORMS = (
    *("generate-report", "share-report", "send-invoice", "settle-payment"),
    *("sweep-report", "sweep-payment", "sync-gong"),
)
BIG = 2**40 + 1
LONG_AGO = "2024-01-01T00:00:00.000+00:00"


@pytest.fixture(scope="module", params=[variant(sdk) for sdk in SDKS])
def running(request: pytest.FixtureRequest, fresh_app: Callable[[str], App]) -> App:
    """A sample app with the jobs that are run."""
    return grow(fresh_app(request.param), RUN_FORMS).app


@pytest.fixture
def database(running: App, tmp_path: Path) -> Database:
    """Two organizations: o1, which is enabled, with the reports r1 and r2; o2 with r3."""
    made = Database.new(running, tmp_path / "app.db")
    made.execute("insert into Organization values ('o1', 'Acme', true, ?)", LONG_AGO)
    made.execute("insert into Organization values ('o2', 'Other', false, ?)", LONG_AGO)
    for report, organization in (("r1", "o1"), ("r2", "o1"), ("r3", "o2")):
        made.execute(
            "insert into Report(id, title, organizationId, createdAt) values (?, 'Plan', ?, ?)",
            *(report, organization, LONG_AGO),
        )
    made.execute(
        "insert into Invoice(id, number, totalCents, organizationId) values (7, 'A-7', 100, 'o1')"
    )
    return made


def send(app: App, database: Database, job: str, **data: object) -> Run:
    """Run a job about a report on its event, and watch the report r1."""
    events = {"generate-report": "report/generate", "share-report": "report/share"}
    event = events[job.removeprefix("guarded-")]
    return run_job(
        app,
        job,
        {"name": event, "data": data},
        database=database,
        watch="select processingStatus from Report where id = 'r1'",
    )


def tick(app: App, database: Database, job: str) -> Run:
    """Run a job as its schedule does, and watch the report r1."""
    return run_job(
        app,
        job,
        {"name": "inngest/scheduled.timer", "data": {"cron": "0 * * * *"}},
        database=database,
        watch="select processingStatus from Report where id = 'r1'",
    )


def statuses(database: Database) -> dict[object, object]:
    return dict(database.execute("select id, processingStatus from Report"))  # type: ignore[arg-type]


def let_completion_of_r1_fail(database: Database) -> None:
    """From now on the database refuses what a job does at its end, so that its step throws."""
    database.execute(
        "create trigger refuse before update on Report"
        " when new.processingStatus = 'completed' and new.id = 'r1'"
        " begin select raise(abort, 'the disk is full'); end"
    )


@pytest.mark.parametrize("failure", FAILURES)
def test_a_good_record_ends_completed(running: App, database: Database, failure: str) -> None:
    job = job_id("generate-report", failure)
    run = send(running, database, job, reportId="r1", organizationId="o1", userId="u1")
    assert run.status == "completed", run.error
    assert run.history == ("pending", "processing", "completed")
    assert run.steps == (
        "update-status-processing",
        "fetch-report",
        "process-report",
        "save-result",
    )
    assert run.output == {
        "success": True,
        "reportId": "r1",
        "organizationId": "o1",
        "userId": "u1",
    }
    assert statuses(database) == {"r1": "completed", "r2": "pending", "r3": "pending"}
    assert database.execute("select processedAt from Report where id = 'r1'") != [(None,)]


def test_a_record_with_a_number_for_its_id_ends_completed(running: App, database: Database) -> None:
    run = run_job(
        running,
        "send-invoice",
        {
            "name": "invoice/send",
            "data": {"invoiceId": 7, "organizationId": "o1", "userId": "u1"},
        },
        database=database,
        watch="select processingStatus from Invoice",
    )
    assert run.status == "completed", run.error
    assert run.history == ("pending", "processing", "completed")


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_step_is_tried_again_and_then_the_record_is_failed(
    running: App, database: Database, failure: str
) -> None:
    let_completion_of_r1_fail(database)
    job = job_id("generate-report", failure)
    run = send(running, database, job, reportId="r1", organizationId="o1", userId="u1")
    assert run.status == "failed"
    assert run.steps.count("save-result") == 4
    ended = run if failure == "catch" else run.handler
    assert ended is not None
    assert ended.steps[-1] == "update-status-failed"
    assert ended.history[-1] == "failed"
    assert statuses(database) == {"r1": "failed", "r2": "pending", "r3": "pending"}
    message = database.execute("select processingError from Report where id = 'r1'")
    assert message not in ([(None,)], [("",)], [("Unknown error",)])


@pytest.mark.parametrize("failure", FAILURES)
def test_a_record_of_another_organization_is_left_alone(
    running: App, database: Database, failure: str
) -> None:
    job = job_id("generate-report", failure)
    run = send(running, database, job, reportId="r1", organizationId="o2", userId="u1")
    assert run.status == "failed"
    assert run.error == "Report not found: r1"
    assert run.steps == ("update-status-processing",)
    assert set(statuses(database).values()) == {"pending"}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize(
    "data",
    [{"organizationId": "o1"}, {"reportId": "r1"}],
    ids=["no id", "no organization"],
)
def test_an_event_that_lacks_a_key_changes_no_record(
    running: App, database: Database, failure: str, data: Mapping[str, str]
) -> None:
    """Prisma leaves a filter out whose value is undefined: without care, every record matches."""
    job = job_id("generate-report", failure)
    run = send(running, database, job, **data, userId="u1")
    assert run.status == "failed"
    assert set(statuses(database).values()) == {"pending"}


def test_the_downstream_event_is_sent(running: App, database: Database) -> None:
    run = send(running, database, "share-report", reportId="r1", organizationId="o1", userId="u1")
    assert run.status == "completed", run.error
    data = {"reportId": "r1", "organizationId": "o1", "userId": "u1"}
    assert run.sent == ({"name": "report/shared", "data": data},)


@pytest.mark.parametrize("failure", FAILURES)
def test_an_item_that_fails_does_not_stop_the_others(
    running: App, database: Database, failure: str
) -> None:
    let_completion_of_r1_fail(database)
    run = tick(running, database, job_id("sweep-report", failure))
    assert run.status == "completed", run.error
    assert {key: run.output[key] for key in ("total", "processed", "failed")} == {
        "total": 3,
        "processed": 2,
        "failed": 1,
    }
    assert run.steps.count("process-r1") == 3
    assert statuses(database) == {"r1": "failed", "r2": "completed", "r3": "completed"}


def test_items_with_large_numbers_for_their_ids_are_told_apart(
    running: App, database: Database
) -> None:
    for payment, days in ((BIG, 400), (BIG + 1, 400), (BIG + 2, 0)):
        database.execute(
            "insert into Payment(id, amountCents, organizationId, createdAt)"
            " values (?, 100, 'o1', strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?))",
            *(payment, f"-{days} days"),
        )
    run = tick(running, database, "sweep-payment")
    assert run.status == "completed", run.error
    assert run.steps[1:3] == (f"process-{BIG}", f"process-{BIG + 1}")
    rows = database.execute("select processingStatus from Payment order by id")
    assert rows == [("completed",), ("completed",), ("pending",)]


def test_a_schedule_with_nothing_to_do_says_so(running: App, database: Database) -> None:
    database.execute("delete from Report")
    run = tick(running, database, "sweep-report")
    assert run.output == {"processed": 0, "message": "No items to process"}


@pytest.mark.parametrize("failure", FAILURES)
def test_the_schedule_syncs_the_organizations_that_are_enabled(
    running: App, database: Database, failure: str
) -> None:
    run = tick(running, database, job_id("sync-gong", failure))
    assert run.status == "completed", run.error
    assert run.steps == ("get-organizations", "sync-o1")
    assert run.output["trigger"] == "scheduled"
    assert run.output["organizationsProcessed"] == 1


def test_the_manual_event_syncs_its_own_organization(running: App, database: Database) -> None:
    data = {"organizationId": "o2", "userId": "u1"}
    event = {"name": "gong/sync.manual", "data": data}
    run = run_job(running, "sync-gong", event, database=database)
    assert run.status == "completed", run.error
    assert run.steps == ("get-organizations", "sync-o2")
    assert run.output["trigger"] == "manual"


def test_the_registration_says_what_the_options_said(running: App) -> None:
    functions = registered(running)
    share = functions["briefly-share-report"]
    assert share["name"] == 'Share "it"'
    assert share["steps"]["step"]["retries"] == {"attempts": 0}
    assert share["triggers"] == [{"event": "report/share"}]
    assert share["concurrency"] == {"limit": 5, "key": "event.data.organizationId"}
    assert functions["briefly-sweep-report"]["triggers"] == [{"cron": "0 * * * *"}]
    assert functions["briefly-sync-gong"]["triggers"] == [
        {"event": "gong/sync.manual"},
        {"cron": "0 */6 * * *"},
    ]
