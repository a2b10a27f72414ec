"""Add jobs to the list that is served, wherever that list is written.

Follows the `functions` of `serve` (https://www.inngest.com/docs/reference/serve) to the array, and
edits what stands between the job and it: the barrel, the import, the entry.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.inngest.model import Job, JobList, Runtime, Serve, language_of
from codemods.inngest.own_code import is_test
from codemods.inngest.project import Project
from codemods.syntax import naming
from codemods.transforms.entries import add_entry, by_hand
from codemods.workspace.writing.changes import ChangeSet


class RegisterJob(Struct, frozen=True):
    """Register the jobs that are named, or every job of the app that no list has.

    names: ids, export names or files of jobs; none for all that are unregistered
    route: the file whose `serve` is meant, when the app has several
    """

    names: tuple[str, ...] = ()
    route: str | None = None

    def plan(self, project: Project) -> ChangeSet:
        """The edits. Jobs that are registered already change nothing.

        With names, the first refusal is raised. Without, a job that cannot be registered is put
        among the facts as `refused` and the others are registered.
        """
        from codemods.transforms.proof import prove_parses  # which imports this module

        changes = self._plan_named(project) if self.names else self._plan_all(project)
        prove_parses(changes)
        return changes

    def _plan_named(self, project: Project) -> ChangeSet:
        total = ChangeSet()
        for job in [job for name in self.names for job in find_jobs(project, name)]:
            total |= register(project.with_changes(total) if total else project, job, self.route)
        return total

    def _plan_all(self, project: Project) -> ChangeSet:
        missing = _unregistered(project)
        if not missing:
            served = (serve.functions for serve in project.app_serves())
            lists = [each.array.path for each in served if isinstance(each, JobList)]
            return ChangeSet(identical=tuple(lists))
        functions = choose_serve(project, self.route).functions
        if isinstance(functions, Runtime):
            return ChangeSet(facts={"refused": (_at_run_time(project, functions, missing),)})
        total = ChangeSet()
        refused: list[Refusal] = []
        for job in missing:
            after = project.with_changes(total) if total else project
            try:
                total |= register(after, job, self.route)
            except Refusal as refusal:
                refused.append(refusal)
        return total | ChangeSet(facts={"refused": tuple(refused)})


def register(project: Project, job: Job, route: str | None = None) -> ChangeSet:
    """The edits that add one job to the app's list; raises Refusal where that cannot be done."""
    serve = choose_serve(project, route)
    functions = serve.functions
    if isinstance(functions, Runtime):
        raise _at_run_time(project, functions, [job])
    facts = {"registered": job.label, "list": functions.array.path}
    if _same(job, functions):
        return ChangeSet(identical=(functions.array.path,), facts=facts)
    changes = _add_entry(project, job, _innermost(functions, job))
    return changes | ChangeSet(facts=facts)


def _add_entry(project: Project, job: Job, functions: JobList) -> ChangeSet:
    if language_of(functions.array.path) == "python":
        from codemods.transforms.python.entries import add_entry as add_python_entry

        return add_python_entry(project, job, functions)
    return add_entry(project, job, functions)


def _by_hand(project: Project, job: Job, path: str) -> str:
    if language_of(path) == "python":
        from codemods.transforms.python.entries import by_hand as by_hand_in_python

        return by_hand_in_python(project, job, path)
    return by_hand(project, job, path)


def _at_run_time(project: Project, functions: Runtime, jobs: Sequence[Job]) -> Refusal:
    at = project.text(functions.span.path).position(functions.span.start)
    return Refusal(
        f"the list of jobs is only known when the app runs: {functions.reason}",
        where=f"{functions.span.path}:{at.line}:{at.column}",
        mend=f"add the job{'s' if len(jobs) > 1 else ''} by hand",
        add="\n".join(_by_hand(project, job, functions.span.path) for job in jobs),
    )


def choose_serve(project: Project, route: str | None) -> Serve:
    """The `serve` of the app that a job belongs in.

    Raises CodemodError where there is none, or where several lists could be meant.
    """
    serves = project.app_serves()
    serves = tuple(serve for serve in serves if not is_test(serve.path)) or serves
    if route is not None:
        path = route.removeprefix("./")
        serves = tuple(serve for serve in project.serves if serve.path == path)
        if not serves:
            if not project.files.exists(path):
                raise CodemodError("no such file", where=path, mend="give --route the route's file")
            if language_of(path) == "typescript":
                project.source(path).refuse_errors_at([project.source(path).root])
            else:
                project.python(path)  # says where it is not Python
            raise CodemodError(
                "no call of Inngest's serve is in this file",
                where=path,
                mend="give --route the file that calls it",
            )
    if not serves:
        if project.python_code is not None:
            from codemods.transforms.python.unread_serves import refuse_unreadable

            refuse_unreadable(project)
        raise CodemodError(
            "no file of the app calls Inngest's serve",
            where=project.app.directory or None,
            mend="create the route, or name it with --route",
        )
    lists = {
        serve.functions.array if isinstance(serve.functions, JobList) else serve.functions.span
        for serve in serves
    }
    if len(lists) > 1:
        routes = ", ".join(sorted({serve.path for serve in serves}))
        raise CodemodError(
            f"several lists of jobs are served: {routes}", mend="name one with --route FILE"
        )
    return serves[0]


def _innermost(functions: JobList, job: Job) -> JobList:
    """The list that holds the jobs of the same folder, where lists are spread into one another."""
    folder = job.path.rpartition("/")[0]

    def is_home(candidate: JobList) -> bool:
        return any(
            entry.job is not None and entry.job.path.rpartition("/")[0] == folder
            for entry in candidate.entries
        )

    if is_home(functions):
        return functions
    for entry in functions.entries:
        if isinstance(entry.spread, JobList):
            inner = _innermost(entry.spread, job)
            if is_home(inner):
                return inner
    return functions


def _same(job: Job, functions: JobList) -> bool:
    return any(each.span == job.span for each in functions.jobs())


def find_jobs(project: Project, name: str) -> list[Job]:
    """The jobs that a name means: an id, an export's name, or a file for every job in it.

    Raises CodemodError for none, and where several jobs have the name.
    """
    path = name.removeprefix("./")
    found = [job for job in project.jobs if name in (job.id, job.name) or job.path == path]
    if not found:
        known = [each for job in project.jobs for each in (job.id, job.name) if each]
        near = naming.nearest(name, known)
        raise CodemodError(
            f"there is no job {naming.quoted(name)}",
            mend=f"did you mean {near}?" if near else "give a job's id, its export or its file",
        )
    if len(found) > 1 and not any(job.path == path for job in found):
        places = ", ".join(job.path for job in found)
        raise CodemodError(
            f"several jobs are called {naming.quoted(name)}: {places}", mend="give the file"
        )
    return found


def _unregistered(project: Project) -> list[Job]:
    """The app's own jobs that are in none of the lists that anything serves, or may serve."""
    directory = project.app.directory
    served = {job.span for serve in project.serves for job in serve.functions.jobs()}
    return [
        job
        for job in project.jobs
        if job.span not in served
        and job.language == project.app.language
        and project.package_directory(job.path) == directory
    ]
