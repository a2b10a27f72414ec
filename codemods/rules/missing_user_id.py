"""
## What it does
Reports a job whose event carries no `userId`, or carries it sometimes only, where a user could have
been named:

- something sends the event without it that has a user at hand: it asks who has signed in, has a
  `userId` or the like, or is wrapped in what lets only users in; or
- nothing in the project sends the event and nothing declares it, the project has users, and the job
  writes to a database or calls a service.

The data is known by its type or schema; else by the keys that the handler takes out of it; else by
what the project sends. `actorId`, `memberId`, `createdBy`, `uid` and the like will do, and `[keys]`
in codemod.toml names another; an empty list there switches the rule off.

Everything else is shown under `--strict`: what schedules, webhooks and the jobs that only those
start send for no user, what is sent where no user is to be seen, and an event that is declared and
that nothing sends.

## Why is this bad?
Who asked for it is the first question about whatever a job has changed. The session that could tell
is gone when the job runs, so the event has to say it.

## Example
```ts
import { inngest } from "@/lib/inngest/client";
import { prisma } from "@/lib/db";

export const publishReportJob = inngest.createFunction(
  { id: "publish-report", retries: 3 },
  { event: "report/publish" },
  async ({ event, step }) => {
    const { reportId, organizationId } = event.data;
    await step.run("publish-report", async () => {
      await prisma.report.update({
        where: { id: reportId, organizationId },
        data: { published: true },
      });
    });
    return { reportId };
  },
);
```

## Use instead
```ts
import { inngest } from "@/lib/inngest/client";
import { prisma } from "@/lib/db";

export const publishReportJob = inngest.createFunction(
  { id: "publish-report", retries: 3 },
  { event: "report/publish" },
  async ({ event, step }) => {
    const { reportId, organizationId, userId } = event.data;
    await step.run("publish-report", async () => {
      await prisma.report.update({
        where: { id: reportId, organizationId },
        data: { published: true },
      });
    });
    return { reportId };
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

from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.inngest.wiring.event_data import declared_event_data
from codemods.inngest.wiring.model import EventData, Sent
from codemods.rules._askers import has_user_at_hand, nobody_asks
from codemods.rules._event_keys import Key, check_key
from codemods.rules._event_mentions import is_handed_on
from codemods.rules._people import has_users
from codemods.rules.rule import Finding, Rule, Scope
from codemods.workspace.settings.config import Keys

# Steps that are calls of another service by themselves.
_CALLING_STEPS = frozenset({"fetch", "ai.infer", "ai.wrap"})

_SYNONYMS = frozenset(
    {"user", "actor", "profile", "member", "author", "owner", "creator", "requester", "initiator"}
    | {"invoker"}
    | {"by"}  # createdBy, requestedBy, triggeredBy
)


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each event job that is not told on whose behalf it works."""
    project = scope.project
    names = project.config.keys.user
    settled = names != Keys().user  # a project that has named its key knows of users
    knows_users = cache(lambda: settled or has_users(project))

    def is_firm(_: Project, job: Job, event: str, data: EventData) -> bool:
        sent = [each for each in project.sent if each.event == event]
        if sent:
            return any(_leaves_out(project, key, each) for each in sent)
        return (
            data.source == "read"
            and knows_users()
            and _changes_something(project, job)
            and not _may_come_otherwise(project, key, job, event)
        )

    # `uid` is the whole name of a user's id, and no word of one.
    names = (*names, "uid") if names else ()
    reason = "for the audit of what the job changes"
    key = Key(names, _SYNONYMS, reason, lambda *_: False, firm=is_firm)
    yield from check_key(scope, key)


def _leaves_out(project: Project, key: Key, sent: Sent) -> bool:
    """Whether a user is at hand where the event is sent, and is not sent with it."""
    if nobody_asks(project, sent):
        return False
    is_seen = sent.fields is not None and sent.complete
    # What is not seen is as the project declares it, if it does.
    if not is_seen and declared_event_data(project, sent.event or "") is None:
        return False
    if any(key.is_meant_by(field.name) for field in sent.fields or ()):
        return False
    return has_user_at_hand(project, sent, key.is_meant_by)


def _changes_something(project: Project, job: Job) -> bool:
    """Whether a job writes to a database or calls another service."""
    anatomy = project.anatomy(job)
    return any(step.kind in _CALLING_STEPS for step in anatomy.steps) or any(
        effect.kind in ("write", "external") and effect.certain and not effect.in_failure
        for effect in anatomy.effects
    )


def _may_come_otherwise(project: Project, key: Key, job: Job, event: str) -> bool:
    """Whether an event that no client is seen to send may be sent all the same: under a name that
    is not known, by something else, or never, where a schedule starts the job too."""
    return (
        any(each.event is None for each in project.sent)
        or any(trigger.kind == "cron" for trigger in job.triggers or ())
        or is_handed_on(project, event, key.is_meant_by)
    )


RULE = Rule(
    code="JOB102",
    name="missing-user-id",
    severity="warning",
    check=check,
    languages=("typescript", "python"),
    fix="unsafe",
)
