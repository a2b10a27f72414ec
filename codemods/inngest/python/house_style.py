"""How a project's Python files are written, for one that is new or is edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from codemods.inngest.model import language_of
from codemods.syntax.python.style import PythonStyle, detect, traits, with_traits
from codemods.workspace.python.formatting import find_formatting
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_NEIGHBOURS = 5  # more files of one project say the same again


def python_style(project: Project, path: str) -> PythonStyle:
    """The style for a file: what Ruff's or Black's settings say; else the file's own traits; for a
    new one, those that most of its neighbours have. A new file never has a byte order mark."""
    formatting = find_formatting(project.files, path)
    stated = formatting.style if formatting is not None else PythonStyle()
    near = [traits(project.read(each)) for each in _neighbours(project, path)]
    seen = with_traits(stated, near)
    data = project.files.read(path)
    if data is not None:
        seen = detect(data, seen)
    if formatting is None:
        return seen
    return replace(
        seen,
        quote=stated.quote if formatting.quotes else seen.quote,
        # What is there keeps its indentation until the formatter is run.
        indent=stated.indent if formatting.indent and data is None else seen.indent,
        newline=stated.newline if formatting.newline and data is None else seen.newline,
    )


def python_style_evidence(project: Project, path: str) -> str:
    """What the style of a new file is taken from."""
    formatting = find_formatting(project.files, path)
    found = [formatting.path] if formatting is not None else []
    found += _neighbours(project, path)
    return ", ".join(found) or "Black's defaults, as there are no files to follow"


def _neighbours(project: Project, path: str) -> list[str]:
    everything = dict.fromkeys(
        [
            *(job.path for job in project.jobs),
            *(client.span.path for client in project.clients),
            *(serve.path for serve in project.serves),
        ]
    )
    others = [each for each in everything if each != path and language_of(each) == "python"]
    package = project.package_directory(path)
    near = [each for each in others if project.package_directory(each) == package]
    found = dict.fromkeys(near or others)
    for each in _nearest(project, path):
        if len(found) >= _MOST_NEIGHBOURS:
            break
        if project.read(each):
            found.setdefault(each)
    return list(found)[:_MOST_NEIGHBOURS]


def _nearest(project: Project, path: str) -> list[str]:
    """The other files of the package, those in the folder of a path first."""
    package, folder = project.package_directory(path), paths.parent(path)
    files = [each for each in project.files.python_sources() if each != path]
    own = [each for each in files if project.package_directory(each) == package]
    return sorted(own, key=lambda each: (not each.startswith(f"{folder}/"), each))
