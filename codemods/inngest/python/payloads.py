"""The events that the argument of a send is, or may be."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from msgspec import Struct
from msgspec.structs import replace

from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.names import Binding, names_of
from codemods.inngest.python.anatomy.origins import ClassAt, FunctionAt, InstanceOf
from codemods.inngest.python.anatomy.tree import Tree, keyword, positional
from codemods.inngest.python.anatomy.values import held_in
from codemods.inngest.python.clients import sdk_path
from codemods.inngest.python.definitions import means, returned
from codemods.inngest.python.event_names import known_string

_MOST_HOPS = 12
_EVENT = "inngest.Event"
_LISTS = frozenset({"builtins.list", "builtins.tuple"})
_ADDING = frozenset({"append", "extend", "insert"})


class Payload(Struct, frozen=True, eq=False):
    """One event as it is written.

    name, data: the expressions of its name and data, None where they are not in sight
    named_in:   the file that the name stands in, where that is another one
    whole:      whether nothing else says what is in it
    is_event:   whether it is surely an `inngest.Event`
    """

    tree: Tree
    name: cst.BaseExpression | None = None
    data: cst.BaseExpression | None = None
    named_in: Tree | None = None
    whole: bool = False
    is_event: bool = False


def payloads_in(
    known: Knowledge, tree: Tree, node: cst.BaseExpression, hops: int = 0
) -> Iterator[Payload]:
    """The events that an expression is, or may be."""
    unknown = Payload(tree)
    if hops > _MOST_HOPS:
        yield unknown
        return
    match node:
        case cst.List(elements=elements) | cst.Tuple(elements=elements):
            for each in elements:
                yield from payloads_in(known, tree, each.value, hops + 1)
        case cst.ListComp(elt=made) | cst.GeneratorExp(elt=made):
            yield from payloads_in(known, tree, made, hops + 1)
        case cst.BinaryOperation(operator=cst.Add(), left=left, right=right):
            yield from payloads_in(known, tree, left, hops + 1)
            yield from payloads_in(known, tree, right, hops + 1)
        case cst.IfExp(body=left, orelse=right) | cst.BooleanOperation(left=left, right=right):
            yield from payloads_in(known, tree, left, hops + 1)
            yield from payloads_in(known, tree, right, hops + 1)
        case cst.Await(expression=inner) | cst.NamedExpr(value=inner):
            yield from payloads_in(known, tree, inner, hops + 1)
        case cst.Name():
            yield from _named(known, tree, node, hops)
        case cst.Attribute():
            where, held = known.values.follow(tree, node)
            if held is node:
                yield unknown
            else:
                yield from payloads_in(known, where, held, hops + 1)
        case cst.Call():
            yield from _made(known, tree, node, hops)
        case _:
            yield unknown


def _named(known: Knowledge, tree: Tree, node: cst.Name, hops: int) -> Iterator[Payload]:
    """What a name holds: all that is assigned to it, and what is put into it."""
    bindings = names_of(tree).of(node.value, node)
    assigned = [each for each in bindings if each.kind == "assigned" and each.value is not None]
    if bindings and len(assigned) + sum(b.kind == "augmented" for b in bindings) == len(bindings):
        for each in assigned:
            assert each.value is not None
            yield from payloads_in(known, tree, each.value, hops + 1)
        for added in _put_in(tree, bindings):
            yield from payloads_in(known, tree, added, hops + 1)
        return
    where, held = known.values.follow(tree, node)
    if held is node:
        yield Payload(tree)
    else:
        yield from payloads_in(known, where, held, hops + 1)


def _put_in(tree: Tree, bindings: list[Binding]) -> Iterator[cst.BaseExpression]:
    """What is appended to a list of these bindings, wherever that is."""
    for node in tree.nodes:
        match node:
            case cst.Call(func=cst.Attribute(value=cst.Name() as owner, attr=cst.Name(method))):
                given = positional(node)
                if method in _ADDING and given and means(tree, owner, bindings):
                    yield given[-1]
            case cst.AugAssign(target=cst.Name() as owner, value=value):
                if means(tree, owner, bindings):
                    yield value
            case _:
                pass


def _made(known: Knowledge, tree: Tree, call: cst.Call, hops: int) -> Iterator[Payload]:
    """An `inngest.Event(…)`, a class of the project made from it, or what a function gives."""
    made = known.origins.of(tree, call.func)
    path = sdk_path(known.origins.path_of(tree, call.func) or "")
    given = positional(call)
    if path == _EVENT:
        yield _event(known, tree, call)
    elif path in _LISTS and len(given) == 1:
        yield from payloads_in(known, tree, given[0], hops + 1)
    elif isinstance(made, ClassAt) and _EVENT in map(sdk_path, known.origins.bases(made)):
        yield _own_event(known, tree, call, made)
    elif isinstance(made, FunctionAt):
        given_back = list(returned(made))
        of = _receiver(known, tree, call)
        for each in given_back:
            for payload in payloads_in(known, made.tree, each, hops + 1):
                yield payload if of is None else _of_instance(known, payload, of)
        if not given_back:
            yield Payload(tree)
    else:
        yield Payload(tree)


def _event(known: Knowledge, tree: Tree, call: cst.Call) -> Payload:
    """An `inngest.Event(…)`, its arguments in place or in a dict that is written down."""
    given = {each.keyword.value: each.value for each in call.args if each.keyword is not None}
    whole = True
    for each in call.args:
        if each.star:
            where, held = known.values.follow(tree, each.value)
            whole = False  # more may have been set on it
            if where is tree and isinstance(held, cst.Dict):
                given = {**_entries(known, tree, held), **given}
    return Payload(tree, given.get("name"), given.get("data"), whole=whole, is_event=True)


def _entries(known: Knowledge, tree: Tree, node: cst.Dict) -> dict[str, cst.BaseExpression]:
    entries = (each for each in node.elements if isinstance(each, cst.DictElement))
    named = ((known_string(known, tree, each.key), each.value) for each in entries)
    return {key: value for key, value in named if key is not None}


def _own_event(known: Knowledge, tree: Tree, call: cst.Call, made: ClassAt) -> Payload:
    """One of a class of the project, which may fix the name."""
    data, name = keyword(call, "data"), keyword(call, "name")
    fixed = _class_value(known, made, "name") if name is None else None
    if fixed is not None:
        return Payload(tree, fixed[1], data, named_in=fixed[0], is_event=True)
    return Payload(tree, name, data, is_event=True)


def _receiver(known: Knowledge, tree: Tree, call: cst.Call) -> ClassAt | None:
    """The class of the project whose method is called."""
    if not isinstance(call.func, cst.Attribute):
        return None
    match known.origins.of(tree, call.func.value):
        case InstanceOf(of) | (ClassAt() as of):
            return of
        case _:
            return None


def _of_instance(known: Knowledge, payload: Payload, of: ClassAt) -> Payload:
    """What a method gives for an object of this class, which says what `self.name` is."""
    match payload.name:
        case cst.Attribute(value=cst.Name("self" | "cls"), attr=cst.Name(name)):
            found = _class_value(known, of, name)
            if found is not None:
                return replace(payload, name=found[1], named_in=found[0])
        case _:
            pass
    return payload


def _class_value(
    known: Knowledge, of: ClassAt, name: str, hops: int = 0
) -> tuple[Tree, cst.BaseExpression] | None:
    """What a class or one that it is made from assigns to a name in its body."""
    found = held_in(of, name)
    if found is not None:
        return of.tree, found
    for arg in of.node.bases if hops < _MOST_HOPS else ():
        base = known.origins.of(of.tree, arg.value)
        inner = _class_value(known, base, name, hops + 1) if isinstance(base, ClassAt) else None
        if inner is not None:
            return inner
    return None
