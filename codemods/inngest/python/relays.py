"""Functions of the project that send an event under the name that they are given.

`send_event(name, data)` makes the event itself: which one it is, and with what, its callers say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct

from codemods.inngest.python.anatomy.names import names_of
from codemods.inngest.python.anatomy.origins import FunctionAt
from codemods.inngest.python.anatomy.tree import Tree, keyword, method_of, positional, spreads
from codemods.inngest.python.payloads import Payload

if TYPE_CHECKING:
    from codemods.inngest.python.code import PythonCode

_MOST_FILES = 200  # that may call one: what has a name like `send` is not looked for in all
_OF_METHODS = frozenset({"self", "cls"})


class Relay(Struct, frozen=True, eq=False):
    """A function that sends under the name of a parameter.

    name, data: the parameters of the event's name and data; None for data that is its own
    payload:    the event as it is written in the function
    """

    tree: Tree
    function: cst.FunctionDef
    name: str
    data: str | None
    payload: Payload

    @property
    def waits(self) -> bool:
        """Whether a call of it gives a coroutine."""
        return self.function.asynchronous is not None


class RelayCall(Struct, frozen=True, eq=False):
    """A call of such a function, and the event that it asks for."""

    tree: Tree
    call: cst.Call
    payload: Payload


def relay_of(payload: Payload) -> Relay | None:
    """The function whose parameter names an event; None for any other event."""
    tree, name = payload.tree, payload.name
    if not isinstance(name, cst.Name) or payload.named_in is not None:
        return None
    function = _function_of(tree, name)
    if function is None:
        return None
    data = payload.data
    is_given = isinstance(data, cst.Name) and _function_of(tree, data) is function
    given = data.value if is_given and isinstance(data, cst.Name) else None
    return Relay(tree, function, name.value, given, payload)


def calls_of(code: PythonCode, relay: Relay) -> Iterator[RelayCall]:
    """The calls of such a function in the project's own running code, by path and place."""
    called = relay.function.name.value
    paths = code.project.files.python_mentions(called.encode())
    for path in paths if len(paths) <= _MOST_FILES else ():
        tree = code.known.opened(path) if code.project.is_linted(path) else None
        for node in tree.nodes if tree is not None else ():
            if isinstance(node, cst.Call) and tree is not None and _may_call(tree, node, called):
                found = code.known.origins.of(tree, node.func)
                if isinstance(found, FunctionAt) and found.node is relay.function:
                    yield RelayCall(tree, node, _asked_for(relay, tree, node))


def _may_call(tree: Tree, call: cst.Call, name: str) -> bool:
    called = method_of(call)
    if called == name:
        return True
    imported = tree.source.outline.imports.get(called) if called is not None else None
    return imported is not None and imported.name == name


def _asked_for(relay: Relay, tree: Tree, call: cst.Call) -> Payload:
    """The event that a call asks for, in the caller's words."""
    name = _given(relay.function, call, relay.name)
    data = _given(relay.function, call, relay.data) if relay.data is not None else None
    return Payload(tree, name, data, whole=False)


def _given(function: cst.FunctionDef, call: cst.Call, name: str) -> cst.BaseExpression | None:
    """What a call gives for a parameter; None where that is not in sight, or left to a default."""
    by_name = keyword(call, name)
    if by_name is not None or spreads(call):
        return by_name
    names = [each.name.value for each in (*function.params.posonly_params, *function.params.params)]
    if names and names[0] in _OF_METHODS and isinstance(call.func, cst.Attribute):
        names.pop(0)
    given = positional(call)
    at = names.index(name) if name in names else len(given)
    return given[at] if at < len(given) else None


def _function_of(tree: Tree, name: cst.Name) -> cst.FunctionDef | None:
    """The function that a name is a parameter of, or None."""
    bindings = names_of(tree).of(name.value, name)
    if len(bindings) != 1 or not isinstance(bindings[0].node, cst.Param):
        return None
    parameters = tree.parent(bindings[0].node)
    function = tree.parent(parameters) if parameters is not None else None
    return function if isinstance(function, cst.FunctionDef) else None
