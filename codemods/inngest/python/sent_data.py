"""The keys of an event's data, as far as the expression that makes it says."""

from __future__ import annotations

import libcst as cst

from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.names import Binding, names_of
from codemods.inngest.python.anatomy.origins import ClassAt, FunctionAt, InstanceOf
from codemods.inngest.python.anatomy.tree import Tree, positional
from codemods.inngest.python.definitions import means, returned
from codemods.inngest.python.event_names import known_string
from codemods.inngest.python.shapes import class_shape, is_typed_dict
from codemods.inngest.wiring.model import PayloadField

_MOST_HOPS = 12
_DUMPS = frozenset({"model_dump", "dict"})
_AS_DICT = frozenset({"dataclasses.asdict", "attrs.asdict", "builtins.dict", "builtins.vars"})
_CHANGING = frozenset({"update", "setdefault", "pop", "clear"})

Fields = tuple[tuple[PayloadField, ...] | None, bool]


def fields_of(known: Knowledge, tree: Tree, node: cst.BaseExpression, hops: int = 0) -> Fields:
    """The keys of an event's data, and whether they are all there are; None where not known."""
    if hops > _MOST_HOPS:
        return None, False
    match node:
        case cst.Dict(elements=elements):
            return _of_dict(known, tree, elements, hops)
        case cst.BinaryOperation(operator=cst.BitOr(), left=left, right=right):
            return _joined(
                fields_of(known, tree, left, hops + 1), fields_of(known, tree, right, hops + 1)
            )
        case cst.Name("None"):
            return (), True
        case cst.Name():
            return _of_name(known, tree, node, hops)
        case cst.Attribute():
            where, held = known.values.follow(tree, node)
            return (None, False) if held is node else fields_of(known, where, held, hops + 1)
        case cst.Call():
            return _of_call(known, tree, node, hops)
        case _:
            return None, False


def _of_dict(
    known: Knowledge, tree: Tree, elements: object, hops: int
) -> tuple[tuple[PayloadField, ...], bool]:
    assert isinstance(elements, (list, tuple))
    found: dict[str, PayloadField] = {}
    complete = True
    for each in elements:
        if isinstance(each, cst.DictElement):
            key = known_string(known, tree, each.key)
            if key is None:
                complete = False
            else:
                found[key] = PayloadField(key, literal_type(each.value))
        elif isinstance(each, cst.StarredDictElement):
            inner, whole = fields_of(known, tree, each.value, hops + 1)
            found.update((field.name, field) for field in inner or ())
            complete = complete and whole
    return tuple(found.values()), complete


def _of_name(known: Knowledge, tree: Tree, node: cst.Name, hops: int) -> Fields:
    """What a variable holds, with the keys that are set on it; a parameter by its type."""
    bindings = names_of(tree).of(node.value, node)
    if len(bindings) == 1 and bindings[0].kind == "assigned" and bindings[0].value is not None:
        found = fields_of(known, tree, bindings[0].value, hops + 1)
        return _joined(found, _set_on(known, tree, bindings)) if found[0] is not None else found
    where, held = known.values.follow(tree, node)
    if held is not node:
        return fields_of(known, where, held, hops + 1)
    origin = known.origins.of(tree, node)
    if isinstance(origin, InstanceOf) and is_typed_dict(known, origin.of):
        return _of_class(known, origin.of, whole=False)
    return None, False


def _set_on(known: Knowledge, tree: Tree, bindings: list[Binding]) -> Fields:
    """The keys that are set on a dict: `data["key"] = …`; it is no longer known after others."""
    found: list[PayloadField] = []
    complete = True
    for node in tree.nodes:
        match node:
            case cst.AssignTarget(target=cst.Subscript(value=cst.Name() as owner, slice=parts)):
                if means(tree, owner, bindings):
                    complete = False  # perhaps only under a condition
                    match parts:
                        case [cst.SubscriptElement(slice=cst.Index(value=index))]:
                            key = known_string(known, tree, index)
                            if key is not None:
                                found.append(PayloadField(key, None))
                        case _:
                            pass
            case cst.Call(func=cst.Attribute(value=cst.Name() as owner, attr=cst.Name(method))):
                if method in _CHANGING and means(tree, owner, bindings):
                    complete = False
            case _:
                pass
    return tuple(found), complete


def _of_call(known: Knowledge, tree: Tree, call: cst.Call, hops: int) -> Fields:
    path = known.origins.path_of(tree, call.func)
    given = positional(call)
    if path in _AS_DICT and len(given) == 1:
        made = known.origins.of(tree, given[0])
        if isinstance(made, InstanceOf):
            return _of_class(known, made.of, whole=len(call.args) == 1)
        return fields_of(known, tree, given[0], hops + 1)
    if path == "builtins.dict" and not given:
        return _of_keywords(known, tree, call, hops)
    if path == "typing.cast" and len(given) == 2:
        return fields_of(known, tree, given[1], hops + 1)
    match call.func:
        case cst.Attribute(value=owner, attr=cst.Name(method)) if method in _DUMPS:
            made = known.origins.of(tree, owner)
            if isinstance(made, InstanceOf):
                plain = all(
                    each.keyword is not None and each.keyword.value == "mode" for each in call.args
                )
                return _of_class(known, made.of, whole=plain)
            return None, False
        case _:
            pass
    function = known.origins.of(tree, call.func)
    if isinstance(function, ClassAt) and is_typed_dict(known, function):
        return _of_keywords(known, tree, call, hops)
    if isinstance(function, FunctionAt):
        given_back = list(returned(function))
        if len(given_back) == 1:
            return fields_of(known, function.tree, given_back[0], hops + 1)
    return None, False


def _of_keywords(known: Knowledge, tree: Tree, call: cst.Call, hops: int) -> Fields:
    found: list[PayloadField] = []
    complete = True
    for each in call.args:
        if each.keyword is not None:
            found.append(PayloadField(each.keyword.value, literal_type(each.value)))
        else:
            inner, whole = fields_of(known, tree, each.value, hops + 1)
            found.extend(inner or ())
            complete = complete and whole and each.star == "**"
    return tuple(found), complete


def _of_class(known: Knowledge, of: ClassAt, *, whole: bool) -> Fields:
    """The keys that an object of a class is dumped with."""
    shape = class_shape(known, of)
    if shape is None:
        return None, False
    return tuple(PayloadField(each.name, None) for each in shape.fields), whole


def _joined(one: Fields, other: Fields) -> Fields:
    if one[0] is None and other[0] is None:
        return None, False
    found = {field.name: field for fields in (one[0], other[0]) for field in fields or ()}
    complete = one[1] and other[1] and one[0] is not None and other[0] is not None
    return tuple(found.values()), complete


def literal_type(node: cst.BaseExpression) -> str | None:
    """The name of a literal's type, as JSON has it; None for any other expression."""
    match node:
        case cst.SimpleString() | cst.ConcatenatedString() | cst.FormattedString():
            return "string"
        case cst.Integer() | cst.Float():
            return "number"
        case cst.Name("True" | "False"):
            return "boolean"
        case cst.Name("None"):
            return "null"
        case _:
            return None
