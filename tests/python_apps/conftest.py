"""The sample Python apps with jobs added, served and asked through their own test clients."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from python_apps import python_story
from python_apps.python_app import PythonApp
from python_apps.python_stage import Stage, staged

FRAMEWORKS = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"{name}-app"))
    for name in ("fastapi", "flask", "django")
]

_NEEDED = {"fastapi": ("fastapi", "aiosqlite"), "flask": ("flask",), "django": ("django",)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands beside this file is end to end: it runs apps."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], PythonApp]:
    """Makes a new copy of the sample app of that name.

    Where its packages are missing the test is skipped; under CI it fails, for there nobody reads
    skips.
    """

    def copy(name: str) -> PythonApp:
        missing = [each for each in _NEEDED[name] if importlib.util.find_spec(each) is None]
        if missing and os.environ.get("CI"):
            pytest.fail(f"the sample apps need {', '.join(missing)}")
        if missing:
            pytest.skip(f"{', '.join(missing)} is not installed")
        return PythonApp.untouched(name, tmp_path_factory.mktemp(name) / "app")

    return copy


@pytest.fixture(scope="session", params=FRAMEWORKS)
def told(request: pytest.FixtureRequest, untouched: Callable[[str], PythonApp]) -> PythonApp:
    """A sample app that the story was told to."""
    app = untouched(request.param)
    python_story.tell(app)
    return app


@pytest.fixture(scope="session")
def running(told: PythonApp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """That app, served."""
    with staged(told, tmp_path_factory.mktemp("database")) as stage:
        yield stage


@pytest.fixture
def stage(running: Stage) -> Iterator[Stage]:
    """That app with nothing but its people in it. What it logs is shown when the test fails."""
    running.reset()
    seen = len(running.client.logged())
    yield running
    print(running.client.logged()[seen:])
