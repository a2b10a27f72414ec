"""Give a model of the Prisma schema the fields in which a job keeps the status of its record.

The four states, the time of the last success and the message of the last failure, as the jobs that
`add-job` writes keep them: pending → processing → completed, or failed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.syntax import naming
from codemods.syntax.edits import Edits
from codemods.syntax.prisma import Model, Schema
from codemods.syntax.prisma_insertion import NewField, indent, insert_block, insert_fields
from codemods.transforms.jobs.models import find_model, no_model
from codemods.transforms.proof import prove_status_fields
from codemods.transforms.status.enums import StatusEnum, enum_place, status_enum
from codemods.transforms.status.lacking import StatusFields, status_fields
from codemods.transforms.status.migration import migration_steps, provider
from codemods.transforms.status.new_fields import new_fields
from codemods.transforms.status.places import places
from codemods.workspace.writing.changes import Change, ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_ENUMS_ON_SQLITE = 6  # https://github.com/prisma/prisma/releases/tag/6.2.0


class AddStatusFields(Struct, frozen=True):
    """Give the model what it lacks of the three fields.

    model: its name in any case convention, singular or plural
    enum:  the status is an enum of the four states, not a String
    """

    model: str
    enum: bool = False

    def plan(self, project: Project) -> ChangeSet:
        """The edits of the schema; fields that are there stay as they are.

        Raises CodemodError for a schema or model that there is not, Refusal for a model that
        cannot have the fields and for a field of their name that is something else.
        """
        schema = _schema(project)
        model = _model(schema, self.model)
        has = status_fields(model, schema, project.config, enum=self.enum)
        path = model.extent.path
        facts: dict[str, object] = {"model": model.name, "schema": path, "status": has.name}
        enum = self._enum(project, schema, model, has)
        fields = new_fields(schema, model, has, enum, project.config)
        facts |= {"added": [field.name for field in fields], "enum": enum.name if enum else None}
        if not fields:
            return ChangeSet(facts=facts, identical=(path,))
        changes = _fields_added(project, schema, model, has, fields)
        if enum is not None and enum.lines:
            changes |= _enum_added(project.with_changes(changes), model.name, enum)
        prove_status_fields(project.with_changes(changes), model.name, enum=self.enum)
        notes = (
            (f"the records of {model.name} that are there become pending, as a new one is",)
            if has.status is None
            else ()
        )
        steps = migration_steps(project, schema, model)
        return changes | ChangeSet(facts=facts, notes=notes, next_steps=steps)

    def _enum(
        self, project: Project, schema: Schema, model: Model, has: StatusFields
    ) -> StatusEnum | None:
        """The enum of a status that is to be added as one."""
        if not self.enum or has.status is not None:
            return None
        _refuse_without_enums(project, schema, model)
        margin = indent(project.read(model.extent.path), model.fields[0]) if model.fields else b"  "
        return status_enum(schema, model, has.name, project.config, margin.decode())


def _schema(project: Project) -> Schema:
    if project.schema is not None:
        return project.schema
    others = [path for path in project.files.walk() if path.endswith(".prisma")]
    if others:
        raise CodemodError(
            f"which Prisma schema is the app's is not certain: there is {', '.join(others[:3])}",
            mend='name it in package.json, as in "prisma": { "schema": "db/schema.prisma" }',
        )
    raise CodemodError(
        "no schema.prisma was found", mend="name the app that has one with --app, or create one"
    )


def _model(schema: Schema, name: str) -> Model:
    model = find_model(schema, name)
    if model is not None:
        if not model.is_hidden:
            return model
        raise Refusal(
            f"the model {model.name} has @@ignore, so the generated client leaves it out",
            where=model.extent.place,
            mend="take @@ignore away, or name another model",
        )
    wanted = naming.kebab(name)
    kinds = {"view": "a view", "type": "a composite type", "model": "a model"}
    others = [(each.name, kinds[each.kind], each.extent) for each in (*schema.views, *schema.types)]
    others += [(each.name, "an enum", each.extent) for each in schema.enums]
    for called, kind, extent in others:
        if naming.kebab(called) == wanted:
            raise Refusal(
                f"{called} is {kind}, and a status is kept in a model",
                where=extent.place,
                mend="name the model whose records the job works on",
            )
    known = ", ".join(each.name for each in schema.models[:5])
    raise no_model(schema, name, f"name one of its models: {known}" if known else "add the model")


def _refuse_without_enums(project: Project, schema: Schema, model: Model) -> None:
    database = provider(schema)
    package = project.packages.governing(model.extent.path)
    version = project.packages.version("prisma", package)
    old = version is not None and version.major is not None and version.major < _ENUMS_ON_SQLITE
    if database == "sqlserver":
        what = "Prisma has no enums on SQL Server"
    elif database == "sqlite" and old and not schema.enums:
        what = "this version of Prisma has no enums on SQLite"
    else:
        return
    raise Refusal(what, where=model.extent.place, mend="leave --enum out")


def _fields_added(
    project: Project,
    schema: Schema,
    model: Model,
    has: StatusFields,
    fields: tuple[NewField, ...],
) -> ChangeSet:
    path = model.extent.path
    data = project.read(path)
    edits = Edits.of(
        data,
        [
            insert_fields(data, model, place.fields, place.after, beside=place.beside)
            for place in places(schema, model, data, has, fields)
        ],
    )
    why = f"add {', '.join(field.name for field in fields)} to {model.name}"
    return ChangeSet((Change(path, data, edits.apply(data), why),))


def _enum_added(project: Project, model: str, enum: StatusEnum) -> ChangeSet:
    """The enum's block, in the schema that has the fields already."""
    schema = _schema(project)
    place = enum_place(schema, _model(schema, model))
    data = project.read(place.path)
    after = Edits.of(data, [insert_block(data, place, enum.lines)]).apply(data)
    return ChangeSet((Change(place.path, data, after, f"add the enum {enum.name}"),))
