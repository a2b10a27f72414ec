"""What parameters hold: by the call that is followed, their type, their default, a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from tree_sitter import Node

from codemods.inngest.origins.model import Origin, Passed
from codemods.inngest.origins.types import member_type
from codemods.inngest.reading import span
from codemods.syntax.nodes import unwrap
from codemods.syntax.patterns import parameters
from codemods.syntax.scopes import Binding
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.origins.search import Search

# `db.transaction(async (tx) => …)`; Kysely's is `db.transaction().execute(async (trx) => …)`.
_TRANSACTIONS = frozenset({"$transaction", "transaction", "execute"})


def argument_of(source: Source, parameter: Binding, passed: Passed) -> Node | None:
    """What the parameter is given, as a whole pattern, by the call that is followed, or None."""
    function = parameter.scope.node
    if span(source, function) != passed.function:
        return None
    place = parameters(function).index(parameter.declared)
    return passed.values[place] if place < len(passed.values) else None


def of_parameter(search: Search, source: Source, local: Binding, hops: int) -> Origin | None:
    """What a parameter of a function holds."""
    if local.keys is None:
        return None
    passed = search.passed
    argument = argument_of(source, local, passed) if passed is not None else None
    if passed is not None and argument is not None:
        caller = search.anew()
        found = (
            caller.of_key(passed.source, argument, local.keys[0], hops + 1)
            if local.keys
            else caller.of(passed.source, argument, hops + 1)
        )
        if found is not None:
            return found
    if local.type is not None:
        kind = member_type(source, local.type, local.keys)
        found = search.of_type(source, kind, hops + 1) if kind is not None else None
        if found is not None:
            return found
    if local.keys:
        return None
    if local.default is not None:
        found = search.of(source, local.default, hops + 1)  # `async (id, db = prisma) => …`
        if found is not None:
            return found
    return _of_transaction(search, source, local.scope.node, hops)


def _of_transaction(search: Search, source: Source, function: Node, hops: int) -> Origin | None:
    """The handle that a transaction's callback is given."""
    given = function.parent
    call = given.parent if given is not None and given.type == "arguments" else None
    callee = call.child_by_field_name("function") if call is not None else None
    if call is None or callee is None or callee.type != "member_expression":
        return None
    method, owner = callee.child_by_field_name("property"), callee.child_by_field_name("object")
    if method is None or owner is None or source.text(method) not in _TRANSACTIONS:
        return None
    if source.text(method) == "execute":
        before = unwrap(owner)
        while before.type == "call_expression":
            inner = before.child_by_field_name("function")
            below = inner.child_by_field_name("object") if inner is not None else None
            if below is None:
                return None
            before = unwrap(below)
        owner = before
    origin = search.of(source, owner, hops + 1)
    if origin is None or origin.family not in ("prisma", "drizzle", "kysely"):
        return None
    return replace(origin, transaction=span(source, call))
