"""How a Python module refers to the Inngest client."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax.python.source import is_python
from codemods.transforms.python.triggers.names import Defined, Names

if TYPE_CHECKING:
    from codemods.inngest.model import Client
    from codemods.inngest.project import Project
    from codemods.syntax.python.source import PythonSource

_MOST_MODULES = 400


class ClientName(Struct, frozen=True):
    """The client: the module that defines it, and the variable that holds it there."""

    path: str
    name: str


class Reference(Struct, frozen=True):
    """How a module says it.

    name:   the local name
    module: what to import the name from, with its leading dots; None where it is there already
    late:   whether that must wait until a function runs, as the two modules import each other
    """

    name: str
    module: str | None = None
    late: bool = False


def find_python_client(project: Project, given: str | None, near: str) -> ClientName:
    """The client that was named (`PATH` or `PATH#NAME`), else the one that the app's jobs use.

    near: the file that is to send with it

    Raises CodemodError where there is none, or several could be meant.
    """
    clients = [each for each in project.clients if is_python(each.span.path) and each.name]
    if given is not None:
        return _named(project, clients, given)
    if not clients:
        raise CodemodError(
            "there is no Inngest client to send with",
            where=near,
            mend="create one, and the job, with codemod add-job",
        )
    home = project.package_directory(near)
    own = [each for each in clients if project.package_directory(each.span.path) == home]
    found = own or clients
    if len(found) > 1:
        used = Counter((each.path, each.client) for each in project.jobs if is_python(each.path))
        counts = {
            id(client): sum(
                times
                for (path, name), times in used.items()
                if name.rpartition(".")[2] == client.name or path == client.span.path
            )
            for client in found
        }
        most = max(counts.values())
        found = [each for each in found if counts[id(each)] == most] if most else found
    if len(found) > 1:
        names = ", ".join(f"{each.span.path}#{each.name}" for each in found)
        raise CodemodError(
            f"several clients could be meant: {names}", mend="name one with --client PATH#NAME"
        )
    return ClientName(found[0].span.path, found[0].name or "")


def _named(project: Project, clients: list[Client], given: str) -> ClientName:
    path, _, name = given.partition("#")
    path = path.removeprefix("./")
    if not project.files.exists(path):
        raise CodemodError("no such file", where=path, mend="give --client PATH or PATH#NAME")
    here = [each.name for each in clients if each.span.path == path and each.name]
    if name:
        outline = project.python(path).outline
        if outline.declared(name) is None and name not in outline.imports:
            names = ", ".join(here)
            raise CodemodError(
                f"there is no {name} in this module",
                where=path,
                mend=f"the clients here are: {names}" if names else "no client is here",
            )
        return ClientName(path, name)
    if len(here) != 1:
        what = "several clients are" if here else "no Inngest client is"
        raise CodemodError(
            f"{what} in this module", where=path, mend="name it, as in --client PATH#inngest_client"
        )
    return ClientName(path, here[0])


def client_reference(
    project: Project, source: PythonSource, client: ClientName, taken: frozenset[str]
) -> Reference:
    """How a module refers to the client, with what it imports already or is to import.

    taken: the names that mean something where it is used
    """
    names = Names(project)
    if source.path == client.path:
        return Reference(client.name)
    target = names.of(project.python(client.path), (client.name,))
    for local in source.outline.imports:
        found = names.of(source, (local,))
        if not isinstance(found, Defined) or not isinstance(target, Defined):
            continue
        if found.node is target.node and not source.outline.imports[local].type_only:
            return Reference(local)
    if client.name in taken:
        raise CodemodError(
            f"{client.name}, the client's name, is something else here",
            where=source.path,
            mend="rename that, or import the client by hand and run this again",
        )
    module = module_name(project, source, client.path)
    return Reference(client.name, module, _leads_to(project, client.path, source.path))


def module_name(project: Project, source: PythonSource, path: str) -> str:
    """How a module would import another one, in the way that it, or its neighbours, already do."""
    modules = project.python_modules
    own = [source, *_neighbours(project, source)]
    for each in own:
        for imported in each.outline.imports.values():
            found = modules.resolve(imported.module, each.path)
            if found is None and imported.name is not None:
                found = modules.folder(imported.module, each.path)
            if found is None:
                continue
            if imported.module.startswith("."):
                name = modules.relative_name(path, source.path)
            else:
                root = modules.root(imported.module, each.path)
                name = modules.name_of(path, root) if root is not None else None
            if name and modules.resolve(name, source.path) == path:
                return name
    for root in modules.roots(source.path):
        name = modules.name_of(path, root)
        if name and modules.resolve(name, source.path) == path:
            return name
    name = modules.relative_name(path, source.path)
    if name is None:
        raise CodemodError(
            f"{path} cannot be imported here",
            where=source.path,
            mend="import the client by hand, then run this again",
        )
    return name


def _neighbours(project: Project, source: PythonSource) -> list[PythonSource]:
    """The modules of the same package that mention Inngest, as far as they can be read."""
    found = []
    home = project.package_directory(source.path)
    for path in project.files.python_mentions(b"inngest"):
        if path != source.path and project.package_directory(path) == home:
            try:
                found.append(project.python(path))
            except CodemodError:
                continue  # it shows nothing, and it is not what is edited
    return found


def _leads_to(project: Project, path: str, target: str) -> bool:
    """Whether a module imports another one, itself or by what it imports."""
    modules = project.python_modules
    waiting, seen = [path], {path}
    while waiting and len(seen) < _MOST_MODULES:
        try:
            source = project.python(waiting.pop())
        except CodemodError:
            continue
        for each in source.outline.imports.values():
            if each.type_only:
                continue
            inner = f"{each.module}{'' if each.module.endswith('.') else '.'}{each.name}"
            for name in (each.module, inner if each.name is not None else each.module):
                found = modules.resolve(name, source.path)
                if found == target:
                    return True
                if found is not None and found not in seen:
                    seen.add(found)
                    waiting.append(found)
    return False
