"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from codemods.inngest.model import Job, Language, Span
from codemods.inngest.project import Project
from codemods.workspace.writing.changes import ChangeSet

Severity = Literal["error", "warning", "info"]
Applicability = Literal["safe", "unsafe"]


class Fix(Struct, frozen=True):
    """A change that mends a finding.

    title: one line in the imperative: ``add retries: 3``
    plan:  reads the project as it then is and gives the change, as every codemod does; raises
           Refusal where it cannot be made
    """

    title: str
    applicability: Applicability
    plan: Callable[[Project], ChangeSet]


class Finding(Struct, frozen=True):
    """One fault at one place.

    message: what is wrong, in one line of at most 120 characters, naming the job, step or event;
             lower case, no trailing period
    help:    how to mend it, in one line
    job:     the label of the job it is about, for the fingerprint and for reports
    strict:  a weaker inference, shown under `--strict` only
    severity: where it differs from the rule's
    causes:  further places that it follows from, such as the list that a job is missing in: it is
             reported for their files too, and when one of their lines has changed
    also_at: where a comment suppresses it as well: the declaration of what it is about
    """

    span: Span
    message: str
    help: str
    job: str | None = None
    strict: bool = False
    severity: Severity | None = None
    fix: Fix | None = None
    causes: tuple[Span, ...] = ()
    also_at: tuple[Span, ...] = ()


class Scope(Struct, frozen=True, dict=True):
    """What a run looks at: the project as a whole, and the files that are asked about.

    files: None for the whole project
    """

    project: Project
    files: frozenset[str] | None = None

    def covers(self, path: str) -> bool:
        """Whether findings in this file are asked for."""
        return self.files is None or path in self.files

    def speaking(self, languages: tuple[Language, ...]) -> Scope:
        """The same for rules that know only these languages."""
        part = self.project.only(*languages)
        return self if part is self.project else Scope(part, self.files)

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs in the files asked about, without tests and generated code."""
        return tuple(job for job in self.project.linted_jobs() if self.covers(job.path))


class Rule(Struct, frozen=True):
    """The declarative head of a rule; its module's docstring is its documentation.

    check: yields the findings of a run. A rule about single jobs goes through `scope.jobs`; one
           about the wiring goes through the project and yields whatever it finds, as the engine
           keeps what lies in, or is caused by, the files asked about
    over:  the codes of the rules that say less about the same mistake: where a finding of theirs
           overlaps one of this rule, only this rule's is reported
    """

    code: str
    name: str
    severity: Severity
    check: Callable[[Scope], Iterator[Finding]]
    languages: tuple[Language, ...] = ("typescript",)
    fix: Applicability | None = None
    strict: bool = False  # all its findings are
    over: tuple[str, ...] = ()
