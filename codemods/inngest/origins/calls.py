"""What calls and `new` give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.origins.documents import of_model
from codemods.inngest.origins.exports import result_of
from codemods.inngest.origins.functions import MAX_HOPS, returned
from codemods.inngest.origins.model import Origin
from codemods.syntax.nodes import arguments, named_children, unwrap, walk
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import ExternalName

if TYPE_CHECKING:
    from codemods.inngest.origins.search import Search

# What gives the same client again, with more to it.
_SAME = frozenset(
    {"$extends", "schema", "withSchema", "withPlugin", "$replica", "$primary", "withTables"}
)
# What gives another client of the same SDK: `genAI.getGenerativeModel(…)`, `google.gmail(…)`.
_DERIVED = frozenset({"getGenerativeModel", "startChat", "create", "extend", "withOptions"})


def of_creation(search: Search, source: Source, node: Node, hops: int) -> Origin | None:
    """What `new` gives."""
    called = node.child_by_field_name("constructor")
    if called is None:
        return None
    if source.text(called) == "Proxy":
        return _of_proxy(search, source, arguments(node), hops)
    return search.of_class(source, called, hops)


def _of_proxy(search: Search, source: Source, given: list[Node], hops: int) -> Origin | None:
    """A proxy that makes its client when first used: by its target, else by its traps."""
    found = search.of(source, given[0], hops + 1) if given else None
    if found is not None or len(given) < 2:
        return found
    for each in walk(given[1]):
        if each.type == "call_expression":
            found = search.of(source, each, hops + 1)
            if found is not None:
                return found
    return None


def of_call(search: Search, source: Source, node: Node, hops: int) -> Origin | None:
    """What a call gives."""
    callee = node.child_by_field_name("function")
    if callee is None:
        return None
    callee = unwrap(callee)
    meaning = search.meanings.of(source, callee)
    if isinstance(meaning, ExternalName):
        made = result_of(meaning, search.packages)
        if made is None and meaning.package == "mongoose" and meaning.name == "model":
            return of_model(search, source, node)
        if made is not None:
            return made
    if callee.type == "member_expression":
        owner, key = callee.child_by_field_name("object"), callee.child_by_field_name("property")
        method = source.text(key) if key is not None else ""
        if owner is not None and source.text(owner) == "mongoose" and method == "model":
            return of_model(search, source, node)
        base = search.of(source, owner, hops + 1) if owner is not None else None
        if base is not None:
            if method in _SAME or (base.family == "sdk" and method in _DERIVED):
                return base
            return base if base.name == "googleapis" and method != "auth" else None
    function = search.functions.of(source, callee, hops + 1)
    return of_result(search, *function, hops + 1) if function is not None else None


def of_result(search: Search, source: Source, function: Node, hops: int) -> Origin | None:
    """What a function of the project gives: by its annotation, else by what it returns."""
    if hops > MAX_HOPS:
        return None
    declared = function.child_by_field_name("return_type")
    kinds = named_children(declared) if declared is not None else []
    if kinds:
        found = search.of_type(source, kinds[0], hops + 1)
        if found is not None:
            return found
    for given in returned(function):
        found = search.of(source, given, hops + 1)
        if found is not None:
            return found
    return None
