"""
## What it does
Reports `new RetryAfterError(message, n)` with a number below 1000 for `n`.

## Why is this bad?
The number is milliseconds, though a page of the documentation says seconds. `30` is rounded up to
one second, so the job is tried again long before the limit that it ran into is over.

## Example
```ts
import { RetryAfterError } from "inngest";

export const syncContacts = inngest.createFunction(
  { id: "sync-contacts", name: "Sync Contacts", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const synced = await step.run("sync-contacts", async () => {
      throw new RetryAfterError("rate limited", 30);
    });
    return { synced };
  },
);
```

```python
@client.create_function(
    fn_id="sync-contacts", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def sync_contacts(ctx: inngest.Context) -> dict[str, object]:
    def sync() -> int:
        raise inngest.RetryAfterError("rate limited", 30)

    return {"synced": await ctx.step.run("sync-contacts", sync)}
```

## Use instead
```ts
import { RetryAfterError } from "inngest";

export const syncContacts = inngest.createFunction(
  { id: "sync-contacts", name: "Sync Contacts", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const synced = await step.run("sync-contacts", async () => {
      throw new RetryAfterError("rate limited", "30s");
    });
    return { synced };
  },
);
```

```python
@client.create_function(
    fn_id="sync-contacts", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def sync_contacts(ctx: inngest.Context) -> dict[str, object]:
    def sync() -> int:
        raise inngest.RetryAfterError("rate limited", 30_000)

    return {"synced": await ctx.step.run("sync-contacts", sync)}
```

## Fix safety
The fix writes the number with its unit, as seconds. It is unsafe, as the delay becomes a thousand
times as long. A number that a constant holds is left to be changed by hand.

## References
- inngest 4.24.0, `new RetryAfterError("x", 30).retryAfter === "1"`
- https://www.inngest.com/docs/features/inngest-functions/error-retries/inngest-errors
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.inngest.anatomy.delays import Delay, read_delays
from codemods.inngest.project import Project
from codemods.rules._fix import fix_in
from codemods.rules.rule import Finding, Fix, Rule, Scope
from codemods.syntax.edits import Edit

_LEAST = 1000  # what is meant in milliseconds is at least a second, the least the server waits
_IN_MILLISECONDS = re.compile(r"(?<![a-z])ms(?![a-z])|Ms(?![a-z])|MS(?![A-Za-z])|milli", re.ASCII)


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a delay; none for 0, which is the same in every unit."""
    yield from _in_python(scope.project)
    for delay in read_delays(scope.project):
        if not 0 < delay.value < _LEAST or not scope.project.is_linted(delay.span.path):
            continue
        if delay.name is not None and _IN_MILLISECONDS.search(delay.name):
            continue
        number = f"{delay.value:g}"
        yield Finding(
            delay.argument,
            f"RetryAfterError takes milliseconds: {number} is less than a second",
            f'write "{number}s" for seconds',
            fix=_fix(scope.project, delay, f"{number}s") if delay.name is None else None,
        )


def _in_python(project: Project) -> Iterator[Finding]:
    """The same of Python, where a timedelta says what it is."""
    if project.python_code is None:
        return
    from codemods.rules._python import delays

    for path, value, argument, in_place in delays(project):
        if not 0 < value < _LEAST or not project.is_linted(path):
            continue
        written = f"{value * 1000:_}"
        edit = Edit(argument.start, argument.end, written.encode(), "retry-after-seconds")
        title = f"write the delay as {written}"
        yield Finding(
            argument,
            f"RetryAfterError takes milliseconds: {value} is less than a second",
            f"write `datetime.timedelta(seconds={value})` for seconds",
            fix=fix_in(project.text(path), title, "unsafe", edit) if in_place else None,
        )


def _fix(project: Project, delay: Delay, text: str) -> Fix:
    from codemods.syntax.quoting import string_literal

    source = project.source(delay.argument.path)
    new = string_literal(text, source.style.quote).encode()
    edit = Edit(delay.argument.start, delay.argument.end, new, "retry-after-seconds")
    return fix_in(source, f"write the delay as {text}", "unsafe", edit)


RULE = Rule(
    "JOB214",
    "retry-after-seconds",
    "warning",
    check,
    languages=("typescript", "python"),
    fix="unsafe",
)
