"""What must hold of a Python job that runs; pytest explains the assertions here as in tests."""

from __future__ import annotations

from dataclasses import dataclass

from e2e.protocol import Run
from python_apps.python_stage import Id, Stage


@dataclass(frozen=True, slots=True)
class EventJob:
    """A job on an event that is about a report.

    id:      the job's, without the client's
    event:   what starts it
    retries: as configured
    handler: whether an `on_failure` handler, not an `except`, marks the record
    emits:   the event that its last step sends
    """

    id: str
    event: str
    retries: int = 3
    handler: bool = False
    emits: str | None = None


GENERATE_REPORT = EventJob("generate-report", "report/generate", emits="report/generated")
REVIEW_REPORT = EventJob("review-report", "report/review", retries=1, handler=True)
PUSH_REPORT = EventJob("push-report", "report/push", retries=0)


def ids(stage: Stage, record: Id) -> dict[str, Id]:
    """What an event about Ada's report carries."""
    who = {"organization_id": stage.id("acme"), "user_id": stage.id("ada")}
    return {"report_id": record, **who}


def start(stage: Stage, job: EventJob, record: Id) -> Run:
    """The run of the job for a report of Ada's."""
    return stage.send(job.event, ids(stage, record))


def a_good_record_is_completed(stage: Stage, job: EventJob) -> Run:
    """Pending, processing, completed; the steps, and the summary."""
    record = stage.add_report()
    run = start(stage, job, record)
    assert run.function.id == f"briefly-{job.id}"
    assert run.status == "completed", run.error
    assert stage.history("Report", record) == ("pending", "processing", "completed")
    row = stage.row("Report", record)
    assert row["processed_at"] is not None
    assert row["processing_error"] is None
    steps = ["update-status-processing", "fetch-report", "process-report", "save-result"]
    if job.emits is not None:
        steps.append(f"emit-{job.emits.replace('/', '-')}")
    assert run.tried == steps
    assert run.output == {"success": True, **ids(stage, record)}
    return run


def a_bad_record_is_failed(stage: Stage, job: EventJob) -> Run:
    """Its step is retried as configured, then the record says what happened, and the run fails."""
    record = stage.add_report(title="Unreadable")
    run = start(stage, job, record)
    it_is_failed(stage, job, record, run, "the source is unreadable")
    assert run.tries("process-report") == 1 + job.retries
    assert run.tries("save-result") == 0
    return run


def a_strangers_record_is_left_alone(stage: Stage, job: EventJob) -> Run:
    """An event that names a record of another organization fails with the record's id."""
    record = stage.add_report(organization="other")
    run = start(stage, job, record)
    it_is_not_found(run, record)
    assert stage.history("Report", record) == ("pending",)
    return run


def it_is_failed(stage: Stage, job: EventJob, record: Id, run: Run, message: str) -> None:
    """The record and the run have failed, both with that message."""
    assert run.status == "failed"
    assert run.error is not None
    assert message in run.error
    assert run.thrown == 1, "a run whose result is decided is run again"
    assert stage.history("Report", record) == ("pending", "processing", "failed")
    row = stage.row("Report", record)
    assert message in row["processing_error"]
    assert row["processed_at"] is None
    assert (run.failed is not None) == job.handler
    ended = run.failed or run
    assert ended.status == ("completed" if job.handler else "failed"), ended.error
    assert ended.tried[-1] == "update-status-failed"
    assert ended.tries("update-status-failed") == 1


def it_is_not_found(run: Run, record: Id) -> None:
    """The run fails at once, for good, and says which record is missing."""
    assert run.status == "failed"
    assert run.error == f"Report not found: {record}"
    assert run.thrown == 1
    assert run.tried == []  # what is thrown for good is no step's result to this SDK


def old_records_are_processed(stage: Stage, job: str) -> Run:
    """A schedule takes what is pending for an hour or more, and leaves the rest alone."""
    reports = {
        stage.add_report(number, status=status, age=age): (status, becomes)
        for number, (status, age, becomes) in enumerate(
            (
                ("pending", "-61 minutes", "completed"),
                ("pending", "-3 days", "completed"),
                ("pending", "-59 minutes", "pending"),
                ("processing", "-3 days", "processing"),
                ("completed", "-3 days", "completed"),
                ("failed", "-3 days", "failed"),
            ),
            start=1,
        )
    }
    old, older, *_ = reports
    run = stage.server.tick(job)
    assert run.status == "completed", run.error
    assert run.tried == ["fetch-items", f"process-{older}", f"process-{old}"]
    summary(run, total=2, processed=2, failed=0)
    for record, (_, becomes) in reports.items():
        assert stage.row("Report", record)["processing_status"] == becomes, record
    assert stage.row("Report", old)["processed_at"] is not None
    return run


def summary(run: Run, **counts: int) -> None:
    """The run has returned these counts and when it ended, and nothing else."""
    assert {key: run.output[key] for key in run.output if key != "completed_at"} == counts
    assert run.output["completed_at"].endswith("+00:00")
