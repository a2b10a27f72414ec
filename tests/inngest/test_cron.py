from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codemods.errors import CodemodError
from codemods.inngest.cron import schedules as cron


def _refused(expression: str) -> CodemodError:
    with pytest.raises(CodemodError) as raised:
        cron.parse(expression)
    assert raised.value.what.isprintable()
    assert raised.value.mend is not None
    return raised.value


def _runs(expression: str, after: datetime, count: int = 3) -> list[str]:
    runs = cron.next_runs(cron.parse(expression), after, count)
    return [f"{run:%Y-%m-%d %H:%M %z}" for run in runs]


NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday


class TestGrammar:
    @pytest.mark.parametrize(
        ("minute", "expected"),
        [
            ("5", [5]),
            ("05", [5]),
            ("+5", [5]),
            ("1,3", [1, 3]),
            ("1,,3,", [1, 3]),
            ("1-4", [1, 2, 3, 4]),
            ("0-10/5", [0, 5, 10]),
            ("*/20", [0, 20, 40]),
            ("?/20", [0, 20, 40]),
            ("5/15", [5, 20, 35, 50]),
            ("58/1", [58, 59]),
            ("*/99", [0]),
            ("0-2,30-32/2,5", [0, 1, 2, 5, 30, 32]),
            ("3-3", [3]),
        ],
    )
    def test_a_field_holds_what_the_server_reads_in_it(
        self, minute: str, expected: list[int]
    ) -> None:
        assert sorted(cron.parse(f"{minute} * * * *").minutes) == expected

    def test_stars_and_question_marks_mean_every_value_in_every_field(self) -> None:
        for schedule in (cron.parse("* * * * *"), cron.parse("? ? ? ? ?")):
            assert schedule.minutes == frozenset(range(60))
            assert schedule.hours == frozenset(range(24))
            assert schedule.days == frozenset(range(1, 32))
            assert schedule.months == frozenset(range(1, 13))
            assert schedule.weekdays == frozenset(range(7))
            assert not schedule.either_day

    def test_months_and_weekdays_have_names_in_any_case(self) -> None:
        schedule = cron.parse("0 0 * JAN,mar-May,11 Sun,tue-4")
        assert schedule.months == {1, 3, 4, 5, 11}
        assert schedule.weekdays == {0, 2, 3, 4}
        assert cron.parse("0 0 * jan/6 mon/2").months == {1, 7}
        assert cron.parse("0 0 * jan/6 mon/2").weekdays == {1, 3, 5}

    @pytest.mark.parametrize(
        ("days", "weekdays", "either"),
        [
            ("13", "5", True),
            ("13", "*", False),
            ("*", "5", False),
            ("?", "5", False),
            ("*/2", "5", True),  # a star that steps is none
            ("*/1", "5", False),
            ("1-31", "5", True),
            ("13,*", "5", False),
            ("13", "0-6", True),
        ],
    )
    def test_a_day_of_either_kind_is_enough_unless_one_is_a_star(
        self, days: str, weekdays: str, either: bool
    ) -> None:
        assert cron.parse(f"0 0 {days} * {weekdays}").either_day is either

    @pytest.mark.parametrize("space", [" ", "  ", "\t", " \t ", "\u00a0", "\n"])
    def test_fields_are_parted_by_white_space_of_any_kind(self, space: str) -> None:
        assert cron.parse(space + space.join("01234") + space).minutes == {0}

    def test_a_separator_that_go_does_not_take_for_white_space_parts_nothing(self) -> None:
        assert "`1\\x1c`" in _refused("0 0 1 1 1\x1c").what

    @pytest.mark.parametrize("prefix", ["TZ", "CRON_TZ"])
    def test_a_known_time_zone_may_come_first(self, prefix: str) -> None:
        schedule = cron.parse(f"{prefix}=Europe/Berlin  0 9 * * *")
        assert (schedule.zone, schedule.hours) == ("Europe/Berlin", {9})

    def test_without_a_prefix_there_is_no_zone(self) -> None:
        assert cron.parse("0 9 * * *").zone is None

    def test_the_expression_is_kept_as_it_was_written(self) -> None:
        assert cron.parse(" 0  9 * * MON").expression == " 0  9 * * MON"

    def test_a_schedule_of_255_bytes_is_taken_and_a_longer_one_is_not(self) -> None:
        assert cron.parse("0 " + "0," * 123 + " * * *").hours == {0}
        assert len("0 " + "0," * 123 + "0 * * *") == cron.MAX_LENGTH
        error = _refused("0 " + "0," * 123 + "00 * * *")
        assert error.what == "a schedule of 256 bytes"


class TestRefusals:
    @pytest.mark.parametrize(
        ("expression", "what"),
        [
            ("60 * * * *", "`60` in the minute field is out of range"),
            ("0 24 * * *", "`24` in the hour field is out of range"),
            ("0 0 0 * *", "`0` in the day-of-month field is out of range"),
            ("0 0 32 * *", "`32` in the day-of-month field is out of range"),
            ("0 0 * 0 *", "`0` in the month field is out of range"),
            ("0 0 * 13 *", "`13` in the month field is out of range"),
            ("0 0 * * 7", "`7` in the day-of-week field is out of range"),
            ("0 0 * * 5-7", "`5-7` in the day-of-week field is out of range"),
            ("0 0 * * sun-7", "`sun-7` in the day-of-week field is out of range"),
            ("*/0 * * * *", "`*/0` in the minute field has no usable step"),
            ("*/ * * * *", "`*/` in the minute field has no usable step"),
            ("*/-1 * * * *", "`*/-1` in the minute field has no usable step"),
            ("*/x * * * *", "`*/x` in the minute field has no usable step"),
            (f"*/{2**63} * * * *", f"`*/{2**63}` in the minute field has no usable step"),
            ("1/2/3 * * * *", "`1/2/3` in the minute field is no range"),
            ("1-2-3 * * * *", "`1-2-3` in the minute field is no range"),
            ("-5 * * * *", "`-5` in the minute field is not understood"),
            ("5- * * * *", "`5-` in the minute field is not understood"),
            ("1.5 * * * *", "`1.5` in the minute field is not understood"),
            ("٣ * * * *", "`٣` in the minute field is not understood"),
            ("1_0 * * * *", "`1_0` in the minute field is not understood"),
            ("0 0 * * fool", "`fool` in the day-of-week field is not understood"),
            ("0 0 L * *", "`L` in the day-of-month field uses L, W or #"),
            ("0 0 L-3 * *", "`L-3` in the day-of-month field uses L, W or #"),
            ("0 0 15W * *", "`15W` in the day-of-month field uses L, W or #"),
            ("0 0 LW * *", "`LW` in the day-of-month field uses L, W or #"),
            ("0 0 * * 5L", "`5L` in the day-of-week field uses L, W or #"),
            ("0 0 * * friL", "`friL` in the day-of-week field uses L, W or #"),
            ("0 0 * * mon#1", "`mon#1` in the day-of-week field uses L, W or #"),
            (", * * * *", "the minute field `,` names no value"),
            ("*-5 * * * *", "`*-5` in the minute field means * alone"),
            ("", "the schedule is empty"),
            (" \n", "the schedule is empty"),
            ("* * * *", "the schedule `* * * *` has 4 fields instead of five"),
            ("*", "the schedule `*` has 1 field instead of five"),
            ("TZ=UTC", "`TZ=UTC` has a time zone and no schedule"),
            ("TZ=UTC ", "the schedule `TZ=UTC ` has 0 fields instead of five"),
            ("TZ=UTC\t0 * * * *", r"unknown time zone `UTC\t0`"),
            ("TZ= 0 * * * *", "the time zone is empty"),
            ("TZ=Local 0 * * * *", "unknown time zone `Local`"),
            ("TZ=../UTC 0 * * * *", "unknown time zone `../UTC`"),
            (" TZ=UTC 0 * * * *", "white space stands before the time zone"),
            ("tz=UTC 0 * * * *", "the schedule `tz=UTC 0 * * * *` has 6 fields instead of five"),
        ],
    )
    def test_the_message_names_the_field_and_the_fault(self, expression: str, what: str) -> None:
        assert _refused(expression).what == what

    @pytest.mark.parametrize(
        ("expression", "mend"),
        [
            ("60 * * * *", "allowed are 0 to 59"),
            ("0 24 * * *", "allowed are 0 to 23; midnight is 0"),
            ("0 0 * 13 *", "allowed are 1 to 12 or jan to dec"),
            ("0 0 * * 7", "allowed are 0 to 6 or sun to sat; Sunday is 0"),
            ("0 0 * * Monday", "did you mean mon?"),
            ("0 0 * sept *", "did you mean sep?"),
            ("mon 0 * * *", "mon belongs in the day-of-week field; minute takes 0 to 59"),
            ("0 0 jan * *", "jan belongs in the month field; day-of-month takes 1 to 31"),
            ("0 22-2 * * *", "write 22-23,0-2 for a range over the end"),
            ("0 0 * * fri-mon", "write fri-sat,sun-mon for a range over the end"),
            ("*-5 * * * *", "write * or a range of 0 to 59"),
            ("@daily", "write 0 0 * * *"),
            ("@Weekly", "write 0 0 * * 0"),
            ("TZ=UTC @hourly", "write 0 * * * *"),
            ("@every 1m", "write * * * * *"),
            ("@every 15m", "write */15 * * * *"),
            ("@every 1h", "write 0 * * * *"),
            ("@every 6h", "write 0 */6 * * *"),
            ("0 0 2 * * *", "leave out the seconds: 0 2 * * *"),
            ("0 10 * * ? 2026", "leave out the year: 0 10 * * ?"),
            ("0 0 12 * * ? 2026", "leave out the seconds and the year: 0 12 * * ?"),
            ("TZ=europe/berlin 0 * * * *", "did you mean Europe/Berlin?"),
            ("TZ=Berlin 0 * * * *", "did you mean Europe/Berlin?"),
            ("TZ=Europe/Berln 0 * * * *", "did you mean Europe/Berlin?"),
            ("TZ=Local 0 * * * *", "use an IANA name, such as Europe/Berlin"),
            ("0 0 30 2 *", "use a day-of-month from 1 to 29"),
            ("0 0 31 4,6 *", "use a day-of-month from 1 to 30"),
        ],
    )
    def test_the_message_says_how_to_mend_it(self, expression: str, mend: str) -> None:
        assert _refused(expression).mend == mend

    @pytest.mark.parametrize(
        "expression",
        [
            "@every 7h",
            "@every 90s",
            "@every 0m",
            "@reboot",
            "* * * *",
            "a b c d e f",
            "1 2 3 4 5 6 7 8",
        ],
    )
    def test_where_nothing_says_the_same_the_five_fields_are_explained(
        self, expression: str
    ) -> None:
        assert _refused(expression).mend == (
            "write five fields: minute hour day-of-month month day-of-week, such as 0 2 * * *"
        )

    @pytest.mark.parametrize(
        ("expression", "what"),
        [
            ("0 0 30 2 *", "the schedule never runs: there is no day 30 in Feb"),
            ("0 0 30-31 2 ?", "the schedule never runs: there is no day 30-31 in Feb"),
            ("0 0 31 4,6 *", "the schedule never runs: there is no day 31 in any of the months"),
        ],
    )
    def test_a_date_that_never_comes_is_refused(self, expression: str, what: str) -> None:
        assert _refused(expression).what == what

    @pytest.mark.parametrize(
        "expression", ["0 0 29 2 *", "0 0 31 4,5 *", "0 0 30 2 1", "0 0 30 2 0-6"]
    )
    def test_a_date_that_comes_seldom_or_by_its_weekday_is_taken(self, expression: str) -> None:
        assert cron.next_runs(cron.parse(expression), NOW, 1)

    def test_the_place_of_the_expression_is_told(self) -> None:
        with pytest.raises(CodemodError) as raised:
            cron.parse("@daily", where="src/jobs/a.ts:3:9")
        assert raised.value.where == "src/jobs/a.ts:3:9"

    def test_a_terminal_sequence_is_not_repeated_to_the_terminal(self) -> None:
        assert "\x1b" not in _refused("\x1b[31m * * * *").what


class TestPresets:
    @pytest.mark.parametrize(
        ("name", "expression", "words"),
        [
            ("hourly", "0 * * * *", "every hour"),
            ("every-6-hours", "0 */6 * * *", "every 6 hours"),
            ("every-12-hours", "0 */12 * * *", "every 12 hours"),
            ("daily", "0 2 * * *", "at 02:00 UTC every day"),
            ("weekly", "0 0 * * 1", "at 00:00 UTC on Monday"),
        ],
    )
    def test_a_preset_stands_for_its_expression(
        self, name: str, expression: str, words: str
    ) -> None:
        assert cron.resolve(name) == expression
        assert cron.words(cron.parse(expression)) == words

    def test_there_are_no_other_presets(self) -> None:
        assert len(cron.PRESETS) == 5

    def test_an_expression_stands_for_itself_with_single_spaces(self) -> None:
        assert cron.resolve(" 0  9 *\t* mon ") == "0 9 * * mon"
        assert cron.resolve("TZ=Europe/Berlin  0 9 * * *") == "TZ=Europe/Berlin 0 9 * * *"

    @pytest.mark.parametrize(
        ("text", "near"),
        [("dayly", "daily"), ("Hourly", "hourly"), ("every 6 hours", "every-6-hours")],
    )
    def test_a_word_that_is_no_preset_gets_the_nearest(self, text: str, near: str) -> None:
        with pytest.raises(CodemodError) as raised:
            cron.resolve(text)
        assert raised.value.mend == f"did you mean {near}?"

    def test_a_word_like_no_preset_gets_them_all(self) -> None:
        with pytest.raises(CodemodError) as raised:
            cron.resolve("sometimes")
        assert raised.value.mend == (
            "use hourly, every-6-hours, every-12-hours, daily, weekly, "
            "or five fields such as 0 2 * * *"
        )

    def test_a_wrong_expression_is_refused_as_by_parse(self) -> None:
        with pytest.raises(CodemodError, match="Inngest does not take `@daily`"):
            cron.resolve("@daily")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("* * * * *", "every minute"),
        ("*/15 * * * *", "every 15 minutes"),
        ("0,15,30,45 * * * *", "every 15 minutes"),
        ("5 * * * *", "at minute 5 of every hour"),
        ("5,35 * * * *", "at minutes 5 and 35 of every hour"),
        ("0-10,30 * * * *", "at minutes 0 to 10 and 30 of every hour"),
        ("*/7 * * * *", "at every 7th minute from 0 to 56 of every hour"),
        ("* 9 * * *", "every minute from 09:00 to 09:59 UTC every day"),
        ("0-30/5 9 * * *", "every 5 minutes from 09:00 to 09:30 UTC every day"),
        ("*/10 9-17 * * *", "every 10 minutes from 09:00 to 17:50 UTC every day"),
        ("5/10 9-17 * * *", "every 10 minutes from 09:05 to 17:55 UTC every day"),
        ("* 9,11 * * *", "every minute of hours 9 and 11 UTC every day"),
        ("0 9-17 * * 1-5", "every hour from 09:00 to 17:00 UTC on Monday to Friday"),
        ("30 */2 * * *", "every 2 hours from 00:30 to 22:30 UTC every day"),
        ("30 */6 * * *", "at 00:30, 06:30, 12:30 and 18:30 UTC every day"),
        ("0,30 9,17 * * *", "at 09:00, 09:30, 17:00 and 17:30 UTC every day"),
        ("5,20 1,9,11,15 * * *", "at minutes 5 and 20 past hours 1, 9, 11 and 15 UTC every day"),
        ("TZ=Europe/Berlin 30 9 * * 1-5", "at 09:30 Europe/Berlin on Monday to Friday"),
        ("TZ=Asia/Kolkata 0 * * * *", "every hour (Asia/Kolkata)"),
        ("TZ=Europe/Berlin 0 */6 * * *", "every 6 hours (Europe/Berlin)"),
        ("0 * * * 6,0", "every hour on Saturday and Sunday (UTC)"),
        ("0 * * 6-8 *", "every hour in June to August (UTC)"),
        ("0 0 * 12,1 *", "at 00:00 UTC every day in January and December"),
        ("0 0 * */2 *", "at 00:00 UTC every day in every 2nd month from January to November"),
        ("0 0 1 * *", "at 00:00 UTC on the 1st of every month"),
        (
            "0 0 2,3,22,31 * *",
            "at 00:00 UTC on the 2nd, the 3rd, the 22nd and the 31st of every month",
        ),
        ("0 0 1-7 * *", "at 00:00 UTC on the 1st to the 7th of every month"),
        ("0 0 */2 * *", "at 00:00 UTC on every 2nd day from the 1st to the 31st of every month"),
        ("0 0 11 1,7 *", "at 00:00 UTC on the 11th of January and July"),
        ("0 0 * jan-mar mon", "at 00:00 UTC on Monday in January to March"),
        ("0 0 13 * 5", "at 00:00 UTC on the 13th of every month as well as on Friday"),
        ("0 0 13 10 5", "at 00:00 UTC on the 13th of October as well as on Friday in October"),
        ("0 0 1-31 * 5", "at 00:00 UTC every day"),
        ("0 0 * * */2", "at 00:00 UTC on Tuesday, Thursday, Saturday and Sunday"),
    ],
)
def test_a_schedule_is_told_in_words(expression: str, words: str) -> None:
    assert cron.words(cron.parse(expression)) == words


class TestNextRuns:
    def test_the_next_runs_lie_after_the_instant_and_in_order(self) -> None:
        assert _runs("0 */6 * * *", NOW) == [
            "2026-11-23 18:00 +0000",
            "2026-11-24 00:00 +0000",
            "2026-11-24 06:00 +0000",
        ]
        assert _runs("0 12 * * *", NOW, 1) == ["2026-11-24 12:00 +0000"]

    def test_runs_are_told_in_the_zone_of_the_schedule(self) -> None:
        assert _runs("TZ=Europe/Berlin 30 9 * * 1-5", NOW, 2) == [
            "2026-11-24 09:30 +0100",
            "2026-11-25 09:30 +0100",
        ]

    def test_the_instant_may_be_given_in_any_zone(self) -> None:
        elsewhere = NOW.astimezone(
            cron.next_runs(cron.parse("TZ=Asia/Tokyo 0 0 * * *"), NOW)[0].tzinfo
        )
        assert _runs("0 2 * * *", elsewhere) == _runs("0 2 * * *", NOW)

    def test_the_29th_of_february_is_found_years_ahead(self) -> None:
        assert _runs("0 0 29 2 *", NOW, 2) == ["2028-02-29 00:00 +0000", "2032-02-29 00:00 +0000"]

    def test_days_of_either_kind_run_as_the_server_joins_them(self) -> None:
        assert _runs("0 0 */10 * 2", NOW) == [
            "2026-11-24 00:00 +0000",  # a Tuesday
            "2026-12-01 00:00 +0000",
            "2026-12-08 00:00 +0000",
        ]

    def test_a_time_that_the_clocks_skip_is_not_run(self) -> None:
        before = datetime(2026, 3, 28, 12, tzinfo=UTC)
        assert _runs("TZ=Europe/Berlin 30 2 * * *", before, 1) == ["2026-03-30 02:30 +0200"]

    def test_a_time_that_the_clocks_repeat_runs_twice(self) -> None:
        before = datetime(2026, 10, 24, 12, tzinfo=UTC)
        assert _runs("TZ=Europe/Berlin 30 2 * * *", before) == [
            "2026-10-25 02:30 +0200",
            "2026-10-25 02:30 +0100",
            "2026-10-26 02:30 +0100",
        ]

    def test_no_runs_are_found_when_none_are_asked_for(self) -> None:
        assert _runs("* * * * *", NOW, 0) == []

    def test_an_instant_without_a_zone_is_a_fault_of_the_caller(self) -> None:
        with pytest.raises(ValueError, match="no instant"):
            cron.next_runs(cron.parse("* * * * *"), datetime(2026, 1, 1))
