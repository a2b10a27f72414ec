"""Which two event names are one that was misspelt."""

from __future__ import annotations

import pytest

from codemods.rules._events import is_slip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("report/generatePdf", "report/generatepdf"),
        ("report/generate-pdf", "report/generate.pdf"),
        ("report.generate", "report/generate"),
        ("report/generate_pdf", "report/generatePdf"),
        ("reports/generate", "report/generate"),
        ("report/categories.changed", "report/category.changed"),
        ("report/genrate", "report/generate"),
        ("report/generate", "report/generated"),
        ("report/genreate", "report/generate"),
    ],
)
def test_case_separators_a_plural_and_one_letter_are_slips(one: str, other: str) -> None:
    assert is_slip(one, other)
    assert is_slip(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("report/generate.v1", "report/generate.v2"),
        ("report/generate", "report/generate2"),
        ("sync/s3", "sync/s4"),
        ("report/archive", "report/generate"),
        ("report/import", "report/export"),
        ("user/subscribed", "user/unsubscribed"),
        ("a/b", "a/c"),
        ("x/on", "x/off"),
    ],
)
def test_versions_words_and_short_names_are_two_names(one: str, other: str) -> None:
    assert not is_slip(one, other)
    assert not is_slip(other, one)
