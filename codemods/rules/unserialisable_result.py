"""
## What it does
Reports a method of `Date`, `Map`, `Set` or `BigInt` that is called on the awaited result of a step
which returns such a value. In Python, reports a step that returns a `datetime`, `date`, `set`,
`Decimal`, `UUID` or `bytes`, written down in its callback.

## Why is this bad?
What a step returns is kept as JSON. A Date comes back as a string, a Map and a Set as `{}`, and a
BigInt makes the step fail. The method is then not there. The tools for testing do not show it, as
they hand the value on as it is. The SDK for Python does not write such a value at all: the step
fails, with `output_unserializable`.

## Example
```ts
export const closeDay = inngest.createFunction(
  { id: "close-day", name: "Close Day", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const closedAt = await step.run("read-clock", () => new Date());
    return { year: closedAt.getFullYear() };
  },
);
```

```python
import datetime


@client.create_function(fn_id="close-day", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3)
async def close_day(ctx: inngest.Context) -> dict[str, object]:
    closed_at = await ctx.step.run("read-clock", lambda: datetime.datetime.now())
    return {"year": closed_at.year}
```

## Use instead
```ts
export const closeDay = inngest.createFunction(
  { id: "close-day", name: "Close Day", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const closedAt = await step.run("read-clock", () => new Date());
    return { year: new Date(closedAt).getFullYear() };
  },
);
```

```python
import datetime


@client.create_function(fn_id="close-day", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3)
async def close_day(ctx: inngest.Context) -> dict[str, object]:
    closed_at = await ctx.step.run("read-clock", lambda: datetime.datetime.now().isoformat())
    return {"year": datetime.datetime.fromisoformat(closed_at).year}
```

## References
- https://www.inngest.com/docs/reference/functions/step-run#return-values-and-serialization
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import Step
from codemods.inngest.model import Span
from codemods.rules._fix import called
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Rule, Scope

_BECOMES = {
    "Date": ("a string", "make it a Date again first: `new Date(value)`"),
    "Map": ("{}", "return `Object.fromEntries(map)` from the step, or its entries"),
    "Set": ("{}", "return `[...set]` from the step"),
    "BigInt": ("an error", "return it as a string from the step"),
}
_IN_PYTHON = {
    "datetime": "return `value.isoformat()` from the step",
    "date": "return `value.isoformat()` from the step",
    "timedelta": "return `value.total_seconds()` from the step",
    "set": "return `sorted(value)` or `list(value)` from the step",
    "bytes": "return it as text from the step, such as in base64",
}


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a call of a method that JSON has lost."""
    for job in scope.jobs:
        anatomy = scope.project.anatomy(job)
        steps: dict[Span, Step] = {step.span: step for step in anatomy.steps}
        for rich in anatomy.rich_results:
            step = steps.get(rich.step)
            origin = called(step) if step is not None else "a step"
            if is_python(rich.span.path):
                yield Finding(
                    rich.span,
                    f"{origin} returns a {rich.what}, which is not written as JSON: it fails",
                    _IN_PYTHON.get(rich.what, "return `str(value)` from the step"),
                    job=job.label,
                )
                continue
            becomes, mend = _BECOMES[rich.what]
            yield Finding(
                rich.span,
                f"{origin} returns a {rich.what}, which JSON makes {becomes}",
                mend,
                job=job.label,
            )


RULE = Rule("JOB213", "unserialisable-result", "warning", check, languages=("typescript", "python"))
