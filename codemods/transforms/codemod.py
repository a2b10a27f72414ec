"""What a codemod is, and composing several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from codemods.inngest.project import Project
from codemods.workspace.writing.changes import ChangeSet


class Codemod(Protocol):
    """A frozen dataclass whose fields are its parameters."""

    def plan(self, project: Project) -> ChangeSet:
        """What it would change; reads the project, writes nothing.

        Raises CodemodError for bad input, Refusal for an edit that must not be made.
        """


def plan_all(codemods: Iterable[Codemod], project: Project) -> ChangeSet:
    """The codemods one on the other's result, as one change set."""
    total = ChangeSet()
    for codemod in codemods:
        total |= codemod.plan(project.with_changes(total) if total else project)
    return total
