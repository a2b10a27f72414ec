"""A small Python app for tests, and the project that it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from codemods.inngest.project import Project
from codemods.workspace.settings.config import load
from codemods.workspace.tree.files import Files

CLIENT = 'import inngest\n\nclient = inngest.Inngest(app_id="app")\n'
HEAD = "import inngest\nfrom client import client\n\n"


def opened(files: Mapping[str, str]) -> Project:
    """The project of these files and a client, none of which is on the disk."""
    contents = {
        path: dedent(text).encode() for path, text in {"client.py": CLIENT, **files}.items()
    }
    overlay = Files(Path(__file__).parent / "nowhere", contents)
    return Project(overlay, load(overlay))


def with_job(text: str, **files: str) -> Project:
    """The project whose `jobs.py` has this text below its imports."""
    more = {f"{name}.py": each for name, each in files.items()}
    return opened({"jobs.py": HEAD + dedent(text), **more})
