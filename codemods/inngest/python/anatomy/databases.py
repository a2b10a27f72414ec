"""Writes to databases: SQLAlchemy and SQLModel, Django, document stores, Supabase, plain SQL."""

from __future__ import annotations

import re

import libcst as cst
from msgspec.structs import replace

from codemods.inngest.model import Span
from codemods.inngest.python.anatomy import sessions
from codemods.inngest.python.anatomy.chains import Chain, chain_of, told
from codemods.inngest.python.anatomy.done import Done
from codemods.inngest.python.anatomy.origins import Origins
from codemods.inngest.python.anatomy.records import (
    MODELS,
    Fields,
    fields_of,
    given_fields,
    is_session,
    model_name,
)
from codemods.inngest.python.anatomy.sql import raw
from codemods.inngest.python.anatomy.tree import Tree, argument, keyword, string_of

_MODEL_WRITES = {
    "create": "create", "acreate": "create", "bulk_create": "createMany",
    "abulk_create": "createMany", "insert": "create", "insert_many": "createMany",
    "update": "update", "aupdate": "update", "bulk_update": "updateMany",
    "abulk_update": "updateMany", "update_or_create": "upsert", "aupdate_or_create": "upsert",
    "get_or_create": "upsert", "aget_or_create": "upsert", "delete": "delete",
    "adelete": "delete", "save": "save", "asave": "save", "set": "update",
}  # fmt: skip
_DOCUMENTS = re.compile(
    r"(?:pymongo\.(?:Async)?MongoClient|motor\.\w+\.AsyncIOMotorClient"
    r"|flask_pymongo\.PyMongo)\(\)"
)
_DOCUMENT_WRITES = {
    "insert_one": "create", "insert_many": "createMany", "update_one": "update",
    "update_many": "update", "replace_one": "update", "delete_one": "delete",
    "delete_many": "delete", "bulk_write": "update", "find_one_and_update": "update",
    "find_one_and_replace": "update", "find_one_and_delete": "delete",
}  # fmt: skip
_SUPABASE = re.compile(r"supabase\.(?:a?create_client|create_async_client|(?:Async)?Client)\(\)")
_SUPABASE_WRITES = frozenset({"insert", "update", "upsert", "delete"})
_PLAIN_SQL = re.compile(
    r"(?:asyncpg\.(?:connect|create_pool|Connection|Pool|pool\.Pool)|psycopg2?\.(?:connect|pool\.\w+)"
    r"|psycopg\.(?:Async)?Connection|psycopg_pool\.\w+|aiosqlite\.connect|sqlite3\.connect"
    r"|pymysql\.connect|mysql\.connector\.connect|databases\.Database"
    r"|django\.db\.connection\.cursor)\(\)"
)
_BLOCKS = frozenset(
    {
        "django.db.transaction.atomic",
        "django.db.transaction.atomic()",
        "tortoise.transactions.in_transaction()",
    }
)


def write(tree: Tree, origins: Origins, call: cst.Call, path: str) -> Done | None:
    """The write that a call is, given the dotted path of what is called; or None."""
    chain = chain_of(call)
    name = path.rpartition(".")[2]
    if is_session(path):
        return sessions.written(tree, origins, call, path)
    if MODELS.match(path) and name in _MODEL_WRITES:
        method = _MODEL_WRITES[name]
        target = model_name(tree, origins, call.func) or "?"
        fields, more = given_fields(tree, call)
        if name.endswith("update_or_create"):
            defaults = keyword(call, "defaults")
            fields, more = fields_of(tree, defaults) if defaults is not None else ((), False)
        waits = name.startswith("a") and name != "add"
        return Done(
            "write", told(tree, call), target, method, call, fields, more, waits=waits,
            transaction=_block(tree, origins, call),
        )  # fmt: skip
    if _DOCUMENTS.match(path) and name in _DOCUMENT_WRITES:
        target = _collection(call)
        changes = argument(call, 1, "update")
        fields, more = _of_operators(tree, changes)
        method, waits = _DOCUMENT_WRITES[name], "motor" in path or "Async" in path
        upsert = keyword(call, "upsert")
        if isinstance(upsert, cst.Name) and upsert.value == "True":
            method = "upsert"
        return Done("write", told(tree, call), target, method, call, fields, more, waits=waits)
    if _SUPABASE.match(path):
        return _of_supabase(tree, call, chain, path)
    if _PLAIN_SQL.match(path) and name in (
        "execute",
        "executemany",
        "fetch",
        "fetchrow",
        "fetchval",
    ):
        waits = path.startswith(("asyncpg", "aiosqlite", "databases"))
        found = raw(tree, call, argument(call, 0, "query"))
        return replace(found, waits=waits) if found is not None else None
    return None


def _of_supabase(tree: Tree, call: cst.Call, chain: Chain, path: str) -> Done | None:
    if not path.endswith(".execute"):
        return None
    for number, link in enumerate(chain.links):
        if link.call is None or link.name not in _SUPABASE_WRITES:
            continue
        before = [each for each in chain.links[:number] if each.name in ("table", "from_")]
        named = argument(before[0].call, 0, "table_name") if before and before[0].call else None
        target = string_of(named) or "?"
        fields, more = fields_of(tree, argument(link.call, 0, "json"))
        if link.name == "delete":
            fields, more = (), False
        what = f'table("{target}").{link.name}'
        method = "create" if link.name == "insert" else link.name
        waits = "async" in path.lower() or "acreate" in path
        return Done("write", what, target, method, call, fields, more, waits=waits)
    return None


def _of_operators(tree: Tree, node: cst.BaseExpression | None) -> tuple[Fields, bool]:
    """The fields under `$set` of a document store's update."""
    fields, more = fields_of(tree, node)
    found: list[tuple[str, cst.BaseExpression | str]] = []
    for name, value in fields:
        if name == "$set" and isinstance(value, cst.BaseExpression):
            inner, open_ = fields_of(tree, value)
            found.extend(inner)
            more = more or open_
    return tuple(found), more


def _collection(call: cst.Call) -> str:
    match call.func:
        case cst.Attribute(value=cst.Attribute(attr=cst.Name(name))):
            return name
        case cst.Attribute(value=cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(key))])):
            return string_of(key) or "?"
        case cst.Attribute(value=cst.Name(name)):
            return name
        case _:
            return "?"


def _block(tree: Tree, origins: Origins, node: cst.CSTNode) -> Span | None:
    """The `with transaction.atomic()` that a node stands in, or None."""
    for outer in tree.above(node):
        if isinstance(outer, cst.With):
            for item in outer.items:
                if (origins.path_of(tree, item.item) or "") in _BLOCKS:
                    return tree.span(outer)
    return None
