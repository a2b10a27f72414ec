"""
## What it does
Reports a Python job whose `on_failure` looks in its own event for a key of the event that started
the job: `ctx.event.data["report_id"]`. It is silent where the function looks into the event inside
that too.

It is only about Python; in TypeScript the type of the failure event has no such key.

## Why is this bad?
What `on_failure` is given is Inngest's event of the failure. Its data has `error`, `event`,
`function_id` and `run_id`, and the data of the job lies in `event`. So `data["report_id"]` raises a
KeyError, and `data.get("report_id")` gives None: the record is never marked as failed.

## Example
```python
import inngest

from app.client import client


async def mark_failed(ctx: inngest.Context) -> None:
    report_id = ctx.event.data["report_id"]
    ctx.logger.error("report %s failed", report_id)


@client.create_function(
    fn_id="generate-report",
    trigger=inngest.TriggerEvent(event="report/generate"),
    retries=3,
    on_failure=mark_failed,
)
async def generate_report(ctx: inngest.Context) -> dict[str, object]:
    data = ctx.event.data
    return {"of": data["organization_id"], "by": data["user_id"], "report": data["report_id"]}
```

## Use instead
```python
import inngest

from app.client import client


async def mark_failed(ctx: inngest.Context) -> None:
    report_id = ctx.event.data["event"]["data"]["report_id"]
    ctx.logger.error("report %s failed", report_id)


@client.create_function(
    fn_id="generate-report",
    trigger=inngest.TriggerEvent(event="report/generate"),
    retries=3,
    on_failure=mark_failed,
)
async def generate_report(ctx: inngest.Context) -> dict[str, object]:
    data = ctx.event.data
    return {"of": data["organization_id"], "by": data["user_id"], "report": data["report_id"]}
```

## References
- https://www.inngest.com/docs/features/inngest-functions/error-retries/failure-handlers
- inngest/inngest-py, tests/test_inngest/test_function/cases/on_failure.py
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.rules._jobs import events
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted

# The data of `inngest/function.failed`, and what the server may add to it.
_OF_THE_FAILURE = frozenset({"error", "event", "events", "function_id", "invocation_id", "run_id"})


def check(scope: Scope) -> Iterator[Finding]:
    """The first key of the job's own event that its `on_failure` looks for in the wrong one."""
    project = scope.project
    for job in scope.jobs:
        from codemods.rules._python import failure_reads, keys_read

        reads = dict(reversed(list(failure_reads(project, job))))
        if not reads or "event" in reads:
            continue
        own = keys_read(project, job)
        for event in events(job):
            data = project.event_data(job, event)
            own |= {field.name for field in data.fields} if data is not None else set()
        wrong = [key for key in reads if key in own - _OF_THE_FAILURE]
        if wrong:
            key = min(wrong, key=lambda each: reads[each])
            yield Finding(
                reads[key],
                f"the event of a failure has no {quoted(key)}: it is in the event inside it",
                f'read `ctx.event.data["event"]["data"]["{key}"]`',
                job=job.label,
            )


RULE = Rule("JOB227", "failure-event-data", "error", check, languages=("python",))
