"""Several codemods as one: each is planned on what the one before would leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.transforms.codemod import Codemod
from codemods.workspace.writing.changes import ChangeSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codemods.inngest.project import Project


class Part(Struct, frozen=True):
    """One of them, and what messages and facts call it."""

    label: str
    codemod: Codemod


class Composed(Struct, frozen=True):
    """All of the parts or none; their facts stand in order under `codemods`."""

    parts: tuple[Part, ...]

    def plan(self, project: Project) -> ChangeSet:
        """Raises the CodemodError or Refusal of a part, with the part's label before it."""
        changes = ChangeSet()
        facts: list[object] = []
        for part in self.parts:
            try:
                planned = _whole(part.codemod, project.with_changes(changes))
            except CodemodError as error:
                kind = Refusal if isinstance(error, Refusal) else CodemodError
                what = f"{part.label}: {error.what}"
                raise kind(what, where=error.where, mend=error.mend, add=error.add) from None
            changes |= planned
            facts.append({"codemod": part.label, **planned.facts})
        return ChangeSet(
            changes=changes.changes,
            notes=changes.notes,
            facts={"codemods": facts},
            next_steps=changes.next_steps,
            identical=changes.identical,
            vacated=changes.vacated,
        )


def _whole(codemod: Codemod, project: Project) -> ChangeSet:
    """The plan of a codemod; raises the first error of those that it only reports otherwise."""
    planned = codemod.plan(project)
    for error in cast("Sequence[CodemodError]", planned.facts.get("refused", ())):
        raise error
    return planned
