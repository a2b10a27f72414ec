"""Values that are not what they seem when the handler is entered again: unstable and rich ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from tree_sitter import Node

from codemods.inngest.anatomy.contexts import ITERATING
from codemods.inngest.anatomy.handlers import Handler
from codemods.inngest.anatomy.model import RichResult, UnstableValue
from codemods.inngest.anatomy.paths import member_path
from codemods.inngest.anatomy.sites import Site
from codemods.inngest.anatomy.step_calls import step_kind
from codemods.inngest.anatomy.steps import StepTree
from codemods.inngest.reading import Repository, node_at, span
from codemods.syntax.nodes import (
    FUNCTIONS,
    arguments,
    callee_text,
    method_name,
    named_children,
    property_name,
    unwrap,
    walk,
)
from codemods.syntax.scopes import Binding, is_name
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import ExternalName

Reach = Literal["step id", "step input", "branch"]

_UNSTABLE_CALLS = frozenset({"Date.now", "Math.random", "crypto.randomUUID", "performance.now"})
# Functions of packages that give another value at each call.
_UNSTABLE_IMPORTS = {
    "crypto": frozenset({"randomUUID", "randomBytes", "randomInt"}),
    "node:crypto": frozenset({"randomUUID", "randomBytes", "randomInt"}),
    "uuid": frozenset({"v1", "v4", "v6", "v7"}),
    "nanoid": frozenset({"nanoid"}),
    "ulid": frozenset({"ulid"}),
    "@paralleldrive/cuid2": frozenset({"createId"}),
}
# What a wait is given is looked at once, when it is planned, and such a date is its usual one.
_WAITS = frozenset({"sleep", "sleepUntil"})
_BRANCHING = {
    "if_statement": "condition",
    "ternary_expression": "condition",
    "while_statement": "condition",
    "do_statement": "condition",
    "for_statement": "condition",
    "switch_statement": "value",
}
_MOST_HOPS = 8  # constants made from each other

_DATE_METHODS = frozenset({"toISOString", "toDateString", "toUTCString", "toTimeString"})
_METHODS = {
    "Map": frozenset({"get", "set", "has", "delete", "forEach", "entries", "keys", "values"}),
    "Set": frozenset({"add", "has", "delete", "forEach", "entries", "keys", "values"}),
    "BigInt": frozenset({"toString", "toLocaleString"}),
}


def read_unstable(
    repository: Repository, handler: Handler, tree: StepTree
) -> tuple[UnstableValue, ...]:
    """The values at handler level that differ each time that the handler is entered."""
    source = handler.source
    found = []
    for site in handler.calls:
        what = _unstable(repository, source, site)
        if what is not None and _is_at_level(source, site) and tree.around(site) is None:
            reaches = _reaches(handler, tree, site)
            found.append(UnstableValue(what, span(source, site.node), reaches))
    return tuple(found)


def _unstable(repository: Repository, source: Source, site: Site) -> str | None:
    node = site.node
    if node.type == "new_expression":
        constructor = node.child_by_field_name("constructor")
        is_date = constructor is not None and source.text(constructor) == "Date"
        is_global = site.find("Date") is None and "Date" not in source.module.declarations
        return "new Date()" if is_date and is_global and not arguments(node) else None
    text = callee_text(source, node)
    name, _, method = text.partition(".")
    if site.find(name) is not None or not name.isidentifier():
        return None
    meaning = repository.modules.binding(source, name)
    if meaning is None:
        given = arguments(node)
        return f"{text}()" if text in _UNSTABLE_CALLS and not given else None
    if not isinstance(meaning, ExternalName):
        return None
    exported = method if meaning.name in ("default", "*") and method else meaning.name
    return f"{text}()" if exported in _UNSTABLE_IMPORTS.get(meaning.package, ()) else None


def _is_at_level(source: Source, site: Site) -> bool:
    """Whether it runs when the handler does: no function is around it but callbacks of `.map`."""
    for function in site.functions():
        call = function.given_to
        if call is None or call.node.type != "call_expression":
            return False
        if method_name(source, call.node) not in ITERATING:
            return False
    return True


def _reaches(handler: Handler, tree: StepTree, site: Site) -> Reach | None:
    """Where the value goes, followed through local constants."""
    pending: list[Site] = [site]
    seen: set[int] = set()
    found: set[Reach] = set()
    for _ in range(_MOST_HOPS):
        names: dict[str, Binding] = {}
        for each in pending:
            reach, binding = _goes(handler.source, tree, each)
            if reach is not None:
                found.add(reach)
            if binding is not None and binding.node.id not in seen:
                seen.add(binding.node.id)
                names[binding.name] = binding
        if not names:
            break
        pending = list(_uses(handler, names))
    order: tuple[Reach, ...] = ("step id", "step input", "branch")
    return next((reach for reach in order if reach in found), None)


def _uses(handler: Handler, names: dict[str, Binding]) -> Iterator[Site]:
    source = handler.source
    for site in handler.walk():
        if not is_name(site.node):
            continue
        binding = names.get(source.text(site.node))
        if binding is None or site.node.id == binding.node.id:
            continue
        meant = site.find(binding.name)
        if meant is not None and meant.node.id == binding.node.id:
            yield site


def _goes(source: Source, tree: StepTree, site: Site) -> tuple[Reach | None, Binding | None]:
    """What a value reaches where it stands, or the constant that it becomes a part of."""
    if tree.around(site) is not None:
        return "step input", None
    node, around = site.node, site.parent
    while around is not None:
        kind = around.node.type
        if kind == "arguments" and around.parent is not None:
            step = step_kind(around.parent)
            if step is not None:
                given = arguments(around.parent.node)
                if given and given[0].id == node.id:
                    return "step id", None
                return (None if step in _WAITS else "step input"), None
        elif kind == "variable_declarator":
            name = around.node.child_by_field_name("name")
            bound = name is not None and name.type == "identifier" and name.id != node.id
            return None, around.find(source.text(name)) if bound and name else None
        elif kind in _BRANCHING:
            tested = around.node.child_by_field_name(_BRANCHING[kind])
            if tested is not None and tested.id == node.id and _decides(tree, source, around.node):
                return "branch", None
        elif kind in FUNCTIONS or kind.endswith("_statement"):
            return None, None
        node, around = around.node, around.parent
    return None, None


def _decides(tree: StepTree, source: Source, construct: Node) -> bool:
    """Whether a step stands in a construct, so that its condition decides whether it is run."""
    place = span(source, construct)
    return any(place.contains(step.span) for step in tree.steps)


def read_rich_results(
    repository: Repository, handler: Handler, tree: StepTree
) -> tuple[RichResult, ...]:
    """The methods called on what was a Date, Map, Set or BigInt before it became JSON."""
    held: dict[str, list[tuple[dict[str, str], int]]] = {}
    for number, step in enumerate(tree.steps):
        if step.result is None or step.callback is None or step.kind != "run":
            continue
        source = repository.source(step.callback.path)
        rich = _returned(source, node_at(source, step.callback))
        if rich:
            held.setdefault(step.result, []).append((rich, number))
    return tuple(_method_calls(handler, tree, held)) if held else ()


def _method_calls(
    handler: Handler, tree: StepTree, held: dict[str, list[tuple[dict[str, str], int]]]
) -> Iterator[RichResult]:
    source = handler.source
    for site in handler.calls:
        callee = site.node.child_by_field_name("function")
        name, keys = member_path(source, callee) if callee is not None else (None, None)
        if name is None or not keys or len(keys) > 2:
            continue
        meant = site.find(name)
        for rich, number in held.get(name, ()):
            call, step = tree.calls[number], tree.steps[number]
            what = rich.get(keys[0] if len(keys) == 2 else "")
            own = call.site.find(name)
            if what is None or own is None or meant is None or own.node.id != meant.node.id:
                continue
            if site.node.start_byte > step.span.end and _is_method(what, keys[-1]):
                yield RichResult(what, step.span, span(source, site.node))


def _is_method(what: str, name: str) -> bool:
    if what == "Date":
        return name in _DATE_METHODS or (name[:3] in ("get", "set") and name[3:4].isupper())
    return name in _METHODS[what]


def _returned(source: Source, callback: Node) -> dict[str, str]:
    """The classes of what a callback gives: under "" the value itself, else by its keys.

    Nothing where its ways out differ: then the caller may well tell them apart.
    """
    body = callback.child_by_field_name("body")
    if body is None:
        return {}
    if body.type != "statement_block":
        return _classes(source, body)
    found: list[dict[str, str]] = []
    for node in walk(body, into_functions=False):
        if node.type == "return_statement":
            inner = named_children(node)
            found.append(_classes(source, inner[0]) if inner else {})
    return found[0] if found and all(each == found[0] for each in found) else {}


def _classes(source: Source, value: Node) -> dict[str, str]:
    value = unwrap(value)
    if value.type != "object":
        what = _class(source, value)
        return {"": what} if what is not None else {}
    found = {}
    for entry in named_children(value):
        key, inner = entry.child_by_field_name("key"), entry.child_by_field_name("value")
        name = property_name(key, source.text(key)) if key is not None else None
        what = _class(source, unwrap(inner)) if inner is not None else None
        if name is not None and what is not None:
            found[name] = what
    return found


def _class(source: Source, value: Node) -> str | None:
    if value.type == "new_expression":
        constructor = value.child_by_field_name("constructor")
        name = source.text(constructor) if constructor is not None else None
        return name if name in ("Date", "Map", "Set") else None
    if value.type == "number":
        return "BigInt" if source.text(value).endswith("n") else None
    if value.type == "call_expression":
        return "BigInt" if callee_text(source, value) == "BigInt" else None
    return None
