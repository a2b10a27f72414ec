"""
## What it does
Reports a job whose options say nothing of `retries`.

## Why is this bad?
Without a word from the job the server decides how often each step is tried: five times in all, as
it stands. Whether a second attempt is harmless, and whether a fifth still helps, only the job's
author knows.

## Example
```ts
import { inngest } from "@/lib/inngest/client";

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", name: "Generate Report" },
  { cron: "0 2 * * *" },
  async () => {
    return { success: true };
  },
);
```

```python
@client.create_function(
    fn_id="generate-report",
    trigger=inngest.TriggerCron(cron="0 2 * * *"),
)
async def generate_report(ctx: inngest.Context) -> dict[str, object]:
    return {"success": True}
```

## Use instead
```ts
import { inngest } from "@/lib/inngest/client";

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", name: "Generate Report", retries: 2 },
  { cron: "0 2 * * *" },
  async () => {
    return { success: true };
  },
);
```

```python
@client.create_function(
    fn_id="generate-report",
    retries=2,
    trigger=inngest.TriggerCron(cron="0 2 * * *"),
)
async def generate_report(ctx: inngest.Context) -> dict[str, object]:
    return {"success": True}
```

## Fix safety
The fix writes down 3 for a job that events start, and 2 for one with a schedule. It is unsafe, as
a step may then be tried less often than before.

## References
- [Inngest: retries](https://www.inngest.com/docs/features/inngest-functions/error-retries/retries)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.errors import Refusal
from codemods.inngest.anatomy.model import Options
from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at
from codemods.rules._jobs import current, head
from codemods.rules._language import either, is_python
from codemods.rules.rule import Finding, Fix, Rule, Scope
from codemods.syntax.edits import Edit
from codemods.syntax.naming import quoted
from codemods.syntax.text import Text
from codemods.workspace.writing.changes import Change, ChangeSet

_BEFORE = ("name", "id")  # `retries` stands behind the first of these that is there


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each job whose options are known and have no `retries`."""
    for job in scope.jobs:
        options = scope.project.anatomy(job).options
        if not options.complete or options.get("retries") is not None:
            continue
        retries = _usual(job)
        yield Finding(
            span=head(scope.project, job),
            message=f"{quoted(job.label)} leaves the number of its retries to the server",
            help=f"set `retries` in its options, such as `{_written(job, retries or 3)}`",
            job=job.label,
            fix=_fix(job, retries) if retries is not None and options.span else None,
        )


def _usual(job: Job) -> int | None:
    """What `add-job` sets: 3 where only events start the job, else 2; None where that is open."""
    kinds = {trigger.kind for trigger in job.triggers or ()}
    if not kinds or "unknown" in kinds:
        return None
    return 3 if kinds == {"event"} else 2


def _written(job: Job, retries: int) -> str:
    return either(job.path, f"retries: {retries}", f"retries={retries}")


def _fix(job: Job, retries: int) -> Fix:
    title = f"set {_written(job, retries)}"

    def plan(project: Project) -> ChangeSet:
        from codemods.syntax import lists

        options = project.anatomy(current(project, job)).options
        if options.span is None or options.get("retries") is not None:
            raise Refusal("the options have changed since they were looked at", where=job.path)
        if is_python(job.path):
            text = project.text(options.span.path)
            after = text.apply(text.edits(_behind(text, options, _written(job, retries), title)))
            return ChangeSet((Change(text.path, text.data, after, title),))
        source = project.source(options.span.path)
        node = node_at(source, options.span)
        edits = lists.insert(source, node, f"retries: {retries}", origin=title, at=_place(options))
        after = source.apply(source.edits(*edits))
        return ChangeSet((Change(source.path, source.data, after, title),))

    return Fix(title, "unsafe", plan)


def _behind(text: Text, options: Options, argument: str, title: str) -> Edit:
    """The edit that gives a call one more keyword argument, after the name or id: on a line of its
    own where that is."""
    known = {entry.name: entry for entry in options.entries if entry.entry.path == text.path}
    before = next((known[name] for name in _BEFORE if name in known), None)
    assert options.span is not None
    if before is None:
        at = options.span.start + 1  # the parenthesis
        return Edit(at, at, f"{argument}, ".encode(), title)
    start, end = text.line_start(before.entry.start), before.entry.end
    alone = text.data[start : before.entry.start].strip() == b""
    line_break = "\r\n" if text.data[start - 2 : start] == b"\r\n" else "\n"
    gap = f",{line_break}{text.indent_at(start)}" if alone else ", "
    return Edit(end, end, f"{gap}{argument}".encode(), title)


def _place(options: Options) -> int | None:
    """Where the spec's templates have it: after the name, else the id; None for at the end."""
    names = [entry.name for entry in options.entries]
    return next((names.index(name) + 1 for name in _BEFORE if name in names), None)


RULE = Rule(
    code="JOB108",
    name="implicit-retries",
    severity="warning",
    check=check,
    languages=("typescript", "python"),
    fix="unsafe",
)
