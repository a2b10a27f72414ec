"""The Python handlers that `add-trigger` edited."""

from __future__ import annotations

from pathlib import Path

from python_apps.python_app import PythonApp
from python_apps.python_scenarios import ids
from python_apps.python_stage import Stage, staged


def test_one_request_sends_each_event_once_with_the_record_and_who_asks(stage: Stage) -> None:
    record = stage.create("reports", {"title": "Plan"})
    for event in ("report/generate", "report/review"):  # not awaited, awaited
        assert stage.server.receive(event).data == ids(stage, record)
    assert stage.server.inbox == ()


def test_what_a_request_sends_starts_the_job(stage: Stage) -> None:
    record = stage.create("reports", {"title": "Plan"})
    run = stage.deliver("report/generate", report_id=record)
    assert run.status == "completed", run.error
    assert stage.history("Report", record) == ("pending", "processing", "completed")


def test_a_handler_of_another_kind_of_record_sends_too(stage: Stage) -> None:
    organization = stage.create("organizations", {"name": "New"})
    sent = stage.server.receive("crm/sync.manual")
    assert sent.data["user_id"] == stage.id("ada")
    assert sent.data["organization_id"] in (organization, stage.id("acme"))
    assert stage.server.inbox == ()


def test_a_request_that_is_turned_away_sends_nothing(stage: Stage) -> None:
    assert stage.post("/api/reports", {"title": "Plan"}, None)[0] == 401
    assert stage.post("/api/reports", {}, "ada")[0] in (400, 422)
    assert stage.server.inbox == ()


def test_a_server_that_is_down_never_fails_the_response(told: PythonApp, tmp_path: Path) -> None:
    with staged(told, tmp_path, heard=False) as stage:
        record = stage.create("reports", {"title": "Plan"})
        assert stage.history("Report", record) == ("pending",)
        assert "failed to send" in stage.client.logged().lower()
