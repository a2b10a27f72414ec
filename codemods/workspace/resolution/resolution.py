"""From a specifier to the file it means, as TypeScript and the bundlers resolve it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from codemods.workspace.dependencies.packages import Package, Packages
from codemods.workspace.resolution import entrypoints
from codemods.workspace.resolution.probing import probe, probe_target
from codemods.workspace.resolution.specifiers import (
    is_package,
    is_relative,
    package_parts,
    versionless,
)
from codemods.workspace.resolution.tsconfig import Alias, TsConfig, TsConfigs
from codemods.workspace.tree import paths
from codemods.workspace.tree.files import Files


class File(Struct, frozen=True):
    """A file of the repository, by its root-relative path without links."""

    path: str


class External(Struct, frozen=True):
    """A module of a package that is not part of the repository; `subpath` may be empty."""

    package: str
    subpath: str


class Unresolved(Struct, frozen=True):
    """Nothing that exists; `reason` says why, for a message."""

    reason: str


Resolved = File | External | Unresolved


class Resolver:
    """Resolves specifiers; an answer, once given, is kept, as `files` never changes."""

    def __init__(self, files: Files, packages: Packages) -> None:
        self.files = files
        self.packages = packages
        self.tsconfigs = TsConfigs(packages)
        self._known: dict[tuple[str, str], Resolved] = {}

    def resolve(self, specifier: str, importer: str) -> Resolved:
        """What `specifier` means in the file `importer`, which need not exist.

        Raises CodemodError where a package.json or tsconfig.json on the way is broken.
        """
        key = (specifier, importer)
        if key not in self._known:
            found = self._resolve(specifier, importer)
            if isinstance(found, File):
                found = File(self.files.real(found.path))
            self._known[key] = found
        return self._known[key]

    def _resolve(self, specifier: str, importer: str) -> Resolved:
        bare, _, query = specifier.partition("?")
        if query and bare:  # `./worker?url`: what a bundler shall do with the file
            specifier = bare
        if is_relative(specifier):
            return self._relative(specifier, importer)
        if not specifier or specifier.startswith("/") or "://" in specifier:
            return Unresolved("neither a path in this project nor a package")
        scheme, colon, rest = specifier.partition(":")
        if colon and "/" not in scheme:  # `node:fs`, `bun:test`; Deno's `npm:inngest@3`
            return External(*(versionless(rest) if scheme == "npm" else package_parts(specifier)))
        config = self.tsconfigs.nearest(importer)
        package = self.packages.governing(importer)
        file = self.through_config(specifier, config) if config else None
        if file is not None:
            return File(file)
        if specifier.startswith("#") and package:
            return self._through_imports(specifier, package, conditions(config))
        found = self._through_package(specifier, package, conditions(config))
        if found is not None:
            return found
        name, subpath = package_parts(specifier)
        alias = next(matching(config.aliases, specifier), None) if config else None
        if alias and alias[0].pattern != "*" and not self._is_dependency(name, importer):
            ways = ", ".join(each.replace("*", alias[1], 1) for each in alias[0].targets)
            return Unresolved(f"no file at {ways}" if ways else "outside the project's root")
        if not is_package(name):
            return Unresolved(f'no alias and no package is called "{name}"')
        return External(name, subpath)

    def _is_dependency(self, name: str, importer: str) -> bool:
        """Whether a package above the importer lists the package, or it is installed there."""
        if not is_package(name):
            return False
        folder = paths.parent(importer)
        return any(each.range(name) is not None for each in self.packages.upward(folder)) or any(
            self.files.is_dir(paths.child(each, f"node_modules/{name}"))
            for each in paths.ancestors(folder)
        )

    def _relative(self, specifier: str, importer: str) -> Resolved:
        path = paths.join(paths.parent(importer), specifier)
        if path is None:
            return Unresolved("outside the project's root")
        found = None
        if specifier.rpartition("/")[2] not in (".", "..", ""):
            found = probe(self.files, path)
        found = found or self._folder(path)
        return File(found) if found else Unresolved(f"no file at {path or '.'}")

    def _folder(self, directory: str) -> str | None:
        """The module of a folder: what its package.json says, else its index file."""
        package = self.packages.at(directory) if self.files.is_dir(directory) else None
        if package is not None:
            entry = self._main(package)
            if entry is not None:
                return entry
        return probe(self.files, paths.child(directory, "index"))

    def through_config(self, specifier: str, config: TsConfig) -> str | None:
        """The file that `paths` or `baseUrl` lead to, or None."""
        for alias, filling in matching(config.aliases, specifier):
            for target in alias.targets:
                found = self._at(target.replace("*", filling, 1))
                if found is not None:
                    return found
            break  # the longest prefix decides, found or not
        if config.base_url is not None:
            path = paths.join(config.base_url, specifier)
            return self._at(path) if path else None
        return None

    def _at(self, path: str) -> str | None:
        """The file or the folder's module at a path that no `..` can have left in it."""
        place = paths.join("", path)
        if place is None:
            return None
        return (probe(self.files, place) if place else None) or self._folder(place)

    def _through_imports(
        self, specifier: str, package: Package, wanted: frozenset[str]
    ) -> Resolved:
        for target in entrypoints.imported(package.data.get("imports"), specifier, wanted):
            if target.startswith("./"):
                found = probe_target(self.files, package.directory, target)
                if found is not None:
                    return File(found)
            elif not target.startswith(("#", "/", "../")):
                return self.resolve(target, package.path)
        return Unresolved(f'no entry of "imports" in {package.path} leads to a file')

    def _through_package(
        self, specifier: str, package: Package | None, wanted: frozenset[str]
    ) -> Resolved | None:
        """A package of this repository: a member of the workspace, or the importer's own."""
        name, subpath = package_parts(specifier)
        own = package is not None and package.name == name
        target = package if own else self.packages.local(name, package)
        if target is None:
            return None
        found = next(self.entries(target, subpath, wanted), None)
        if found is not None:
            return File(found)
        # An app may be named like a package that it uses.
        return None if own else Unresolved(f'"{specifier}" leads to no file of {target.path}')

    def entries(self, package: Package, subpath: str, wanted: frozenset[str]) -> Iterator[str]:
        """The files that a package offers under a subpath ("": its entry), the best first."""
        exports = package.data.get("exports")
        if exports is not None:
            key = f"./{subpath}" if subpath else "."
            for target in entrypoints.exported(exports, key, wanted):
                found = probe_target(self.files, package.directory, target)
                if found is not None:
                    yield found
        elif subpath:
            found = probe_target(self.files, package.directory, subpath)
            if found is not None:
                yield found
        else:
            entry = self._main(package) or self._default_entry(package)
            if entry is not None:
                yield entry

    def _main(self, package: Package) -> str | None:
        for key in ("source", "types", "typings", "module", "main"):
            target = package.data.get(key)
            found = (
                probe_target(self.files, package.directory, target)
                if isinstance(target, str) and target
                else None
            )
            if found is not None:
                return found
        return None

    def _default_entry(self, package: Package) -> str | None:
        places = (paths.child(package.directory, each) for each in ("index", "src/index"))
        return next(filter(None, (probe(self.files, each) for each in places)), None)


def conditions(config: TsConfig | None) -> frozenset[str]:
    """The conditions under which a file's imports are resolved."""
    own = config.options.custom_conditions if config else frozenset()
    return entrypoints.CONDITIONS | own


def matching(aliases: tuple[Alias, ...], specifier: str) -> Iterator[tuple[Alias, str]]:
    """The aliases that a specifier fits and what their `*` stands for, the best first.

    An alias without `*` is the best; then those with the longest text before it.
    """
    found: list[tuple[float, Alias, str]] = []
    for alias in aliases:
        if alias.pattern == specifier:
            found.append((float("inf"), alias, ""))
        elif (filling := entrypoints.fill(alias.pattern, specifier)) is not None:
            found.append((len(alias.pattern.partition("*")[0]), alias, filling))
    found.sort(key=lambda each: -each[0])
    return ((alias, filling) for _, alias, filling in found)
