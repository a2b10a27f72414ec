"""The events that the project declares with `eventType`, and those that it sends by name."""

from __future__ import annotations

from collections.abc import Iterator

from codemods.inngest.clients import is_from_sdk
from codemods.inngest.events.named import event_named_by
from codemods.inngest.model import EventDeclaration, Send
from codemods.inngest.reading import (
    Repository,
    holder,
    literal,
    sources_with,
    span,
)
from codemods.syntax.literal import Array, Dynamic, Literal, Object, string
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
    for call in source.calls("eventType"):
        if call.receiver is not None:
            continue
        given = call.arguments
        yield EventDeclaration(
            span=span(source, call.node),
            name=holder(source.module, call.node),
            event=string(literal(repository, source, given[0])) if given else None,
        )


def read_sends(repository: Repository) -> tuple[Send, ...]:
    """Every event with a static name that the project sends, by path and place."""
    return tuple(
        send
        for source in sources_with(repository, *SEND_MENTIONS)
        if b"inngest" in source.data
        for send in _sends(repository, source)
    )


def _sends(repository: Repository, source: Source) -> Iterator[Send]:
    for call in source.calls("send", "sendEvent"):
        given = call.arguments if call.receiver is not None else []
        for payload in _payloads(literal(repository, source, given[-1])) if given else ():
            name = payload.get("name")
            event = event_named_by(repository, name) if isinstance(name, Dynamic) else string(name)
            if event is not None:
                yield Send(span(source, call.node), event)


def _payloads(value: Literal) -> Iterator[Object]:
    if isinstance(value, Object):
        yield value
    elif isinstance(value, Array):
        yield from (item for item in value.items if isinstance(item, Object))
