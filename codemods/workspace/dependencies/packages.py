"""`Packages`: which package.json governs a file, and which packages a workspace joins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.workspace.dependencies.catalogs import workspace_yaml
from codemods.workspace.dependencies.lockfiles import MANAGERS, Manager
from codemods.workspace.dependencies.versions import Version, version
from codemods.workspace.tree import globs, paths
from codemods.workspace.tree.files import Files

# A library's own range comes before the one that it asks its users to have.
DEPENDENCY_FIELDS = (
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
)


class Package(Struct, frozen=True, eq=False):
    """One package.json: the folder it lies in ("" for the root), its name, and what it says."""

    directory: str
    name: str | None
    data: Mapping[str, object]

    @property
    def path(self) -> str:
        """The root-relative path of the package.json."""
        return f"{self.directory}/package.json" if self.directory else "package.json"

    def range(self, dependency: str) -> str | None:
        """What is written beside the dependency's name, or None where it is not listed."""
        for each in DEPENDENCY_FIELDS:
            listed = self.data.get(each)
            if isinstance(listed, dict) and isinstance(found := listed.get(dependency), str):
                return found
        return None


class Packages:
    """Every package of a repository. What is read is cached: `files` never changes."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._at: dict[str, Package | None] = {}
        self._versions: dict[tuple[str, str], Version | None] = {}

    def at(self, directory: str) -> Package | None:
        """The package whose package.json lies in `directory`, ignored by git or not.

        Raises CodemodError where that file is not JSON.
        """
        if directory not in self._at:
            self._at[directory] = self._load(directory)
        return self._at[directory]

    def governing(self, path: str) -> Package | None:
        """The package of the nearest package.json in the folder of the file or above it."""
        return next(self.upward(paths.parent(path)), None)

    def upward(self, directory: str) -> Iterator[Package]:
        """The packages in `directory` and in each folder above it, the nearest first."""
        for each in paths.ancestors(directory):
            package = self.at(each)
            if package is not None:
                yield package

    @cached_property
    def all(self) -> tuple[Package, ...]:
        """The package of every package.json that git does not ignore, sorted by path.

        One that is not JSON, as a template may be, is left out; `at` says what is wrong with it.
        """
        found = []
        for path in self.files.walk():
            if path.rpartition("/")[2] == "package.json":
                try:
                    package = self.at(paths.parent(path))
                except CodemodError:
                    continue
                if package is not None:
                    found.append(package)
        return tuple(found)

    def workspaces(self) -> Mapping[str, Package]:
        """The members of every workspace in the repository, by name; with them, their roots."""
        return self._workspaces

    def local(self, name: str, package: Package | None) -> Package | None:
        """The package of this repository that `name` means in `package`.

        That is a member of the workspace, or what a `link:`, `file:` or `portal:` leads to.
        """
        for each in self.upward(package.directory) if package else ():
            protocol, colon, way = (each.range(name) or "").partition(":")
            if colon and protocol in ("link", "file", "portal"):
                directory = paths.join(each.directory, way)
                return self.at(directory) if directory is not None else None
        return self._workspaces.get(name)

    def depends(self, package: Package, dependency: str) -> bool:
        """Whether the package itself lists the dependency, of whatever kind."""
        return package.range(dependency) is not None

    def version(self, dependency: str, package: Package | None) -> Version | None:
        """The version of a dependency that the package gets; None with no evidence at all.

        Asked in this order: what is installed, the lockfile, package.json. The packages above it,
        the workspace's root among them, answer where the package itself does not.
        """
        directory = package.directory if package else ""
        key = (dependency, directory)
        if key not in self._versions:
            self._versions[key] = version(self, dependency, directory)
        return self._versions[key]

    def package_manager(self, package: Package | None) -> Manager:
        """What installs the package: as package.json says, else as the lockfile shows, else npm."""
        directory = package.directory if package else ""
        for each in self.upward(directory):
            declared = each.data.get("packageManager")
            engines = each.data.get("devEngines")
            engine = engines.get("packageManager") if isinstance(engines, dict) else None
            for found in (declared, engine.get("name") if isinstance(engine, dict) else None):
                name = str(found or "").partition("@")[0]
                for manager in MANAGERS.values():
                    if name == manager:
                        return manager
        for folder in paths.ancestors(directory):
            for file, manager in MANAGERS.items():
                if self.files.exists(f"{folder}/{file}" if folder else file):
                    return manager
            if self.files.exists(
                f"{folder}/pnpm-workspace.yaml" if folder else "pnpm-workspace.yaml"
            ):
                return "pnpm"
        return "npm"

    @cached_property
    def _workspaces(self) -> Mapping[str, Package]:
        found: dict[str, Package] = {}
        for root in self.all:
            members = self._member_globs(root)
            if not members:
                continue
            for package in self.all:
                way = paths.below(root.directory, package.directory)
                if way is not None and package.name and (way == "" or _included(members, way)):
                    found.setdefault(package.name, package)
        return found

    def _member_globs(self, root: Package) -> list[str]:
        listed = root.data.get("workspaces")
        if isinstance(listed, dict):
            listed = listed.get("packages")
        members = (
            [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
        )
        pnpm = workspace_yaml(self.files, root.directory).get("packages")
        if isinstance(pnpm, list):
            members += [each for each in pnpm if isinstance(each, str)]
        return members

    def _load(self, directory: str) -> Package | None:
        path = f"{directory}/package.json" if directory else "package.json"
        data = self.files.read(path) if self.files.exists(path) else None
        if data is None:
            return None
        import json

        try:
            value = json.loads(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise CodemodError("not UTF-8", where=path, mend="save the file as UTF-8") from None
        except json.JSONDecodeError as error:
            where = f"{path}:{error.lineno}:{error.colno}"
            what = f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
            raise CodemodError(what, where=where, mend="mend the file") from None
        except (ValueError, RecursionError):  # a number of thousands of digits, endless brackets
            what = "not read: nested too deeply, or a number in it is too long"
            raise CodemodError(what, where=path, mend="mend the file") from None
        if not isinstance(value, dict):
            raise CodemodError("not a JSON object", where=path, mend="mend the file")
        name = value.get("name")
        return Package(directory, name if isinstance(name, str) and name else None, value)


def _included(members: list[str], directory: str) -> bool:
    """Whether the globs name the folder; one that begins with `!` takes it out again."""
    verdict = False
    for each in members:
        if globs.matches(each.removeprefix("!"), directory):
            verdict = not each.startswith("!")
    return verdict
