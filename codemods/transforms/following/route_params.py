"""Whether a route's parameters are a promise, which they are since Next 15.

https://nextjs.org/docs/app/guides/upgrading/version-15#async-request-apis-breaking-change
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codemods.transforms.following.route_files import route_files

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_SINCE = 15
_PROMISED = re.compile(rb"params\s*:\s*Promise\s*<|await\s+(\w+\.)?params\b")
_PLAIN = re.compile(rb"\bparams\b")


def awaits_params(project: Project, path: str) -> bool:
    """For a route at `path`: by the version of Next, else as the other routes do."""
    package = project.packages.governing(path)
    version = project.packages.version("next", package) if package is not None else None
    if version is not None:
        if version.major is not None:
            return version.major >= _SINCE
        number = re.match(r"[\^~]?(\d+)", version.text)
        if number is not None:
            return int(number[1]) >= _SINCE
    votes = [
        _votes(project.read(route.path)) for route in route_files(project) if "[" in route.path
    ]
    return sum(votes) >= 0


def _votes(data: bytes) -> int:
    if _PROMISED.search(data):
        return 1
    return -1 if _PLAIN.search(data) else 0
