"""
## What it does
Reports a job that events start, that calls other services in its steps, and that sets none of
`concurrency`, `throttle`, `rateLimit`, `singleton`, `batchEvents` and `debounce`.

## Why is this bad?
A thousand events start a thousand runs at once, and each of them calls the same service: its rate
limit, its bill, or its patience ends first.

## Example
```ts
import { inngest } from "@/lib/inngest/client";

export const syncAccountJob = inngest.createFunction(
  { id: "sync-account", retries: 3 },
  { event: "account/sync" },
  async ({ event, step }) => {
    const { organizationId, userId } = event.data;
    await step.run("post-account", async () => {
      await fetch("https://crm.example.com/accounts", { method: "POST", body: organizationId });
    });
    return { organizationId, userId };
  },
);
```

## Use instead
```ts
import { inngest } from "@/lib/inngest/client";

export const syncAccountJob = inngest.createFunction(
  { id: "sync-account", retries: 3, concurrency: { limit: 5 } },
  { event: "account/sync" },
  async ({ event, step }) => {
    const { organizationId, userId } = event.data;
    await step.run("post-account", async () => {
      await fetch("https://crm.example.com/accounts", { method: "POST", body: organizationId });
    });
    return { organizationId, userId };
  },
);
```

## References
- [Inngest: flow control](https://www.inngest.com/docs/guides/flow-control)
"""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.anatomy.model import Anatomy, Effect
from codemods.inngest.model import Span
from codemods.rules._jobs import has_event_trigger, head
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import quoted, words

# Words of packages and hosts of models, of payment and of mail, and of those that keep files.
_COSTLY = frozenset(
    {"ai", "anthropic", "bedrock", "brevo", "deepseek", "elevenlabs", "email", "fal", "gemini",
     "genai", "generative", "generativelanguage", "groq", "huggingface", "mail", "mailgun",
     "mistral", "openai", "openrouter", "paddle", "paypal", "perplexity", "polar", "postmark",
     "postmarkapp", "replicate", "resend", "sendgrid", "ses", "stripe", "twilio"}
)  # fmt: skip
_STORING = frozenset(
    {"blob", "bucket", "cloudinary", "dynamodb", "r2", "s3", "storage", "uploadthing"}
)
_PLAIN = frozenset({"fetch", "step.fetch", "axios", "got", "ky"})

_LIMITS = ("concurrency", "throttle", "rateLimit", "singleton", "batchEvents", "debounce")

# Steps that are calls of another service by themselves.
_CALLING_STEPS = frozenset({"fetch", "ai.infer", "ai.wrap"})


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each event job that calls out in its steps and sets no limit."""
    for job in scope.jobs:
        if not has_event_trigger(job):
            continue
        anatomy = scope.project.anatomy(job)
        options = anatomy.options
        if not options.complete or any(options.get(name) is not None for name in _LIMITS):
            continue
        call = _call(anatomy)
        if call is not None:
            said, place = call
            yield Finding(
                span=head(scope.project, job),
                message=f"{quoted(job.label)} calls {said} in any number of runs at once",
                help="set `concurrency: { limit: 5 }`, or `throttle` for a service's rate limit",
                job=job.label,
                causes=(place,),
            )


def _call(anatomy: Anatomy) -> tuple[str, Span] | None:
    """The call of another service in a step that costs most, and where it is; None without one."""
    calls = [
        effect
        for effect in anatomy.effects
        if effect.kind == "external" and effect.step is not None
        if effect.certain and not effect.in_failure
    ]
    if calls:
        effect = min(calls, key=_cheapness)
        through = f" through {quoted(effect.through)}" if effect.through is not None else ""
        return quoted(effect.what) + through, effect.inside or effect.span
    step = next((step for step in anatomy.steps if step.kind in _CALLING_STEPS), None)
    return (f"`step.{step.kind}`", step.method) if step is not None else None


def _cheapness(call: Effect) -> int:
    """The less, the sooner many calls of it at once end its rate limit, or cost too much."""
    parts = set(words(call.target))
    if parts & _COSTLY:
        return 0
    if parts & _STORING:
        return 3
    return 2 if call.method == "GET" or call.what in _PLAIN else 1


RULE = Rule(
    code="JOB109",
    name="unbounded-concurrency",
    severity="info",
    check=check,
)
