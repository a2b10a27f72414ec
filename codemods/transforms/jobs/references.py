"""How a new module refers to what the project has: the client, the database."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.inngest.database import find_prisma
from codemods.inngest.model import Client
from codemods.transforms.jobs.job_template import Binding
from codemods.workspace.resolution.exports import Definition
from codemods.workspace.resolution.modules import File

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.source import Source


class ClientModule(Struct, frozen=True):
    """The module that jobs import the client from.

    path:      that module; a barrel when the project's jobs import from one
    exported:  the client's name there, or ``default``
    name:      the local name to give it
    called:    whether it is a function that gives the client
    specifier: how jobs name the module when that is no relative path, else None
    client:    the client itself when it is a `new Inngest` that was found
    """

    path: str
    exported: str
    name: str
    specifier: str | None
    client: Client | None
    evidence: str
    called: bool = False


def find_client(project: Project, given: str | None) -> ClientModule | None:
    """The client that was named (`PATH` or `PATH#NAME`), else the one that the app's jobs use,
    else the one its `serve` uses, else the only one there is. None when there is no client.

    Raises CodemodError when several could be meant, or when it is not exported.
    """
    if given is not None:
        return _named(project, given)
    used = _used_by_jobs(project) or _used_by_serve(project)
    if used is not None:
        return used
    return _only(project)


def _named(project: Project, given: str) -> ClientModule:
    path, _, name = given.partition("#")
    path = path.removeprefix("./")
    if not project.files.exists(path):
        raise CodemodError("no such file", where=path, mend="give --client PATH or PATH#NAME")
    offered = _exported_clients(project, path)
    if name:
        definition = project.modules.export(path, name)
        if definition is None:
            names = ", ".join(dict.fromkeys(exported for exported, _, _ in offered))
            raise CodemodError(
                f"{name} is not exported here",
                where=path,
                mend=f"the clients here are: {names}" if names else "no client is exported here",
            )
        local = name if name != "default" else "inngest"
        return ClientModule(path, name, local, None, _client_of(project, definition), "named")
    if len(offered) != 1:
        what = "several clients are" if offered else "no Inngest client is"
        raise CodemodError(
            f"{what} exported here", where=path, mend="name it, as in --client PATH#inngest"
        )
    exported, local, client = offered[0]
    return ClientModule(path, exported, local, None, client, "named")


def _used_by_jobs(project: Project) -> ClientModule | None:
    """The import that most of the app's jobs get their client from."""
    jobs = project.app_jobs()
    uses = Counter(
        found
        for job in jobs
        if (found := _imported(project, project.source(job.path), job.client)) is not None
    )
    if not uses:
        return None
    # An alias can be written anywhere; a relative path is worked out anew for each module.
    used = max(uses, key=lambda use: (uses[use], use.specifier is not None, use.path))
    return replace(used, evidence=f"{uses.total()} of {len(jobs)} jobs import it")


def _used_by_serve(project: Project) -> ClientModule | None:
    for serve in project.app_serves():
        if serve.client is not None:
            found = _imported(project, project.source(serve.path), serve.client)
            if found is not None:
                return replace(found, evidence=f"{serve.path} serves with it")
    return None


def _imported(project: Project, source: Source, expression: str) -> ClientModule | None:
    """The import behind the expression of a client: `inngest`, or a getter `getInngest()`."""
    name = expression.removesuffix("()")
    for each in source.module.imports:
        if each.local != name or each.imported == "*":
            continue
        target = project.modules.resolve(each.specifier, source.path)
        if isinstance(target, File):
            return ClientModule(
                path=target.path,
                exported=each.imported,
                name=name,
                called=expression.endswith("()"),
                specifier=None if each.specifier.startswith(".") else each.specifier,
                client=_client_of(project, project.modules.export(target.path, each.imported)),
                evidence="",
            )
    return None


def _only(project: Project) -> ClientModule | None:
    directory = project.app.directory
    own = [c for c in project.clients if project.package_directory(c.span.path) == directory]
    found = own or list(project.clients)
    if not found:
        return None
    if len(found) > 1:
        # One that is made in the file that serves is no use to a module that this file imports.
        routes = {serve.path for serve in project.serves}
        found = [client for client in found if client.span.path not in routes] or found
    if len(found) > 1:
        names = ", ".join(f"{client.span.path}#{client.name or '?'}" for client in found)
        raise CodemodError(
            f"several clients could be meant: {names}", mend="name one with --client PATH#NAME"
        )
    client = found[0]
    path = client.span.path
    offered = [entry for entry in _exported_clients(project, path) if entry[2] == client]
    if not offered:
        raise CodemodError(
            "the client is not exported, so no other module can use it",
            where=path,
            mend="export it from a module of its own, or name another with --client PATH#NAME",
        )
    exported, local, _ = offered[0]
    return ClientModule(path, exported, local, None, client, "it is the only client")


def _exported_clients(project: Project, path: str) -> list[tuple[str, str, Client]]:
    """Exported name, local name and client of each client that a module defines and exports."""
    module = project.source(path).module
    found = []
    for client in project.clients:
        if client.span.path != path:
            continue
        for export in module.exports:
            if export.specifier is None and export.local is not None:
                if export.local == client.name:
                    found.append((export.exported, export.local, client))
            elif (
                export.value is not None
                and export.value.start_byte <= client.span.start
                and client.span.end <= export.value.end_byte
            ):
                found.append((export.exported, "inngest", client))
    return found


def _client_of(project: Project, definition: object) -> Client | None:
    if not isinstance(definition, Definition):
        return None
    name = definition.declaration.name if definition.declaration is not None else None
    here = [client for client in project.clients if client.span.path == definition.path]
    named = [client for client in here if client.name == name]
    # `export const inngest = createClient()`: what the module's function makes is meant.
    made = [client for client in here if client.name is None]
    return next(iter(named or (made if len(made) == 1 else ())), None)


def client_binding(project: Project, client: ClientModule, importer: str) -> Binding:
    """The import of the client in a new module at `importer`."""
    return Binding(
        client.name,
        _specifier(project, client.path, client.specifier, importer, client.exported),
        default=client.exported == "default",
        called=client.called,
    )


def prisma_binding(project: Project, importer: str) -> Binding | None:
    """The import of the Prisma client in a new module, or None where none is exported."""
    prisma = find_prisma(project)
    if prisma is None:
        return None
    return Binding(
        prisma.name,
        _specifier(project, prisma.path, prisma.specifier, importer, prisma.exported),
        default=prisma.exported == "default",
    )


def _specifier(
    project: Project, target: str, known: str | None, importer: str, exported: str
) -> str:
    if known is not None and isinstance(project.modules.resolve(known, importer), File):
        return known
    like = neighbour_imports(project)
    return project.modules.specifier(target, importer, like=like, name=exported)


def neighbour_imports(project: Project) -> list[tuple[str, str]]:
    """Importer and specifier of every import of the app's jobs and routes: the style to follow."""
    paths = dict.fromkeys(job.path for job in project.app_jobs())
    paths.update(dict.fromkeys(serve.path for serve in project.app_serves()))
    return [
        (path, each.specifier) for path in paths for each in project.source(path).module.imports
    ]
