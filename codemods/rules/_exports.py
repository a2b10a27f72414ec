"""What a module certainly does not export."""

from __future__ import annotations

import re
from functools import lru_cache

from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.syntax.languages import grammar_for
from codemods.syntax.source import Source
from codemods.workspace.resolution.modules import File

_COMMON_JS = re.compile(rb"\bexports\b|\brequire\(")


def lacks(project: Project, path: str, name: str) -> bool:
    """Whether a module certainly has no such export, whatever it passes on."""
    seen: set[tuple[str, str]] = set()
    asked = [(path, name)]
    while asked:
        path, name = asked.pop()
        if (path, name) in seen:
            continue
        seen.add((path, name))
        if grammar_for(path) is None:
            return False
        try:
            source = project.source(path)
        except CodemodError:
            return False  # not UTF-8, or too large: nothing in it is known
        if not _is_known_in_full(source):
            return False
        own = next((each for each in source.module.exports if each.exported == name), None)
        if own is not None and own.specifier is None:
            if own.local is None or own.value is not None or _is_bound(source, own.local):
                return False
            continue
        stars = [each for each in source.module.exports if each.exported == "*"]
        for each in [own] if own is not None else stars if name != "default" else []:
            wanted = name if own is None else each.local or "*"
            target = project.modules.resolve(each.specifier or "", path)
            if not isinstance(target, File) or wanted == "*":
                return False
            asked.append((target.path, wanted))
    return True


def _is_bound(source: Source, name: str) -> bool:
    module = source.module
    return name in module.declarations or any(each.local == name for each in module.imports)


@lru_cache(maxsize=8)
def _is_known_in_full(source: Source) -> bool:
    """Whether the outline has all that the module exports."""
    return not source.root.has_error and _COMMON_JS.search(source.data) is None
