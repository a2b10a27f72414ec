"""The file that a Python job's module becomes, and the packages that it needs around it."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.inngest.placement import TELLING, Detected
from codemods.syntax.python.names import safe, snake

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.python.jobs.models import Model
    from codemods.transforms.scaffold_job import ScaffoldJob

_NEW = "jobs"  # what a folder for jobs is called where there is none


def job_path(
    asked: ScaffoldJob, project: Project, client: str, model: Model | None
) -> tuple[str, str]:
    """The path of the module, and what says so: in the folder that was named, else where the
    project has its jobs, else beside the client. A Django job lies with its model.

    Raises CodemodError for a folder that cannot hold it.
    """
    found = _directory(asked, project, client, model)
    name = safe(snake(asked.name))
    path = f"{found.value}/{name}.py".removeprefix("/")
    if project.files.is_ignored(path):
        raise CodemodError(
            "git ignores this file, or its folder never holds source: the job would not be found",
            where=path,
            mend="name another folder with --jobs-dir, or take the rule out of .gitignore",
        )
    return path, found.evidence


def packages_for(project: Project, path: str) -> tuple[str, ...]:
    """The `__init__.py` files that the folders around a new module lack, the outermost first.

    A folder without one is left as it is where it has modules already: it is imported as it is.
    """
    missing: list[str] = []
    folder = PurePosixPath(path).parent
    while str(folder) != "." and not project.files.is_dir(str(folder)):
        missing.append(f"{folder}/__init__.py")
        folder = folder.parent
    inside = project.python_modules.is_package("" if str(folder) == "." else str(folder))
    return tuple(reversed(missing)) if missing and (inside or str(folder) == ".") else ()


def _directory(asked: ScaffoldJob, project: Project, client: str, model: Model | None) -> Detected:
    given = asked.jobs_dir
    if given is None and project.config.jobs_dir is not None:
        given = project.app.path(project.config.jobs_dir)
    if given is not None:
        return Detected(_checked(project, given), "the folder was named")
    name = safe(snake(asked.name))
    jobs = [job for job in project.app_jobs() if job.language == "python"]
    for job in jobs:
        there = PurePosixPath(job.path)
        if job.id == asked.name and there.stem == name:
            return Detected(_text(there.parent), "the job is there already")
    if model is not None and model.orm == "django":
        return _with_model(project, model)
    routes = {serve.path for serve in project.serves}
    paths = sorted({job.path for job in jobs if job.path not in routes})
    if paths:
        return _with_jobs(project, paths)
    return _beside(project, PurePosixPath(client), f"beside the client {client}")


def _checked(project: Project, given: str) -> str:
    directory = PurePosixPath(given)
    if directory.is_absolute() or ".." in directory.parts:
        raise CodemodError(
            "the folder for jobs lies outside the project",
            where=given,
            mend="give a folder inside the root",
        )
    for folder in (directory, *directory.parents):
        if project.files.exists(str(folder)):
            raise CodemodError(
                "this is a file, not a folder for jobs",
                where=str(folder),
                mend="give a folder with --jobs-dir",
            )
    return _text(directory)


def _with_model(project: Project, model: Model) -> Detected:
    """The folder for jobs in the Django app of a model."""
    models = PurePosixPath(model.path)
    app = models.parent.parent if models.parent.name == "models" else models.parent
    for name in sorted(TELLING):
        if project.files.is_dir(str(app / name)):
            return Detected(str(app / name), f"{app} has the model {model.name}")
    return Detected(str(app / _NEW), f"{app} has the model {model.name}")


def _with_jobs(project: Project, paths: list[str]) -> Detected:
    """The folder of most of the jobs; a new one where they are all in one module."""
    folders = Counter(PurePosixPath(path).parent for path in paths)
    folder, count = max(folders.items(), key=lambda item: (item[1], str(item[0])))
    if len(paths) == 1 and folder.name not in TELLING:
        return _beside(project, PurePosixPath(paths[0]), f"beside {paths[0]}, which has all jobs")
    return Detected(_text(folder), f"{count} of {len(paths)} files with jobs are there")


def _beside(project: Project, path: PurePosixPath, evidence: str) -> Detected:
    """The folder of a file, if it is one for jobs by its name; else a new one there.

    No folder of the repository's root is called inngest: it would hide the SDK.
    """
    if path.parent.name in TELLING:
        return Detected(_text(path.parent), evidence)
    name = _NEW if not project.files.exists(str(path.parent / f"{_NEW}.py")) else "inngest_jobs"
    return Detected(_text(path.parent / name), evidence)


def _text(folder: PurePosixPath) -> str:
    return "" if str(folder) == "." else str(folder)
