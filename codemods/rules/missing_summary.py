"""
## What it does
Reports a way through a job's handler that ends without a value, or with a literal that is no
object. A bare `return;` before the first step is a guard; it is shown under `--strict`.

## Why is this bad?
What a handler returns is the run's output: the one thing that Inngest shows of a run that went
well, and what `step.invoke` gives to the job that called it. Without it, a run that did nothing
looks like one that did everything.

## Example
```ts
import { inngest } from "@/lib/inngest/client";
import { cleanUp } from "@/lib/accounts";

export const closeAccountsJob = inngest.createFunction(
  { id: "close-accounts", retries: 2 },
  { cron: "0 2 * * *" },
  async ({ step }) => {
    const closed = await step.run("close-accounts", () => cleanUp());
    console.log(`closed ${closed} accounts`);
  },
);

// file: src/lib/accounts.ts
export async function cleanUp(): Promise<number> {
  return 0;
}
```

## Use instead
```ts
import { inngest } from "@/lib/inngest/client";
import { cleanUp } from "@/lib/accounts";

export const closeAccountsJob = inngest.createFunction(
  { id: "close-accounts", retries: 2 },
  { cron: "0 2 * * *" },
  async ({ step }) => {
    const closed = await step.run("close-accounts", () => cleanUp());
    return { closed };
  },
);

// file: src/lib/accounts.ts
export async function cleanUp(): Promise<number> {
  return 0;
}
```

## References
- [Inngest: `createFunction`](https://www.inngest.com/docs/reference/functions/create)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import Exit
from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.rules._jobs import head
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each normal end of a handler that gives no summary."""
    for job in scope.jobs:
        anatomy = scope.project.anatomy(job)
        if anatomy.handler is None or anatomy.returns_void:
            continue
        for end in anatomy.exits:
            if end.gives in ("nothing", "literal"):
                yield _finding(scope.project, job, end)


def _finding(project: Project, job: Job, end: Exit) -> Finding:
    """Of a handler that runs off its end, the place is the job."""
    name = quoted(job.label)
    runs_off = end.gives == "nothing" and _text(project, end).startswith(b"{")
    if runs_off:
        message = f"{name} ends without a summary of what it has done"
    elif end.gives == "nothing":
        message = f"{name} ends here without a summary of what it has done"
    else:
        message = f"{name} ends here with a plain value for a summary"
    return Finding(
        span=head(project, job) if runs_off else end.span,
        message=message,
        help="return an object that sums up what was done",
        job=job.label,
        strict=end.early and end.gives == "nothing" and not runs_off,
    )


def _text(project: Project, end: Exit) -> bytes:
    return project.source(end.span.path).data[end.span.start : end.span.end]


RULE = Rule(
    code="JOB110",
    name="missing-summary",
    severity="warning",
    check=check,
)
