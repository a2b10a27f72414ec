"""The style of a file that is not there yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from codemods.errors import CodemodError
from codemods.syntax.style import Style
from codemods.workspace.formatters import find_formatter

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_NEIGHBOURS = 5  # more files of one project say the same again


def style_for(project: Project, path: str) -> tuple[Style, str]:
    """How a new file at `path` is to be written, and what says so.

    The formatter's settings when they are stated; else each trait as most of the neighbours have
    it: the app's jobs, then its client and routes. A byte order mark is never added.
    """
    paths = _neighbours(project)
    styles = [project.source(each).style for each in paths]
    formatter = find_formatter(project.files, path)
    if formatter is not None:
        newline = formatter.style.newline
        if not formatter.newline and styles:
            newline = _most(styles, "newline")
        return replace(formatter.style, newline=newline), formatter.path
    if not styles:
        return Style(), "Prettier's defaults, as there are no files to follow"
    traits = {each.name: _most(styles, each.name) for each in fields(Style)}
    return Style(**{**traits, "bom": False}), ", ".join(paths)


def _neighbours(project: Project) -> list[str]:
    paths = dict.fromkeys(job.path for job in project.app_jobs())
    paths.update(dict.fromkeys(serve.path for serve in project.app_serves()))
    paths.update(dict.fromkeys(client.span.path for client in project.clients))
    return list(paths)[:_MOST_NEIGHBOURS]


def _most(styles: list[Style], trait: str) -> Any:
    """The commonest value of a trait; of equals, the one seen first."""
    return Counter(getattr(style, trait) for style in styles).most_common(1)[0][0]


def own_template(project: Project, name: str) -> str | None:
    """The text of the project's own template in place of ours, or None."""
    from codemods.transforms.render import OVERRIDES

    path = f"{OVERRIDES}/{name}.ts.jinja"
    data = project.files.read(path)
    if data is None:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise CodemodError("not UTF-8", where=path, mend="save the file as UTF-8") from None
