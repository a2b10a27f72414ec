"""
## What it does
Reports a keyword argument that a class of the SDK for Python does not know: of `Event`,
`TriggerEvent`, `TriggerCron`, `Cancel`, `Concurrency`, `Throttle`, `RateLimit`, `Debounce`,
`Batch`, `Priority`, `Singleton` and `Timeouts`.

It is only about Python; TypeScript's compiler reports such a key by itself.

## Why is this bad?
The classes are models of Pydantic that drop what they do not know, without a word. A misspelt
condition is no condition, and a payload under another name than `data` is never sent.

## Example
```python
import inngest

from app.client import client


@client.create_function(
    fn_id="generate-report",
    trigger=inngest.TriggerEvent(event="inngest/report.due", exprssion="event.data.urgent"),
    retries=3,
)
async def generate_report(ctx: inngest.Context) -> dict[str, object]:
    return {"success": True}
```

## Use instead
```python
import inngest

from app.client import client


@client.create_function(
    fn_id="generate-report",
    trigger=inngest.TriggerEvent(event="inngest/report.due", expression="event.data.urgent"),
    retries=3,
)
async def generate_report(ctx: inngest.Context) -> dict[str, object]:
    return {"success": True}
```

## References
- inngest 0.5.19 for Python, _internal/server_lib/registration.py and event.py
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import nearest

# What each class takes in 0.5.19; `user` of an event and `count` of a throttle are those of former
# versions, which still know them.
KNOWN = {
    "Batch": ("max_size", "timeout", "key", "if_exp"),
    "Cancel": ("event", "if_exp", "timeout"),
    "Concurrency": ("limit", "key", "scope"),
    "Debounce": ("period", "key", "timeout"),
    "Event": ("name", "data", "id", "ts", "user"),
    "Priority": ("run",),
    "RateLimit": ("limit", "period", "key"),
    "Singleton": ("mode", "key"),
    "Throttle": ("limit", "period", "burst", "key", "count"),
    "Timeouts": ("start", "finish"),
    "TriggerCron": ("cron", "jitter"),
    "TriggerEvent": ("event", "expression"),
}
FORMER = {"Event": ("user",), "Throttle": ("count",)}


def check(scope: Scope) -> Iterator[Finding]:
    """Every keyword argument that is dropped."""
    if scope.project.python_code is None:
        return
    from codemods.rules._python import constructions

    for name, path, arguments in constructions(scope.project, KNOWN):
        if not scope.covers(path):
            continue
        for given, place in arguments:
            if given in KNOWN[name]:
                continue
            known = [each for each in KNOWN[name] if each not in FORMER.get(name, ())]
            near = nearest(given, known)
            taken = ", ".join(known)
            yield Finding(
                place,
                f"inngest.{name} has no {given}: the SDK drops it without a word",
                f"did you mean {near}?" if near is not None else f"it takes {taken}",
            )


RULE = Rule("JOB222", "unknown-argument", "error", check, languages=("python",))
