"""
## What it does

Finds `codemod-ignore` comments without a reason. They suppress all the same.

## Why is this bad?

Whoever reads the comment later can only guess whether what it excuses still holds, so it stays
for ever.

## Example

```ts
import { inngest } from "@/lib/inngest/client";

export const syncAccountsJob = inngest.createFunction(
  // codemod-ignore invalid-retries
  { id: "sync-accounts", triggers: [{ cron: "0 2 * * *" }], retries: 25 },
  async ({ step }) => {
    const count = await step.run("count-accounts", async () => 3);
    return { count };
  },
);
```

## Use instead

```ts
import { inngest } from "@/lib/inngest/client";

export const syncAccountsJob = inngest.createFunction(
  // codemod-ignore invalid-retries: our own server takes any number
  { id: "sync-accounts", triggers: [{ cron: "0 2 * * *" }], retries: 25 },
  async ({ step }) => {
    const count = await step.run("count-accounts", async () => 3);
    return { count };
  },
);
```
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.reading import sources_with
from codemods.rules._comments import MENTION, suppressions
from codemods.rules.rule import Finding, Rule, Scope


def check(scope: Scope) -> Iterator[Finding]:
    """One for each comment that names a rule and gives no reason."""
    for source in sources_with(scope.project, MENTION):
        if scope.covers(source.path) and scope.project.is_linted(source.path):
            for comment in suppressions(source):
                if comment.named and comment.reason is None:
                    names = ", ".join(named.text for named in comment.named)
                    shown = names if len(names) <= 60 else names[:59] + "…"
                    yield Finding(
                        comment.comment,
                        f"this comment does not say why it suppresses {shown}",
                        f"add the reason: codemod-ignore {shown}: …",
                    )


RULE = Rule(
    code="JOB901",
    name="suppression-without-reason",
    severity="warning",
    check=check,
)
