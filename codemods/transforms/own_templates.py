"""The project's own templates, which stand in for ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.inngest.project import Project


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
