"""The effects of a job, as the model has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import libcst as cst

from codemods.inngest.anatomy.model import Effect
from codemods.inngest.model import Span
from codemods.inngest.python.anatomy.acts import Act, Acts, is_certain, keeping
from codemods.inngest.python.anatomy.tree import walk
from codemods.syntax.naming import words

# What an update sets that only says how far a job is.
_PROGRESS = frozenset(
    {"at", "attempts", "error", "message", "progress", "stage", "state", "status", "step"}
)


def read_effects(acts: Acts) -> Iterator[Effect]:
    """The effects of what a job does; of a helper only what it surely does."""
    for act in acts.known:
        inside = act.inside
        if inside is not None and not is_certain(inside.tree, inside.context):
            continue
        done = act.done
        yield Effect(
            kind=done.kind,
            what=done.what,
            target=done.target,
            method=done.method,
            span=act.span,
            use=act.use,
            context=act.context,
            step=act.places.tree.span(act.step.call) if act.step is not None else None,
            in_failure=act.in_failure,
            transaction=done.transaction,
            certain=done.certain,
            through=inside.name if inside is not None else None,
            inside=inside.tree.span(done.node) if inside is not None else None,
            guarded=inside is not None and _is_guarded(act),
            swallowed=tuple(_swallowing(act)),
            sets=_sets(act),
        )


def _is_guarded(act: Act) -> bool:
    """Whether a helper may return before it comes to what it does."""
    assert act.inside is not None
    tree = act.inside.tree
    at = tree.span(act.done.node).start
    return any(
        isinstance(node, cst.Return) and tree.span(node).end <= at
        for node in walk(act.inside.function.body, into_functions=False)
    )


def _swallowing(act: Act) -> Iterator[Span]:
    """The `try` statements, in the step's callback or in a helper, that let no failure out."""
    if act.inside is not None:
        yield from keeping(act.inside.tree, act.inside.context)
    callback = act.places.callback_of(act.step) if act.step is not None else None
    if callback is not None:
        around = act.places.tree.span(callback)
        for place in keeping(act.places.tree, act.context):
            if around.contains(place):
                yield place


def _sets(act: Act) -> Literal["progress", "counts", "more"] | None:
    """Of an update, what it does where it is made again."""
    done = act.done
    if done.kind != "write" or done.method not in ("update", "save") or not done.fields:
        if isinstance(done.node, cst.AugAssign):
            return "more"
        return None
    if any(_adds(value) for _, value in done.fields):
        return "more"
    if not done.open and all(
        words(name)[-1:] and words(name)[-1] in _PROGRESS for name, _ in done.fields
    ):
        return "progress"
    return None


def _adds(value: cst.BaseExpression | str) -> bool:
    """`F("count") + 1`, `Report.count + 1`."""
    return isinstance(value, cst.BinaryOperation) and isinstance(
        value.operator, cst.Add | cst.Subtract
    )
