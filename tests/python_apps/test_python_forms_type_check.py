"""Every form of a Python job passes the app's own mypy and ruff, whatever is asked of it."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from codemods.cli.plan_file import read_plan
from codemods.inngest.project import Project
from python_apps.python_app import PythonApp
from python_apps.python_story import LISTS, ROUTES

Options = Mapping[str, Any]

EXTRAS: Options = {
    "id": ["folderId", "batch_number:number"],
    "data": ["title:string", "tags?:string[]", 'kind:"a" | "b"', "meta?:Record<string, unknown>"],
    "option": ["dryRun?:boolean", "limit:number"],
}
# With a status and without; with an id of every type.
ENTITIES = ("report", "transcript", "syncTarget")

CONCURRENCY: Options = {"concurrency": 5, "concurrency-key": "event.data.organization_id"}
WORDS: Options = {"title": 'It\'s a "job"', "description": 'What it does: """a lot"""\\ and more'}

STYLES: tuple[Options, ...] = ({"failure": "catch"}, {"failure": "on-failure"})
EMITS: tuple[Options, ...] = ({}, {"emits": "report/made"})
GIVEN: tuple[Options, ...] = ({}, EXTRAS)
NO_DATABASE: Options = {"database": "none"}
NO_STATUS: Options = {"status": False}


def events() -> Iterator[Options]:
    """What is asked of a job on an event."""
    for entity in ENTITIES:
        for style, emits in itertools.product(STYLES, EMITS):
            yield {"entity": entity, **style, **emits}
    for style, given in itertools.product(STYLES, GIVEN):
        yield {"entity": "report", **style, **given, **CONCURRENCY}
        yield {"entity": "report", **style, **given, **NO_STATUS}
        yield {"entity": "report", **style, **given, **NO_DATABASE, "emits": "report/made"}
        yield {**style, **given}
    yield {"entity": "report", **WORDS}


def schedules() -> Iterator[Options]:
    """What is asked of a job on a schedule."""
    for entity, style in itertools.product(ENTITIES, STYLES):
        yield {"entity": entity, **style}
    yield {"entity": "report", **NO_STATUS}
    yield {"entity": "report", **NO_DATABASE}
    yield {"retries": 0, "concurrency": 2}
    yield {"entity": "report", **WORDS}


def both() -> Iterator[Options]:
    """What is asked of a job with an event and a schedule."""
    for given in GIVEN:
        yield given
        yield {**given, **CONCURRENCY}
        yield {**given, **NO_DATABASE}
    yield {"failure": "on-failure"}
    yield WORDS


def jobs() -> Iterator[Options]:
    """All of them, each with a name and its triggers."""
    for number, options in enumerate(events()):
        yield {"name": f"handle-event-{number}", "event": f"things/handled-{number}", **options}
    for number, options in enumerate(schedules()):
        yield {"name": f"sweep-{number}", "cron": "hourly", **options}
    for number, options in enumerate(both()):
        triggers = {"event": f"crm/sync-{number}.manual", "cron": "every-6-hours"}
        yield {"name": f"sync-{number}", **triggers, **options}


def plan() -> str:
    """The plan that adds them all."""
    tables = (
        "\n".join(
            f"{key} = {json.dumps(value)}" for key, value in {"run": "add-job", **job}.items()
        )
        for job in jobs()
    )
    return "\n".join(f"[[codemod]]\n{table}\n" for table in tables)


@pytest.fixture(scope="module")
def crowded(
    told: PythonApp,
    untouched: Callable[[str], PythonApp],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[PythonApp, Sequence[str]]:
    """An app with jobs that work and triggers, the modules of all these jobs beside them.

    And the files that are as our commands have left them. Each of the jobs was planned on the app
    as it was before.
    """
    folder = tmp_path_factory.mktemp("crowded") / told.name
    app = PythonApp(told.name, Path(shutil.copytree(told.root, folder)))
    files = [*ROUTES[app.name], LISTS[app.name]]
    before = untouched(app.name)
    project = Project.open(before.root, before.root)
    for part in read_plan(plan().encode(), "plan.toml", before.root):
        for change in part.codemod.plan(project).changes:
            if change.before is None and change.after is not None:
                app.write(change.path, change.after.decode())
                files.append(change.path)
    return app, files


@pytest.mark.apps
def test_mypy_has_nothing_against_any_form(crowded: tuple[PythonApp, Sequence[str]]) -> None:
    app, _ = crowded
    assert app.complaints("mypy", "--strict", "--no-error-summary") == ""


@pytest.mark.apps
def test_ruff_has_nothing_against_any_form(crowded: tuple[PythonApp, Sequence[str]]) -> None:
    app, files = crowded
    assert app.complaints("ruff", "check", "--no-cache", *files) == ""


@pytest.mark.apps
def test_ruff_would_print_every_form_as_it_is(crowded: tuple[PythonApp, Sequence[str]]) -> None:
    app, files = crowded
    assert app.complaints("ruff", "format", "--check", "--diff", "--no-cache", *files) == ""
