"""
## What it does
Reports a step's callback that changes a variable declared outside every step (assigns it, counts it
up, pushes to it, sets a property of it), where the variable is read outside that callback.

## Why is this bad?
The handler is entered anew for every step, and a step that is done is not called again: only what
it returned is remembered. The variable is then as if the step had never changed it.

## Example
```ts
export const countUsers = inngest.createFunction(
  { id: "count-users", name: "Count Users", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    let count = 0;
    await step.run("count-rows", () => {
      count += 5;
    });
    return { count };
  },
);
```

```python
@client.create_function(
    fn_id="count-reports", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def count_reports(ctx: inngest.Context) -> dict[str, object]:
    rows: list[int] = []
    await ctx.step.run("load-reports", lambda: rows.append(1))
    return {"count": len(rows)}
```

## Use instead
```ts
export const countUsers = inngest.createFunction(
  { id: "count-users", name: "Count Users", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const count = await step.run("count-rows", () => 5);
    return { count };
  },
);
```

```python
@client.create_function(
    fn_id="count-reports", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def count_reports(ctx: inngest.Context) -> dict[str, object]:
    rows = await ctx.step.run("load-reports", lambda: [1])
    return {"count": len(rows)}
```

## References
- https://www.inngest.com/docs/guides/working-with-loops
- https://www.inngest.com/docs/sdk/eslint
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.inngest.anatomy.model import Mutation, Step
from codemods.inngest.model import Span
from codemods.inngest.reading import node_at
from codemods.rules._fix import called
from codemods.rules._language import is_python, step_method
from codemods.rules.rule import Finding, Rule, Scope

_PLAIN = re.compile(r"[\w$.]{1,40}")  # a path that a message has room for


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a variable and callback, whichever steps run that: its first change there."""
    for job in scope.jobs:
        seen: set[tuple[Span, str]] = set()
        for step in scope.project.anatomy(job).steps:
            for mutation in sorted(step.mutations, key=lambda each: each.span):
                changed = (step.callback or step.span, mutation.name)
                if not mutation.read_outside or changed in seen:
                    continue
                seen.add(changed)
                yield Finding(
                    mutation.span,
                    f"{_done(scope, mutation)} inside {called(step)}: "
                    "it is lost when the handler is entered anew",
                    f"return it from the step, and use what `{_asked(step)}(…)` gives",
                    job=job.label,
                )


def _asked(step: Step) -> str:
    """How the result of a step is asked for; a Python handler need not be a coroutine."""
    method = step_method(step.kind, step.span.path)
    return method if is_python(step.span.path) else f"await {method}"


def _done(scope: Scope, mutation: Mutation) -> str:
    """What is done to what: `results.kept` of `results.kept++`."""
    if mutation.how != "a property set":
        return f"`{mutation.name}` is {mutation.how}"
    if is_python(mutation.span.path):
        return f"`{mutation.name}` has {mutation.how}"
    source = scope.project.source(mutation.span.path)
    node = node_at(source, mutation.span)
    counted = node.child_by_field_name("argument")
    operator = node.child_by_field_name("operator")
    if operator is not None and operator.type in ("+=", "-="):
        counted = node.child_by_field_name("left")
    name = source.text(counted) if counted is not None else ""
    if _PLAIN.fullmatch(name):
        return f"`{name}` is incremented"
    return f"`{mutation.name}` has {mutation.how}"


RULE = Rule("JOB203", "lost-mutation", "error", check, languages=("typescript", "python"))
