"""
## What it does
Reports a cron trigger that the Inngest server does not take, or that never comes due.

The server wants exactly five fields: minute, hour, day of month, month, day of week (0 to 6 or
`sun` to `sat`). `TZ=Area/City` or `CRON_TZ=Area/City` may stand in front. There are no seconds, no
years, no `@daily`, no weekday 7, and no `L`, `W` or `#`.

## Why is this bad?
The SDK does not look at the expression. It is refused when the app is synced, and then none of its
jobs is updated; a date such as 30 February is taken and the job never runs.

## Example
```ts
export const nightlyReport = inngest.createFunction(
  { id: "nightly-report", name: "Nightly Report", retries: 2, triggers: [{ cron: "@daily" }] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## Use instead
```ts
export const nightlyReport = inngest.createFunction(
  { id: "nightly-report", name: "Nightly Report", retries: 2, triggers: [{ cron: "0 0 * * *" }] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## References
- inngest/inngest, pkg/inngest/trigger.go: `cron.NewParser(Minute | Hour | Dom | Month | Dow)`
- https://www.inngest.com/docs/guides/scheduled-functions
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.errors import CodemodError
from codemods.inngest.model import Span, Trigger
from codemods.inngest.project import Project
from codemods.inngest.reading import literal, node_at
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.literal import Object


def check(scope: Scope) -> Iterator[Finding]:
    """Every schedule that is written down and that the server would refuse."""
    for job in scope.jobs:
        for trigger in job.triggers or ():
            if trigger.kind != "cron" or trigger.value is None:
                continue
            from codemods.inngest.cron.schedules import parse

            try:
                parse(trigger.value)
            except CodemodError as error:
                yield Finding(
                    span=_schedule(scope.project, trigger),
                    message=f"{error.what}, in job {job.label}",
                    help=error.mend or "write five fields, such as 0 2 * * *",
                    job=job.label,
                )


def _schedule(project: Project, trigger: Trigger) -> Span:
    """The place of the expression itself, where it is written in the trigger."""
    if is_python(trigger.span.path):
        from codemods.rules._python import argument_of

        return argument_of(project, trigger.span, "cron") or trigger.span
    source = project.source(trigger.span.path)
    value = literal(project, source, node_at(source, trigger.span))
    cron = value.get("cron") if isinstance(value, Object) else None
    if cron is None:
        return trigger.span
    return Span(cron.source.path, cron.node.start_byte, cron.node.end_byte)


RULE = Rule(
    code="JOB207",
    name="invalid-cron",
    severity="error",
    check=check,
    languages=("typescript", "python"),
)
