"""Every event that the project sends, with what it carries and what becomes of the promise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.anatomy.model import Use
from codemods.inngest.events import SEND_MENTIONS, event_named_by
from codemods.inngest.reading import sources_with, span
from codemods.inngest.wiring.listeners import job_around
from codemods.inngest.wiring.model import PayloadField, Sent
from codemods.inngest.wiring.static import constant, event_names, value
from codemods.syntax.literal import Dynamic, Scalar
from codemods.syntax.nodes import arguments, named_children, property_name, unwrap, walk
from codemods.syntax.scopes import annotation, bound
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_HOPS = 12
_MOST_PAYLOADS = 5000  # of one call: the server takes no more
_MAPPING = frozenset({"map", "flatMap"})
_SAME_ELEMENTS = frozenset({"filter", "concat", "slice", "flat"})
_STEP_TYPES = ("StepTools", "Context", "StepRunner")


@dataclass(frozen=True, slots=True)
class _Payload:
    """One payload as it is written: `node` is its object, or None where it is not known.

    event, fields: where `eventType(…).create(data)` makes it
    """

    source: Source
    node: Node | None
    event: str | None = None
    name: Node | None = None
    data: Node | None = None


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
    for match in source.match("sends"):
        call, sender = match["send.call"], match["send.sender"]
        in_step = source.text(match["send.method"]) == "sendEvent"
        given = arguments(call)
        place = 1 if in_step else 0
        if len(given) <= place:
            continue
        if in_step:
            if not _is_step(source, sender):
                continue
        elif not _is_client(project, source, sender):
            continue
        for payload in islice(_payloads(project, source, given[place], 0), _MOST_PAYLOADS):
            yield from _sent(project, source, call, payload, in_step)


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
    if local is None or local.kind not in ("parameter", "variable"):
        return False
    if local.keys and local.keys[-1] == "step":
        return True
    kind = annotation(local.node)
    typed = kind is not None and any(each in source.text(kind) for each in _STEP_TYPES)
    return typed or "step" in name.lower()


def _sent(
    project: Project, source: Source, call: Node, payload: _Payload, in_step: bool
) -> Iterator[Sent]:
    place = span(source, call)
    name, data = payload.name, payload.data
    if payload.node is not None:
        name = _entry(payload.source, payload.node, "name")
        data = _entry(payload.source, payload.node, "data")
    fields, complete = None, False
    if data is not None:
        fields, complete = _fields(project, payload.source, data, 0)
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


def _payloads(project: Project, source: Source, node: Node, hops: int) -> Iterator[_Payload]:
    """The payloads that an expression is, or may be."""
    node = unwrap(node)
    unknown = _Payload(source, None)
    if hops > _MOST_HOPS:
        yield unknown
        return
    match node.type:
        case "object":
            yield _Payload(source, node)
        case "array":
            for item in named_children(node):
                yield from _payloads(project, source, item, hops + 1)
        case "spread_element" | "await_expression":
            yield from _payloads(project, source, named_children(node)[0], hops + 1)
        case "ternary_expression":
            for arm in ("consequence", "alternative"):
                part = node.child_by_field_name(arm)
                if part is not None:
                    yield from _payloads(project, source, part, hops + 1)
        case "identifier":
            yield from _named(project, source, node, hops)
        case "call_expression":
            yield from _called(project, source, node, hops)
        case _:
            yield unknown


def _named(project: Project, source: Source, node: Node, hops: int) -> Iterator[_Payload]:
    """The payloads that a local variable holds: what it is made from, and what is pushed to it."""
    name = source.text(node)
    local = bound(source, node, name)
    if local is not None and local.kind == "variable" and local.keys == () and local.value:
        yield from _payloads(project, source, local.value, hops + 1)
        block = local.node.parent.parent if local.node.parent is not None else None
        for each in _pushed(source, block, name) if block is not None else ():
            yield from _payloads(project, source, each, hops + 1)
        return
    if local is None:
        found = value(project, source, node)
        if not isinstance(found, Dynamic):
            yield from _payloads(project, found.source, found.node, hops + 1)
            return
    yield _Payload(source, None)


def _pushed(source: Source, block: Node, name: str) -> Iterator[Node]:
    for each in walk(block):
        if each.type != "call_expression":
            continue
        callee = each.child_by_field_name("function")
        if callee is not None and source.text(callee) == f"{name}.push":
            yield from arguments(each)


def _called(project: Project, source: Source, node: Node, hops: int) -> Iterator[_Payload]:
    callee, given = node.child_by_field_name("function"), arguments(node)
    callee = unwrap(callee) if callee is not None else None
    if callee is None:
        yield _Payload(source, None)
        return
    if callee.type == "member_expression":
        owner, key = callee.child_by_field_name("object"), callee.child_by_field_name("property")
        method = source.text(key) if key is not None else ""
        if owner is None:
            yield _Payload(source, None)
            return
        if method in _MAPPING and given:
            yield from _returned(project, source, given[0], hops)
            return
        if method in _SAME_ELEMENTS:
            yield from _payloads(project, source, owner, hops + 1)
            return
        if method == "create":
            event = event_named_by(project, Dynamic(source, unwrap(owner)))
            if event is not None:
                yield _Payload(source, None, event, owner, given[0] if given else None)
                return
    if source.text(callee) == "Array.from" and len(given) == 2:
        yield from _returned(project, source, given[1], hops)
        return
    made = project.origins.function(source, callee)
    if made is None:
        yield _Payload(source, None)
    else:
        yield from _returned(project, *made, hops)


def _returned(project: Project, source: Source, node: Node, hops: int) -> Iterator[_Payload]:
    """The payloads that a function gives, as it is written or by its name."""
    function = project.origins.function(source, node)
    body = function[1].child_by_field_name("body") if function is not None else None
    if function is None or body is None:
        yield _Payload(source, None)
        return
    where = function[0]
    if body.type != "statement_block":
        yield from _payloads(project, where, body, hops + 1)
        return
    for each in walk(body, into_functions=False):
        if each.type == "return_statement" and named_children(each):
            yield from _payloads(project, where, named_children(each)[0], hops + 1)


def _fields(
    project: Project, source: Source, node: Node, hops: int
) -> tuple[tuple[PayloadField, ...] | None, bool]:
    """The keys of a payload's data, and whether they are all."""
    node = unwrap(node)
    if node.type in ("identifier", "shorthand_property_identifier") and hops < _MOST_HOPS:
        name = source.text(node)
        held = constant(source, node, name)
        if held is not None:
            return _fields(project, source, held, hops + 1)
        if bound(source, node, name) is None:
            found = value(project, source, node)
            if not isinstance(found, Dynamic):
                return _fields(project, found.source, found.node, hops + 1)
        return None, False
    if node.type != "object" or hops >= _MOST_HOPS:
        return None, False
    fields: dict[str, PayloadField] = {}
    complete = True
    for entry in named_children(node):
        match entry.type:
            case "pair":
                key, held = entry.child_by_field_name("key"), entry.child_by_field_name("value")
                own = property_name(key, source.text(key)) if key is not None else None
                if own is None or held is None:
                    complete = False
                else:
                    fields[own] = PayloadField(own, _type(project, source, held))
            case "shorthand_property_identifier":
                short = source.text(entry)
                fields[short] = PayloadField(short, _type(project, source, entry))
            case "method_definition":
                complete = False
            case "spread_element":
                inner, whole = _fields(project, source, named_children(entry)[0], hops + 1)
                fields.update({each.name: each for each in inner or ()})
                complete = complete and whole and inner is not None
            case _:
                complete = False
    return tuple(fields.values()), complete


def _type(project: Project, source: Source, node: Node) -> str | None:
    """The type of a value that is literal where it is written or in a constant."""
    node = unwrap(node)
    if node.type == "template_string":
        return "string"
    found = value(project, source, node)
    if not isinstance(found, Scalar):
        return None
    match found.value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case _:
            return "number"


def _is_complete(node: Node) -> bool:
    return all(each.type != "spread_element" for each in named_children(node))


def _entry(source: Source, node: Node, key: str) -> Node | None:
    for entry in named_children(node):
        if entry.type == "pair":
            own = entry.child_by_field_name("key")
            if own is not None and property_name(own, source.text(own)) == key:
                return entry.child_by_field_name("value")
        elif entry.type == "shorthand_property_identifier" and source.text(entry) == key:
            return entry
    return None


# What hands the promise on as it is.
_TRANSPARENT = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "ternary_expression",
        "sequence_expression",
    }
)


def use_of_send(source: Source, call: Node) -> Use:
    """What becomes of the promise of a send.

    FLOATING where nobody has it and a failure goes unnoticed: an expression statement without
    `.catch(…)` or a second argument of `.then`. With `void` it is meant, and is KEPT.
    """
    node = call
    while node.parent is not None:
        around = node.parent
        match around.type:
            case "await_expression" | "return_statement":
                return Use.AWAITED
            case "arrow_function":
                return _of_callback(source, around)
            case "expression_statement":
                return Use.FLOATING
            case "binary_expression":
                right = around.child_by_field_name("right")
                if right is None or right != node:
                    return Use.KEPT
            case "member_expression":
                outer = around.parent
                if outer is None or outer.type != "call_expression":
                    return Use.KEPT
                key = around.child_by_field_name("property")
                method = source.text(key) if key is not None else ""
                if method == "catch" or (method == "then" and len(arguments(outer)) > 1):
                    return _caught(outer)
                if method not in ("then", "finally"):
                    return Use.KEPT
                node = outer
                continue
            case kind if kind not in _TRANSPARENT:
                return Use.KEPT
        node = around
    return Use.KEPT


def _caught(call: Node) -> Use:
    """A promise whose failure is handled is at least KEPT."""
    node = call
    while node.parent is not None:
        kind = node.parent.type
        if kind in ("await_expression", "return_statement"):
            return Use.AWAITED
        if kind not in ("member_expression", "call_expression", "parenthesized_expression"):
            return Use.KEPT
        node = node.parent
    return Use.KEPT


def _of_callback(source: Source, function: Node) -> Use:
    """An arrow's body gives the promise to whoever calls it; `forEach` drops it."""
    given = function.parent
    call = given.parent if given is not None and given.type == "arguments" else None
    callee = call.child_by_field_name("function") if call is not None else None
    method = callee.child_by_field_name("property") if callee is not None else None
    if method is not None and source.text(method) == "forEach":
        return Use.FOR_EACH
    return Use.AWAITED
