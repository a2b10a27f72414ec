"""
## What it does
Reports a job whose event is known not to carry `organizationId`, or to carry it sometimes only. The
data is known by its type or schema; else by the keys that the handler takes out of it; else by what
the project sends. `orgId`, `workspaceId`, `tenantId` and the like will do, and so will any key with
such a word in its name, as `companyCode`, by which the job's concurrency, throttle or rate limit is
shared out. `[keys]` in codemod.toml names another, such as the `practiceId` or `groupId` of the
app's own trade; an empty list there switches the rule off.

Shown under `--strict` only: an event whose data does have such a key of the app's own trade, and
one that by its name tells of a new user, such as `user/signed-up`: who has just come may belong to
no organization yet.

## Why is this bad?
A job runs with no session: nothing but its event says whose data it may touch. Without the
organization it can only look records up by their id, and a wrong or forged id leads into another
customer's data.

## Example
```ts
import { inngest } from "@/lib/inngest/client";

interface ReportData {
  reportId: string;
  userId: string;
}

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", retries: 3 },
  { event: "report/generate" },
  async ({ event }) => {
    const { reportId, userId } = event.data as ReportData;
    return { reportId, userId };
  },
);
```

## Use instead
```ts
import { inngest } from "@/lib/inngest/client";

interface ReportData {
  reportId: string;
  userId: string;
  organizationId: string;
}

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", retries: 3 },
  { event: "report/generate" },
  async ({ event }) => {
    const { reportId, userId, organizationId } = event.data as ReportData;
    return { reportId, userId };
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

from msgspec.structs import replace

from codemods.inngest.project import Project
from codemods.rules._event_keys import Key, check_key
from codemods.rules._tenants import switching_off, tenant_key
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import words
from codemods.workspace.settings.config import Keys

_SYNONYMS = frozenset(
    {"organization", "organisation", "org", "workspace", "tenant", "team", "company", "account",
     "association"}
)  # fmt: skip

# How the name of an event ends that tells of a new user.
_SIGNING_UP = frozenset(
    {("sign", "up"), ("signed", "up"), ("user", "created"), ("user", "registered")}
)


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each event job that is not told which organization it works for."""
    names = scope.project.config.keys.organization
    reason = "so that the job can stay within it"
    key = Key(names, _SYNONYMS, reason, _is_of_new_user)
    if names == Keys().organization:  # the project has not settled on a name
        key = replace(key, own_name=tenant_key, unused=switching_off)
    yield from check_key(scope, key)


def _is_of_new_user(_: Project, event: str) -> bool:
    parts = words(event)
    return tuple(parts[-2:]) in _SIGNING_UP or parts[-1:] == ("signup",)


RULE = Rule(
    code="JOB101",
    name="missing-organization-id",
    severity="error",
    check=check,
    languages=("typescript", "python"),
    fix="unsafe",
)
