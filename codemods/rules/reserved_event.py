"""
## What it does
Reports an event whose name begins with `inngest/` where the program sends it, by `send` on a client
or by `step.sendEvent`.

## Why is this bad?
The prefix is Inngest's own. Jobs may listen to such events, but the server refuses them from
anybody else, so the send fails.

## Example
```ts
export const expireTrials = inngest.createFunction(
  { id: "expire-trials", name: "Expire Trials", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await step.sendEvent("announce-expiry", { name: "inngest/trials.expired" });
    return { announced: true };
  },
);
```

## Use instead
```ts
export const expireTrials = inngest.createFunction(
  { id: "expire-trials", name: "Expire Trials", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await step.sendEvent("announce-expiry", { name: "billing/trials.expired" });
    return { announced: true };
  },
);
```

## References
- https://www.inngest.com/docs/reference/system-events/inngest-function-failed
- https://github.com/inngest/inngest/issues/415
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.events.event_names import RESERVED
from codemods.rules.rule import Finding, Rule, Scope


def check(scope: Scope) -> Iterator[Finding]:
    """One finding an event that only Inngest may send."""
    for sent in scope.project.sent:
        if sent.event is None or not sent.event.startswith(RESERVED):
            continue
        yield Finding(
            sent.name or sent.span,
            f'"{sent.event}" cannot be sent: names that begin with {RESERVED} are Inngest\'s own',
            f"give the event another prefix than {RESERVED}",
            job=sent.job.label if sent.job is not None else None,
        )


RULE = Rule("JOB221", "reserved-event", "error", check, languages=("typescript", "python"))
