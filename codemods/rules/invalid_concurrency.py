"""
## What it does
Reports a `concurrency` that the server refuses or takes for something else: a limit below 1 or
with a fraction, more than two entries, and the scopes `env` and `account` without a `key`.

A limit of 0 is a warning: it is documented, and means no limit at all.

## Why is this bad?
When the server refuses the registration of one job, none of the app's jobs is updated.

## Example
```ts
export const nightlyReport = inngest.createFunction(
  {
    id: "nightly-report",
    name: "Nightly Report",
    retries: 2,
    concurrency: { scope: "account", limit: 5 },
    triggers: [{ cron: "0 2 * * *" }],
  },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## Use instead
```ts
export const nightlyReport = inngest.createFunction(
  {
    id: "nightly-report",
    name: "Nightly Report",
    retries: 2,
    concurrency: { scope: "account", key: '"reports"', limit: 5 },
    triggers: [{ cron: "0 2 * * *" }],
  },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## References
- inngest/inngest, pkg/inngest/concurrency.go; pkg/consts/consts.go: `MaxConcurrencyLimits`
- https://www.inngest.com/docs/guides/concurrency
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import UNKNOWN, Value
from codemods.rules._language import either
from codemods.rules.rule import Finding, Rule, Scope, Severity

MOST = 2  # inngest/inngest pkg/consts/consts.go, MaxConcurrencyLimits
_WIDE = ("env", "account")


def check(scope: Scope) -> Iterator[Finding]:
    """Every concurrency that the server would not take as it is written."""
    for job in scope.jobs:
        option = scope.project.anatomy(job).options.get("concurrency")
        if option is None:
            continue
        for what, help_, severity in _faults(option.value, job.path):
            yield Finding(
                span=option.span,
                message=f"{what}, in job {job.label}",
                help=help_,
                job=job.label,
                severity=severity,
            )


def _faults(value: Value, path: str) -> Iterator[tuple[str, str, Severity | None]]:
    entries = value if isinstance(value, list) else [value]
    if len(entries) > MOST:
        yield f"{len(entries)} concurrency limits", f"the server takes at most {MOST}", None
    for entry in entries:
        yield from _limit_faults(entry.get("limit") if isinstance(entry, dict) else entry)
        if isinstance(entry, dict):
            scope, key = entry.get("scope"), entry.get("key")
            example = either(path, "key: '\"reports\"'", "key='\"reports\"'")
            if isinstance(scope, str) and scope in _WIDE and not key:
                yield (
                    f'concurrency of scope "{scope}" has no key',
                    f"add a key, such as {example}, or leave scope out",
                    None,
                )


def _limit_faults(limit: Value) -> Iterator[tuple[str, str, Severity | None]]:
    if limit is UNKNOWN or isinstance(limit, bool) or not isinstance(limit, int | float):
        return
    if limit == 0:
        yield (
            "concurrency limit 0 means no limit",
            "leave concurrency out, or give a limit of 1 or more",
            "warning",
        )
    elif limit < 0 or int(limit) != limit:
        yield f"concurrency limit {limit}", "give a whole number of 1 or more", None


RULE = Rule(
    code="JOB217",
    name="invalid-concurrency",
    severity="error",
    check=check,
    languages=("typescript", "python"),
)
