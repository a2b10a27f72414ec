"""
## What it does
Reports options that do not go together with `batchEvents`: `cancelOn`, `debounce`, `singleton` and
`priority`, which the server refuses, and `idempotency` and `rateLimit`, which do not work with it
according to the documentation (a warning).

## Why is this bad?
TypeScript allows all of these together. The server refuses the registration, and then none of the
app's jobs is updated; what it does not refuse silently has no effect.

## Example
```ts
export const countViews = inngest.createFunction(
  {
    id: "count-views",
    name: "Count Views",
    retries: 3,
    batchEvents: { maxSize: 50, timeout: "30s" },
    debounce: { period: "5m" },
    triggers: [{ event: "report/viewed" }],
  },
  async ({ events }) => {
    return { views: events.length };
  },
);
```

## Use instead
```ts
export const countViews = inngest.createFunction(
  {
    id: "count-views",
    name: "Count Views",
    retries: 3,
    batchEvents: { maxSize: 50, timeout: "30s" },
    triggers: [{ event: "report/viewed" }],
  },
  async ({ events }) => {
    return { views: events.length };
  },
);
```

## References
- inngest/inngest, pkg/inngest/function.go: `Function.Validate`
- https://www.inngest.com/docs/guides/batching
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import Option
from codemods.rules import _language as language
from codemods.rules.rule import Finding, Rule, Scope, Severity

_REFUSED = ("cancelOn", "debounce", "singleton", "priority")
_WITHOUT_EFFECT = ("idempotency", "rateLimit")


def check(scope: Scope) -> Iterator[Finding]:
    """Every option that stands beside `batchEvents` and must not."""
    for job in scope.jobs:
        options = scope.project.anatomy(job).options
        if not _is_set(options.get("batchEvents")):
            continue
        for name in (*_REFUSED, *_WITHOUT_EFFECT):
            option = options.get(name)
            if option is None or not _is_set(option):
                continue
            refused = name in _REFUSED
            severity: Severity = "error" if refused else "warning"
            shown, batch = language.option(name, job.path), language.option("batchEvents", job.path)
            effect = "refuses" if refused else "does not support"
            yield Finding(
                span=option.entry,
                message=f"job {job.label} has {shown} beside {batch}, which Inngest {effect}",
                help=f"take out {shown} or {batch}",
                job=job.label,
                severity=severity,
            )


def _is_set(option: Option | None) -> bool:
    """Whether the option certainly asks for something: an empty list or object does not."""
    return option is not None and isinstance(option.value, str | dict | list) and bool(option.value)


RULE = Rule(
    code="JOB218",
    name="conflicting-options",
    severity="error",
    check=check,
    languages=("typescript", "python"),
)
