"""Finding the places that offer jobs to Inngest: `serve` of every framework, and `connect`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst
from msgspec import Struct

from codemods.inngest.model import Runtime, Serve, Span
from codemods.inngest.python.anatomy.origins import External
from codemods.inngest.python.anatomy.tree import Tree, argument
from codemods.inngest.python.registration import JobIndex, follow

MENTIONS = (b"serve", b"connect")
CALL = b"serve("

# Where each module's `serve` takes its client and its list, by place (inngest 0.5.19).
_SERVES = {
    "inngest.fast_api.serve": (1, 2),
    "inngest.flask.serve": (1, 2),
    "inngest.tornado.serve": (1, 2),
    "inngest.django.serve": (0, 1),
    "inngest.digital_ocean.serve": (0, 1),
}
_CONNECT = "inngest.connect.connect"
_NAMES = frozenset({"serve", "connect"})


def read_serves(index: JobIndex, trees: Iterable[Tree]) -> Iterator[Serve]:
    """Every `serve(…)` and every app of a `connect(…)`, by path and place."""
    for tree in trees:
        for node in tree.nodes:
            if isinstance(node, cst.Call):
                yield from _in_call(index, tree, node)


def _may_serve(tree: Tree, call: cst.Call) -> bool:
    """Whether a call may be one of these by its name, or by that which it was imported under.

    To follow every call of a file to where it leads would open most of the project.
    """
    match call.func:
        case cst.Attribute(attr=cst.Name(name)):
            return name in _NAMES
        case cst.Name(name):
            imported = tree.source.outline.imports.get(name)
            return name in _NAMES or (imported is not None and imported.name in _NAMES)
        case _:
            return False


def _in_call(index: JobIndex, tree: Tree, call: cst.Call) -> Iterator[Serve]:
    if not _may_serve(tree, call):
        return
    origin = index.known.origins.of(tree, call.func)
    path = origin.path if isinstance(origin, External) else ""
    adapter = path.rpartition(".")[0]
    if path == _CONNECT:
        apps = argument(call, 0, "apps")
        if apps is None:
            return
        where, listed = index.known.values.follow(tree, apps)
        for each in listed.elements if isinstance(listed, (cst.List, cst.Tuple)) else ():
            match each.value:
                case cst.Tuple(elements=[client, functions]):
                    served = _Served(where, client.value, functions.value)
                case _:
                    served = _Served(where, None, None)
            yield _serve(index, tree.span(call), adapter, served)
        return
    places = _SERVES.get(path)
    if places is None:
        return
    client_node = argument(call, places[0], "client")
    functions_node = argument(call, places[1], "functions")
    yield _serve(index, tree.span(call), adapter, _Served(tree, client_node, functions_node))


class _Served(Struct, frozen=True, eq=False):
    """What a framework is given: the expressions, and the file that they stand in."""

    tree: Tree
    client: cst.BaseExpression | None
    functions: cst.BaseExpression | None


def _serve(index: JobIndex, place: Span, adapter: str, served: _Served) -> Serve:
    return Serve(
        span=place,
        adapter=adapter,
        client=served.tree.text(served.client) if served.client is not None else None,
        functions=follow(index, served.tree, served.functions)
        if served.functions is not None
        else Runtime(place, "its arguments do not name the list in place"),
    )
