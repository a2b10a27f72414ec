"""Every event that the project sends, with what it carries and what becomes of the promise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.events.declarations import SEND_MENTIONS
from codemods.inngest.events.named import event_names
from codemods.inngest.reading import sources_with, span
from codemods.inngest.wiring.listeners import job_around
from codemods.inngest.wiring.model import Sent
from codemods.inngest.wiring.payloads import Payload, fields_of, payloads_in
from codemods.inngest.wiring.promises import use_of_send
from codemods.syntax.nodes import (
    entry_value,
    named_children,
    unwrap,
)
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_PAYLOADS = 5000  # of one call: the server takes no more
_STEP_TYPES = ("StepTools", "Context", "StepRunner")


def read_sent(project: Project) -> tuple[Sent, ...]:
    """What is sent in the project's own running code, by path and place.

    Only what is called on something that resolves to an Inngest client, or on a step parameter.
    """
    return tuple(
        sent
        for source in sources_with(project, *SEND_MENTIONS)
        if project.is_linted(source.path)
        for sent in _in_file(project, source)
    )


def _in_file(project: Project, source: Source) -> Iterator[Sent]:
    for call in source.calls("send", "sendEvent"):
        sender = call.receiver
        in_step = call.name == "sendEvent"
        given = call.arguments
        place = 1 if in_step else 0
        if sender is None or len(given) <= place:
            continue
        if in_step:
            if not _is_step(source, sender):
                continue
        elif not _is_client(project, source, sender):
            continue
        for payload in islice(payloads_in(project, source, given[place]), _MOST_PAYLOADS):
            yield from _sent(project, source, call.node, payload, in_step)


def _is_client(project: Project, source: Source, node: Node) -> bool:
    origin = project.origins.of(source, node)
    return origin is not None and origin.family == "inngest"


def _is_step(source: Source, node: Node) -> bool:
    """Whether `sendEvent` is called on a step: a handler's or helper's parameter, or a part."""
    node = unwrap(node)
    if node.type == "member_expression":
        key = node.child_by_field_name("property")
        return key is not None and source.text(key) == "step"
    if node.type != "identifier":
        return False
    name = source.text(node)
    local = bound(source, node, name)
    if local is None or not (local.is_variable or local.kind == "parameter"):
        return False
    if local.keys and local.keys[-1] == "step":
        return True
    kind = local.type
    typed = kind is not None and any(each in source.text(kind) for each in _STEP_TYPES)
    return typed or "step" in name.lower()


def _sent(
    project: Project, source: Source, call: Node, payload: Payload, in_step: bool
) -> Iterator[Sent]:
    place = span(source, call)
    name, data = payload.name, payload.data
    if payload.node is not None:
        name = entry_value(payload.source, payload.node, "name")
        data = entry_value(payload.source, payload.node, "data")
    fields, complete = None, False
    if data is not None:
        fields, complete = fields_of(project, payload.source, data)
    elif payload.node is not None and _is_complete(payload.node):
        fields, complete = (), True  # an event without data
    if payload.event is not None or name is None:
        names: list[str | None] = [payload.event]
    else:
        names = list(event_names(project, payload.source, name))
    for event in names:
        yield Sent(
            event=event,
            name=span(payload.source, name) if name is not None else None,
            span=place,
            fields=fields,
            complete=complete,
            step=in_step,
            job=job_around(project, place),
            use=use_of_send(source, call),
        )


def _is_complete(node: Node) -> bool:
    return all(each.type != "spread_element" for each in named_children(node))
