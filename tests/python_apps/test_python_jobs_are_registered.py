"""What a Python app says that it serves, once jobs were added."""

from __future__ import annotations

from python_apps.python_stage import Stage, function_count

ADDED = {
    "generate-report": 3,
    "review-report": 1,
    "review-report-failure": None,
    "announce-report": 3,
    "push-report": 0,
    "sweep-reports": 2,
    "retry-reports": 2,
    "retry-reports-failure": None,
    "sync-crm": 2,
    "index-transcript": 3,
    "import-rates": 2,
    "push-target": 3,
    "sweep-targets": 2,
}


def test_each_job_is_served_once_beside_the_one_that_was_there(stage: Stage) -> None:
    ids = {f"briefly-{job}" for job in (*ADDED, "generate-document-content")}
    assert {*stage.functions} == ids
    assert function_count(stage) == len(ids) - 2  # an on_failure handler is not counted


def test_jobs_are_retried_as_they_were_asked_to(stage: Stage) -> None:
    for job, retries in ADDED.items():
        if retries is not None:
            assert stage.functions[f"briefly-{job}"].attempts == 1 + retries, job
