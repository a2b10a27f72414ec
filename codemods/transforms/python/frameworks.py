"""Where a Python app is made: the file with its FastAPI or Flask object, or its Django URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import libcst as cst
from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.own_code import is_test

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.python.source import PythonSource

Framework = Literal["fast_api", "flask", "django"]

_MAKERS: dict[str, Framework] = {"FastAPI": "fast_api", "Flask": "flask"}
_MENTIONS = (b"FastAPI(", b"Flask(", b"urlpatterns")


class Entry(Struct, frozen=True, eq=False):
    """The place where an app is made.

    path:  its file
    name:  the variable of the app; ``urlpatterns`` for Django
    node:  the statement that makes it
    """

    framework: Framework
    path: str
    name: str
    node: cst.CSTNode


def find_entry(project: Project) -> Entry | None:
    """The app's own, of several the one with the shortest path; None for no known framework."""
    directory = project.app.directory
    found: list[Entry] = []
    for path in project.files.python_mentions(*_MENTIONS):
        if project.package_directory(path) != directory or is_test(path):
            continue
        try:
            found += _entries(project.python(path))
        except CodemodError:
            continue
    django = [each for each in found if each.framework == "django"]
    root = _root_urls(project) if django else None
    if root is not None:
        return next((each for each in django if each.path == root), None)
    others = [each for each in found if each.framework != "django"] or django
    return min(others, key=lambda each: (each.path.count("/"), each.path), default=None)


def _entries(source: PythonSource) -> list[Entry]:
    found: list[Entry] = []
    for call in source.every_call:
        if call.name not in _MAKERS:
            continue
        statement = source.parent(call.node)
        match statement:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
                found.append(Entry(_MAKERS[call.name], source.path, name, statement))
            case cst.AnnAssign(target=cst.Name(value=name)):
                found.append(Entry(_MAKERS[call.name], source.path, name, statement))
    urls = source.outline.variable("urlpatterns")
    if urls is not None and isinstance(urls.value, cst.List):
        found.append(Entry("django", source.path, "urlpatterns", urls.value))
    return found


def _root_urls(project: Project) -> str | None:
    """The file that Django's setting ROOT_URLCONF names."""
    for path in project.files.python_mentions(b"ROOT_URLCONF"):
        try:
            setting = project.python(path).outline.variable("ROOT_URLCONF")
        except CodemodError:
            continue
        if setting is not None and isinstance(setting.value, cst.SimpleString):
            module = setting.value.raw_value
            return project.python_modules.resolve(module, path)
    return None
