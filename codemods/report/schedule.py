"""A cron schedule as a person can check it: in words, and with its next runs."""

from __future__ import annotations

from datetime import datetime

from codemods.inngest.cron.schedules import Cron, next_runs, words


def describe(schedule: Cron, now: datetime) -> str:
    """``at 02:00 UTC every day; next runs: 2026-11-24 02:00 UTC, …``, three runs after `now`.

    now: an aware datetime
    """
    runs = ", ".join(f"{run:%Y-%m-%d %H:%M %Z}" for run in next_runs(schedule, now))
    return f"{words(schedule)}; next runs: {runs}"
