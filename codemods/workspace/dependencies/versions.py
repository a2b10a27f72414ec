"""Which version of a dependency a package gets, and how well that is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from codemods.workspace.dependencies.catalogs import catalog_range
from codemods.workspace.dependencies.lockfiles import MANAGERS, Query, locked
from codemods.workspace.dependencies.ranges import exact, majors, order
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.workspace.dependencies.packages import Packages

Evidence = Literal["installed", "lockfile", "range"]


class Version(Struct, frozen=True):
    """A version of a dependency.

    text:     the version, or the range, as it is written
    major:    its major version; of a range with an end, the latest it admits; else None
    evidence: what says so
    certain:  whether no other major version can be meant
    where:    the root-relative path of the file that says so
    """

    text: str
    major: int | None
    evidence: Evidence
    certain: bool
    where: str


def version(packages: Packages, dependency: str, directory: str) -> Version | None:
    """The version of `dependency` that a module in `directory` gets; None without any evidence."""
    for find in (_installed, _linked, _locked, _ranged):
        found = find(packages, dependency, directory)
        if found is not None:
            return found
    return None


def _installed(packages: Packages, dependency: str, directory: str) -> Version | None:
    for each in paths.ancestors(directory):
        folder = paths.join(each, f"node_modules/{dependency}")
        if folder is None or not packages.files.exists(f"{folder}/package.json"):
            continue
        package = packages.at(folder)
        text = package.data.get("version") if package else None
        if package and isinstance(text, str) and (number := exact(text)):
            return Version(number, int(number.partition(".")[0]), "installed", True, package.path)
    return None


def _linked(packages: Packages, dependency: str, directory: str) -> Version | None:
    """The version of a package of this very repository, which will be linked when installed."""
    protocols = ("workspace:", "link:", "file:", "portal:")
    for range_, package_path, _ in _ranges(packages, dependency, directory):
        if not range_.startswith(protocols):
            return None
        package = packages.local(dependency, packages.governing(package_path))
        text = package.data.get("version") if package else None
        if package and isinstance(text, str) and (number := exact(text)):
            return Version(number, int(number.partition(".")[0]), "installed", True, package.path)
    return None


def _locked(packages: Packages, dependency: str, directory: str) -> Version | None:
    range_ = next((found for found, _, _ in _ranges(packages, dependency, directory)), None)
    package = next(packages.upward(directory), None)
    for folder in paths.ancestors(directory):
        answers: list[tuple[str, tuple[str, ...]]] = []
        for name in _by_manager(packages, directory):
            path = paths.join(folder, name) or ""
            data = packages.files.read(path) if packages.files.exists(path) else None
            if data is None:
                continue
            way = paths.below(folder, package.directory if package else folder) or ""
            query = Query(dependency, way, package.name if package else None, range_)
            found = locked(name, data.decode("utf-8", "replace"), query)
            if found:
                answers.append((path, found))
        if answers:
            where, versions = answers[0]
            text = max(versions, key=order)
            major = int(text.partition(".")[0])
            every = {number.partition(".")[0] for _, found in answers for number in found}
            certain = len(every) == 1 and _admits(range_, major)
            return Version(text, major, "lockfile", certain, where)
    return None


def _admits(range_: str | None, major: int) -> bool:
    """Whether the range agrees; where it does not, the lockfile is out of date."""
    span = majors(_without_alias(range_)) if range_ is not None else None
    return span is None or (span[0] <= major and (span[1] is None or major <= span[1]))


def _by_manager(packages: Packages, directory: str) -> list[str]:
    """The lockfiles' names, those of the package's own manager first."""
    manager = packages.package_manager(next(packages.upward(directory), None))
    return sorted(MANAGERS, key=lambda name: MANAGERS[name] != manager)


def _ranged(packages: Packages, dependency: str, directory: str) -> Version | None:
    for text, _, where in _ranges(packages, dependency, directory):
        span = majors(_without_alias(text))
        first, last = span if span else (0, None)
        return Version(text, last, "range", first == last, where)
    return None


def _ranges(packages: Packages, dependency: str, directory: str) -> Iterator[tuple[str, str, str]]:
    """What each package.json from `directory` upward asks for, the nearest first.

    With it, the path of that package.json and of the file that has the range: a catalog's.
    """
    for package in packages.upward(directory):
        text = package.range(dependency)
        if text is None:
            continue
        where = package.path
        if text.startswith("catalog:"):
            for above in paths.ancestors(package.directory):
                holder = packages.at(above)
                data = holder.data if holder else {}
                name = text.removeprefix("catalog:").strip()
                found = catalog_range(packages.files, data, above, name, dependency)
                if found:
                    text, where = found
                    break
        yield text, package.path, where


def _without_alias(range_: str) -> str:
    """The range in `npm:inngest@^3`, `npm:^3`, `workspace:^3`; others as they are."""
    protocol, colon, rest = range_.partition(":")
    if not colon or protocol not in ("npm", "workspace"):
        return range_
    name, at, version_ = rest.rpartition("@")
    return version_ if at and name else rest
