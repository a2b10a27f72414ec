"""From an exported or imported name to where it is really defined, through every barrel."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.syntax.languages import grammar_for
from codemods.syntax.module import Declaration, Export, Import
from codemods.syntax.source import Source
from codemods.workspace.resolution.resolution import External, File, Resolver, Unresolved


class Hop(Struct, frozen=True):
    """One barrel on the way: the module that passes the name on, and the export that does.

    via: the import by which the module has the name, where it is not a single `export … from`
    """

    path: str
    export: Export
    via: Import | None = None


class Definition(Struct, frozen=True):
    """Where a name is defined.

    path:        the module
    name:        the name inside it; ``default`` for a default export of an expression; ``*`` for
                 the module as a whole (`import * as x`, `export * as x from`)
    declaration: the declaration at its top level, where there is one
    export:      the export that offers it to others; None for a module as a whole, and for what a
                 module keeps to itself
    hops:        the barrels passed, in order, beginning with the one that was asked
    """

    path: str
    name: str
    declaration: Declaration | None
    export: Export | None
    hops: tuple[Hop, ...] = ()


class ExternalName(Struct, frozen=True):
    """A name that comes from a package outside the repository; `name` is as in a Definition."""

    package: str
    name: str
    subpath: str = ""


Found = Definition | ExternalName | None

# What one search has found so far, by module and name: barrels that pass each other on are asked
# once. It is not kept for the next search, as an answer given within a circle is only half of one.
Seen = dict[tuple[str, str], Found]

# Barrels on one way. No person writes so many; where a circle of them is longer, nothing is known.
_MOST_HOPS = 50


class Names:
    """Follows names between modules."""

    def __init__(self, resolver: Resolver, source: Callable[[str], Source]) -> None:
        """`source` gives the parsed file at a path; it is expected to keep what it parsed."""
        self._resolver = resolver
        self._source = source
        self._known: dict[tuple[str, str], Found] = {}
        self._hops = 0  # on the way that is being followed

    def export(self, path: str, name: str) -> Found:
        """Where the name that the module exports is defined; None where it exports none such."""
        key = (path, name)
        if key not in self._known:
            self._known[key] = self._export(path, name, {})
        return self._known[key]

    def binding(self, source: Source, name: str) -> Found:
        """What a top-level name of a module means: declared there, or followed to its origin."""
        declaration = source.module.declarations.get(name)
        if declaration is not None:
            exports = (
                each
                for each in source.module.exports
                if each.local == name and each.specifier is None
            )
            return Definition(source.path, name, declaration, next(exports, None))
        imported = _imported(source, name)
        if imported is None:
            return None
        return self._from(imported.specifier, imported.imported, source.path, {})

    def _export(self, path: str, name: str, seen: Seen) -> Found:
        if (path, name) in seen:
            return seen[path, name]
        seen[path, name] = None  # what a module says that is asked again while it is asking
        if grammar_for(path) is not None and self._hops < _MOST_HOPS:
            self._hops += 1
            try:
                seen[path, name] = self._exported(path, name, seen)
            finally:
                self._hops -= 1
        return seen[path, name]

    def _exported(self, path: str, name: str, seen: Seen) -> Found:
        try:
            source = self._source(path)
        except CodemodError:
            return None  # not UTF-8, or too large: nothing in it is known
        exports = source.module.exports
        for each in exports:
            if each.exported == name and name != "*":
                return self._follow(source, each, seen)
        if name == "default":
            return None  # `export *` leaves the default out
        external = []
        for each in exports:
            if each.exported == "*" and each.specifier is not None:
                found = self._from(each.specifier, name, path, seen)
                if isinstance(found, Definition):
                    return _after(Hop(path, each), found)
                if found is not None:
                    external.append(found)
        # What no file of ours exports comes from the package, if only one comes into question.
        return external[0] if len(external) == 1 else None

    def _follow(self, source: Source, export: Export, seen: Seen) -> Found:
        if export.specifier is not None:
            found = self._from(export.specifier, export.local or "*", source.path, seen)
            return _after(Hop(source.path, export), found)
        if export.local is None:
            return Definition(source.path, export.exported, None, export)
        declaration = source.module.declarations.get(export.local)
        imported = _imported(source, export.local) if declaration is None else None
        if imported is None:
            return Definition(source.path, export.local, declaration, export)
        found = self._from(imported.specifier, imported.imported, source.path, seen)
        return _after(Hop(source.path, export, imported), found)

    def _from(self, specifier: str, name: str, importer: str, seen: Seen) -> Found:
        match self._resolver.resolve(specifier, importer):
            case File(path) if name == "*":
                return Definition(path, "*", None, None)
            case File(path):
                return self._export(path, name, seen)
            case External(package, subpath):
                return ExternalName(package, name, subpath)
            case Unresolved():
                return None


def _imported(source: Source, local: str) -> Import | None:
    return next((each for each in source.module.imports if each.local == local), None)


def _after(hop: Hop, found: Found) -> Found:
    return replace(found, hops=(hop, *found.hops)) if isinstance(found, Definition) else found
