"""What a name of a module means: where the project defines it, or what package it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax.python.paths import Path, path_of

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.python.source import PythonSource

_MOST_HOPS = 8


class Defined(Struct, frozen=True, eq=False):
    """A definition at the top level of one of the project's modules, or a method of a class.

    node:  the class, the function, or the assignment
    value: what is assigned, None for the others
    """

    source: PythonSource
    node: cst.CSTNode
    value: cst.BaseExpression | None = None


class Names:
    """Follows the names of a project's modules."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def of(self, source: PythonSource, path: Path) -> Defined | str | None:
        """What a path leads to: a definition of the project, the dotted name of what a package has.

        None where the module binds no such name, as for a local or a builtin.
        """
        return self._of(source, path, 0)

    def external(self, source: PythonSource, path: Path) -> str | None:
        """The dotted name of what a package has, None for all else."""
        found = self.of(source, path)
        return found if isinstance(found, str) else None

    def _of(self, source: PythonSource, path: Path, hops: int) -> Defined | str | None:
        if hops > _MOST_HOPS:
            return None
        first, rest = path[0], path[1:]
        declared = source.outline.declared(first)
        if declared is not None:
            alias = path_of(declared.value) if declared.value is not None else None
            if alias is not None and alias[0] != first:
                return self._of(source, (*alias, *rest), hops + 1)
            return _member(Defined(source, declared.node, declared.value), rest)
        imported = source.outline.imports.get(first)
        if imported is not None:
            return self._imported(source, imported.module, imported.name, rest, hops)
        for module in source.outline.stars:
            other = self._source(self._file(module, source.path))
            found = self._of(other, path, hops + 1) if other is not None else None
            if found is not None:
                return found
        return None

    def _imported(
        self, source: PythonSource, module: str, name: str | None, rest: Path, hops: int
    ) -> Defined | str | None:
        parts = rest if name is None else (name, *rest)
        where = self._file(module, source.path)
        other = self._source(where)
        while parts:
            if other is not None and other is not source and _binds(other, parts[0]):
                break  # what a package's own file binds hides a module of that name
            inner = self._file(_joined(module, parts[0]), source.path)
            if inner is None:
                break
            module, parts = _joined(module, parts[0]), parts[1:]  # a package's own module
            where, other = inner, self._source(inner)
        if where is not None or self._project.python_modules.folder(module, source.path):
            return self._of(other, parts, hops + 1) if other is not None and parts else None
        return ".".join((module, *parts)) if not module.startswith(".") else None

    def _source(self, path: str | None) -> PythonSource | None:
        if path is None:
            return None
        try:
            return self._project.python(path)
        except CodemodError:
            return None  # what it defines is not known, and so is what it gives

    def _file(self, module: str, importer: str) -> str | None:
        """The file of a module, as another one names it; None for one that is a package's."""
        return self._project.python_modules.resolve(module, importer)


def _binds(source: PythonSource, name: str) -> bool:
    return source.outline.declared(name) is not None or name in source.outline.imports


def _joined(module: str, name: str) -> str:
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


def _member(found: Defined, rest: Path) -> Defined | None:
    if not rest:
        return found
    if isinstance(found.node, cst.ClassDef) and len(rest) == 1:
        for each in found.node.body.body:
            if isinstance(each, (cst.FunctionDef, cst.ClassDef)) and each.name.value == rest[0]:
                return Defined(found.source, each)
    return None
