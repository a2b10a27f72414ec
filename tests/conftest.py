"""Small repositories for tests, written from a mapping of paths to contents."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from codemods.inngest.project import Project

# Helpers that assert: pytest explains their failures too.
pytest.register_assert_rewrite(
    "e2e.browser",
    "e2e.progress_page",
    "e2e.scenarios",
    "e2e.stage",
    "python_apps.python_scenarios",
    "python_apps.python_stage",
)

Contents = Mapping[str, str | bytes]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever installs packages is end to end too, so that `-m "not e2e"` is the quick part."""
    for item in items:
        if any(item.get_closest_marker(name) for name in ("apps", "precommit")):
            item.add_marker(pytest.mark.e2e)


# A run in the background, as of nohup, is told to ignore these, and would pass that on.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[Contents], Path]:
    """Writes the files below a new folder, which it gives."""

    def write(files: Contents) -> Path:
        for path, content in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A new folder for thousands of small trees: in memory, where the system has such a place."""
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def project(tree: Callable[[Contents], Path]) -> Callable[..., Project]:
    """The project made of these files; further arguments as `Project.open` takes them."""

    def opened(files: Contents, cwd: str = "", app: str | None = None) -> Project:
        root = tree(files)
        (root / ".git").mkdir(exist_ok=True)
        return Project.open(root, root / cwd, app)

    return opened
