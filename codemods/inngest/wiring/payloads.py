"""The payloads that the argument of a send is, or may be, and the keys of their data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.events.named import event_named_by
from codemods.inngest.origins.functions import returned
from codemods.inngest.reading import literal_at, local_constant
from codemods.inngest.wiring.model import PayloadField
from codemods.syntax.literal import Dynamic, type_name
from codemods.syntax.nodes import arguments, method_of, named_children, property_name, unwrap, walk
from codemods.syntax.scopes import bound, is_name
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_HOPS = 12
_MAPPING = frozenset({"map", "flatMap"})
_SAME_ELEMENTS = frozenset({"filter", "concat", "slice", "flat"})


class Payload(Struct, frozen=True):
    """One payload as it is written: `node` is its object, or None where it is not known.

    event, name, data: where `eventType(…).create(data)` makes it: the event's name, what stands for
                       it, and the data
    """

    source: Source
    node: Node | None
    event: str | None = None
    name: Node | None = None
    data: Node | None = None


def payloads_in(project: Project, source: Source, node: Node, hops: int = 0) -> Iterator[Payload]:
    """The payloads that an expression is, or may be."""
    node = unwrap(node)
    unknown = Payload(source, None)
    if hops > _MOST_HOPS:
        yield unknown
        return
    match node.type:
        case "object":
            yield Payload(source, node)
        case "array":
            for item in named_children(node):
                yield from payloads_in(project, source, item, hops + 1)
        case "spread_element" | "await_expression":
            yield from payloads_in(project, source, named_children(node)[0], hops + 1)
        case "ternary_expression":
            for arm in ("consequence", "alternative"):
                part = node.child_by_field_name(arm)
                if part is not None:
                    yield from payloads_in(project, source, part, hops + 1)
        case "identifier":
            yield from _named(project, source, node, hops)
        case "call_expression":
            yield from _called(project, source, node, hops)
        case _:
            yield unknown


def _named(project: Project, source: Source, node: Node, hops: int) -> Iterator[Payload]:
    """The payloads that a local variable holds: what it is made from, and what is pushed to it."""
    name = source.text(node)
    local = bound(source, node, name)
    if local is not None and local.is_variable and local.keys == () and local.value:
        yield from payloads_in(project, source, local.value, hops + 1)
        statement = local.declared.parent
        block = statement.parent if statement is not None else None
        for each in _pushed(source, block, name) if block is not None else ():
            yield from payloads_in(project, source, each, hops + 1)
        return
    if local is None:
        found = literal_at(project, source, node)
        if not isinstance(found, Dynamic):
            yield from payloads_in(project, found.source, found.node, hops + 1)
            return
    yield Payload(source, None)


def _pushed(source: Source, block: Node, name: str) -> Iterator[Node]:
    for each in walk(block):
        if each.type != "call_expression":
            continue
        callee = each.child_by_field_name("function")
        if callee is not None and source.text(callee) == f"{name}.push":
            yield from arguments(each)


def _called(project: Project, source: Source, node: Node, hops: int) -> Iterator[Payload]:
    """The payloads that a call gives."""
    callee, given = node.child_by_field_name("function"), arguments(node)
    if callee is None:
        yield Payload(source, None)
        return
    called = method_of(source, node)
    if called is not None:
        owner, method = called
        if method in _MAPPING and given:
            yield from _returned(project, source, given[0], hops)
            return
        if method in _SAME_ELEMENTS:
            yield from payloads_in(project, source, owner, hops + 1)
            return
        if method == "create":
            event = event_named_by(project, Dynamic(source, unwrap(owner)))
            if event is not None:
                yield Payload(source, None, event, owner, given[0] if given else None)
                return
    callee = unwrap(callee)
    if source.text(callee) == "Array.from" and len(given) == 2:
        yield from _returned(project, source, given[1], hops)
    else:
        yield from _returned(project, source, callee, hops)


def _returned(project: Project, source: Source, node: Node, hops: int) -> Iterator[Payload]:
    """The payloads that a function gives, as it is written or by its name."""
    function = project.origins.function(source, node)
    if function is None or function[1].child_by_field_name("body") is None:
        yield Payload(source, None)
        return
    for each in returned(function[1]):
        yield from payloads_in(project, function[0], each, hops + 1)


def fields_of(
    project: Project, source: Source, node: Node, hops: int = 0
) -> tuple[tuple[PayloadField, ...] | None, bool]:
    """The keys of a payload's data, and whether they are all."""
    node = unwrap(node)
    if is_name(node) and hops < _MOST_HOPS:
        held = local_constant(source, node)
        if held is not None:
            return fields_of(project, source, held, hops + 1)
        if bound(source, node, source.text(node)) is None:
            found = literal_at(project, source, node)
            if not isinstance(found, Dynamic):
                return fields_of(project, found.source, found.node, hops + 1)
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
                inner, whole = fields_of(project, source, named_children(entry)[0], hops + 1)
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
    return type_name(literal_at(project, source, node))
