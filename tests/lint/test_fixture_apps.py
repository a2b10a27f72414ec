"""The sample apps are what the rules would have: nothing is found in them, under --strict either."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.inngest.project import Project
from codemods.lint.engine import lint
from codemods.lint.settings import options_for

APPS = Path(__file__).resolve().parents[2] / "fixtures" / "apps"
GOLDEN: dict[str, list[str]] = {"next-sdk3": [], "next-sdk4": []}


def test_every_sample_app_has_its_list() -> None:
    assert sorted(path.name for path in APPS.iterdir() if path.is_dir()) == sorted(GOLDEN)


@pytest.mark.parametrize("strict", [False, True], ids=["default", "strict"])
@pytest.mark.parametrize("app", GOLDEN)
def test_a_sample_app_has_exactly_these_findings(app: str, strict: bool) -> None:
    root = APPS / app
    project = Project.open(root, root)
    result = lint(project, options_for(project.config, strict=strict))
    found = [f"{each.path}:{each.start.line} {each.rule.code}" for each in result.reported]
    assert found == GOLDEN[app]
    assert result.suppressed == ()
    assert result.notes == ()
    assert [job.id for job in project.linted_jobs()] == ["generate-document-content"]
    assert result.files_checked == (
        "src/app/api/documents/route.ts",
        "src/app/api/inngest/route.ts",
        "src/lib/inngest/client.ts",
        "src/lib/inngest/functions/generate-document-content.ts",
    )
