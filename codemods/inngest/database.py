"""The database as jobs use it: the Prisma schema, and the module that exports its client."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.inngest.reading import sources_with
from codemods.syntax.module import Declaration

if TYPE_CHECKING:
    from codemods.syntax.prisma import Schema
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition
from codemods.workspace.resolution.modules import File
from codemods.workspace.settings.prisma_files import schema_files

if TYPE_CHECKING:
    from codemods.inngest.project import Project

PACKAGE = "@prisma/client"
MENTION = b"PrismaClient"

_CREATION = re.compile(r"new\s+\w*PrismaClient\b")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
_USUAL_NAMES = ("prisma", "db")
_MOST_IMPORTERS = 200  # files read to see which of several clients the project uses


class PrismaClient(Struct, frozen=True):
    """The Prisma client: the module to import it from, its name there (or ``default``), and the
    name to give it.

    specifier: how the project imports it when that is no relative path, else None
    """

    path: str
    exported: str
    name: str
    specifier: str | None


def read_schema(project: Project) -> Schema | None:
    """The app's Prisma schema, its files merged, or None when there is none."""
    paths = schema_files(project.files, project.packages, project.app.package)
    if not paths:
        return None
    from codemods.syntax.prisma import merge, parse

    return merge([parse(path, project.read(path)) for path in paths])


def uses_prisma(project: Project) -> bool:
    """Whether the app, or the repository around it, works with Prisma."""
    return bool(_candidates(project)) or project.schema is not None


def find_prisma(project: Project) -> PrismaClient | None:
    """The exported client that most of the app's jobs import, or None.

    Where no job imports one, the one that most routes, then most other modules import.
    """
    candidates = _candidates(project)
    if not candidates:
        return None
    names = [
        name.encode()
        for candidate in candidates
        for name in (candidate.exported, _definition(project, candidate)[1])
        if name is not None and name != "default"
    ]
    jobs = (project.source(job.path) for job in project.app_jobs())
    naming = {source.path: source for source in (*jobs, *sources_with(project, *names))}
    for paths in _importers(project, list(naming)):
        uses: Counter[PrismaClient] = Counter()
        for path in paths:
            uses.update(_used(project, naming[path], candidates))
        if uses:
            return max(uses, key=lambda client: (uses[client], client.specifier or "", client.path))
    return min(candidates, key=lambda client: (_rank(client.name), client.path))


def _rank(name: str) -> int:
    return _USUAL_NAMES.index(name) if name in _USUAL_NAMES else len(_USUAL_NAMES)


def _candidates(project: Project) -> list[PrismaClient]:
    found: list[PrismaClient] = []
    for source in sources_with(project, MENTION):
        path = source.path
        for export in source.module.exports:
            if export.specifier is not None or export.type_only:
                continue
            local = export.local
            declaration = source.module.declarations.get(local) if local else None
            if declaration is None or not _is_client(source, declaration):
                continue
            name = declaration.name if export.exported == "default" else export.exported
            found.append(PrismaClient(path, export.exported, name, None))
    return found


def _is_client(source: Source, declaration: Declaration, depth: int = 0) -> bool:
    """Whether a variable is made by `new PrismaClient()`, in place or in a local function."""
    if depth > 3 or (depth == 0 and declaration.kind not in ("const", "let", "var")):
        return False
    if declaration.value is None:
        made = rf"\b{re.escape(declaration.name)}\s*=\s*{_CREATION.pattern}"
        return re.search(made, source.data.decode()) is not None
    if depth == 0 and declaration.value.type in ("arrow_function", "function_expression"):
        return False
    text = source.text(declaration.value)
    if _CREATION.search(text):
        return True
    return any(
        name != declaration.name
        and (inner := source.module.declarations.get(name)) is not None
        and inner.kind not in ("type", "interface", "class")
        and _is_client(source, inner, depth + 1)
        for name in set(_IDENTIFIER.findall(text))
    )


def _importers(project: Project, paths: list[str]) -> Iterator[list[str]]:
    """Those of the paths that tell how the app imports it: jobs, then routes, then all others."""
    jobs = {job.path for job in project.app_jobs()}
    prefix = project.app.path("")
    own = [path for path in paths if path.startswith(prefix)]
    yield [path for path in paths if path in jobs][:_MOST_IMPORTERS]
    yield [path for path in own if "/api/" in path][:_MOST_IMPORTERS]
    yield own[:_MOST_IMPORTERS]


def _used(project: Project, source: Source, candidates: list[PrismaClient]) -> set[PrismaClient]:
    defined = {_definition(project, candidate) for candidate in candidates}
    found: set[PrismaClient] = set()
    for each in source.module.imports:
        if each.type_only or each.imported == "*":
            continue
        definition = project.modules.binding(source, each.local)
        if not isinstance(definition, Definition) or definition.declaration is None:
            continue
        module = project.modules.resolve(each.specifier, source.path)
        if (definition.path, definition.declaration.name) in defined and isinstance(module, File):
            specifier = None if each.specifier.startswith(".") else each.specifier
            found.add(PrismaClient(module.path, each.imported, each.local, specifier))
    return found


def _definition(project: Project, candidate: PrismaClient) -> tuple[str, str | None]:
    """The module of a client, and its name inside it."""
    exports = project.source(candidate.path).module.exports
    return candidate.path, next(
        (export.local for export in exports if export.exported == candidate.exported), None
    )
