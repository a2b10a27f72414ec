"""The file that a job's module becomes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.inngest.placement import jobs_directory, module_extension
from codemods.transforms.jobs.references import ClientModule

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.scaffold_job import ScaffoldJob


def job_path(asked: ScaffoldJob, project: Project, client: ClientModule) -> str:
    """The path of the module: in the folder that was named, else where the project has its jobs.

    Raises CodemodError for a folder that cannot hold it.
    """
    directory = _directory(asked, project, client)
    path = f"{directory}/{asked.name}{module_extension(project)}".removeprefix("/")
    if project.files.is_ignored(path):
        raise CodemodError(
            "git ignores this file, or its folder never holds source: the job would not be found",
            where=path,
            mend="name another folder with --jobs-dir, or take the rule out of .gitignore",
        )
    return path


def why_there(asked: ScaffoldJob, project: Project, client: ClientModule) -> str:
    """The evidence for the folder of `job_path`."""
    if asked.jobs_dir or project.config.jobs_dir:
        return "the folder was named"
    return jobs_directory(project, client.path).evidence


def _directory(asked: ScaffoldJob, project: Project, client: ClientModule) -> str:
    given = asked.jobs_dir
    if given is None and project.config.jobs_dir is not None:
        given = project.app.path(project.config.jobs_dir)
    if given is not None:
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
        return "" if str(directory) == "." else str(directory)
    return _there_already(asked, project) or jobs_directory(project, client.path).value


def _there_already(asked: ScaffoldJob, project: Project) -> str | None:
    """The folder of the very job where it is there: run again, it is asked for in that place."""
    for job in project.app_jobs():
        path = PurePosixPath(job.path)
        if job.id == asked.name and path.stem == asked.name:
            return "" if str(path.parent) == "." else str(path.parent)
    return None
