"""The command line of `add-api-route`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from codemods.cli.main import main
from harness import FIXTURES

ROUTE = "src/app/api/documents/[id]/generate/route.ts"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for base in ("v4", "followed", "document-list"):
        shutil.copytree(FIXTURES / "bases" / base, tmp_path, dirs_exist_ok=True)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_json_tells_the_route_and_what_it_goes_by(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add-api-route", "--job", "generate-document", "--json", "--dry-run"]) == 0
    facts = json.loads(capsys.readouterr().out)["facts"]
    assert facts["route"] == ROUTE
    assert facts["url"] == "/api/documents/[id]/generate"
    assert facts["scope"] == "organizationId"
    way, evidence = next(found for what, *found in facts["detected"] if what == "authentication")
    assert way == "getCurrentUser"
    assert "src/app/api/documents/route.ts" in evidence
    assert not (root / ROUTE).exists()


def test_files_are_named_from_the_working_directory(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "src/app/api")
    command = ["add-api-route", "--job", "generate-document", "--auth-like", "documents/route.ts"]
    assert main([*command, "--path", "documents/[id]/start/route.ts", "--yes"]) == 0
    assert (root / "src/app/api/documents/[id]/start/route.ts").exists()


def test_without_a_terminal_the_job_has_to_be_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add-api-route", "--root", str(root)]) == 2
    assert "give it as --job NAME" in capsys.readouterr().err


def test_a_project_may_have_a_template_of_its_own_and_is_told_where_that_opens_the_route(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = root / ".codemods/templates/api-route.ts.jinja"
    template.parent.mkdir(parents=True)
    template.write_text("export const GET = () => null;\nexport const POST = () => null;\n")
    assert main(["add-api-route", "--job", "generate-document", "--yes"]) == 2
    told = capsys.readouterr().err
    assert "the event document/generate would be sent 0 times" in told
    assert "mend the template .codemods/templates/api-route.ts.jinja" in told
    assert not (root / ROUTE).exists()
