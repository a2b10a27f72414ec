"""What a run of the rules gives: the findings in the order of the files, and what to know of them.

The formats of `codemods.report.findings` and the baseline read nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from codemods.errors import Refusal
from codemods.inngest.model import Span
from codemods.inngest.project import Project
from codemods.rules.rule import Finding, Rule, Severity
from codemods.syntax.text import Position
from codemods.workspace.writing.changes import ChangeSet

SuppressedBy = Literal["in source", "baseline"]

# The most serious first.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Reported(Struct, frozen=True):
    """A finding with everything that a report says about it.

    start, end:  lines and columns from 1, columns in code points; `end` is just past the last
                 character, so that a span on one line is `end.column - start.column` wide
    line:        the text of the line that it starts on, without its line ending
    identity:    gives the fingerprint, which many reports do not show
    suppressed:  what keeps it from being reported, or None
    reason:      what the suppression in the source gives as its reason
    """

    rule: Rule
    finding: Finding
    severity: Severity
    start: Position
    end: Position
    line: str
    identity: Callable[[], str]
    suppressed: SuppressedBy | None = None
    reason: str | None = None

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digits that stay the same when lines above the finding come or go."""
        return self.identity()

    @property
    def path(self) -> str:
        """The file, relative to the root, with `/`."""
        return self.finding.span.path

    @property
    def span(self) -> Span:
        """The place in bytes."""
        return self.finding.span


class StaleEntry(Struct, frozen=True):
    """An entry of the baseline that no finding answers to any more."""

    rule: str
    path: str
    message: str
    fingerprint: str


class Result(Struct, frozen=True):
    """The outcome of a run.

    reported:      what is to be seen, by path, place and code
    suppressed:    what is not, and why, in the same order
    notes:         lines for the user, such as a file that was passed over
    files_checked: the files that mention Inngest and were looked at, sorted
    rules_run:     the rules that were, by code
    stale:         entries of the baseline to be removed
    project:       the project as it was looked at
    """

    project: Project
    reported: tuple[Reported, ...]
    suppressed: tuple[Reported, ...]
    notes: tuple[str, ...]
    files_checked: tuple[str, ...]
    rules_run: tuple[Rule, ...]
    stale: tuple[StaleEntry, ...] = ()

    def preview(self, reported: Reported) -> ChangeSet | None:
        """What the finding's fix alone would change, or None where there is none to be made."""
        if reported.finding.fix is None:
            return None
        try:
            return reported.finding.fix.plan(self.project) or None
        except Refusal:
            return None
