"""A job on an event, from the POST to the app's API to the record's last status."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.sample_app import App, Database
from e2e.next_app import NOBODY
from e2e.scenarios import (
    GENERATE_REPORT,
    PUSH_TARGET,
    REVIEW_REPORT,
    EventJob,
    a_bad_record_is_failed,
    a_good_record_is_completed,
    a_strangers_record_is_left_alone,
    it_is_failed,
    it_is_not_found,
)
from e2e.stage import REFUSED, Stage, populate, reading_fails, saving_fails
from e2e.story import Told

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

# With a catch around the steps, with an onFailure handler, and without retries.
JOBS = pytest.mark.parametrize(
    "job", [GENERATE_REPORT, REVIEW_REPORT, PUSH_TARGET], ids=lambda job: job.id
)


@JOBS
def test_a_record_made_through_the_api_is_completed(stage: Stage, job: EventJob) -> None:
    a_good_record_is_completed(stage, job)


@JOBS
def test_a_step_that_throws_is_retried_as_configured_and_then_the_record_is_failed(
    stage: Stage, job: EventJob
) -> None:
    a_bad_record_is_failed(stage, job)


@JOBS
def test_a_save_that_fails_ends_in_failed(stage: Stage, job: EventJob) -> None:
    record = stage.create(job.api, job.body)
    with saving_fails(stage.database, job.table, record):
        run = stage.deliver(job.event, **{job.key: record})
    it_is_failed(stage, job, record, run, REFUSED)
    assert run.tries(f"process-{job.entity}") == 1
    assert run.tries("save-result") == 1 + job.retries


@pytest.mark.parametrize("job", [GENERATE_REPORT, REVIEW_REPORT], ids=lambda job: job.id)
def test_a_fetch_that_fails_ends_in_failed(stage: Stage, job: EventJob) -> None:
    record = stage.create(job.api, job.body)
    with reading_fails(stage.database, job.table, "summary"):
        run = stage.deliver(job.event, **{job.key: record})
    it_is_failed(stage, job, record, run, "summary")
    assert run.tries(f"fetch-{job.entity}") == 1 + job.retries
    assert run.tries(f"process-{job.entity}") == 0


@JOBS
def test_a_record_that_is_gone_is_named(stage: Stage, job: EventJob) -> None:
    record = stage.create(job.api, job.body)
    stage.database.execute(f"delete from {job.table} where id = ?", record)
    it_is_not_found(stage, job, record, stage.deliver(job.event, **{job.key: record}))


@JOBS
def test_a_record_of_another_organization_is_named_and_left_alone(
    stage: Stage, job: EventJob
) -> None:
    a_strangers_record_is_left_alone(stage, job)


def test_a_record_made_with_a_form_is_completed(stage: Stage) -> None:
    stage.site.submit("/reports", {"title": "Plan"}, "ada")
    ((record,),) = stage.database.execute("select id from Report")
    run = stage.deliver("report/build", reportId=record)
    assert run.status == "completed", run.error
    assert stage.history(str(record)) == ("pending", "processing", "completed")
    assert 'data-status="completed"' in stage.site.get("/reports", "ada")


def test_the_downstream_job_runs_once(stage: Stage) -> None:
    run = a_good_record_is_completed(stage, GENERATE_REPORT)
    ids = {"reportId": run.output["reportId"], "organizationId": "acme", "userId": "ada"}
    sent = [event for event in stage.server.inbox if event.name == "report/generated"]
    assert [event.data for event in sent] == [ids]
    downstream = stage.deliver("report/generated", **ids)
    assert downstream.function.id == "briefly-announce-report"
    assert downstream.status == "completed", downstream.error
    assert downstream.output == {"success": True, **ids}
    assert "report/generated" not in [event.name for event in stage.server.inbox]


def test_the_downstream_job_does_not_run_when_the_first_one_fails(stage: Stage) -> None:
    a_bad_record_is_failed(stage, GENERATE_REPORT)
    assert "report/generated" not in [event.name for event in stage.server.inbox]


def test_a_server_that_is_down_never_fails_the_response(told: Told, tmp_path: Path) -> None:
    database = Database.new(App(told.app.root), tmp_path / "app.db")
    populate(database)
    with told.app.started(NOBODY, database.path) as site:
        site.post("/api/documents", {"title": "Plan"}, "ada")
        site.post("/api/reports", {"title": "Plan"}, "ada")
        site.submit("/reports", {"title": "Plan"}, "ada")
        assert "[Inngest] Failed to send event" in site.log()
    assert database.execute("select count(*) from Report") == [(2,)]
