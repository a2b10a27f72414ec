"""What the README shows first is what these apps were made with, and it runs."""

from __future__ import annotations

import pytest

from e2e.stage import Stage
from e2e.story import FIRST_APP, JOB, JOB_OUTPUT, TRANSCRIPT, TRIGGER, TRIGGER_OUTPUT, Told

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_the_first_commands_of_the_readme_print_what_the_readme_shows(told: Told) -> None:
    assert told.outputs[JOB] == JOB_OUTPUT
    assert told.outputs[TRIGGER] == TRIGGER_OUTPUT


def test_the_conversation_is_the_transcript(told: Told) -> None:
    expected = TRANSCRIPT if told.name == FIRST_APP else TRANSCRIPT.replace("SDK 4", "SDK 3")
    # The other app differs in what the SDK asks for; the conversation is the same up to there.
    end = None if told.name == FIRST_APP else expected.index("diff --git")
    assert told.transcript[:end] == expected[:end]


def test_the_job_of_the_first_command_runs_to_its_end_and_the_page_shows_it(stage: Stage) -> None:
    document = stage.create("documents", {"title": "Plan"})
    assert 'data-status="pending"' in stage.site.get("/", "ada")
    run = stage.deliver("document/summarize", documentId=document)
    assert run.status == "completed", run.error
    assert run.function.id == "briefly-generate-summary"
    ids = {"documentId": document, "organizationId": "acme", "userId": "ada"}
    assert run.output == {"success": True, **ids}
    assert stage.history(document) == ("pending", "processing", "completed")
    assert 'data-status="completed"' in stage.site.get("/", "ada")


def test_the_job_of_the_conversation_runs_to_its_end(stage: Stage) -> None:
    report = stage.create("reports", {"title": "Plan"})
    run = stage.deliver("report/build", reportId=report)
    assert run.status == "completed", run.error
    assert run.function.id == "briefly-build-report"
    assert stage.history(report) == ("pending", "processing", "completed")


def test_the_job_that_was_there_before_runs_as_before(stage: Stage) -> None:
    document = stage.create("documents", {"title": "Plan", "tone": "dry"})
    run = stage.deliver("document/generate", documentId=document)
    assert run.status == "completed", run.error
    assert stage.row("Document", document)["content"] == "# Plan\n\nWritten in a dry tone.\n"


def test_the_registration_holds_every_job_and_nothing_else(stage: Stage) -> None:
    assert set(stage.functions) == {
        f"briefly-{job}"
        for job in (
            *("generate-document-content", "build-report", "generate-summary", "generate-report"),
            *("review-report", "review-report-failure", "announce-report", "push-target"),
            *("sweep-reports", "sweep-targets", "sweep-targets-failure", "sync-crm"),
            *("summarize-transcript", "send-invoice"),
        )
    }
