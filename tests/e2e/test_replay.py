"""A run that begins again remembers its steps, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from e2e.protocol import Event, Run
from e2e.scenarios import (
    GENERATE_REPORT,
    REVIEW_REPORT,
    a_bad_record_is_failed,
    a_good_record_is_completed,
    it_is_failed,
    old_records_are_processed,
)
from e2e.stage import Stage
from e2e.story import Told

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

Scenario = Callable[[Stage], Run]

STEPS = [
    "update-status-processing",
    "fetch-report",
    "process-report",
    "save-result",
    "emit-report-generated",
]

ENDS: dict[str, Scenario] = {
    "completed": lambda stage: a_good_record_is_completed(stage, GENERATE_REPORT),
    "failed in the catch": lambda stage: a_bad_record_is_failed(stage, GENERATE_REPORT),
    "failed for onFailure": lambda stage: a_bad_record_is_failed(stage, REVIEW_REPORT),
    "schedule": lambda stage: old_records_are_processed(stage, "sweep-reports"),
    "organizations": lambda stage: stage.server.tick("sync-crm"),
}


@pytest.mark.parametrize("scenario", ENDS.values(), ids=ENDS)
def test_a_run_driven_again_from_the_start_does_nothing_and_ends_alike(
    stage: Stage, scenario: Scenario
) -> None:
    first = scenario(stage)
    written, sent = stage.writes(), emitted(stage)
    second = first.again()
    second.finish()
    assert second.tried == []
    assert (second.status, second.error) == (first.status, first.error)
    assert same(second.output) == same(first.output)
    assert stage.writes() == written
    assert emitted(stage) == sent


def test_a_run_driven_again_from_every_step_writes_what_it_wrote(stage: Stage) -> None:
    """As when the app was stopped there: what was done is remembered, the rest is done once."""
    record = stage.create("reports", {"title": "Plan"})
    event = stage.server.receive("report/generate", reportId=record)
    (function,) = stage.server.listeners(event)
    run = stage.server.start(event, function)
    tried = []
    while run.status == "running":
        run.advance()
        tried += run.tried
        if run.status == "running":
            run = run.again()
    assert tried == STEPS
    assert stage.history(record) == ("pending", "processing", "completed")
    assert len(emitted(stage)) == 1


def test_a_run_whose_steps_are_reported_in_between_writes_the_same(
    stage: Stage, told: Told
) -> None:
    """As today's servers ask for: with inngest 4 the whole run is one request then."""
    record = stage.create("reports", {"title": "Plan"})
    event = stage.server.receive("report/generate", reportId=record)
    (function,) = stage.server.listeners(event)
    run = stage.server.finish(stage.server.start(event, function, checkpoints=True))
    assert run.status == "completed", run.error
    assert run.tried == STEPS
    assert run.asked == (1 if told.name == "next-sdk4" else 1 + len(STEPS))
    assert stage.history(record) == ("pending", "processing", "completed")
    assert len(emitted(stage)) == 1


def test_a_step_that_throws_is_retried_when_steps_are_reported_in_between(stage: Stage) -> None:
    record = stage.create("reports", {"title": "Unreadable"})
    event = stage.server.receive("report/generate", reportId=record)
    (function,) = stage.server.listeners(event)
    run = stage.server.finish(stage.server.start(event, function, checkpoints=True))
    it_is_failed(stage, GENERATE_REPORT, record, run, "the source is unreadable")
    assert run.tries("process-report") == 4


def emitted(stage: Stage) -> tuple[Event, ...]:
    """What jobs have sent; an event of the API's may come in later."""
    return tuple(event for event in stage.server.inbox if event.name == "report/generated")


def same(output: object) -> object:
    """Without the time, which a summary takes when the run ends."""
    if isinstance(output, dict):
        return {key: value for key, value in output.items() if key != "completedAt"}
    return output
