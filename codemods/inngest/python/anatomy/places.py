"""Where in a handler a piece of its code runs: in a step's callback, at handler level, or never."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codemods.inngest.anatomy.model import Branch, Context
from codemods.inngest.model import Span
from codemods.inngest.python.anatomy.handlers import Handler
from codemods.inngest.python.anatomy.names import held, names_of
from codemods.inngest.python.anatomy.origins import Origins
from codemods.inngest.python.anatomy.step_calls import (
    StepCall,
    called_function,
    is_parallel,
    step_calls,
)
from codemods.inngest.python.anatomy.tree import COMPREHENSIONS, FUNCTIONS, Function, walk

_TOGETHER = frozenset({"asyncio.gather", "asyncio.wait", "asyncio.as_completed", "anyio.gather"})
_MAPPING = frozenset({"builtins.map", "builtins.filter", "builtins.sorted"})


class Places:
    """The steps of a handler and what each of its functions is to them."""

    def __init__(self, handler: Handler, origins: Origins) -> None:
        self.handler = handler
        self.tree = handler.tree
        self.origins = origins
        self.steps: tuple[StepCall, ...] = tuple(step_calls(handler, origins))
        self._by_callback: dict[cst.CSTNode, list[StepCall]] = {}
        for step in self.steps:
            function = self.callback_of(step)
            if function is not None:
                self._by_callback.setdefault(function, []).append(step)
        self._references: dict[cst.CSTNode, list[cst.Name]] = {}
        self._by_name: dict[str, list[cst.Name]] = {}
        self._running: dict[cst.CSTNode, list[StepCall | None]] = {}
        names = names_of(self.tree)
        for node in walk(handler.node.body):
            if isinstance(node, cst.Name) and self.tree.parent(node) is not None:
                self._by_name.setdefault(node.value, []).append(node)
                for binding in names.of(node.value, node):
                    if binding.kind == "function" and binding.node is not self.tree.parent(node):
                        self._references.setdefault(binding.node, []).append(node)

    def callback_of(self, step: StepCall) -> Function | None:
        """The function of this handler that a step is given, in place or by its name."""
        node = step.callback
        if node is None:
            return None
        node = held(self.tree, called_function(self.origins, self.handler, node))
        node = called_function(self.origins, self.handler, node)
        if isinstance(node, cst.Lambda):
            return node
        if isinstance(node, cst.Name):
            found = names_of(self.tree).of(node.value, node)
            if len(found) == 1 and isinstance(found[0].node, cst.FunctionDef):
                function = found[0].node
                return function if self.is_inside(function) else None
        return None

    def is_inside(self, node: cst.CSTNode) -> bool:
        """Whether a node stands in the handler."""
        return any(outer is self.handler.node for outer in self.tree.above(node))

    def runs_in(self, node: cst.CSTNode) -> list[StepCall | None]:
        """The steps in whose callbacks a node runs, None for handler level; [] where it never does,
        as nothing in the handler uses the function around it."""
        around = self.tree.function_around(node)
        if around is None or around is self.handler.node:
            return [None]
        if around not in self._running:
            self._running[around] = self._found_running(node)
        return self._running[around]

    def _found_running(self, node: cst.CSTNode) -> list[StepCall | None]:
        found: list[StepCall | None] = []
        pending, seen = [node], set[cst.CSTNode]()
        while pending:
            site = pending.pop()
            function = self.tree.function_around(site)
            if function is None or function is self.handler.node:
                found.append(None)
                continue
            if function in seen:
                continue
            seen.add(function)
            steps = self._by_callback.get(function, [])
            found.extend(steps)
            own = {each.call for each in steps}
            pending.extend(
                each
                for each in self.uses_of(function)
                if not any(self._is_argument(each, call) for call in own)
            )
        return found

    def step_of(self, node: cst.CSTNode) -> StepCall | None:
        """The step in whose callback a node always runs, or None."""
        found = self.runs_in(node)
        return found[0] if found and all(each is not None for each in found) else None

    def never_runs(self, node: cst.CSTNode) -> bool:
        """Whether nothing in the handler uses the function that a node stands in."""
        return not self.runs_in(node)

    def named(self, name: str) -> list[cst.Name]:
        """Where the handler has a name, in the order of its source."""
        return self._by_name.get(name, [])

    def uses_of(self, function: Function) -> list[cst.CSTNode]:
        """Where a function of the handler is called or handed on; a lambda where it is written."""
        if isinstance(function, cst.Lambda):
            outer = self.tree.parent(function)
            if isinstance(outer, cst.Assign | cst.AnnAssign) and outer.value is function:
                return self._uses_of_variable(function)
            return [function]
        return list(self._references.get(function, ()))

    def _uses_of_variable(self, function: cst.Lambda) -> list[cst.CSTNode]:
        names = names_of(self.tree)
        return [
            node
            for node in walk(self.handler.node.body)
            if isinstance(node, cst.Name)
            and any(
                each.value is function and each.node is not node
                for each in names.of(node.value, node)
            )
        ]

    def _is_argument(self, node: cst.CSTNode, call: cst.Call) -> bool:
        """Whether a node is, or is in, the arguments of a step."""
        for outer in (node, *self.tree.above(node)):
            if outer is call:
                return True
            if isinstance(outer, FUNCTIONS) and outer is not node:
                return False
        return False

    def context_of(self, node: cst.CSTNode) -> Context:
        """What stands around a node, up to the handler; functions stand where they are used, if
        that is one place."""
        loops: list[Span] = []
        branches: list[Branch] = []
        parallel: Span | None = None
        in_catch = False
        seen: set[cst.CSTNode] = set()
        inner = node
        while inner not in seen:
            seen.add(inner)
            outer = self.tree.parent(inner)
            if outer is None or outer is self.handler.node:
                break
            match outer:
                case cst.For() | cst.While() if inner is outer.body or (
                    isinstance(outer, cst.While) and inner is outer.test
                ):
                    loops.append(self.tree.span(outer))
                case _ if isinstance(outer, COMPREHENSIONS):
                    if inner is not outer.for_in or not self._is_first_iterable(node, outer):
                        loops.append(self.tree.span(outer))
                case cst.If() | cst.IfExp() if inner in (outer.body, outer.orelse):
                    arm = 0 if inner is outer.body else 1
                    branches.append(Branch(self.tree.span(outer), arm))
                case cst.BooleanOperation() if inner is outer.right:
                    branches.append(Branch(self.tree.span(outer), 0))
                case cst.Try() | cst.TryStar():
                    if inner is outer.body or inner is outer.orelse:
                        branches.append(Branch(self.tree.span(outer), 0))
                    elif inner in outer.handlers:
                        arm = 1 + list(outer.handlers).index(inner)
                        branches.append(Branch(self.tree.span(outer), arm))
                        in_catch = True
                case cst.Match() if isinstance(inner, cst.MatchCase):
                    arm = list(outer.cases).index(inner)
                    branches.append(Branch(self.tree.span(outer), arm))
                case cst.Call() if inner is not outer.func and parallel is None:
                    if self._is_together(outer):
                        parallel = self.tree.span(outer)
                    elif self.origins.path_of(self.tree, outer.func) in _MAPPING:
                        loops.append(self.tree.span(outer))
                case cst.FunctionDef():
                    uses = self.uses_of(outer)
                    inner = uses[0] if len(uses) == 1 and inner is outer.body else outer
                    continue
                case _:
                    pass
            inner = outer
        return Context(tuple(reversed(loops)), tuple(reversed(branches)), parallel, in_catch)

    def _is_first_iterable(self, node: cst.CSTNode, comprehension: cst.CSTNode) -> bool:
        loop = getattr(comprehension, "for_in", None)
        first = loop.iter if isinstance(loop, cst.CompFor) else None
        return first is not None and (
            node is first or any(each is first for each in self.tree.above(node))
        )

    def _is_together(self, call: cst.Call) -> bool:
        if is_parallel(self.handler, self.origins, call):
            return True
        return self.origins.path_of(self.tree, call.func) in _TOGETHER

    def sites(self) -> Iterator[cst.CSTNode]:
        """What is evaluated in the handler, functions in it included."""
        return walk(self.handler.node.body)
