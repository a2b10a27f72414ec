"""Where the Prisma schema of an app lies: the files that together are the one schema it uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from codemods.syntax.literal import Dynamic, Literal, Object, evaluate, string
from codemods.syntax.nodes import arguments, unwrap
from codemods.syntax.source import Source
from codemods.workspace.dependencies.packages import DEPENDENCY_FIELDS, Package, Packages
from codemods.workspace.tree import paths
from codemods.workspace.tree.files import Files

_SUFFIX = ".prisma"

# https://www.prisma.io/docs/orm/reference/prisma-config-reference
_CONFIGS = tuple(
    f"{stem}.{ending}"
    for stem in ("prisma.config", ".config/prisma")
    for ending in ("ts", "mts", "cts", "js", "mjs", "cjs")
)

# Where Prisma looks by itself, a folder being a schema in several files; then a common choice.
_CONVENTIONS = ("prisma/schema.prisma", "prisma/schema", "schema.prisma", "db/schema.prisma")

_UNTOLD = ("prisma/schema.prisma", "schema.prisma")

_DATASOURCE = re.compile(rb"^[^\S\n]*datasource\s+\w+\s*\{", re.MULTILINE)

# Prisma copies the schema into the client that it generates.
_GENERATED = frozenset({"generated", "node_modules", "dist", ".prisma"})

_JOINS = frozenset({"path.join", "path.resolve", "join", "resolve"})
_HERE = frozenset({"__dirname", "import.meta.dirname", "process.cwd()"})


def schema_files(files: Files, packages: Packages, app_package: Package | None) -> tuple[str, ...]:
    """The root-relative paths of the schema's files, sorted, or () where no schema is certain.

    app_package: the app's package; None for a repository without package.json

    The nearest schema counts: the app's own, then that of a workspace package it depends on,
    however far, then one of a package above it. A package that the app does not name counts when
    it alone has a schema. In a package, what `prisma.config` or package.json say comes first, then
    the places where Prisma looks, then the only other schema there is.
    """
    finder = _Finder(files, packages, tuple(p for p in files.walk() if p.endswith(_SUFFIX)))
    near = [package.directory for package in _reachable(packages, app_package)]
    for directory in dict.fromkeys((*near, "")):
        if found := finder.in_package(directory):
            return found
    others = {finder.owner(path) for path in finder.all}.difference(near, {""})
    schemas = {found for directory in others if (found := finder.in_package(directory))}
    return schemas.pop() if len(schemas) == 1 else ()


def is_found_by_prisma(
    files: Files, packages: Packages, directory: str, schema: tuple[str, ...]
) -> bool:
    """Whether Prisma's own commands, run in this folder, find this schema without being told."""
    if any(_Finder(files, packages, ()).configured(directory)):
        return True
    return len(schema) == 1 and schema[0] in {paths.join(directory, way) for way in _UNTOLD}


def _reachable(packages: Packages, app: Package | None) -> Iterator[Package]:
    """The app's package, what it depends on in this repository, and the packages above it."""
    seen: set[str] = set()
    queue = [app] if app else []
    for package in queue:
        if package.directory not in seen:
            seen.add(package.directory)
            yield package
            queue += _dependencies(packages, package)
    for package in packages.upward(app.directory if app else ""):
        if package.directory not in seen:
            yield package


def _dependencies(packages: Packages, package: Package) -> Iterator[Package]:
    listed = (package.data.get(each) for each in DEPENDENCY_FIELDS)
    for name in sorted({name for names in listed if isinstance(names, dict) for name in names}):
        local = packages.local(name, package)
        if local is not None:
            yield local


class _Finder(Struct, frozen=True):
    """Looks for the schema of one package after the other. all: every schema file, sorted."""

    files: Files
    packages: Packages
    all: tuple[str, ...]

    def in_package(self, directory: str) -> tuple[str, ...]:
        """The schema of the package in this folder, or ()."""
        usual = (paths.join(directory, way) for way in _CONVENTIONS)
        for path in (*self.configured(directory), *usual):
            if path is not None and (found := self.named(path)):
                return found
        return self.only(directory)

    def configured(self, directory: str) -> Iterator[str | None]:
        """The paths that the package's own settings name; None for one beyond the root."""
        for config in _CONFIGS:
            path = paths.child(directory, config)
            data = self.files.read(path) if self.files.exists(path) else None
            if data is not None and (way := _configured_way(Source(path, data))):
                yield paths.join(paths.parent(path), way)
        package = self.packages.at(directory)
        prisma = package.data.get("prisma") if package else None
        way = prisma.get("schema") if isinstance(prisma, dict) else None
        if isinstance(way, str):
            yield paths.join(directory, way)

    def named(self, path: str) -> tuple[str, ...]:
        """The schema that a path to a file or folder names, or ()."""
        if path.endswith(_SUFFIX) and self.files.exists(path):
            return (path,)
        return tuple(each for each in self.all if paths.below(path, each))

    def only(self, directory: str) -> tuple[str, ...]:
        """The schema with the only datasource in the package; files without one are parts of it."""
        own = [
            path
            for path in self.all
            if self.owner(path) == directory and _GENERATED.isdisjoint(path.split("/"))
        ]
        roots = [path for path in own if _DATASOURCE.search(self.files.read(path) or b"")]
        if len(roots) != 1:
            return ()
        folder = paths.parent(roots[0])
        return tuple(path for path in own if paths.below(folder, path))

    def owner(self, path: str) -> str:
        """The folder of the package that governs the file."""
        package = self.packages.governing(path)
        return package.directory if package else ""


def _configured_way(source: Source) -> str | None:
    """The `schema` of the object that a config module exports, alone or in `defineConfig`."""
    for export in source.module.exports:
        declared = source.module.declarations.get(export.local) if export.local else None
        node = declared.value if declared else export.value
        if export.exported != "default" or node is None:
            continue
        node = unwrap(node)
        given = arguments(node) if node.type == "call_expression" else [node]
        config = evaluate(source, given[0]) if given else None
        schema = config.get("schema") if isinstance(config, Object) else None
        return _way(schema) if schema else None
    return None


def _way(value: Literal) -> str | None:
    """A path written as a string, or joined from strings and the config's own folder."""
    text = string(value)
    if text is not None or not isinstance(value, Dynamic) or value.node.type != "call_expression":
        return text
    source = value.source
    callee = value.node.child_by_field_name("function")
    if callee is None or source.text(callee) not in _JOINS:
        return None
    parts: list[str] = []
    for argument in arguments(value.node):
        part = string(evaluate(source, argument))
        if part is None:
            part = "." if source.text(argument) in _HERE else None
        if part is None:
            return None
        parts.append(part)
    return "/".join(parts)
