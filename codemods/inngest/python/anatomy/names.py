"""What a name means where it stands: which parameter, variable, function or import it is."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

import libcst as cst
from msgspec import Struct

from codemods.inngest.python.anatomy.tree import COMPREHENSIONS, FUNCTIONS, Tree, dotted

Kind = Literal[
    "assigned", "augmented", "parameter", "import", "function", "class", "loop", "with", "other"
]

# Told by their exact class before they are matched: LibCST's classes are abstract, and asking
# each of them about each node is most of the time that a file takes.
_BINDING = frozenset(
    {cst.Assign, cst.AnnAssign, cst.AugAssign, cst.NamedExpr, cst.For, cst.CompFor, cst.WithItem,
     cst.ExceptHandler, cst.ExceptStarHandler, cst.FunctionDef, cst.ClassDef, cst.Param, cst.Import,
     cst.ImportFrom, cst.MatchAs, cst.MatchStar, cst.Global, cst.Nonlocal}
)  # fmt: skip
_SCOPING = frozenset(
    {cst.FunctionDef, cst.Lambda, cst.ClassDef, cst.Parameters, cst.Param, cst.CompFor,
     *COMPREHENSIONS}
)  # fmt: skip


class Binding(Struct, frozen=True, eq=False):
    """One place that gives a name its meaning.

    scope: the module, class, function or comprehension that the name belongs to
    node:  the name there, or the whole definition or import
    value: the expression that it is assigned, looped over, or opened by `with`; None where only a
           part of a value is (`a, b = f()`)
    """

    name: str
    kind: Kind
    scope: cst.CSTNode
    node: cst.CSTNode
    value: cst.BaseExpression | None = None


class Names:
    """The names of one file, by scope."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._found: defaultdict[cst.CSTNode, defaultdict[str, list[Binding]]]
        self._found = defaultdict(lambda: defaultdict(list))
        self._outer: dict[tuple[cst.CSTNode, str], Literal["global", "nonlocal"]] = {}
        self._scopes: dict[cst.CSTNode, cst.CSTNode] = {}
        for node in tree.nodes:
            self._scopes[node] = self._scope(node)
        binding = [node for node in tree.nodes if type(node) in _BINDING]
        for node in binding:
            if isinstance(node, cst.Global | cst.Nonlocal):
                word: Literal["global", "nonlocal"]
                word = "global" if isinstance(node, cst.Global) else "nonlocal"
                for item in node.names:
                    self._outer[self.scope_of(node), item.name.value] = word
        for node in binding:
            self._read(node)

    def scope_of(self, node: cst.CSTNode) -> cst.CSTNode:
        """The scope that a node is evaluated in."""
        return self._scopes[node]

    def _scope(self, node: cst.CSTNode) -> cst.CSTNode:
        """The scope of a node, given those of all around it."""
        outer = self.tree.parent(node)
        if outer is None:
            return node
        around = self._scopes[outer]
        if type(outer) not in _SCOPING:
            return around
        match outer:
            case cst.FunctionDef(body=body) | cst.Lambda(body=body) | cst.ClassDef(body=body):
                return outer if node is body else around
            case cst.Parameters():
                # What is given to a parameter by default is evaluated outside the function.
                function = self.tree.parent(outer)
                return function if isinstance(node, cst.Param) and function else around
            case cst.Param():
                return self._scopes[self.tree.parents[outer]]
            case cst.CompFor() if node is outer.iter:
                comprehension = self.tree.parent(outer)
                first = isinstance(comprehension, COMPREHENSIONS)
                return self._scopes[comprehension] if first and comprehension else around
            case _ if isinstance(outer, COMPREHENSIONS):
                return outer
            case _:
                return around

    def of(self, name: str, at: cst.CSTNode) -> list[Binding]:
        """Everything that a name may be bound by where it is read; [] for a builtin."""
        scope: cst.CSTNode | None = self.scope_of(at)
        first = True
        while scope is not None:
            word = self._outer.get((scope, name))
            if word == "global":
                return list(self._found[self.tree.module].get(name, ()))
            counts = first or not isinstance(scope, cst.ClassDef)
            if counts and word is None and name in self._found[scope]:
                return list(self._found[scope][name])
            first = False
            scope = self.scope_of(scope) if not isinstance(scope, cst.Module) else None
        return []

    def in_module(self, name: str) -> list[Binding]:
        """What a name of the module itself is bound by."""
        return list(self._found[self.tree.module].get(name, ()))

    def _add(
        self,
        name: str,
        kind: Kind,
        node: cst.CSTNode,
        value: cst.BaseExpression | None = None,
        scope: cst.CSTNode | None = None,
    ) -> None:
        at = scope if scope is not None else self.scope_of(node)
        word = self._outer.get((at, name))
        if word == "global":
            at = self.tree.module
        while word == "nonlocal" and not isinstance(at, cst.Module):
            at = self.scope_of(at)
            if isinstance(at, FUNCTIONS):
                word = self._outer.get((at, name))
        self._found[at][name].append(Binding(name, kind, at, node, value))

    def _read(self, node: cst.CSTNode) -> None:
        match node:
            case cst.Assign(targets=targets, value=value):
                for target in targets:
                    self._target(target.target, "assigned", value)
            case cst.AnnAssign(target=target, value=given):
                self._target(target, "assigned", given)
            case cst.AugAssign(target=target):
                self._target(target, "augmented", None)
            case cst.NamedExpr(target=cst.Name() as target, value=value):
                scope = self.scope_of(node)
                while isinstance(scope, COMPREHENSIONS):
                    scope = self.scope_of(scope)
                self._add(target.value, "assigned", target, value, scope)
            case cst.For(target=target, iter=value):
                self._target(target, "loop", value)
            case cst.CompFor(target=target, iter=value):
                scope = next(
                    each for each in self.tree.above(node) if isinstance(each, COMPREHENSIONS)
                )
                self._target(target, "loop", value, scope)
            case cst.WithItem(item=value, asname=cst.AsName(name=target)):
                self._target(target, "with", value)
            case cst.ExceptHandler(name=cst.AsName(name=cst.Name() as target)):
                self._add(target.value, "other", target)
            case cst.ExceptStarHandler(name=cst.AsName(name=cst.Name() as target)):
                self._add(target.value, "other", target)
            case cst.FunctionDef(name=name):
                self._add(name.value, "function", node, scope=self.scope_of(node))
            case cst.ClassDef(name=name):
                self._add(name.value, "class", node, scope=self.scope_of(node))
            case cst.Param(name=name):
                self._add(name.value, "parameter", node)
            case cst.Import(names=names):
                for alias in names:
                    known = alias.evaluated_alias or alias.evaluated_name.partition(".")[0]
                    self._add(known, "import", alias)
            case cst.ImportFrom(names=names) if not isinstance(names, cst.ImportStar):
                for alias in names:
                    self._add(alias.evaluated_alias or alias.evaluated_name, "import", alias)
            case cst.MatchAs(name=cst.Name() as target) | cst.MatchStar(name=cst.Name() as target):
                self._add(target.value, "other", target)
            case _:
                pass

    def _target(
        self,
        target: cst.BaseExpression,
        kind: Kind,
        value: cst.BaseExpression | None,
        scope: cst.CSTNode | None = None,
    ) -> None:
        match target:
            case cst.Name(name):
                self._add(name, kind, target, value, scope)
            case cst.Tuple(elements=elements) | cst.List(elements=elements):
                parts = _parts(value, len(elements)) if kind == "assigned" else None
                for number, element in enumerate(elements):
                    part = parts[number] if parts is not None else None
                    self._target(element.value, kind if part else "other", part, scope)
            case _:
                pass  # an attribute or an element: no name


def _parts(value: cst.BaseExpression | None, count: int) -> list[cst.BaseExpression] | None:
    """The elements of a written tuple that is taken apart into as many names."""
    if not isinstance(value, cst.Tuple | cst.List) or len(value.elements) != count:
        return None
    if any(isinstance(each, cst.StarredElement) for each in value.elements):
        return None
    return [each.value for each in value.elements]


def names_of(tree: Tree) -> Names:
    """The names of a file, read once."""
    if not isinstance(tree.names, Names):
        tree.names = Names(tree)
    return tree.names


def sole(tree: Tree, node: cst.Name) -> Binding | None:
    """The one place that gives a name its meaning; None where there are several or none."""
    found = names_of(tree).of(node.value, node)
    return found[0] if len(found) == 1 else None


def held(tree: Tree, node: cst.BaseExpression) -> cst.BaseExpression:
    """What a name holds that is assigned once, followed through such names; else the node."""
    seen: set[cst.CSTNode] = set()
    while isinstance(node, cst.Name) and node not in seen:
        seen.add(node)
        binding = sole(tree, node)
        if binding is None or binding.kind != "assigned" or binding.value is None:
            break
        node = binding.value
    return node


def imported_module(tree: Tree, alias: cst.ImportAlias) -> tuple[str, int, str | None]:
    """What an import takes: the module as it is written, the dots before it, and the name in it.

    The name is None for `import a.b`, which takes the module itself.
    """
    statement = tree.parent(alias)
    if isinstance(statement, cst.ImportFrom):
        module = dotted(statement.module) if statement.module is not None else ""
        return module or "", len(statement.relative), alias.evaluated_name
    return alias.evaluated_name, 0, None
