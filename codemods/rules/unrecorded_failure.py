"""
## What it does
Reports a job that sets a status to processing and has no place that sets one to failed: no `catch`,
no failed branch, no `onFailure`, and no job of the project that listens to
`inngest/function.failed`.

## Why is this bad?
When the last retry has failed, the record still says processing, and will for ever. The user waits;
nobody is told; nothing starts it again.

## Example
```ts
import { inngest } from "@/lib/inngest/client";
import { prisma } from "@/lib/db";

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", retries: 3 },
  { event: "report/generate" },
  async ({ event, step }) => {
    const { reportId, organizationId, userId } = event.data;
    await step.run("update-status-processing", async () => {
      await prisma.report.update({
        where: { id: reportId },
        data: { processingStatus: "processing" },
      });
    });
    return { reportId, organizationId, userId };
  },
);
```

## Use instead
```ts
import { inngest } from "@/lib/inngest/client";
import { prisma } from "@/lib/db";

export const generateReportJob = inngest.createFunction(
  {
    id: "generate-report",
    retries: 3,
    onFailure: async ({ event }) => {
      await prisma.report.update({
        where: { id: event.data.event.data.reportId },
        data: { processingStatus: "failed" },
      });
    },
  },
  { event: "report/generate" },
  async ({ event, step }) => {
    const { reportId, organizationId, userId } = event.data;
    await step.run("update-status-processing", async () => {
      await prisma.report.update({
        where: { id: reportId },
        data: { processingStatus: "processing" },
      });
    });
    return { reportId, organizationId, userId };
  },
);
```

## References
- [Inngest: failure handlers](https://www.inngest.com/docs/features/inngest-functions/error-retries/failure-handlers)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import Anatomy, StatusWrite
from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.rules._jobs import events
from codemods.rules._language import either, option
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted, words

_FAILED = "inngest/function.failed"

# Words of helpers that do no more than set a status.
_SETTING = frozenset({"mark", "processing", "running", "set", "status"})


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each job that says when it begins, and nowhere that it has failed."""
    for job in scope.jobs:
        anatomy = scope.project.anatomy(job)
        begun = [write for write in anatomy.status_writes if _begins(anatomy, write)]
        if (
            begun
            and not _records_failure(anatomy, begun)
            and not _is_recorded_elsewhere(scope.project)
            and not _hands_over(scope.project, job, anatomy, begun)
        ):
            handler = option("onFailure", job.path)
            a_catch = either(job.path, "a `catch`", "an `except`")
            first = min(begun, key=lambda write: write.order)
            yield Finding(
                span=first.span,
                message=f"{quoted(job.label)} sets {first.field} to {first.value}, never to failed",
                help=f"set it to failed in `{handler}`, or in {a_catch} around the steps",
                job=job.label,
            )


def _begins(anatomy: Anatomy, write: StatusWrite) -> bool:
    """Whether the job itself says that it is at work.

    A helper that does the work too may well record its failure, further down than is looked.
    """
    if write.state != "processing" or write.in_failure or write.context.in_catch:
        return False
    helpers = {e.through for e in anatomy.effects if e.span == write.span and e.through}
    return all(not _SETTING.isdisjoint(words(helper)) for helper in helpers)


def _records_failure(anatomy: Anatomy, begun: list[StatusWrite]) -> bool:
    """Whether the job sets a status to failed, or may do so in words or a helper not understood."""
    targets = _targets(anatomy, begun)
    return (
        anatomy.opaque_failure
        or any(write.state == "failed" for write in anatomy.status_writes)
        or any(
            effect.kind == "write"
            and effect.target in targets
            and (effect.context.in_catch or effect.in_failure)
            for effect in anatomy.effects
        )
    )


def _is_recorded_elsewhere(project: Project) -> bool:
    """Whether a job that hears of every failure sets a status, as far as can be told."""
    for job in project.linted_jobs():
        if _FAILED in events(job):
            anatomy = project.anatomy(job)
            if anatomy.handler is None or anatomy.opaque or anatomy.status_writes:
                return True
    return False


def _hands_over(project: Project, job: Job, anatomy: Anatomy, begun: list[StatusWrite]) -> bool:
    """Whether the job only claims records and sends them on, and another one records failures."""
    sends = any(step.kind == "sendEvent" for step in anatomy.steps) or any(
        effect.kind == "send" for effect in anatomy.effects
    )
    targets = _targets(anatomy, begun)
    return sends and any(
        not targets.isdisjoint(
            _targets(other, [w for w in other.status_writes if w.state == "failed"])
        )
        for other in (project.anatomy(each) for each in project.linted_jobs() if each != job)
    )


def _targets(anatomy: Anatomy, writes: list[StatusWrite]) -> set[str]:
    """The tables that the writes go to."""
    spans = {write.span for write in writes}
    return {effect.target for effect in anatomy.effects if effect.span in spans}


RULE = Rule(
    code="JOB106",
    name="unrecorded-failure",
    severity="warning",
    check=check,
    languages=("typescript", "python"),
)
