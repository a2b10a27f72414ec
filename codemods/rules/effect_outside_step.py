"""
## What it does
Reports an awaited database write or external call that stands in the handler, outside every step,
where a step may follow it. Of an upsert, and of the creation of a record with a unique key, the
message says that it is tried again, not repeated: there may be no second record.

Two things are only shown under `--strict`: a plain GET, and what the handler passes over the second
time, as it looks up before whether it is done and leaves if so.

## Why is this bad?
The handler is entered anew for every step that follows, and what stands outside the steps runs each
time: the row is created, the mail sent, the model paid for once a step.

## Example
```ts
export const rotateKeys = inngest.createFunction(
  { id: "rotate-keys", name: "Rotate Keys", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await fetch("https://keys.example.com/rotate", { method: "POST" });
    const count = await step.run("count-keys", () => 3);
    return { count };
  },
);
```

```python
import httpx


@client.create_function(
    fn_id="rotate-keys", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def rotate_keys(ctx: inngest.Context) -> dict[str, object]:
    httpx.post("https://keys.example.com/rotate")
    return {"count": await ctx.step.run("count-keys", lambda: 3)}
```

## Use instead
```ts
export const rotateKeys = inngest.createFunction(
  { id: "rotate-keys", name: "Rotate Keys", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await step.run("rotate-keys", async () => {
      await fetch("https://keys.example.com/rotate", { method: "POST" });
    });
    const count = await step.run("count-keys", () => 3);
    return { count };
  },
);
```

```python
import httpx


def rotate() -> None:
    httpx.post("https://keys.example.com/rotate")


@client.create_function(
    fn_id="rotate-keys", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def rotate_keys(ctx: inngest.Context) -> dict[str, object]:
    await ctx.step.run("rotate-keys", rotate)
    return {"count": await ctx.step.run("count-keys", lambda: 3)}
```

## References
- https://www.inngest.com/docs/guides/multi-step-functions
- https://www.inngest.com/docs/learn/how-functions-are-executed
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import Anatomy, Effect, Use
from codemods.rules._afterwards import step_after
from codemods.rules._database import may_refuse_a_second
from codemods.rules._lookups import is_looked_up, sets
from codemods.rules.rule import Finding, Rule, Scope

# Methods of HTTP that ask and change nothing (RFC 9110, "safe methods").
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def check(scope: Scope) -> Iterator[Finding]:
    """One finding an effect at handler level; a send is send-inside-job's."""
    fields = frozenset(scope.project.config.status.fields)
    for job in scope.jobs:
        anatomy = scope.project.anatomy(job)
        for effect in anatomy.effects:
            if not _repeats(anatomy, effect):
                continue
            if step_after(scope.project, anatomy, effect.span) is None:
                continue
            what = f"{effect.what} in {effect.through}" if effect.through else effect.what
            again = "tried again" if may_refuse_a_second(scope.project, effect) else "repeated"
            back = ", and sets the record back" if sets(scope.project, effect, fields) else ""
            yield Finding(
                effect.span,
                f"{what} is outside every step: it is {again} for each step after it{back}",
                "wrap it in a `step.run` of its own",
                job=job.label,
                strict=not effect.certain
                or effect.method in _READS
                or is_looked_up(scope.project, anatomy, effect),
            )


def _repeats(anatomy: Anatomy, effect: Effect) -> bool:
    return (
        effect.kind != "send"
        and effect.step is None
        and not effect.in_failure
        and effect.use is Use.AWAITED
        and anatomy.handler is not None
        and anatomy.handler.contains(effect.span)
        and all(step.span != effect.span for step in anatomy.steps)
    )


RULE = Rule("JOB204", "effect-outside-step", "warning", check, languages=("typescript", "python"))
