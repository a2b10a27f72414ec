"""How the project's files are written, for a file that is new or too short to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from codemods.syntax.style import Style, detect
from codemods.workspace.settings.formatters import find_formatter

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_NEIGHBOURS = 5  # more files of one project say the same again


class HouseStyle(Struct, frozen=True):
    """A style and what says so."""

    style: Style
    evidence: str


def house_style(project: Project, path: str, like: Sequence[str] = ()) -> HouseStyle:
    """The style for `path`, whatever that file itself is like.

    like: paths of files of its kind, which are then its neighbours

    Each trait as most of the neighbours have it: the jobs, then the clients and routes. What they
    do not show, and the width of lines, is the formatter's setting, where one is stated. A byte
    order mark is never part of it.
    """
    formatter = find_formatter(project.files, path)
    stated = formatter.style if formatter is not None else Style()
    paths = ([each for each in like if each != path] or _neighbours(project, path))[
        :_MOST_NEIGHBOURS
    ]
    # Not `source.style`, which falls back to this very function.
    styles = [detect(project.source(each), stated) for each in paths]
    evidence = ", ".join([*([formatter.path] if formatter is not None else []), *paths])
    if not styles:
        return HouseStyle(
            stated, evidence or "Prettier's defaults, as there are no files to follow"
        )
    traits = {name: _most(styles, name) for name in Style.__struct_fields__}
    width = stated.print_width if formatter is not None else traits["print_width"]
    newline = stated.newline if formatter is not None and formatter.newline else traits["newline"]
    style = Style(**{**traits, "bom": False, "print_width": width, "newline": newline})
    return HouseStyle(style, evidence)


def _neighbours(project: Project, path: str) -> list[str]:
    package = project.package_directory(path)
    project = project.only("typescript")
    paths = dict.fromkeys(
        [
            *(job.path for job in project.jobs),
            *(client.span.path for client in project.clients),
            *(serve.path for serve in project.serves),
        ]
    )
    others = [each for each in paths if each != path]
    near = [each for each in others if project.package_directory(each) == package]
    return near or others


def _most(styles: list[Style], trait: str) -> Any:
    """The commonest value of a trait; of equals, the one seen first."""
    return Counter(getattr(style, trait) for style in styles).most_common(1)[0][0]
