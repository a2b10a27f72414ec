"""The keys of the event's data that a Python handler reads."""

from __future__ import annotations

import libcst as cst
from msgspec import Struct

from codemods.inngest.python.anatomy.handlers import Handler
from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.names import names_of
from codemods.inngest.python.anatomy.tree import walk
from codemods.inngest.python.data_paths import DATA, DataPaths, Path

# What only tells of the data, and hands it to nobody who reads it.
_LOGGING = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log", "print"})


class DataRead(Struct, frozen=True):
    """The keys of the data that a handler reads.

    complete: False where the data as a whole, or the event, goes somewhere else
    """

    keys: dict[str, None]
    complete: bool


def read_data(known: Knowledge, handler: Handler) -> DataRead:
    """What a handler reads of its event's data."""
    paths = DataPaths(known, handler)
    keys: dict[str, None] = {}
    complete = True
    for node in walk(handler.node.body):
        if not isinstance(
            node, (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.BooleanOperation)
        ):
            continue
        path = paths.of(node)
        if path is None:
            continue
        if path[:2] == DATA and len(path) > 2:
            keys[path[2]] = None
        elif _holds_data(path) and not isinstance(node, cst.Call):
            complete = complete and _stays(handler, paths, node)
    return DataRead(keys, complete)


def _holds_data(path: Path) -> bool:
    """Whether what a path leads to has the data in it: the context, the event, the data itself."""
    return path == DATA[: len(path)] or path[:1] == ("events",)


def _stays(handler: Handler, paths: DataPaths, node: cst.CSTNode) -> bool:
    """Whether the data as a whole, at this place, goes nowhere that it is read."""
    outer = handler.tree.parent(node)
    match outer:
        case cst.Attribute(value=owner) if owner is node:
            name = outer.attr.value
            if paths.of(node) != DATA:
                return True  # a part of the context or the event, which is asked by itself
            call = handler.tree.parent(outer)
            return name == "get" and isinstance(call, cst.Call) and paths.of(call) is not None
        case cst.Attribute():
            return True  # the name of what is looked up, no value
        case cst.Subscript(value=owner) if owner is node:
            return paths.of(outer) is not None
        case cst.Assign(value=value) if value is node:
            return all(_is_followed(handler, each.target) for each in outer.targets)
        case cst.AnnAssign(value=value) if value is node:
            return _is_followed(handler, outer.target)
        case cst.AssignTarget() | cst.Param() | cst.If() | cst.UnaryOperation() | cst.Assert():
            return True
        case cst.AnnAssign(target=target) if target is node:
            return True
        case cst.Comparison() | cst.ComparisonTarget() | cst.FormattedStringExpression():
            return True
        case cst.BooleanOperation(left=left) if left is node:
            return paths.of(outer) is not None  # `data or {}`, which is asked by itself
        case cst.Arg():
            return _is_harmless(handler, paths, outer)
        case _:
            return False


def _is_followed(handler: Handler, target: cst.CSTNode) -> bool:
    """Whether a variable has one value, so that what is read of it is seen too."""
    if not isinstance(target, cst.Name):
        return False
    return len(names_of(handler.tree).of(target.value, target)) == 1


def _is_harmless(handler: Handler, paths: DataPaths, arg: cst.Arg) -> bool:
    """Whether the call that the data is given to is one of a logger, or gives the data itself."""
    call = handler.tree.parent(arg)
    if not isinstance(call, cst.Call):
        return False
    if paths.of(call) is not None:
        return True
    match call.func:
        case cst.Attribute(attr=cst.Name(name)) | cst.Name(name):
            return name in _LOGGING
        case _:
            return False
