"""A Python job on a schedule, from the tick to the last record of the batch."""

from __future__ import annotations

import pytest

from python_apps.python_scenarios import old_records_are_processed, summary
from python_apps.python_stage import Stage, saving_fails
from python_apps.python_story import REFUSED, UNREADABLE

# As the failure styles have it: both go on with the next record.
JOBS = pytest.mark.parametrize("job", ["sweep-reports", "retry-reports"])


@JOBS
def test_pending_records_older_than_an_hour_are_processed(stage: Stage, job: str) -> None:
    old_records_are_processed(stage, job)


def test_a_batch_is_a_hundred_records_at_most(stage: Stage) -> None:
    made = [stage.add_report(number, age=f"-{200 - number} hours") for number in range(1, 104)]
    run = stage.server.tick("sweep-reports")
    assert run.status == "completed", run.error
    summary(run, total=100, processed=100, failed=0)
    assert run.tried[1:] == [f"process-{record}" for record in made[:100]]
    left = [stage.row("Report", record)["processing_status"] for record in made[100:]]
    assert left == ["pending"] * 3
    summary(stage.server.tick("sweep-reports"), total=3, processed=3, failed=0)


@JOBS
@pytest.mark.parametrize(
    ("bad", "tries", "message"),
    [(UNREADABLE, 3, "the source is unreadable"), (REFUSED, 0, "the source is refused")],
    ids=["retried", "for good"],
)
def test_a_bad_record_is_failed_and_stops_no_other(
    stage: Stage, job: str, bad: tuple[str, int], tries: int, message: str
) -> None:
    first = stage.add_report(1, age="-3 hours")
    record = stage.add_report(bad[1], age="-2 hours")
    last = stage.add_report(9, age="-2 hours")
    run = stage.server.tick(job)
    assert run.status == "completed", run.error
    summary(run, total=3, processed=2, failed=1)
    assert run.tries(f"process-{record}") == tries  # what is thrown for good is no step's result
    assert run.tries(f"mark-failed-{record}") == 1
    assert stage.history("Report", record) == ("pending", "failed")
    assert stage.row("Report", record)["processing_error"] == message
    for good in (first, last):
        assert stage.history("Report", good) == ("pending", "completed")
    assert stage.server.tick(job).output["processed"] == 0


def test_a_record_that_cannot_be_saved_stops_no_other(stage: Stage) -> None:
    first, locked, last = (stage.add_report(each, age="-2 hours") for each in (1, 2, 3))
    with saving_fails(stage, "Report", locked):
        run = stage.server.tick("sweep-reports")
    summary(run, total=3, processed=2, failed=1)
    assert stage.history("Report", locked) == ("pending", "failed")
    assert "it is locked" in stage.row("Report", locked)["processing_error"]
    for good in (first, last):
        assert stage.history("Report", good) == ("pending", "completed")


@JOBS
def test_a_schedule_with_nothing_to_do_says_so(stage: Stage, job: str) -> None:
    run = stage.server.tick(job)
    assert run.status == "completed", run.error
    assert run.output == {"processed": 0, "message": "No items to process"}
    assert run.tried == ["fetch-items"]
