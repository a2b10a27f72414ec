"""
## What it does
Reports a job that events start, that calls other services in its steps, and that sets none of
`concurrency`, `throttle`, `rateLimit`, `singleton`, `batchEvents` and `debounce`.

## Why is this bad?
A thousand events start a thousand runs at once, and each of them calls the same service: its rate
limit, its bill, or its patience ends first.

## Example
```ts
import { inngest } from "@/lib/inngest/client";

export const syncAccountJob = inngest.createFunction(
  { id: "sync-account", retries: 3 },
  { event: "account/sync" },
  async ({ event, step }) => {
    const { organizationId, userId } = event.data;
    await step.run("post-account", async () => {
      await fetch("https://crm.example.com/accounts", { method: "POST", body: organizationId });
    });
    return { organizationId, userId };
  },
);
```

## Use instead
```ts
import { inngest } from "@/lib/inngest/client";

export const syncAccountJob = inngest.createFunction(
  { id: "sync-account", retries: 3, concurrency: { limit: 5 } },
  { event: "account/sync" },
  async ({ event, step }) => {
    const { organizationId, userId } = event.data;
    await step.run("post-account", async () => {
      await fetch("https://crm.example.com/accounts", { method: "POST", body: organizationId });
    });
    return { organizationId, userId };
  },
);
```

## References
- [Inngest: flow control](https://www.inngest.com/docs/guides/flow-control)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import Anatomy
from codemods.rules._jobs import has_event_trigger, head
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted

_LIMITS = ("concurrency", "throttle", "rateLimit", "singleton", "batchEvents", "debounce")

# Steps that are calls of another service by themselves.
_CALLING_STEPS = frozenset({"fetch", "ai.infer", "ai.wrap"})


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each event job that calls out in its steps and sets no limit."""
    for job in scope.jobs:
        if not has_event_trigger(job):
            continue
        anatomy = scope.project.anatomy(job)
        options = anatomy.options
        if not options.complete or any(options.get(name) is not None for name in _LIMITS):
            continue
        call = _call(anatomy)
        if call is not None:
            yield Finding(
                span=head(scope.project, job),
                message=f"{quoted(job.label)} calls {call} in as many runs at once as events come",
                help="set `concurrency: { limit: 5 }`, or `throttle` for a service's rate limit",
                job=job.label,
            )


def _call(anatomy: Anatomy) -> str | None:
    """The first call of another service in a step, for a message; None where there is none."""
    for effect in anatomy.effects:
        inside = effect.step is not None and not effect.in_failure
        if effect.kind == "external" and inside and effect.certain:
            return quoted(effect.what)
    kinds = (step.kind for step in anatomy.steps if step.kind in _CALLING_STEPS)
    kind = next(kinds, None)
    return f"`step.{kind}`" if kind is not None else None


RULE = Rule(
    code="JOB109",
    name="unbounded-concurrency",
    severity="info",
    check=check,
)
