"""A schedule in plain English, worked out from the times it runs at rather than from its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from codemods.inngest.cron.grammar import Cron

_ALL_MINUTES = frozenset(range(60))
_ALL_HOURS = frozenset(range(24))
_ALL_DAYS = frozenset(range(1, 32))
_ALL_MONTHS = frozenset(range(1, 13))
_ALL_WEEKDAYS = frozenset(range(7))

_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# The week is told from Monday, so that "Monday to Friday" and "Saturday and Sunday" are runs.
_WEEKDAY_NAMES = (*("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),)

_FEW = 6  # so many times of day are listed one by one
_MANY = 5  # so many values at the same distance are told by it


def words(cron: Cron) -> str:
    """The schedule as a phrase: ``every 6 hours``, ``at 02:00 UTC every day``.

    Expressions that run at the same times have the same words, and others have others.
    """
    zone = cron.zone or "UTC"
    interval = _interval(cron.minutes, cron.hours)
    if interval is None:
        return f"{_clock(cron.minutes, cron.hours, zone)} {_days(cron, 'every day')}"
    told = f"{interval} {_days(cron, '')}".rstrip()
    return told if told == interval and zone == "UTC" else f"{told} ({zone})"


def _interval(minutes: frozenset[int], hours: frozenset[int]) -> str | None:
    """What can be said without a time of day, or None."""
    if hours == _ALL_HOURS:
        if minutes == _ALL_MINUTES:
            return "every minute"
        if minutes == {0}:
            return "every hour"
        step = _step(sorted(minutes))
        if step and _goes_round(minutes, step, 60) and 0 in minutes:
            return f"every {step} minutes"
        return f"at {_counted('minute', minutes)} of every hour"
    step = _step(sorted(hours))
    if minutes == {0} and step and _goes_round(hours, step, 24) and 0 in hours:
        return f"every {step} hours"
    return None


def _clock(minutes: frozenset[int], hours: frozenset[int], zone: str) -> str:
    """The times of day."""
    times = [f"{hour:02}:{minute:02}" for hour in sorted(hours) for minute in sorted(minutes)]
    if len(times) <= _FEW:
        return f"at {_joined(times)} {zone}"
    span = f"from {times[0]} to {times[-1]} {zone}"
    hour_step, minute_step = _step(sorted(hours)), _step(sorted(minutes))
    if len(minutes) == 1 and hour_step:
        return f"{_every(hour_step, 'hour')} {span}"
    unbroken = len(hours) == 1 or (hour_step == 1 and _goes_round(minutes, minute_step, 60))
    if minute_step and unbroken:
        return f"{_every(minute_step, 'minute')} {span}"
    told_hours = f"{_counted('hour', hours)} {zone}"
    if minutes == _ALL_MINUTES:
        return f"every minute of {told_hours}"
    return f"at {_counted('minute', minutes)} past {told_hours}"


def _days(cron: Cron, every_day: str) -> str:
    """The days and months; `every_day` is what to say where no day is left out."""
    months = "" if cron.months == _ALL_MONTHS else _series("month", cron.months, _month)
    in_months = f" in {months}" if months else ""
    every_date = cron.days == _ALL_DAYS
    every_weekday = cron.weekdays == _ALL_WEEKDAYS
    if (every_date or every_weekday) if cron.either_day else (every_date and every_weekday):
        return f"{every_day}{in_months}".lstrip()
    dates = f"on {_series('day', cron.days, _date)} of {months or 'every month'}"
    weekdays = f"on {_listed(_from_monday(cron.weekdays), _weekday)}{in_months}"
    if cron.either_day:
        return f"{dates} as well as {weekdays}"
    return weekdays if every_date else dates


def _step(values: Sequence[int]) -> int:
    """The distance between neighbours where it is everywhere the same, else 0."""
    steps = {second - first for first, second in pairwise(values)}
    return steps.pop() if len(steps) == 1 else 0


def _goes_round(values: frozenset[int], step: int, size: int) -> bool:
    """Whether the distance is the same from the last value to the next round's first, too."""
    return len(values) * step == size


def _every(step: int, unit: str) -> str:
    return f"every {unit}" if step == 1 else f"every {step} {unit}s"


def _counted(unit: str, values: frozenset[int]) -> str:
    """``minute 5``, ``minutes 5 and 10``."""
    told = _series(unit, values, str)
    if told.startswith("every"):
        return told
    return f"{unit}{'s' if len(values) > 1 else ''} {told}"


def _series(unit: str, values: Iterable[int], name: Callable[[int], str]) -> str:
    """The values by name, or by their distance where that is shorter."""
    numbers = sorted(values)
    step = _step(numbers)
    if step > 1 and len(numbers) >= _MANY:
        return f"every {_ordinal(step)} {unit} from {name(numbers[0])} to {name(numbers[-1])}"
    return _listed(numbers, name)


def _listed(values: Iterable[int], name: Callable[[int], str]) -> str:
    """The values by name, three or more in a row as a range."""
    runs: list[list[int]] = []
    for value in sorted(values):
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    parts: list[str] = []
    for run in runs:
        if len(run) > 2:
            parts.append(f"{name(run[0])} to {name(run[-1])}")
        else:
            parts += map(name, run)
    return _joined(parts)


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _from_monday(weekdays: frozenset[int]) -> list[int]:
    return sorted((weekday - 1) % 7 for weekday in weekdays)


def _weekday(from_monday: int) -> str:
    return _WEEKDAY_NAMES[from_monday]


def _month(month: int) -> str:
    return _MONTH_NAMES[month - 1]


def _date(day: int) -> str:
    return f"the {_ordinal(day)}"


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
    return f"{number}{endings.get(number, 'th')}"
