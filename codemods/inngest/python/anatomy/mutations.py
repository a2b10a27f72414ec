"""Changes that the callback of a step makes to variables declared outside every step.

On the next entry of the handler the callback does not run again, and the change is gone.
"""

from __future__ import annotations

from collections import defaultdict

import libcst as cst
from msgspec import Struct

from codemods.inngest.anatomy.model import Mutation
from codemods.inngest.model import Span
from codemods.inngest.python.anatomy.names import Binding, names_of
from codemods.inngest.python.anatomy.origins import External, InstanceOf, Origins
from codemods.inngest.python.anatomy.places import Places
from codemods.inngest.python.anatomy.step_calls import StepCall
from codemods.inngest.python.anatomy.tree import FUNCTIONS, method_of

_OF_CONTAINERS = frozenset(
    {"add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem",
     "popleft", "remove", "setdefault", "update"}
)  # fmt: skip
_MADE = frozenset(
    f"{name}()"
    for name in (
        "builtins.list", "builtins.dict", "builtins.set", "collections.defaultdict",
        "collections.Counter", "collections.deque", "collections.OrderedDict",
        "types.SimpleNamespace",
    )
)  # fmt: skip
_LITERALS = (cst.List, cst.Dict, cst.Set, cst.ListComp, cst.DictComp, cst.SetComp)


class _Write(Struct, frozen=True, eq=False):
    """One change: `rebinds` where the name itself gets another value."""

    name: cst.Name
    how: str
    node: cst.CSTNode
    rebinds: bool


def read_mutations(places: Places, origins: Origins) -> dict[cst.CSTNode, tuple[Mutation, ...]]:
    """The mutations of each step, by the step's call."""
    found: defaultdict[cst.CSTNode, list[Mutation]] = defaultdict(list)
    for node in places.sites():
        for write in _writes(node):
            step = places.step_of(write.node)
            binding = _lost(places, origins, write, step) if step is not None else None
            if step is None or binding is None:
                continue
            read = _is_read(places, write, step, binding)
            place = places.tree.span(write.node)
            found[step.call].append(
                Mutation(write.name.value, write.how, place, read)  # type: ignore[arg-type]
            )
    return {call: tuple(each) for call, each in found.items()}


def _writes(node: cst.CSTNode) -> list[_Write]:
    match node:
        case cst.Assign(targets=targets):
            return [each for target in targets for each in _target(target.target, node, "assigned")]
        case cst.AugAssign(target=target, operator=operator):
            adds = isinstance(operator, cst.AddAssign | cst.SubtractAssign)
            return _target(target, node, "incremented" if adds else "assigned")
        case cst.AnnAssign(target=target, value=cst.BaseExpression()):
            return _target(target, node, "assigned")
        case cst.Call(func=cst.Attribute(value=cst.Name() as name)):
            if method_of(node) in _OF_CONTAINERS:
                return [_Write(name, "pushed to", node, False)]
        case _:
            pass
    return []


def _target(target: cst.BaseExpression, node: cst.CSTNode, how: str) -> list[_Write]:
    match target:
        case cst.Name():
            return [_Write(target, how, node, True)]
        case cst.Subscript(value=cst.Name() as name) | cst.Attribute(value=cst.Name() as name):
            return [_Write(name, "a property set", node, False)]
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return [each for e in elements for each in _target(e.value, node, how)]
        case _:
            return []


def _lost(places: Places, origins: Origins, write: _Write, step: StepCall) -> Binding | None:
    """The binding outside the step whose value is changed, or None.

    Without `nonlocal` or `global` an assignment only binds a name of the callback's own.
    """
    callback = places.callback_of(step)
    tree = places.tree
    bindings = names_of(tree).of(write.name.value, write.name)
    outside = [
        each for each in bindings if callback is None or not _within(places, each.node, callback)
    ]
    if callback is None or not outside or any(each.kind == "parameter" for each in outside):
        return None
    scope = outside[0].scope
    if not isinstance(scope, (cst.Module, *FUNCTIONS)) or scope is callback:
        return None
    if isinstance(scope, FUNCTIONS) and places.step_of(outside[0].node) is not None:
        return None  # a variable of the callback's, or of a function that it calls
    if write.rebinds:
        return outside[0]
    return outside[0] if all(_is_data(places, origins, each) for each in outside) else None


def _is_data(places: Places, origins: Origins, binding: Binding) -> bool:
    """Whether a variable holds plain data, and no record whose state is kept elsewhere."""
    value = binding.value
    if binding.kind == "augmented":
        return True
    if binding.kind != "assigned" or value is None:
        return False
    if isinstance(value, cst.Await):
        value = value.expression
    if isinstance(value, _LITERALS):
        return True
    if isinstance(value, cst.Call) and any(step.call is value for step in places.steps):
        return True
    found = origins.of(places.tree, value)
    match found:
        case External(path):
            return path in _MADE
        case InstanceOf(of):
            return any(
                "dataclass" in places.tree.source.text(each.decorator)
                if of.tree is places.tree
                else False
                for each in of.node.decorators
            )
        case _:
            return False


def _within(places: Places, node: cst.CSTNode, outer: cst.CSTNode) -> bool:
    return node is outer or any(each is outer for each in places.tree.above(node))


def _is_read(places: Places, write: _Write, step: StepCall, binding: Binding) -> bool:
    """Whether the handler reads the variable where it would see the change, if it were not lost."""
    tree = places.tree
    end = tree.span(step.call).end
    callback = places.callback_of(step)
    loops: tuple[Span, ...] = places.context_of(step.call).loops
    declared = tree.span(binding.node).start
    names = names_of(tree)
    for node in places.named(write.name.value):
        if callback is not None and _within(places, node, callback):
            continue
        if not any(each.node is binding.node for each in names.of(node.value, node)):
            continue
        if _is_written(places, node):
            continue
        at = tree.span(node)
        if at.start >= end:
            return True
        if any(
            loop.start <= at.start < loop.end and not loop.start <= declared < loop.end
            for loop in loops
        ):
            return True
    return False


def _is_written(places: Places, node: cst.Name) -> bool:
    """Whether a name is only written there."""
    outer = places.tree.parent(node)
    if isinstance(outer, cst.AssignTarget | cst.AnnAssign | cst.AugAssign | cst.NameItem):
        return getattr(outer, "value", None) is not node
    if isinstance(outer, cst.Param | cst.FunctionDef | cst.Arg | cst.CompFor | cst.For):
        if isinstance(outer, cst.Arg):
            return outer.keyword is node
        return getattr(outer, "iter", None) is not node and outer is not None
    if isinstance(outer, cst.Attribute):
        if outer.attr is node:
            return True
        call = places.tree.parent(outer)
        statement = places.tree.parent(call) if call is not None else None
        return (
            isinstance(call, cst.Call)
            and outer.attr.value in _OF_CONTAINERS
            and isinstance(statement, cst.Expr)
        )
    if isinstance(outer, cst.Subscript):
        target = places.tree.parent(outer)
        return isinstance(target, cst.AssignTarget | cst.AugAssign) and outer.value is node
    return False
