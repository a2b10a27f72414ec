"""
## What it does
Reports `send` on an Inngest client in the handler of a job: in the callback of a step, and, as an
error, at handler level where a step may follow it. A send in a helper of another module is only a
finding under `--strict`.

## Why is this bad?
At handler level, the event is sent again for each step that follows, as the handler is entered
anew for every one. In a callback, it is sent again whenever the step is tried again. Either way it
is not linked to the run, as an event of `step.sendEvent` is.

## Example
```ts
export const expireTrials = inngest.createFunction(
  { id: "expire-trials", name: "Expire Trials", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await inngest.send({ name: "billing/trials.expired" });
    const expired = await step.run("expire-trials", () => 3);
    return { expired };
  },
);
```

## Use instead
```ts
export const expireTrials = inngest.createFunction(
  { id: "expire-trials", name: "Expire Trials", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await step.sendEvent("send-billing-trials-expired", { name: "billing/trials.expired" });
    const expired = await step.run("expire-trials", () => 3);
    return { expired };
  },
);
```

## Fix safety
The fix makes it a `step.sendEvent`, whose id is taken from the event's name; a step that does
nothing but send becomes one under its own id. It is unsafe, as runs that are under way meet a step
that they have not seen. There is none where the send stands among other code in a callback, in a
loop or beside others in a `Promise.all`.

## References
- https://www.inngest.com/docs/guides/sending-events-from-functions
- https://www.inngest.com/docs/reference/functions/step-send-event
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.afterwards import step_after
from codemods.inngest.anatomy.model import Anatomy, Effect
from codemods.inngest.model import Job
from codemods.rules._fix import called
from codemods.rules._send_event import at_handler_level, whole_step
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.source import Source


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a send, in a step or before one."""
    for job in scope.jobs:
        anatomy = scope.project.anatomy(job)
        for effect in anatomy.effects:
            if effect.kind == "send":
                yield from _finding(scope, job, anatomy, effect)


def _finding(scope: Scope, job: Job, anatomy: Anatomy, effect: Effect) -> Iterator[Finding]:
    source = scope.project.source(effect.span.path)
    strict = not effect.certain or _is_elsewhere(source, effect)
    if effect.step is not None:
        step = next((each for each in anatomy.steps if each.span == effect.step), None)
        where = called(step) if step is not None else "a step"
        fix = whole_step(source, effect, step) if step is not None else None
        # A step that does nothing else is retried only where the send itself has failed.
        why = "is not linked to the run" if fix else "is repeated when the step is retried"
        yield Finding(
            effect.span,
            f"{effect.what} inside {where} {why}",
            "use `step.sendEvent`, in the handler",
            job=job.label,
            strict=strict,
            fix=fix,
        )
    elif not effect.in_failure and step_after(source, anatomy, effect.span) is not None:
        yield Finding(
            effect.span,
            f"{effect.what} outside every step is repeated for each step after it",
            "use `await step.sendEvent(id, …)`",
            job=job.label,
            strict=strict,
            severity="error",
            fix=at_handler_level(source, anatomy, effect),
        )


def _is_elsewhere(source: Source, effect: Effect) -> bool:
    """Whether a helper of another module sends: it may have its reasons, and other callers."""
    if effect.through is None:
        return False
    first = effect.through.partition(".")[0]
    return any(each.local == first for each in source.module.imports)


RULE = Rule("JOB206", "send-inside-job", "warning", check, fix="unsafe", over=("JOB204",))
