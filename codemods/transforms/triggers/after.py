"""Whether a handler can send with Next's `after()`, which came to stay with Next 15.1.

https://nextjs.org/docs/app/api-reference/functions/after
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.transforms.triggers.model import Handler

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_SINCE = (15, 1)


def require_after(project: Project, handler: Handler) -> None:
    """Raises CodemodError where the handler has no `after()`, and says why."""
    path = handler.source.path
    if handler.kind == "pages":
        raise CodemodError(
            "a handler of the Pages Router has no after()",
            where=path,
            mend="give --send await, or --send fire-and-forget",
        )
    require_after_at(project, path)


def require_after_at(project: Project, path: str) -> None:
    """The same for a file of the App Router, which need not exist yet."""
    package = project.packages.governing(path)
    version = project.packages.version("next", package) if package is not None else None
    if version is None:
        raise CodemodError(
            "after() is a function of Next, and this package does not depend on next",
            where=package.path if package is not None else path,
            mend="give --send await, or --send fire-and-forget",
        )
    found = re.search(r"(\d+)(?:\.(\d+))?", version.text)
    if found is None:
        return  # `latest`, `canary`
    if (int(found[1]), int(found[2] or 0)) < _SINCE and not _later(version.text, found):
        raise CodemodError(
            f"after() needs Next 15.1, and next is {version.text} here",
            where=version.where,
            mend="upgrade next, or give --send await",
        )


def _later(text: str, found: re.Match[str]) -> bool:
    """Whether a range such as `15` or `15.x`, which names no minor, takes the latest of them."""
    return found[2] is None and int(found[1]) >= _SINCE[0] and not text.startswith("~")
