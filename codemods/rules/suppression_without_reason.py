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
from contextlib import suppress

from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.inngest.reading import sources_with
from codemods.rules._comments import MENTION, suppressions_in
from codemods.rules.rule import Finding, Rule, Scope


def check(scope: Scope) -> Iterator[Finding]:
    """One for each comment that names a rule and gives no reason."""
    for path in _mentioning(scope.project):
        if scope.covers(path) and scope.project.is_linted(path):
            for comment in suppressions_in(scope.project, path):
                if comment.named and comment.reason is None:
                    names = ", ".join(named.text for named in comment.named)
                    shown = names if len(names) <= 60 else names[:59] + "…"
                    yield Finding(
                        comment.comment,
                        f"this comment does not say why it suppresses {shown}",
                        f"add the reason: codemod-ignore {shown}: …",
                    )


def _mentioning(project: Project) -> Iterator[str]:
    """The files that can be read and may have such a comment."""
    yield from (source.path for source in sources_with(project, MENTION))
    ours = project.files.python_mentions(b"inngest") if project.python_code else ()
    for path in sorted(set(ours).intersection(project.files.python_mentions(MENTION))):
        with suppress(CodemodError):
            yield project.python(path).path


RULE = Rule(
    code="JOB901",
    name="suppression-without-reason",
    severity="warning",
    check=check,
    languages=("typescript", "python"),
)
