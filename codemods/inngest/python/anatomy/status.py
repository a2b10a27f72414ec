"""The status that a job's database writes give to a record, by the vocabulary of the project."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codemods.inngest.anatomy.model import UNKNOWN, State, StatusWrite
from codemods.inngest.python.anatomy.acts import Act, Acts
from codemods.inngest.python.anatomy.tree import Tree
from codemods.inngest.python.anatomy.values import Values
from codemods.syntax.naming import words

_CREATING = frozenset({"create", "createMany"})


def read_status(
    acts: Acts, values: Values, states: dict[str, State], fields: tuple[str, ...]
) -> tuple[tuple[StatusWrite, ...], bool]:
    """The status writes of what a function of a job does; and whether a failed status may be set
    unseen, in an `except`, in `on_failure`, or as a value that is not known."""
    wanted = {words(field) for field in fields}
    writes: list[StatusWrite] = []
    hidden = False
    for act in acts.known:
        if act.done.kind != "write":
            continue
        in_failure = act.in_failure or act.context.in_catch or _in_catch_inside(act)
        found = False
        for name, value in act.done.fields:
            if words(name) not in wanted:
                continue
            found = True
            for text in strings(act.tree, values, value):
                state = states.get(text.lower()) if text is not None else None
                if text is None:
                    hidden = hidden or in_failure or act.done.method not in _CREATING
                elif state is not None:
                    writes.append(_write(act, name, text, state))
        if not found and in_failure and act.done.method != "delete":
            hidden = hidden or act.done.open or act.done.method in ("save", "upsert")
    unseen = any(each.in_failure or each.context.in_catch for each in acts.unseen)
    return tuple(dict.fromkeys(writes)), hidden or unseen


def strings(tree: Tree, values: Values, value: cst.BaseExpression | str) -> Iterator[str | None]:
    """The texts that an expression can be, None for what is not known."""
    if isinstance(value, str):
        yield value
        return
    where, node = values.follow(tree, value)
    if isinstance(node, cst.IfExp):
        yield from strings(where, values, node.body)
        yield from strings(where, values, node.orelse)
        return
    found = values.of(where, node)
    if isinstance(found, str):
        yield found
    elif found is UNKNOWN:
        yield None


def _in_catch_inside(act: Act) -> bool:
    return act.inside is not None and act.inside.context.in_catch


def _write(act: Act, field: str, text: str, state: State) -> StatusWrite:
    tree = act.places.tree
    inside = act.inside
    context = act.context
    return StatusWrite(
        state=state,
        value=text,
        field=field,
        span=act.span,
        order=tree.span(tree.statement_of(act.site)).start,
        context=context if inside is None or not inside.context.in_catch else inside.context,
        step=tree.span(act.step.call) if act.step is not None else None,
        in_failure=act.in_failure,
    )
