"""
## What it does
Reports the callback of one `step.run` that changes two things or more, one after the other: two
writes to different tables, a write and a send, a call of another service and a write. An update
that only notes how far the job is may come first, and what is counted anew may come last; so may,
after an update, a row in a timeline, such as one of `order_events`.

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

from codemods.inngest.anatomy.model import Anatomy, Effect, Step
from codemods.inngest.model import Span
from codemods.inngest.project import Project
from codemods.rules._afterwards import may_follow
from codemods.rules._effects import is_change, is_log, named
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted, words

_WIDEST = 120  # characters of a message, which is to stay on one line
_LENGTHS = (34, 24, 14)  # characters of what is done, and of what a helper is called, in a message
_RAW = "raw SQL"  # the target of a query whose table is not read

# Methods that leave the same behind however often they are called.
_REPEATABLE = frozenset({"upsert", "delete", "deleteMany", "remove"})

# In the name of a helper: that it notes how far the job is.
_MARKING = frozenset({"mark", "progress", "stage", "status", "step"})

# The last word of a table that says what has happened, one row after the other; and what the names
# of tables may end in besides.
_TIMELINES = frozenset({"activities", "events", "history", "timeline"})
_TABLE = frozenset({"table", "tbl"})

# Packages whose every call is paid for.
_MODELS = frozenset({"@anthropic-ai/sdk", "@google/genai", "@google/generative-ai", "ai", "openai"})


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each step that makes two different changes one after the other."""
    for job in scope.jobs:
        anatomy = scope.project.anatomy(job)
        changes = _changes_by_step(anatomy)
        for step in anatomy.steps:
            if step.kind != "run" or len(changes[step.span]) < 2:
                continue
            pair = _pair(scope.project, step, changes[step.span])
            if pair is not None:
                yield Finding(
                    span=named(step),
                    message=_message(*pair),
                    help="give each of them a step of its own, or put the writes in a transaction",
                    job=job.label,
                    causes=tuple(each.inside or each.span for each in pair),
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


def _pair(project: Project, step: Step, changes: list[Effect]) -> tuple[Effect, Effect] | None:
    """Two that one run makes one after the other, to different targets; or None.

    The first such pair whose first is no update: to make something anew is worse than to set it.
    """
    pairs = [
        (first, second)
        for first, second in combinations(changes, 2)
        if first.target != second.target
        and not _is_mark(first, second)
        and not _is_told_of(first, second)
        and _fails_the_step(first, second)
        and _in_turn(project, step, first, second)
    ]
    return min(pairs, key=lambda pair: _is_update(pair[0]), default=None)


def _is_update(effect: Effect) -> bool:
    return "update" in words(effect.method)


def _is_mark(first: Effect, second: Effect) -> bool:
    """Whether an update only notes how far the job is, and is to stay where what follows fails."""
    return (_is_update(first) and first.sets != "more") and (
        first.sets == "progress"
        or not _MARKING.isdisjoint(words(first.through or ""))
        or not set(first.swallowed) <= set(second.swallowed)
    )


def _is_told_of(first: Effect, second: Effect) -> bool:
    """Whether an update is followed by a line in a timeline: to make both again does no harm."""
    if not _is_update(first) or second.kind != "write" or _is_update(second):
        return False
    name = [word for word in words(second.target) if word not in _TABLE]
    return bool(name) and name[-1] in _TIMELINES


def _fails_the_step(first: Effect, second: Effect) -> bool:
    """Whether the step is tried again because of the second, and that is not all there is to it."""
    if first.kind == "external" and second.swallowed:
        return False  # nothing is called again, and nothing half done stays behind
    return (
        second.throws and second.sets != "counts" and set(second.swallowed) <= set(first.swallowed)
    )


def _in_turn(project: Project, step: Step, first: Effect, second: Effect) -> bool:
    """Whether one run makes both, the second after the first, with nothing to undo the first."""
    if first.transaction is not None and first.transaction == second.transaction:
        return False
    if first.span == second.span:
        return True  # the same helper makes them
    parallel = first.context.parallel
    if first.guarded or (parallel is not None and parallel == second.context.parallel):
        return False
    if first.context.excludes(second.context):
        return False
    if first.span.path != step.span.path:
        return True
    passed = (place for place in (step.span, step.callback) if place is not None)
    return any(may_follow(project, each, first.span, second.span) for each in passed)


def _message(first: Effect, second: Effect) -> str:
    """What is wrong, with as much of the names as a line has room for."""
    message = ""
    for longest in _LENGTHS:
        message = _said(first, second, longest)
        if len(message) <= _WIDEST:
            break
    return message


def _said(first: Effect, second: Effect, longest: int) -> str:
    def cut(text: str) -> str:
        return quoted(text if len(text) <= longest else f"{text[: longest - 1]}…")

    def by(effect: Effect) -> str:
        return f" in {cut(effect.through)}" if effect.through is not None else ""

    def name(effect: Effect) -> str:
        """What is done; the table alone, where that has room and the whole has none."""
        alone = effect.kind == "write" and len(effect.what) > longest
        return cut(effect.target if alone else effect.what)

    one, other = name(first), name(second)
    if first.span != second.span:
        one += by(first)
    where = by(second) or ("" if first.through is not None else " in this step")
    return f"{one} {_becomes(first)} where {other} fails after it{where}"


def _becomes(first: Effect) -> str:
    """What is wrong about the first change, as what is asked for is no more there to stay."""
    if first.kind != "external":
        return "stays done"
    paid = first.target in _MODELS or first.target.startswith("step.ai")
    return "is called (and paid for) again" if paid else "is called again"


RULE = Rule(
    code="JOB103",
    name="compound-step",
    severity="warning",
    check=check,
    languages=("typescript", "python"),
)
