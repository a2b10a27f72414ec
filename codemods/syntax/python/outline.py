"""What a Python module imports and declares at its top level, by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import libcst as cst
from msgspec import Struct

if TYPE_CHECKING:
    from codemods.syntax.python.source import PythonSource

Kind = Literal["variable", "function", "class"]


class Imported(Struct, frozen=True, eq=False):
    """A name that an import binds.

    local:     the name in this module
    module:    as it is written, with its leading dots: `..client`, `inngest.fast_api`
    name:      what is taken out of the module, None where the module itself is imported
    type_only: whether it stands under `if TYPE_CHECKING`
    node:      the whole import statement
    """

    local: str
    module: str
    name: str | None
    type_only: bool
    node: cst.Import | cst.ImportFrom


class Declared(Struct, frozen=True, eq=False):
    """A name that a module gives a value.

    node:       the statement: an assignment, `def` or `class`
    value:      what is assigned; None for a function, a class and what is taken apart
    annotation: the type written for a variable, or None
    """

    name: str
    kind: Kind
    node: cst.CSTNode
    value: cst.BaseExpression | None = None
    annotation: cst.BaseExpression | None = None


class Outline(Struct, frozen=True, eq=False):
    """The top level of a module, through its `if`, `try` and `with` blocks.

    imports:      by local name; of two of one name the later
    stars:        the modules of `from module import *`, as they are written
    declarations: by name, all that give it a value, in order
    changed:      names whose value is changed in place: `x += …`, `x.append(…)`, `x[…] = …`
    public:       the names of a literal `__all__`, or None
    """

    imports: dict[str, Imported]
    stars: tuple[str, ...]
    declarations: dict[str, tuple[Declared, ...]]
    changed: dict[str, cst.CSTNode]
    public: tuple[str, ...] | None

    def variable(self, name: str) -> Declared | None:
        """The one assignment that gives a variable its value; None where there are several."""
        found = self.declarations.get(name, ())
        return found[0] if len(found) == 1 and found[0].kind == "variable" else None

    def declared(self, name: str) -> Declared | None:
        """What gives a name its value, the last of several."""
        found = self.declarations.get(name, ())
        return found[-1] if found else None


_CHANGING = frozenset({"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"})


def outline(source: PythonSource) -> Outline:
    """The outline of a file. Raises CodemodError where it does not parse."""
    imports: dict[str, Imported] = {}
    stars: list[str] = []
    declarations: dict[str, list[Declared]] = {}
    changed: dict[str, cst.CSTNode] = {}
    for statement, type_only in top_level(source.module):
        match statement:
            case cst.Import() | cst.ImportFrom():
                for each in imported_by(statement, type_only=type_only):
                    if each.name == "*":
                        stars.append(each.module)
                    else:
                        imports[each.local] = each
            case cst.FunctionDef():
                _add(declarations, Declared(statement.name.value, "function", statement))
            case cst.ClassDef():
                _add(declarations, Declared(statement.name.value, "class", statement))
            case cst.Assign():
                for target in statement.targets:
                    _assigned(declarations, changed, statement, target.target, statement.value)
            case cst.AnnAssign():
                if isinstance(statement.target, cst.Name) and statement.value is not None:
                    annotation = statement.annotation.annotation
                    name = statement.target.value
                    found = Declared(name, "variable", statement, statement.value, annotation)
                    _add(declarations, found)
            case cst.AugAssign():
                if isinstance(statement.target, cst.Name):
                    changed.setdefault(statement.target.value, statement)
            case cst.Expr(value=cst.Call(func=cst.Attribute(value=cst.Name(), attr=method))):
                if method.value in _CHANGING:
                    owner = cst.ensure_type(
                        cst.ensure_type(statement.value, cst.Call).func, cst.Attribute
                    ).value
                    changed.setdefault(cst.ensure_type(owner, cst.Name).value, statement)
            case cst.For(target=cst.Name(value=name)):
                _add(declarations, Declared(name, "variable", statement))
            case cst.With():
                for item in statement.items:
                    if item.asname is not None and isinstance(item.asname.name, cst.Name):
                        name = item.asname.name.value
                        _add(declarations, Declared(name, "variable", statement))
            case _:
                pass
    return Outline(
        imports,
        tuple(stars),
        {name: tuple(found) for name, found in declarations.items()},
        changed,
        _public(declarations),
    )


def top_level(module: cst.Module) -> Iterator[tuple[cst.CSTNode, bool]]:
    """The statements that run when a module is imported, and whether only a type checker sees
    them; small ones by themselves, blocks before what is in them."""
    yield from _statements(module.body, type_only=False)


def _statements(body: object, *, type_only: bool) -> Iterator[tuple[cst.CSTNode, bool]]:
    if not isinstance(body, (list, tuple)):
        return
    for statement in body:
        match statement:
            case cst.SimpleStatementLine() | cst.SimpleStatementSuite():
                for small in statement.body:
                    yield small, type_only
            case cst.If():
                yield from _branches(statement, type_only=type_only)
            case cst.Try() | cst.TryStar():
                yield statement, type_only
                handled = [each.body for each in statement.handlers]
                after = [each.body for each in (statement.orelse, statement.finalbody) if each]
                for block in (statement.body, *handled, *after):
                    yield from _block(block, type_only=type_only)
            case cst.With() | cst.For() | cst.While():
                yield statement, type_only
                yield from _block(statement.body, type_only=type_only)
            case cst.CSTNode():
                yield statement, type_only


def _branches(statement: cst.If, *, type_only: bool) -> Iterator[tuple[cst.CSTNode, bool]]:
    branch: cst.If | cst.Else | None = statement
    while isinstance(branch, cst.If):
        only = type_only or _is_type_checking(branch.test)
        yield from _block(branch.body, type_only=only)
        branch = branch.orelse
    if branch is not None:
        yield from _block(branch.body, type_only=type_only)


def _block(block: cst.BaseSuite, *, type_only: bool) -> Iterator[tuple[cst.CSTNode, bool]]:
    if isinstance(block, cst.SimpleStatementSuite):
        for small in block.body:
            yield small, type_only
    else:
        yield from _statements(block.body, type_only=type_only)


def _is_type_checking(test: cst.BaseExpression) -> bool:
    match test:
        case cst.Name(value="TYPE_CHECKING") | cst.Attribute(attr=cst.Name(value="TYPE_CHECKING")):
            return True
        case _:
            return False


def imported_by(
    statement: cst.Import | cst.ImportFrom, *, type_only: bool = False
) -> Iterator[Imported]:
    """The names that an import binds; that of a star import is `*`."""
    if isinstance(statement, cst.Import):
        for alias in statement.names:
            module = dotted(alias.name) or ""
            if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
                yield Imported(alias.asname.name.value, module, None, type_only, statement)
            else:
                first = module.partition(".")[0]
                yield Imported(first, first, None, type_only, statement)
        return
    module = "." * len(statement.relative) + (dotted(statement.module) or "")
    if isinstance(statement.names, cst.ImportStar):
        yield Imported("*", module, "*", type_only, statement)
        return
    for alias in statement.names:
        name = dotted(alias.name) or ""
        given = alias.asname.name if alias.asname is not None else None
        local = given.value if isinstance(given, cst.Name) else name
        yield Imported(local, module, name, type_only, statement)


def dotted(node: cst.BaseExpression | None) -> str | None:
    """`a.b.c` as text; None for any other expression."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return None
    return ".".join((node.value, *reversed(parts)))


def _assigned(
    declarations: dict[str, list[Declared]],
    changed: dict[str, cst.CSTNode],
    statement: cst.Assign,
    target: cst.BaseExpression,
    value: cst.BaseExpression,
) -> None:
    match target:
        case cst.Name(value=name):
            _add(declarations, Declared(name, "variable", statement, value))
        case cst.Tuple() | cst.List():
            for element in target.elements:
                if isinstance(element.value, cst.Name):
                    _add(declarations, Declared(element.value.value, "variable", statement))
        case cst.Subscript(value=cst.Name(value=name)):
            changed.setdefault(name, statement)
        case _:
            pass


def _add(declarations: dict[str, list[Declared]], found: Declared) -> None:
    declarations.setdefault(found.name, []).append(found)


def _public(declarations: dict[str, list[Declared]]) -> tuple[str, ...] | None:
    given = declarations.get("__all__", [])
    value = given[0].value if len(given) == 1 else None
    if not isinstance(value, (cst.List, cst.Tuple)):
        return None
    names = []
    for element in value.elements:
        if not isinstance(element.value, cst.SimpleString):
            return None
        name = element.value.evaluated_value
        if not isinstance(name, str):
            return None
        names.append(name)
    return tuple(names)
