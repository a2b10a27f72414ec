"""Functions of the project that send the event which they are given.

`send_event(event: inngest.Event)` guards a send; what is sent, and from where, its callers say.
"""

from __future__ import annotations

import libcst as cst

from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.tree import Tree, dotted, walk
from codemods.inngest.python.clients import is_client
from codemods.inngest.python.definitions import Written, written

_SENDING = frozenset({"send", "send_sync"})


def forwarder(known: Knowledge, tree: Tree, node: cst.BaseExpression) -> cst.FunctionDef | None:
    """The function that a name or attribute stands for, where it sends its one parameter."""
    if not isinstance(node, (cst.Name, cst.Attribute)):
        return None
    found = written(known, tree, node)
    if not isinstance(found, Written) or not isinstance(found.node, cst.FunctionDef):
        return None
    return found.node if _sends_parameter(known, found.tree, found.node) else None


def forwarder_around(tree: Tree, events: cst.BaseExpression) -> cst.FunctionDef | None:
    """The function whose one parameter it is that is sent in it, or in a function inside it."""
    if not isinstance(events, cst.Name):
        return None
    around = tree.function_around(events)
    while around is not None:
        if isinstance(around, cst.FunctionDef) and _parameter(around) == events.value:
            return around
        around = tree.function_around(around)
    return None


def is_event_call(node: cst.BaseExpression) -> bool:
    """Whether an expression looks like `inngest.Event(…)`; what the name means is not asked."""
    name = dotted(node.func) if isinstance(node, cst.Call) else None
    return name is not None and name.rpartition(".")[2].endswith("Event")


def _sends_parameter(known: Knowledge, tree: Tree, function: cst.FunctionDef) -> bool:
    name = _parameter(function)
    if name is None:
        return False
    for node in walk(function.body):
        match node:
            case cst.Call(
                func=cst.Attribute(value=owner, attr=cst.Name(method)),
                args=[cst.Arg(value=cst.Name(given))],
            ) if method in _SENDING and given == name and is_client(known, tree, owner):
                return True
            case _:
                pass
    return False


def _parameter(function: cst.FunctionDef) -> str | None:
    """The name of a function's only parameter, which says that it is an event; else None."""
    given = function.params.params
    if len(given) != 1 or given[0].annotation is None:
        return None
    kind = dotted(given[0].annotation.annotation)
    is_event = kind is not None and kind.rpartition(".")[2].endswith("Event")
    return given[0].name.value if is_event else None
