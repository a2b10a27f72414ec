"""Which findings a comment in the source keeps back, and which comments keep none back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate

from msgspec import Struct, field
from msgspec.structs import replace

from codemods.inngest.model import Span
from codemods.inngest.project import Project
from codemods.lint.model import Reported
from codemods.lint.rules import all_rules, is_meant, nearest_to
from codemods.rules._comments import Named, Suppression, suppressions_in
from codemods.rules.rule import Finding, Rule
from codemods.rules.unused_suppression import RULE as UNUSED
from codemods.rules.unused_suppression import Unused, unused


class _Places(Struct, frozen=True):
    """Which of a file's comments reach a place, found without asking each.

    pieces: (start, end, number of the comment) of what they speak about, by start
    reach:  the furthest end of a piece and those before it
    """

    comments: tuple[Suppression, ...]
    pieces: list[tuple[int, int, int]]
    reach: list[int]

    @classmethod
    def of(cls, comments: tuple[Suppression, ...]) -> _Places:
        pieces = sorted(
            (piece.start, piece.end, number)
            for number, comment in enumerate(comments)
            for piece in comment.covers
        )
        return cls(comments, pieces, list(accumulate((end for _, end, _ in pieces), max)))

    def at(self, place: Span) -> list[Suppression]:
        """The comments that speak about a finding which begins where the place does, in order."""
        found = set()
        last = bisect_right(self.pieces, place.start, key=lambda piece: piece[0]) - 1
        while last >= 0 and self.reach[last] > place.start:
            if self.pieces[last][1] > place.start:
                found.add(self.pieces[last][2])
            last -= 1
        return [self.comments[number] for number in sorted(found)]


class Suppressions(Struct):
    """The suppressions of a run's files; remembers which of their rules were needed."""

    by_path: dict[str, tuple[Suppression, ...]]
    _needed: set[Named] = field(default_factory=set)
    _places: dict[str, _Places] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project, files: Iterable[str]) -> Suppressions:
        """Those of these files, which must be readable."""
        found = {path: suppressions_in(project, path) for path in sorted(set(files))}
        return cls({path: each for path, each in found.items() if each})

    def applied(self, found: Iterable[Reported]) -> list[Reported]:
        """The findings, those that a comment speaks about marked as suppressed."""
        return [self._applied(each) for each in found]

    def unused(self, project: Project, ran: Collection[Rule]) -> Iterator[tuple[Rule, Finding]]:
        """Findings about the parts of comments that `applied` had no need of.

        ran: the rules that were run; of the others nothing is known. A part that means several
        rules counts as unused only where all of them were.
        """
        codes = {rule.code for rule in ran}
        for path, comments in self.by_path.items():
            for comment in comments:
                parts = [part for named in comment.named if (part := self._unused(named, codes))]
                if parts or not comment.named:
                    for finding in unused(project.text(path), comment, parts):
                        yield UNUSED, finding

    def _applied(self, reported: Reported) -> Reported:
        by = None
        for place in (reported.span, *reported.finding.also_at):
            for comment in self._at(place):
                for named in comment.named:
                    if is_meant(reported.rule, named.text):
                        self._needed.add(named)
                        by = by or comment
        return replace(reported, suppressed="in source", reason=by.reason) if by else reported

    def _at(self, place: Span) -> list[Suppression]:
        comments = self.by_path.get(place.path, ())
        if not comments:
            return []
        if place.path not in self._places:
            self._places[place.path] = _Places.of(comments)
        return self._places[place.path].at(place)

    def _unused(self, named: Named, ran: Collection[str]) -> Unused | None:
        if named in self._needed:
            return None
        meant = [rule for rule in all_rules() if is_meant(rule, named.text)]
        if not meant:
            return Unused(named, known=False, nearest=nearest_to(named.text))
        if UNUSED in meant or not all(rule.code in ran for rule in meant):
            return None
        return Unused(named, known=True, nearest=None)
