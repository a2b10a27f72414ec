"""
## What it does
Reports a job whose event is known not to carry `userId`, or to carry it sometimes only. The data is
known by its type or schema; else by the keys that the handler takes out of it; else by what the
project sends. `actorId`, `memberId`, `createdBy` and the like will do, and `[keys]` in codemod.toml
names another; an empty list there switches the rule off.

Where only jobs on a schedule and routes of webhooks send the event, no user has asked for it; where
nothing in the project sends an event that it declares, perhaps none has; and a project that neither
signs users in nor has any has none to name. Then it is shown under `--strict`.

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
from functools import cache

from codemods.inngest.project import Project
from codemods.inngest.wiring.event_data import declared_event_data
from codemods.inngest.wiring.model import Sent
from codemods.rules._event_keys import Key, check_key
from codemods.rules._people import has_users
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import words
from codemods.workspace.settings.config import Keys

_SYNONYMS = frozenset(
    {"user", "actor", "profile", "member", "author", "owner", "creator", "requester", "initiator"}
    | {"invoker"}
    | {"by"}  # createdBy, requestedBy, triggeredBy
)


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each event job that is not told on whose behalf it works."""
    names = scope.project.config.keys.user
    settled = names != Keys().user  # a project that has named its key knows of users
    knows_users = cache(lambda: settled or has_users(scope.project))

    def absent(project: Project, event: str) -> bool:
        return _nobody_asks(project, event) or not knows_users()

    yield from check_key(
        scope, Key(names, _SYNONYMS, "for the audit of what the job changes", absent)
    )


def _nobody_asks(project: Project, event: str) -> bool:
    """Whether all that is seen to send the event does so for no user.

    An event that the project declares and never sends may come from beyond it, where it has none.
    """
    sent = [each for each in project.sent if each.event == event]
    if not sent:
        return declared_event_data(project, event) is not None
    return all(_is_userless(each) for each in sent)


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
