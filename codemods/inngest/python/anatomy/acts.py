"""Everything that a job does outside the program: in its handler, or one helper further."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from msgspec import Struct

from codemods.inngest.anatomy.model import Context, Use
from codemods.inngest.model import Span
from codemods.inngest.python.anatomy.doings import Doings
from codemods.inngest.python.anatomy.done import Done
from codemods.inngest.python.anatomy.handlers import (
    Handler,
    is_async,
    is_context,
    is_step,
)
from codemods.inngest.python.anatomy.leaving import raises
from codemods.inngest.python.anatomy.origins import FunctionAt, Origins
from codemods.inngest.python.anatomy.places import Places
from codemods.inngest.python.anatomy.step_calls import StepCall, called_function, step_call
from codemods.inngest.python.anatomy.tree import Function, Tree, dotted, walk
from codemods.inngest.python.anatomy.uses import use_of

_LARGE = 400  # lines of a helper that is not looked into
_HARMLESS = ("log", "print")  # in the name of what is called: it keeps no record of a failure


class Inside(Struct, frozen=True, eq=False):
    """What is done in a helper of the project: in which file, function and context there."""

    name: str
    tree: Tree
    function: Function
    context: Context


class Act(Struct, frozen=True, eq=False):
    """Something that is done.

    site:   what does it in the handler: the call or assignment, or the call of the helper
    runs:   whether the handler ever comes to it, as far as is seen
    step:   the step that it is part of, or None
    use:    what becomes of it, as seen from the handler
    """

    places: Places
    site: cst.CSTNode
    step: StepCall | None
    done: Done
    use: Use
    context: Context
    inside: Inside | None = None

    @property
    def in_failure(self) -> bool:
        """Whether it stands in the function for `on_failure`."""
        return self.places.handler.failure

    @property
    def tree(self) -> Tree:
        """The file in which it is done."""
        return self.inside.tree if self.inside is not None else self.places.tree

    @property
    def span(self) -> Span:
        """Its place in the handler."""
        return self.places.tree.span(self.site)


class Unseen(Struct, frozen=True, eq=False):
    """A call in the handler of which it is not known what it does."""

    site: cst.Call
    context: Context
    in_failure: bool


class Acts(Struct, frozen=True, eq=False):
    """All that a function of a job does; `opaque` are the calls that are handed the steps."""

    known: tuple[Act, ...]
    unseen: tuple[Unseen, ...]
    opaque: tuple[Span, ...]


def read_acts(places: Places, origins: Origins, doings: Doings) -> Acts:
    """What a handler does, in the order of its source."""
    known: list[Act] = []
    unseen: list[Unseen] = []
    opaque: list[Span] = []
    tree = places.tree
    for node in places.sites():
        if not isinstance(node, cst.Call | cst.Assign | cst.AnnAssign | cst.AugAssign):
            continue
        if places.never_runs(node):
            continue
        done = doings.of(tree, node)
        if done is not None:
            assert isinstance(node, cst.BaseExpression) or not done.waits
            use = (
                use_of(tree, node, waits=done.waits) if isinstance(node, cst.Call) else Use.AWAITED
            )
            context = places.context_of(node)
            if context.parallel is not None and use is Use.KEPT:
                use = Use.AWAITED
            known.append(Act(places, node, places.step_of(node), done, use, context))
        elif isinstance(node, cst.Call):
            found = _Helper.called(places, origins, node)
            if found is None:
                if _is_unseen(tree, origins, node):
                    unseen.append(Unseen(node, places.context_of(node), places.handler.failure))
                continue
            if found.is_given_steps:
                opaque.append(tree.span(node))
            acts = list(found.acts(doings))
            known.extend(acts)
            if not acts or any(True for _ in found.further(origins)):
                unseen.append(Unseen(node, places.context_of(node), places.handler.failure))
    return Acts(tuple(known), tuple(unseen), tuple(opaque))


class _Helper(Struct, frozen=True, eq=False):
    """The call of a function of the project that stands outside the handler."""

    places: Places
    site: cst.Call
    step: StepCall | None
    target: FunctionAt
    name: str
    is_given_steps: bool

    @classmethod
    def called(cls, places: Places, origins: Origins, call: cst.Call) -> _Helper | None:
        """The helper that a call runs: its own function, or the callback that a step is given."""
        tree = places.tree
        step = step_call(places.handler, origins, call)
        if step is not None:
            if step.callback is None or places.callback_of(step) is not None:
                return None
            node = called_function(origins, places.handler, step.callback)
        else:
            node = call.func
            step = places.step_of(call)
        found = origins.of(tree, node) if isinstance(node, cst.Name | cst.Attribute) else None
        if not isinstance(found, FunctionAt):
            return None
        if found.tree is tree and places.is_inside(found.node):
            return None
        handed = any(
            is_context(places.handler, origins, arg.value)
            or is_step(places.handler, origins, arg.value)
            for arg in call.args
        )
        given = handed and step_call(places.handler, origins, call) is None
        return cls(places, call, step, found, dotted(node) or "", given)

    def acts(self, doings: Doings) -> Iterator[Act]:
        """What the helper does itself whenever it is called and waited for."""
        tree, function = self.target.tree, self.target.node
        if _lines(tree, function) > _LARGE:
            return
        use = self._use()
        if use is not Use.AWAITED:
            return
        inner = Places(Handler(tree, function), doings.origins)
        for node in walk(function.body):
            if not isinstance(node, cst.Call | cst.Assign | cst.AnnAssign | cst.AugAssign):
                continue
            if tree.function_around(node) is not function:
                continue
            done = doings.of(tree, node)
            if done is None:
                continue
            if isinstance(node, cst.Call) and use_of(tree, node, waits=done.waits) not in (
                Use.AWAITED,
            ):
                continue
            inside = Inside(self.name, tree, function, inner.context_of(node))
            context = self.places.context_of(self.site)
            yield Act(self.places, self.site, self.step, done, use, context, inside)

    def further(self, origins: Origins) -> Iterator[cst.Call]:
        """The calls of the project's own functions in the helper, which are not looked into."""
        tree, function = self.target.tree, self.target.node
        for node in walk(function.body):
            if isinstance(node, cst.Call) and isinstance(origins.of(tree, node.func), FunctionAt):
                yield node

    def _use(self) -> Use:
        if step_call(self.places.handler, self.places.origins, self.site) is not None:
            return Use.AWAITED
        waits = is_async(self.target.node)
        use = use_of(self.places.tree, self.site, waits=waits)
        if use is Use.KEPT and self.places.context_of(self.site).parallel is not None:
            return Use.AWAITED
        return use


def _lines(tree: Tree, function: Function) -> int:
    return tree.text(function).count("\n")


def _is_unseen(tree: Tree, origins: Origins, call: cst.Call) -> bool:
    """Whether a call may do something that nothing is known of."""
    if not isinstance(call.func, cst.Name | cst.Attribute):
        return False
    found = origins.of(tree, call.func)
    if found is not None:
        return False  # a package knows nothing of the project's records
    text = (dotted(call.func) or "").lower()
    return not any(word in text for word in _HARMLESS)


def is_certain(tree: Tree, context: Context) -> bool:
    """Whether a place in a helper is passed whenever the helper is called and nothing fails."""
    return not context.in_catch and all(
        branch.arm == 0 and isinstance(tree.at(branch.construct), cst.Try | cst.TryStar)
        for branch in context.branches
    )


def keeping(tree: Tree, context: Context) -> Iterator[Span]:
    """The `try` statements around a place that let no failure out."""
    for branch in context.branches:
        statement = tree.at(branch.construct)
        if branch.arm != 0 or not isinstance(statement, cst.Try | cst.TryStar):
            continue
        if statement.handlers and not any(raises(each) for each in statement.handlers):
            yield branch.construct
