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

```python
@client.create_function(
    fn_id="send-reminders", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def send_reminders(ctx: inngest.Context) -> dict[str, object]:
    ctx.step.sleep("wait-for-imports", 600_000)
    return {"sent": await ctx.step.run("send-mails", lambda: 3)}
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

```python
@client.create_function(
    fn_id="send-reminders", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def send_reminders(ctx: inngest.Context) -> dict[str, object]:
    await ctx.step.sleep("wait-for-imports", 600_000)
    return {"sent": await ctx.step.run("send-mails", lambda: 3)}
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
from codemods.rules._language import either, is_python
from codemods.rules.rule import Finding, Fix, Rule, Scope
from codemods.syntax.edits import Edit


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a step that is planned and never run; a nested one is nested-step's."""
    for job in scope.jobs:
        for step in scope.project.anatomy(job).steps:
            if step.nested is not None:
                continue
            if step.use is Use.FLOATING:
                yield Finding(
                    step.span,
                    f"nobody awaits {called(step)}: it is {_undone(step)}",
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


def _undone(step: Step) -> str:
    """What a call does that nobody waits for; a coroutine of Python's does not even begin."""
    return either(step.span.path, "planned and never run", "never begun")


def _fix(project: Project, step: Step) -> Fix | None:
    if is_python(step.span.path):
        text = project.text(step.span.path)
        edit = Edit(step.span.start, step.span.start, b"await ", "floating-step")
        return fix_in(text, f"await {called(step)}", "unsafe", edit)
    source = project.source(step.span.path)
    edits = awaiting(source, node_at(source, step.span), "floating-step")
    return fix_in(source, f"await {called(step)}", "unsafe", *edits) if edits else None


RULE = Rule(
    "JOB202", "floating-step", "error", check, languages=("typescript", "python"), fix="unsafe"
)
