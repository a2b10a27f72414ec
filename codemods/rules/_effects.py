"""Which effects count as work: what changes something, in the course of things that is wanted."""

from __future__ import annotations

from codemods.inngest.anatomy.model import Effect, Step
from codemods.inngest.model import Span
from codemods.syntax.naming import words

# First words of methods that read, on clients whose every call counts as an external one.
_READING = frozenset(
    {"check", "count", "describe", "download", "fetch", "find", "get", "head", "list", "lookup",
     "options", "query", "read", "retrieve", "search", "select", "verify"}
)  # fmt: skip

# Words of hosts and helpers that a token comes from: asking for one changes nothing that counts.
_SIGNING_IN = frozenset({"auth", "login", "oauth", "oauth2", "token", "tokens"})

# What only keeps a record of other changes.
_LOG = frozenset(
    {"activities", "activity", "analytics", "audit", "audits", "history", "log", "logs", "metric",
     "metrics", "telemetry", "trace", "traces", "trail", "usage", "usages"}
)  # fmt: skip


def is_change(effect: Effect) -> bool:
    """Whether the effect changes something: a write, a send, a call that is no mere question.

    One that is made because something else has failed does not count.
    """
    if effect.context.in_catch or effect.in_failure or not effect.certain:
        return False
    if effect.kind != "external":
        return True
    verb = words(effect.method)[:1]
    where = words(f"{effect.target} {effect.through or ''}")
    return not (verb and verb[0] in _READING) and _SIGNING_IN.isdisjoint(where)


def is_log(effect: Effect) -> bool:
    """Whether the effect writes to a table that keeps a record of what was done."""
    return effect.kind == "write" and not _LOG.isdisjoint(words(effect.target))


def named(step: Step) -> Span:
    """The method and the id of a step's call: what a reader knows it by."""
    end = step.id.span.end if step.id is not None else step.method.end
    return Span(step.span.path, step.method.start, end)
