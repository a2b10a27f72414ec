"""Declare a job's event where the project declares its events.

SDK 3: the record of the client's `EventSchemas`; SDK 4: an `eventType` beside the others
(https://www.inngest.com/docs/typescript). A project that declares none gets none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from codemods.errors import Refusal
from codemods.inngest.model import EventDeclaration, Major
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at
from codemods.inngest.sdk import find_sdk
from codemods.syntax import lists, naming
from codemods.syntax.edits import Edit
from codemods.syntax.imports import add_import
from codemods.syntax.nodes import arguments
from codemods.syntax.quoting import string_literal
from codemods.syntax.source import Source
from codemods.transforms.declared_events import (
    Record,
    event_records,
    exported_name,
    member_names,
)
from codemods.transforms.field import Field
from codemods.transforms.references import find_client
from codemods.workspace.changes import Change, ChangeSet

_ZOD = {
    "string": "z.string()",
    "number": "z.number()",
    "boolean": "z.boolean()",
    "Date": "z.coerce.date()",
    "unknown": "z.unknown()",
    "any": "z.any()",
}


@dataclass(frozen=True, slots=True)
class DeclareEvent:
    """The event and the fields of its data; `options` are those of its nested `options` object."""

    event: str
    fields: tuple[Field, ...]
    options: tuple[Field, ...] = ()
    client: str | None = None
    sdk: Major | None = None

    def plan(self, project: Project) -> ChangeSet:
        """The declaration; nothing where the project declares no events, or this one already.

        Raises Refusal, with the line to add by hand, where the list of events is no literal.
        """
        sdk = find_sdk(project, self.sdk)
        return self._in_schemas(project) if sdk.major == 3 else self._as_event_type(project)

    def _in_schemas(self, project: Project) -> ChangeSet:
        client = find_client(project, self.client)
        records = event_records(project, client) if client is not None else ()
        if client is None or client.client is None or client.client.schemas is None:
            return ChangeSet()
        if any(self.event in member_names(project, record) for record in records):
            return ChangeSet()
        for record in records:
            if record.body is not None:
                return self._into_record(project, record)
        source = project.source(client.client.span.path)
        call = records[0].call if records else client.client.schemas
        raise Refusal(
            "the events of EventSchemas are not listed in a type or an object that can be edited",
            where=source.place(node_at(source, call)),
            mend="declare the event by hand, then run this again",
            add=f'"{self.event}": {{ data: {self._type()} }};',
        )

    def _into_record(self, project: Project, record: Record) -> ChangeSet:
        assert record.body is not None
        source = project.source(record.body.path)
        body = node_at(source, record.body)
        key = string_literal(self.event, source.style.quote)
        if record.method == "fromZod":
            text = f"{key}: {{ data: {self._zod(source)} }}"
        else:
            text = f"{key}: {{ data: {self._type()} }}"
        why = f"declare the event {self.event}"
        source.refuse_errors_at([body], add=text)
        return _change(source, lists.insert(source, body, text, origin=why), why)

    def _as_event_type(self, project: Project) -> ChangeSet:
        declarations = project.event_declarations
        if not declarations or any(each.event == self.event for each in declarations):
            return ChangeSet()
        homes = Counter(
            each.span.path for each in declarations if exported_name(project, each) is not None
        )
        if not homes:
            # Members of records: the trigger names the event by its string, as others may.
            return ChangeSet()
        path = homes.most_common(1)[0][0]
        source = project.source(path)
        others = [each for each in declarations if each.span.path == path and each.name]
        last = max(others, key=lambda each: each.span.start)
        text = self._declaration(source, last, [each.name or "" for each in others])
        statement = source.module.declarations[last.name or ""].statement
        why = f"declare the event {self.event}"
        source.refuse_errors_at([statement], add=text)
        newline = source.style.newline
        edits = [
            Edit(statement.end_byte, statement.end_byte, f"{newline}{newline}{text}".encode(), why)
        ]
        if "staticSchema<" in text and not _has(source, "staticSchema"):
            edits += add_import(source, "staticSchema", "inngest", origin=why)
        return _change(source, edits, why)

    def _declaration(self, source: Source, like: EventDeclaration, names: Sequence[str]) -> str:
        given = arguments(node_at(source, like.span))
        options = source.text(given[1]) if len(given) > 1 else ""
        schema = (
            self._zod(source)
            if "z.object(" in options or "z.strictObject(" in options
            else f"staticSchema<{self._type()}>()"
        )
        quoted = string_literal(self.event, source.style.quote)
        suffix = _common_suffix(names)
        name = naming.camel(self.event) + suffix
        semicolon = ";" if source.style.semicolons else ""
        return f"export const {name} = eventType({quoted}, {{ schema: {schema} }}){semicolon}"

    def _type(self) -> str:
        members = [*self.fields]
        text = "; ".join(f"{f.name}{'?' if f.optional else ''}: {f.type}" for f in members)
        if self.options:
            inner = "; ".join(
                f"{f.name}{'?' if f.optional else ''}: {f.type}" for f in self.options
            )
            text += f"; options?: {{ {inner} }}"
        return f"{{ {text} }}"

    def _zod(self, source: Source) -> str:
        members = [f"{f.name}: {self._zod_type(source, f)}" for f in self.fields]
        if self.options:
            inner = ", ".join(f"{f.name}: {self._zod_type(source, f)}" for f in self.options)
            members.append(f"options: z.object({{ {inner} }}).optional()")
        return f"z.object({{ {', '.join(members)} }})"

    def _zod_type(self, source: Source, field: Field) -> str:
        schema = _ZOD.get(field.type)
        if schema is None and field.type.endswith("[]") and field.type[:-2] in _ZOD:
            schema = f"z.array({_ZOD[field.type[:-2]]})"
        if schema is None:
            raise Refusal(
                f"the type {field.type} of {field.name} has no zod schema that is certain",
                where=source.path,
                mend="declare the event by hand, then run this again",
                add=f'"{self.event}": {{ data: z.object({{ … }}) }}',
            )
        return f"{schema}.optional()" if field.optional else schema


def _common_suffix(names: Sequence[str]) -> str:
    """What all the constants end in: ``Event``, ``EventType``, or nothing."""
    for suffix in ("EventType", "Event"):
        if names and all(name.endswith(suffix) for name in names):
            return suffix
    return ""


def _has(source: Source, name: str) -> bool:
    return any(each.local == name for each in source.module.imports)


def _change(source: Source, edits: Sequence[Edit], why: str) -> ChangeSet:
    after = source.apply(source.edits(*edits))
    return ChangeSet((Change(source.path, source.data, after, why),))
