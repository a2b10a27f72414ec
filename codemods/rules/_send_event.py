"""Fixes that make a `step.sendEvent` of a `send` on the client."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.anatomy.model import Anatomy, Effect, Step, Use
from codemods.inngest.reading import node_at
from codemods.rules._await import awaiting
from codemods.rules._fix import fix_in
from codemods.rules.rule import Fix
from codemods.syntax.edits import Edit
from codemods.syntax.naming import slug
from codemods.syntax.nodes import FUNCTIONS, arguments, named_children, unwrap, walk
from codemods.syntax.quoting import string_literal
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value

ORIGIN = "send-inside-job"


def at_handler_level(source: Source, anatomy: Anatomy, effect: Effect) -> Fix | None:
    """`inngest.send(event)` → `step.sendEvent("send-event", event)`; None where it stands in a
    loop or a `Promise.all`, or the handler's `step` has no plain name."""
    call = node_at(source, effect.span)
    given, callee = arguments(call), call.child_by_field_name("function")
    tools = _tools(source, anatomy)
    if len(given) != 1 or callee is None or tools is None or effect.through is not None:
        return None
    if effect.context.loops or effect.context.parallel is not None:
        return None
    event = _event(source, given[0])
    step_id = _unused(anatomy, slug(f"send-{event}") if event else "send-events")
    quoted = string_literal(step_id, source.style.quote)
    edits = [
        Edit(callee.start_byte, callee.end_byte, f"{tools}.sendEvent".encode(), ORIGIN),
        Edit(given[0].start_byte, given[0].start_byte, f"{quoted}, ".encode(), ORIGIN),
    ]
    if effect.use is not Use.AWAITED:
        waiting = awaiting(source, call, ORIGIN) if effect.use is Use.FLOATING else None
        if waiting is None:
            return None
        # The `await` and the new callee begin at one place: in this order.
        edits = [*waiting, *edits]
    return fix_in(source, f"send it by {tools}.sendEvent", "unsafe", *edits)


def whole_step(source: Source, effect: Effect, step: Step) -> Fix | None:
    """A `step.run` that does nothing but send → a `step.sendEvent` of the same id."""
    call = node_at(source, step.span)
    callee, outer = call.child_by_field_name("function"), arguments(call)
    if step.kind != "run" or effect.through is not None:
        return None
    if callee is None or callee.type != "member_expression":
        return None
    if len(outer) != 2 or outer[1].type not in FUNCTIONS:
        return None
    send = _only_expression(outer[1])
    if send is None or (send.start_byte, send.end_byte) != (effect.span.start, effect.span.end):
        return None
    given = arguments(send)
    method = callee.child_by_field_name("property")
    if len(given) != 1 or method is None:
        return None
    payload = _dedented(source, given[0], source.indent_at(call.start_byte))
    return fix_in(
        source,
        "make the step a step.sendEvent",
        "unsafe",
        Edit(method.start_byte, method.end_byte, b"sendEvent", ORIGIN),
        Edit(outer[1].start_byte, outer[1].end_byte, payload.encode(), ORIGIN),
    )


def _only_expression(function: Node) -> Node | None:
    """The one call that a callback without parameters makes, `await` and `return` aside."""
    parameters = function.child_by_field_name("parameters")
    body = function.child_by_field_name("body")
    if body is None or (parameters is not None and named_children(parameters)):
        return None
    while body.type in ("statement_block", "return_statement", "expression_statement"):
        inner = body.named_children  # a comment in it would be lost, so it counts
        if len(inner) != 1:
            return None
        body = inner[0]
    body = unwrap(body)
    if body.type == "await_expression":
        body = unwrap(named_children(body)[0])
    return body if body.type == "call_expression" else None


def _dedented(source: Source, payload: Node, indent: str) -> str:
    """The payload's text, its further lines moved out to the indent of its new place."""
    text = source.text(payload)
    deeper = source.indent_at(payload.start_byte)
    inside_text = any(node.type == "template_string" for node in walk(payload))
    if inside_text or not deeper.startswith(indent):
        return text
    return text.replace("\n" + deeper, "\n" + indent)


def _tools(source: Source, anatomy: Anatomy) -> str | None:
    """How the handler calls its step tools: `step`, `ctx.step`; None where it has them one by
    one."""
    for step in anatomy.steps:
        method = source.text(node_at(source, step.method))
        tools, dot, _name = method.rpartition(f".{step.kind}")
        if dot and step.method.path == source.path and step.nested is None:
            return tools
    return None


def _event(source: Source, payload: Node) -> str | None:
    """The literal name of the event, or of the first of several."""
    payload = unwrap(payload)
    if payload.type == "array":
        items = named_children(payload)
        payload = unwrap(items[0]) if items else payload
    for pair in named_children(payload) if payload.type == "object" else []:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and source.text(key) == "name":
            return string_value(source.text(value)) if value.type == "string" else None
    return None


def _unused(anatomy: Anatomy, wanted: str) -> str:
    taken = {step.id.text for step in anatomy.steps if step.id is not None}
    number = 2
    name = wanted
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name
