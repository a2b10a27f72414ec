"""What a query of Drizzle gives: the rows of a table, read off its `pgTable("name", { … })`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.reading import initialiser, value_of
from codemods.syntax.nodes import arguments, named_children, property_name, unwrap
from codemods.syntax.source import Source
from codemods.transforms.triggers.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    NULL,
    NUMBER,
    OTHER,
    STRING,
    UNKNOWN,
    Type,
    array,
    promise,
)
from codemods.workspace.resolution.exports import Definition

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_COLUMNS = {
    "text": STRING,
    "varchar": STRING,
    "char": STRING,
    "uuid": STRING,
    "citext": STRING,
    "numeric": STRING,
    "decimal": STRING,
    "integer": NUMBER,
    "int": NUMBER,
    "smallint": NUMBER,
    "serial": NUMBER,
    "smallserial": NUMBER,
    "real": NUMBER,
    "doublePrecision": NUMBER,
    "boolean": BOOLEAN,
    "date": STRING,
    "timestamp": DATE,
    "datetime": DATE,
}
_NUMBERED = frozenset({"bigint", "bigserial"})
_SERIAL = frozenset({"serial", "smallserial", "bigserial"})
_CHAIN = frozenset({"from", "where", "limit", "orderBy", "offset", "$dynamic", "for"})
_WRITING = frozenset({"insert", "update", "delete"})


def returned(project: Project, source: Source, call: Node) -> Type | None:
    """What `db.insert(table).values(…).returning()` gives; None for another call."""
    links = dict(_links(source, call))
    table = next((links[method] for method in _WRITING if method in links), None)
    if table is None or not arguments(table):
        return None
    row = _row(project, source, arguments(table)[0])
    if row is None:
        return None
    given = arguments(call)
    if given:
        row = _picked(project, source, given[0], row.text)
    return promise(array(row))


def selected(project: Project, source: Source, call: Node, method: str) -> Type | None:
    """What `db.select().from(table).where(…)` gives; None for another call, or one with a join."""
    if method not in _CHAIN:
        return None
    links = dict(_links(source, call))
    if "from" not in links or "select" not in links or any("oin" in each for each in links):
        return None
    tables, chosen = arguments(links["from"]), arguments(links["select"])
    if not tables:
        return None
    row = _row(project, source, tables[0])
    if row is None:
        return None
    return promise(array(_picked(project, source, chosen[0], row.text) if chosen else row))


def query(project: Project, source: Source, owner: Node, method: str) -> Type | None:
    """What `db.query.documents.findFirst(…)` and `findMany(…)` give; None for another call."""
    if method not in ("findFirst", "findMany") or owner.type != "member_expression":
        return None
    inner, key = owner.child_by_field_name("object"), owner.child_by_field_name("property")
    if inner is None or key is None or not source.text(inner).endswith(".query"):
        return None
    origin = project.origins.of(source, inner.child_by_field_name("object") or inner)
    if origin is None or origin.family != "drizzle":
        return None
    # Which table it is depends on the schema that the client was given.
    return promise(UNKNOWN)


def _links(source: Source, call: Node) -> list[tuple[str, Node]]:
    """Method and call of each link of `a.b().c()`."""
    found = []
    node = unwrap(call)
    while node.type == "call_expression":
        callee = node.child_by_field_name("function")
        key = callee.child_by_field_name("property") if callee is not None else None
        owner = callee.child_by_field_name("object") if callee is not None else None
        if key is None or owner is None:
            break
        found.append((source.text(key), node))
        node = unwrap(owner)
    return found


def _row(project: Project, source: Source, table: Node) -> Type | None:
    columns = _columns(project, source, table)
    if columns is None:
        return None
    where, found = columns

    def lookup(key: str) -> Type | None:
        return _column(where, found[key]) if key in found else None

    return Type("object", source.text(table), keys=tuple(found), lookup=lookup)


def _picked(project: Project, source: Source, node: Node, table: str | None) -> Type:
    """The rows of `returning({ id: documents.id })`, still of the table."""
    if node.type != "object":
        return UNKNOWN
    members: dict[str, Type] = {}
    for entry in named_children(node):
        key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
        name = property_name(key, source.text(key)) if key is not None else None
        if name is None or value is None:
            return UNKNOWN
        members[name] = UNKNOWN
        owner, column = value.child_by_field_name("object"), value.child_by_field_name("property")
        if value.type == "member_expression" and owner is not None and column is not None:
            row = _row(project, source, owner)
            found = row.member(source.text(column)) if row is not None else None
            members[name] = found or UNKNOWN
    return Type("object", table, keys=tuple(members), lookup=members.get)


def _columns(
    project: Project, source: Source, table: Node
) -> tuple[Source, dict[str, Node]] | None:
    table = unwrap(table)
    if table.type == "identifier":
        found = initialiser(project, source, source.text(table))
    elif table.type == "member_expression":  # `schema.documents`
        meaning = project.origins.meaning(source, table)
        found = value_of(project, meaning) if isinstance(meaning, Definition) else None
    else:
        return None
    if found is None:
        return None
    where, value = found[0], unwrap(found[1])
    callee = value.child_by_field_name("function") if value.type == "call_expression" else None
    given = arguments(value)
    if callee is None or len(given) < 2 or not where.text(callee).endswith("able"):
        return None
    body = given[1]
    if body.type == "arrow_function":  # `(t) => ({ id: t.uuid() })`
        inner = body.child_by_field_name("body")
        body = unwrap(inner) if inner is not None else body
    if body.type != "object":
        return None
    columns: dict[str, Node] = {}
    for entry in named_children(body):
        key, column = entry.child_by_field_name("key"), entry.child_by_field_name("value")
        name = property_name(key, where.text(key)) if key is not None else None
        if name is None or column is None:
            continue  # `...timestamps`: what it adds is not asked for
        columns[name] = column
    return where, columns


def _column(source: Source, column: Node) -> Type:
    node = unwrap(column)
    methods: list[str] = []
    made, options = "", ""
    while node.type == "call_expression":
        callee = node.child_by_field_name("function")
        if callee is None:
            return UNKNOWN
        key, owner = callee.child_by_field_name("property"), callee.child_by_field_name("object")
        if key is None or owner is None or owner.type == "identifier":
            made = source.text(key if key is not None else callee)
            options = " ".join(source.text(each) for each in arguments(node))
            break
        methods.append(source.text(key))
        node = unwrap(owner)
    if "$type" in methods or "array" in methods:
        found = OTHER
    elif made in _NUMBERED:
        found = NUMBER if "number" in options else BIGINT
    elif made in ("timestamp", "date") and "mode" in options:
        found = STRING if "string" in options else DATE
    elif made == "integer" and "mode" in options:
        found = OTHER
    elif made in ("text", "varchar") and "enum" in options:
        found = Type("string", "enum")
    else:
        found = _COLUMNS.get(made, Type("string", made) if made.endswith("Enum") else OTHER)
    sure = made in _SERIAL or "notNull" in methods or "primaryKey" in methods
    return found if sure else found.maybe({NULL})
