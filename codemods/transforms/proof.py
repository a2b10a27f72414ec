"""The post-condition of `add-job`, proved on the planned tree before anything is written."""

from __future__ import annotations

from codemods.errors import CodemodError
from codemods.inngest.model import Job, JobList, language_of
from codemods.inngest.project import Project
from codemods.syntax import languages
from codemods.syntax.source import Source
from codemods.transforms.register_job import choose_serve
from codemods.transforms.status.lacking import status_fields
from codemods.workspace.writing.changes import ChangeSet

# A proof that fails is a fault of ours, unless a template of the project's own was filled in.
_OURS = "nothing was written; please report this with the file"


def prove_parses(changes: ChangeSet) -> None:
    """Raises CodemodError where a file would have more syntax errors than it has now."""
    for change in changes.changes:
        if change.after is None:
            continue
        if language_of(change.path) == "python":
            _prove_python(change.path, change.after)
        elif languages.grammar_for(change.path) is not None:
            before = _errors(change.path, change.before) if change.before is not None else 0
            if _errors(change.path, change.after) > before:
                raise _failed("the result would not parse", change.path)


def _prove_python(path: str, data: bytes) -> None:
    from codemods.syntax.python.source import parsed

    try:
        parsed(path, data)
    except CodemodError:
        raise _failed("the result would not parse", path) from None


def prove_job(
    project: Project,
    *,
    job: str,
    path: str,
    triggers: set[tuple[str, str | None]],
    template: str | None = None,
) -> Job:
    """The job as it is read back: found once under its id, in its file, with its triggers.

    project:  as it will be
    template: the file of the project's own template that made it, if one did

    Raises CodemodError for the part that fails.
    """
    mend = _OURS if template is None else f"mend the template {template}"
    found = [each for each in project.jobs_in(path) if each.id == job]
    if len(found) != 1:
        raise _failed(f"the job {job} would be found {len(found)} times", path, mend)
    if {(trigger.kind, trigger.value) for trigger in found[0].triggers or ()} != triggers:
        raise _failed(f"the job {job} would have other triggers than asked for", path, mend)
    return found[0]


def prove_registered(project: Project, job: Job, route: str | None) -> None:
    """Raises CodemodError unless the list has the job once, and no other one with its id.

    project: as it will be
    route:   the file whose `serve` is meant, as `choose_serve` takes it
    """
    serve = choose_serve(project, route)
    functions = serve.functions
    namesakes = [
        each
        for each in (functions.jobs() if isinstance(functions, JobList) else ())
        if each.id == job.id
    ]
    times = sum(each.path == job.path for each in namesakes)
    if times != 1:
        raise _failed(f"the job {job.id} would be served {times} times", serve.path)
    if len(namesakes) != 1:
        raise _failed(f"another job with the id {job.id} would be served beside it", serve.path)


def prove_sent(path: str, event: str, times: int) -> None:
    """Raises CodemodError unless a handler of the file, read back, sends the event once."""
    if times != 1:
        raise _failed(f"the event {event} would be sent {times} times", path)


def prove_component(
    project: Project,
    *,
    path: str,
    name: str,
    default: bool,
    address: str,
    template: str | None = None,
) -> None:
    """Raises CodemodError unless the module, read back, exports the component and asks the address.

    project:  as it will be
    address:  as the code has it, in a template literal
    template: the file of the project's own template that made it, if one did
    """
    mend = _OURS if template is None else f"mend the template {template}"
    source = project.source(path)
    exported = {(each.exported, each.local) for each in source.module.exports}
    if ("default" if default else name, name) not in exported:
        raise _failed(f"the component {name} would not be exported", path, mend)
    if address.encode() not in source.data:
        raise _failed("the component would not ask the route", path, mend)


def prove_status_fields(project: Project, model: str, *, enum: bool) -> None:
    """Raises CodemodError unless the model, read back, has all of the status fields.

    project: as it will be; enum: the status is to be one
    """
    schema = project.schema
    found = schema.model(model) if schema is not None else None
    if schema is None or found is None:
        raise _failed(f"the model {model} would be gone", "schema.prisma")
    has = status_fields(found, schema, project.config, enum=enum)
    if None in (has.status, has.time, has.error):
        raise _failed(f"{model} would still lack status fields", found.extent.path)


def _errors(path: str, data: bytes) -> int:
    return sum(1 for _ in Source(path, data).syntax_errors())


def _failed(what: str, path: str, mend: str = _OURS) -> CodemodError:
    return CodemodError(what, where=path, mend=mend)
