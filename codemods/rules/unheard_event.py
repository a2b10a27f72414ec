"""
## What it does
Reports an event that is sent under a literal name while no trigger, `waitForEvent`, `cancelOn` or
wildcard of the project listens to it.

It is silent in a project that has no listener at all, or one whose event is only known at run time,
and for what `external-listeners` of codemod.toml names. It is silent too for what is sent only to
see whether Inngest can be reached: by a route whose path has a segment such as `health`, `healthz`,
`ping` or `status`, or under a name that ends in `ping` or `health-check`, or as `test` by a script.

Shown under `--strict` is what may be meant for a listener elsewhere, or for one to come:

- what is sent with the client of another app: one that has no jobs here, while the event is in its
  namespace or its module makes the client that has them; or one for the dev server alone;
- what goes out through a function of a Python app that sends any event by its name, where it does
  so for three or more and nothing listens to any of them: it speaks to a log or a dashboard;
- an event that `eventType` declares. A `codemod-ignore` above the declaration speaks for all that
  send it.

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

import re
from collections.abc import Iterator

from codemods.inngest.project import Project
from codemods.inngest.wiring.model import Listener, Sent
from codemods.rules._events import near, unheard
from codemods.rules._senders import only_announces, sends_elsewhere
from codemods.rules._trials import is_realtime_message, is_route, is_trial
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted

_PROBES = frozenset({"health", "healthz", "healthcheck", "health-check", "ping", "status"})
_PINGS = re.compile(r"(?:.*[/.:])?(?:ping|health[-_.]?check)", re.IGNORECASE)


def check(scope: Scope) -> Iterator[Finding]:
    """Every send of an event that certainly nobody in the project hears."""
    project = scope.project
    for sent in unheard(project):
        if _only_asks(sent) or is_trial(project, sent):
            continue
        declared = tuple(
            each.span for each in project.event_declarations if each.event == sent.event
        )
        listener = near(sent, project.listeners)
        yield Finding(
            span=sent.name or sent.span,
            message=f"nothing listens to the event {quoted(sent.event or '')}",
            help=_help(project, sent, listener),
            job=sent.job.label if sent.job is not None else None,
            strict=(
                bool(declared) or sends_elsewhere(project, sent) or only_announces(project, sent)
            ),
            causes=(listener.span,) if listener else (),
            also_at=declared,
        )


def _help(project: Project, sent: Sent, listener: Listener | None) -> str:
    if is_realtime_message(project, sent):
        return "subscribers of a channel get what `publish` sends: `send` makes an event"
    hint = f"did you mean {quoted(listener.event or '')}? else " if listener else ""
    return f"{hint}give a job this trigger, or name the event in external-listeners"


def _only_asks(sent: Sent) -> bool:
    """Whether an event is only to show that Inngest can be reached."""
    if _PINGS.fullmatch(sent.event or ""):
        return True
    *folders, file = sent.span.path.split("/")
    stem = file.partition(".")[0]
    return is_route(sent.span.path) and not _PROBES.isdisjoint((*folders, stem))


RULE = Rule(
    code="JOB301",
    name="unheard-event",
    severity="warning",
    check=check,
    languages=("typescript", "python"),
)
