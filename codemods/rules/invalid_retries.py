"""
## What it does
Reports `retries` that are no whole number from 0 to 20.

## Why is this bad?
The server takes 20 for anything greater, without a word, and refuses to sync the app for a number
below 0, a fraction or a text. TypeScript only helps where no cast hides the number from it.

## Example
```ts
export const nightlyReport = inngest.createFunction(
  { id: "nightly-report", name: "Nightly Report", retries: 25, triggers: [{ cron: "0 2 * * *" }] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## Use instead
```ts
export const nightlyReport = inngest.createFunction(
  { id: "nightly-report", name: "Nightly Report", retries: 20, triggers: [{ cron: "0 2 * * *" }] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## References
- inngest/inngest, pkg/consts/consts.go: `MaxRetries`; pkg/sdk/function.go, which clamps
- https://www.inngest.com/docs/features/inngest-functions/error-retries/retries
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import UNKNOWN
from codemods.rules.rule import Finding, Rule, Scope

MOST = 20  # inngest/inngest pkg/consts/consts.go, MaxRetries


def check(scope: Scope) -> Iterator[Finding]:
    """Every literal number of retries that the server does not take as it is."""
    for job in scope.jobs:
        option = scope.project.anatomy(job).options.get("retries")
        # JSON leaves `null` out of the registration's struct: the default holds then.
        if option is None or option.value is UNKNOWN or option.value is None:
            continue
        value = option.value
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
            continue
        shown = f'"{value}"' if isinstance(value, str) else value
        given = shown if isinstance(value, str | int | float) else "something that is no number"
        yield Finding(
            span=option.span,
            message=f"job {job.label} asks for {given} retries",
            help=f"give a whole number from 0 to {MOST}",
            job=job.label,
        )


RULE = Rule(
    code="JOB208",
    name="invalid-retries",
    severity="error",
    check=check,
    languages=("typescript", "python"),
)
