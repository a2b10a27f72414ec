"""The function that a job runs, and which names in it are the context and the steps."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from msgspec import Struct

from codemods.inngest.model import Job, Span
from codemods.inngest.python.anatomy.names import held, names_of
from codemods.inngest.python.anatomy.origins import External, Origins
from codemods.inngest.python.anatomy.tree import (
    Function,
    Tree,
    keyword,
    method_of,
    walk,
)

_CONTEXTS = frozenset({"inngest.Context()", "inngest.ContextSync()"})
_STEPS = frozenset({"inngest.Step()", "inngest.StepSync()"})


class Handler(Struct, frozen=True, eq=False):
    """A function that Inngest runs, or a helper that is looked into.

    context: its parameter that holds the context, or None where it has none
    step:    the second parameter of SDKs before 0.5, `step`, or None
    failure: whether it is the one for `on_failure`
    """

    tree: Tree
    node: Function
    context: cst.Param | None = None
    step: cst.Param | None = None
    failure: bool = False

    @property
    def span(self) -> Span:
        """The function, without its decorators."""
        return self.tree.span(self.node)

    @property
    def is_async(self) -> bool:
        """Whether it is an `async def`."""
        return is_async(self.node)


def is_async(function: Function) -> bool:
    """Whether calling the function gives a coroutine."""
    return isinstance(function, cst.FunctionDef) and function.asynchronous is not None


def creation(tree: Tree, job: Job) -> cst.Call | None:
    """The call of `create_function` that makes a job."""
    found = None
    for node in tree.nodes:
        if isinstance(node, cst.Call) and method_of(node) == "create_function":
            place = tree.span(node)
            inside = job.span.start <= place.start and place.end <= job.span.end
            if inside and (found is None or place.start < tree.span(found).start):
                found = node
    return found


def read_handler(tree: Tree, origins: Origins, job: Job) -> Handler | None:
    """The function that a job runs; None where it cannot be followed."""
    call = creation(tree, job)
    outer = tree.parent(call) if call is not None else None
    if isinstance(outer, cst.Decorator):
        function = tree.parent(outer)
        if isinstance(function, cst.FunctionDef):
            return as_handler(tree, function)
    if isinstance(outer, cst.Call) and outer.func is call and outer.args:
        return follow(tree, origins, outer.args[0].value)
    return None


def read_failure_handler(tree: Tree, origins: Origins, job: Job) -> Handler | None:
    """The function that runs once a job has failed for good; None where there is none in sight."""
    call = creation(tree, job)
    given = keyword(call, "on_failure") if call is not None else None
    return follow(tree, origins, given, failure=True) if given is not None else None


def follow(
    tree: Tree, origins: Origins, node: cst.BaseExpression, *, failure: bool = False
) -> Handler | None:
    """The function that an expression is, or names."""
    if isinstance(node, cst.Lambda):
        return as_handler(tree, node, failure=failure)
    found = origins.function(tree, node)
    if found is None:
        return None
    bound = found.owner is not None and isinstance(node, cst.Attribute)
    return as_handler(found.tree, found.node, failure=failure, skip=1 if bound else 0)


def as_handler(tree: Tree, node: Function, *, failure: bool = False, skip: int = 0) -> Handler:
    """A function whose first parameter, after those to skip, is the context."""
    given = [*node.params.posonly_params, *node.params.params][skip:]
    context = given[0] if given else None
    return Handler(tree, node, context, given[1] if len(given) > 1 else None, failure)


def is_context(handler: Handler, origins: Origins, node: cst.BaseExpression) -> bool:
    """Whether an expression is the context of a run."""
    value = held(handler.tree, node)
    if not isinstance(value, cst.Name):
        return False
    bindings = names_of(handler.tree).of(value.value, value)
    if handler.context is not None and any(each.node is handler.context for each in bindings):
        return True
    found = origins.of(handler.tree, value)
    return isinstance(found, External) and found.path in _CONTEXTS


def is_step(handler: Handler, origins: Origins, node: cst.BaseExpression) -> bool:
    """Whether an expression is the object with the step methods."""
    value = held(handler.tree, node)
    match value:
        case cst.Attribute(value=owner, attr=cst.Name("step")):
            return is_context(handler, origins, owner)
        case cst.Name(name):
            bindings = names_of(handler.tree).of(name, value)
            if handler.step is not None and any(each.node is handler.step for each in bindings):
                return True
            found = origins.of(handler.tree, value)
            return isinstance(found, External) and found.path in _STEPS
        case _:
            return False


def given_step(handler: Handler, origins: Origins) -> Iterator[cst.Call]:
    """The calls that are handed the context or the steps, and may have steps of their own."""
    for node in walk(handler.node.body):
        if isinstance(node, cst.Call) and any(
            is_context(handler, origins, arg.value) or is_step(handler, origins, arg.value)
            for arg in node.args
        ):
            yield node


def parameters(function: Function) -> list[cst.Param]:
    """The parameters that can be given by place."""
    return [*function.params.posonly_params, *function.params.params]
