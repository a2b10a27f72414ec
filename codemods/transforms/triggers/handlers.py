"""The handlers of a file: what answers its requests, followed through wrappers and re-exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.errors import CodemodError
from codemods.inngest.anatomy.handlers import follow_function
from codemods.inngest.reading import initialiser, value_of
from codemods.inngest.wiring.routes import METHODS
from codemods.syntax import naming
from codemods.syntax.nodes import (
    FUNCTIONS,
    arguments,
    callee_of,
    property_name,
    unwrap,
    walk,
)
from codemods.syntax.source import Source
from codemods.transforms.triggers.model import Handler, HandlerKind
from codemods.workspace.resolution.exports import Definition

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_Found = tuple[Source, Node]

_MOST_HOPS = 12
_PAGES = "pages/api/"
# The calls that end a procedure or an action: what they are given answers, whatever the calls
# before them in the chain were given (`.use(async …)`, `.input(z.object(…))`).
_PROCEDURES = frozenset({"mutation", "query", "subscription"})
_ANSWERING = _PROCEDURES | {"action", "handler", "stateAction"}


def handlers_in(project: Project, path: str) -> tuple[Handler, ...]:
    """The handlers that a file offers: methods of the App Router, else one of the Pages Router.

    Two names for one function are one handler. What is made by something that cannot be followed
    is passed over. Raises CodemodError where the file is none of source code.
    """
    project.source(path)
    found: list[Handler] = []
    for name in sorted(METHODS):
        handler = _exported(project, path, name, "route")
        if handler is not None:
            found.append(handler)
    if not found and _PAGES in f"/{path}":
        handler = _exported(project, path, "default", "pages")
        if handler is not None:
            found.append(handler)
    once: dict[tuple[str, int], Handler] = {}
    for handler in found:
        once.setdefault((handler.source.path, handler.function.start_byte), handler)
    return tuple(once.values())


def find_function(project: Project, path: str, name: str) -> Handler:
    """The function of a file that is called `name`: a server action, a procedure, a method.

    Raises CodemodError for none, or for several.
    """
    if name in METHODS:
        handler = _exported(project, path, name, "route")
        if handler is not None:
            return handler
    source = project.source(path)
    found = _at_top(project, source, name)
    if found is None:
        handler = _exported(project, path, name, "action")
        if handler is not None:
            return handler
        below = list(_below(project, source, name))
        if len(below) > 1:
            lines = ", ".join(str(source.position(each[0].start_byte).line) for each in below)
            raise CodemodError(
                f"several functions are called {name}: lines {lines}",
                where=path,
                mend="give the one that is meant a name of its own at the top of the file",
            )
        found = below[0] if below else None
    if found is None:
        raise _unknown(project, source, name)
    value, (where, function) = found
    return _handler(name, where, function, _kind(where, value))


def function_names(project: Project, source: Source) -> tuple[str, ...]:
    """The names of the functions of a file that `find_function` takes, in source order."""
    names: dict[str, None] = {}
    for name, value in _values(source):
        if _within(project, source, value, 0) is not None:
            names[name] = None
    for node, name in _keys(source):
        value = node.child_by_field_name("value") or node
        if value.type in FUNCTIONS or _is_answering(source, value):
            names[name] = None
    return tuple(names)


def _exported(project: Project, path: str, name: str, kind: HandlerKind) -> Handler | None:
    definition = project.modules.export(path, name)
    if not isinstance(definition, Definition):
        return None
    value = value_of(project, definition)
    function = _within(project, *value, 0) if value is not None else None
    if value is None or function is None:
        return None
    if kind == "action":
        kind = _kind(*value)
    return _handler(name, *function, kind)


def _handler(name: str, source: Source, function: Node, kind: HandlerKind) -> Handler:
    body = function.child_by_field_name("body")
    return Handler(name, source, function, body if body is not None else function, kind)


def _kind(source: Source, value: Node) -> HandlerKind:
    value = unwrap(value)
    return "procedure" if _last_method(source, value) in _PROCEDURES else "action"


def _values(source: Source) -> Iterator[tuple[str, Node]]:
    """The names declared at the top, and what they hold."""
    for declaration in source.module.declarations.values():
        if declaration.value is not None and declaration.kind in ("const", "let", "function"):
            yield declaration.name, declaration.value
    for export in source.module.exports:
        if export.exported == "default" and export.value is not None:
            yield "default", export.value


def _at_top(project: Project, source: Source, name: str) -> tuple[Node, _Found] | None:
    for own, value in _values(source):
        function = _within(project, source, value, 0) if own == name else None
        if function is not None:
            return value, function
    return None


def _below(project: Project, source: Source, name: str) -> Iterator[tuple[Node, _Found]]:
    """The entries of objects, and the methods, of that name: procedures of a router among them."""
    for node, own in _keys(source):
        if own == name:
            value = node.child_by_field_name("value") or node
            function = _within(project, source, value, 0)
            if function is not None:
                yield value, function


def _keys(source: Source) -> Iterator[tuple[Node, str]]:
    for node in walk(source.root):
        match node.type:
            case "pair":
                key = node.child_by_field_name("key")
            case "method_definition":
                key = node.child_by_field_name("name")
            case _:
                continue
        name = property_name(key, source.text(key)) if key is not None else None
        if name is not None:
            yield node, name


def _within(project: Project, source: Source, node: Node, hops: int) -> _Found | None:
    """The function that answers, inside an expression: itself, or in the calls that wrap it.

    None where there is none, and where several could be meant.
    """
    node = unwrap(node)
    if hops > _MOST_HOPS:
        return None
    if node.type in FUNCTIONS:
        return source, node
    if node.type == "identifier":
        named = follow_function(project, source, node)
        if named is not None:
            return named
        held = initialiser(project, source, source.text(node))
        return _within(project, *held, hops + 1) if held is not None else None
    if node.type != "call_expression":
        return None
    given = [unwrap(each) for each in arguments(node)]
    written = [each for each in given if each.type in FUNCTIONS]
    with_block = [each for each in written if _has_block(each)]
    if len(with_block) == 1:
        return source, with_block[0]
    if with_block:
        return None
    others = [each for each in given if each.type in ("identifier", "call_expression")]
    found = [_within(project, source, each, hops + 1) for each in others]
    inner = [each for each in found if each is not None]
    if len(inner) == 1 and not written:
        return inner[0]
    if len(written) == 1 and not inner:
        return source, written[0]
    if inner or written or _is_answering(source, node):
        return None
    callee = callee_of(node)
    owner = unwrap(callee).child_by_field_name("object") if callee is not None else None
    return _within(project, source, owner, hops + 1) if owner is not None else None


def _has_block(function: Node) -> bool:
    body = function.child_by_field_name("body")
    return body is not None and body.type == "statement_block"


def _is_answering(source: Source, value: Node) -> bool:
    return _last_method(source, unwrap(value)) in _ANSWERING


def _last_method(source: Source, value: Node) -> str | None:
    """`mutation` of `procedure.input(…).mutation(…)`."""
    callee = callee_of(value) if value.type == "call_expression" else None
    key = unwrap(callee).child_by_field_name("property") if callee is not None else None
    return source.text(key) if key is not None else None


def _unknown(project: Project, source: Source, name: str) -> CodemodError:
    names = function_names(project, source)
    near = naming.nearest(name, names)
    if near:
        mend = f"did you mean {near}?"
    elif names:
        mend = f"its functions are {', '.join(names)}"
    else:
        mend = "name the file that the function is written in"
    return CodemodError(f"there is no function {naming.quoted(name)}", where=source.path, mend=mend)
