"""Which findings a comment in the source keeps back, and which comments keep none back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from codemods.inngest.project import Project
from codemods.lint.model import Reported
from codemods.lint.rules import all_rules, is_meant, nearest_to
from codemods.rules._comments import Named, Suppression, suppressions
from codemods.rules.rule import Finding, Rule
from codemods.rules.unused_suppression import RULE as UNUSED
from codemods.rules.unused_suppression import Unused, unused


class Suppressions(Struct):
    """The suppressions of a run's files; remembers which of their rules were needed."""

    by_path: dict[str, tuple[Suppression, ...]]
    _needed: set[Named] = field(default_factory=set)

    @classmethod
    def of(cls, project: Project, files: Iterable[str]) -> Suppressions:
        """Those of these files, which must be readable."""
        found = {path: suppressions(project.source(path)) for path in sorted(set(files))}
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
                    for finding in unused(project.source(path), comment, parts):
                        yield UNUSED, finding

    def _applied(self, reported: Reported) -> Reported:
        by = None
        for comment in self.by_path.get(reported.path, ()):
            if comment.reaches(reported.span):
                for named in comment.named:
                    if is_meant(reported.rule, named.text):
                        self._needed.add(named)
                        by = by or comment
        return replace(reported, suppressed="in source", reason=by.reason) if by else reported

    def _unused(self, named: Named, ran: Collection[str]) -> Unused | None:
        if named in self._needed:
            return None
        meant = [rule for rule in all_rules() if is_meant(rule, named.text)]
        if not meant:
            return Unused(named, known=False, nearest=nearest_to(named.text))
        if UNUSED in meant or not all(rule.code in ran for rule in meant):
            return None
        return Unused(named, known=True, nearest=None)
