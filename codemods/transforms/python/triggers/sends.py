"""Where a handler sends an event already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from codemods.syntax.python.calls import call_of, walk
from codemods.syntax.python.paths import path_of
from codemods.transforms.python.triggers.model import Handler
from codemods.transforms.python.triggers.names import Defined, Names

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_HOPS = 4


def sends_in(project: Project, handler: Handler, event: str) -> list[int]:
    """The offsets of each `inngest.Event` of this name that a handler makes, however it is sent.

    One that is handed to a background task or a thread counts too: nothing else is made of them.
    """
    names = Names(project)
    source = handler.source
    found = []
    for node in walk(handler.function.body):
        call = call_of(node) if isinstance(node, cst.Call) else None
        path = path_of(node.func) if isinstance(node, cst.Call) else None
        if call is None or path is None or call.name != path[-1]:
            continue
        if names.external(source, path) != "inngest.Event":
            continue
        name = call.argument(-1, "name")
        if name is not None and _text(names, handler, name, 0) == event:
            found.append(source.span(node)[0])
    return found


def _text(names: Names, handler: Handler, node: cst.BaseExpression, hops: int) -> str | None:
    """The text that an expression is, through constants; None where it is not static."""
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    path = path_of(node)
    found = names.of(handler.source, path) if path is not None and hops < _MOST_HOPS else None
    if isinstance(found, Defined) and found.value is not None:
        return _text(names, handler, found.value, hops + 1)
    return None
