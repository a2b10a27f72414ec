"""The project's own Button, where a component can plainly use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.own_code import is_test
from codemods.transforms.components.button_props import Taken, taken_by
from codemods.transforms.components.component_template import Button
from codemods.transforms.components.neighbours import Neighbours, called, is_component
from codemods.transforms.jobs.job_parts import Binding
from codemods.workspace.resolution.exports import Definition
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_FOLDERS = re.compile(r"(^|/)(_?components|ui)/")
_OF_MAILS = frozenset({"email", "emails"})  # a mail's button is a link
_MOST_IMPORTERS = 8  # more files of one project say the same again


class OwnButton(Struct, frozen=True):
    """How it is used, and whether it takes a `className`; path: the module it is imported from."""

    button: Button
    takes_class: bool
    path: str


def find_button(project: Project, near: Neighbours, importer: str) -> OwnButton | None:
    """The Button of the app, or of a package of the workspace that the app depends on.

    None where there is none, or none whose props plainly take what a status component gives.
    """
    for path in _candidates(project):
        for exported in ("Button", "default"):
            taken = _taken(project, path, exported)
            if taken is None:
                continue
            specifier = _specifier(project, near, path, importer)
            if specifier is not None:
                binding = Binding("Button", specifier, default=exported == "default")
                button = Button(binding, keeps_focus=taken.any_attribute, typed=taken.type)
                return OwnButton(button, taken.class_name, path)
    return None


def _candidates(project: Project) -> Iterator[str]:
    """The modules called `button`, those of the app first, the nearest to a folder `ui` first."""
    found = [
        path
        for path in project.files.walk()
        if called(path).lower() == "button"
        and (is_component(path) or path.endswith("/index.ts"))
        and not is_test(path)
        and _FOLDERS.search(path)
        and _OF_MAILS.isdisjoint(path.split("/"))
    ]
    directory = project.app.directory
    own = [path for path in found if project.package_directory(path) == directory]
    yield from sorted(own, key=_rank)
    package = project.app.package
    for each in project.packages.workspaces().values():
        if package is not None and each.name and project.packages.depends(package, each.name):
            theirs = (path for path in found if project.package_directory(path) == each.directory)
            yield from sorted(theirs, key=_rank)


def _rank(path: str) -> tuple[bool, int, bool, str]:
    return "/ui/" not in path, path.count("/"), "/index." not in path, path


def _taken(project: Project, path: str, exported: str) -> Taken | None:
    try:
        definition = project.modules.export(path, exported)
        if not isinstance(definition, Definition) or definition.declaration is None:
            return None
        if exported == "default" and definition.declaration.name.lower() != "button":
            return None
        return taken_by(project.source(definition.path), definition.declaration)
    except CodemodError:  # a file that cannot be read has no button to use
        return None


def _specifier(project: Project, near: Neighbours, path: str, importer: str) -> str | None:
    like = [*near.imports, *_imports_of(project, path)]
    try:
        specifier = project.modules.specifier(path, importer, like=like, name="Button")
    except CodemodError:  # its package does not offer it to others
        return None
    if project.package_directory(path) == project.package_directory(importer):
        return specifier
    across = paths.relative(paths.parent(importer), path)  # no package imports another like that
    return specifier if specifier != across else None


def _imports_of(project: Project, path: str) -> Iterator[tuple[str, str]]:
    """Importer and specifier of some of the imports that could be of the module at `path`."""
    name = called(path)
    for importer in project.files.mentions(f"/{name}".encode())[:_MOST_IMPORTERS]:
        with suppress(CodemodError):  # a file that cannot be read imports nothing
            for each in project.source(importer).module.imports:
                if name in each.specifier:
                    yield importer, each.specifier
