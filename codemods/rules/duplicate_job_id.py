"""
## What it does
Reports two jobs of one served list that have the same id, a job that is in it twice, and a job
whose id is that of another with `-failure` at its end while the other has `onFailure`: the SDK
registers the failure handler under that id.

Jobs in different arms of a condition, and jobs that different `serve` calls offer, may share an id.

## Why is this bad?
`serve` throws `Duplicate function ID` when the route is loaded: no job of the app runs. The SDK for
Python says nothing and serves the last of them only.

## Example
```ts
export const nightlyReport = inngest.createFunction(
  { id: "nightly-report", name: "Nightly Report", retries: 2, triggers: [{ cron: "0 2 * * *" }] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);

export const weeklyReport = inngest.createFunction(
  { id: "nightly-report", name: "Weekly Report", retries: 2, triggers: [{ cron: "0 2 * * 1" }] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 7);
    return { count };
  },
);
```

## Use instead
```ts
export const nightlyReport = inngest.createFunction(
  { id: "nightly-report", name: "Nightly Report", retries: 2, triggers: [{ cron: "0 2 * * *" }] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);

export const weeklyReport = inngest.createFunction(
  { id: "weekly-report", name: "Weekly Report", retries: 2, triggers: [{ cron: "0 2 * * 1" }] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 7);
    return { count };
  },
);
```

## References
- inngest 4.24.0, components/InngestCommHandler.js: `Duplicate function ID`
- inngest 4.24.0, components/InngestFunction.js: `failureSuffix`
- inngest 0.5.19 for Python, _internal/comm_lib/handler.py: `_fns` by id
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.model import Entry, Job, JobList, Runtime, Span
from codemods.inngest.project import Project
from codemods.rules._language import either, is_python, option
from codemods.rules.rule import Finding, Rule, Scope

FAILURE = "-failure"  # inngest, InngestFunction.failureSuffix


def check(scope: Scope) -> Iterator[Finding]:
    """Every id that a list has a second time; once, however many serves offer that list."""
    project = scope.project
    found: dict[Span, Finding] = {}
    for serve in project.serves:
        if not project.is_linted(serve.path):
            continue
        for finding in _in_list(project, serve.functions):
            found.setdefault(finding.span, finding)
    yield from found.values()


def _in_list(project: Project, functions: JobList | Runtime) -> Iterator[Finding]:
    taken: dict[str, Job] = {}
    seen: dict[Span, int] = {}
    for entry, job in _certain(functions):
        times = seen[job.span] = seen.get(job.span, 0) + 1
        if times == 2 and not is_python(job.path):
            yield Finding(
                span=entry.span,
                message=f"job {job.label} is in the list twice, so serve throws",
                help="take one of the two entries out",
                job=job.label,
            )
        if times > 1 or job.id is None:
            continue
        first = taken.setdefault(job.id, job)
        if first is not job:
            yield Finding(
                span=_id_place(project, job),
                message=f"two jobs of one list have the id {job.id}, so {_outcome(job)}",
                help=f"give one of them another id; the other is in {first.path}",
                job=job.label,
            )
    for id_, job in taken.items():
        other = taken.get(id_.removesuffix(FAILURE)) if id_.endswith(FAILURE) else None
        name = option("onFailure", job.path)
        if other is not None and project.anatomy(other).options.get("onFailure") is not None:
            yield Finding(
                span=_id_place(project, job),
                message=f"{id_} is the id that the {name} of {other.label} is served under",
                help="give the job another id",
                job=job.label,
            )


def _certain(functions: JobList | Runtime) -> Iterator[tuple[Entry, Job]]:
    """The jobs that the list always has. An arm of a condition may exclude what stands beside it,
    so nothing in one counts."""
    if isinstance(functions, JobList):
        for entry in functions.entries:
            if entry.job is not None:
                yield entry, entry.job
            elif entry.spread is not None:
                yield from _certain(entry.spread)


def _outcome(job: Job) -> str:
    return either(job.path, "serve throws", "the first of them is never served")


def _id_place(project: Project, job: Job) -> Span:
    option = project.anatomy(job).options.get("id")
    return option.span if option is not None else job.span


RULE = Rule(
    code="JOB212",
    name="duplicate-job-id",
    severity="error",
    check=check,
    languages=("typescript", "python"),
)
