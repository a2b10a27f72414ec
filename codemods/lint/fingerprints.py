"""What identifies a finding from one version of a file to the next.

Rule, path, job, the source of the flagged code without its layout, and, among findings that agree
in all of these, their order: so it stays when lines come or go above, and when findings of other
code trade places.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct

from codemods.inngest.model import Span, language_of
from codemods.inngest.project import Project
from codemods.rules.rule import Finding, Rule
from codemods.syntax.source import Source
from codemods.syntax.text import Text

_DIGITS = 20


class _Tokens(Struct, frozen=True):
    """The tokens of a piece of code, and where each starts and ends."""

    span: Span
    texts: list[str]
    starts: list[int]
    ends: list[int]

    def add(self, token: str, start: int, end: int) -> None:
        """One more token; a comma before a closing bracket goes."""
        if token in (")", "]", "}") and self.texts and self.texts[-1] == ",":
            for each in (self.texts, self.starts, self.ends):
                each.pop()
        self.texts.append(token)
        self.starts.append(start)
        self.ends.append(end)

    def within(self, span: Span) -> str | None:
        """The tokens of a part of it; None where they would have to be cut, or lie elsewhere."""
        first, after = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        cuts = any(
            at and self.ends[at - 1] > place
            for at, place in ((first, span.start), (after, span.end))
        )
        return None if cuts or not self.span.contains(span) else " ".join(self.texts[first:after])


class Fingerprints:
    """Those of the findings of a run, which are read together once one of them is asked for."""

    def __init__(self, project: Project, found: Sequence[tuple[Rule, Finding]]) -> None:
        """`found` is in the order of the findings' places."""
        self._project = project
        self._found = found

    def of(self, number: int) -> str:
        """The fingerprint of the finding at this place, from 0, in the order of `found`."""
        return self._every[number]

    @cached_property
    def _every(self) -> list[str]:
        codes = _codes(self._project, {finding.span for _, finding in self._found})
        seen: Counter[str] = Counter()
        prints = []
        for rule, finding in self._found:
            key = (rule.code, finding.span.path, finding.job or "", codes[finding.span])
            agreed = _digest(key)
            prints.append(_digest((*key, str(seen[agreed]))))
            seen[agreed] += 1
        return prints


def _codes(project: Project, spans: Iterable[Span]) -> dict[Span, str]:
    """The normalised code of each place; that of places within one another is read once."""
    codes = {}
    outer: _Tokens | None = None
    for span in sorted(spans, key=lambda each: (each.path, each.start, -each.end)):
        code = outer.within(span) if outer is not None else None
        if code is None:
            if language_of(span.path) == "python":
                read = _read_python(project.text(span.path), span)
            else:
                read = _read(project.source(span.path), span)
            code = " ".join(read.texts)
            if outer is None or not outer.span.contains(span):
                outer = read
        codes[span] = code
    return codes


def _read(source: Source, span: Span) -> _Tokens:
    """The tokens of a piece of code, without comments, layout and trailing commas."""
    start, end = span.start, span.end
    read = _Tokens(span, [], [], [])
    root = source.root.descendant_for_byte_range(start, end)
    stack = [root] if root is not None else []
    while stack:
        node = stack.pop()
        if node.end_byte <= start or node.start_byte >= end or node.type == "comment":
            continue
        if node.child_count and node.type != "template_string":
            stack.extend(reversed(node.children))
            continue
        first, last = max(node.start_byte, start), min(node.end_byte, end)
        token = source.data[first:last].decode("utf-8", "replace")
        if token != ";":
            read.add(token if token != '"' else "'", first, last)
    return read


def _read_python(text: Text, span: Span) -> _Tokens:
    """The same of a piece of Python."""
    from codemods.syntax.python.tokens import tokens

    read = _Tokens(span, [], [], [])
    for each in tokens(text.data, span.start, span.end):
        if each.kind != "comment" and each.text != b";":
            word = each.text.decode("utf-8", "replace")
            read.add(_plain(word) if each.kind == "string" else word, each.start, each.end)
    return read


def _plain(string: str) -> str:
    """A string in single quotes, whichever it has: a formatter may change them."""
    return string.replace('"', "'")


def _digest(parts: Iterable[str]) -> str:
    from hashlib import sha256

    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
