"""
## What it does
Reports, under `--strict`, a trigger, `waitForEvent` or `cancelOn` whose event nothing in the
project sends.

It is silent for Inngest's own events, for those of `external-events` in codemod.toml, and in a
project that sends an event whose name is only known at run time.

## Why is this bad?
It often is not: events come from webhooks, from other repositories and from people. But it may be
a job that a change has left behind, or a misspelt name.

## Example
```ts
export const greetCustomers = inngest.createFunction(
  { id: "greet-customers", name: "Greet Customers", retries: 2, triggers: [{ cron: "0 9 * * *" }] },
  async ({ step }) => {
    const expiry = await step.waitForEvent("wait-for-expiry", {
      event: "billing/trials.expired",
      timeout: "1h",
    });
    return { greeted: expiry !== null };
  },
);
```

## Use instead
```ts
export const greetCustomers = inngest.createFunction(
  { id: "greet-customers", name: "Greet Customers", retries: 2, triggers: [{ cron: "0 9 * * *" }] },
  async ({ step }) => {
    await step.sendEvent("announce-expiry", { name: "billing/trials.expired", data: {} });
    const expiry = await step.waitForEvent("wait-for-expiry", {
      event: "billing/trials.expired",
      timeout: "1h",
    });
    return { greeted: expiry !== null };
  },
);
```

## References
- [Inngest: sending events](https://www.inngest.com/docs/events)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.rules._events import unsent
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted


def check(scope: Scope) -> Iterator[Finding]:
    """Every listener whose event nobody in the project sends."""
    for listener in unsent(scope.project):
        yield Finding(
            span=listener.span,
            message=f"nothing in the project sends the event {quoted(listener.event or '')}",
            help="send it, or name it in external-events",
            job=listener.job.label if listener.job is not None else None,
            strict=True,
        )


RULE = Rule(
    code="JOB302",
    name="unsent-event",
    severity="info",
    check=check,
    languages=("typescript", "python"),
    strict=True,
)
