"""The calls of step methods in a handler."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from msgspec import Struct

from codemods.inngest.python.anatomy.handlers import Handler, is_context, is_step
from codemods.inngest.python.anatomy.origins import Origins
from codemods.inngest.python.anatomy.tree import keyword, positional, walk

# inngest 0.5.19, _internal/step_lib/step_async.py; the values are the model's names.
METHODS = {
    "run": "run",
    "send_event": "sendEvent",
    "sleep": "sleep",
    "sleep_until": "sleepUntil",
    "wait_for_event": "waitForEvent",
    "invoke": "invoke",
    "invoke_by_id": "invoke",
}
OF_AI = {"infer": "ai.infer", "wrap": "ai.wrap"}
_PARTIAL = "functools.partial"


class StepCall(Struct, frozen=True, eq=False):
    """One call of a step method, or the `functools.partial` of one.

    method: what is called, `ctx.step.run`
    given:  the positional arguments of the step method
    """

    kind: str
    call: cst.Call
    method: cst.BaseExpression
    given: tuple[cst.BaseExpression, ...]

    @property
    def id(self) -> cst.BaseExpression | None:
        """The step's id."""
        return keyword(self.call, "step_id") or (self.given[0] if self.given else None)

    @property
    def callback(self) -> cst.BaseExpression | None:
        """The function that `step.run` is given."""
        if self.kind != "run":
            return None
        return keyword(self.call, "handler") or (self.given[1] if len(self.given) > 1 else None)

    @property
    def is_partial(self) -> bool:
        """Whether it is called later, by whom the partial is given to."""
        return self.call.func is not self.method


def step_kind(handler: Handler, origins: Origins, node: cst.BaseExpression) -> str | None:
    """The kind of step that a method makes, None for anything else."""
    match node:
        case cst.Attribute(value=cst.Attribute(value=owner, attr=cst.Name("ai")), attr=cst.Name(m)):
            return OF_AI.get(m) if is_step(handler, origins, owner) else None
        case cst.Attribute(value=owner, attr=cst.Name(m)) if m in METHODS:
            return METHODS[m] if is_step(handler, origins, owner) else None
        case _:
            return None


def step_call(handler: Handler, origins: Origins, call: cst.Call) -> StepCall | None:
    """What a call is as a step, or None."""
    kind = step_kind(handler, origins, call.func)
    given = tuple(positional(call))
    if kind is not None:
        return StepCall(kind, call, call.func, given)
    if given and origins.path_of(handler.tree, call.func) == _PARTIAL:
        kind = step_kind(handler, origins, given[0])
        if kind is not None:
            return StepCall(kind, call, given[0], given[1:])
    return None


def step_calls(handler: Handler, origins: Origins) -> Iterator[StepCall]:
    """The calls of step methods in a handler, in the order of its source."""
    for node in walk(handler.node.body):
        if isinstance(node, cst.Call):
            found = step_call(handler, origins, node)
            if found is not None:
                yield found


def is_parallel(handler: Handler, origins: Origins, call: cst.Call) -> bool:
    """Whether a call is `ctx.group.parallel(…)`."""
    match call.func:
        case cst.Attribute(
            value=cst.Attribute(value=owner, attr=cst.Name("group")), attr=cst.Name("parallel")
        ):
            return is_context(handler, origins, owner)
        case _:
            return False


def called_function(
    origins: Origins, handler: Handler, node: cst.BaseExpression
) -> cst.BaseExpression:
    """The function in `functools.partial(function, …)`; any other expression itself."""
    while isinstance(node, cst.Call):
        given = positional(node)
        if not given or origins.path_of(handler.tree, node.func) != _PARTIAL:
            break
        node = given[0]
    return node
