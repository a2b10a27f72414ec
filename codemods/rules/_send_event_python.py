"""What `send-inside-job` asks of Python, and its fix there."""

from __future__ import annotations

import libcst as cst

from codemods.inngest.anatomy.model import Anatomy, Effect, Step, Use
from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.inngest.python.anatomy.handlers import read_handler
from codemods.inngest.python.anatomy.knowledge import knowledge_of
from codemods.inngest.python.anatomy.leaving import raises
from codemods.inngest.python.anatomy.tree import argument, positional, string_of, walk
from codemods.rules._fix import fix_in
from codemods.rules.rule import Fix
from codemods.syntax.edits import Edit
from codemods.syntax.naming import slug

_ORIGIN = "send-inside-job"


def may_fail_after(project: Project, effect: Effect, step: Step) -> bool:
    """Whether the step may fail once the event is sent."""
    if step.callback is None or not step.callback.contains(effect.span):
        return False
    if any(step.callback.contains(loop) for loop in effect.context.loops):
        return True
    tree = knowledge_of(project).tree(step.span.path)
    callback = tree.function_at(step.callback)
    if callback is None:
        return False
    from codemods.rules._afterwards import may_follow

    return any(
        isinstance(node, cst.Call | cst.Raise)
        and not effect.span.contains(tree.span(node))
        and not tree.span(node).contains(effect.span)
        and tree.span(node).start > effect.span.start
        and may_follow(project, step.callback, effect.span, tree.span(node))
        for node in walk(callback.body)
    )


def is_borne(project: Project, effect: Effect) -> bool:
    """Whether a failure of the send is caught and not raised again."""
    tree = knowledge_of(project).tree(effect.span.path)
    node = tree.at(effect.span)
    if node is None or effect.through is not None:
        return False
    inner: cst.CSTNode = node
    for outer in tree.above(node):
        if isinstance(outer, cst.Try) and inner is outer.body:
            calls = [n for n in walk(outer.body) if isinstance(n, cst.Call)]
            inside = [n for n in calls if effect.span.contains(tree.span(n))]
            if len(calls) == len(inside) and not any(map(raises, outer.handlers)):
                return True
        inner = outer
    return False


def at_handler_level(project: Project, job: Job, anatomy: Anatomy, effect: Effect) -> Fix | None:
    """`client.send(event)` → `ctx.step.send_event("send-event", event)`; None where it stands in a
    loop or beside others, or the handler has no context of a plain name."""
    known = knowledge_of(project)
    tree = known.tree(effect.span.path)
    call = tree.call_at(effect.span)
    handler = read_handler(known.tree(job.path), known.origins, job)
    if call is None or handler is None or handler.context is None or len(call.args) != 1:
        return None
    if effect.context.loops or effect.context.parallel is not None or effect.through is not None:
        return None
    if effect.use is not Use.AWAITED or handler.is_async == (call.func.attr.value == "send_sync"):  # type: ignore[attr-defined]
        return None
    step = handler.step.name.value if handler.step is not None else None
    tools = step or f"{handler.context.name.value}.step"
    event = _event(call)
    step_id = slug(f"send-{event}") if event else "send-events"
    if any(each.id is not None and each.id.text == step_id for each in anatomy.steps):
        return None
    callee, given = tree.span(call.func), call.args[0]
    start = tree.span(given.keyword if given.keyword is not None else given.value).start
    edits = [
        Edit(callee.start, callee.end, f"{tools}.send_event".encode(), _ORIGIN),
        Edit(start, start, f'"{step_id}", '.encode(), _ORIGIN),
    ]
    return fix_in(project.text(tree.path), f"send it by {tools}.send_event", "unsafe", *edits)


def _event(call: cst.Call) -> str | None:
    """The name of the one event that is sent, where that is a text."""
    given = positional(call)
    if not given or not isinstance(given[0], cst.Call):
        return None
    return string_of(argument(given[0], 0, "name"))
