"""The order of import statements, and of the names in one: that of isort and of Ruff."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

_FUTURE, _STANDARD, _PACKAGE, _OWN, _RELATIVE = range(5)


def section(module: str, own: Callable[[str], bool]) -> int:
    """The section of isort that a module belongs to, as a number that rises."""
    if module.startswith("."):
        return _RELATIVE
    top = module.partition(".")[0]
    if top == "__future__":
        return _FUTURE
    if top in sys.stdlib_module_names:
        return _STANDARD
    return _OWN if own(module) else _PACKAGE


def key(module: str, is_from: bool) -> tuple[bool, int, list[str | int], str]:
    """What import statements of a section are sorted by; more dots come first."""
    dots = len(module) - len(module.lstrip("."))
    return is_from, -dots, _natural(module.casefold()), module


def name_key(text: str) -> tuple[int, list[str | int], str]:
    """What the names of one statement are sorted by: constants, classes, then all others."""
    name = text.partition(" ")[0]
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, _natural(name.casefold()), name


def _natural(text: str) -> list[str | int]:
    """The text with its numbers as numbers, so that `v2` comes before `v10`."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]


def statements(wanted: list[tuple[str, str | None]], own: Callable[[str], bool]) -> list[str]:
    """Import statements, each on one line, in order, with an empty line between sections.

    wanted: module and name of each, None for `import module`
    """
    by_module: dict[tuple[str, bool], list[str]] = {}
    for module, name in wanted:
        names = by_module.setdefault((module, name is not None), [])
        if name is not None and name not in names:
            names.append(name)
    lines: list[str] = []
    before: int | None = None
    for module, is_from in sorted(by_module, key=lambda m: (section(m[0], own), key(*m))):
        place = section(module, own)
        if before is not None and place != before:
            lines.append("")
        before = place
        names = sorted(by_module[module, is_from], key=name_key)
        lines.append(f"from {module} import {', '.join(names)}" if is_from else f"import {module}")
    return lines
