"""
## What it does
Reports a step of a Python job inside a `try` whose `except:` or `except BaseException` does not
raise again.

It is only about Python; in TypeScript no step throws anything but its own failure.

## Why is this bad?
A step ends the request by an exception of the SDK's own, so that `except Exception` lets it pass.
A handler that catches everything takes it for a failure: the step's result is never reported, and
the run goes on as if the step had failed, and is over.

## Example
```python
import inngest

from app.client import client


@client.create_function(
    fn_id="nightly-report",
    trigger=inngest.TriggerCron(cron="0 2 * * *"),
    retries=2,
)
async def nightly_report(ctx: inngest.Context) -> dict[str, object]:
    try:
        count = await ctx.step.run("count-reports", lambda: 3)
    except:
        count = 0
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
    try:
        count = await ctx.step.run("count-reports", lambda: 3)
    except Exception:
        count = 0
    return {"count": count}
```

## Fix safety
The fix writes `except Exception`. It is unsafe, as what was taken for a failure is none any more.

## References
- inngest 0.5.19 for Python, _internal/step_lib/base.py: `ResponseInterrupt`
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.rules._fix import called, fix_in
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.edits import Edit


def check(scope: Scope) -> Iterator[Finding]:
    """One finding an `except` that catches what a step raises to end the request."""
    for job in scope.jobs:
        from codemods.rules._python import catch_alls

        steps = scope.project.anatomy(job).steps
        for caught, tried in catch_alls(scope.project, job):
            step = next((each for each in steps if tried.contains(each.span)), None)
            if step is None or step.nested is not None:
                continue
            text = scope.project.text(caught.path)
            edit = Edit(caught.start, caught.end, b"except Exception", RULE.name)
            yield Finding(
                caught,
                f"this except catches what {called(step)} ends the request by: its result is lost",
                "write `except Exception`",
                job=job.label,
                fix=fix_in(text, "catch Exception only", "unsafe", edit),
            )


RULE = Rule("JOB225", "caught-interrupt", "error", check, languages=("python",), fix="unsafe")
