from datetime import UTC, datetime

from codemods.inngest.cron.schedules import parse
from codemods.report.schedule import describe

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def test_a_schedule_is_told_in_words_with_its_next_three_runs() -> None:
    assert describe(parse("0 2 * * *"), NOW) == (
        "at 02:00 UTC every day; next runs: "
        "2026-11-24 02:00 UTC, 2026-11-25 02:00 UTC, 2026-11-26 02:00 UTC"
    )


def test_a_schedule_in_a_zone_runs_by_that_zones_clock() -> None:
    assert "2026-11-24 02:00 CET" in describe(parse("TZ=Europe/Berlin 0 2 * * *"), NOW)
