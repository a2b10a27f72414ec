"""The routes that `add-trigger` edited, asked over HTTP."""

from __future__ import annotations

import pytest

from e2e.stage import Stage

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_one_request_sends_each_event_once_with_the_record_and_who_asks(stage: Stage) -> None:
    report = stage.create("reports", {"title": "Plan"})
    for event in ("report/build", "report/generate", "report/review"):  # after, not awaited, await
        sent = stage.server.receive(event)
        assert sent.data == {"reportId": report, "organizationId": "acme", "userId": "ada"}
    assert stage.server.inbox == ()


def test_a_request_that_is_turned_away_sends_nothing(stage: Stage) -> None:
    for user in (None, "nobody"):
        with pytest.raises(AssertionError, match="answers 401"):
            stage.site.post("/api/reports", {"title": "Plan"}, user)
    with pytest.raises(AssertionError, match="answers 400"):
        stage.site.post("/api/reports", {}, "ada")
    assert stage.server.inbox == ()
