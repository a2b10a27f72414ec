"""Which step a run may still come to, whatever language its handler is written in."""

from __future__ import annotations

from codemods.inngest.anatomy import afterwards
from codemods.inngest.anatomy.model import Anatomy
from codemods.inngest.model import Span
from codemods.inngest.project import Project
from codemods.rules._language import is_python


def step_after(project: Project, anatomy: Anatomy, place: Span) -> Span | None:
    """The first step, or call of a helper that has some, that a run may come to after the place."""
    if is_python(place.path):
        from codemods.inngest.python.anatomy import afterwards as python
        from codemods.inngest.python.anatomy.knowledge import knowledge_of

        return python.step_after(knowledge_of(project), anatomy, place)
    return afterwards.step_after(project.source(place.path), anatomy, place)


def may_follow(project: Project, within: Span, first: Span, second: Span) -> bool:
    """Whether one passage through a piece of code may come to the second place after the first."""
    if is_python(within.path):
        from codemods.inngest.python.anatomy import afterwards as python
        from codemods.inngest.python.anatomy.knowledge import knowledge_of

        return python.may_follow(knowledge_of(project), within, first, second)
    return afterwards.may_follow(project.source(within.path), within, first, second)


def may_come_later(project: Project, handler: Span, first: Span, second: Span) -> bool:
    """Whether a run may come to the second place after the first, and does so in source order."""
    if is_python(handler.path):
        from codemods.inngest.python.anatomy import afterwards as python
        from codemods.inngest.python.anatomy.knowledge import knowledge_of

        return python.may_come_later(knowledge_of(project), handler, first, second)
    return afterwards.may_come_later(project.source(handler.path), handler, first, second)
