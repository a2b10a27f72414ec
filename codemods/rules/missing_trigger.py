"""
## What it does
Reports a job that nothing can start: its list of triggers is empty, or it is written for SDK 4 and
has no `triggers`, and no `step.invoke` of the project names it.

It is silent for a job of a package that other repositories can install, and where a `step.invoke`
calls a function that cannot be followed.

## Why is this bad?
TypeScript takes it and the job is registered, but it never runs: an event of the right name is
sent, and nothing happens.

## Example
```ts
export const nightlyReport = inngest.createFunction(
  { id: "nightly-report", name: "Nightly Report", retries: 2, triggers: [] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## Use instead
```ts
export const nightlyReport = inngest.createFunction(
  { id: "nightly-report", name: "Nightly Report", retries: 2, triggers: [{ cron: "0 2 * * *" }] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## References
- inngest 4.24.0, components/Inngest.js: `sanitizeTriggers`
- https://www.inngest.com/docs/reference/functions/step-invoke
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.inngest.reading import literal, node_at, sources_with
from codemods.inngest.registration import job_named_by
from codemods.rules._jobs import head
from codemods.rules._language import either, is_python
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.literal import Object, string
from codemods.syntax.nodes import FUNCTIONS, arguments, unwrap, walk
from codemods.syntax.source import Source

_PUBLISHED = ("publishConfig", "exports", "main", "module", "types")


def check(scope: Scope) -> Iterator[Finding]:
    """Every job without a trigger that nothing invokes either."""
    project = scope.project
    idle = [job for job in scope.jobs if job.triggers == () and _has_handler(project, job)]
    idle = [job for job in idle if not _is_published(project, job)]
    if not idle:
        return
    invoked = _invoked(project)
    if invoked is None:
        return
    for job in idle:
        if job.span in invoked or job.id in invoked:
            continue
        example = either(
            job.path,
            'triggers: [{ event: "namespace/action" }] or [{ cron: "0 2 * * *" }]',
            'trigger=inngest.TriggerEvent(event="namespace/action")',
        )
        yield Finding(
            span=head(project, job),
            message=f"nothing starts job {job.label}: it has no trigger",
            help=f"add one: {example}",
            job=job.label,
        )


def _has_handler(project: Project, job: Job) -> bool:
    """Whether the call is one of the SDK's: others have methods of that name too."""
    if is_python(job.path):
        return project.anatomy(job).handler is not None
    given = arguments(node_at(project.source(job.path), job.span))
    return len(given) >= 2 and (
        job.form == 3 or unwrap(given[1]).type in (*FUNCTIONS, "identifier")
    )


def _is_published(project: Project, job: Job) -> bool:
    if is_python(job.path):
        return False  # who else imports it cannot be told from what it depends on
    package = project.packages.governing(job.path)
    if package is None or package.data.get("private") is True or package.name is None:
        return False
    return any(key in package.data for key in _PUBLISHED)


def _invoked(project: Project) -> set[object] | None:
    """The spans and ids of the jobs that the project invokes; None where one is not known."""
    found: set[object] = set()
    if project.python_code is not None:
        from codemods.rules._python import invoked

        in_python = invoked(project)
        if in_python is None:
            return None
        found |= in_python
    for source in sources_with(project, b".invoke("):
        if b"inngest" not in source.data.lower():
            continue
        for node in walk(source.root):
            callee = (
                node.child_by_field_name("function") if node.type == "call_expression" else None
            )
            if callee is None or callee.type != "member_expression":
                continue
            method = callee.child_by_field_name("property")
            if method is None or source.text(method) != "invoke":
                continue
            for target in _target(project, source, node):
                if target is None:
                    return None
                found.add(target)
    return found


def _target(project: Project, source: Source, call: Node) -> Iterator[object | None]:
    """What `step.invoke("id", { function })` calls: a job's span or id; None where not known."""
    given = arguments(call)
    options = literal(project, source, given[1]) if len(given) > 1 else None
    value = options.get("function") if isinstance(options, Object) else None
    if value is None:
        return
    text = string(value)
    if text is not None:
        yield text
        # SDK 3 names it with the app's id in front.
        yield from (job.id for job in project.jobs if job.id and text.endswith(f"-{job.id}"))
        return
    node = unwrap(value.node)
    if node.type == "call_expression":
        arguments_ = arguments(node)
        reference = literal(project, value.source, arguments_[0]) if arguments_ else None
        function_id = reference.get("functionId") if isinstance(reference, Object) else None
        if string(function_id) is not None:
            yield string(function_id)
            return
    job = job_named_by(project, value.source, node)
    yield job.span if job is not None else None


RULE = Rule(
    code="JOB210",
    name="missing-trigger",
    severity="error",
    check=check,
    languages=("typescript", "python"),
)
