"""What a query of Supabase's client gives: `{ data, error }`, of the rows of a table.

Written down from the types of @supabase/postgrest-js 1: a result is one of two objects, so that a
guard on `error` makes sure of `data`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.outside.chains import Link, chain
from codemods.inngest.reading import literal_at, sources_with
from codemods.syntax.literal import string as string_of
from codemods.syntax.source import Source
from codemods.transforms.triggers.types import (
    ANY,
    NULL,
    NULL_TYPE,
    OTHER,
    Type,
    array,
    promise,
    shape,
    union,
)
from codemods.transforms.triggers.written_types import of_text

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_QUERYING = frozenset({"select", "insert", "update", "upsert", "delete"})
_ONE = frozenset({"single", "maybeSingle"})
# What gives something else than the rows, or types them otherwise.
_OTHER = frozenset(
    {"then", "catch", "finally", "returns", "overrideTypes", "csv", "geojson", "throwOnError"}
)
_NAME = re.compile(r"\w+$")
_COLUMN = re.compile(r"^\s*\"?(\w+)\"?\s*:\s*([^\n;]+?);?\s*$", re.MULTILINE)


def result(project: Project, source: Source, call: Node) -> Type | None:
    """What `supabase.from("documents").insert(…).select().single()` gives; None for another call.

    `data` is null without a `select`, one row with `single()`, a list of rows without.
    """
    links = chain(source, call).links
    named = [each.name for each in links]
    if "from" not in named or _OTHER & set(named):
        return None
    begin = named.index("from")
    asked = links[begin + 1 :]
    table = _text(project, source, links[begin])
    if table is None or not asked or asked[0].name not in _QUERYING or asked[-1].call is None:
        return None
    chosen = next((each for each in reversed(asked) if each.name == "select"), None)
    if chosen is None or len(chosen.arguments) > 1:  # `{ head: true }` gives no rows
        return _answer(NULL_TYPE)
    row = _row(project, source, table, chosen)
    last = next((each.name for each in reversed(asked) if each.name in _ONE), None)
    match last:
        case "single":
            return _answer(row)
        case "maybeSingle":
            return _answer(row.maybe({NULL}))
        case _:
            return _answer(array(row))


def _answer(data: Type) -> Type:
    well = shape({"data": data, "error": NULL_TYPE, "count": OTHER, "status": OTHER})
    failed = shape({"data": NULL_TYPE, "error": OTHER, "count": OTHER, "status": OTHER})
    return promise(union([well, failed]))


def _text(project: Project, source: Source, link: Link) -> str | None:
    """The string that a link is called with."""
    given = link.arguments
    return string_of(literal_at(project, source, given[0])) if len(given) == 1 else None


def _row(project: Project, source: Source, table: str, chosen: Link) -> Type:
    """A row with the columns that `select` names; all of them are there for `*` and for nothing.

    A column that no generated type tells of is taken to be there where it is named, and `id`
    always: every row of an API has one.
    """
    known = _generated(project, table)
    listed = _text(project, source, chosen) if chosen.arguments else "*"
    columns = _columns(listed) if listed is not None else ()

    def lookup(key: str) -> Type | None:
        if columns is not None and key not in columns:
            return None
        if known is not None:
            return of_text(known[key]) if key in known else None
        return ANY if columns is not None or key == "id" else None

    keys = columns if columns is not None else tuple(known) if known is not None else None
    return Type("object", table, keys=keys, lookup=_once(lookup))


def _columns(listed: str) -> tuple[str, ...] | None:
    """The plain columns of `id, title, author:users(name)`; None where they are all there."""
    flat = listed
    while (inner := re.sub(r"\([^()]*\)", "()", flat)) != flat:
        flat = inner
    parts = [part.strip() for part in flat.split(",")]
    return None if "*" in parts else tuple(part for part in parts if _NAME.fullmatch(part))


def _generated(project: Project, table: str) -> dict[str, str] | None:
    """The columns of a table by the types that `supabase gen types` wrote, or None."""
    row = re.compile(rf"\b{re.escape(table)}\"?\s*:\s*\{{\s*Row\s*:\s*\{{([^}}]*)\}}")
    for source in sources_with(project, b"Row: {"):
        found = row.search(source.data.decode(errors="replace"))
        if found is not None:
            return dict(_COLUMN.findall(found.group(1)))
    return None


def _once(lookup: Callable[[str], Type | None]) -> Callable[[str], Type | None]:
    """The same lookup, which gives one and the same type for a property however often asked."""
    held: dict[str, Type | None] = {}

    def found(key: str) -> Type | None:
        if key not in held:
            held[key] = lookup(key)
        return held[key]

    return found
