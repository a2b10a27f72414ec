"""The ids by which queries of Drizzle and Supabase find the records that they change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.outside.chains import Link, chain, is_inner
from codemods.inngest.reading import literal_at
from codemods.syntax.literal import string as string_of
from codemods.syntax.nodes import arguments, callee_of, walk
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project


def written_ids(
    project: Project, source: Source, within: Node, until: int
) -> Iterator[tuple[str, Node]]:
    """(table, id) of each change before an offset, as both are written.

    `db.update(documents).set(…).where(eq(documents.id, id))` gives `documents` and `id`, and
    `supabase.from("documents").update(…).eq("id", id)` the same.
    """
    for node in walk(within):
        if node.type != "call_expression" or node.end_byte > until or is_inner(node):
            continue
        links = {each.name: each for each in chain(source, node).links if each.call is not None}
        update = links.get("update")
        if update is None or len(update.arguments) != 1:
            continue
        if "from" in links and "eq" in links:
            yield from _of_supabase(project, source, links)
        elif "where" in links:
            yield from _of_drizzle(source, update.arguments[0], links["where"])


def _of_supabase(
    project: Project, source: Source, links: dict[str, Link]
) -> Iterator[tuple[str, Node]]:
    named, found = links["from"].arguments, links["eq"].arguments
    table = string_of(literal_at(project, source, named[0])) if named else None
    if table is not None and len(found) == 2 and source.text(found[0])[1:-1] == "id":
        yield table, found[1]


def _of_drizzle(source: Source, table: Node, where: Link) -> Iterator[tuple[str, Node]]:
    name = source.text(table)
    for node in (inner for each in where.arguments for inner in walk(each)):
        callee = callee_of(node) if node.type == "call_expression" else None
        given = arguments(node) if callee is not None and source.text(callee) == "eq" else []
        if len(given) == 2 and source.text(given[0]) == f"{name}.id":
            yield name, given[1]
