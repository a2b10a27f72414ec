"""A job with an event and a schedule: one organization by hand, or all that are enabled."""

from __future__ import annotations

import pytest

from e2e.stage import LONG_AGO, Stage

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_the_event_syncs_the_one_organization(stage: Stage) -> None:
    organization = stage.create("organizations", {"name": "New"})
    run = stage.deliver("crm/sync.manual", organizationId=organization)
    assert run.status == "completed", run.error
    assert run.tried == ["get-organizations", f"sync-{organization}"]
    assert run.output == {
        "trigger": "manual",
        "organizationsProcessed": 1,
        "failed": 0,
        "results": [{"orgId": organization, "success": True}],
    }


def test_the_schedule_syncs_all_that_are_enabled(stage: Stage) -> None:
    run = stage.server.tick("sync-crm")
    assert run.status == "completed", run.error
    assert run.tried == ["get-organizations", "sync-acme", "sync-third"]
    assert run.output == {
        "trigger": "scheduled",
        "organizationsProcessed": 2,
        "failed": 0,
        "results": [{"orgId": "acme", "success": True}, {"orgId": "third", "success": True}],
    }


def test_an_organization_that_fails_is_retried_and_stops_no_other(stage: Stage) -> None:
    stage.database.execute(
        "insert into Organization values ('unreadable', 'Broken', true, ?)", LONG_AGO
    )
    run = stage.server.tick("sync-crm")
    assert run.status == "completed", run.error
    assert run.tries("sync-unreadable") == 3
    assert run.output["failed"] == 1
    assert [each["orgId"] for each in run.output["results"]] == ["acme", "third"]


def test_an_event_for_an_organization_that_is_gone_syncs_nothing(stage: Stage) -> None:
    event = stage.server.event("crm/sync.manual", {"organizationId": "gone", "userId": "ada"})
    (run,) = stage.server.deliver(event)
    assert run.status == "completed", run.error
    assert run.output["organizationsProcessed"] == 0
