"""The sample apps are sound before the product touches them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.sample_app import (
    APPS,
    App,
    Database,
    eslint,
    function_count,
    prettier_check,
    run_job,
    sources,
    tsc,
)

NAMES = ("next-sdk3", "next-sdk4")


@pytest.fixture(scope="module", params=NAMES)
def app(request: pytest.FixtureRequest, fresh_app: Callable[[str], App]) -> App:
    return fresh_app(request.param)


@pytest.mark.apps
def test_the_app_passes_its_own_checks(app: App) -> None:
    assert tsc(app) == ""
    assert eslint(app) == ""
    assert prettier_check(app) == ""


@pytest.mark.apps
def test_the_app_serves_its_one_job(app: App) -> None:
    assert function_count(app) == 1


@pytest.mark.apps
def test_the_job_that_is_there_runs_to_its_end(app: App, tmp_path: Path) -> None:
    database = Database.new(app, tmp_path / "app.db")
    database.execute("insert into Organization(id, name) values ('o1', 'Acme')")
    database.execute(
        "insert into User(id, email, organizationId) values ('u1', 'ada@acme.test', 'o1')"
    )
    database.execute(
        "insert into Document(id, title, organizationId, authorId)"
        " values ('d1', 'Plan', 'o1', 'u1')"
    )
    run = run_job(
        app,
        "generate-document-content",
        {
            "name": "document/generate",
            "data": {"documentId": "d1", "organizationId": "o1", "userId": "u1"},
        },
        database=database,
        watch="select processingStatus from Document",
    )
    assert run.status == "completed"
    assert run.history == ("pending", "processing", "completed")
    content = database.execute("select content from Document")
    assert content == [("# Plan\n\nWritten in a neutral tone.\n",)]


@pytest.mark.parametrize("name", NAMES)
def test_the_lockfile_names_no_registry(name: str) -> None:
    lock = json.loads((APPS / name / "package-lock.json").read_text())
    assert [path for path, package in lock["packages"].items() if "resolved" in package] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_version_is_exact(name: str) -> None:
    package = json.loads((APPS / name / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert {v for v in versions.values() if not re.fullmatch(r"\d+\.\d+\.\d+", v)} == set()


def test_the_apps_differ_only_in_what_the_sdk_asks_for() -> None:
    three, four = (sources(APPS / name) for name in NAMES)
    assert three.keys() == four.keys()
    assert [path for path in three if three[path] != four[path]] == [
        "package-lock.json",
        "package.json",
        "src/app/api/inngest/route.ts",
        "src/lib/inngest/functions/generate-document-content.ts",
    ]
