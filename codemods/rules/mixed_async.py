"""
## What it does
Reports Python jobs of which one part is a coroutine and another is not: an `async def` handler with
an `on_failure` that is a plain `def`, or the other way round, and a plain handler whose step is
given an `async def`.

It is only about Python; in TypeScript a step waits for whatever its callback gives.

## Why is this bad?
The SDK raises an error for such an `on_failure` when the module is imported. A step of a plain
handler does not await its callback: what it gets is the coroutine, nothing of it has run, and the
step fails, as a coroutine cannot be written as JSON.

## Example
```python
import inngest

from app.client import client


@client.create_function(
    fn_id="nightly-report",
    trigger=inngest.TriggerCron(cron="0 2 * * *"),
    retries=2,
)
def nightly_report(ctx: inngest.ContextSync) -> dict[str, object]:
    async def count_reports() -> int:
        return 3

    count = ctx.step.run("count-reports", count_reports)
    return {"count": count}
```

## Use instead
```python
import inngest

from app.client import client


@client.create_function(
    fn_id="nightly-report",
    trigger=inngest.TriggerCron(cron="0 2 * * *"),
    retries=2,
)
async def nightly_report(ctx: inngest.Context) -> dict[str, object]:
    async def count_reports() -> int:
        return 3

    count = await ctx.step.run("count-reports", count_reports)
    return {"count": count}
```

## References
- inngest 0.5.19 for Python, _internal/function.py: `Function.__init__`;
  _internal/step_lib/step_sync.py: `StepSync.run`
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.rules._fix import called
from codemods.rules.rule import Finding, Rule, Scope

_KINDS = {True: "a coroutine", False: "a plain function"}


def check(scope: Scope) -> Iterator[Finding]:
    """Every `on_failure`, and every callback of a step, of another kind than the handler."""
    for job in scope.jobs:
        from codemods.rules._python import coroutines

        found = coroutines(scope.project, job)
        if found is None:
            continue
        if found.on_failure is not None and found.on_failure != found.handler:
            option = scope.project.anatomy(job).options.get("onFailure")
            yield Finding(
                option.span if option is not None else job.span,
                f"the on_failure of job {job.label} is {_KINDS[found.on_failure]}, its handler is "
                "not",
                "make both `async def`, or both `def`",
                job=job.label,
            )
        for step in scope.project.anatomy(job).steps if not found.handler else ():
            if step.span in found.callbacks:
                yield Finding(
                    step.span,
                    f"{called(step)} is given a coroutine, which a plain handler does not await",
                    "make the handler `async def` and await the step, or the callback a `def`",
                    job=job.label,
                )


RULE = Rule("JOB223", "mixed-async", "error", check, languages=("python",))
