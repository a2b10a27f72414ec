"""The sample apps are what the rules would have: nothing is found in them, under --strict either."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.inngest.project import Project
from codemods.lint.engine import lint
from codemods.lint.settings import options_for

APPS = Path(__file__).resolve().parents[2] / "fixtures" / "apps"
_NEXT = (
    "src/app/api/documents/route.ts",
    "src/app/api/inngest/route.ts",
    "src/lib/inngest/client.ts",
    "src/lib/inngest/functions/generate-document-content.ts",
)
# What each app's files are that have to do with Inngest.
APP_FILES: dict[str, tuple[str, ...]] = {
    "django": (
        "briefly/inngest.py",
        "briefly/urls.py",
        "documents/jobs/generate_document_content.py",
        "documents/views.py",
    ),
    "fastapi": (
        "src/briefly/jobs/client.py",
        "src/briefly/jobs/generate_document_content.py",
        "src/briefly/main.py",
        "src/briefly/routes/documents.py",
    ),
    "flask": (
        "briefly/__init__.py",
        "briefly/inngest_client.py",
        "briefly/jobs/generate_document_content.py",
        "briefly/views/documents.py",
    ),
    "next-sdk3": _NEXT,
    "next-sdk4": _NEXT,
}


def test_every_sample_app_has_its_list() -> None:
    assert sorted(path.name for path in APPS.iterdir() if path.is_dir()) == sorted(APP_FILES)


@pytest.mark.parametrize("strict", [False, True], ids=["default", "strict"])
@pytest.mark.parametrize("app", APP_FILES)
def test_nothing_is_found_in_a_sample_app(app: str, strict: bool) -> None:
    root = APPS / app
    project = Project.open(root, root)
    result = lint(project, options_for(project.config, strict=strict))
    found = [f"{each.path}:{each.start.line} {each.rule.code}" for each in result.reported]
    assert found == []
    assert result.suppressed == ()
    assert result.notes == ()
    assert [job.id for job in project.linted_jobs()] == ["generate-document-content"]
    assert result.files_checked == APP_FILES[app]
