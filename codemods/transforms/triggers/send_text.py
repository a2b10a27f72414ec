"""The text of a send, and the edits that put it into a handler.

The form is the one of https://www.inngest.com/docs/reference/events/send; a failure to send is
logged and never reaches the response.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.inngest.sdk import find_sdk
from codemods.syntax.edits import Edit, Edits
from codemods.syntax.layout import restyle
from codemods.syntax.nodes import FUNCTIONS
from codemods.syntax.quoting import property_name, string_literal
from codemods.transforms.events.declared_events import declared_event
from codemods.transforms.jobs.references import ClientModule
from codemods.transforms.triggers.after import require_after
from codemods.transforms.triggers.client_import import (
    Reference,
    client_reference,
    constant_reference,
    package_reference,
)
from codemods.transforms.triggers.closures import hoisted
from codemods.transforms.triggers.inserting import inserted
from codemods.transforms.triggers.logger import report_at
from codemods.transforms.triggers.model import Handler, Payload, Place, SendMode
from codemods.transforms.triggers.values import Values

if TYPE_CHECKING:
    from codemods.inngest.project import Project


class Message(Struct, frozen=True):
    """What is sent, and whether the handler waits for that."""

    event: str
    payload: Payload
    mode: SendMode = "fire-and-forget"


def send_statement(
    project: Project, handler: Handler, place: Place, client: ClientModule, message: Message
) -> Edits:
    """The edits that send the event at the place, with the imports that this takes.

    Raises CodemodError where the handler cannot send in this mode.
    """
    event, payload, mode = message.event, message.payload, message.mode
    source, why = place.source, f"send {event}"
    values = Values(project, handler, place)
    before: list[str] = []
    if mode == "after":
        require_after(project, handler)
    if mode == "await":
        _require_async(place)
    if mode == "after" or payload.each is not None:
        payload, before = hoisted(values, payload)
    used = client_reference(project, values, client, why)
    if used.before is not None:
        _require_async(place)
        before.append(used.before)
    sdk = find_sdk(project, None)
    declared = declared_event(project, client, event, source.path, sdk)
    constant: Reference | None = None
    if declared is not None and declared.constant is not None:
        constant = constant_reference(project, values, declared.constant, why)
    name = constant.expression if constant is not None else None
    text = f"{used.expression}.send({sent_argument(event, payload, name)})"
    report = report_at(handler, place, _taken(values))
    text += f".catch(({report.error}) => {{\n{report.statement}\n}})"
    edits = [*used.edits, *(constant.edits if constant is not None else ())]
    match mode:
        case "await":
            text = f"await {text}"
        case "after":
            after = package_reference(values, "after", "next/server", "runAfter", why)
            edits += after.edits
            text = f"{after.expression}(() =>\n{text}\n)"
        case _:
            pass
    statements = _laid_out(place, [*before, f"{text};"])
    return source.edits(*_merged(edits), *inserted(place, statements, why))


def sent_argument(event: str, payload: Payload, constant: str | None) -> str:
    """What `send` is given: one event, or one for each record of a list.

    constant: what the code calls the project's `eventType(…)` for the event, if it has one
    """
    data = _data(payload)
    name = string_literal(event)
    one = (
        f"{constant}.create({data})"
        if constant is not None
        else f"{{\nname: {name},\ndata: {data},\n}}"
    )
    if payload.each is None:
        return one
    records, record = payload.each
    body = one if constant is not None else f"({one})"
    return f"{records}.map(({record}) => {body})"


def _data(payload: Payload) -> str:
    lines = [f"...{text}" for text in payload.spread]
    lines += [
        key if text == key else f"{property_name(key)}: {text}" for key, text in payload.entries
    ]
    if not lines:
        return "{}"
    return "{\n" + ",\n".join(lines) + ",\n}"


def _laid_out(place: Place, statements: list[str]) -> list[str]:
    r"""Each statement's lines joined by `\n`, without the indentation that they share."""
    source = place.source
    style = replace(source.style, newline="\n", bom=False)
    unit = len(style.indent) if style.indent != "\t" else 1
    depth = len(source.indent_at(place.byte)) // unit
    # Inside as many blocks as there are around it, so that the lines are as wide as they will be.
    text = "{\n" * depth + "\n".join(statements) + "\n}" * depth
    printed = restyle(f"{text}\n", style, source.path).decode().rstrip("\n").split("\n")
    margin = len(style.indent) * depth
    lines = printed[depth : len(printed) - depth]
    return [line[margin:] for line in lines]


def _taken(values: Values) -> frozenset[str]:
    """The names that mean something at the place."""
    outline = values.source.module
    return frozenset(
        {
            *(held.name for held in values.bindings),
            *(each.local for each in outline.imports),
            *outline.declarations,
        }
    )


def _require_async(place: Place) -> None:
    function = place.block
    while function is not None and function.type not in FUNCTIONS:
        if function.parent is None:
            return
        function = function.parent
    if not any(child.type == "async" for child in function.children):
        raise CodemodError(
            "the function around the place is not async, so nothing can be awaited in it",
            where=f"{place.source.path}:{place.line}",
            mend="make it async, or send with --send fire-and-forget",
        )


def _merged(edits: list[Edit]) -> list[Edit]:
    """The edits as they can be made together: imports beside the same place are one edit."""
    found: dict[tuple[int, int], Edit] = {}
    for each in edits:
        key = (each.start, each.end)
        known = found.get(key)
        found[key] = each if known is None else replace(known, new=known.new + each.new)
    return list(found.values())
