"""
## What it does

Says where the grammar could not read part of a job, or a file with a job in it. Everything else
in the file is checked as ever. Python: a file that is not read as Python is passed over as a whole,
and a note says so.

## Why is this bad?

It is no mistake in itself, but mistakes in there would not be found. Either the code does not
compile, or it uses syntax that this tool's grammar does not know. Types that it does not know, such
as `rows as import("./rows").Row[]`, hide no code and are passed over.

## Example

```ts
import { inngest } from "@/lib/inngest/client";

export const syncAccountsJob = inngest.createFunction(
  { id: "sync-accounts", triggers: [{ cron: "0 2 * * *" }], retries: 2 },
  async ({ step }) => {
    const count = await step.run("count-accounts", async () => 3);
    const total = count +* 2;
    return { total };
  },
);
```

## Use instead

```ts
import { inngest } from "@/lib/inngest/client";

export const syncAccountsJob = inngest.createFunction(
  { id: "sync-accounts", triggers: [{ cron: "0 2 * * *" }], retries: 2 },
  async ({ step }) => {
    const count = await step.run("count-accounts", async () => 3);
    const total = count * 2;
    return { total };
  },
);
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.errors import CodemodError
from codemods.inngest.jobs import MENTION
from codemods.inngest.model import Job, Span
from codemods.rules.rule import Finding, Rule, Scope

_WORD = re.compile(rb"\w")
_HELP = "mend the syntax error, if it is one; mistakes in there would not be found"


def check(scope: Scope) -> Iterator[Finding]:
    """The first unread place of each job, and unread places that may hide a job."""
    for job in scope.jobs:
        errors = scope.project.anatomy(job).errors
        if errors:
            message = f"part of {job.label[:60]} could not be read"
            if _reaches_its_end(scope, job, errors[0]):
                message += ", from here on"
            yield Finding(errors[0], message, _HELP, job=job.label)
    for path in scope.project.files.mentions(MENTION):
        if scope.covers(path):
            yield from _hidden(scope, path)


def _reaches_its_end(scope: Scope, job: Job, error: Span) -> bool:
    """Whether nothing of the job comes after the place, brackets aside."""
    rest = scope.project.source(error.path).data[error.end : job.span.end]
    return error.path == job.path and error.end > error.start and _WORD.search(rest) is None


def _hidden(scope: Scope, path: str) -> Iterator[Finding]:
    """Places outside of every job with `createFunction` in them."""
    try:
        source = scope.project.source(path)
    except CodemodError:
        return  # the engine has a note about it
    if not source.root.has_error or not scope.project.is_linted(path):
        return
    jobs = [job.span for job in scope.project.jobs_in(path)]
    for error in source.unread():
        place = Span(path, error.start_byte, error.end_byte)
        if MENTION in source.data[place.start : place.end] and not any(
            job.contains(place) or place.contains(job) for job in jobs
        ):
            yield Finding(place, "this could not be read, and seems to hold a job", _HELP)


RULE = Rule(
    code="JOB902",
    name="region-not-understood",
    severity="info",
    check=check,
)
