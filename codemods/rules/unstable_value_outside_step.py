"""
## What it does
Reports `Date.now()`, `new Date()`, `Math.random()` or a fresh UUID at handler level whose value
reaches a step's id, a step's input, or a branch around steps. Shown under `--strict`.

## Why is this bad?
The handler is entered anew for every step, and such a value is another one each time. A branch may
then choose other steps than before, and a step that is retried gets another input.

## Example
```ts
export const closeDay = inngest.createFunction(
  { id: "close-day", name: "Close Day", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const now = Date.now();
    const closed = await step.run("close-orders", () => now - 86_400_000);
    return { closed };
  },
);
```

## Use instead
```ts
export const closeDay = inngest.createFunction(
  { id: "close-day", name: "Close Day", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const now = await step.run("read-clock", () => Date.now());
    const closed = await step.run("close-orders", () => now - 86_400_000);
    return { closed };
  },
);
```

## References
- https://www.inngest.com/docs/guides/working-with-loops
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.rules.rule import Finding, Rule, Scope

_REACHES = {
    "step id": "the id of a step, which is then never found again",
    "step input": "a step",
    "branch": "a branch around steps",
}


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a value that differs on every entry and that the steps depend on."""
    for job in scope.jobs:
        for value in scope.project.anatomy(job).unstable:
            if value.reaches is None:
                continue
            yield Finding(
                value.span,
                f"{value.what} differs on every entry of the handler and reaches "
                f"{_REACHES[value.reaches]}",
                "make it inside a `step.run`, whose result is remembered",
                job=job.label,
                strict=True,
            )


RULE = Rule(
    "JOB205",
    "unstable-value-outside-step",
    "info",
    check,
    languages=("typescript", "python"),
    strict=True,
)
