"""What a status component is called, and the file that it becomes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.syntax import naming
from codemods.transforms.components.neighbours import Casing, Neighbours
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_ENDINGS = (".tsx", ".jsx", ".js")


def deed(action: str, entity: str) -> tuple[str, ...]:
    """What the job does, in words: the action and the record, unless the action names that."""
    words, record = naming.words(action), naming.words(entity)
    named = any(words[at : at + len(record)] == record for at in range(len(words)))
    return words if named else (*words, *record)


def component_name(action: str, entity: str) -> str:
    """``GenerateDocumentStatus`` for the action generate on a document."""
    return naming.pascal("-".join((*deed(action, entity), "status")))


def component_path(project: Project, near: Neighbours, entity: str, name: str) -> str:
    """The file for the component: in the record's own folder among the components, if it has one.

    Raises CodemodError for a file that git ignores.
    """
    folder = _folder(near, entity)
    path = f"{folder}/{_file_name(name, near.casing)}{near.extension}"
    check_path(project, path)
    return path


def check_path(project: Project, path: str) -> None:
    """Raises CodemodError where no component can be in this file."""
    if not path.endswith(_ENDINGS):
        raise CodemodError(
            "a component cannot be in this file",
            where=path,
            mend=f"give a path that ends in {', '.join(_ENDINGS[:-1])} or {_ENDINGS[-1]}",
        )
    if project.files.is_ignored(path):
        raise CodemodError(
            "git ignores this file",
            where=path,
            mend="name another file with --path, or take the rule out of .gitignore",
        )
    for ending in (".ts", ".tsx", ".jsx", ".js"):
        other = str(PurePosixPath(path).with_suffix(ending))
        if other != path and project.files.exists(other):
            raise CodemodError(
                "this file could be imported in place of the new one",
                where=other,
                mend="give another name with --name, or another file with --path",
            )


def _folder(near: Neighbours, entity: str) -> str:
    wanted = {naming.kebab(entity), naming.kebab(naming.plural(entity))}
    folders = {paths.parent(path) for path in near.found}
    own = [
        folder
        for folder in folders
        if paths.parent(folder) == near.home and naming.kebab(folder.rpartition("/")[2]) in wanted
    ]
    return min(own, default=near.home)


def _file_name(name: str, casing: Casing) -> str:
    match casing:
        case "pascal":
            return name
        case "kebab":
            return naming.kebab(name)
        case "camel":
            return naming.camel(name)
        case "snake":
            return naming.kebab(name).replace("-", "_")
