"""The effects of a job: database writes, external calls and sends, by resolution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from codemods.inngest.anatomy.acts import Act, Acts, Inside
from codemods.inngest.anatomy.model import Context, Effect, Use
from codemods.inngest.anatomy.updates import Updates
from codemods.inngest.anatomy.uses import use_of
from codemods.inngest.model import Span
from codemods.inngest.outside.chains import OF_PROMISES, chain
from codemods.inngest.reading import node_at, span
from codemods.syntax.nodes import walk
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project


def read_effects(project: Project, acts: Acts) -> tuple[Effect, ...]:
    """The effects of what a job does, in the order of its source.

    Of what a helper does, only what it surely does when it is awaited: nothing under a condition.
    """
    updates = Updates(project)
    found = (_effect(updates, act) for act in acts.known)
    return tuple(effect for effect in found if effect is not None)


def _effect(updates: Updates, act: Act) -> Effect | None:
    source, done, inside = act.handler.source, act.done, act.inside
    if act.in_own_step:
        return None  # it is the handler's own effect, however often the function is called
    use = use_of(source, act.site)
    if inside is not None and (
        use is not Use.AWAITED or not _certain(inside.source, inside.site.context)
    ):
        return None
    return Effect(
        kind=done.kind,
        what=done.what,
        target=done.target,
        method=done.method,
        span=_place(act),
        use=use,
        context=act.site.context,
        step=act.step,
        in_failure=act.handler.failure,
        transaction=done.transaction,
        certain=done.certain,
        through=inside.name if inside is not None else None,
        inside=span(inside.source, inside.site.node) if inside is not None else None,
        guarded=inside is not None and _is_guarded(inside),
        swallowed=tuple(_swallowing(act)),
        throws=done.throws,
        sets=updates.sets(act),
    )


def _place(act: Act) -> Span:
    """The call in the handler, without what hangs on its promise."""
    source, node = act.handler.source, act.site.node
    for link in chain(source, node).links:
        if link.call is not None and link.name in OF_PROMISES:
            break
        node = link.node
    return span(source, node)


def _is_guarded(inside: Inside) -> bool:
    """Whether a helper may return before it comes to what it does."""
    return any(
        node.type == "return_statement" and node.end_byte <= inside.site.node.start_byte
        for node in walk(inside.node, into_functions=False)
    )


def _swallowing(act: Act) -> Iterator[Span]:
    """The `try` statements, in the step's callback or in a helper, that let no failure out."""
    if act.inside is not None:
        yield from _keeping(act.inside.source, act.inside.site.context)
    if act.step is not None:
        for place in _keeping(act.handler.source, act.site.context):
            if act.step.contains(place):
                yield place


def _keeping(source: Source, context: Context) -> Iterator[Span]:
    for branch in context.branches:
        statement = node_at(source, branch.construct)
        caught = statement.child_by_field_name("handler")
        if branch.arm == 0 and statement.type == "try_statement" and caught is not None:
            inside = walk(caught, into_functions=False)
            if all(node.type != "throw_statement" for node in inside):
                yield branch.construct


def _certain(source: Source, context: Context) -> bool:
    """Whether a place in a helper is passed whenever the helper is called and nothing fails."""
    return not context.in_catch and all(
        branch.arm == 0 and source.data.startswith(b"try", branch.construct.start)
        for branch in context.branches
    )
