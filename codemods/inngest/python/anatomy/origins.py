"""Where a value comes from: a package's class or function, or one of the project's own.

What a package gives is named by the dotted path that leads to it, `()` for each call on the way:
`sqlalchemy.orm.sessionmaker()()` is a session that the project's session maker has made.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator

import libcst as cst
from msgspec import Struct

from codemods.inngest.python.anatomy.names import Binding, imported_module, names_of
from codemods.inngest.python.anatomy.tree import Function, Tree, string_of, walk

_MOST_HOPS = 24  # steps from a name to where its value comes from; it also ends circular ones

# Calls that give back what they are given, or what is in it.
_THROUGH = frozenset({"typing.cast"})
_WRAPPED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
_MAYBE = frozenset({"typing.Optional"})
_DEPENDS = frozenset({"fastapi.Depends", "fastapi.Security"})
_EMPTY = frozenset({"False", "None"})  # what holds a place until there is a value
_TYPE_CHECKING = ("typing.", "typing_extensions.")


class External(Struct, frozen=True):
    """Something of a package, of the standard library, or a builtin (`builtins.list()`)."""

    path: str


class FunctionAt(Struct, frozen=True, eq=False):
    """A function of the project; `owner` is the class that it is a method of."""

    tree: Tree
    node: Function
    owner: cst.ClassDef | None = None


class ClassAt(Struct, frozen=True, eq=False):
    """A class of the project."""

    tree: Tree
    node: cst.ClassDef


class InstanceOf(Struct, frozen=True, eq=False):
    """An object of one of the project's classes."""

    of: ClassAt


class ModuleAt(Struct, frozen=True):
    """A module of the project, by its file."""

    path: str


Origin = External | FunctionAt | ClassAt | InstanceOf | ModuleAt

# The file of the project that an import names: (module as written, dots before it, path) → path.
Resolve = Callable[[str, int, str], str | None]
Place = tuple[Tree, cst.BaseExpression]
Open = Callable[[str], Tree | None]


class Origins:
    """Follows expressions to where their values come from; what is ambiguous is unknown."""

    def __init__(self, resolve: Resolve, opened: Open) -> None:
        self._resolve = resolve
        self._open = opened
        self._known: dict[cst.CSTNode, Origin | None] = {}
        self._members: dict[tuple[cst.CSTNode, str, bool], Origin | None] = {}

    def of(self, tree: Tree, node: cst.BaseExpression, hops: int = 0) -> Origin | None:
        """Where an expression's value comes from, or None."""
        if node in self._known:
            return self._known[node]
        if hops > _MOST_HOPS:
            return None
        found = self._followed(tree, node, hops)
        if found is not None or hops == 0:
            self._known[node] = found
        return found

    def _followed(self, tree: Tree, node: cst.BaseExpression, hops: int) -> Origin | None:
        match node:
            case cst.Name():
                return self._name(tree, node, hops)
            case cst.Attribute(value=owner, attr=cst.Name(name)):
                return self.member(self.of(tree, owner, hops + 1), name, hops)
            case cst.Call():
                return self._call(tree, node, hops)
            case cst.Await(expression=inner) | cst.NamedExpr(value=inner):
                return self.of(tree, inner, hops + 1)
            case cst.Subscript(value=owner):
                found = self.of(tree, owner, hops + 1)
                if isinstance(found, ClassAt):
                    return found  # with its type parameters given, it is still the class
                return External(f"{found.path}[]") if isinstance(found, External) else None
            case cst.BooleanOperation(left=left, right=right):
                return self.of(tree, left, hops + 1) or self.of(tree, right, hops + 1)
            case cst.IfExp(body=left, orelse=right):
                return self.of(tree, left, hops + 1) or self.of(tree, right, hops + 1)
            case _:
                return None

    def path_of(self, tree: Tree, node: cst.BaseExpression) -> str | None:
        """The dotted path of what a package gives, or None for anything else."""
        found = self.of(tree, node)
        return found.path if isinstance(found, External) else None

    def function(self, tree: Tree, node: cst.BaseExpression) -> FunctionAt | None:
        """The project's function that an expression names, or None."""
        found = self.of(tree, node)
        return found if isinstance(found, FunctionAt) else None

    def top_level(self, path: str, name: str, hops: int = 0) -> Origin | None:
        """What a name of a module of the project holds, through what it imports itself."""
        tree = self._open(path)
        if tree is None or hops > _MOST_HOPS:
            return None
        found = self._agreed(tree, names_of(tree).in_module(name), hops + 1)
        if found is not None:
            return found
        if path.endswith("/__init__.py") or path == "__init__.py":
            inner = self._resolve(name, 1, path)
            if inner is not None:
                return ModuleAt(inner)
        return self._brought(tree, name, hops + 1)

    def _brought(self, tree: Tree, name: str, hops: int) -> Origin | None:
        """What a name holds that `from module import *` brings into a file."""
        packages = []
        for module, dots in _starred(tree):
            file = self._resolve(module, dots, tree.path)
            found = self.top_level(file, name, hops + 1) if file is not None else None
            if found is not None:
                return found
            if file is None and not dots:
                packages.append(module)
        return External(f"{packages[0]}.{name}") if len(packages) == 1 else None

    def member(self, owner: Origin | None, name: str, hops: int = 0) -> Origin | None:
        """What an attribute of something holds."""
        match owner:
            case External(path):
                return External(f"{path}.{name}")
            case ModuleAt(path):
                return self.top_level(path, name, hops + 1)
            case ClassAt(_, node) | InstanceOf(ClassAt(_, node)):
                key = (node, name, isinstance(owner, InstanceOf))
                if key not in self._members:
                    found = self._of_class(owner, name, hops + 1)
                    if found is None and hops:
                        return None  # it may be but too far
                    self._members[key] = found
                return self._members[key]
            case _:
                return None

    def constant(self, tree: Tree, alias: cst.ImportAlias, hops: int = 0) -> Place | None:
        """What the project's own constant holds that an import takes; None for any other."""
        module, dots, name = imported_module(tree, alias)
        file = self._resolve(module, dots, tree.path) if name is not None else None
        return self._held(file, name, hops) if file is not None and name is not None else None

    def module_constant(self, owner: Origin | None, name: str) -> Place | None:
        """What a constant of a module of the project holds."""
        return self._held(owner.path, name, 0) if isinstance(owner, ModuleAt) else None

    def _held(self, path: str, name: str, hops: int) -> Place | None:
        tree = self._open(path)
        found = names_of(tree).in_module(name) if tree is not None else []
        if tree is not None and not found and hops <= _MOST_HOPS:
            return self.starred_constant(tree, name, hops + 1)
        if tree is None or len(found) != 1 or hops > _MOST_HOPS:
            return None
        if found[0].kind == "assigned" and found[0].value is not None:
            return tree, found[0].value
        if isinstance(found[0].node, cst.ImportAlias):
            return self.constant(tree, found[0].node, hops + 1)
        return None

    def starred_constant(self, tree: Tree, name: str, hops: int = 0) -> Place | None:
        """What a constant of the project holds that `from module import *` brings into a file."""
        for module, dots in _starred(tree):
            file = self._resolve(module, dots, tree.path)
            place = self._held(file, name, hops + 1) if file is not None else None
            if place is not None:
                return place
        return None

    def bases(self, found: ClassAt, hops: int = 0) -> Iterator[str]:
        """The dotted paths of the packages' classes that a class of the project is made from."""
        for arg in found.node.bases:
            base = self.of(found.tree, arg.value, hops + 1)
            if isinstance(base, External):
                yield base.path
            elif isinstance(base, ClassAt) and hops < _MOST_HOPS:
                yield from self.bases(base, hops + 1)

    def annotated(self, tree: Tree, node: cst.BaseExpression, hops: int = 0) -> Origin | None:
        """What is annotated with a type: an object of its class."""
        match node:
            case cst.Subscript(value=outer, slice=parts) if parts:
                path = self.of(tree, outer, hops + 1)
                first = parts[0].slice
                wrapping = isinstance(path, External) and path.path in _WRAPPED | _MAYBE
                if wrapping and isinstance(first, cst.Index):
                    return self.annotated(tree, first.value, hops + 1)
                return self._instance(path)
            case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
                given = right if isinstance(left, cst.Name) and left.value == "None" else left
                return self.annotated(tree, given, hops + 1)
            case cst.SimpleString() | cst.ConcatenatedString():
                text = string_of(node)
                if text is None or not text.replace(".", "").isidentifier():
                    return None
                return self._instance(self._spelled(tree, text, hops))
            case _:
                found = self.of(tree, node, hops + 1)
                if isinstance(found, External) and found.path.startswith(_TYPE_CHECKING):
                    return None
                return self._instance(found)

    def _spelled(self, tree: Tree, text: str, hops: int) -> Origin | None:
        first, *rest = text.split(".")
        found = self._agreed(tree, names_of(tree).in_module(first), hops + 1)
        for name in rest:
            found = self.member(found, name, hops)
        return found

    @staticmethod
    def _instance(found: Origin | None) -> Origin | None:
        match found:
            case ClassAt():
                return InstanceOf(found)
            case External(path):
                return External(f"{path}()")
            case _:
                return None

    def _name(self, tree: Tree, node: cst.Name, hops: int) -> Origin | None:
        found = names_of(tree).of(node.value, node)
        if not found:
            builtin = hasattr(builtins, node.value)
            brought = None if builtin else self._brought(tree, node.value, hops + 1)
            return brought or External(f"builtins.{node.value}")
        return self._agreed(tree, found, hops)

    def _agreed(self, tree: Tree, bindings: list[Binding], hops: int) -> Origin | None:
        """What several bindings of one name have in common: one origin, apart from None."""
        agreed: Origin | None = None
        for binding in bindings:
            if isinstance(binding.value, cst.Name) and binding.value.value in _EMPTY:
                continue
            found = self._binding(tree, binding, hops + 1)
            if found is None or (agreed is not None and not _same(agreed, found)):
                return None
            agreed = found
        return agreed

    def _binding(self, tree: Tree, binding: Binding, hops: int) -> Origin | None:
        if hops > _MOST_HOPS:
            return None
        node = binding.node
        match binding.kind:
            case "import" if isinstance(node, cst.ImportAlias):
                return self._import(tree, node, hops)
            case "function" if isinstance(node, cst.FunctionDef):
                around = tree.parent(tree.parent(node) or node)
                return FunctionAt(tree, node, around if isinstance(around, cst.ClassDef) else None)
            case "class" if isinstance(node, cst.ClassDef):
                return ClassAt(tree, node)
            case "parameter" if isinstance(node, cst.Param):
                return self._parameter(tree, node, hops)
            case "assigned" | "with" if binding.value is not None:
                return self.of(tree, binding.value, hops + 1)
            case "assigned":
                statement = tree.parent(node)
                if isinstance(statement, cst.AnnAssign):
                    return self.annotated(tree, statement.annotation.annotation, hops + 1)
                return None
            case "loop" if binding.value is not None:
                found = self.of(tree, binding.value, hops + 1)
                return External(f"{found.path}[]") if isinstance(found, External) else None
            case _:
                return None

    def _import(self, tree: Tree, alias: cst.ImportAlias, hops: int) -> Origin | None:
        module, dots, name = imported_module(tree, alias)
        if name is None:
            written = module if alias.asname is not None else module.partition(".")[0]
            file = self._resolve(written, 0, tree.path)
            return ModuleAt(file) if file is not None else External(written)
        file = self._resolve(module, dots, tree.path)
        if file is not None:
            found = self.top_level(file, name, hops + 1)
            if found is not None:
                return found
        inner = self._resolve(f"{module}.{name}" if module else name, dots, tree.path)
        if inner is not None:
            return ModuleAt(inner)
        return External(f"{module}.{name}") if file is None and not dots else None

    def _parameter(self, tree: Tree, param: cst.Param, hops: int) -> Origin | None:
        parameters = tree.parent(param)
        function = tree.parent(parameters) if parameters is not None else None
        if isinstance(function, cst.FunctionDef):
            owner = tree.parent(tree.parent(function) or function)
            first = function.params.params[:1]
            static = any(
                isinstance(each.decorator, cst.Name) and each.decorator.value == "staticmethod"
                for each in function.decorators
            )
            if isinstance(owner, cst.ClassDef) and first and first[0] is param and not static:
                return InstanceOf(ClassAt(tree, owner))
        if param.annotation is not None:
            found = self.annotated(tree, param.annotation.annotation, hops + 1)
            if found is not None:
                return found
        if isinstance(param.default, cst.Call):
            maker = self.of(tree, param.default.func, hops + 1)
            given = param.default.args
            if isinstance(maker, External) and maker.path in _DEPENDS and given:
                provider = self.of(tree, given[0].value, hops + 1)
                return self._result(provider, hops + 1)
        return None

    def _call(self, tree: Tree, call: cst.Call, hops: int) -> Origin | None:
        found = self.of(tree, call.func, hops + 1)
        if isinstance(found, External) and found.path in _THROUGH and len(call.args) > 1:
            return self.annotated(tree, call.args[0].value, hops + 1)
        return self._result(found, hops + 1)

    def _result(self, found: Origin | None, hops: int) -> Origin | None:
        """What calling something gives."""
        match found:
            case External(path):
                return External(f"{path}()")
            case ClassAt():
                return InstanceOf(found)
            case FunctionAt(tree, node):
                return self._given_back(tree, node, hops + 1)
            case _:
                return None

    def _given_back(self, tree: Tree, function: Function, hops: int) -> Origin | None:
        """What a function of the project returns, or yields to a `with` or a dependency."""
        if hops > _MOST_HOPS:
            return None
        if isinstance(function, cst.Lambda):
            return self.of(tree, function.body, hops + 1)
        agreed: Origin | None = None
        for node in walk(function.body, into_functions=False):
            value = None
            if isinstance(node, cst.Return) or (
                isinstance(node, cst.Yield) and not isinstance(node.value, cst.From)
            ):
                value = node.value
            if not isinstance(value, cst.BaseExpression):
                continue
            if isinstance(value, cst.Name) and value.value in _EMPTY:
                continue
            found = self.of(tree, value, hops + 1)
            if found is None or (agreed is not None and not _same(agreed, found)):
                agreed = None
                break
            agreed = found
        if agreed is None and function.returns is not None:
            return self.annotated(tree, function.returns.annotation, hops + 1)
        return agreed

    @staticmethod
    def _is_own(of: ClassAt, target: cst.BaseExpression, name: str) -> bool:
        """Whether it is `self.name`, or the name itself in the body of the class."""
        match target:
            case cst.Attribute(value=cst.Name("self" | "cls"), attr=cst.Name(value)):
                return value == name
            case cst.Name(value):
                return value == name and names_of(of.tree).scope_of(target) is of.node
            case _:
                return False

    def _of_class(self, owner: ClassAt | InstanceOf, name: str, hops: int) -> Origin | None:
        """An attribute of a class of the project, or what its methods assign to `self`."""
        of = owner.of if isinstance(owner, InstanceOf) else owner
        if hops > _MOST_HOPS:
            return None
        agreed: Origin | None = None
        for node in walk(of.node.body):
            found: Origin | None = None
            match node:
                case cst.FunctionDef(name=cst.Name(value)) if value == name:
                    if of.tree.parent(of.tree.parent(node) or node) is of.node:
                        return FunctionAt(of.tree, node, of.node)
                case cst.Assign(targets=[cst.AssignTarget(target=target)], value=value):
                    if self._is_own(of, target, name):
                        found = self.of(of.tree, value, hops + 1)
                case cst.AnnAssign(target=target, annotation=given, value=value):
                    if self._is_own(of, target, name):
                        found = self.annotated(of.tree, given.annotation, hops + 1)
                        if found is None and value is not None:
                            found = self.of(of.tree, value, hops + 1)
                case _:
                    pass
            if found is not None:
                if agreed is not None and not _same(agreed, found):
                    return None
                agreed = found
        if agreed is not None:
            return agreed
        for arg in of.node.bases:
            base = self.of(of.tree, arg.value, hops + 1)
            if isinstance(base, ClassAt):
                found = self._of_class(base, name, hops + 1)
            elif isinstance(base, External):
                instance = isinstance(owner, InstanceOf)
                found = External(f"{base.path}{'()' if instance else ''}.{name}")
            else:
                found = None
            if found is not None:
                return found
        return None


def _same(one: Origin, other: Origin) -> bool:
    match one, other:
        case FunctionAt(_, a), FunctionAt(_, b):
            return a is b
        case ClassAt(_, a), ClassAt(_, b):
            return a is b
        case InstanceOf(ClassAt(_, a)), InstanceOf(ClassAt(_, b)):
            return a is b
        case _:
            return one == other


def _starred(tree: Tree) -> Iterator[tuple[str, int]]:
    """The modules that a file imports everything of."""
    for statement in tree.module.body:
        for node in walk(statement) if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(node, cst.ImportFrom) and isinstance(node.names, cst.ImportStar):
                module = tree.source.text(node.module) if node.module is not None else ""
                yield module, len(node.relative)
