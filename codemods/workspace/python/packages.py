"""`PythonPackages`: which Python project a file belongs to, and what that depends on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.workspace.dependencies.versions import Version
from codemods.workspace.python import requirements
from codemods.workspace.python.requirements import Requirements, normalised
from codemods.workspace.settings import toml
from codemods.workspace.tree import paths
from codemods.workspace.tree.files import Files

_REQUIREMENTS = re.compile(r"requirements[\w.-]*\.(?:txt|in)")
_MANIFESTS = ("pyproject.toml", "setup.py", "setup.cfg", "Pipfile")
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock")
_PROJECT_TABLES = ("project", "build-system", "dependency-groups")
_PROJECT_TOOLS = ("poetry", "pdm", "uv", "hatch", "flit", "setuptools")
_PINNED = re.compile(r"={2,3}\s*v?(\d[\w.+!-]*)$")
_LOWEST = re.compile(r"(?:\^|~=?|>=?|==?)?\s*v?(\d+)")


class PythonPackage(Struct, frozen=True, eq=False):
    """One Python project: a folder with files that say what is in it.

    directory:    "" for the root
    name:         that of the distribution, or None
    path:         the file that makes the folder a project, the first of several
    requirements: normalised name → specifier as it is written ("" for any version)
    pyproject:    what its pyproject.toml says, empty where it has none
    """

    directory: str
    name: str | None
    path: str
    requirements: Mapping[str, str]
    pyproject: Mapping[str, object]

    def depends(self, name: str) -> bool:
        """Whether it lists the distribution, in whatever group."""
        return normalised(name) in self.requirements

    def tool(self, name: str) -> Mapping[str, object]:
        """The table `[tool.<name>]` of its pyproject.toml."""
        tools = self.pyproject.get("tool")
        table = tools.get(name) if isinstance(tools, dict) else None
        return table if isinstance(table, dict) else {}


class PythonPackages:
    """Every Python project of a repository. What is read is cached: `files` never changes."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._at: dict[str, PythonPackage | None] = {}

    def at(self, directory: str) -> PythonPackage | None:
        """The project of this very folder, or None.

        Raises CodemodError where its pyproject.toml or Pipfile is not TOML.
        """
        if directory not in self._at:
            self._at[directory] = self._load(directory)
        return self._at[directory]

    def governing(self, path: str) -> PythonPackage | None:
        """The project of the nearest folder around the file that is one."""
        return next(self.upward(paths.parent(path)), None)

    def upward(self, directory: str) -> Iterator[PythonPackage]:
        """The projects in `directory` and in each folder above it, the nearest first."""
        for each in paths.ancestors(directory):
            package = self.at(each)
            if package is not None:
                yield package

    @cached_property
    def all(self) -> tuple[PythonPackage, ...]:
        """Every project that git does not ignore, by folder; one that is not TOML is left out."""
        found = []
        for directory in sorted(self._folders):
            try:
                package = self.at(directory)
            except CodemodError:
                continue
            if package is not None:
                found.append(package)
        return tuple(found)

    def depends(self, package: PythonPackage, name: str) -> bool:
        """Whether the project lists the distribution, in whatever group."""
        return package.depends(name)

    def version(self, name: str, package: PythonPackage | None) -> Version | None:
        """The version of a distribution that the project gets; None with no evidence at all.

        Asked in this order: the lockfile of the project or of a folder above, what it requires.
        """
        directory = package.directory if package is not None else ""
        for folder in paths.ancestors(directory):
            for lock in _LOCKS:
                path = paths.child(folder, lock)
                data = self._read(path)
                text = _locked(lock, data, normalised(name)) if data is not None else None
                if text is not None:
                    return Version(text, _major(text), "lockfile", True, path)
        for each in self.upward(directory):
            asked = each.requirements.get(normalised(name))
            if asked is not None:
                pinned = _PINNED.match(asked)
                text = pinned[1] if pinned else asked
                return Version(text, _major(text), "range", pinned is not None, each.path)
        return None

    @cached_property
    def _folders(self) -> Mapping[str, tuple[str, ...]]:
        """The folders with a file that may make them a project → these files' names."""
        found: dict[str, list[str]] = {}
        for path in self.files.walk():
            folder, _, name = path.rpartition("/")
            if name in _MANIFESTS or _REQUIREMENTS.fullmatch(name):
                found.setdefault(folder, []).append(name)
            elif folder.rpartition("/")[2] == "requirements" and name.endswith((".txt", ".in")):
                found.setdefault(paths.parent(folder), []).append(f"requirements/{name}")
        return {folder: tuple(names) for folder, names in found.items()}

    def _load(self, directory: str) -> PythonPackage | None:
        names = self._folders.get(directory, ())
        found: Requirements = {}
        name: str | None = None
        first: str | None = None
        pyproject: Mapping[str, object] = {}
        for each in sorted(names, key=_rank):
            path = paths.child(directory, each)
            data = self._read(path)
            if data is None:
                continue
            more, is_project = self._required(path, each, data)
            if each == "pyproject.toml":
                pyproject = toml.read(data, path)
                name = _name(pyproject)
                is_project = _is_project(pyproject)
            if is_project and first is None:
                first = path
            for key, value in more.items():
                found.setdefault(key, value)
        if first is None:
            return None
        return PythonPackage(directory, name, first, found, pyproject)

    def _required(self, path: str, name: str, data: bytes) -> tuple[Requirements, bool]:
        """What a file asks for, and whether a folder with such a file is a project."""
        match name:
            case "pyproject.toml":
                return requirements.of_pyproject(toml.read(data, path)), True
            case "Pipfile":
                return requirements.of_pipfile(toml.read(data, path)), True
            case "setup.py":
                return requirements.of_setup_py(data), True
            case "setup.cfg":
                found = requirements.of_setup_cfg(data)
                return found, bool(found) or b"[metadata]" in data
            case _:
                return requirements.of_requirements(path, self._read), True

    def _read(self, path: str) -> bytes | None:
        return self.files.read(path) if self.files.exists(path) else None


def _rank(name: str) -> tuple[int, str]:
    return (_MANIFESTS.index(name) if name in _MANIFESTS else len(_MANIFESTS), name)


def _name(pyproject: Mapping[str, object]) -> str | None:
    tool = pyproject.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    for table in (pyproject.get("project"), poetry):
        name = table.get("name") if isinstance(table, dict) else None
        if isinstance(name, str) and name:
            return name
    return None


def _is_project(pyproject: Mapping[str, object]) -> bool:
    """Whether it is about a project: one with settings of linters alone is not."""
    tool = pyproject.get("tool")
    tools = tool if isinstance(tool, dict) else {}
    return any(each in pyproject for each in _PROJECT_TABLES) or any(
        each in tools for each in _PROJECT_TOOLS
    )


def _locked(lock: str, data: bytes, name: str) -> str | None:
    """The version of a distribution in a lockfile; None too where that cannot be read."""
    if lock == "Pipfile.lock":
        return _in_pipfile_lock(data, name)
    try:
        value = toml.read(data, lock)
    except CodemodError:
        return None
    listed = value.get("package")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and normalised(str(each.get("name", ""))) == name:
            version = each.get("version")
            return version if isinstance(version, str) else None
    return None


def _in_pipfile_lock(data: bytes, name: str) -> str | None:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    for section in ("default", "develop"):
        table = value.get(section) if isinstance(value, dict) else None
        for key, each in table.items() if isinstance(table, dict) else ():
            version = each.get("version") if isinstance(each, dict) else None
            if normalised(key) == name and isinstance(version, str):
                return version.lstrip("=")
    return None


def _major(text: str) -> int | None:
    found = _LOWEST.match(text)
    return int(found[1]) if found is not None else None
