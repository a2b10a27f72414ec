"""
## What it does
Reports code in the form of another major version of the SDK than the one that is installed:

- `createFunction(options, trigger, handler)` under SDK 4, or `createFunction({ …, triggers },
  handler)` under SDK 3;
- options of `serve` that SDK 4 no longer reads: `signingKey`, `signingKeyFallback`, `serveHost`,
  `logLevel`, `baseUrl` and `fetch`;
- `schemas` of `new Inngest`, as SDK 4 has no `EventSchemas`;
- in Python, a handler with the parameters `ctx, step` under SDK 0.5 or later, which gives only
  `ctx`, or one without `step` before that.

It is silent where the version is not certain: a range over both majors without a lockfile.

## Why is this bad?
Under SDK 4 the older form throws as soon as the module is imported. Under SDK 3 the newer form
does not throw: it registers a job that has no handler. Options that are not read simply have no
effect, so that an app whose signing key stands there is served without one. In Python each run
fails with a TypeError.

## Example
```ts
// file: package.json
{ "name": "app", "private": true, "dependencies": { "inngest": "^4.0.0" } }
// file: src/inngest/nightly-report.ts
import { inngest } from "./client";

export const nightlyReport = inngest.createFunction(
  { id: "nightly-report", name: "Nightly Report", retries: 2 },
  { cron: "0 2 * * *" },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## Use instead
```ts
// file: package.json
{ "name": "app", "private": true, "dependencies": { "inngest": "^4.0.0" } }
// file: src/inngest/nightly-report.ts
import { inngest } from "./client";

export const nightlyReport = inngest.createFunction(
  { id: "nightly-report", name: "Nightly Report", retries: 2, triggers: [{ cron: "0 2 * * *" }] },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## References
- inngest 4.24.0, components/Inngest.js: `"createFunction" expected a handler function as the second
  argument`
- https://www.inngest.com/docs/reference/typescript/v4/migrations/v3-to-v4
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.clients import PACKAGE
from codemods.inngest.model import Job, Major, Serve
from codemods.inngest.project import Project
from codemods.inngest.reading import literal, node_at, span
from codemods.inngest.sdk import SUPPORTED
from codemods.inngest.serves import serve_options
from codemods.rules._jobs import head
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.literal import Object
from codemods.syntax.nodes import FUNCTIONS, arguments, entry_value, unwrap

_CONNECT = f"{PACKAGE}/connect"

_STEP_IN_CONTEXT = 5  # inngest for Python, CHANGELOG.md of 0.5.0

# What SDK 4's `serve` leaves unread, and where it is said instead.
_UNREAD = {
    "signingKey": "give it to new Inngest({ signingKey }), or set INNGEST_SIGNING_KEY",
    "signingKeyFallback": "give it to new Inngest({ signingKeyFallback })",
    "serveHost": "call it serveOrigin",
    "logLevel": "give new Inngest a logger: new ConsoleLogger({ level })",
    "baseUrl": "give it to new Inngest({ baseUrl })",
    "fetch": "give it to new Inngest({ fetch })",
}


def check(scope: Scope) -> Iterator[Finding]:
    """Every job, serve and client whose form is certainly that of the other major."""
    project = scope.project
    for job in scope.jobs:
        if job.language == "python":
            yield from _of_python(project, job)
            continue
        major = _installed(project, job.path)
        if major is not None and _certain_form(project, job) == 7 - major:
            yield _of_job(project, job, major)
    for serve in project.serves:
        if is_python(serve.path):
            continue
        asked = scope.covers(serve.path) and project.is_linted(serve.path)
        if asked and serve.adapter != _CONNECT and _installed(project, serve.path) == 4:
            yield from _of_serve(project, serve)
    for client in project.clients:
        path = client.span.path
        if client.schemas is None or not scope.covers(path) or not project.is_linted(path):
            continue
        if _installed(project, path) == 4:
            yield Finding(
                span=client.schemas,
                message="new Inngest({ schemas }) is not read by SDK 4, which has no EventSchemas",
                help="declare events with eventType(name, { schema })",
            )


def _of_python(project: Project, job: Job) -> Iterator[Finding]:
    """A handler with a second parameter, `step`, which SDK 0.5 for Python does not give; or one
    without, before that."""
    from codemods.rules._python import asked_parameters, sdk_minors

    (least, most), asked = sdk_minors(project, job), asked_parameters(project, job)
    if asked == 2 and least is not None and least >= _STEP_IN_CONTEXT:
        message = f"job {job.label} takes step as a parameter, which SDK 0.5 does not give"
        yield Finding(head(project, job), message, "take only ctx, and use ctx.step", job=job.label)
    elif asked == 1 and most is not None and most < _STEP_IN_CONTEXT:
        message = f"job {job.label} takes no step, which SDK 0.{most} gives as second parameter"
        yield Finding(head(project, job), message, "take ctx and step", job=job.label)


def _installed(project: Project, path: str) -> Major | None:
    """The major version that a file gets, where that is certain."""
    for major in SUPPORTED:
        if project.config.sdk == major:
            return major
    version = project.packages.version(PACKAGE, project.packages.governing(path))
    if version is None or not version.certain:
        return None
    return next((major for major in SUPPORTED if version.major == major), None)


def _certain_form(project: Project, job: Job) -> Major | None:
    """The form of a call that can be no other: `Job.form` is also a guess where none is sure."""
    source = project.source(job.path)
    given = arguments(node_at(source, job.span))
    if len(given) >= 3:
        return 3
    if len(given) != 2:
        return None
    options = literal(project, source, given[0])
    has_triggers = isinstance(options, Object) and options.get("triggers") is not None
    return 4 if has_triggers or unwrap(given[1]).type in FUNCTIONS else None


def _of_job(project: Project, job: Job, installed: Major) -> Finding:
    if installed == 4:
        message = f"job {job.label} is written for SDK 3; SDK 4 throws when it is imported"
        help_ = "move the trigger into the options: { id, triggers: [trigger] }, handler"
    else:
        message = f"job {job.label} is written for SDK 4; under SDK 3 it has no handler"
        help_ = "give the trigger as second argument: options, trigger, handler"
    return Finding(head(project, job), message, help_, job=job.label)


def _of_serve(project: Project, serve: Serve) -> Iterator[Finding]:
    found = serve_options(project, serve)
    if found is None:
        return
    source, options = found
    for name, instead in _UNREAD.items():
        value = entry_value(source, options, name)
        if value is not None:
            pair = value.parent if value.parent and value.parent.type == "pair" else value
            yield Finding(span(source, pair), f"SDK 4's serve does not read {name}", instead)


RULE = Rule(
    code="JOB209",
    name="sdk-form-mismatch",
    severity="error",
    check=check,
    languages=("typescript", "python"),
    over=("JOB210",),
)
