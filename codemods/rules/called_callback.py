"""
## What it does
Reports a step of a Python job whose callback is called where it should be handed over:
`ctx.step.run("load", load())`, where `load` is a function of the project that is a coroutine, or
that by its annotation gives no function.

It is only about Python; TypeScript's compiler reports such a call by itself.

## Why is this bad?
The function is called before there is a step, and what it gives is no function: the step fails
with a TypeError on each attempt, and a plain function has done its work outside the step every
time.

## Example
```python
import inngest

from app.client import client


async def count_reports(year: int) -> int:
    return year


@client.create_function(
    fn_id="nightly-report", trigger=inngest.TriggerCron(cron="0 2 * * *"), retries=2
)
async def nightly_report(ctx: inngest.Context) -> dict[str, object]:
    count = await ctx.step.run("count-reports", count_reports(2026))
    return {"count": count}
```

## Use instead
```python
import inngest

from app.client import client


async def count_reports(year: int) -> int:
    return year


@client.create_function(
    fn_id="nightly-report", trigger=inngest.TriggerCron(cron="0 2 * * *"), retries=2
)
async def nightly_report(ctx: inngest.Context) -> dict[str, object]:
    count = await ctx.step.run("count-reports", count_reports, 2026)
    return {"count": count}
```

## References
- inngest 0.5.19 for Python, _internal/step_lib/step_async.py: `Step.run`
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.rules._fix import called
from codemods.rules.rule import Finding, Rule, Scope


def check(scope: Scope) -> Iterator[Finding]:
    """Every callback that is called before the step is."""
    for job in scope.jobs:
        from codemods.rules._python import called_callbacks

        steps = {step.span: step for step in scope.project.anatomy(job).steps}
        for place, callback, name in called_callbacks(scope.project, job):
            if place in steps:
                yield Finding(
                    callback,
                    f"{called(steps[place])} is given what `{name}` gives, and no function",
                    f"hand over `{name}` itself, and its arguments after it",
                    job=job.label,
                )


RULE = Rule("JOB226", "called-callback", "error", check, languages=("python",))
