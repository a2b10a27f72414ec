"""Events: what the project declares, what it sends, and what an expression names."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.clients import is_from_sdk
from codemods.inngest.model import EventDeclaration, Send
from codemods.inngest.reading import (
    Repository,
    holder,
    initialiser,
    literal,
    sources_with,
    span,
)
from codemods.syntax.literal import Array, Dynamic, Literal, Object, string
from codemods.syntax.nodes import arguments, unwrap
from codemods.syntax.source import Source

DECLARATION_MENTION = b"eventType("
SEND_MENTIONS = (b".send(", b".sendEvent(", b".send as ", b".sendEvent as ")


def read_event_declarations(repository: Repository) -> tuple[EventDeclaration, ...]:
    """Every `eventType(name, …)` of SDK 4, by path and place."""
    return tuple(
        declaration
        for source in sources_with(repository, DECLARATION_MENTION)
        for declaration in _declarations(repository, source)
    )


def _declarations(repository: Repository, source: Source) -> Iterator[EventDeclaration]:
    if not is_from_sdk(repository, source, "eventType", "eventType"):
        return
    for match in source.match("event-types"):
        call = match["event.declaration"]
        given = arguments(call)
        yield EventDeclaration(
            span=span(source, call),
            name=holder(source.module, call),
            event=string(literal(repository, source, given[0])) if given else None,
        )


def event_named_by(repository: Repository, value: Dynamic) -> str | None:
    """The event that an expression stands for where a name is expected.

    A constant that holds an `eventType(…)`, or a member of a record of them:
    `reportGenerate`, `events.reportGenerate`, `appEvents["report/generate"]`.
    """
    source, node = value.source, value.node
    if node.type == "identifier":
        found = initialiser(repository, source, source.text(node))
        return _declared_name(repository, *found) if found else None
    if node.type == "call_expression":
        return _declared_name(repository, source, node)
    owner = node.child_by_field_name("object")
    if owner is None:
        return None
    record = literal(repository, source, owner)
    if not isinstance(record, Object):
        return None
    match node.type:
        case "member_expression":
            key = node.child_by_field_name("property")
            name = source.text(key) if key is not None else None
        case "subscript_expression":
            index = node.child_by_field_name("index")
            name = string(literal(repository, source, index)) if index is not None else None
        case _:
            return None
    entry = record.get(name) if name is not None else None
    if isinstance(entry, Dynamic):
        return _declared_name(repository, entry.source, entry.node)
    return string(entry)


def _declared_name(repository: Repository, source: Source, node: Node) -> str | None:
    node = unwrap(node)
    callee = node.child_by_field_name("function") if node.type == "call_expression" else None
    if callee is None or source.text(callee) != "eventType":
        return None
    given = arguments(node)
    return string(literal(repository, source, given[0])) if given else None


def read_sends(repository: Repository) -> tuple[Send, ...]:
    """Every event with a static name that the project sends, by path and place."""
    return tuple(
        send
        for source in sources_with(repository, *SEND_MENTIONS)
        if b"inngest" in source.data
        for send in _sends(repository, source)
    )


def _sends(repository: Repository, source: Source) -> Iterator[Send]:
    for match in source.match("sends"):
        given = arguments(match["send.call"])
        for payload in _payloads(literal(repository, source, given[-1])) if given else ():
            name = payload.get("name")
            event = event_named_by(repository, name) if isinstance(name, Dynamic) else string(name)
            if event is not None:
                yield Send(span(source, match["send.call"]), event)


def _payloads(value: Literal) -> Iterator[Object]:
    if isinstance(value, Object):
        yield value
    elif isinstance(value, Array):
        yield from (item for item in value.items if isinstance(item, Object))
