"""
## What it does
Reports triggers that the server refuses or that can never match: more than ten, the same one
twice, an event and a schedule in one trigger, an empty event name or one of more than 255 bytes,
and a wildcard anywhere but at the end, right after `/` or `.`.

## Why is this bad?
When the server refuses the registration of one job, none of the app's jobs is updated. Of an event
and a schedule in one object the SDK uses one and drops the other without a word.

## Example
```ts
export const nightlyReport = inngest.createFunction(
  {
    id: "nightly-report",
    name: "Nightly Report",
    retries: 2,
    triggers: [{ cron: "0 2 * * *" }, { cron: "0 2 * * *" }],
  },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## Use instead
```ts
export const nightlyReport = inngest.createFunction(
  {
    id: "nightly-report",
    name: "Nightly Report",
    retries: 2,
    triggers: [{ cron: "0 2 * * *" }],
  },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## References
- inngest/inngest, pkg/inngest/trigger.go: `MultipleTriggers.Validate`; pkg/consts/consts.go:
  `MaxTriggers`; pkg/event_trigger_patterns
- https://www.inngest.com/docs/guides/multiple-triggers
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.errors import CodemodError
from codemods.inngest.anatomy.model import UNKNOWN
from codemods.inngest.events import event_names
from codemods.inngest.model import Job, Trigger
from codemods.inngest.project import Project
from codemods.inngest.reading import literal, node_at
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.literal import Object, string

MOST = 10  # inngest/inngest pkg/consts/consts.go, MaxTriggers


def check(scope: Scope) -> Iterator[Finding]:
    """Every trigger that the server would not take, or never match."""
    for job in scope.jobs:
        yield from _in_job(scope.project, job)


def _in_job(project: Project, job: Job) -> Iterator[Finding]:
    def finding(trigger: Trigger, message: str, help_: str) -> Finding:
        return Finding(trigger.span, message, help_, job=job.label)

    # What is spread in may be empty: it does not count.
    triggers = [trigger for trigger in job.triggers or () if trigger.kind != "unknown"]
    if len(triggers) > MOST:
        yield finding(
            triggers[MOST],
            f"job {job.label} has {len(triggers)} triggers",
            f"the server takes at most {MOST}: split the job, or use a wildcard",
        )
    seen: set[tuple[str, str, str | None]] = set()
    for trigger in triggers:
        condition, value = None, None
        if is_python(trigger.span.path):
            from codemods.rules._python import condition_of

            found = condition_of(project, trigger)
            if found is UNKNOWN:
                continue  # it may differ from another's
            condition = found if isinstance(found, str) else None
        else:
            source = project.source(trigger.span.path)
            value = literal(project, source, node_at(source, trigger.span))
        if isinstance(value, Object):
            if value.get("event") is not None and value.get("cron") is not None:
                yield finding(
                    trigger,
                    f"a trigger of job {job.label} has an event and a cron, and one is dropped",
                    "write two triggers: [{ event: … }, { cron: … }]",
                )
                continue
            given = value.get("if")
            if given is not None and string(given) is None and trigger.kind == "event":
                continue  # a condition that is not known may differ from another's
            condition = string(given)
        if trigger.value is None:
            continue
        # Two schedules may not be the same even where the rest differs.
        key = (trigger.kind, trigger.value, condition if trigger.kind == "event" else None)
        if key in seen:
            yield finding(
                trigger,
                f"job {job.label} has the trigger {trigger.value} twice",
                "take one of the two out",
            )
        seen.add(key)
        if trigger.kind == "event":
            try:
                event_names.check(trigger.value, existing=True)
            except CodemodError as error:
                yield finding(
                    trigger,
                    f"{error.what}, in job {job.label}",
                    error.mend or "write namespace/action, such as report/generate",
                )


RULE = Rule(
    code="JOB219",
    name="invalid-triggers",
    severity="error",
    check=check,
    languages=("typescript", "python"),
)
