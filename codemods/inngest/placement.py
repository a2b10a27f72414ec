"""Where a new job belongs and what it is called, read off the jobs that are there."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.inngest.model import Job
from codemods.syntax import languages

if TYPE_CHECKING:
    from codemods.inngest.project import Project

# Folder names that say by themselves that jobs live in them.
TELLING = frozenset(
    {"functions", "jobs", "inngest", "workflows", "background", "tasks", "crons", "workers"}
)
_SUFFIXES = ("Job", "Function", "Fn", "Cron", "Task", "Workflow")


class Detected(Struct, frozen=True):
    """Something that was read off the project, and what it was read from."""

    value: str
    evidence: str


def source_root(project: Project) -> str:
    """`src` of the app when it has one, else the app's own folder."""
    src = project.app.path("src")
    return src if project.files.is_dir(src) else project.app.directory


def jobs_directory(project: Project, client_path: str | None) -> Detected:
    """The folder for a new job: where the jobs are, else beside the client, else the spec's."""
    paths = sorted({job.path for job in _own_modules(project)})
    if paths:
        found = _shared_directory(paths)
        if found is not None:
            return found
    if client_path is not None:
        return Detected(_beside(client_path), f"beside the client {client_path}")
    root = source_root(project)
    directory = f"{root}/lib/inngest/functions" if root else "lib/inngest/functions"
    return Detected(directory, "the default layout, as there are no jobs yet")


def _own_modules(project: Project) -> list[Job]:
    """The app's jobs that have a module to themselves, not those written inside a route."""
    routes = {serve.path for serve in project.serves}
    return [job for job in project.app_jobs() if job.path not in routes]


def _shared_directory(paths: list[str]) -> Detected | None:
    """The deepest folder with more than two thirds of the files, if it is a folder of jobs."""
    if len(paths) == 1 and PurePosixPath(paths[0]).stem in TELLING:
        # One file holds all jobs: new ones get a folder of its name.
        only = PurePosixPath(paths[0])
        return Detected(str(only.with_suffix("")), f"a folder beside {only}, which holds all jobs")
    modules = [PurePosixPath(path) for path in paths]
    folders = {module.parent for module in modules}
    counts: Counter[PurePosixPath] = Counter()
    for module in modules:
        # `functions.ts` beside `functions/` belongs into it.
        own = [module.with_suffix("")] if module.with_suffix("") in folders else []
        counts.update([*own, *module.parents])
    shared = [folder for folder, count in counts.items() if count * 3 > len(paths) * 2]
    deepest = max(shared, key=lambda folder: (len(folder.parts), str(folder)))
    holds_some = deepest in folders
    if str(deepest) == "." or not (holds_some or deepest.name in TELLING):
        return None
    return Detected(str(deepest), f"{counts[deepest]} of {len(paths)} files with jobs are there")


def _beside(client_path: str) -> str:
    client = PurePosixPath(client_path)
    # `lib/inngest.ts` stands where the folder `lib/inngest` would.
    stands_for = client.stem == "inngest" and client.parent.name != "inngest"
    folder = client.with_suffix("") if stands_for else client.parent
    return str(folder / "functions") if folder.name != "functions" else str(folder)


def export_suffix(project: Project, *, scheduled: bool = False) -> Detected:
    """What the names of the project's jobs end in: ``Job`` unless most have another, or none.

    scheduled: whether it is for a job without an event; only such a one can be a ``Cron``
    """
    names = [job.name for job in project.app_jobs() if job.name]
    if not scheduled:
        names = [name for name in names if not name.endswith("Cron")] or names
    if not names:
        return Detected("Job", "the default, as there are no jobs yet")
    endings = Counter(_ending(name) for name in names)
    if not scheduled and set(endings) == {"Cron"}:
        return Detected("Job", "the default, as all jobs are schedules")
    suffix = max(endings, key=lambda ending: (endings[ending], ending == "Job"))
    what = f"end in {suffix}" if suffix else "have no suffix"
    return Detected(suffix, f"{endings[suffix]} of {len(names)} jobs {what}")


def _ending(name: str) -> str:
    return next((s for s in _SUFFIXES if name.endswith(s) and name != s), "")


def module_extension(project: Project) -> str:
    """``.ts``, or ``.js`` in an app that is written in JavaScript."""
    paths = {job.path for job in project.app_jobs()}
    paths |= {serve.path for serve in project.app_serves()}
    if paths:
        typed = sum(PurePosixPath(p).suffix in languages.TYPESCRIPT_SUFFIXES for p in paths)
        return ".ts" if typed * 2 >= len(paths) else ".js"
    is_javascript = project.files.exists(project.app.path("jsconfig.json")) and not (
        project.files.exists(project.app.path("tsconfig.json"))
    )
    return ".js" if is_javascript else ".ts"
