"""Modules that would import each other: Python runs one of them before the other is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError, Refusal

if TYPE_CHECKING:
    from codemods.inngest.model import Job
    from codemods.inngest.project import Project

_MOST_MODULES = 2000  # of a repository, in one search


def refuse_cycle(project: Project, job: Job, path: str, hand: str) -> None:
    """Raises Refusal where the job's module needs the file at `path`, which is to import it.

    A file that imports the job's module already is none the worse for it.
    """
    if job.path in imported_by(project, path, deep=False):
        return
    if path not in imported_by(project, job.path):
        return
    if any(each.span.path == path for each in project.clients):
        raise Refusal(
            f"the client is made in {path}, which has the list of jobs too: the job's module, "
            "which needs the client, cannot be imported there",
            where=path,
            mend="move the client to a module of its own and import it from there",
            add=hand,
        )
    raise Refusal(
        f"the job's module needs {path}, so that one cannot import the job in turn",
        where=job.path,
        mend="move what it takes from there to a module of its own",
        add=hand,
    )


def imported_by(project: Project, path: str, *, deep: bool = True) -> set[str]:
    """The project's own files that a file imports at its top level, with what those import.

    deep: also what the imported ones import, and so on
    """
    found: set[str] = set()
    waiting = [path]
    while waiting and len(found) < _MOST_MODULES:
        importer = waiting.pop()
        try:
            outline = project.python(importer).outline
        except CodemodError:
            continue
        for each in outline.imports.values():
            if each.type_only:
                continue
            modules = [each.module]
            if each.name is not None:
                dot = "" if each.module.endswith(".") else "."
                modules.append(f"{each.module}{dot}{each.name}")
            for module in modules:
                target = project.python_modules.resolve(module, importer)
                if target is not None and target not in found:
                    found.add(target)
                    if deep:
                        waiting.append(target)
    return found
