"""Paths from a handler's context to what an expression holds: `ctx.event.data["id"]`."""

from __future__ import annotations

import libcst as cst

from codemods.inngest.python.anatomy.handlers import Handler
from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.names import Binding, names_of
from codemods.inngest.python.anatomy.tree import positional

DATA = ("event", "data")

Path = tuple[str, ...]

_MOST_HOPS = 16
# Calls that give what they are given, or a copy: with the place of that among their arguments.
_SAME = {"typing.cast": 1, "builtins.dict": 0, "copy.copy": 0, "copy.deepcopy": 0}


class DataPaths:
    """The paths of the expressions of one handler."""

    def __init__(self, known: Knowledge, handler: Handler) -> None:
        self._known = known
        self._handler = handler

    def of(self, node: cst.CSTNode, hops: int = 0) -> Path | None:
        """The names and keys from the context on, () for the context; None for anything else."""
        if hops > _MOST_HOPS:
            return None
        match node:
            case cst.Name():
                return self._named(node, hops)
            case cst.Attribute(value=owner, attr=cst.Name(name)):
                path = self.of(owner, hops + 1)
                # The data is a dict: what is looked up on it by a dot is a method.
                return (*path, name) if path is not None and path[:2] != DATA else None
            case cst.Subscript(
                value=owner, slice=[cst.SubscriptElement(slice=cst.Index(value=index))]
            ):
                path = self.of(owner, hops + 1)
                key = self._known.values.of(self._handler.tree, index)
                return (*path, key) if path is not None and isinstance(key, str) else None
            case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name("get"))):
                path = self.of(owner, hops + 1)
                given = positional(node)
                if path != DATA or not given:
                    return None
                key = self._known.values.of(self._handler.tree, given[0])
                return (*path, key) if isinstance(key, str) else None
            case cst.BooleanOperation(left=left, operator=cst.Or(), right=cst.Dict(elements=[])):
                return self.of(left, hops + 1)
            case cst.Call():
                given = positional(node)
                at = _SAME.get(
                    self._known.origins.path_of(self._handler.tree, node.func) or "", len(given)
                )
                return self.of(given[at], hops + 1) if at < len(given) else None
            case _:
                return None

    def _named(self, node: cst.Name, hops: int) -> Path | None:
        bindings = names_of(self._handler.tree).of(node.value, node)
        if len(bindings) != 1:
            return None
        return self._bound(bindings[0], hops)

    def _bound(self, binding: Binding, hops: int) -> Path | None:
        if self._handler.context is not None and binding.node is self._handler.context:
            return ()
        if binding.kind == "assigned" and binding.value is not None:
            return self.of(binding.value, hops + 1)
        return None
