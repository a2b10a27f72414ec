"""
## What it does
Reports the callback of one `step.run` that changes two things or more, one after the other: two
writes to different tables, a write and a send, a call of another service and a write.

## Why is this bad?
A step succeeds or fails as a whole. Where the second change fails, the first one stays, and the
retry makes it again: the mail is sent twice, the row is there twice.

## Example
```ts
import { inngest } from "@/lib/inngest/client";
import { prisma } from "@/lib/db";

export const sendRemindersJob = inngest.createFunction(
  { id: "send-reminders", retries: 2 },
  { cron: "0 2 * * *" },
  async ({ step }) => {
    await step.run("send-reminder", async () => {
      await fetch("https://mail.example.com/send", { method: "POST" });
      await prisma.reminder.create({ data: { sent: true } });
    });
    return { success: true };
  },
);
```

## Use instead
```ts
import { inngest } from "@/lib/inngest/client";
import { prisma } from "@/lib/db";

export const sendRemindersJob = inngest.createFunction(
  { id: "send-reminders", retries: 2 },
  { cron: "0 2 * * *" },
  async ({ step }) => {
    await step.run("send-reminder", async () => {
      await fetch("https://mail.example.com/send", { method: "POST" });
    });
    await step.run("save-reminder", async () => {
      await prisma.reminder.create({ data: { sent: true } });
    });
    return { success: true };
  },
);
```

## References
- [Inngest: thinking in steps](https://www.inngest.com/docs/guides/multi-step-functions)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from codemods.inngest.anatomy.afterwards import may_follow
from codemods.inngest.anatomy.model import Anatomy, Effect, Step
from codemods.inngest.model import Span
from codemods.rules._effects import is_change, is_log, named
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted
from codemods.syntax.source import Source

_LONGEST = 34  # characters of what is done in a message, which is to stay on one line
_RAW = "raw SQL"  # the target of a query whose table is not read

# Methods that leave the same behind however often they are called.
_REPEATABLE = frozenset({"upsert", "delete", "deleteMany", "remove"})


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each step that makes two different changes one after the other."""
    for job in scope.jobs:
        anatomy = scope.project.anatomy(job)
        changes = _changes_by_step(anatomy)
        for step in anatomy.steps:
            if step.kind != "run" or len(changes[step.span]) < 2:
                continue
            pair = _pair(scope.project.source(step.span.path), step, changes[step.span])
            if pair is not None:
                first, second = map(_shown, pair)
                yield Finding(
                    span=named(step),
                    message=f"{first} stays done where {second} fails after it in this step",
                    help="give each of them a step of its own, or put the writes in a transaction",
                    job=job.label,
                )


def _changes_by_step(anatomy: Anatomy) -> defaultdict[Span, list[Effect]]:
    """Step → what its callback changes and cannot change twice, in source order."""
    found: defaultdict[Span, list[Effect]] = defaultdict(list)
    for effect in sorted(anatomy.effects, key=lambda each: each.span.start):
        passed_over = effect.kind == "write" and (
            effect.method in _REPEATABLE or effect.target == _RAW or is_log(effect)
        )
        if effect.step is not None and is_change(effect) and not passed_over:
            found[effect.step].append(effect)
    return found


def _pair(source: Source, step: Step, changes: list[Effect]) -> tuple[Effect, Effect] | None:
    """The first two that one run makes one after the other, to different targets; or None."""
    for first, second in combinations(changes, 2):
        if first.target != second.target and _in_turn(source, step, first, second):
            return first, second
    return None


def _in_turn(source: Source, step: Step, first: Effect, second: Effect) -> bool:
    """Whether one run makes both, the second after the first, with nothing to undo the first."""
    if first.transaction is not None and first.transaction == second.transaction:
        return False
    if not set(second.swallowed) <= set(first.swallowed):
        return False  # the step does not fail with it, and so the first is not made again
    if first.span == second.span:
        return True  # the same helper makes them
    parallel = first.context.parallel
    if first.guarded or (parallel is not None and parallel == second.context.parallel):
        return False
    return not first.context.excludes(second.context) and (
        first.span.path != source.path or may_follow(source, step.span, first.span, second.span)
    )


def _shown(effect: Effect) -> str:
    what = effect.what
    return quoted(what if len(what) <= _LONGEST else f"{what[: _LONGEST - 1]}…")


RULE = Rule(
    code="JOB103",
    name="compound-step",
    severity="warning",
    check=check,
)
