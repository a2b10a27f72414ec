"""Putting together what a job does from the readers of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from codemods.inngest.anatomy.acts import read_acts
from codemods.inngest.anatomy.effects import read_effects
from codemods.inngest.anatomy.flow import gives_void, read_exits
from codemods.inngest.anatomy.handlers import Handler, read_failure_handler, read_handler
from codemods.inngest.anatomy.model import Anatomy, Effect, Options, StatusWrite
from codemods.inngest.anatomy.mutations import read_mutations
from codemods.inngest.anatomy.options import option_node, read_options
from codemods.inngest.anatomy.results import read_rich_results, read_unstable
from codemods.inngest.anatomy.status import read_status
from codemods.inngest.anatomy.steps import StepTree, read_steps, within
from codemods.inngest.model import Job, Span
from codemods.inngest.reading import span

if TYPE_CHECKING:
    from codemods.inngest.project import Project


def read_anatomy(project: Project, job: Job) -> Anatomy:
    """All of a job's inside, as far as its handler can be followed."""
    options = read_options(project, job)
    handler = read_handler(project, job)
    failure = _failure_handler(project, options)
    anatomy = Anatomy(
        options=options,
        handler=handler.span if handler is not None else None,
        on_failure=failure.span if failure is not None else None,
        returns_void=handler is not None and gives_void(handler),
        errors=tuple(_errors(project, job, handler)),
    )
    if handler is None:
        return anatomy
    tree = read_steps(project, handler)
    helpers = [helper for helper, _ in tree.helpers]
    acts = read_acts(project, [handler, *helpers, *([failure] if failure is not None else [])])
    writes, opaque_failure = read_status(project, acts)
    mutations = read_mutations(handler, tree)
    return replace(
        anatomy,
        steps=tuple(replace(s, mutations=mutations.get(s.span, ())) for s in tree.steps),
        effects=tuple(_effects(read_effects(project, acts), tree)),
        status_writes=tuple(_status_writes(writes, tree)),
        exits=read_exits(handler, tree.first),
        unstable=read_unstable(project, handler, tree),
        rich_results=read_rich_results(project, handler, tree),
        opaque=tree.opaque,
        opaque_failure=opaque_failure or (failure is None and options.get("onFailure") is not None),
    )


def _effects(effects: tuple[Effect, ...], tree: StepTree) -> Iterator[Effect]:
    """The effects, those in helpers that are given `step` seen from where these are called."""
    for effect in effects:
        caller = tree.caller(effect.span)
        if caller is None:
            yield effect
        else:
            yield replace(effect, context=within(caller.context, effect.context))


def _status_writes(writes: tuple[StatusWrite, ...], tree: StepTree) -> Iterator[StatusWrite]:
    for write in writes:
        caller = tree.caller(write.span)
        if caller is None:
            yield write
        else:
            context = within(caller.context, write.context)
            yield replace(write, context=context, order=caller.node.start_byte)


def _failure_handler(project: Project, options: Options) -> Handler | None:
    found = option_node(project, options, "onFailure")
    return read_failure_handler(project, *found) if found is not None else None


def _errors(project: Project, job: Job, handler: Handler | None) -> Iterator[Span]:
    """What the grammar could not read in the job, and in a handler that stands elsewhere."""
    places = [job.span]
    if handler is not None and not job.span.contains(handler.span):
        places.append(handler.span)
    for place in places:
        source = project.source(place.path)
        for error in source.unread():
            if place.contains(span(source, error)):
                yield span(source, error)
