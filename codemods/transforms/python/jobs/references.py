"""How a Python file refers to what the project has: by which import, and to which client."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.model import Client, language_of
from codemods.inngest.own_code import is_test
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project


class ClientModule(Struct, frozen=True):
    """The module that jobs import the client from, and its name there.

    called: whether that is a function that gives the client
    """

    path: str
    name: str
    evidence: str
    called: bool = False

    @property
    def expression(self) -> str:
        """What stands for the client in code."""
        return f"{self.name}()" if self.called else self.name


def find_client(project: Project, given: str | None) -> ClientModule | None:
    """The client that was named (`PATH` or `PATH#NAME`), else the one that most of the app's jobs
    are created on, else the only one of the app, else the only one there is. None for no client.

    Raises CodemodError where several could be meant, and where the named one is not there.
    """
    clients = [
        each
        for each in project.clients
        if language_of(each.span.path) == "python" and not is_test(each.span.path)
    ]
    if given is not None:
        return _named(project, given, clients)
    directory = project.app.directory
    own = [each for each in clients if project.package_directory(each.span.path) == directory]
    found = [each for each in own or clients if each.name is not None]
    getter = _getter(project) if not found and clients else None
    if getter is not None:
        return getter
    if not found and clients:
        raise CodemodError(
            "the client is no variable of its module's top level",
            where=project.text(clients[0].span.path).place_at(clients[0].span.start),
            mend="name the function that gives it with --client PATH#NAME",
        )
    if not found:
        return None
    if len(found) == 1:
        return _module(found[0], "it is the only one")
    uses = Counter(
        each
        for each in found
        for job in project.jobs
        if each.name == job.client.rpartition(".")[2] and _reaches(project, job.path, each)
    )
    if not uses:
        names = ", ".join(f"{each.span.path}#{each.name}" for each in found)
        raise CodemodError(
            f"several clients could be meant: {names}", mend="name one with --client PATH#NAME"
        )
    chosen, count = uses.most_common(1)[0]
    return _module(chosen, f"{count} of {len(project.jobs)} jobs are created on it")


def _getter(project: Project) -> ClientModule | None:
    """The function that the app's jobs, or its calls of `serve`, get the client from."""
    uses = [
        *((job.path, job.client) for job in project.app_jobs()),
        *((serve.path, serve.client or "") for serve in project.app_serves()),
    ]
    for path, expression in uses:
        name = expression.removesuffix("()")
        if language_of(path) != "python" or name == expression or not name.isidentifier():
            continue
        outline = project.python(path).outline
        imported = outline.imports.get(name)
        if imported is not None and imported.name == name:
            module = project.python_modules.resolve(imported.module, path)
            if module is not None:
                return ClientModule(module, name, f"{path} calls it", called=True)
        if imported is None and outline.declared(name) is not None:
            return ClientModule(path, name, f"{path} calls it", called=True)
    return None


def _named(project: Project, given: str, clients: list[Client]) -> ClientModule:
    path, _, name = given.partition("#")
    path = path.removeprefix("./")
    if not project.files.exists(path):
        raise CodemodError("no such file", where=path, mend="give --client PATH or PATH#NAME")
    here = [each.name for each in clients if each.span.path == path and each.name]
    if name:
        outline = project.python(path).outline
        if name not in outline.declarations and name not in outline.imports:
            known = f"the clients here are: {', '.join(here)}" if here else None
            raise CodemodError(f"{name} is not defined here", where=path, mend=known)
        declared = outline.declared(name)
        called = declared is not None and declared.kind == "function"
        return ClientModule(path, name, "named", called)
    if len(here) != 1 or here[0] is None:
        what = "several clients are" if here else "no Inngest client is"
        raise CodemodError(
            f"{what} made here", where=path, mend="name it, as in --client PATH#NAME"
        )
    return ClientModule(path, here[0], "named")


def _module(client: Client, evidence: str) -> ClientModule:
    assert client.name is not None
    return ClientModule(client.span.path, client.name, evidence)


def _reaches(project: Project, path: str, client: Client) -> bool:
    """Whether a file has the client itself, or imports it from its module."""
    if path == client.span.path:
        return True
    found = project.python(path).outline.imports.get(client.name or "")
    return found is not None and project.python_modules.resolve(found.module, path) == (
        client.span.path
    )


def module_name(project: Project, path: str, importer: str) -> str:
    """The module of a file as another file imports it: relative where its like do so.

    The file's own imports count, else those of the app's other files that have to do with Inngest.

    Raises CodemodError where the path cannot be imported.
    """
    own = _ways(project, [importer])
    ways = own if own.total() else _ways(project, _like(project))
    relative = sum(count for (is_relative, _), count in ways.items() if is_relative)
    if relative * 2 > ways.total():
        found = project.python_modules.relative_name(path, importer)
        if found is not None:
            return found
    roots = [root for (is_relative, root), _ in ways.most_common() if not is_relative]
    for root in dict.fromkeys(
        [*roots, *project.python_modules.roots(_in_a_folder(project, importer))]
    ):
        name = project.python_modules.name_of(path, root)
        if name is not None:
            return name
    raise CodemodError("this file cannot be imported, as a part of its path is no name", where=path)


def _in_a_folder(project: Project, importer: str) -> str:
    """A file that is yet to be, in the nearest folder that is there: what is new is a package."""
    folder = paths.parent(importer)
    while folder and not project.files.is_dir(folder):
        folder = paths.parent(folder)
    return paths.child(folder, importer.rpartition("/")[2])


def _ways(project: Project, importers: list[str]) -> Counter[tuple[bool, str]]:
    """How the project's own modules are imported: relatively, or from which folder."""
    ways: Counter[tuple[bool, str]] = Counter()
    for importer in importers:
        if not project.files.exists(importer):
            continue
        for each in project.python(importer).outline.imports.values():
            if each.module.startswith("."):
                ways[True, ""] += 1
                continue
            root = project.python_modules.root(each.module, importer)
            if root is not None:
                ways[False, root] += 1
    return ways


def _like(project: Project) -> list[str]:
    found = dict.fromkeys(
        [
            *(job.path for job in project.jobs),
            *(serve.path for serve in project.serves),
            *(client.span.path for client in project.clients),
        ]
    )
    return [each for each in found if language_of(each) == "python" and not is_test(each)]


def is_own(project: Project, importer: str, module: str) -> bool:
    """Whether an absolute module that a file imports is the project's own."""
    return project.python_modules.root(module, importer) is not None
