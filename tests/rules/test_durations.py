"""Durations as the server reads them."""

from __future__ import annotations

import pytest

from codemods.rules._durations import seconds


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", 90),
        ("1d2h30m", 95_400),
        ("2w", 1_209_600),
        ("1.5h", 5400),
        (".5s", 0.5),
        ("250ms", 0.25),
        ("+1m", 60),
        ("-1m", -60),
        ("0", 0),
    ],
)
def test_a_sequence_of_numbers_and_units_is_a_duration(text: str, length: float) -> None:
    assert seconds(text) == pytest.approx(length)


@pytest.mark.parametrize(
    "text", ["", "-", "10", "s", "1 hour", "1 h", "5 minutes", "1hour", "1m ", "1H", "1y", "one"]
)
def test_words_blanks_and_bare_numbers_are_none(text: str) -> None:
    assert seconds(text) is None


@pytest.mark.parametrize("text", ["1d", "2w", "1h1d"])
def test_days_and_weeks_are_no_units_of_a_batch(text: str) -> None:
    assert seconds(text, days=False) is None
