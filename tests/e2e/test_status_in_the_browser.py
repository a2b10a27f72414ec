"""What follows a job, as its user sees it: a component that starts it and shows how it goes.

The clock of the pages stands still unless a test lets time pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from apps.sample_app import App, Database
from e2e.browser import Tab, tab
from e2e.next_app import NOBODY
from e2e.progress_page import (
    button,
    hide,
    it_says,
    looking,
    nothing_is_asked,
    seconds_to_the_next_question,
    status,
)
from e2e.protocol import Run
from e2e.stage import Stage, populate
from e2e.status_story import PATH
from e2e.story import Told

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

API = "/api/transcripts/t1/summarize"
POST = f"POST {API}"


@pytest.fixture
def ada(stage: Stage, browser: Browser) -> Iterator[Tab]:
    """A window of Ada, who looks at the one transcript, t1, that her organization has."""
    add(stage.database)
    with looking(stage.site, browser) as opened:
        yield opened


def test_a_job_is_started_and_followed_to_its_end(stage: Stage, ada: Tab) -> None:
    it_says(ada, "Pending")
    button(ada, "Start").click()
    run = begun(stage)
    it_says(ada, "Processing…")
    stage.server.finish(run)
    it_says(ada, "Completed")
    assert stage.history("t1") == ("pending", "pending", "processing", "completed")
    assert ada.requests.count(POST) == 1


def test_a_job_that_fails_says_why_and_is_retried(stage: Stage, ada: Tab) -> None:
    rewrite(stage, "Unreadable")
    button(ada, "Start").click()
    stage.server.finish(begun(stage))
    it_says(ada, "Failed", "the source is unreadable")
    rewrite(stage, "Good evening.")
    button(ada, "Retry").click()
    run = begun(stage)
    it_says(ada, "Processing…")
    stage.server.finish(run)
    it_says(ada, "Completed")
    assert stage.row("Transcript", "t1")["processingError"] is None


def test_nothing_is_asked_of_a_job_that_is_over(stage: Stage, ada: Tab) -> None:
    button(ada, "Start").click()
    stage.server.finish(begun(stage))
    it_says(ada, "Completed")
    nothing_is_asked(ada)


def test_nothing_is_asked_while_the_page_is_hidden(stage: Stage, ada: Tab) -> None:
    button(ada, "Start").click()
    run = begun(stage)
    it_says(ada, "Processing…")
    hide(ada, hidden=True)
    nothing_is_asked(ada)
    stage.server.finish(run)
    hide(ada, hidden=False)
    it_says(ada, "Completed")


def test_nothing_is_asked_once_the_component_is_gone(stage: Stage, ada: Tab) -> None:
    button(ada, "Start").click()
    begun(stage)
    it_says(ada, "Processing…")
    ada.page.get_by_role("link", name="Documents").click()
    expect(ada.page.get_by_role("heading", name="Documents of Acme")).to_be_visible()
    nothing_is_asked(ada)


def test_the_longer_a_job_runs_the_rarer_it_is_asked_of(stage: Stage, ada: Tab) -> None:
    button(ada, "Start").click()
    begun(stage)
    it_says(ada, "Processing…")
    first, *_, last = seconds = [seconds_to_the_next_question(ada) for _ in range(8)]
    assert first <= 3, seconds
    assert 2 * first <= last <= 60, seconds


def test_a_question_that_gets_no_answer_is_asked_again(stage: Stage, ada: Tab) -> None:
    button(ada, "Start").click()
    run = begun(stage)
    it_says(ada, "Processing…")
    ada.page.context.set_offline(True)
    ada.expects(f"net::ERR_INTERNET_DISCONNECTED {API}")
    seconds_to_the_next_question(ada)
    ada.page.context.set_offline(False)
    stage.server.finish(run)
    it_says(ada, "Completed")


def test_it_works_by_keyboard_and_keeps_the_focus(stage: Stage, ada: Tab) -> None:
    ada.page.keyboard.press("Tab")
    expect(button(ada, "Start")).to_be_focused()
    ada.page.keyboard.press("Enter")
    ada.page.keyboard.press("Enter")
    run = begun(stage)
    it_says(ada, "Processing…")
    ada.page.keyboard.press("Enter")
    expect(button(ada)).to_be_focused()
    stage.server.finish(run)
    it_says(ada, "Completed")
    expect(button(ada, "Run again")).to_be_focused()
    assert ada.requests.count(POST) == 1


def test_a_screen_reader_is_told_in_one_place_that_stays(stage: Stage, ada: Tab) -> None:
    place = status(ada).element_handle()
    rewrite(stage, "Unreadable")
    button(ada, "Start").click()
    stage.server.finish(begun(stage))
    it_says(ada, "Failed", "the source is unreadable")
    assert place.evaluate("(element) => element.isConnected")
    expect(ada.page.get_by_role("listitem")).to_match_aria_snapshot("""
        - listitem:
          - heading "Good morning."
          - group "Summarize transcript":
            - status:
              - paragraph: Failed
              - paragraph: /the source is unreadable/
            - button "Retry"
    """)


def test_each_state_holds_to_the_rules_of_accessibility(
    stage: Stage, told: Told, browser: Browser
) -> None:
    for state in ("pending", "processing", "completed", "failed"):
        stage.database.execute(
            "insert into Transcript(id, text, processingStatus, processingError, organizationId)"
            " values (?, 'Plan', ?, 'It has no sound', 'acme')",
            *(state, state),
        )
    with tab(browser, stage.site.url, user="ada") as ada:
        ada.page.goto(PATH)
        expect(status(ada)).to_have_count(4)
        ada.page.add_script_tag(path=told.app.root / "node_modules/axe-core/axe.min.js")
        found = ada.page.evaluate("axe.run('ul')")
        assert [each["help"] for each in found["violations"]] == []
        assert {"button-name", "color-contrast"} <= {each["id"] for each in found["passes"]}


def test_a_job_that_runs_is_not_started_again(stage: Stage, browser: Browser, ada: Tab) -> None:
    with looking(stage.site, browser) as other:
        button(ada, "Start").click()
        run = begun(stage)
        other.expects(f"409 {API}")
        button(other, "Start").click()
        it_says(other, "Processing…")
        stage.server.finish(run)
        it_says(other, "Completed")
    assert stage.server.inbox == ()


def test_a_job_that_cannot_be_started_fails(told: Told, browser: Browser, tmp_path: Path) -> None:
    database = Database.new(App(told.app.root), tmp_path / "app.db")
    populate(database)
    add(database)
    with told.app.started(NOBODY, database.path) as site, looking(site, browser) as ada:
        button(ada, "Start").click()
        it_says(ada, "Failed", "The job could not be started")
        expect(button(ada, "Retry")).to_be_enabled()


@pytest.mark.parametrize(
    ("record", "event"),
    [
        ("Report(id, title, organizationId) values ('r1', 'Plan', 'acme')", "report/generate"),
        (
            "Invoice(id, number, totalCents, organizationId) values (7, '2025-7', 100, 'acme')",
            "invoice/send",
        ),
    ],
    ids=["report", "invoice"],
)
def test_other_records_are_followed_too(
    stage: Stage, browser: Browser, record: str, event: str
) -> None:
    """By a component of its own command, and one for a number and an enum."""
    stage.database.execute(f"insert into {record}")
    with looking(stage.site, browser) as ada:
        it_says(ada, "Pending")
        button(ada, "Start").click()
        stage.deliver(event)
        it_says(ada, "Completed")


def test_a_record_of_another_organization_is_as_good_as_none(
    stage: Stage, browser: Browser
) -> None:
    add(stage.database)
    with tab(browser, stage.site.url, user="bob") as bob:
        for method in ("GET", "POST"):
            theirs, nobodys = (
                bob.page.request.fetch(f"/api/transcripts/{record}/summarize", method=method)
                for record in ("t1", "t0")
            )
            assert theirs.status == nobodys.status == 404
            assert theirs.json() == nobodys.json()
            assert set(theirs.json()) == {"error"}
    assert stage.history("t1") == ("pending",)
    assert stage.server.inbox == ()


def test_who_is_logged_out_is_told(stage: Stage, ada: Tab) -> None:
    ada.page.context.clear_cookies()
    assert ada.page.request.get(API).status == 401
    ada.expects(f"401 {API}")
    button(ada, "Start").click()
    it_says(ada, "You are signed out")
    assert stage.history("t1") == ("pending",)
    assert stage.server.inbox == ()
    ada.sign_in("ada")
    button(ada, "Check again").click()
    it_says(ada, "Pending")


def test_a_record_that_is_gone_is_said_to_be_gone(stage: Stage, ada: Tab) -> None:
    stage.database.execute("delete from Transcript")
    ada.expects(f"404 {API}")
    button(ada, "Start").click()
    it_says(ada, "Not found")
    nothing_is_asked(ada)


def add(database: Database) -> None:
    """Acme has a transcript."""
    database.execute(
        "insert into Transcript(id, text, organizationId) values ('t1', 'Good morning.', 'acme')"
    )


def rewrite(stage: Stage, text: str) -> None:
    stage.database.execute("update Transcript set text = ?", text)


def begun(stage: Stage) -> Run:
    """The run of the event that the route has sent, after its first step."""
    event = stage.server.receive("transcript/summarize")
    assert event.data == {"transcriptId": "t1", "organizationId": "acme", "userId": "ada"}
    (function,) = stage.server.listeners(event)
    run = stage.server.start(event, function)
    run.advance()
    return run
