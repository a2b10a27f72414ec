"""
## What it does
Reports a step whose promise nobody waits for: a statement of its own, also behind `.then`, `.catch`
or `void`, or the body of a `forEach` callback.

## Why is this bad?
Calling a step only plans it. The handler ends before it runs, and the run is over with the step
undone: no error, no retry.

## Example
```ts
export const sendReminders = inngest.createFunction(
  { id: "send-reminders", name: "Send Reminders", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    step.sleep("wait-for-imports", "10m");
    const sent = await step.run("send-mails", () => 3);
    return { sent };
  },
);
```

## Use instead
```ts
export const sendReminders = inngest.createFunction(
  { id: "send-reminders", name: "Send Reminders", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await step.sleep("wait-for-imports", "10m");
    const sent = await step.run("send-mails", () => 3);
    return { sent };
  },
);
```

## Fix safety
The fix puts `await` before the step. It is unsafe, as the step then runs, which it has not done so
far. There is none for `forEach`, nor in a function that is not `async`.

## References
- https://www.inngest.com/docs/reference/functions/step-send-event
- https://www.inngest.com/docs/learn/how-functions-are-executed
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import Step, Use
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at
from codemods.rules._await import awaiting
from codemods.rules._fix import called, fix_in
from codemods.rules.rule import Finding, Fix, Rule, Scope


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a step that is planned and never run; a nested one is nested-step's."""
    for job in scope.jobs:
        for step in scope.project.anatomy(job).steps:
            if step.nested is not None:
                continue
            if step.use is Use.FLOATING:
                yield Finding(
                    step.span,
                    f"nobody awaits {called(step)}: it is planned and never run",
                    "put `await` before it",
                    job=job.label,
                    fix=_fix(scope.project, step),
                )
            elif step.use is Use.FOR_EACH:
                yield Finding(
                    step.span,
                    f"forEach drops the promise of {called(step)}: it is planned and never run",
                    "use `for … of` with `await`, or `await Promise.all(items.map(…))`",
                    job=job.label,
                )


def _fix(project: Project, step: Step) -> Fix | None:
    source = project.source(step.span.path)
    edits = awaiting(source, node_at(source, step.span), "floating-step")
    return fix_in(source, f"await {called(step)}", "unsafe", *edits) if edits else None


RULE = Rule("JOB202", "floating-step", "error", check, fix="unsafe")
