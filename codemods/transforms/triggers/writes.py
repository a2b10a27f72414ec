"""The calls of a handler that write to the database, also through clients of unknown origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.outside.chains import chain, is_inner
from codemods.inngest.outside.doings import Doings
from codemods.syntax.source import Source
from codemods.transforms.triggers.prisma_types import delegate_model

if TYPE_CHECKING:
    from codemods.inngest.project import Project

# Prisma Client 6, CRUD methods: https://www.prisma.io/docs/orm/reference/prisma-client-reference
_ONE = frozenset({"create", "update", "upsert"})
_WRITING = _ONE | {
    "createMany",
    "createManyAndReturn",
    "delete",
    "deleteMany",
    "updateMany",
    "updateManyAndReturn",
}


class Write(Struct, frozen=True):
    """A call that writes.

    target: the model or table, as it is written
    record: whether it gives back the one record that it wrote
    """

    target: str
    method: str
    record: bool


def write_of(project: Project, source: Source, call: Node) -> Write | None:
    """What a call writes; None for one that does not, as far as that is known.

    A client that comes out of a context, such as `ctx.db`, is told by the schema's models.
    """
    if is_inner(call):
        return None
    done = Doings(project, project.origins).of(source, call)
    if done is not None:
        if done.kind != "write":
            return None
        return Write(done.target, done.method, done.method in _ONE and done.call == call)
    links = chain(source, call).links
    if project.schema is None or len(links) < 2 or links[-1].call is None:
        return None
    model, method = links[-2], links[-1].name
    if model.call is not None or method not in _WRITING:
        return None
    if delegate_model(project.schema, model.name) is None:
        return None
    return Write(model.name, method, method in _ONE)
