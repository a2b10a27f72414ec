"""
## What it does
Reports a step method that is called inside the callback of another step, or in a local function
that the callback calls with `step`.

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

## References
- https://www.inngest.com/docs/sdk/eslint
- https://github.com/inngest/inngest-js/pull/669
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.rules._fix import called
from codemods.rules.rule import Finding, Rule, Scope


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a step that stands in another's callback."""
    for job in scope.jobs:
        steps = scope.project.anatomy(job).steps
        by_place = {step.span: step for step in steps}
        for step in steps:
            outer = by_place.get(step.nested) if step.nested is not None else None
            if outer is None:
                continue
            yield Finding(
                step.span,
                f"{called(step)} is called inside {called(outer)}, where it never settles",
                "call it in the handler, before or after that step, and pass on what it gives",
                job=job.label,
            )


RULE = Rule("JOB201", "nested-step", "error", check)
