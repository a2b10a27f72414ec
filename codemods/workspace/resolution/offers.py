"""The specifiers under which a package of the workspace offers one of its files."""

from __future__ import annotations

from collections.abc import Iterator

from codemods.workspace.dependencies.packages import Package
from codemods.workspace.resolution import entrypoints
from codemods.workspace.resolution.endings import Ending, split
from codemods.workspace.resolution.probing import unbuilt
from codemods.workspace.tree import paths


def exported_as(
    package: Package, target: str, wanted: frozenset[str], ending: Ending
) -> Iterator[str]:
    """Specifiers that `exports` may give the file, the entry and fixed subpaths first.

    Each is to be resolved before it is believed.

    wanted: the conditions of the importer
    ending: how the importer ends what a `*` stands for
    """
    table = entrypoints.subpaths(package.data.get("exports"))
    for key in sorted(table, key=lambda each: ("*" in each, each)):
        if "*" not in key:
            yield f"{package.name}{key[1:]}"
            continue
        for each in entrypoints.targets(table[key], wanted):
            for filling in _fillings(package.directory, each, target, ending):
                yield f"{package.name}{key[1:].replace('*', filling)}"


def imported_as(
    package: Package, target: str, wanted: frozenset[str], ending: Ending
) -> Iterator[str]:
    """Specifiers that begin with `#` and that `imports` may give the file; as `exported_as`."""
    table = package.data.get("imports")
    for key, value in table.items() if isinstance(table, dict) else ():
        for each in entrypoints.targets(value, wanted):
            if "*" not in key:
                yield key
                continue
            for filling in _fillings(package.directory, each, target, ending):
                yield key.replace("*", filling)


def inside(package: Package, target: str) -> Iterator[str]:
    """Specifiers for a package without `exports`: its entry, then the path of the file."""
    if package.data.get("exports") is None and package.name:
        yield package.name
        way = paths.below(package.directory, Ending().write(target))
        if way:
            yield f"{package.name}/{way}"


def _fillings(directory: str, pattern: str, target: str, ending: Ending) -> Iterator[str]:
    """What a `*` in a table's path would have to stand for, to lead to the file or its build."""
    path = paths.join(directory, pattern)
    if path is None:
        return
    stem, _ = split(target)
    for each in (path, *unbuilt(directory, path)):
        for form in (ending.write(target), target, stem, stem.removesuffix("/index"), f"{stem}.js"):
            filling = entrypoints.fill(each, form)
            if filling:
                yield filling
