"""What rules ask about the database that a job writes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.inngest.anatomy.model import Effect
    from codemods.inngest.project import Project
    from codemods.syntax.prisma import Schema

_CREATES = frozenset({"create", "createMany", "createManyAndReturn"})


def schema_of(project: Project) -> Schema | None:
    """The app's Prisma schema; None where there is none, or it is not known which is meant."""
    try:
        return project.schema
    except CodemodError:
        return None  # several apps


def may_refuse_a_second(project: Project, write: Effect) -> bool:
    """Whether the database may keep a write from being made twice: an upsert and the like, or the
    creation of a record that has a unique key of the program's own."""
    if write.method == "upsert":
        return True
    schema = schema_of(project) if write.method in _CREATES else None
    model = next((m for m in schema.models if m.delegate == write.target), None) if schema else None
    if model is None:
        return False
    chosen = model.id_field is not None and model.id_field.default is None
    return (
        chosen
        or bool(model.composite_id)
        or model.attribute("unique") is not None
        or any(field.is_unique for field in model.fields)
    )
