"""A Python job with an event and a schedule: one organization by hand, or all that are enabled."""

from __future__ import annotations

import pytest

from python_apps.python_stage import Stage
from python_apps.python_story import REFUSED, UNREADABLE


def test_the_event_syncs_the_one_organization(stage: Stage) -> None:
    acme = stage.id("acme")
    run = stage.send("crm/sync.manual", {"organization_id": acme, "user_id": stage.id("ada")})
    assert run.status == "completed", run.error
    assert run.tried == ["get-organizations", f"sync-{acme}"]
    assert run.output == {
        "trigger": "manual",
        "organizations_processed": 1,
        "failed": 0,
        "results": [{"organization_id": acme, "success": True}],
    }


def test_the_schedule_syncs_all_that_are_enabled(stage: Stage) -> None:
    # Where organizations cannot be disabled, it is all of them.
    names = ["acme", "other", "third"] if stage.app.name == "flask" else ["acme", "third"]
    enabled = [stage.id(name) for name in names]
    run = stage.server.tick("sync-crm")
    assert run.status == "completed", run.error
    assert run.tried == ["get-organizations", *(f"sync-{each}" for each in enabled)]
    assert run.output == {
        "trigger": "scheduled",
        "organizations_processed": len(enabled),
        "failed": 0,
        "results": [{"organization_id": each, "success": True} for each in enabled],
    }


@pytest.mark.parametrize(
    ("bad", "tries"), [(UNREADABLE, 3), (REFUSED, 0)], ids=["once", "for good"]
)
def test_an_organization_that_fails_is_retried_and_stops_no_other(
    stage: Stage, bad: tuple[str, int], tries: int
) -> None:
    record = stage.add_organization(*bad)
    run = stage.server.tick("sync-crm")
    assert run.status == "completed", run.error
    assert run.tries(f"sync-{record}") == tries  # what is thrown for good is no step's result
    assert run.output["failed"] == 1
    synced = [each["organization_id"] for each in run.output["results"]]
    assert stage.id("acme") in synced
    assert stage.id("third") in synced
    assert record not in synced


def test_an_event_for_an_organization_that_is_gone_syncs_nothing(stage: Stage) -> None:
    gone = "gone" if stage.app.name == "fastapi" else 4711
    run = stage.send("crm/sync.manual", {"organization_id": gone, "user_id": stage.id("ada")})
    assert run.status == "completed", run.error
    assert run.output["organizations_processed"] == 0
