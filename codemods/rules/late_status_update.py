"""
## What it does
Reports an event job that keeps a status on its record, and whose steps change something before it
has set the status to processing, or without ever setting it.

That a job never sets it is only shown under `--strict` where the field is not called after
processing: a plain `status` is more often an order's, a payment's or a card's on a board than the
job's own.

## Why is this bad?
The status is what the user sees. Until it says processing, the record looks as if nobody had begun,
and a second click starts the work a second time.

## Example
```ts
import { inngest } from "@/lib/inngest/client";
import { prisma } from "@/lib/db";

interface GenerateReportEventData {
  reportId: string;
  organizationId: string;
  userId: string;
}

export const generateReportJob = inngest.createFunction(
  {
    id: "generate-report",
    retries: 3,
    concurrency: { limit: 5 },
    onFailure: async ({ event }) => {
      const { reportId } = event.data.event.data as GenerateReportEventData;
      await prisma.report.update({
        where: { id: reportId },
        data: { processingStatus: "failed" },
      });
    },
  },
  { event: "report/generate" },
  async ({ event, step }) => {
    const { reportId, organizationId, userId } = event.data as GenerateReportEventData;
    await step.run("draw-charts", async () => {
      await fetch("https://charts.example.com", { method: "POST", body: reportId });
    });
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

interface GenerateReportEventData {
  reportId: string;
  organizationId: string;
  userId: string;
}

export const generateReportJob = inngest.createFunction(
  {
    id: "generate-report",
    retries: 3,
    concurrency: { limit: 5 },
    onFailure: async ({ event }) => {
      const { reportId } = event.data.event.data as GenerateReportEventData;
      await prisma.report.update({
        where: { id: reportId },
        data: { processingStatus: "failed" },
      });
    },
  },
  { event: "report/generate" },
  async ({ event, step }) => {
    const { reportId, organizationId, userId } = event.data as GenerateReportEventData;
    await step.run("update-status-processing", async () => {
      await prisma.report.update({
        where: { id: reportId },
        data: { processingStatus: "processing" },
      });
    });
    await step.run("draw-charts", async () => {
      await fetch("https://charts.example.com", { method: "POST", body: reportId });
    });
    return { reportId, organizationId, userId };
  },
);
```

## References
- [Inngest: multi-step functions](https://www.inngest.com/docs/guides/multi-step-functions)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import Anatomy, Effect, StatusWrite, Step
from codemods.inngest.anatomy.status import states
from codemods.inngest.model import Job, Span
from codemods.inngest.project import Project
from codemods.rules._afterwards import may_come_later
from codemods.rules._database import schema_of
from codemods.rules._effects import is_change, is_log, named
from codemods.rules._jobs import events
from codemods.rules._language import is_python
from codemods.rules._status import set_in
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import camel, quoted, words

# The status-tracking pattern of the spec.
_FIELDS = frozenset({"processingStatus", "processedAt", "processingError"})

# What a step is called that may say in words of its own that the job is at work.
_BEGINNING = frozenset(
    {"activate", "begin", "claim", "create", "init", "initialise", "initialize", "lock", "log",
     "mark", "open", "prepare", "record", "set", "setup", "start", "status", "track"}
)  # fmt: skip


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each event job whose steps work before its status says so."""
    for job in scope.jobs:
        kinds = {trigger.kind for trigger in job.triggers or ()}
        if kinds != {"event"}:
            continue  # a batch on a schedule has no one record to show
        anatomy = scope.project.anatomy(job)
        sets_it = any(_is_processing(write) for write in anatomy.status_writes)
        if sets_it:
            step, strict = _step_before(scope.project, anatomy), False
        else:
            step = _step_without(scope.project, job, anatomy)
            strict = not _is_of_a_job(anatomy)
        if step is not None:
            when = "before its status is" if sets_it else "but never sets its status to"
            yield Finding(
                span=named(step),
                message=f"{quoted(job.label)} works in this step {when} processing",
                help="set the status to processing in the first step, then do the work",
                job=job.label,
                strict=strict,
            )


def _is_processing(write: StatusWrite) -> bool:
    return write.state == "processing" and not write.in_failure


def _step_before(project: Project, anatomy: Anatomy) -> Step | None:
    """The first step with work in it from which the run goes on to the first status write."""
    writes = [write for write in anatomy.status_writes if _is_processing(write)]
    saying = {write.step for write in writes}
    first = next((step for step in anatomy.steps if step.span in saying), None)
    if anatomy.handler is None or first is None or None in saying:
        return None
    # A function in the handler that has a step of its own: that call of it which says so.
    calls = [w.span for w in writes if w.step == first.span and not first.span.contains(w.span)]
    place = min(calls, default=first.span)
    work = [
        effect
        for effect in _work(anatomy)
        if effect.step not in (None, first.span)
        and effect.step.path == first.span.path == anatomy.handler.path
        and may_come_later(project, anatomy.handler, effect.step, place)
    ]
    # One step that only writes, such as a reservation, delays the status by no more than itself.
    at_once = len({effect.step for effect in work}) == 1 and all(
        effect.kind == "write" and not effect.context.loops for effect in work
    )
    return None if at_once else _first_step(anatomy, work)


def _step_without(project: Project, job: Job, anatomy: Anatomy) -> Step | None:
    """The first step with work in it, where no status says that the job is at work.

    Work that begins with a loop is a batch, which has no one record to show.
    """
    work = _work(anatomy)
    step = _first_step(anatomy, work)
    if (
        step is None
        or step.context.loops
        or anatomy.opaque
        or _says_otherwise(project, job, anatomy, step)
    ):
        return None
    reached = {write.state for write in _updates(anatomy)}
    # One change and its result: there is nothing in between to show.
    tracked = "completed" in reached and len(work) > 1
    if tracked or (not anatomy.status_writes and _model_is_tracked(project, job, work)):
        return step
    return None


def _updates(anatomy: Anatomy) -> list[StatusWrite]:
    """The status writes to the one record that the job is about: not to a new one, nor to a batch's
    many."""
    created = {e.span for e in anatomy.effects if e.method.lower().startswith(("create", "insert"))}
    return [
        write
        for write in anatomy.status_writes
        if write.span not in created and not write.context.loops
    ]


def _is_of_a_job(anatomy: Anatomy) -> bool:
    """Whether the status that the job sets is the job's by its name, such as `processingStatus`.

    A plain `status` is more often an order's, a payment's or a card's on a board.
    """
    updates = _updates(anatomy)
    return not updates or any("processing" in words(write.field) for write in updates)


def _says_otherwise(project: Project, job: Job, anatomy: Anatomy, working: Step) -> bool:
    """Whether something may have said already, in words that are not known, that work goes on.

    An earlier step that writes to the record whose status is kept, or whose id tells of a
    beginning; or whoever sends the event.
    """
    status, kept = _kept(anatomy)
    places = {step.span for step in anatomy.steps if step.order <= working.order}
    if any(e.target in kept and e.span not in status and e.step in places for e in anatomy.effects):
        return True
    earlier = [step for step in anatomy.steps if step.order <= working.order and step.id]
    if any(not _BEGINNING.isdisjoint(words(" ".join(s.id.literals))) for s in earlier if s.id):
        return True
    sending = {sent.span.path for sent in project.sent if sent.event in events(job)} - {job.path}
    return any(_sender_says(project, path, kept) for path in sending)


def _sender_says(project: Project, path: str, kept: set[str]) -> bool:
    """Whether a file that sends the event names processing, or sets the status to a word of its
    own, such as `generating`. That it is yet to begin, or has ended, says nothing of the work."""
    values = project.config.status.processing
    if any(value.encode() in project.text(path).data.lower() for value in values):
        return True
    if is_python(path):
        return False
    known = states(project.config.status)
    return any(value not in known for value in set_in(project, project.source(path), kept))


def _work(anatomy: Anatomy) -> list[Effect]:
    """What the steps change, but for records of what was done and for the record whose status is
    kept: a write to that may say in other words that work goes on."""
    _, kept = _kept(anatomy)
    return [
        effect
        for effect in anatomy.effects
        if effect.step is not None
        and effect.target not in kept
        and is_change(effect)
        and not is_log(effect)
    ]


def _kept(anatomy: Anatomy) -> tuple[set[Span], set[str]]:
    """The places where a status is written, and the tables that it is written to."""
    places = {write.span for write in anatomy.status_writes}
    return places, {effect.target for effect in anatomy.effects if effect.span in places}


def _first_step(anatomy: Anatomy, work: list[Effect]) -> Step | None:
    """The first step that does some of the work."""
    working = {effect.step for effect in work}
    return next((step for step in anatomy.steps if step.span in working), None)


def _model_is_tracked(project: Project, job: Job, work: list[Effect]) -> bool:
    """Whether the event names a record whose Prisma model has the spec's fields, and the job
    writes to it."""
    schema, data = schema_of(project), project.event_data(job)
    if schema is None or data is None:
        return False
    tracked = {
        camel(model.name)
        for model in schema.models
        if data.field(f"{camel(model.name)}Id") is not None
        and {field.name for field in model.fields} >= _FIELDS
    }
    return any(effect.kind == "write" and effect.target in tracked for effect in work)


RULE = Rule(
    code="JOB105",
    name="late-status-update",
    severity="warning",
    check=check,
    languages=("typescript", "python"),
)
