"""How the project's files are written, for a file that is new or too short to tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from codemods.syntax.style import Style, detect
from codemods.workspace.formatters import find_formatter

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_NEIGHBOURS = 5  # more files of one project say the same again


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """A style and what says so."""

    style: Style
    evidence: str


def house_style(project: Project, path: str) -> HouseStyle:
    """The style for `path`, whatever that file itself is like.

    The formatter's settings when they are stated; else each trait as most of the neighbours have
    it: the jobs, then the clients and routes. A byte order mark is never part of it.
    """
    paths = _neighbours(project, path)
    # Not `source.style`, which falls back to this very function.
    styles = [detect(project.source(each)) for each in paths]
    formatter = find_formatter(project.files, path)
    if formatter is not None:
        newline = formatter.style.newline
        if not formatter.newline and styles:
            newline = _most(styles, "newline")
        return HouseStyle(replace(formatter.style, newline=newline), formatter.path)
    if not styles:
        return HouseStyle(Style(), "Prettier's defaults, as there are no files to follow")
    traits = {each.name: _most(styles, each.name) for each in fields(Style)}
    return HouseStyle(Style(**{**traits, "bom": False}), ", ".join(paths))


def _neighbours(project: Project, path: str) -> list[str]:
    package = project.package_directory(path)
    paths = dict.fromkeys(
        [
            *(job.path for job in project.jobs),
            *(client.span.path for client in project.clients),
            *(serve.path for serve in project.serves),
        ]
    )
    others = [each for each in paths if each != path]
    near = [each for each in others if project.package_directory(each) == package]
    return (near or others)[:_MOST_NEIGHBOURS]


def _most(styles: list[Style], trait: str) -> Any:
    """The commonest value of a trait; of equals, the one seen first."""
    return Counter(getattr(style, trait) for style in styles).most_common(1)[0][0]
