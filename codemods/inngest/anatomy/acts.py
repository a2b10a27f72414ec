"""Everything that a job does outside the program: in its handler, or one helper further."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.anatomy.handlers import Handler
from codemods.inngest.anatomy.sites import Site
from codemods.inngest.model import Span
from codemods.inngest.origins.model import Passed
from codemods.inngest.outside.model import Done
from codemods.inngest.reading import Place, span
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project


class Inside(Struct, frozen=True):
    """What is done in a helper of the project.

    name:   what the helper is called by
    source: the helper's file
    node:   the helper
    site:   where it is done in the helper
    passed: the arguments of the call that led there
    """

    name: str
    source: Source
    node: Node
    site: Site
    passed: Passed


class Act(Struct, frozen=True):
    """Something that is done.

    site:   the call in the handler's own function: what does it, or the call of the helper
    step:   the span of the step that it is part of, or None
    done:   what is done
    inside: the helper that does it, or None where the handler does it itself
    """

    handler: Handler
    site: Site
    step: Span | None
    done: Done
    inside: Inside | None = None

    @property
    def source(self) -> Source:
        """The file in which it is done."""
        return self.inside.source if self.inside is not None else self.handler.source

    @property
    def in_own_step(self) -> bool:
        """Whether it is part of a step of the helper that does it, a function in the handler."""
        inside = self.inside
        own = span(inside.source, inside.site.node) if inside is not None else None
        return own is not None and self.step is not None and self.step.contains(own)

    @property
    def passed(self) -> Passed | None:
        """The arguments of the helper that does it."""
        return self.inside.passed if self.inside is not None else None


class Call(Struct, frozen=True):
    """A call in the handler that itself does nothing that is known.

    helper: the function of the project that is called, or None where it cannot be followed
    acts:   what the helper does
    """

    handler: Handler
    site: Site
    step: Span | None
    helper: Place | None
    acts: tuple[Act, ...] = ()


class Acts(Struct, frozen=True):
    """All that a job does, in the order of its source."""

    known: tuple[Act, ...]
    calls: tuple[Call, ...]


def read_acts(project: Project, handlers: Sequence[Handler]) -> Acts:
    """What the handlers of a job do."""
    reader = project.acts
    known: list[Act] = []
    calls: list[Call] = []
    for handler in handlers:
        for found in reader.of_handler(handler):
            if isinstance(found, Act):
                known.append(found)
            else:
                calls.append(found)
                known.extend(found.acts)
    return Acts(tuple(known), tuple(calls))
