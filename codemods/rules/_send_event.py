"""Fixes that make a `step.sendEvent` of a `send` on the client."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.anatomy.model import Anatomy, Effect, Step, Use
from codemods.inngest.model import Span
from codemods.inngest.reading import node_at, span
from codemods.rules._await import awaiting
from codemods.rules._fix import fix_in
from codemods.rules.rule import Fix
from codemods.syntax.edits import Edit
from codemods.syntax.naming import slug
from codemods.syntax.nodes import FUNCTIONS, arguments, named_children, unwrap, walk
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
    from codemods.syntax.quoting import string_literal

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


def sends_only(source: Source, effect: Effect, step: Step) -> bool:
    """Whether the effect is a send in place, and all that the callback of the `step.run` does; to
    catch its failure and to give a value back is nothing."""
    if step.kind != "run" or step.callback is None or not step.callback.contains(effect.span):
        return False
    if effect.through is not None:
        return False
    callback = node_at(source, step.callback)
    body = callback.child_by_field_name("body")
    statements = named_children(body) if body is not None else []
    if len(statements) == 2 and statements[1].type == "return_statement":
        statements = [] if any(map(_calls, walk(statements[1]))) else statements[:1]
    if len(statements) == 1 and statements[0].type == "try_statement":
        return is_borne(source, effect)
    return _is_only(source, effect, callback)


def is_borne(source: Source, effect: Effect) -> bool:
    """Whether a failure of the send, and of nothing else, is caught and not thrown again."""
    call = node_at(source, effect.span)
    if effect.through is not None:
        return False
    link = call.parent
    if link is not None and link.type == "member_expression":
        key = link.child_by_field_name("property")
        return key is not None and source.text(key) == "catch"
    for place in effect.swallowed:
        body = node_at(source, place).child_by_field_name("body")
        only = _only_call(body) if body is not None else None
        if only is not None and span(source, only) == effect.span:
            return True
    return False


def is_thrown_again(source: Source, effect: Effect, callback: Span) -> bool:
    """Whether the `catch` in a callback that the send stands in throws what it has caught."""
    node: Node | None = node_at(source, effect.span)
    while node is not None and callback.contains(span(source, node)):
        if node.type == "catch_clause":
            return any(each.type == "throw_statement" for each in walk(node, into_functions=False))
        node = node.parent
    return False


def _calls(node: Node) -> bool:
    return node.type in ("call_expression", "await_expression")


def _is_only(source: Source, effect: Effect, callback: Node) -> bool:
    body = callback.child_by_field_name("body")
    only = _only_call(body) if body is not None else None
    return only is not None and span(source, only) == effect.span


def whole_step(source: Source, effect: Effect, step: Step) -> Fix | None:
    """A `step.run` that does nothing but send → a `step.sendEvent` of the same id.

    None where something would be lost with the callback: a comment, or what else it is given.
    """
    call = node_at(source, step.span)
    callee, outer = call.child_by_field_name("function"), arguments(call)
    if not sends_only(source, effect, step) or step.callback is None:
        return None
    if not _is_only(source, effect, node_at(source, step.callback)):
        return None
    if callee is None or callee.type != "member_expression":
        return None
    if len(outer) != 2 or outer[1].type not in FUNCTIONS or _says_more(outer[1], effect):
        return None
    given = arguments(node_at(source, effect.span))
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


def _says_more(function: Node, effect: Effect) -> bool:
    """Whether a callback has parameters, or a comment outside of the send."""
    parameters = function.child_by_field_name("parameters")
    return (parameters is not None and bool(named_children(parameters))) or any(
        node.type == "comment"
        and not (effect.span.start <= node.start_byte and node.end_byte <= effect.span.end)
        for node in walk(function)
    )


def _only_call(body: Node) -> Node | None:
    """The one call that is made in a body, `await` and `return` aside."""
    while body.type in ("statement_block", "return_statement", "expression_statement"):
        inner = named_children(body)
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
