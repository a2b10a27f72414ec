"""
## What it does
Reports a step method that is called inside the callback of another step, or in a local function
that the callback calls with `step`: one finding for a callback, with the other steps in it as
`see:`.

## Why is this bad?
A step is one unit of work: while it runs, no other can be planned. The promise of the inner step
never settles, so the outer one runs into its timeout and is retried until the job fails.

## Example
```ts
export const sendDigest = inngest.createFunction(
  { id: "send-digest", name: "Send Digest", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const sent = await step.run("collect-digest", async () => {
      await step.sendEvent("announce-digest", { name: "digest/collected" });
      return 1;
    });
    return { sent };
  },
);
```

```python
@client.create_function(
    fn_id="send-digest", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def send_digest(ctx: inngest.Context) -> dict[str, object]:
    async def collect() -> int:
        await ctx.step.send_event("announce-digest", inngest.Event(name="digest/collected"))
        return 1

    return {"sent": await ctx.step.run("collect-digest", collect)}
```

## Use instead
```ts
export const sendDigest = inngest.createFunction(
  { id: "send-digest", name: "Send Digest", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const sent = await step.run("collect-digest", () => 1);
    await step.sendEvent("announce-digest", { name: "digest/collected" });
    return { sent };
  },
);
```

```python
@client.create_function(
    fn_id="send-digest", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def send_digest(ctx: inngest.Context) -> dict[str, object]:
    async def collect() -> int:
        return 1

    sent = await ctx.step.run("collect-digest", collect)
    await ctx.step.send_event("announce-digest", inngest.Event(name="digest/collected"))
    return {"sent": sent}
```

## References
- https://www.inngest.com/docs/sdk/eslint
- https://github.com/inngest/inngest-js/pull/669
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from codemods.inngest.anatomy.model import Step
from codemods.inngest.model import Span
from codemods.rules._fix import called
from codemods.rules._language import either
from codemods.rules.rule import Finding, Rule, Scope


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a step that has others in its callback, at the first of them."""
    for job in scope.jobs:
        steps = scope.project.anatomy(job).steps
        by_place = {step.span: step for step in steps}
        held: defaultdict[Span, list[Step]] = defaultdict(list)
        for step in steps:
            if step.nested in by_place:
                held[step.nested].append(step)
        for outer, (first, *others) in held.items():
            more = f" and {len(others)} more are" if others else " is"
            never = "they never settle" if others else "it never settles"
            settles = either(job.path, never, "no step can run")
            yield Finding(
                first.span,
                f"{called(first)}{more} called inside {called(by_place[outer])}, where {settles}",
                f"call {'them' if others else 'it'} in the handler, before or after that step,"
                f" and pass on what {'they give' if others else 'it gives'}",
                job=job.label,
                causes=(by_place[outer].method, *(each.span for each in others)),
            )


RULE = Rule("JOB201", "nested-step", "error", check, languages=("typescript", "python"))
