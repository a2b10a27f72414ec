"""
## What it does
Reports an event that is sent under a literal name while no trigger, `waitForEvent`, `cancelOn` or
wildcard of the project listens to it.

It is silent in a project that has no listener at all, or one whose event is only known at run time,
and for what `external-listeners` of codemod.toml names.

## Why is this bad?
Sending succeeds, and nothing happens. A string is no type: nobody notices that a job was renamed
or taken away.

## Example
```ts
export const expireTrials = inngest.createFunction(
  { id: "expire-trials", name: "Expire Trials", retries: 2, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await step.sendEvent("announce-expiry", { name: "billing/trials.expired", data: {} });
    return { announced: true };
  },
);

export const greetCustomers = inngest.createFunction(
  { id: "greet-customers", name: "Greet Customers", retries: 2, triggers: [{ cron: "0 9 * * *" }] },
  async ({ step }) => {
    const change = await step.waitForEvent("wait-for-customer", {
      event: "stripe/customer.created",
      timeout: "1h",
    });
    return { greeted: change !== null };
  },
);
```

## Use instead
```ts
export const expireTrials = inngest.createFunction(
  { id: "expire-trials", name: "Expire Trials", retries: 2, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await step.sendEvent("announce-expiry", { name: "billing/trials.expired", data: {} });
    return { announced: true };
  },
);

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

## References
- [Inngest: sending events](https://www.inngest.com/docs/events)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.rules._events import unheard
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted


def check(scope: Scope) -> Iterator[Finding]:
    """Every send of an event that certainly nobody in the project hears."""
    for sent in unheard(scope.project):
        yield Finding(
            span=sent.name or sent.span,
            message=f"nothing listens to the event {quoted(sent.event or '')}",
            help="give a job this trigger, or name the event in external-listeners",
            job=sent.job.label if sent.job is not None else None,
        )


RULE = Rule(code="JOB301", name="unheard-event", severity="warning", check=check)
