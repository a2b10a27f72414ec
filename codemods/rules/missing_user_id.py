"""
## What it does
Reports a job whose event is known not to carry `userId`, or to carry it sometimes only. The data is
known by its type or schema; else by the keys that the handler takes out of it; else by what the
project sends. `actorId`, `memberId`, `createdBy` and the like will do, and `[keys]` in codemod.toml
names another; an empty list there switches the rule off. Where only jobs on a schedule and routes
of webhooks send the event, no user has asked for it; then it is shown under `--strict`.

## Why is this bad?
Who asked for it is the first question about whatever a job has changed. The session that could tell
is gone when the job runs, so the event has to say it.

## Example
```ts
import { inngest } from "@/lib/inngest/client";

interface ReportData {
  reportId: string;
  organizationId: string;
}

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", retries: 3 },
  { event: "report/generate" },
  async ({ event }) => {
    const { reportId, organizationId } = event.data as ReportData;
    return { reportId, organizationId };
  },
);
```

## Use instead
```ts
import { inngest } from "@/lib/inngest/client";

interface ReportData {
  reportId: string;
  organizationId: string;
  userId: string;
}

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", retries: 3 },
  { event: "report/generate" },
  async ({ event }) => {
    const { reportId, organizationId, userId } = event.data as ReportData;
    return { reportId, organizationId };
  },
);
```

## Fix safety
The fix adds the key to the type in the job's module and to what the handler takes out of the data.
It is unsafe: whoever sends the event has yet to send it.

## References
- [Inngest: sending events](https://www.inngest.com/docs/events)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.project import Project
from codemods.inngest.wiring.model import Sent
from codemods.rules._event_keys import Key, check_key
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import words

_SYNONYMS = frozenset(
    {"user", "actor", "profile", "member", "author", "owner", "creator", "requester", "initiator"}
    | {"invoker"}
    | {"by"}  # createdBy, requestedBy, triggeredBy
)


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each event job that is not told on whose behalf it works."""
    names = scope.project.config.keys.user
    key = Key(names, _SYNONYMS, "for the audit of what the job changes", _nobody_asks)
    yield from check_key(scope, key)


def _nobody_asks(project: Project, event: str) -> bool:
    """Whether the event is sent, and all that is seen to send it does so for no user."""
    sent = [each for each in project.sent if each.event == event]
    return bool(sent) and all(_is_userless(each) for each in sent)


def _is_userless(sent: Sent) -> bool:
    if sent.job is not None:
        triggers = sent.job.triggers or ()
        return bool(triggers) and all(trigger.kind == "cron" for trigger in triggers)
    place = set(words(sent.span.path))
    return "api" in place and not place.isdisjoint({"webhook", "webhooks"})


RULE = Rule(
    code="JOB102",
    name="missing-user-id",
    severity="warning",
    check=check,
    fix="unsafe",
)
