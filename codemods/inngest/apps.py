"""Which package of a repository is the app that serves Inngest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.model import Language, language_of
from codemods.workspace.dependencies.packages import Package
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.workspace.python.packages import PythonPackage

_FILE = {"typescript": "package.json", "python": "pyproject.toml"}
_NAMES = {"typescript": "TypeScript", "python": "Python"}


class App(Struct, frozen=True):
    """The app: its folder ("" for the root), its package if it has one, and how it was found.

    package:  that of its package.json, None for an app in Python
    python:   the Python project that an app in Python is, or None
    """

    directory: str
    package: Package | None
    evidence: str
    language: Language = "typescript"
    python: PythonPackage | None = None

    def path(self, relative: str) -> str:
        """A path inside the app as a path from the root."""
        return f"{self.directory}/{relative}" if self.directory else relative


def find_app(
    project: Project, given: str | None, cwd: str, language: Language | None = None
) -> App:
    """The app that was named, else the one `cwd` is in, else the only one that serves Inngest.

    language: the one that it has to be in, where that was said; else it is found too.
    Raises CodemodError with the choices when several could be meant.
    """
    if given is not None:
        return _named(project, given, language)
    serving = sorted(
        {
            (project.package_directory(serve.path), language_of(serve.path))
            for serve in project.serves
            if language in (None, language_of(serve.path))
        }
    )
    here = [each for each in serving if each[0] == _directory(project, cwd, each[1])]
    if len(here) == 1:
        return _app(project, *here[0], "the working directory is in it, and it serves Inngest")
    if len(serving) == 1:
        return _app(project, *serving[0], "it alone serves Inngest")
    if serving:
        raise _several(here or serving)
    return _without_route(project, cwd, language)


def _named(project: Project, given: str, language: Language | None) -> App:
    directory = given.strip("/").removeprefix("./")
    directory = "" if directory == "." else directory
    if not project.files.is_dir(directory):
        raise CodemodError(
            f"there is no folder {given}", mend="give --app a folder inside the root"
        )
    return _app(project, directory, language or _language_in(project, directory), "it was named")


def _language_in(project: Project, directory: str) -> Language:
    """The language of the app in a folder, as what is there shows."""
    for found in (project.serves, project.jobs, project.clients):
        languages = {
            language_of(each.span.path)
            for each in found
            if paths.below(directory, each.span.path) is not None
        }
        if len(languages) == 1:
            return languages.pop()
    package = project.packages.at(directory)
    if package is not None or not project.files.python_sources():
        return "typescript"
    return "typescript" if project.python_packages.at(directory) is None else "python"


def _app(project: Project, directory: str, language: Language, evidence: str) -> App:
    inside = paths.child(directory, _FILE[language])
    if language == "python":
        python = project.python_packages.governing(inside)
        return App(directory, None, evidence, language, python)
    return App(directory, project.packages.governing(inside), evidence)


def _directory(project: Project, cwd: str, language: Language) -> str:
    """The folder of the package that a folder belongs to."""
    return project.package_directory(paths.child(cwd, f"x{'.py' if language == 'python' else ''}"))


def _several(serving: list[tuple[str, Language]]) -> CodemodError:
    if len({directory for directory, _ in serving}) == 1:
        return CodemodError(
            f"{serving[0][0] or 'the root'} serves Inngest in TypeScript and in Python",
            mend="say which is meant, by --lang typescript or --lang python",
        )
    names = ", ".join(dict.fromkeys(directory or "." for directory, _ in serving))
    return CodemodError(
        f"several packages serve Inngest: {names}",
        mend=f"name one, as in --app {serving[0][0] or '.'}",
    )


def _without_route(project: Project, cwd: str, language: Language | None) -> App:
    """No package serves Inngest yet: the one that is meant to."""
    if language is None:
        language = _meant(project, cwd)
    return _in_python(project, cwd) if language == "python" else _in_typescript(project, cwd)


def _meant(project: Project, cwd: str) -> Language:
    """The language of the app that is to be, by what depends on Inngest, or is there at all."""
    if not project.files.python_sources():
        return "typescript"
    here = project.packages.governing(_inside(cwd))
    python = project.python_packages.governing(_inside(cwd))
    if here is not None and python is not None and here.directory != python.directory:
        return "python" if len(python.directory) > len(here.directory) else "typescript"
    if any(_is_fitting(project, each) for each in project.packages.all):
        return "typescript"
    if any(each.depends("inngest") for each in project.python_packages.all):
        return "python"
    return "python" if here is None and python is not None else "typescript"


def _in_typescript(project: Project, cwd: str) -> App:
    here = project.packages.governing(_inside(cwd))
    if here is not None and (here.directory or not project.packages.workspaces()):
        return App(here.directory, here, "the working directory is in it")
    fitting = [each for each in project.packages.all if _is_fitting(project, each)]
    if len(fitting) == 1:
        return App(fitting[0].directory, fitting[0], "it alone depends on Inngest or Next.js")
    if len(fitting) > 1 and here is not None and here not in fitting:
        names = ", ".join(package.directory or "." for package in fitting)
        raise CodemodError(
            f"several packages could serve Inngest: {names}",
            mend=f"name one, as in --app {fitting[0].directory or '.'}",
        )
    return App(here.directory if here else "", here, "the root is the only package")


def _in_python(project: Project, cwd: str) -> App:
    here = project.python_packages.governing(_inside(cwd))
    if here is not None and (here.directory or here.depends("inngest")):
        evidence = "the working directory is in it"
        return App(here.directory, None, evidence, "python", here)
    fitting = [each for each in project.python_packages.all if each.depends("inngest")]
    if len(fitting) == 1:
        evidence = "it alone depends on Inngest"
        return App(fitting[0].directory, None, evidence, "python", fitting[0])
    if len(fitting) > 1:
        names = ", ".join(package.directory or "." for package in fitting)
        raise CodemodError(
            f"several packages could serve Inngest: {names}",
            mend=f"name one, as in --app {fitting[0].directory or '.'}",
        )
    directory = here.directory if here is not None else ""
    return App(directory, None, "the root is the only package", "python", here)


def _is_fitting(project: Project, package: Package) -> bool:
    depends = project.packages.depends
    return depends(package, "inngest") or depends(package, "next")


def _inside(directory: str) -> str:
    """A path in a folder, for questions that are asked of files."""
    return paths.child(directory, "package.json")
