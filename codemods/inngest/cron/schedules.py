"""Cron schedules: what Inngest takes, what it means in words, and when it runs next."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from codemods.errors import CodemodError
from codemods.inngest.cron.grammar import MAX_LENGTH, Cron, parse
from codemods.inngest.cron.words import words
from codemods.syntax.naming import nearest, quoted

__all__ = ["MAX_LENGTH", "PRESETS", "Cron", "next_runs", "parse", "resolve", "words"]

PRESETS = {
    "hourly": "0 * * * *",
    "every-6-hours": "0 */6 * * *",
    "every-12-hours": "0 */12 * * *",
    "daily": "0 2 * * *",
    "weekly": "0 0 * * 1",
}


def resolve(text: str) -> str:
    """The expression that `text` stands for: a preset's, or itself with single spaces.

    Raises CodemodError for a schedule that `parse` refuses and for a word that is no preset.
    """
    text = " ".join(text.split())
    if text in PRESETS:
        return PRESETS[text]
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9 _-]*", text):
        near = nearest(text, PRESETS)
        raise CodemodError(
            f"no preset schedule is called {quoted(text)}",
            mend=f"did you mean {near}?"
            if near
            else f"use {', '.join(PRESETS)}, or five fields such as 0 2 * * *",
        )
    return parse(text).expression


def next_runs(cron: Cron, after: datetime, count: int = 3) -> list[datetime]:
    """The first `count` instants after `after` at which the schedule runs, in its zone.

    after: an aware datetime. A time that the clocks skip is not run and one that they repeat runs
    twice, as robfig/cron v3.0.1 has it (spec.go). Raises ValueError for a naive datetime.
    """
    from cronsim import CronSim

    if after.tzinfo is None:
        raise ValueError("a time without a zone is no instant")
    if count < 1:
        return []
    zone = _tzinfo(cron.zone)
    after = after.astimezone(UTC)
    # CronSim walks the clock's face, which knows no zone; a face is then looked up in the zone. As
    # clocks can be set back (by a day where the date line was moved), the walk begins a day early,
    # and ends a day after the last run wanted.
    slack = timedelta(0) if zone is UTC else timedelta(days=1)
    start = after.astimezone(zone).replace(tzinfo=None)
    runs: list[datetime] = []
    for face in CronSim(_for_cronsim(cron), start - slack):
        if (
            len(runs) >= count
            and face > runs[count - 1].astimezone(zone).replace(tzinfo=None) + slack
        ):
            break
        instants = {face.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
        for instant in instants:
            shown = instant.astimezone(zone).replace(tzinfo=None)
            if instant > after and shown == face:
                runs.append(instant)
        runs.sort()
    return [run.astimezone(zone) for run in runs[:count]]


def _for_cronsim(cron: Cron) -> str:
    """The schedule in values and plain stars, so that CronSim joins the two kinds of day as here.

    To CronSim a field that begins with a star, even `*/2`, asks for both.
    """
    days = "*" if not cron.either_day and len(cron.days) == 31 else _values(cron.days)
    weekdays = "*" if not cron.either_day and len(cron.weekdays) == 7 else _values(cron.weekdays)
    fields = (_values(cron.minutes), _values(cron.hours), days, _values(cron.months), weekdays)
    return " ".join(fields)


def _values(values: frozenset[int]) -> str:
    return ",".join(map(str, sorted(values)))


def _tzinfo(name: str | None) -> tzinfo:
    if name is None:
        return UTC
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
