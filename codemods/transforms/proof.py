"""The post-condition of `add-job`, proved on the planned tree before anything is written."""

from __future__ import annotations

from codemods.errors import CodemodError
from codemods.inngest.model import Job, JobList
from codemods.inngest.project import Project
from codemods.syntax import languages
from codemods.syntax.source import Source
from codemods.transforms.register_job import choose_serve
from codemods.workspace.changes import ChangeSet


def prove_job(
    project: Project,
    changes: ChangeSet,
    *,
    job: str,
    path: str,
    triggers: set[tuple[str, str | None]],
    registered: bool,
    route: str | None,
) -> None:
    """Reads back what the project will be and raises CodemodError for the part that fails.

    The job is found under its id, in its file, with its triggers; when it is to be registered, the
    list has it exactly once and no other job with its id; nothing new is unparsable.
    """
    for change in changes.changes:
        if change.after is not None and languages.grammar_for(change.path) is not None:
            before = _errors(change.path, change.before) if change.before is not None else 0
            if _errors(change.path, change.after) > before:
                raise _failed("the result would not parse", change.path)
    found = [each for each in project.jobs_in(path) if each.id == job]
    if len(found) != 1:
        raise _failed(f"the job {job} would be found {len(found)} times", path)
    if {(trigger.kind, trigger.value) for trigger in found[0].triggers or ()} != triggers:
        raise _failed(f"the job {job} would have other triggers than asked for", path)
    if registered:
        _prove_registered(project, found[0], route)


def _prove_registered(project: Project, job: Job, route: str | None) -> None:
    serve = choose_serve(project, route)
    functions = serve.functions
    jobs = functions.jobs() if isinstance(functions, JobList) else []
    times = sum(each.span == job.span for each in jobs)
    if times != 1:
        raise _failed(f"the job {job.id} would be served {times} times", serve.path)
    if sum(each.id == job.id for each in jobs) != 1:
        raise _failed(f"another job with the id {job.id} would be served beside it", serve.path)


def _errors(path: str, data: bytes) -> int:
    return sum(1 for _ in Source(path, data).syntax_errors())


def _failed(what: str, path: str) -> CodemodError:
    return CodemodError(
        what,
        where=path,
        mend="nothing was written; please report this with the file",
    )
