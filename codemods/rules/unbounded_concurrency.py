"""
## What it does
Reports a job that events start, that calls other services in its steps, and that sets none of
`concurrency`, `throttle`, `rateLimit`, `singleton`, `batchEvents` and `debounce`. Calls of models,
of mail and of payment are named first, and looked for one helper further. The app's own backend,
and what it asks of Supabase about its own users, do not count.

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

from codemods.inngest.anatomy.model import Anatomy, Effect
from codemods.inngest.model import Job, Span
from codemods.inngest.project import Project
from codemods.rules._jobs import has_event_trigger, head
from codemods.rules._language import either, is_python, step_method
from codemods.rules._services import OWN, costly_behind, is_own_backend, rank
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
        call = _call(scope.project, job, anatomy)
        if call is not None:
            said, place = call
            limit = either(
                job.path,
                "concurrency: { limit: 5 }",
                "concurrency=[inngest.Concurrency(limit=5)]",
            )
            yield Finding(
                span=head(scope.project, job),
                message=f"{quoted(job.label)} calls {said} in any number of runs at once",
                help=f"set `{limit}`, or `throttle` for a service's rate limit",
                job=job.label,
                causes=(place,),
            )


def _call(project: Project, job: Job, anatomy: Anatomy) -> tuple[str, Span] | None:
    """The call of another service in a step that costs most, and where it is; None without one."""
    calls = [
        (_rank(project, effect), effect)
        for effect in anatomy.effects
        if effect.kind == "external" and effect.step is not None
        if effect.certain and not effect.in_failure
    ]
    least, effect = min(calls, key=lambda each: each[0], default=(OWN, None))
    in_python = is_python(job.path)
    behind = costly_behind(project, job) if least and not in_python else None
    if behind is not None:
        return f"{quoted(behind.what)} through {quoted(behind.through)}", behind.place
    if effect is not None and least < OWN:
        through = f" through {quoted(effect.through)}" if effect.through is not None else ""
        return quoted(effect.what) + through, effect.inside or effect.span
    step = next((step for step in anatomy.steps if step.kind in _CALLING_STEPS), None)
    return (f"`{step_method(step.kind, job.path)}`", step.method) if step is not None else None


def _rank(project: Project, call: Effect) -> int:
    place = call.inside or call.span
    if is_own_backend(project, call.what, place):
        return OWN
    return rank(call.what, call.target, call.method)


RULE = Rule(
    code="JOB109",
    name="unbounded-concurrency",
    severity="info",
    check=check,
    languages=("typescript", "python"),
)
