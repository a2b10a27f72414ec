"""What every test of the command line has: an environment without colour, and a sample app."""

import shutil
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "fixtures/apps/next-sdk4"


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colour is what the test says, not what its surroundings say."""
    for name in ("FORCE_COLOR", "NO_COLOR", "_CODEMOD_COMPLETE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a sample app, as it is checked in; it is the working directory."""
    copy = tmp_path / "app"
    shutil.copytree(APP, copy, ignore=shutil.ignore_patterns("node_modules", ".next"))
    monkeypatch.chdir(copy)
    return copy
