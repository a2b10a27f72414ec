"""npm version ranges, as far as their major versions go."""

from __future__ import annotations

import re

_PART = r"(?:\d+|[xX*])"
_VERSION = rf"v?({_PART})(?:\.({_PART})(?:\.({_PART}))?)?(?:-[\w.-]+)?(?:\+[\w.-]+)?"
_COMPARATOR = re.compile(rf"(\^|~>?|[<>]=?|=)?\s*{_VERSION}")
_HYPHEN = re.compile(rf"\s*({_VERSION})\s+-\s+({_VERSION})\s*")
_EXACT = re.compile(r"(?:^|[@/])v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)")

Span = tuple[int, int | None]  # the first and the last major admitted; None: no end


def majors(text: str) -> Span | None:
    """The first and last major version that a range admits.

    None where it is no range at all (a tag such as `latest`, an address, a path), or admits
    nothing. `*` and the empty range admit (0, None).
    """
    spans = [_span(alternative) for alternative in text.split("||")]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    ends = [end for _, end in known]
    return min(start for start, _ in known), _latest(ends)


def exact(text: str) -> str | None:
    """The version that a lockfile's reference names, as in `3.1.0(zod@3.2.1)`, `/inngest/3.1.0`."""
    found = _EXACT.search(text.partition("(")[0])
    return found[1] if found else None


def order(version: str) -> tuple[tuple[int, ...], bool]:
    """A key that sorts exact versions; a pre-release comes before its release."""
    numbers, _, pre_release = version.partition("-")
    return tuple(int(part) for part in numbers.split(".")), not pre_release


def _latest(ends: list[int | None]) -> int | None:
    bounded = [end for end in ends if end is not None]
    return max(bounded) if len(bounded) == len(ends) else None


def _span(text: str) -> Span | None:
    """The majors that one alternative admits: comparators that must all hold."""
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen:
        text = f">={hyphen[1]} <={hyphen[5]}"
    first, last = 0, None
    at = 0
    text = text.strip()
    while at < len(text):
        found = _COMPARATOR.match(text, at)
        if found is None or (found.end() < len(text) and text[found.end()] not in " \t,"):
            return None
        low, high = _comparator(found[1] or "=", *(_number(found[i]) for i in (2, 3, 4)))
        first = max(first, low)
        last = high if last is None or (high is not None and high < last) else last
        at = found.end() + len(text[found.end() :]) - len(text[found.end() :].lstrip(" \t,"))
    return None if last is not None and last < first else (first, last)


def _number(part: str | None) -> int | None:
    return int(part) if part is not None and part.isdigit() else None


def _comparator(operator: str, major: int | None, minor: int | None, patch: int | None) -> Span:
    if major is None:
        return 0, None
    match operator:
        case ">":
            return (major if minor is not None else major + 1), None
        case ">=":
            return major, None
        case "<":
            return 0, (major if minor or patch else major - 1)
        case "<=":
            return 0, major
        case _:  # `^`, `~`, `=`, none: none of them crosses a major
            return major, major
