"""The grammar of a cron trigger, as the Inngest server reads it.

The server parses a trigger with robfig/cron v3.0.1, `cron.NewParser(Minute|Hour|Dom|Month|Dow)`
(inngest/inngest, pkg/inngest/trigger.go): exactly five fields, no seconds, no `@daily`. Many cron
libraries take more than that, which is why none of them can judge an expression here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax.naming import nearest, quoted

# pkg/inngest/trigger.go, MaxCronLength; Go counts bytes.
MAX_LENGTH = 255

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # in the longest year

_FIVE_FIELDS = "write five fields: minute hour day-of-month month day-of-week, such as 0 2 * * *"
_SPACE = re.compile(r"[^\S\x1c-\x1f]+")  # Go's unicode.IsSpace, which lacks the four separators
_NUMBER = re.compile(r"\+?[0-9]+")  # what Go's strconv.Atoi takes, but for the minus sign
_MAX_INT = 2**63 - 1
_QUARTZ = re.compile(rf"\d*[lw]+|l-\d+|\w+#\d+|({'|'.join(_WEEKDAYS)})l", re.IGNORECASE)

# The expressions for which other schedulers have names.
_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}


class Cron(Struct, frozen=True):
    """A schedule: the wall-clock times of its zone that all its sets contain.

    weekdays:   0 (Sunday) to 6
    either_day: both kinds of day are restricted, so that a day of either kind is enough
    zone:       an IANA name, or None where the expression names none: the server then takes UTC
    """

    expression: str  # as it was written
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool
    zone: str | None = None

    def matches(self, wall: datetime) -> bool:
        """Whether it runs at this minute, given as a clock in its zone shows it."""
        day = wall.day in self.days
        weekday = wall.isoweekday() % 7 in self.weekdays
        return (
            wall.minute in self.minutes
            and wall.hour in self.hours
            and wall.month in self.months
            and (day or weekday if self.either_day else day and weekday)
        )


class _Field(Struct, frozen=True):
    """One of the five: its name, its bounds and the names that its values have."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        numbers = f"{self.low} to {self.high}"
        return f"{numbers} or {self.names[0]} to {self.names[-1]}" if self.names else numbers


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day-of-month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day-of-week", 0, 6, _WEEKDAYS),
)


def parse(expression: str, *, where: str | None = None) -> Cron:
    """The schedule that the server would make of `expression`.

    where: the place of the expression, for the message. Raises CodemodError for what the server
    refuses, and for the few things that it takes without a word but that never run or mean
    something else than they say.
    """
    try:
        return _parse(expression)
    except CodemodError as error:
        error.where = where
        raise


def _parse(expression: str) -> Cron:
    if not expression.strip():
        raise CodemodError("the schedule is empty", mend=_FIVE_FIELDS)
    size = len(expression.encode("utf-8", "surrogatepass"))
    if size > MAX_LENGTH:
        raise CodemodError(
            f"a schedule of {size} bytes", mend=f"Inngest takes at most {MAX_LENGTH} bytes"
        )
    zone, rest = _zone(expression)
    if rest.startswith("@"):
        raise _descriptor(rest)
    texts = rest.split(" ") if rest else []
    if len(texts) != len(_FIELDS):
        raise _wrong_count(expression, texts)
    (minutes, _), (hours, _), (days, any_day), (months, _), (weekdays, any_weekday) = (
        _values(text, field) for text, field in zip(texts, _FIELDS, strict=True)
    )
    if any_weekday and not any_day:
        _refuse_missing_days(texts[2], days, months)
    return Cron(
        expression, minutes, hours, days, months, weekdays, not (any_day or any_weekday), zone
    )


def _zone(expression: str) -> tuple[str | None, str]:
    """The zone of the prefix, and what follows it."""
    if not expression.startswith(("TZ=", "CRON_TZ=")):
        if expression.lstrip().startswith(("TZ=", "CRON_TZ=")):
            raise CodemodError(
                "white space stands before the time zone", mend="remove it: TZ= must come first"
            )
        return None, _SPACE.sub(" ", expression).strip(" ")
    prefix, space, rest = expression.partition(" ")
    name = prefix.partition("=")[2]
    if not space:
        raise CodemodError(
            f"{quoted(expression)} has a time zone and no schedule",
            mend=f"write {prefix.partition('=')[0]}=Area/City, a space, then five fields",
        )
    if not name:
        raise CodemodError(
            "the time zone is empty",
            mend="name one, such as TZ=Europe/Berlin, or leave TZ= out for UTC",
        )
    zones = _known_zones()
    if name not in zones:
        near = _nearest_zone(name, zones)
        raise CodemodError(
            f"unknown time zone {quoted(name)}",
            mend=f"did you mean {near}?" if near else "use an IANA name, such as Europe/Berlin",
        )
    return name, _SPACE.sub(" ", rest).strip(" ")


def _nearest_zone(name: str, zones: frozenset[str]) -> str | None:
    """The zone that was meant: by its city alone, or nearly spelt."""
    of_city = (zone for zone in sorted(zones) if zone.lower().endswith(f"/{name.lower()}"))
    return next(of_city, None) or nearest(name, zones, cutoff=0.7)


def _known_zones() -> frozenset[str]:
    """Every IANA name, from the package rather than this machine, so that all machines agree."""
    from importlib.resources import files

    return frozenset((files("tzdata") / "zones").read_text("utf-8").split())


def _values(text: str, field: _Field) -> tuple[frozenset[int], bool]:
    """The values a field names, and whether it is a star, which decides how days combine.

    A star that steps (`*/2`) is no star to robfig/cron. Empty items of a list do not count there.
    """
    values: set[int] = set()
    star = False
    for item in filter(None, text.split(",")):
        span, is_star = _item(item, field)
        values.update(span)
        star = star or is_star
    if not values:
        raise CodemodError(
            f"the {field.name} field {quoted(text)} names no value",
            mend=f"use *, or values from {field.allowed}",
        )
    return frozenset(values), star


def _item(item: str, field: _Field) -> tuple[range, bool]:
    """One item of a list: a star, a value or a range, each with or without a step."""
    span, slash, step_text = item.partition("/")
    low_text, dash, high_text = span.partition("-")
    if _QUARTZ.fullmatch(span) and span.lower() not in field.names:
        raise _fault(
            item, field, "uses L, W or #", "Inngest takes *, values, ranges, lists and steps only"
        )
    if "/" in step_text or "-" in high_text:
        raise _fault(item, field, "is no range", f"write a-b or a-b/n with {field.allowed}")
    star = low_text in {"*", "?"}
    if star and dash:
        # robfig/cron drops what follows the star, so this would run more often than it says.
        raise _fault(
            item, field, f"means {low_text} alone", f"write * or a range of {field.allowed}"
        )
    if star:
        low, high = field.low, field.high
    else:
        low = _value(low_text, item, field)
        high = _value(high_text, item, field) if dash else field.high if slash else low
    if low > high:
        raise _fault(item, field, "runs backwards", _turned(low_text, high_text, field))
    step = _step(step_text, item, field) if slash else 1
    return range(low, high + 1, step), star and step == 1


def _step(text: str, item: str, field: _Field) -> int:
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= _MAX_INT:
        raise _fault(item, field, "has no usable step", "a step is a number from 1")
    return int(text)


def _value(text: str, item: str, field: _Field) -> int:
    name = text.lower()
    if name in field.names:
        return field.low + field.names.index(name)
    if not _NUMBER.fullmatch(text):
        raise _fault(item, field, "is not understood", _meant(name, field))
    value = int(text)
    if field.low <= value <= field.high:
        return value
    hint = {("day-of-week", 7): "; Sunday is 0", ("hour", 24): "; midnight is 0"}
    raise _fault(
        item,
        field,
        "is out of range",
        f"allowed are {field.allowed}{hint.get((field.name, value), '')}",
    )


def _meant(name: str, field: _Field) -> str:
    if name[:3] in field.names:  # "monday", "sept"
        return f"did you mean {name[:3]}?"
    if name in _MONTHS or name in _WEEKDAYS:
        kind = "month" if name in _MONTHS else "day-of-week"
        return f"{name} belongs in the {kind} field; {field.name} takes {field.allowed}"
    return f"allowed are * and {field.allowed}"


def _turned(low: str, high: str, field: _Field) -> str:
    """The list that a range over the end of the field was meant to be, such as 22-23,0-2."""
    first, last = (field.names[0], field.names[-1]) if low.isalpha() else (field.low, field.high)
    return f"write {low}-{last},{first}-{high} for a range over the end"


def _refuse_missing_days(text: str, days: frozenset[int], months: frozenset[int]) -> None:
    """Raises CodemodError where none of the months is long enough for any of the days."""
    longest = max(_DAYS_IN_MONTH[month - 1] for month in months)
    if min(days) > longest:
        only = _MONTHS[min(months) - 1].capitalize() if len(months) == 1 else "any of the months"
        raise CodemodError(
            f"the schedule never runs: there is no day {text} in {only}",
            mend=f"use a day-of-month from 1 to {longest}",
        )


def _wrong_count(expression: str, texts: Sequence[str]) -> CodemodError:
    """The error for too few or too many fields, with the five that were probably meant."""
    count = f"{len(texts)} {'field' if len(texts) == 1 else 'fields'}"
    what = f"the schedule {quoted(expression)} has {count} instead of five"
    guesses: list[tuple[str, Sequence[str]]] = []
    if len(texts) == 6 and re.fullmatch(r"\d{4}(-\d{4})?", texts[-1]):
        guesses.append(("the year", texts[:5]))
    if len(texts) == 6:
        guesses.append(("the seconds", texts[1:]))
    if len(texts) == 7:
        guesses.append(("the seconds and the year", texts[1:6]))
    for extra, five in guesses:
        if _is_schedule(" ".join(five)):
            return CodemodError(what, mend=f"leave out {extra}: {' '.join(five)}")
    return CodemodError(what, mend=_FIVE_FIELDS)


def _descriptor(text: str) -> CodemodError:
    """The error for `@daily` and its kin, with the five fields that say the same."""
    meant = _DESCRIPTORS.get(text.lower()) or _every(text)
    return CodemodError(
        f"Inngest does not take {quoted(text)}", mend=f"write {meant}" if meant else _FIVE_FIELDS
    )


def _every(text: str) -> str | None:
    """The five fields for `@every 15m` or `@every 6h`, where the interval divides hour or day."""
    match = re.fullmatch(r"@every (\d{1,2})([mh])", text)
    if match is None:
        return None
    number, unit = int(match[1]), match[2]
    size = 60 if unit == "m" else 24
    if not 1 <= number < size or size % number:
        return None
    step = "*" if number == 1 else f"*/{number}"
    return f"{step} * * * *" if unit == "m" else f"0 {step} * * *"


def _is_schedule(text: str) -> bool:
    try:
        _parse(text)
    except CodemodError:
        return False
    return True


def _fault(item: str, field: _Field, what: str, mend: str) -> CodemodError:
    return CodemodError(f"{quoted(item)} in the {field.name} field {what}", mend=mend)
