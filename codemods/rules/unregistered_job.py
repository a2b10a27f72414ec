"""
## What it does
Follows the `functions` of every `serve` and `connect` of the app to the arrays that they are, and
reports a job, made at the top level of a module, that none of them holds. One that a list takes
under a misspelt name is unresolved-registration's.

Shown under `--strict` only: a job that may be served all the same, as a part of the list is known
at run time only, or as the list has its name and the import of that cannot be followed.

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

```python
# file: app/jobs/generate_report.py
import inngest

from app.client import client


@client.create_function(
    fn_id="generate-report", trigger=inngest.TriggerCron(cron="0 2 * * *"), retries=2
)
async def generate_report(ctx: inngest.Context) -> dict[str, object]:
    return {"success": True}


# file: app/main.py
import fastapi
import inngest.fast_api

from app.client import client

app = fastapi.FastAPI()
inngest.fast_api.serve(app, client, [])
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

```python
# file: app/jobs/generate_report.py
import inngest

from app.client import client


@client.create_function(
    fn_id="generate-report", trigger=inngest.TriggerCron(cron="0 2 * * *"), retries=2
)
async def generate_report(ctx: inngest.Context) -> dict[str, object]:
    return {"success": True}


# file: app/main.py
import fastapi
import inngest.fast_api

from app.client import client
from app.jobs.generate_report import generate_report

app = fastapi.FastAPI()
inngest.fast_api.serve(app, client, [generate_report])
```

## Fix safety
The fix is `codemod register-job`. It is unsafe, as the job runs from then on.

## References
- [Inngest: serving functions](https://www.inngest.com/docs/learn/serving-inngest-functions)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.events.event_names import RESERVED
from codemods.inngest.model import Job, JobList, Serve, Span, language_of
from codemods.inngest.project import Project
from codemods.rules._doubts import doubt, is_at_module_level
from codemods.rules._entries import is_misspelt_in
from codemods.rules._jobs import current, events, head
from codemods.rules._uses import needle, unused_array
from codemods.rules.rule import Finding, Fix, Rule, Scope
from codemods.syntax.naming import quoted
from codemods.workspace.writing.changes import ChangeSet


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
        misspelt = any(is_misspelt_in(project, job, serve) for serve in own)
        if is_at_module_level(project, job) and not misspelt:
            yield _finding(project, job, own)


def _causes(own: list[Serve]) -> tuple[Span, ...]:
    """The lists that the job could be in, and where they are served."""
    served = [serve.span for serve in own]
    arrays = [each.functions.array for each in own if isinstance(each.functions, JobList)]
    return tuple(dict.fromkeys((*arrays, *served)))


def _finding(project: Project, job: Job, own: list[Serve]) -> Finding:
    name = quoted(job.label)
    reason = doubt(project, job, own)
    if reason is not None:
        return Finding(
            span=head(project, job),
            message=f"{name} may never run: it is in no list of functions that can be followed",
            help=f"see that it is among those that `serve` is given: {reason}",
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
        array = unused_array(project, job)
        other = f"all of {array}" if array is not None else "delete it"
        mend = f"add it to the functions of {route} (`codemod register-job`), or {other}"
    return Finding(
        span=head(project, job),
        message=f"{name} never runs: no `serve` of its app lists it",
        help=mend,
        job=job.label,
        fix=_fix(job, route) if len(lists) == 1 and twin is None else None,
        causes=(*_causes(own), *((twin[0].span,) if twin is not None else ())),
    )


def _same_trigger(job: Job, own: list[Serve]) -> tuple[Job, str] | None:
    """A job that is served and that an event of this one starts, with the event; or None.

    What Inngest itself sends is for any number of jobs.
    """
    wanted = {event for event in events(job) if not event.startswith(RESERVED)}
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


def _of_its_app(project: Project, job: Job, serves: list[Serve]) -> list[Serve]:
    """The `serve` calls of the job's package; else those that serve other jobs of that package."""
    package = project.package_directory(job.path)
    serves = [serve for serve in serves if language_of(serve.path) == job.language]
    own = [serve for serve in serves if project.package_directory(serve.path) == package]
    return own or [
        serve
        for serve in serves
        if any(project.package_directory(j.path) == package for j in serve.functions.jobs())
    ]


RULE = Rule(
    code="JOB107",
    name="unregistered-job",
    severity="error",
    check=check,
    languages=("typescript", "python"),
    fix="unsafe",
)
