"""A job on a schedule, from the tick to the last record of the batch."""

from __future__ import annotations

import pytest

from e2e.scenarios import add_report, old_records_are_processed, summary
from e2e.stage import REFUSED, Stage, saving_fails

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_pending_records_older_than_an_hour_are_processed(stage: Stage) -> None:
    old_records_are_processed(stage, "sweep-reports")


def test_a_batch_is_a_hundred_records_at_most(stage: Stage) -> None:
    for number in range(103):
        add_report(stage, f"report-{number}", age=f"-{200 - number} hours")
    run = stage.server.tick("sweep-reports")
    assert run.status == "completed", run.error
    summary(run, total=100, processed=100, failed=0)
    assert run.tried[1:] == [f"process-report-{number}" for number in range(100)]
    pending = "select id from Report where processingStatus = 'pending' order by id"
    left = [("report-100",), ("report-101",), ("report-102",)]
    assert stage.database.execute(pending) == left
    summary(stage.server.tick("sweep-reports"), total=3, processed=3, failed=0)


def test_a_bad_record_is_retried_then_failed_and_stops_no_other(stage: Stage) -> None:
    for record in ("first", "unreadable", "last"):
        add_report(stage, record, age="-2 hours")
    run = stage.server.tick("sweep-reports")
    assert run.status == "completed", run.error
    summary(run, total=3, processed=2, failed=1)
    assert run.tries("process-unreadable") == 3
    assert run.tries("mark-failed-unreadable") == 1
    assert stage.history("unreadable") == ("pending", "failed")
    assert stage.row("Report", "unreadable")["processingError"] == "the source is unreadable"
    assert stage.history("first") == stage.history("last") == ("pending", "completed")
    assert stage.server.tick("sweep-reports").output["processed"] == 0


def test_a_record_that_cannot_be_saved_stops_no_other(stage: Stage) -> None:
    for record in ("first", "locked", "last"):
        add_report(stage, record, age="-2 hours")
    with saving_fails(stage.database, "Report", "locked"):
        run = stage.server.tick("sweep-reports")
    summary(run, total=3, processed=2, failed=1)
    assert stage.history("locked") == ("pending", "failed")
    assert REFUSED in stage.row("Report", "locked")["processingError"]


def test_a_schedule_with_nothing_to_do_says_so(stage: Stage) -> None:
    run = stage.server.tick("sweep-reports")
    assert run.status == "completed", run.error
    assert run.output == {"processed": 0, "message": "No items to process"}
    assert run.tried == ["fetch-items"]


def test_a_schedule_with_an_on_failure_handler_stops_for_no_record_either(stage: Stage) -> None:
    for record in ("first", "unreadable", "last"):
        stage.database.execute(
            "insert into SyncTarget(id, provider, externalId, organizationId, createdAt)"
            " values (?, 'drive', ?, 'acme', '2024-01-01T00:00:00.000+00:00')",
            *(record, record),
        )
    run = stage.server.tick("sweep-targets")
    assert run.status == "completed", run.error
    summary(run, total=3, processed=2, failed=1)
    assert run.tries("process-unreadable") == 3
    assert stage.history("unreadable") == ("pending", "failed")
    assert stage.history("first") == stage.history("last") == ("pending", "completed")
