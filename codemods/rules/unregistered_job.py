"""
## What it does
Follows the `functions` of every `serve` and `connect` of the app to the arrays that they are, and
reports a job, made at the top level of a module, that none of them holds.

## Why is this bad?
Inngest only knows the jobs that an app serves. A job that is in no list never runs: its events
arrive, nothing happens, and nothing says so.

## Example
```ts
// file: src/lib/inngest/functions/generate-report.ts
import { inngest } from "@/lib/inngest/client";

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", retries: 2 },
  { cron: "0 2 * * *" },
  async () => {
    return { success: true };
  },
);

// file: src/app/api/inngest/route.ts
import { serve } from "inngest/next";
import { inngest } from "@/lib/inngest/client";

export const { GET, POST, PUT } = serve({
  client: inngest,
  functions: [],
});
```

## Use instead
```ts
// file: src/lib/inngest/functions/generate-report.ts
import { inngest } from "@/lib/inngest/client";

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", retries: 2 },
  { cron: "0 2 * * *" },
  async () => {
    return { success: true };
  },
);

// file: src/app/api/inngest/route.ts
import { serve } from "inngest/next";
import { inngest } from "@/lib/inngest/client";
import { generateReportJob } from "@/lib/inngest/functions/generate-report";

export const { GET, POST, PUT } = serve({
  client: inngest,
  functions: [generateReportJob],
});
```

## Fix safety
The fix is `codemod register-job`. It is unsafe, as the job runs from then on.

## References
- [Inngest: serving functions](https://www.inngest.com/docs/learn/serving-inngest-functions)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.model import Job, JobList, Runtime, Serve, Span
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at, span
from codemods.inngest.serves import required_adapter
from codemods.rules._jobs import current, events, head
from codemods.rules._uses import needle, use_of
from codemods.rules.rule import Finding, Fix, Rule, Scope
from codemods.syntax.naming import quoted
from codemods.syntax.nodes import FUNCTIONS, walk
from codemods.workspace.writing.changes import ChangeSet

_CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each job that is in no list of its app."""
    project = scope.project
    serves = [serve for serve in project.serves if project.is_linted(serve.path)]
    served = {job.span for serve in project.serves for job in serve.functions.jobs()}
    missing = [
        (job, own)
        for job in project.linted_jobs()
        if job.span not in served and (own := _of_its_app(project, job, serves))
        if any(map(scope.covers, (job.path, *(each.path for each in _causes(own)))))
    ]
    # One reading of each file tells of all of them.
    project.files.mentions(*(needle(job) for job, _ in missing))
    for job, own in missing:
        if _at_module_level(project, job):
            yield _finding(project, job, own)


def _causes(own: list[Serve]) -> tuple[Span, ...]:
    """The lists that the job could be in, and where they are served."""
    served = [serve.span for serve in own]
    arrays = [each.functions.array for each in own if isinstance(each.functions, JobList)]
    return tuple(dict.fromkeys((*arrays, *served)))


def _finding(project: Project, job: Job, own: list[Serve]) -> Finding:
    name = quoted(job.label)
    doubt = _doubt(project, job, own)
    if doubt is not None:
        return Finding(
            span=head(project, job),
            message=f"{name} may never run: it is in no list of functions that can be followed",
            help=f"see that it is among those that `serve` is given: {doubt}",
            job=job.label,
            strict=True,
            causes=_causes(own),
        )
    route = min(serve.path for serve in own)
    lists = {serve.functions.array for serve in own if isinstance(serve.functions, JobList)}
    twin = _same_trigger(job, own)
    if twin is not None:
        served, event = twin
        mend = f"{quoted(event)} starts {quoted(served.label)} already: delete it, or add it too"
    else:
        mend = f"add it to the functions of {route} (`codemod register-job`), or delete it"
    return Finding(
        span=head(project, job),
        message=f"{name} never runs: no `serve` of its app lists it",
        help=mend,
        job=job.label,
        fix=_fix(job, route) if len(lists) == 1 and twin is None else None,
        causes=(*_causes(own), *((twin[0].span,) if twin is not None else ())),
    )


def _same_trigger(job: Job, own: list[Serve]) -> tuple[Job, str] | None:
    """A job that is served and that an event of this one starts, with the event; or None."""
    wanted = set(events(job))
    for served in (each for serve in own for each in serve.functions.jobs()):
        for event in events(served):
            if event in wanted:
                return served, event
    return None


def _fix(job: Job, route: str) -> Fix:
    def plan(project: Project) -> ChangeSet:
        from codemods.transforms.register_job import register

        return register(project, current(project, job), route)

    return Fix(f"register {job.label}", "unsafe", plan)


def _at_module_level(project: Project, job: Job) -> bool:
    """Whether the module makes this job once, when it is loaded: not in a function or a class."""
    node: Node | None = node_at(project.source(job.path), job.span).parent
    while node is not None:
        if node.type in FUNCTIONS or node.type in _CLASSES:
            return False
        node = node.parent
    return True


def _of_its_app(project: Project, job: Job, serves: list[Serve]) -> list[Serve]:
    """The `serve` calls of the job's package; else those that serve other jobs of that package."""
    package = project.package_directory(job.path)
    own = [serve for serve in serves if project.package_directory(serve.path) == package]
    return own or [
        serve
        for serve in serves
        if any(project.package_directory(j.path) == package for j in serve.functions.jobs())
    ]


def _doubt(project: Project, job: Job, own: list[Serve]) -> str | None:
    """Why the job may be served all the same, or be left out on purpose; None where neither is."""
    for serve in own:
        unknown = next(_unknown(serve.functions), None)
        if unknown is not None:
            place = _place(project, unknown.span)
            return f"{place} is known only at run time, as {unknown.reason}"
        required = next(_required(project, serve), None)
        if required is not None:
            return f"{_place(project, required)} is required, and not followed"
        comment = next(_commented_out(project, job, serve.functions), None)
        if comment is not None:
            return f"{_place(project, comment)} has it in a comment"
    twin = next((each for each in project.linted_jobs() if _stands_in(project, job, each)), None)
    if twin is not None:
        return f"{_place(project, twin.span)} makes a job of the same id, which may be served"
    used = use_of(project, job)
    if used is not None:
        return f"{_place(project, used)} uses it otherwise"
    adapter = next(_other_adapters(project, own), None)
    if adapter is not None:
        return f"{_place(project, adapter)} gets `serve` in a way that is not followed"
    return None


def _required(project: Project, serve: Serve) -> Iterator[Span]:
    """The entries of a list in a CommonJS file that are no job in sight."""
    lists = [serve.functions] if isinstance(serve.functions, JobList) else []
    for each in lists:
        unseen = [e for e in each.entries if e.job is None and e.spread is None]
        if unseen and b"require(" in project.source(each.array.path).data:
            yield unseen[0].span
        lists.extend(e.spread for e in each.entries if isinstance(e.spread, JobList))


def _other_adapters(project: Project, own: list[Serve]) -> Iterator[Span]:
    """Where a file of the app requires an adapter without a `serve` in sight."""
    packages = {project.package_directory(serve.path) for serve in own}
    known = {serve.path for serve in project.serves}
    for path in project.files.mentions(b'require("inngest/', b"require('inngest/"):
        if path in known or project.package_directory(path) not in packages:
            continue
        if project.is_linted(path):
            found = required_adapter(project.source(path))
            if found is not None:
                yield span(project.source(path), found)


def _stands_in(project: Project, job: Job, other: Job) -> bool:
    """Whether another job has the id of this one and is served, or may be: by a factory, or by what
    is not followed."""
    if job.id is None or other.id != job.id or other.span == job.span:
        return False
    served = any(other in serve.functions.jobs() for serve in project.serves)
    return served or not _at_module_level(project, other) or use_of(project, other) is not None


def _unknown(functions: JobList | Runtime) -> Iterator[Runtime]:
    """The parts of a list that only run time knows. A choice between known lists is known."""
    if isinstance(functions, Runtime):
        if not functions.maybe:
            yield functions
        for each in functions.maybe:
            yield from _unknown(each)
        return
    for entry in functions.entries:
        if entry.spread is not None:
            yield from _unknown(entry.spread)


def _commented_out(project: Project, job: Job, functions: JobList | Runtime) -> Iterator[Span]:
    """The comments in the arrays of a list that have the job's name."""
    if job.name is None:
        return
    if isinstance(functions, Runtime):
        for each in functions.maybe:
            yield from _commented_out(project, job, each)
        return
    source = project.source(functions.array.path)
    word = re.compile(rf"(?<![\w$]){re.escape(job.name)}(?![\w$])")
    for node in walk(node_at(source, functions.array)):
        if node.type == "comment" and word.search(source.text(node)):
            yield Span(source.path, node.start_byte, node.end_byte)
    for entry in functions.entries:
        if entry.spread is not None:
            yield from _commented_out(project, job, entry.spread)


def _place(project: Project, place: Span) -> str:
    return f"{place.path}:{project.source(place.path).position(place.start).line}"


RULE = Rule(
    code="JOB107",
    name="unregistered-job",
    severity="error",
    check=check,
    fix="unsafe",
)
