"""Finding the clients that Python files make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from codemods.inngest.model import Client
from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.origins import ClassAt, External, InstanceOf, Origin
from codemods.inngest.python.anatomy.tree import Tree, keyword
from codemods.inngest.python.definitions import holder, is_top_level

CLASS = "inngest.Inngest"
MENTIONS = (b"Inngest(", b"app_id")


def read_clients(known: Knowledge, trees: Iterable[Tree]) -> Iterator[Client]:
    """Every construction of the SDK's `Inngest`, or of a class of the project made from it."""
    for tree in trees:
        for node in tree.nodes:
            if isinstance(node, cst.Call) and _is_construction(known, tree, node):
                given = keyword(node, "app_id")
                value = known.values.of(tree, given) if given is not None else None
                yield Client(
                    span=tree.span(node),
                    id=value if isinstance(value, str) else None,
                    name=holder(tree, node) or _instance(tree, node),
                    schemas=None,
                )


def _instance(tree: Tree, call: cst.Call) -> str | None:
    """The one top-level variable with what a function of its module returns: `c = make()`."""
    function = tree.parent(tree.parent(call) or call)
    while function is not None and not isinstance(function, cst.FunctionDef):
        function = tree.parent(function)
    if function is None or not isinstance(tree.parent(call), cst.Return):
        return None
    made = function.name.value
    names = {
        name
        for node in tree.nodes
        if isinstance(node, cst.Call)
        and isinstance(node.func, cst.Name)
        and node.func.value == made
        and (name := holder(tree, node)) is not None
    }
    return names.pop() if len(names) == 1 and is_top_level(tree, function) else None


def is_client(known: Knowledge, tree: Tree, node: cst.BaseExpression) -> bool:
    """Whether an expression is an Inngest client: made here, or what a function of the project
    gives back, or annotated as one."""
    return _is_client(known, known.origins.of(tree, node))


def _is_client(known: Knowledge, origin: Origin | None) -> bool:
    match origin:
        case External(path):
            return sdk_path(path) == f"{CLASS}()"
        case InstanceOf(of):
            return CLASS in map(sdk_path, known.origins.bases(of))
        case _:
            return False


def _is_construction(known: Knowledge, tree: Tree, call: cst.Call) -> bool:
    match known.origins.of(tree, call.func):
        case External(path):
            return sdk_path(path) == CLASS
        case ClassAt() as of:
            return CLASS in map(sdk_path, known.origins.bases(of))
        case _:
            return False


def sdk_path(path: str) -> str:
    """The public path of what the SDK gives: `inngest.Event` of `inngest._internal.….Event`."""
    if not path.startswith("inngest._internal."):
        return path
    parts = path.split(".")
    first = next((at for at, part in enumerate(parts) if part[:1].isupper()), None)
    return ".".join(("inngest", *parts[first:])) if first is not None else path
