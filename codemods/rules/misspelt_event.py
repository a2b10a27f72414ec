"""
## What it does
Reports an event that is sent and that nothing listens to, while a listener waits for one that
nobody sends and whose name differs only by case, by a separator, by a plural or by one letter.

Names that differ by a digit, such as a version, are two names.

## Why is this bad?
Sending succeeds, and the job never runs.

## Example
```ts
export const expireTrials = inngest.createFunction(
  { id: "expire-trials", name: "Expire Trials", retries: 2, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await step.sendEvent("announce-expiry", { name: "billing/trial.expired", data: {} });
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

## Fix safety
The fix sends the event under the name that is listened to. It is unsafe: the job runs from then on,
and the other name may have been the right one.

## References
- [Inngest: sending events](https://www.inngest.com/docs/events)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.project import Project
from codemods.inngest.reading import node_at
from codemods.inngest.wiring.model import Sent
from codemods.rules._events import meant, unheard, unsent
from codemods.rules._fix import fix_in
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Fix, Rule, Scope
from codemods.syntax.edits import Edit
from codemods.syntax.naming import quoted

_NAME = "misspelt-event"


def check(scope: Scope) -> Iterator[Finding]:
    """Every send whose event is one slip away from one that is waited for in vain."""
    project = scope.project
    sends = unheard(project)
    idle = unsent(project) if sends else []
    for sent in sends:
        listener = meant(sent, idle)
        if listener is None or listener.event is None:
            continue
        yield Finding(
            span=sent.name or sent.span,
            message=f"nothing listens to the event {quoted(sent.event or '')}",
            help=f"did you mean {quoted(listener.event)}, which nobody sends?",
            job=sent.job.label if sent.job is not None else None,
            fix=_fix(project, sent, listener.event),
            causes=(listener.span,),
        )


def _fix(project: Project, sent: Sent, event: str) -> Fix | None:
    """The other name, where the wrong one is written as a text."""
    if sent.name is None:
        return None
    if is_python(sent.name.path):
        from codemods.rules._python import text_edit

        found = text_edit(project, sent.name, event, _NAME)
        text = project.text(sent.name.path)
        return fix_in(text, f"send {event}", "unsafe", found) if found is not None else None
    source = project.source(sent.name.path)
    node = node_at(source, sent.name)
    if node.type != "string":
        return None
    from codemods.syntax.quoting import string_literal

    new = string_literal(event, "'" if source.text(node)[0] == "'" else '"').encode()
    edit = Edit(node.start_byte, node.end_byte, new, _NAME)
    return fix_in(source, f"send {event}", "unsafe", edit)


RULE = Rule(
    code="JOB303",
    name=_NAME,
    severity="error",
    check=check,
    languages=("typescript", "python"),
    fix="unsafe",
    over=("JOB301",),
)
