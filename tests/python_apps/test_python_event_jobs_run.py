"""A Python job on an event, from the event to the record's last status."""

from __future__ import annotations

import pytest

from python_apps.python_scenarios import (
    GENERATE_REPORT,
    PUSH_REPORT,
    REVIEW_REPORT,
    EventJob,
    a_bad_record_is_failed,
    a_good_record_is_completed,
    a_strangers_record_is_left_alone,
    ids,
    it_is_failed,
    it_is_not_found,
    start,
)
from python_apps.python_stage import Stage, saving_fails

# With an except around the steps, with an on_failure handler, and without retries.
JOBS = pytest.mark.parametrize(
    "job", [GENERATE_REPORT, REVIEW_REPORT, PUSH_REPORT], ids=lambda job: job.id
)


@JOBS
def test_a_record_is_completed(stage: Stage, job: EventJob) -> None:
    a_good_record_is_completed(stage, job)


@JOBS
def test_a_step_that_raises_is_retried_as_configured_and_then_the_record_is_failed(
    stage: Stage, job: EventJob
) -> None:
    a_bad_record_is_failed(stage, job)


@JOBS
def test_a_step_that_fails_for_good_is_not_retried_and_the_record_is_failed(
    stage: Stage, job: EventJob
) -> None:
    record = stage.add_report(title="Refused")
    run = start(stage, job, record)
    it_is_failed(stage, job, record, run, "the source is refused")
    assert run.tries("process-report") == 0  # it is no step's result


@JOBS
def test_a_save_that_fails_ends_in_failed(stage: Stage, job: EventJob) -> None:
    record = stage.add_report()
    with saving_fails(stage, "Report", record):
        run = start(stage, job, record)
    it_is_failed(stage, job, record, run, "it is locked")
    assert run.tries("process-report") == 1
    assert run.tries("save-result") == 1 + job.retries


@JOBS
def test_a_record_that_is_gone_is_named(stage: Stage, job: EventJob) -> None:
    record = stage.add_report()
    stage.database.execute(f"delete from {stage.table('Report')}")
    it_is_not_found(start(stage, job, record), record)


@JOBS
def test_a_record_of_another_organization_is_named_and_left_alone(
    stage: Stage, job: EventJob
) -> None:
    a_strangers_record_is_left_alone(stage, job)


@JOBS
@pytest.mark.parametrize("key", ["report_id", "organization_id"])
def test_an_event_that_lacks_an_id_fails_for_good_and_touches_nothing(
    stage: Stage, job: EventJob, key: str
) -> None:
    record = stage.add_report()
    data = ids(stage, record)
    del data[key]
    run = stage.send(job.event, data)
    assert run.status == "failed"
    assert run.error is not None
    assert key in run.error
    assert run.thrown == 1
    assert stage.history("Report", record) == ("pending",)


def test_the_downstream_job_runs_once(stage: Stage) -> None:
    run = a_good_record_is_completed(stage, GENERATE_REPORT)
    sent = {key: value for key, value in run.output.items() if key != "success"}
    assert [(event.name, event.data) for event in stage.server.inbox] == [
        ("report/generated", sent)
    ]
    downstream = stage.deliver("report/generated", **sent)
    assert downstream.function.id == "briefly-announce-report"
    assert downstream.status == "completed", downstream.error
    assert downstream.output == {"success": True, **sent}
    assert stage.server.inbox == ()


def test_the_downstream_job_does_not_run_when_the_first_one_fails(stage: Stage) -> None:
    a_bad_record_is_failed(stage, GENERATE_REPORT)
    assert stage.server.inbox == ()
