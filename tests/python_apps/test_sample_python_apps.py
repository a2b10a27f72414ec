"""The sample apps as they are: they run, and their own tools have nothing against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from python_apps.conftest import FRAMEWORKS
from python_apps.python_app import PythonApp
from python_apps.python_stage import Stage, function_count, staged


@pytest.fixture(scope="module", params=FRAMEWORKS)
def stage(
    request: pytest.FixtureRequest,
    untouched: Callable[[str], PythonApp],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    with staged(untouched(request.param), tmp_path_factory.mktemp("database")) as stage:
        yield stage


def test_the_one_job_is_registered(stage: Stage) -> None:
    assert [*stage.functions] == ["briefly-generate-document-content"]
    assert function_count(stage) == 1


def test_a_document_made_through_the_api_is_written(stage: Stage) -> None:
    document = stage.create("documents", {"title": "Plan"})
    run = stage.deliver("document/generate", document_id=document)
    assert run.status == "completed", run.error
    assert run.tried == ["fetch-document", "save-result"]
    assert stage.history("Document", document) == ("pending", "completed")
    assert stage.row("Document", document)["content"].startswith("# Plan")


def test_a_request_without_a_login_is_turned_away(stage: Stage) -> None:
    for kind in ("documents", "organizations", "reports"):
        status, _ = stage.post(f"/api/{kind}", {"title": "Plan", "name": "New"}, None)
        assert status == 401
    assert stage.server.inbox == ()
