"""
## What it does
Reports steps of a Python job that are handed to `asyncio.gather`, `asyncio.wait`, a `TaskGroup` or
`asyncio.create_task`.

It is only about Python; in TypeScript `Promise.all` is how steps are run side by side.

## Why is this bad?
Since SDK 0.5 a step ends the request by an exception once its callback is done. The first to end
cuts the others off wherever they are, and they are run again from their beginning: a mail is sent
twice, a model paid for twice. In a `TaskGroup` that exception ends the event loop.

## Example
```python
import asyncio

import inngest

from app.client import client


@client.create_function(
    fn_id="nightly-report",
    trigger=inngest.TriggerCron(cron="0 2 * * *"),
    retries=2,
)
async def nightly_report(ctx: inngest.Context) -> dict[str, object]:
    north, south = await asyncio.gather(
        ctx.step.run("count-north", lambda: 1),
        ctx.step.run("count-south", lambda: 2),
    )
    return {"north": north, "south": south}
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
    north, south = await ctx.group.parallel(
        (
            lambda: ctx.step.run("count-north", lambda: 1),
            lambda: ctx.step.run("count-south", lambda: 2),
        )
    )
    return {"north": north, "south": south}
```

## References
- inngest 0.5.19 for Python, _internal/execution_lib/v0.py, _internal/step_lib/group.py
- https://www.inngest.com/docs/reference/python/guides/parallel
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.rules.rule import Finding, Rule, Scope

_SINCE = 5  # of 0.x; before that, steps could be gathered


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a call that is given steps."""
    for job in scope.jobs:
        from codemods.rules._python import gatherings, sdk_minors

        _, most = sdk_minors(scope.project, job)
        if most is not None and most < _SINCE:
            continue
        for what, place in gatherings(scope.project, job):
            yield Finding(
                place,
                f"steps in {what} cut each other off, and are then run again",
                "use `await ctx.group.parallel((lambda: ctx.step.run(…), …))`",
                job=job.label,
            )


RULE = Rule("JOB224", "gathered-steps", "error", check, languages=("python",))
