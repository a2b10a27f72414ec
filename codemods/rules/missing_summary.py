"""
## What it does
Reports a way through a job's handler that ends without a value, or with a literal that is no
object: one finding for a job, with the other places as `see:`. A bare `return;` or a plain value
before the first step is a guard; it is shown under `--strict`.

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
from codemods.inngest.model import Job, Span
from codemods.inngest.project import Project
from codemods.rules._jobs import head
from codemods.rules._language import either, is_python
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted

_BLOCK = ord("{")
_FUNCTION = (b"def", b"async")


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each handler that ends without a summary, and a weak one for its guards."""
    for job in scope.jobs:
        anatomy = scope.project.anatomy(job)
        if anatomy.handler is None or anatomy.returns_void:
            continue
        ends = [each for each in anatomy.exits if each.gives in ("nothing", "literal")]
        runs_off = [each for each in ends if _runs_off(scope.project, each)]
        guards = [each for each in ends if each.early and each not in runs_off]
        firm = [each for each in ends if each not in guards]
        for alike in (firm, guards):
            if alike:
                yield _finding(scope.project, job, alike, strict=alike is guards)


def _finding(project: Project, job: Job, ends: list[Exit], *, strict: bool) -> Finding:
    """At the first of the ends; where some give a plain value, at the job's end or one that gives
    nothing. Where it runs off its end, the place is the job.
    """
    name = quoted(job.label)
    first = ends[0]
    if len({end.gives for end in ends}) > 1:
        first = min(ends, key=lambda end: (end.gives != "nothing", not _runs_off(project, end)))
    further = [end for end in ends if end != first]
    runs_off = _runs_off(project, first)
    where = "ends" if runs_off else "ends here"
    if further:
        where += f", and at {len(further)} more place{'s' if len(further) > 1 else ''},"
    if first.gives == "nothing":
        message = f"{name} {where} without a summary of what it has done"
    else:
        message = f"{name} {where} with a plain value for a summary"
    a_dict = either(job.path, "an object", "a dict")
    return Finding(
        span=head(project, job) if runs_off else first.span,
        message=message,
        help=f"return {a_dict} that sums up what was done",
        job=job.label,
        strict=strict,
        causes=tuple(_place(project, job, each) for each in further),
    )


def _place(project: Project, job: Job, end: Exit) -> Span:
    return head(project, job) if _runs_off(project, end) else end.span


def _runs_off(project: Project, end: Exit) -> bool:
    """Whether it is the end of the handler's block, or in Python of the whole function, and no
    `return`."""
    if end.gives != "nothing":
        return False
    data = project.text(end.span.path).data
    if is_python(end.span.path):
        return data.startswith(_FUNCTION, end.span.start)
    return data[end.span.start] == _BLOCK


RULE = Rule(
    code="JOB110",
    name="missing-summary",
    severity="warning",
    check=check,
    languages=("typescript", "python"),
)
