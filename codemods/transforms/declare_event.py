"""Declare a job's event where the project declares its events.

SDK 3: the list of the client's `EventSchemas`; SDK 4: an `eventType` beside the others
(https://www.inngest.com/docs/typescript). A project that declares none gets none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from tree_sitter import Node

from codemods.errors import Refusal
from codemods.inngest.model import EventDeclaration, Major, Span
from codemods.inngest.project import Project
from codemods.inngest.reading import initialiser, node_at
from codemods.inngest.sdk import find_sdk
from codemods.syntax import lists, naming
from codemods.syntax.edits import Edit
from codemods.syntax.imports import add_import
from codemods.syntax.nodes import arguments, entry_value, unwrap
from codemods.syntax.quoting import string_literal
from codemods.syntax.source import Source
from codemods.transforms.events.declared_events import (
    Record,
    declared_names,
    event_records,
    exported_name,
)
from codemods.transforms.events.event_text import EventData, member, statement, type_text
from codemods.transforms.jobs.references import find_client
from codemods.workspace.writing.changes import Change, ChangeSet


class DeclareEvent(Struct, frozen=True):
    """The event with its data; `client` and `sdk` as `ScaffoldJob` takes them."""

    data: EventData
    client: str | None = None
    sdk: Major | None = None

    def plan(self, project: Project) -> ChangeSet:
        """The declaration; nothing where the project declares no events, or this one already.

        Raises Refusal, with the line to add by hand, where the list of events is no literal.
        """
        if find_sdk(project, self.sdk).major == 3:
            return self._in_schemas(project)
        return self._beside_event_types(project)

    @property
    def _why(self) -> str:
        return f"declare the event {self.data.event}"

    def _in_schemas(self, project: Project) -> ChangeSet:
        client = find_client(project, self.client)
        if client is None or client.client is None or client.client.schemas is None:
            return ChangeSet()
        records = event_records(project, client)
        if any(self.data.event in declared_names(project, record) for record in records):
            return ChangeSet()
        for record in records:
            if record.body is not None:
                return self._into_record(project, record, record.body)
        source = project.source(client.client.span.path)
        call = records[0].call if records else client.client.schemas
        raise Refusal(
            "the events of EventSchemas are not listed in a type or an object that can be edited",
            where=source.place(node_at(source, call)),
            mend="declare the event by hand, then run this again",
            add=f'"{self.data.event}": {{ data: {self.data.type()} }};',
        )

    def _into_record(self, project: Project, record: Record, place: Span) -> ChangeSet:
        source = project.source(place.path)
        body = node_at(source, place)
        name = string_literal(self.data.event, source.style.quote)
        match record.form:
            case "union":
                text = type_text(source, f"{{ name: {name}; data: {self.data.type()} }}")
                edits = _joined(source, body, "|", text, self._why)
            case "intersection":
                text = type_text(source, f"{{ {name}: {{ data: {self.data.type()} }} }}")
                edits = _joined(source, body, "&", text, self._why)
            case _:
                zod = record.method == "fromZod"
                data = self.data.zod(source.path) if zod else self.data.type()
                text = member(source, f"{name}: {{ data: {data} }}")
                edits = lists.insert(source, body, text, origin=self._why)
        source.refuse_errors_at([body], add=text)
        return _change(source, edits, self._why)

    def _beside_event_types(self, project: Project) -> ChangeSet:
        declarations = project.event_declarations
        if not declarations or any(each.event == self.data.event for each in declarations):
            return ChangeSet()
        homes = Counter(
            each.span.path for each in declarations if exported_name(project, each) is not None
        )
        if not homes:
            # Members of a record have no name to import: the trigger then names the event itself.
            return ChangeSet()
        source = project.source(homes.most_common(1)[0][0])
        others = [
            each
            for each in declarations
            if each.span.path == source.path and exported_name(project, each) is not None
        ]
        last = max(others, key=lambda each: each.span.start)
        text = self._event_type(project, source, last, [each.name or "" for each in others])
        after = _with_followers(source.module.declarations[last.name or ""].statement)
        source.refuse_errors_at([after], add=text)
        below = f"\n\n{text}".replace("\n", source.style.newline).encode()
        edits = [Edit(after.end_byte, after.end_byte, below, self._why)]
        if "staticSchema<" in text:
            edits += add_import(source, "staticSchema", "inngest", origin=self._why)
        return _change(source, edits, self._why)

    def _event_type(
        self, project: Project, source: Source, like: EventDeclaration, names: Sequence[str]
    ) -> str:
        """The statement that declares the event, in the way of the declaration `like`."""
        given = arguments(node_at(source, like.span))
        schema_text = _schema_text(project, source, given[1]) if len(given) > 1 else ""
        with_zod = "z.object(" in schema_text or "z.strictObject(" in schema_text
        schema = self.data.zod(source.path) if with_zod else f"staticSchema<{self.data.type()}>()"
        name = naming.camel(self.data.event) + _common_suffix(names)
        event = string_literal(self.data.event)
        return statement(
            source, f"export const {name} = eventType({event}, {{ schema: {schema} }});"
        )


def _schema_text(project: Project, source: Source, options: Node) -> str:
    """The source of an event's schema, a constant that holds it followed."""
    schema = entry_value(source, unwrap(options), "schema")
    if schema is not None and schema.type in ("identifier", "shorthand_property_identifier"):
        found = initialiser(project, source, source.text(schema))
        if found is not None:
            return found[0].text(found[1])
    return source.text(schema if schema is not None else options)


def _with_followers(statement: Node) -> Node:
    """The last of the statements and comments that follow without an empty line between."""
    following = statement.next_named_sibling
    while following is not None and following.start_point.row <= statement.end_point.row + 1:
        statement, following = following, following.next_named_sibling
    return statement


def _common_suffix(names: Sequence[str]) -> str:
    """What all the constants end in: ``EventType``, ``Event``, or nothing."""
    for suffix in ("EventType", "Event"):
        if names and all(name.endswith(suffix) for name in names):
            return suffix
    return ""


def _joined(source: Source, body: Node, operator: str, text: str, why: str) -> tuple[Edit, ...]:
    """One more member of a union or intersection, on a line of its own where the others are."""
    line = source.style.newline + source.indent_at(body.end_byte)
    many = body.type in ("union_type", "intersection_type") and "\n" in source.text(body)
    between = f"{line}{operator} " if many else f" {operator} "
    # Prettier sets the lines of such a member off by the width of its operator.
    aligned = ("\t" if source.style.indent == "\t" else "  ") if many else ""
    new = between + text.replace("\n", line + aligned)
    return (Edit(body.end_byte, body.end_byte, new.encode(), why),)


def _change(source: Source, edits: Sequence[Edit], why: str) -> ChangeSet:
    after = source.apply(source.edits(*edits))
    return ChangeSet((Change(source.path, source.data, after, why),))
