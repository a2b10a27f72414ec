"""What calls of SQLAlchemy, SQLModel and Django's ORM give, by how they are called."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from codemods.syntax.python.calls import Call, call_of
from codemods.transforms.python.triggers.types import BOOL, INT, Type, listed, tuple_of

OfModel = Callable[[cst.BaseExpression], Type | None]

_ONE = frozenset(
    """
    create acreate get aget earliest latest aearliest alatest get_or_404 first_or_404 one_or_404
    one scalar_one get_one get_object get_object_or_404 aget_object_or_404
    """.split()  # noqa: SIM905 - they read better as words
)
_PERHAPS = frozenset(
    {"first", "afirst", "last", "alast", "one_or_none", "scalar_one_or_none", "scalar"}
)
_MANY = frozenset({"all", "filter", "exclude", "bulk_create", "abulk_create", "order_by", "limit"})
_EITHER = frozenset({"get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create"})
_COUNTS = frozenset({"count", "acount", "rowcount", "update", "aupdate"})
_SHORTCUTS = frozenset(
    {"get_object_or_404", "aget_object_or_404", "get_list_or_404", "get_or_404", "one_or_404"}
)


def result_of(call: Call, of_model: OfModel) -> Type | None:
    """The type of what a query gives, where its model can be told; else None.

    of_model: gives the record that an expression is the model of, None for one that is no model
    """
    first = call.argument(0, "")
    if call.name in _SHORTCUTS and first is not None:
        record = _queried(first, of_model)
        if record is not None:
            return listed(record) if call.name == "get_list_or_404" else record
    if call.receiver is None:
        return None
    if call.name in ("get", "get_one") and first is not None:
        record = of_model(first)  # `session.get(Document, id)`
        if record is not None:
            return record.maybe() if call.name == "get" else record
    record = _queried(call.receiver, of_model)
    if record is None:
        record = _queried(first, of_model) if call.name == "scalar" and first is not None else None
        return record.maybe() if record is not None else None
    if call.name == "get" and _is_query(call.receiver):
        return record.maybe()  # `Document.query.get(id)`, `session.query(Document).get(id)`
    if call.name in _ONE:
        return record
    if call.name in _PERHAPS:
        return record.maybe()
    if call.name in _EITHER:
        return tuple_of((record, BOOL))
    if call.name in _MANY:
        return listed(record)
    return INT if call.name in _COUNTS else None


def _queried(node: cst.BaseExpression, of_model: OfModel) -> Type | None:
    """The record that a chain of calls is a query of: `select(Document).where(…)`."""
    if isinstance(node, cst.Await):
        return _queried(node.expression, of_model)
    own = of_model(node)
    if own is not None:
        return own
    match node:
        case cst.Attribute():
            return _queried(node.value, of_model)
        case cst.Call():
            call = call_of(node)
            first = call.argument(0, "") if call is not None else None
            if call is None:
                return None
            takes = call.name in ("select", "query", "execute", "scalars", "exec", "get_queryset")
            if takes and first is not None:
                return _queried(first, of_model)
            return _queried(call.receiver, of_model) if call.receiver is not None else None
        case _:
            return None


def _is_query(node: cst.BaseExpression) -> bool:
    """Whether it is a query of SQLAlchemy's, whose `get` may find nothing."""
    if isinstance(node, cst.Attribute):
        return node.attr.value == "query"
    call = call_of(node)
    return call is not None and (
        call.name == "query" or (call.receiver is not None and _is_query(call.receiver))
    )
