"""Putting together what a Python job does from the readers of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from codemods.inngest.anatomy.model import Anatomy
from codemods.inngest.anatomy.status import states
from codemods.inngest.model import Job
from codemods.inngest.python.anatomy.acts import read_acts
from codemods.inngest.python.anatomy.effects import read_effects
from codemods.inngest.python.anatomy.exits import gives_none, read_exits
from codemods.inngest.python.anatomy.handlers import read_failure_handler, read_handler
from codemods.inngest.python.anatomy.knowledge import knowledge_of
from codemods.inngest.python.anatomy.options import read_options
from codemods.inngest.python.anatomy.results import read_rich_results, read_unstable
from codemods.inngest.python.anatomy.status import read_status
from codemods.inngest.python.anatomy.steps import first_step, read_steps

if TYPE_CHECKING:
    from codemods.inngest.project import Project


def read_anatomy(project: Project, job: Job) -> Anatomy:
    """All of a job's inside, as far as its handler can be followed."""
    known = knowledge_of(project)
    tree = known.tree(job.path)
    options = read_options(tree, known.values, job)
    handler = read_handler(tree, known.origins, job)
    failure = read_failure_handler(tree, known.origins, job)
    anatomy = Anatomy(
        options=options,
        handler=handler.span if handler is not None else None,
        on_failure=failure.span if failure is not None else None,
        returns_void=handler is not None and gives_none(handler),
    )
    if handler is None:
        return anatomy
    places = known.places(handler)
    acts = read_acts(places, known.origins, known.doings)
    settings = project.config.status
    vocabulary = states(settings)
    writes, hidden = read_status(acts, known.values, vocabulary, settings.fields)
    effects = list(read_effects(acts))
    if failure is not None:
        others = read_acts(known.places(failure), known.origins, known.doings)
        more, hidden_there = read_status(others, known.values, vocabulary, settings.fields)
        writes, hidden = (*writes, *more), hidden or hidden_there
        effects.extend(read_effects(others))
    return replace(
        anatomy,
        steps=read_steps(places, known.origins, known.values),
        effects=tuple(effects),
        status_writes=tuple(writes),
        exits=read_exits(handler, known.origins, first_step(places, acts.opaque)),
        unstable=tuple(read_unstable(places, known.origins)),
        rich_results=tuple(read_rich_results(places, known.origins)),
        opaque=acts.opaque,
        opaque_failure=hidden or (failure is None and options.get("onFailure") is not None),
    )
