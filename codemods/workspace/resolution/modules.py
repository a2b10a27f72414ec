"""`Modules`: what a module's imports and exports mean, and how to import one more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from codemods.syntax.source import Source
from codemods.workspace.dependencies.packages import Packages
from codemods.workspace.resolution.exports import Definition, ExternalName, Hop, Names
from codemods.workspace.resolution.resolution import External, File, Resolved, Resolver, Unresolved
from codemods.workspace.resolution.tsconfig import CompilerOptions
from codemods.workspace.tree.files import Files

__all__ = [
    "Definition",
    "External",
    "ExternalName",
    "File",
    "Hop",
    "Modules",
    "Resolved",
    "Unresolved",
]


class Modules:
    """The modules of a repository. What was found is cached; `files` never changes."""

    def __init__(self, files: Files, packages: Packages, source: Callable[[str], Source]) -> None:
        """`source` gives the parsed file at a root-relative path, and keeps what it parsed."""
        self.files = files
        self.packages = packages
        self._resolver = Resolver(files, packages)
        self._source = source
        self._names = Names(self._resolver, source)

    def resolve(self, specifier: str, importer: str) -> Resolved:
        """What a specifier means in the file at `importer`, which need not exist."""
        return self._resolver.resolve(specifier, importer)

    def export(self, path: str, name: str) -> Definition | ExternalName | None:
        """Where a name that the module at `path` exports is really defined.

        None where it has no such export, or the way to it ends at a missing file.
        """
        return self._names.export(path, name)

    def binding(self, source: Source, name: str) -> Definition | ExternalName | None:
        """What a top-level name of a module means: its own declaration, or what it imports."""
        return self._names.binding(source, name)

    def compiler_options(self, path: str) -> CompilerOptions:
        """The compiler options of the tsconfig.json that speaks for a file, or the defaults."""
        return self._resolver.tsconfigs.compiler_options(path)

    def specifier(
        self,
        target: str,
        importer: str,
        *,
        like: Sequence[tuple[str, str]] | None = None,
        name: str | None = None,
    ) -> str:
        """The specifier by which the file `importer` would import the file `target`.

        It goes by the imports that `importer` has, then by those in `like`, then by tsconfig.json;
        and it does lead to the target. Neither file needs to exist yet.

        like: (importer, specifier) pairs of other files, such as the neighbours of a new one
        name: the name to be imported; between packages, a module that passes it on will do then

        Raises CodemodError where the target's package does not offer the file to others.
        """
        resolver, names = self._resolver, self._names
        if self.files.exists(target):
            target = self.files.real(target)
        else:
            files = self.files.with_changes({target: b""})
            resolver = Resolver(files, Packages(files))
            names = Names(resolver, self._source)
        from codemods.workspace.resolution.spelling import Speller

        return Speller(resolver, names, self._source).spell(target, importer, like or (), name)
