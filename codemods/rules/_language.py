"""What the same thing is called in TypeScript and in Python, for messages and help."""

from __future__ import annotations

from codemods.inngest.model import language_of

# Names of the registration, which are TypeScript's too → those of the Python SDK (inngest 0.5.19,
# `Inngest.create_function`).
_OPTIONS = {
    "id": "fn_id",
    "batchEvents": "batch_events",
    "batchEvents.maxSize": "batch_events.max_size",
    "batchEvents.timeout": "batch_events.timeout",
    "cancelOn": "cancel",
    "rateLimit": "rate_limit",
    "rateLimit.limit": "rate_limit.limit",
    "rateLimit.period": "rate_limit.period",
    "onFailure": "on_failure",
    "triggers": "trigger",
    "if": "if_exp",
}
_STEPS = {
    "sendEvent": "send_event",
    "sleepUntil": "sleep_until",
    "waitForEvent": "wait_for_event",
}


def is_python(path: str) -> bool:
    """Whether a file is Python."""
    return language_of(path) == "python"


def option(name: str, path: str) -> str:
    """What an option of a job is called in the language of a file."""
    return _OPTIONS.get(name, name) if is_python(path) else name


def step_method(kind: str, path: str) -> str:
    """What a step method is called in the language of a file: ``step.send_event``."""
    return f"step.{_STEPS.get(kind, kind) if is_python(path) else kind}"


def either(path: str, typescript: str, python: str) -> str:
    """The one or the other, by the language of a file."""
    return python if is_python(path) else typescript
