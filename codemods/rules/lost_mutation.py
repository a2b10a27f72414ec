"""
## What it does
Reports a step's callback that changes a variable declared outside every step (assigns it, counts it
up, pushes to it, sets a property of it), where the variable is read outside that callback.

## Why is this bad?
The handler is entered anew for every step, and a step that is done is not called again: only what
it returned is remembered. The variable is then as if the step had never changed it.

## Example
```ts
export const countUsers = inngest.createFunction(
  { id: "count-users", name: "Count Users", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    let count = 0;
    await step.run("count-rows", () => {
      count += 5;
    });
    return { count };
  },
);
```

## Use instead
```ts
export const countUsers = inngest.createFunction(
  { id: "count-users", name: "Count Users", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const count = await step.run("count-rows", () => 5);
    return { count };
  },
);
```

## References
- https://www.inngest.com/docs/guides/working-with-loops
- https://www.inngest.com/docs/sdk/eslint
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.model import Span
from codemods.rules._fix import called
from codemods.rules.rule import Finding, Rule, Scope


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a variable and callback, whichever steps run that: its first change there."""
    for job in scope.jobs:
        seen: set[tuple[Span, str]] = set()
        for step in scope.project.anatomy(job).steps:
            for mutation in sorted(step.mutations, key=lambda each: each.span):
                changed = (step.callback or step.span, mutation.name)
                if not mutation.read_outside or changed in seen:
                    continue
                seen.add(changed)
                verb = "has" if mutation.how == "a property set" else "is"
                yield Finding(
                    mutation.span,
                    f"`{mutation.name}` {verb} {mutation.how} inside {called(step)}: "
                    "it is lost when the handler is entered anew",
                    f"return it from the step, and use what `await step.{step.kind}(…)` gives",
                    job=job.label,
                )


RULE = Rule("JOB203", "lost-mutation", "error", check)
