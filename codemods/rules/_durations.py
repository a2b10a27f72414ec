"""Durations as the Inngest server reads them out of a job's options."""

from __future__ import annotations

import re

# xhit/go-str2duration v2.1.0, which reads most of them, and Go's time.ParseDuration, which reads
# the timeout of a batch and knows no days and weeks. In nanoseconds, to stay with whole numbers.
_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
    "d": 86_400 * 10**9,
    "w": 604_800 * 10**9,
}
_DAYS_AND_WEEKS = ("d", "w")
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)([^\d.]+)")

SECOND = 1.0
DAY = 86_400.0


def seconds(text: str, *, days: bool = True) -> float | None:
    """The length of a duration such as ``1d2h`` or ``90s`` in seconds, or None where it is none.

    days: whether days and weeks are units too
    """
    sign = -1.0 if text.startswith("-") else 1.0
    rest = text[1:] if text.startswith(("-", "+")) else text
    if rest == "0":
        return 0.0
    total, at = 0.0, 0
    while at < len(rest):
        part = _PART.match(rest, at)
        if part is None:
            return None
        unit = _NANOSECONDS.get(part[2])
        if unit is None or (part[2] in _DAYS_AND_WEEKS and not days):
            return None
        total += float(part[1]) * unit
        at = part.end()
    return sign * total / 10**9 if rest else None
