"""A run of a Python job that begins again remembers its steps, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from e2e.protocol import Run
from python_apps.python_scenarios import (
    GENERATE_REPORT,
    REVIEW_REPORT,
    a_bad_record_is_failed,
    a_good_record_is_completed,
    ids,
    old_records_are_processed,
)
from python_apps.python_stage import Stage

Scenario = Callable[[Stage], Run]

ENDS: dict[str, Scenario] = {
    "completed": lambda stage: a_good_record_is_completed(stage, GENERATE_REPORT),
    "failed in the except": lambda stage: a_bad_record_is_failed(stage, GENERATE_REPORT),
    "failed for on_failure": lambda stage: a_bad_record_is_failed(stage, REVIEW_REPORT),
    "schedule": lambda stage: old_records_are_processed(stage, "sweep-reports"),
    "organizations": lambda stage: stage.server.tick("sync-crm"),
}


@pytest.mark.parametrize("scenario", ENDS.values(), ids=ENDS)
def test_a_run_driven_again_from_the_start_does_nothing_and_ends_alike(
    stage: Stage, scenario: Scenario
) -> None:
    first = scenario(stage)
    written, sent = stage.writes(), stage.server.inbox
    second = first.again().finish()
    assert second.tried == []
    assert (second.status, second.error) == (first.status, first.error)
    assert same(second.output) == same(first.output)
    assert stage.writes() == written
    assert stage.server.inbox == sent


def test_a_run_driven_again_from_every_step_writes_what_it_wrote(stage: Stage) -> None:
    """As when the app was stopped there: what was done is remembered, the rest is done once."""
    record = stage.add_report()
    event = stage.server.event("report/generate", ids(stage, record))
    (function,) = stage.server.listeners(event)
    run = stage.server.start(event, function)
    tried = []
    while run.status == "running":
        run.advance()
        tried += run.tried
        if run.status == "running":
            run = run.again()
    assert len(tried) == len({*tried}) == 5
    assert stage.history("Report", record) == ("pending", "processing", "completed")
    assert [event.name for event in stage.server.inbox] == ["report/generated"]


def same(output: object) -> object:
    """Without the time, which a summary takes when the run ends."""
    if isinstance(output, dict):
        return {key: value for key, value in output.items() if key != "completed_at"}
    return output
