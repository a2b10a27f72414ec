"""
## What it does

Finds `codemod-ignore` comments that keep no finding back: what they excused has been mended, or
they name a rule that there is not.

A comment counts as unused only in a run in which the rules that it names were run.

## Why is this bad?

The comment says that something is wrong here, and it is not. And when the mistake comes back, it
is hidden from the start.

## Example

```ts
import { inngest } from "@/lib/inngest/client";

export const syncAccountsJob = inngest.createFunction(
  // codemod-ignore invalid-retries: the queue needs that many
  { id: "sync-accounts", triggers: [{ cron: "0 2 * * *" }], retries: 2 },
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
  { id: "sync-accounts", triggers: [{ cron: "0 2 * * *" }], retries: 2 },
  async ({ step }) => {
    const count = await step.run("count-accounts", async () => 3);
    return { count };
  },
);
```

## Fix safety

Safe: it removes the comment, or the name of the rule from it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from codemods.inngest.model import Span
from codemods.rules._comments import Named, Suppression
from codemods.rules._fix import fix_in
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.edits import Edit
from codemods.syntax.naming import quoted
from codemods.syntax.text import Text


def check(_scope: Scope) -> Iterator[Finding]:
    """Nothing: what is unused shows once the other rules have run, so the engine asks `unused`."""
    return iter(())


RULE = Rule(
    code="JOB900",
    name="unused-suppression",
    severity="warning",
    check=check,
    languages=("typescript", "python"),
    fix="safe",
)


class Unused(Struct, frozen=True):
    """A rule named in a comment without need.

    known:   whether there is such a rule
    nearest: the rule that was probably meant, where there is none
    """

    named: Named
    known: bool
    nearest: str | None


def unused(source: Text, comment: Suppression, parts: Sequence[Unused]) -> Iterator[Finding]:
    """The findings about a comment of which these parts are not needed.

    They share one fix, as an edit that takes all of them out.
    """
    # A name that was only misspelt is for the person to put right.
    gone = [part.named for part in parts if part.nearest is None]
    edit = _without(source, comment, gone)
    title = "remove the comment" if len(gone) == len(comment.named) else "remove the name"
    fix = fix_in(source, title, "safe", edit)
    if not comment.named:
        yield Finding(
            comment.comment,
            "this comment names no rule, so it suppresses nothing",
            "write it as `codemod-ignore rule: reason`",
        )
    for part in parts:
        if part.known:
            yield Finding(
                part.named.span,
                f"nothing of {part.named.text} is found here that this comment would suppress",
                f"{title}; what it excused is gone",
                fix=fix,
            )
        else:
            near = f"did you mean {part.nearest}?" if part.nearest else "see `codemod rule`"
            yield Finding(
                part.named.span,
                f"there is no rule {quoted(part.named.text)} to suppress",
                near,
                fix=None if part.nearest else fix,
            )


def _without(source: Text, comment: Suppression, parts: Sequence[Named]) -> Edit:
    """The edit that removes these names, and the comment with the last of them."""
    kept = [named for named in comment.named if named not in parts]
    if kept:
        first, last = comment.named[0].span.start, comment.named[-1].span.end
        return Edit(first, last, ", ".join(each.text for each in kept).encode(), RULE.name)
    return Edit(*_room(source, comment.comment), b"", RULE.name)


def _room(source: Text, comment: Span) -> tuple[int, int]:
    """The comment with its line, where it stands alone on it; else with the blanks before it."""
    start, end = comment.start, comment.end
    if source.data[end - 1 : end] == b"\r":
        end -= 1  # which the grammar counts to a line comment
    line = source.line_start(start)
    stop = source.data.find(b"\n", end)
    stop = len(source.data) if stop < 0 else stop
    before, after = source.data[line:start], source.data[end:stop]
    if before.strip() == b"{" and after.strip() == b"}":  # a comment in JSX
        return line, min(stop + 1, len(source.data))
    if not before.strip() and not after.strip():
        return line, min(stop + 1, len(source.data))
    if not before.strip():
        return start, end + len(after) - len(after.lstrip())
    return line + len(before.rstrip()), end
