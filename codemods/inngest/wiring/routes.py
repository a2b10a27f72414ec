"""The methods that a route of Next's App Router offers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codemods.inngest.model import Serve

if TYPE_CHECKING:
    from codemods.inngest.project import Project

# https://nextjs.org/docs/app/api-reference/file-conventions/route
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})

_ROUTE = re.compile(r"(?:^|/)app/(?:.+/)?route\.[cm]?[jt]sx?$")
# The adapters whose `serve` gives what such a route exports.
_ADAPTERS = frozenset({"inngest/next", "inngest/edge"})


def exported_methods(project: Project, serve: Serve) -> frozenset[str] | None:
    """The HTTP methods under whose names the route of a `serve` exports something.

    None where the file is no route of the App Router, or passes on names that are not known.
    """
    return methods_of(project, serve.path) if serve.adapter in _ADAPTERS else None


def methods_of(project: Project, path: str) -> frozenset[str] | None:
    """The same of any file, whatever the methods do."""
    if not _ROUTE.search(path):
        return None
    exported = set()
    for export in project.source(path).module.exports:
        if export.exported == "*":
            return None
        if not export.type_only:
            exported.add(export.exported)
    return METHODS & exported
