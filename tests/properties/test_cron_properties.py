"""Schedules of every kind: what is parsed, what is said and when it runs agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from codemods.errors import CodemodError
from codemods.inngest.cron import schedules as cron

FIELDS = {"minute": (0, 59), "hour": (0, 23), "day": (1, 31), "month": (1, 12), "weekday": (0, 6)}

# Each with an instant near which its clocks are changed: by an hour, by half an hour, by two, at
# midnight, by leaving out a day, or not at all.
CHANGES = {
    "UTC": [datetime(2026, 2, 27)],
    "Europe/Berlin": [datetime(2026, 3, 29), datetime(2026, 10, 25)],
    "Australia/Lord_Howe": [datetime(2026, 4, 4), datetime(2026, 10, 3)],
    "Antarctica/Troll": [datetime(2026, 3, 29)],
    "America/Sao_Paulo": [datetime(2018, 2, 18), datetime(2018, 11, 4)],
    "Pacific/Apia": [datetime(2011, 12, 30)],
    "Asia/Kolkata": [datetime(2026, 2, 27)],
}


@st.composite
def items(draw: st.DrawFn, low: int, high: int) -> str:
    first = draw(st.integers(low, high))
    last = draw(st.integers(first, high))
    step = draw(st.integers(1, high))
    return draw(
        st.sampled_from(
            [f"{first}", f"{first}-{last}", f"{first}/{step}", f"{first}-{last}/{step}"]
        )
    )


@st.composite
def fields(draw: st.DrawFn, low: int, high: int) -> str:
    if draw(st.booleans()):
        return draw(st.sampled_from(["*", "?", "*/2", "*/3", "*/7"]))
    return ",".join(draw(st.lists(items(low, high), min_size=1, max_size=3)))


EXPRESSIONS = st.tuples(*(fields(*bounds) for bounds in FIELDS.values())).map(" ".join)


@st.composite
def schedules(draw: st.DrawFn) -> cron.Cron:
    expression = draw(EXPRESSIONS)
    try:
        return cron.parse(expression)
    except CodemodError as error:
        assert "never runs" in error.what
        return cron.parse("0 0 29 2 *")


def _walk(schedule: cron.Cron, after: datetime, days: int) -> list[datetime]:
    """Every run in so many days, found by looking at each minute."""
    zone = ZoneInfo(schedule.zone) if schedule.zone else UTC
    instant = after.astimezone(UTC).replace(second=0)
    found = []
    for _ in range(days * 24 * 60):
        instant += timedelta(minutes=1)
        if schedule.matches(instant.astimezone(zone).replace(tzinfo=None)):
            found.append(instant)
    return found


@settings(deadline=None)
@given(st.data())
def test_the_next_runs_are_those_that_a_walk_over_all_minutes_finds(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(sorted(CHANGES)))
    near = data.draw(st.sampled_from(CHANGES[zone])).replace(tzinfo=UTC)
    after = near + timedelta(seconds=data.draw(st.integers(-100_000, 100_000)))
    text = data.draw(schedules()).expression
    schedule = cron.parse(f"TZ={zone} {text}")
    walked = _walk(schedule, after, days=2)[:3]
    runs = cron.next_runs(schedule, after, count=3)
    assert len(runs) == 3
    assert all(schedule.matches(run.replace(tzinfo=None)) for run in runs)
    # Compared in UTC: to Python, a repeated time equals none of another zone.
    instants = [run.astimezone(UTC) for run in runs]
    assert instants[: len(walked)] == walked
    end = after + timedelta(days=2)
    assert all(instant > end - timedelta(minutes=1) for instant in instants[len(walked) :])


@settings(deadline=None)
@given(schedules())
def test_the_next_run_is_the_first_day_and_minute_that_match(schedule: cron.Cron) -> None:
    after = datetime(2026, 11, 23, 12, tzinfo=UTC)
    (run,) = cron.next_runs(schedule, after, count=1)
    days = (run.date() - after.date()).days
    noon = after.replace(tzinfo=None)
    at_first = noon.replace(hour=min(schedule.hours), minute=min(schedule.minutes))
    for offset in range(1, days):
        assert not schedule.matches(at_first + timedelta(days=offset))


def _times(schedule: cron.Cron) -> tuple[object, ...]:
    """What the schedule runs at, without how it is written."""
    every_date, every_weekday = len(schedule.days) == 31, len(schedule.weekdays) == 7
    every_day = every_date or every_weekday if schedule.either_day else every_date and every_weekday
    days = None if every_day else (schedule.days, schedule.weekdays, schedule.either_day)
    return schedule.minutes, schedule.hours, schedule.months, days


@settings(deadline=None)
@given(schedules(), schedules(), st.sets(st.sampled_from(range(5))))
def test_schedules_share_their_words_exactly_when_they_share_their_times(
    first: cron.Cron, other: cron.Cron, taken: set[int]
) -> None:
    pairs = zip(first.expression.split(), other.expression.split(), strict=True)
    mixed = " ".join(b if index in taken else a for index, (a, b) in enumerate(pairs))
    try:
        second = cron.parse(mixed)
    except CodemodError:
        return
    assert (cron.words(first) == cron.words(second)) == (_times(first) == _times(second))


@settings(deadline=None)
@given(schedules())
def test_words_are_one_printable_line(schedule: cron.Cron) -> None:
    words = cron.words(schedule)
    assert words.isprintable()
    assert "  " not in words
    assert words == words.strip()


@settings(deadline=None)
@given(st.text(max_size=60) | EXPRESSIONS.map(lambda text: text.replace(" ", " -/,*#", 1)))
def test_any_text_is_a_schedule_or_refused_with_a_way_to_mend_it(text: str) -> None:
    try:
        schedule = cron.parse(text)
    except CodemodError as error:
        assert error.mend
        assert error.what.isprintable()
        assert "\n" not in error.mend
    else:
        assert cron.words(schedule)
