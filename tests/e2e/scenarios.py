"""What must hold of a job that runs, whichever way it was made; the planted faults go through it.

pytest explains the assertions here as it does in tests (see conftest.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from e2e.protocol import Run
from e2e.stage import Stage


@dataclass(frozen=True, slots=True)
class EventJob:
    """A job on an event that the app's API sends when a record is made.

    id:      the job's, without the client's
    event:   what starts it
    api:     what is created: the last part of the API's address
    table:   where the record is
    key:     the event's field for the record's id
    body:    what the API is given for a record that can be processed
    broken:  and for one that cannot
    retries: as configured
    handler: whether an onFailure handler, not a catch, marks the record
    """

    id: str
    event: str
    api: str
    table: str
    key: str
    body: Mapping[str, Any]
    broken: Mapping[str, Any]
    retries: int
    handler: bool = False

    @property
    def entity(self) -> str:
        """As it is written in the names of steps."""
        return {"SyncTarget": "sync-target"}.get(self.table, self.table.lower())


GENERATE_REPORT = EventJob(
    id="generate-report",
    event="report/generate",
    api="reports",
    table="Report",
    key="reportId",
    body={"title": "Plan"},
    broken={"title": "Unreadable"},
    retries=3,
)
REVIEW_REPORT = replace(
    GENERATE_REPORT, id="review-report", event="report/review", retries=1, handler=True
)
PUSH_TARGET = EventJob(
    id="push-target",
    event="target/push",
    api="sync-targets",
    table="SyncTarget",
    key="syncTargetId",
    body={"provider": "drive", "externalId": "folder"},
    broken={"provider": "drive", "externalId": "unreadable"},
    retries=0,
)


def a_good_record_is_completed(stage: Stage, job: EventJob) -> Run:
    """POST to the API, event, run: pending, processing, completed; the summary."""
    record = stage.create(job.api, job.body)
    run = stage.deliver(job.event, **{job.key: record})
    assert run.function.id == f"briefly-{job.id}"
    assert run.status == "completed", run.error
    assert stage.history(record) == ("pending", "processing", "completed")
    row = stage.row(job.table, record)
    assert row["processedAt"] is not None
    assert row["processingError"] is None
    assert run.tried[:4] == [
        "update-status-processing",
        f"fetch-{job.entity}",
        f"process-{job.entity}",
        "save-result",
    ]
    ids = {job.key: record, "organizationId": "acme", "userId": "ada"}
    assert run.output == {"success": True, **ids}
    return run


def a_bad_record_is_failed(stage: Stage, job: EventJob) -> Run:
    """Its step is retried as configured, then the record says what happened, and the run fails."""
    record = stage.create(job.api, job.broken)
    run = stage.deliver(job.event, **{job.key: record})
    it_is_failed(stage, job, record, run, "the source is unreadable")
    assert run.tries(f"process-{job.entity}") == 1 + job.retries
    assert run.tries("save-result") == 0
    return run


def a_strangers_record_is_left_alone(stage: Stage, job: EventJob) -> Run:
    """An event that names a record of another organization fails with the record's id."""
    record = stage.create(job.api, job.body, user="bob")
    data = {job.key: record, "organizationId": "acme", "userId": "ada"}
    (run,) = stage.server.deliver(stage.server.event(job.event, data))
    it_is_not_found(stage, job, record, run)
    assert stage.history(record) == ("pending",)
    return run


def it_is_not_found(stage: Stage, job: EventJob, record: str, run: Run) -> None:
    """The run fails in its first step, which is tried once, and says which record is missing."""
    assert run.status == "failed"
    assert run.error == f"{job.table} not found: {record}"
    assert run.tried == ["update-status-processing"]


def it_is_failed(stage: Stage, job: EventJob, record: str, run: Run, message: str) -> None:
    """The record and the run have failed, both with that message."""
    assert run.status == "failed"
    assert run.error is not None
    assert message in run.error
    assert run.thrown == 1, "a run whose result is decided is run again"
    assert stage.history(record) == ("pending", "processing", "failed")
    row = stage.row(job.table, record)
    assert message in row["processingError"]
    assert row["processedAt"] is None
    assert (run.failed is not None) == job.handler
    ended = run.failed or run
    assert ended.tried[-1] == "update-status-failed"
    assert ended.tries("update-status-failed") == 1


def old_records_are_processed(stage: Stage, job: str) -> Run:
    """A schedule takes what is pending for an hour or more, and leaves the rest alone."""
    for record, status, age in (
        ("old", "pending", "-61 minutes"),
        ("older", "pending", "-3 days"),
        ("young", "pending", "-59 minutes"),
        ("taken", "processing", "-3 days"),
        ("done", "completed", "-3 days"),
        ("lost", "failed", "-3 days"),
    ):
        add_report(stage, record, status=status, age=age)
    run = stage.server.tick(job)
    assert run.status == "completed", run.error
    assert run.tried == ["fetch-items", "process-older", "process-old"]
    summary(run, total=2, processed=2, failed=0)
    for record, status in (
        ("old", "completed"),
        ("older", "completed"),
        ("young", "pending"),
        ("taken", "processing"),
        ("done", "completed"),
        ("lost", "failed"),
    ):
        assert stage.row("Report", record)["processingStatus"] == status, record
    assert stage.row("Report", "old")["processedAt"] is not None
    return run


def add_report(stage: Stage, record: str, *, status: str = "pending", age: str) -> None:
    """Put a report into the database that was made that long ago, as SQLite says it."""
    stage.database.execute(
        "insert into Report(id, title, processingStatus, organizationId, createdAt)"
        " values (?, 'Plan', ?, 'acme', strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', ?))",
        *(record, status, age),
    )


def summary(run: Run, **counts: int) -> None:
    """The run has returned these counts and when it ended, and nothing else."""
    assert {key: run.output[key] for key in run.output if key != "completedAt"} == counts
    assert run.output["completedAt"].endswith("Z")
