"""The project's own templates, which stand in for ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.inngest.project import Project


FOLDER = ".codemods/templates"


def own_template_path(project: Project, name: str, ending: str = ".ts") -> str | None:
    """The path of the project's own template in place of ours of that name, or None."""
    path = f"{FOLDER}/{name}{ending}.jinja"
    return path if project.files.exists(path) else None


def own_template(project: Project, name: str, ending: str = ".ts") -> tuple[str, str] | None:
    """Path and text of the project's own template in place of ours of that name, or None."""
    path = own_template_path(project, name, ending)
    if path is None:
        return None
    data = project.read(path)
    try:
        return path, data.decode("utf-8")
    except UnicodeDecodeError:
        raise CodemodError("not UTF-8", where=path, mend="save the file as UTF-8") from None
