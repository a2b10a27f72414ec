"""The writes of database clients: Prisma, Drizzle, Kysely and Mongoose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tree_sitter import Node

from codemods.inngest.model import Span
from codemods.inngest.origins.model import Origin
from codemods.inngest.outside.chains import Link, shortened, told
from codemods.inngest.outside.model import Done
from codemods.inngest.outside.requests import held
from codemods.inngest.reading import Repository, literal, span
from codemods.syntax.literal import string
from codemods.syntax.nodes import FUNCTIONS, entry_value, unwrap
from codemods.syntax.source import Source

# Prisma Client 6, CRUD methods: https://www.prisma.io/docs/orm/reference/prisma-client-reference
_PRISMA_WRITES = frozenset(
    {
        "create",
        "createMany",
        "createManyAndReturn",
        "update",
        "updateMany",
        "updateManyAndReturn",
        "upsert",
        "delete",
        "deleteMany",
    }
)
_PRISMA_RAW = frozenset({"$executeRaw", "$executeRawUnsafe"})
_DRIZZLE_WRITES = frozenset({"insert", "update", "delete"})
_KYSELY_WRITES = {
    "insertInto": "insert",
    "updateTable": "update",
    "deleteFrom": "delete",
    "replaceInto": "upsert",
    "mergeInto": "upsert",
}
_MODEL_WRITES = frozenset(
    {
        "bulkSave",
        "bulkWrite",
        "create",
        "deleteMany",
        "deleteOne",
        "findByIdAndDelete",
        "findByIdAndUpdate",
        "findOneAndDelete",
        "findOneAndReplace",
        "findOneAndUpdate",
        "insertMany",
        "replaceOne",
        "updateMany",
        "updateOne",
    }
)
_DOCUMENT_WRITES = frozenset({"save", "deleteOne", "updateOne", "remove"})
_UPSERTING = frozenset(
    {"onConflictDoUpdate", "onConflictDoNothing", "onDuplicateKeyUpdate", "onConflict", "ignore"}
)
_RAW_WRITE = re.compile(r"\s*(insert|update|delete|merge)\b", re.IGNORECASE)


def prisma(source: Source, rest: Sequence[Link], transaction: Span | None) -> Done | None:
    """A method of a model that writes, or raw SQL; to skip duplicates counts as an upsert."""
    first = rest[0]
    if first.name in _PRISMA_RAW and first.call is not None:
        what = told(source, first)
        return Done("write", what, "raw SQL", first.name, first.call, (), transaction)
    if len(rest) < 2 or first.call is not None:
        return None
    second = rest[1]
    if second.name not in _PRISMA_WRITES or second.call is None:
        return None
    values: list[Node] = []
    method = second.name
    for given in second.arguments[:1]:
        skips = entry_value(source, unwrap(given), "skipDuplicates")
        method = "upsert" if skips is not None and source.text(skips) == "true" else method
        for key in ("data", "create", "update"):
            value = entry_value(source, unwrap(given), key)
            if value is not None and (key == "data" or second.name == "upsert"):
                values.append(value)
    within = transaction or _transaction_list(source, second.call)
    what = told(source, second)
    return Done("write", what, first.name, method, second.call, tuple(values), within)


def _transaction_list(source: Source, call: Node) -> Span | None:
    """The `$transaction([…])` in whose list a call stands."""
    node = call.parent
    while node is not None and node.type not in FUNCTIONS and node.type != "statement_block":
        if node.type == "array":
            given = node.parent
            outer = given.parent if given is not None and given.type == "arguments" else None
            callee = outer.child_by_field_name("function") if outer is not None else None
            method = callee.child_by_field_name("property") if callee is not None else None
            listed = method is not None and source.text(method) in ("$transaction", "batch")
            if outer is not None and listed:
                return span(source, outer)
        node = node.parent
    return None


def drizzle(source: Source, rest: Sequence[Link], transaction: Span | None) -> Done | None:
    """An `insert`, `update` or `delete`, or raw SQL that begins so."""
    first = rest[0]
    if first.call is None or not first.arguments:
        return None
    given = unwrap(first.arguments[0])
    if first.name in ("execute", "run"):
        template = (
            given.child_by_field_name("arguments") if given.type == "call_expression" else None
        )
        text = source.text(template)[1:] if template is not None else ""
        if _RAW_WRITE.match(text) is None:
            return None
        what = told(source, first)
        return Done("write", what, "raw SQL", first.name, first.call, (), transaction)
    if first.name not in _DRIZZLE_WRITES:
        return None
    table = source.text(given).rpartition(".")[2]
    upserts = first.name == "insert" and any(each.name in _UPSERTING for each in rest)
    values = tuple(
        each.arguments[0] for each in rest if each.name in ("set", "values") and each.arguments
    )
    what = f"{told(source, first)}({table})"
    method = "upsert" if upserts else first.name
    within = transaction or _transaction_list(source, first.call)
    return Done("write", what, table, method, first.call, values, within)


def kysely(
    repository: Repository, source: Source, rest: Sequence[Link], transaction: Span | None
) -> Done | None:
    """A query that is built and executed, by the call that names its table."""
    for at, link in enumerate(rest):
        if link.name in _KYSELY_WRITES and link.call is not None and link.arguments:
            method = _KYSELY_WRITES[link.name]
            after = rest[at + 1 :]
            if any(each.name in _UPSERTING for each in after):
                method = "upsert"
            table = table_name(repository, source, link.arguments[0])
            values = tuple(
                each.arguments[0]
                for each in after
                if each.name in ("set", "values") and len(each.arguments) == 1
            )
            what = f"{link.name} {table}"
            return Done("write", what, table, method, link.call, values, transaction)
    return None


def mongoose(source: Source, rest: Sequence[Link], origin: Origin) -> Done | None:
    """A method of a model or a document that writes."""
    first = rest[0]
    known = _MODEL_WRITES if origin.family == "model" else _DOCUMENT_WRITES
    if first.name not in known or first.call is None:
        return None
    given, values = first.arguments, list[Node]()
    if first.name in ("create", "insertMany"):
        values.extend(given[:1])
    elif "pdate" in first.name and len(given) > 1:
        values.append(given[1])
    method = "upsert" if _upserts(source, given) else first.name
    what = told(source, first)
    return Done("write", what, origin.name, method, first.call, tuple(values))


def _upserts(source: Source, given: list[Node]) -> bool:
    if len(given) < 3 or unwrap(given[2]).type != "object":
        return False
    value = entry_value(source, unwrap(given[2]), "upsert")
    return value is not None and source.text(value) == "true"


def table_name(repository: Repository, source: Source, node: Node) -> str:
    """The name of a table, where it is static, else its source."""
    known = string(literal(repository, source, held(source, node)))
    return known if known is not None else shortened(source, node)
