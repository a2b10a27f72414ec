"""
## What it does
Reports options with a value that the server does not take: more than five `cancelOn` entries, or
one with both `match` and `if`; limits of `throttle` and `rateLimit` below 1; a batch of fewer than
two events; and durations that cannot be read or lie outside the allowed range:

| option | range |
|---|---|
| `throttle.period` | 1s to 7d |
| `debounce.period` | 1s to 7d |
| `rateLimit.period` | more than nothing, to 24h |
| `batchEvents.timeout` | from 1s; in `h`, `m` and `s` only |
| `debounce.timeout`, `timeouts.start`, `timeouts.finish` | any duration |

A duration is written without spaces in `w`, `d`, `h`, `m` and `s`, such as `90s` or `1d2h`.

## Why is this bad?
When the server refuses the registration of one job, none of the app's jobs is updated. A timeout
that it cannot read it leaves out without a word. Of `match` and `if` the SDK uses `match` only.

## Example
```ts
export const nightlyReport = inngest.createFunction(
  {
    id: "nightly-report",
    name: "Nightly Report",
    retries: 2,
    throttle: { limit: 10, period: "14d" },
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
    throttle: { limit: 10, period: "7d" },
    triggers: [{ cron: "0 2 * * *" }],
  },
  async ({ step }) => {
    const count = await step.run("count-reports", async () => 1);
    return { count };
  },
);
```

## References
- inngest/inngest, pkg/inngest/function.go: `Function.Validate`, `RateLimit.IsValid`;
  pkg/inngest/batch.go: `EventBatchConfig.IsValid`; pkg/consts/consts.go
- https://www.inngest.com/docs/guides/throttling
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from codemods.inngest.anatomy.model import UNKNOWN, Value
from codemods.rules._durations import DAY, SECOND, seconds
from codemods.rules._language import is_python, option
from codemods.rules.rule import Finding, Rule, Scope

MOST_CANCELLATIONS = 5  # inngest/inngest pkg/consts/consts.go, MaxCancellations

_Faults = Iterator[tuple[str, str]]


class _Range(Struct, frozen=True):
    """What a duration may be, in seconds, and how to say so."""

    least: float
    most: float
    says: str


_ANY = _Range(float("-inf"), float("inf"), "any")  # an empty one is as good as none
_A_SECOND = _Range(SECOND, float("inf"), "1s and more")
_A_DAY = _Range(1e-9, DAY, "1s to 24h")
_A_WEEK = _Range(SECOND, 7 * DAY, "1s to 7d")
_DELTA = "give a timedelta of whole seconds"


def check(scope: Scope) -> Iterator[Finding]:
    """Every limit and duration that the server would not take as it is written."""
    for job in scope.jobs:
        options = scope.project.anatomy(job).options
        for name, faults in _CHECKS.items():
            option = options.get(name)
            if option is None:
                continue
            for what, help_ in faults(option.value):
                said, mend = (_in_language(text, job.path) for text in (what, help_))
                yield Finding(option.span, f"{said}, in job {job.label}", mend, job=job.label)


def _in_language(text: str, path: str) -> str:
    """A message with the options as they are called in the language of the job."""
    if not is_python(path):
        return text
    name, space, rest = text.partition(" ")
    text = option(name, path) + space + rest
    return _DELTA if text.startswith("write it in ") else text


def _cancellations(value: Value) -> _Faults:
    if not isinstance(value, list):
        return
    if len(value) > MOST_CANCELLATIONS:
        yield (
            f"cancelOn has {len(value)} entries",
            f"the server takes at most {MOST_CANCELLATIONS}",
        )
    for entry in value:
        if isinstance(entry, dict) and entry.get("match") and entry.get("if"):
            yield (
                "cancelOn has match and if, and the SDK drops the if",
                "say it all in if: event.… == async.…",
            )


def _throttle(value: Value) -> _Faults:
    yield from _whole(value, "throttle.limit", 1)
    yield from _duration(value, "throttle.period", _A_WEEK)


def _debounce(value: Value) -> _Faults:
    yield from _duration(value, "debounce.period", _A_WEEK)
    yield from _duration(value, "debounce.timeout", _ANY)


def _rate_limit(value: Value) -> _Faults:
    yield from _whole(value, "rateLimit.limit", 1)
    yield from _duration(value, "rateLimit.period", _A_DAY)


def _batch(value: Value) -> _Faults:
    yield from _whole(value, "batchEvents.maxSize", 2)
    yield from _duration(value, "batchEvents.timeout", _A_SECOND, days=False)


def _timeouts(value: Value) -> _Faults:
    yield from _duration(value, "timeouts.start", _ANY)
    yield from _duration(value, "timeouts.finish", _ANY)


_CHECKS: dict[str, Callable[[Value], _Faults]] = {
    "cancelOn": _cancellations,
    "throttle": _throttle,
    "debounce": _debounce,
    "rateLimit": _rate_limit,
    "batchEvents": _batch,
    "timeouts": _timeouts,
}


def _whole(value: Value, path: str, least: int) -> _Faults:
    """A number below the least, or with a fraction, which the server's integers do not take."""
    given = _given(value, path)
    if not isinstance(given, int | float) or isinstance(given, bool):
        return
    if given < least or int(given) != given:
        yield f"{path} is {given}", f"give a whole number of {least} or more"


def _duration(value: Value, path: str, allowed: _Range, *, days: bool = True) -> _Faults:
    """A duration that cannot be read, or is out of its range."""
    given = _given(value, path)
    units = "w, d, h, m and s" if days else "h, m and s"
    if isinstance(given, int | float) and not isinstance(given, bool):
        yield f"{path} is a number", f'give a text in {units}, such as "60s"'
    if not isinstance(given, str) or (not given and allowed == _ANY):
        return
    length = seconds(given, days=days)
    if length is None:
        yield (
            f'{path} "{given[:40]}" is no duration the server reads',
            f"write it in {units}, without spaces, such as 90s",
        )
    elif not allowed.least <= length <= allowed.most:
        yield f'{path} "{given}" is out of range', f"allowed is {allowed.says}"


def _given(value: Value, path: str) -> Value:
    """The value of `option.key`, given that of the option."""
    key = path.partition(".")[2]
    return value.get(key, UNKNOWN) if isinstance(value, dict) else UNKNOWN


RULE = Rule(
    code="JOB220",
    name="invalid-limits",
    severity="error",
    check=check,
    languages=("typescript", "python"),
)
