"""The sample apps with jobs added, built, and running."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser

from apps import sample_app
from e2e import browser as browsers
from e2e import story
from e2e.next_app import NextApp
from e2e.stage import Stage, staged
from e2e.story import Told

SDKS = ("next-sdk3", "next-sdk4")


@pytest.fixture(scope="session")
def untouched() -> Iterator[Callable[[str], NextApp]]:
    """Makes a new copy of the sample app of that name, which lasts as long as the tests.

    Where Node is missing the test is skipped; under CI it fails, for there nobody reads skips.
    """
    missing = sample_app.what_is_missing()
    if missing and os.environ.get("CI"):
        pytest.fail(f"the sample apps need it: {missing}")
    if missing:
        pytest.skip(missing)
    with TemporaryDirectory() as folder:
        numbers = itertools.count()
        yield lambda name: NextApp.untouched(name, Path(folder, f"{name}-{next(numbers)}"))


@pytest.fixture(scope="session", params=SDKS)
def told(request: pytest.FixtureRequest, untouched: Callable[[str], NextApp]) -> Told:
    """A sample app that the story was told to, built."""
    told = story.tell(request.param, untouched(request.param))
    told.app.build()
    return told


@pytest.fixture(scope="session")
def running(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """That app, as `next start` serves it."""
    with staged(told.app, tmp_path_factory.mktemp("database")) as stage:
        yield stage


@pytest.fixture
def stage(running: Stage) -> Iterator[Stage]:
    """That app with nothing but its people in it. What it logs is shown when the test fails."""
    running.reset()
    seen = len(running.site.log())
    yield running
    print(running.site.log()[seen:])


@pytest.fixture(scope="session")
def needs_browser() -> None:
    """As the sample apps need Node: without a browser skipped, or failed under CI."""
    missing = browsers.what_is_missing()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="module")
def browser(needs_browser: None) -> Iterator[Browser]:
    """The browser. Other modules have this thread without an event loop."""
    with browsers.chromium() as browser:
        yield browser
