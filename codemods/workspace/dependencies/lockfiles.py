"""What the lockfiles of npm, pnpm, Yarn and Bun say about one dependency of one package.

They run to megabytes, so none is parsed as the YAML it may be: each format is regular enough
that a pattern finds the few lines that matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

from codemods.workspace.dependencies.ranges import exact

Manager = Literal["npm", "pnpm", "yarn", "bun"]

# In the order in which they are believed when a folder has several. `bun.lockb` is binary.
MANAGERS: dict[str, Manager] = {
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "npm-shrinkwrap.json": "npm",
    "package-lock.json": "npm",
}


class Query(Struct, frozen=True):
    """Which locked version is asked for."""

    dependency: str
    directory: str  # of the package that depends on it, relative to the lockfile's folder
    package: str | None  # that package's name
    range: str | None  # as its package.json has it


def locked(name: str, text: str, query: Query) -> tuple[str, ...]:
    """The versions that the lockfile called `name`, with this text, could mean; often just one.

    Empty where it does not know the dependency or has an unknown format.
    """
    read = _READERS.get(name)
    return tuple(dict.fromkeys(read(text, query))) if read else ()


def _npm(text: str, query: Query) -> Iterator[str]:
    import json

    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return  # a lockfile with conflict markers, or that is none at all, says nothing
    if not isinstance(data, dict):
        return
    packages = data.get("packages")
    if isinstance(packages, dict):  # versions 2 and 3
        directory = query.directory
        while True:
            prefix = f"{directory}/" if directory else ""
            found = packages.get(f"{prefix}node_modules/{query.dependency}")
            if isinstance(found, dict):
                yield from _version_of(found)
                return
            if not directory:
                return
            directory = directory.rpartition("/")[0]
    dependencies = data.get("dependencies")  # version 1
    if isinstance(dependencies, dict):
        yield from _version_of(dependencies.get(query.dependency))


def _version_of(entry: object) -> Iterator[str]:
    version = entry.get("version") if isinstance(entry, dict) else None
    if isinstance(version, str) and (found := exact(version)):
        yield found


def _pnpm(text: str, query: Query) -> Iterator[str]:
    importers = _yaml_block(text, 0, "importers")
    if importers is not None:
        importer = _yaml_block(importers[1], 2, query.directory or ".")
        indent, body = 4, importer[1] if importer else ""
    elif query.directory:
        return  # the lockfile of another, single package
    else:
        indent, body = 0, text
    for section in ("dependencies", "devDependencies", "optionalDependencies"):
        listed = _yaml_block(body, indent, section)
        entry = _yaml_block(listed[1], indent + 2, query.dependency) if listed else None
        if entry is None:
            continue
        value = entry[0]
        if not value:  # from lockfile version 6 on: a specifier and a version below the name
            version = _yaml_block(entry[1], indent + 4, "version")
            value = version[0] if version else ""
        found = None if value.startswith(("link:", "file:")) else exact(value)
        if found:
            yield found


def _yaml_block(text: str, indent: int, key: str) -> tuple[str, str] | None:
    """The value on a key's own line, and the more indented lines below it."""
    found = re.search(
        rf"^ {{{indent}}}(['\"]?){re.escape(key)}\1:[ ]*(.*?)['\"]?[ ]*\r?\n"
        rf"((?: {{{indent + 1},}}\S.*(?:\n|\Z)|[ \t]*\r?\n)*)",
        f"{text}\n",
        re.MULTILINE,
    )
    return (found[2].lstrip("'\""), found[3]) if found else None


def _yarn(text: str, query: Query) -> Iterator[str]:
    every: list[str] = []
    wanted = _plain_range(query.range) if query.range is not None else None
    entry = re.compile(
        rf"^(?!\s)([^\n]*{re.escape(query.dependency)}@[^\n]*):[ \t]*\r?\n((?:[ \t]+[^\n]*\n?)+)",
        re.MULTILINE,
    )
    prefix = f"{query.dependency}@"
    for found in entry.finditer(text):
        named = [each.strip().strip('"') for each in found[1].split(",")]
        ranges = [_plain_range(each[len(prefix) :]) for each in named if each.startswith(prefix)]
        line = re.search(r'^[ \t]+version:? "?([^"\n]+)', found[2], re.MULTILINE)
        version = exact(line[1]) if line else None
        if not ranges or version is None or version == "0.0.0-use.local":
            continue
        if wanted is not None and wanted in ranges:
            yield version
            return
        every.append(version)
    yield from every


def _plain_range(text: str) -> str:
    """`npm:^3.0.0` and `^3.0.0` are one range; an alias's target is part of it."""
    return text.removeprefix("npm:")


def _bun(text: str, query: Query) -> Iterator[str]:
    keys = [query.dependency]
    if query.package and query.directory:
        keys.insert(0, f"{query.package}/{query.dependency}")
    for key in keys:
        found = re.search(rf'^\s*"{re.escape(key)}":\s*\["([^"]+)"', text, re.MULTILINE)
        version = exact(found[1]) if found and "@workspace:" not in found[1] else None
        if version:
            yield version
            return


_READERS: dict[str, Callable[[str, Query], Iterator[str]]] = {
    "pnpm-lock.yaml": _pnpm,
    "yarn.lock": _yarn,
    "bun.lock": _bun,
    "npm-shrinkwrap.json": _npm,
    "package-lock.json": _npm,
}
