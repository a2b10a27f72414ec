"""The three severities, most serious first, as reports call and colour them."""

from __future__ import annotations

from collections.abc import Iterable

from codemods.lint.model import SEVERITIES, Reported
from codemods.rules.rule import Severity

STYLES: dict[Severity, str] = {"error": "red", "warning": "yellow", "info": "cyan"}

_WORDS: dict[Severity, tuple[str, str]] = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "info": ("info", "infos"),
}


def count(number: int, one: str, many: str) -> str:
    """``1 finding``, ``2 findings``."""
    return f"{number} {one if number == 1 else many}"


def counted(found: Iterable[Reported]) -> dict[Severity, int]:
    """How many there are of each severity."""
    numbers = dict.fromkeys(SEVERITIES, 0)
    for each in found:
        numbers[each.severity] += 1
    return numbers


def in_words(found: Iterable[Reported]) -> str:
    """``3 errors, 1 warning``; the severities that there are none of are left out."""
    return ", ".join(
        count(number, *_WORDS[severity]) for severity, number in counted(found).items() if number
    )


def by_severity(found: Iterable[Reported]) -> list[Reported]:
    """The most serious first, otherwise in the order given."""
    return sorted(found, key=lambda each: SEVERITIES.index(each.severity))
