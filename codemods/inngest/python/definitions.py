"""Where what an expression names is written: a function, a class or an expression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst
from msgspec import Struct

from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.names import Binding, names_of
from codemods.inngest.python.anatomy.origins import ClassAt, External, FunctionAt, ModuleAt
from codemods.inngest.python.anatomy.tree import FUNCTIONS, Tree, dotted, walk
from codemods.inngest.python.anatomy.values import held_in

_MOST_HOPS = 24  # names that stand for names; it also ends circular ones


class Written(Struct, frozen=True, eq=False):
    """Where something is written.

    bindings: what gives the name its value there, [] for what is no name
    """

    tree: Tree
    node: cst.CSTNode
    bindings: tuple[Binding, ...] = ()


class Unknown(Struct, frozen=True):
    """Why it is not known where something is written, to follow `` `name` ``."""

    reason: str


def written(known: Knowledge, tree: Tree, node: cst.BaseExpression) -> Written | Unknown:
    """The function, class, module-level or local expression that an expression stands for.

    Names and attributes are followed through assignments, imports, re-exports and classes; any
    other expression stands for itself.
    """
    return _written(known, tree, node, 0)


def _written(
    known: Knowledge, tree: Tree, node: cst.BaseExpression, hops: int
) -> Written | Unknown:
    if hops > _MOST_HOPS:
        return Unknown("is defined by itself")
    match node:
        case cst.Name(name):
            bindings = names_of(tree).of(name, node)
            if not bindings:
                found = _starred(known, tree, name, hops)
                return found if found is not None else Unknown("is not found")
            return _bound(known, tree, bindings, hops)
        case cst.Attribute(value=owner, attr=cst.Name(name)):
            match known.origins.of(tree, owner):
                case ModuleAt(path):
                    return in_module(known, path, name, hops + 1)
                case ClassAt(where, of):
                    value = held_in(ClassAt(where, of), name)
                    if value is not None:
                        return _written(known, where, value, hops + 1)
                case External(path):
                    return Unknown(f"comes from the package {path.partition('.')[0]}")
                case _:
                    pass
            return Unknown("cannot be followed")
        case _:
            return Written(tree, node)


def in_module(known: Knowledge, path: str, name: str, hops: int = 0) -> Written | Unknown:
    """What a name of a module of the project stands for."""
    tree = known.opened(path)
    if tree is None or hops > _MOST_HOPS:
        return Unknown("is not found")
    bindings = names_of(tree).in_module(name)
    if bindings:
        return _bound(known, tree, bindings, hops)
    found = _starred(known, tree, name, hops)
    return found if found is not None else Unknown("is not found")


def _bound(known: Knowledge, tree: Tree, bindings: list[Binding], hops: int) -> Written | Unknown:
    """What a name stands for that has these bindings."""
    only = _only(bindings)
    if only is None:
        return Unknown("is given a value in several places")
    match only.kind:
        case "function" | "class":
            return Written(tree, only.node, tuple(bindings))
        case "assigned" if only.value is not None:
            if not isinstance(only.value, (cst.Name, cst.Attribute)):
                return Written(tree, only.value, tuple(bindings))
            found = _written(known, tree, only.value, hops + 1)
            # A list under two names is changed under either.
            if isinstance(found, Written):
                return Written(found.tree, found.node, (*found.bindings, *bindings))
            return found
        case "import" if isinstance(only.node, cst.ImportAlias):
            return _imported(known, tree, only.node, hops)
        case "parameter":
            return Unknown("is a parameter")
        case _:
            return Unknown("is not a constant")


def _only(bindings: list[Binding]) -> Binding | None:
    """The one binding that says what a name is: others may add to its value in place."""
    saying = [each for each in bindings if each.kind != "augmented"]
    return saying[0] if len(saying) == 1 else None


def _imported(known: Knowledge, tree: Tree, alias: cst.ImportAlias, hops: int) -> Written | Unknown:
    statement = tree.parent(alias)
    if not isinstance(statement, cst.ImportFrom):
        return Unknown("is a module")
    base = dotted(statement.module) if statement.module is not None else None
    module = "." * len(statement.relative) + (base or "")
    path = known.resolve(module, tree.path)
    if path is not None and path != tree.path:
        return in_module(known, path, alias.evaluated_name, hops + 1)
    name = module.strip(".").partition(".")[0]
    if path is None and not module.startswith(".") and name:
        return Unknown(f"comes from the package {name}")
    return Unknown("is not found")


def _starred(known: Knowledge, tree: Tree, name: str, hops: int) -> Written | None:
    """What a name stands for that `from module import *` brings."""
    if name.startswith("_"):
        return None
    for module in tree.source.outline.stars:
        path = known.resolve(module, tree.path)
        if path is None or path == tree.path:
            continue
        found = in_module(known, path, name, hops + 1)
        if isinstance(found, Written):
            return found
    return None


def holder(tree: Tree, node: cst.CSTNode) -> str | None:
    """The top-level variable whose value holds the node, or None."""
    inner = node
    for outer in tree.above(node):
        match outer:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))]):
                return name if inner is outer.value and is_top_level(tree, outer) else None
            case cst.AnnAssign(target=cst.Name(name)):
                return name if inner is outer.value and is_top_level(tree, outer) else None
            case cst.BaseSmallStatement() | cst.BaseStatement():
                return None
            case _ if isinstance(outer, FUNCTIONS):
                return None
        inner = outer
    return None


def means(tree: Tree, node: cst.Name, bindings: Iterable[Binding]) -> bool:
    """Whether a name is bound where one of these bindings binds it."""
    own = set(map(id, bindings))
    return any(id(each) in own for each in names_of(tree).of(node.value, node))


def is_top_level(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether a statement stands in no function or class."""
    return not any(isinstance(each, (*FUNCTIONS, cst.ClassDef)) for each in tree.above(node))


def returned(function: FunctionAt) -> Iterator[cst.BaseExpression]:
    """What a function gives back: the expressions of its `return` statements."""
    if isinstance(function.node, cst.Lambda):
        yield function.node.body
        return
    for node in walk(function.node.body, into_functions=False):
        if isinstance(node, cst.Return) and node.value is not None:
            yield node.value
