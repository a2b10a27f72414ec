"""The steps of a handler as the model has them."""

from __future__ import annotations

import libcst as cst

from codemods.inngest.anatomy.model import Context, Mutation, Step, Use
from codemods.inngest.model import Span
from codemods.inngest.python.anatomy.mutations import read_mutations
from codemods.inngest.python.anatomy.origins import Origins
from codemods.inngest.python.anatomy.places import Places
from codemods.inngest.python.anatomy.step_calls import StepCall
from codemods.inngest.python.anatomy.uses import use_of
from codemods.inngest.python.anatomy.values import Values


def read_steps(places: Places, origins: Origins, values: Values) -> tuple[Step, ...]:
    """Every step of a handler, in the order of its source."""
    mutations = read_mutations(places, origins)
    return tuple(
        _step(places, values, step, order, mutations.get(step.call, ()))
        for order, step in enumerate(places.steps)
        if not places.never_runs(step.call)
    )


def _step(
    places: Places, values: Values, step: StepCall, order: int, mutations: tuple[Mutation, ...]
) -> Step:
    tree = places.tree
    callback = places.callback_of(step)
    around = next((each for each in places.runs_in(step.call) if each is not None), None)
    context = places.context_of(step.call)
    use = _use(places, step, context)
    return Step(
        kind=step.kind,
        span=tree.span(step.call),
        method=tree.span(step.method),
        id=values.step_id(tree, step.id) if step.id is not None else None,
        callback=tree.span(callback) if callback is not None else None,
        use=use,
        context=context,
        nested=tree.span(around.call) if around is not None else None,
        order=order,
        result=_result(places, step) if use is Use.AWAITED else None,
        mutations=mutations,
    )


def _use(places: Places, step: StepCall, context: Context) -> Use:
    """In a handler that is no coroutine a step is over when the call returns."""
    if context.parallel is not None or step.is_partial:
        return Use.AWAITED if context.parallel is not None else Use.KEPT
    return use_of(places.tree, step.call, waits=places.handler.is_async)


def _result(places: Places, step: StepCall) -> str | None:
    """The name that holds what a step gives."""
    outer = places.tree.parent(step.call)
    if isinstance(outer, cst.Await):
        outer = places.tree.parent(outer)
    match outer:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))]):
            return name
        case cst.AnnAssign(target=cst.Name(name)):
            return name
        case _:
            return None


def first_step(places: Places, opaque: tuple[Span, ...]) -> int | None:
    """Where the first step begins, or the first helper that may have some, in bytes."""
    begins = [places.tree.span(step.call).start for step in places.steps]
    begins.extend(each.start for each in opaque)
    return min(begins, default=None)
