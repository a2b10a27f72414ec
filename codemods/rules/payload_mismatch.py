"""
## What it does
Compares the literal payload of every send with the event data that the listening job declares: in
`EventSchemas`, by `eventType`, or by a type or schema in its handler. Reports a required key that
the payload lacks, and a literal of another type than the declared one. Several listeners are each
judged by themselves; one that no `serve` lists does not count beside one that is served.

Where the client has middleware, which can add to what is sent, it reports under `--strict` only.

## Why is this bad?
In SDK 4 a plain event name is not typed, and a type that a handler casts to is never compared with
what is sent. The job starts and meets `undefined`.

## Example
```ts
// file: src/lib/inngest/functions/generate-report.ts
import { inngest } from "@/lib/inngest/client";

type ReportData = {
  reportId: string;
  organizationId: string;
  userId: string;
};

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", name: "Generate Report", retries: 3 },
  { event: "report/generate" },
  async ({ event }) => {
    const { reportId, organizationId, userId } = event.data as ReportData;
    return { success: true, reportId, organizationId, userId };
  },
);

// file: src/lib/reports.ts
import { inngest } from "@/lib/inngest/client";

export async function requestReport(reportId: string, organizationId: string) {
  await inngest.send({ name: "report/generate", data: { reportId, organizationId } });
}
```

## Use instead
```ts
// file: src/lib/inngest/functions/generate-report.ts
import { inngest } from "@/lib/inngest/client";

type ReportData = {
  reportId: string;
  organizationId: string;
  userId: string;
};

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", name: "Generate Report", retries: 3 },
  { event: "report/generate" },
  async ({ event }) => {
    const { reportId, organizationId, userId } = event.data as ReportData;
    return { success: true, reportId, organizationId, userId };
  },
);

// file: src/lib/reports.ts
import { inngest } from "@/lib/inngest/client";

export async function requestReport(reportId: string, organizationId: string, userId: string) {
  await inngest.send({ name: "report/generate", data: { reportId, organizationId, userId } });
}
```

## References
- [Inngest: event payload format](https://www.inngest.com/docs/features/events-triggers/event-format)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at
from codemods.inngest.wiring.model import EventData, Sent
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted
from codemods.syntax.nodes import arguments, entry_value

_COMPARED = frozenset({"string", "number", "boolean"})


def check(scope: Scope) -> Iterator[Finding]:
    """Every literal payload that is not what a job that listens declares."""
    project = scope.project
    listening = _listening(project)
    sends = [
        sent
        for sent in project.sent
        if sent.event in listening and sent.fields is not None and project.is_linted(sent.span.path)
    ]
    if not sends:
        return
    strict = _has_middleware(project)
    for sent in sends:
        assert sent.event is not None
        for job in listening[sent.event]:
            data = project.event_data(job, sent.event)
            if data is None or data.source != "declared":
                continue
            for what in _faults(sent, data):
                yield Finding(
                    span=sent.name or sent.span,
                    message=f"the payload of {quoted(sent.event)} {what}, says job {job.label}",
                    help="send what the job declares, or declare what is sent",
                    job=job.label,
                    strict=strict,
                    causes=(data.declaration,) if data.declaration is not None else (job.span,),
                )


def _listening(project: Project) -> dict[str, list[Job]]:
    """Event → the jobs that it starts; of those, the served ones, where some are."""
    found: defaultdict[str, list[Job]] = defaultdict(list)
    for job in project.linted_jobs():
        for trigger in job.triggers or ():
            if trigger.kind == "event" and trigger.value and job not in found[trigger.value]:
                found[trigger.value].append(job)
    served = {job.span for serve in project.serves for job in serve.functions.jobs()}
    return {
        event: [job for job in jobs if job.span in served] or jobs for event, jobs in found.items()
    }


def _faults(sent: Sent, data: EventData) -> Iterator[str]:
    given = {field.name: field.type for field in sent.fields or ()}
    lacking = [
        field.name for field in data.fields if not field.optional and field.name not in given
    ]
    if lacking and sent.complete:
        yield f"lacks {', '.join(lacking)}"
    for field in data.fields:
        found = given.get(field.name)
        if field.type in _COMPARED and found in _COMPARED and found != field.type:
            yield f"has a {found} as {field.name} instead of a {field.type}"


def _has_middleware(project: Project) -> bool:
    """Whether a client has middleware, which may add to what is sent."""
    for client in project.clients:
        if is_python(client.span.path):
            from codemods.rules._python import argument_of

            if argument_of(project, client.span, "middleware") is not None:
                return True
            continue
        source = project.source(client.span.path)
        given = arguments(node_at(source, client.span))
        if not given:
            continue
        if given[0].type != "object" or entry_value(source, given[0], "middleware") is not None:
            return True
    return False


RULE = Rule(
    code="JOB304",
    name="payload-mismatch",
    severity="error",
    check=check,
    languages=("typescript", "python"),
)
