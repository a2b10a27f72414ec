"""
## What it does
Reports `send` on an Inngest client in the handler of a job: in the callback of a step, and, as an
error, at handler level where a step may follow it. A send in a helper of another module is only a
finding under `--strict`.

## Why is this bad?
At handler level, the event is sent again for each step that follows, as the handler is entered
anew for every one. In a callback, it is sent again where something after it fails and the step is
tried again, and where the send itself fails, what the callback has written before it is written
again. Either way it is not linked to the run: `step.sendEvent` passes on the run's trace
headers, in SDK 3 and SDK 4, and `send` does not. Python's `step.send_event` is a step that sends
and does no more, so that there only what is sent again is a finding.

A step that does nothing but send, `step.run(id, () => inngest.send(…))`, sends once and is linked
to nothing: that is all there is to say against it, so it is reported as info. A send whose failure
is caught and not thrown again is meant to fail alone, and is shown under `--strict`.

## Example
```ts
export const expireTrials = inngest.createFunction(
  { id: "expire-trials", name: "Expire Trials", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await inngest.send({ name: "billing/trials.expired" });
    const expired = await step.run("expire-trials", () => 3);
    return { expired };
  },
);
```

```python
@client.create_function(
    fn_id="expire-trials", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def expire_trials(ctx: inngest.Context) -> dict[str, object]:
    await client.send(inngest.Event(name="trials/expired"))
    return {"expired": await ctx.step.run("expire-trials", lambda: 3)}
```

## Use instead
```ts
export const expireTrials = inngest.createFunction(
  { id: "expire-trials", name: "Expire Trials", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    await step.sendEvent("send-billing-trials-expired", { name: "billing/trials.expired" });
    const expired = await step.run("expire-trials", () => 3);
    return { expired };
  },
);
```

```python
@client.create_function(
    fn_id="expire-trials", trigger=inngest.TriggerCron(cron="0 8 * * *"), retries=3
)
async def expire_trials(ctx: inngest.Context) -> dict[str, object]:
    await ctx.step.send_event("send-trials-expired", inngest.Event(name="trials/expired"))
    return {"expired": await ctx.step.run("expire-trials", lambda: 3)}
```

## Fix safety
The fix makes it a `step.sendEvent`, whose id is taken from the event's name; a step that does
nothing but send becomes one under its own id. It is unsafe, as runs that are under way meet a step
that they have not seen. There is none where the send stands among other code in a callback, in a
loop or beside others in a `Promise.all`.

## References
- https://www.inngest.com/docs/guides/sending-events-from-functions
- https://www.inngest.com/docs/reference/functions/step-send-event
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.anatomy.afterwards import may_follow
from codemods.inngest.anatomy.model import Anatomy, Effect, Step
from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at, span
from codemods.rules._afterwards import step_after
from codemods.rules._fix import called
from codemods.rules._send_event import (
    at_handler_level,
    is_borne,
    is_thrown_again,
    sends_only,
    whole_step,
)
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted
from codemods.syntax.nodes import named_children, unwrap, walk
from codemods.syntax.source import Source

_MAY_FAIL = frozenset({"await_expression", "throw_statement"})


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a send, in a step or before one."""
    for job in scope.jobs:
        anatomy = scope.project.anatomy(job)
        for effect in anatomy.effects:
            if effect.kind == "send":
                yield from _finding(scope, job, anatomy, effect)


def _finding(scope: Scope, job: Job, anatomy: Anatomy, effect: Effect) -> Iterator[Finding]:
    if job.language == "python":
        yield from _in_python(scope.project, job, anatomy, effect)
        return
    source = scope.project.source(effect.span.path)
    strict = not effect.certain or _is_elsewhere(job, effect)
    if effect.step is not None:
        step = next((each for each in anatomy.steps if each.span == effect.step), None)
        where = called(step) if step is not None else "a step"
        alone = step is not None and sends_only(source, effect, step)
        yield Finding(
            effect.span,
            f"{_what(effect)} inside {where} {_why(source, anatomy, effect, step, alone)}",
            _instead(source, effect, step),
            job=job.label,
            strict=strict or is_borne(source, effect),
            severity="info" if alone else None,
            fix=whole_step(source, effect, step) if step is not None else None,
        )
    elif not effect.in_failure and step_after(scope.project, anatomy, effect.span) is not None:
        yield Finding(
            effect.span,
            f"{_what(effect)} outside every step is repeated for each step after it",
            "use `await step.sendEvent(id, …)`",
            job=job.label,
            strict=strict,
            severity="error",
            fix=at_handler_level(source, anatomy, effect),
        )


def _in_python(project: Project, job: Job, anatomy: Anatomy, effect: Effect) -> Iterator[Finding]:
    """The same of a Python job."""
    from codemods.rules import _send_event_python as python

    strict = not effect.certain or _is_elsewhere(job, effect)
    step = next((each for each in anatomy.steps if each.span == effect.step), None)
    if effect.step is not None and step is not None:
        # What sends and does no more is all that `step.send_event` is: inngest 0.5.19,
        # _internal/step_lib/step_async.py runs `client.send` in a step of the same id.
        if python.may_fail_after(project, effect, step):
            yield Finding(
                effect.span,
                f"{_what(effect)} inside {called(step)} is repeated when the step is retried",
                "use `step.send_event`, in the handler",
                job=job.label,
                strict=strict or python.is_borne(project, effect),
            )
    elif not effect.in_failure and step_after(project, anatomy, effect.span) is not None:
        yield Finding(
            effect.span,
            f"{_what(effect)} outside every step is repeated for each step after it",
            "use `step.send_event(id, …)`",
            job=job.label,
            strict=strict,
            severity="error",
            fix=python.at_handler_level(project, job, anatomy, effect),
        )


def _why(source: Source, anatomy: Anatomy, effect: Effect, step: Step | None, alone: bool) -> str:
    """What there is to say against a send in a step, the worst of it."""
    if step is not None and not alone:
        if _is_repeated(source, anatomy, effect, step):
            return "is repeated when the step is retried"
        if not is_borne(source, effect) and _follows_write(source, anatomy, effect, step):
            return "repeats the writes before it when it fails"
    return "is not linked to the run"


def _instead(source: Source, effect: Effect, step: Step | None) -> str:
    callback = step.callback if step is not None else None
    if callback is not None and callback.contains(effect.span):
        if effect.context.in_catch and is_thrown_again(source, effect, callback):
            return "catch the failure of the step in the handler and send there, or use `onFailure`"
        if any(callback.contains(loop) for loop in effect.context.loops):
            return "use one `step.sendEvent`, in the handler: it takes the whole array of events"
    return "use `step.sendEvent`, in the handler"


def _follows_write(source: Source, anatomy: Anatomy, effect: Effect, step: Step) -> bool:
    """Whether the step has written to a database before it sends."""
    callback = step.callback
    if callback is None or not callback.contains(effect.span):
        return False
    return any(
        each.kind == "write"
        and each.step == effect.step
        and each.certain
        and callback.contains(each.span)
        and may_follow(source, callback, each.span, effect.span)
        for each in anatomy.effects
    )


def _what(effect: Effect) -> str:
    """What sends, and the helper that does it; one that is itself the callback has no name here."""
    if effect.through is None or effect.span == effect.step:
        return effect.what
    return f"{effect.what} through {quoted(effect.through)}"


def _is_elsewhere(job: Job, effect: Effect) -> bool:
    """Whether a helper of another module sends: it may have its reasons, and other callers."""
    return effect.inside is not None and effect.inside.path not in (job.path, effect.span.path)


def _is_repeated(source: Source, anatomy: Anatomy, effect: Effect, step: Step) -> bool:
    """Whether the step may fail once the event is sent; what fails before it keeps it from that."""
    if effect.inside is not None and any(
        each.span == effect.span and each.inside is not None and each.inside > effect.inside
        for each in anatomy.effects
    ):
        return True  # the helper does more
    callback = step.callback
    if callback is None or not callback.contains(effect.span):
        return False
    parallel = effect.context.parallel
    if parallel is not None and callback.contains(parallel):
        return True  # another promise beside it may fail
    if may_follow(source, callback, effect.span, effect.span):
        return True  # the next round of a loop
    failing = (
        span(source, node)
        for node in walk(node_at(source, callback))
        if node.type in _MAY_FAIL
        or (node.type == "return_statement" and any(map(_is_call, named_children(node))))
    )
    return any(may_follow(source, callback, effect.span, each) for each in failing)


def _is_call(node: Node) -> bool:
    return unwrap(node).type == "call_expression"


RULE = Rule(
    "JOB206",
    "send-inside-job",
    "warning",
    check,
    languages=("typescript", "python"),
    fix="unsafe",
    over=("JOB204",),
)
