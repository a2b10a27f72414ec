"""What a project says about a status that a job sets: who else sets it, and what it may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node

from codemods.inngest.anatomy.model import State
from codemods.inngest.anatomy.status import states
from codemods.inngest.anatomy.status_values import StatusValues
from codemods.inngest.outside.chains import is_inner
from codemods.inngest.project import Project
from codemods.inngest.reading import initialiser, sources_with
from codemods.rules._database import schema_of
from codemods.syntax.nodes import arguments, callee_text, entry_value, unwrap, walk
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value
from codemods.workspace.resolution.exports import Definition

_OF_A_JOB: frozenset[State] = frozenset({"pending", "processing", "failed"})


def set_in(project: Project, source: Source, tables: Collection[str]) -> Iterator[str]:
    """The strings that the writes of a file set the status of these tables to, in lower case."""
    written = StatusValues(project, project.config.status.fields)
    for node in walk(source.root):
        if node.type != "call_expression" or is_inner(node):
            continue
        done = project.acts.doings.of(source, node)
        if done is None or done.kind != "write" or done.target not in tables:
            continue
        for field, value in written.set_in(source, done):
            for text in written.strings(value) if field is not None else ():
                if text is not None:
                    yield text.lower()


def is_of_a_job(project: Project, tables: Collection[str]) -> bool:
    """Whether the status of one of the tables is that of work, and not of a matter of its own such
    as a task on a board: it may be processing, or something sets it to pending, processing or
    failed."""
    known = states(project.config.status)
    if any(known.get(value) == "processing" for value in _declared(project, tables)):
        return True
    if any(known.get(value) in _OF_A_JOB for value in _defaults(project, tables)):
        return True
    return any(
        known.get(value) in _OF_A_JOB
        for source in sources_with(project, *(table.encode() for table in sorted(tables)))
        if project.is_linted(source.path)
        for value in set_in(project, source, tables)
    )


def _declared(project: Project, tables: Collection[str]) -> Iterator[str]:
    """The values that the tables' columns may have, in lower case, as far as they are declared."""
    schema = schema_of(project)
    for model in schema.models if schema is not None else ():
        for field in model.fields if model.delegate in tables else ():
            enum = schema.enum(field.type) if schema is not None else None
            if field.name in project.config.status.fields and enum is not None:
                yield from (value.name.lower() for value in enum.values)
    for source, column in _columns(project, tables):
        for node in walk(column):
            yield from _strings(source, node)
            if node.type in ("identifier", "type_identifier"):
                for where, value in _meant(project, source, node):
                    for each in walk(value):
                        yield from _strings(where, each)


def _defaults(project: Project, tables: Collection[str]) -> Iterator[str]:
    """What the column of a new row is, in lower case, where the schema of Prisma says so."""
    schema = schema_of(project)
    for model in schema.models if schema is not None else ():
        for field in model.fields if model.delegate in tables else ():
            if field.name in project.config.status.fields and field.default is not None:
                yield field.default.strip("\"'").lower()


def _columns(project: Project, tables: Collection[str]) -> Iterator[tuple[Source, Node]]:
    """The status columns of tables that a module declares: `pgTable("tasks", { status: … })`."""
    fields = project.config.status.fields
    for source in sources_with(project, b"Table(", b".table("):
        for name, declaration in source.module.declarations.items():
            value = unwrap(declaration.value) if declaration.value is not None else None
            if name not in tables or value is None or value.type != "call_expression":
                continue
            if not callee_text(source, value).endswith("able"):
                continue
            for given in arguments(value)[1:2]:
                found = (entry_value(source, given, field) for field in fields)
                yield from ((source, column) for column in found if column is not None)


def _meant(project: Project, source: Source, node: Node) -> Iterator[tuple[Source, Node]]:
    """What a name of a column's declaration holds: an enum, a list of values, or a type."""
    found = initialiser(project, source, source.text(node))
    if found is not None:
        yield found
        return
    definition = project.modules.binding(source, source.text(node))
    if isinstance(definition, Definition) and definition.declaration is not None:
        declared = definition.declaration
        if declared.kind == "type":
            yield project.source(definition.path), declared.statement


def _strings(source: Source, node: Node) -> Iterator[str]:
    if node.type == "string":
        yield (string_value(source.text(node)) or "").lower()
