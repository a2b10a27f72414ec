"""What a codemod is."""

from __future__ import annotations

from typing import Protocol

from codemods.inngest.project import Project
from codemods.workspace.writing.changes import ChangeSet


class Codemod(Protocol):
    """A frozen struct whose fields are its parameters."""

    def plan(self, project: Project) -> ChangeSet:
        """What it would change; reads the project, writes nothing.

        Raises CodemodError for bad input, Refusal for an edit that must not be made.
        """
