"""What a query of the Prisma client gives: a record, a list of them, or null."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.reading import local_constant
from codemods.syntax.nodes import named_children, property_name, unwrap
from codemods.syntax.prisma import Field, Model, Schema
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
)

_SCALARS = {
    "String": STRING,
    "Int": NUMBER,
    "Float": NUMBER,
    "Boolean": BOOLEAN,
    "BigInt": BIGINT,
    "DateTime": DATE,
}

# The methods that give records (Prisma 7, ModelDelegate).
ONE = frozenset({"create", "update", "upsert", "delete", "findUniqueOrThrow", "findFirstOrThrow"})
MAYBE = frozenset({"findUnique", "findFirst"})
MANY = frozenset({"findMany", "createManyAndReturn", "updateManyAndReturn"})
WRITES = frozenset({"create", "update", "upsert", "createManyAndReturn", "updateManyAndReturn"})


def delegate_model(schema: Schema, name: str) -> Model | None:
    """The model whose property on the client has this name."""
    return next((model for model in schema.models if model.delegate == name), None)


def result_of(
    schema: Schema, model: Model, method: str, source: Source, options: Node | None
) -> Type | None:
    """The type of what a query gives once awaited; None for a method that gives no record."""
    record = record_of(schema, model, source, options)
    if method in ONE:
        return record
    if method in MAYBE:
        return record.maybe({NULL})
    return array(record) if method in MANY else None


def record_of(
    schema: Schema, model: Model, source: Source | None = None, options: Node | None = None
) -> Type:
    """A record with the columns and relations that `select`, `include` and `omit` ask for."""
    chosen = _chosen(schema, model, source, options)

    def lookup(key: str) -> Type | None:
        if chosen is None:
            return UNKNOWN
        if key not in chosen:
            return None
        field = model.field(key)
        return _column(schema, field, source, chosen[key]) if field is not None else UNKNOWN

    keys = tuple(chosen) if chosen is not None else None
    return Type("object", model.name, keys=keys, lookup=lookup, model=model.name)


def _chosen(
    schema: Schema, model: Model, source: Source | None, options: Node | None
) -> dict[str, Node | None] | None:
    """The fields of the result with the options of each relation; None where that is not known."""
    columns: dict[str, Node | None] = {f.name: None for f in schema.scalar_fields(model)}
    if source is None or options is None:
        return columns
    options = unwrap(options)
    if options.type != "object":
        return None
    entries = _entries(source, options)
    if entries is None:
        return None
    if "select" in entries:
        selected = _entries(source, entries["select"])
        return {k: v for k, v in selected.items() if _wanted(v)} if selected is not None else None
    if "include" in entries:
        included = _entries(source, entries["include"])
        if included is None:
            return None
        columns.update({key: value for key, value in included.items() if _wanted(value)})
    if "omit" in entries:
        omitted = _entries(source, entries["omit"])
        if omitted is None:
            return None
        return {k: v for k, v in columns.items() if k not in omitted or not _wanted(omitted[k])}
    return columns


def _wanted(value: Node) -> bool:
    return value.type in ("true", "object")


def _entries(source: Source, node: Node) -> dict[str, Node] | None:
    """The pairs of an object written in place, or as a constant of the file; None where there may
    be others.
    """
    node = _constant(source, unwrap(node))
    if node.type != "object":
        return None
    found: dict[str, Node] = {}
    for entry in named_children(node):
        key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
        if entry.type == "shorthand_property_identifier":
            found[source.text(entry)] = entry
            continue
        name = property_name(key, source.text(key)) if key is not None else None
        if name is None or value is None:
            return None
        found[name] = unwrap(value)
    return found


def _constant(source: Source, node: Node) -> Node:
    """What a constant of the file holds; any other expression itself."""
    if node.type != "identifier":
        return node
    declared = source.module.declarations.get(source.text(node))
    held = local_constant(source, node)
    if held is None and declared is not None and declared.kind == "const":
        held = declared.value
    return unwrap(held) if held is not None else node


def _column(schema: Schema, field: Field, source: Source | None, options: Node | None) -> Type:
    found = _SCALARS.get(field.type, OTHER)
    enum = schema.enum(field.type)
    related = schema.model(field.type)
    if enum is not None:
        found = Type("string", " | ".join(f'"{value.name}"' for value in enum.values))
    elif related is not None:
        found = record_of(schema, related, source, options if _is_object(options) else None)
    if field.list:
        return array(found)
    return found.maybe({NULL}) if field.optional else found


def _is_object(node: Node | None) -> bool:
    return node is not None and node.type == "object"
