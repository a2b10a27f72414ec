"""What a name means where it stands: the variable, parameter or function of a scope around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS, named_children, property_name
from codemods.syntax.source import Source

_BLOCKS = frozenset({"statement_block", "switch_case", "switch_default"})
_SCOPES = _BLOCKS | FUNCTIONS | {"for_statement", "for_in_statement", "catch_clause"}


@dataclass(frozen=True, slots=True)
class Bound:
    """A name that a scope inside the module binds.

    kind:  ``variable``, ``parameter``, ``function``, ``class``, or ``other`` (a loop's variable, a
           caught error)
    node:  the declarator, the parameter, the function, the class or the statement
    value: a variable's initialiser or a parameter's default, of the whole pattern; else None
    keys:  the properties that lead from that value to the name, none for a plain name; None where
           a rest or a list stands between
    type:  the annotation of the whole pattern, without its colon, or None
    """

    kind: Literal["variable", "parameter", "function", "class", "other"]
    node: Node
    value: Node | None
    keys: tuple[str, ...] | None
    type: Node | None = None


# What each scope binds, by the scope's node, kept as long as the source is.
_TABLES: WeakKeyDictionary[Source, dict[int, dict[str, Bound]]] = WeakKeyDictionary()


def bound(source: Source, node: Node, name: str) -> Bound | None:
    """What a name means at a node; None where it is a name of the module, or a global one."""
    tables = _TABLES.setdefault(source, {})
    for scope in reversed(_around(source, node)):
        if scope.type in _SCOPES:
            if scope.id not in tables:
                tables[scope.id] = _table(source, scope)
            found = tables[scope.id].get(name)
            if found is not None:
                return found
    return None


def _around(source: Source, node: Node) -> list[Node]:
    """The nodes around a node, the outermost first, without the root.

    A node does not know its parent: each question for it is a walk from the root, so that asking
    one after the other takes the square of the depth.
    """
    around = []
    outer = source.root.child_with_descendant(node)
    while outer is not None and outer != node:
        around.append(outer)
        outer = outer.child_with_descendant(node)
    return around


def parameters(function: Node) -> list[Node]:
    """The parameters of a function; for `x => …` the name itself."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return [single]
    node = function.child_by_field_name("parameters")
    return [
        each
        for each in (named_children(node) if node is not None else [])
        if each.type in ("required_parameter", "optional_parameter")
        and (pattern := each.child_by_field_name("pattern")) is not None
        and pattern.type != "this"
    ]


def annotation(node: Node) -> Node | None:
    """The type that is written after a name's colon, or None."""
    given = node.child_by_field_name("type")
    return next(iter(named_children(given)), None) if given is not None else None


def pattern_keys(
    source: Source, pattern: Node, name: str
) -> tuple[str, ...] | Literal[False] | None:
    """The properties by which a pattern reaches a name it binds; False where it binds none such.

    None where it binds the name through a rest, a list or a computed key.
    """
    return next((keys for text, keys in _bindings(source, pattern) if text == name), False)


def _table(source: Source, scope: Node) -> dict[str, Bound]:
    """The names that a scope itself binds; of two of one name the first."""
    found: dict[str, Bound] = {}
    for name, each in _declared(source, scope):
        found.setdefault(name, each)
    return found


def _declared(source: Source, scope: Node) -> Iterator[tuple[str, Bound]]:
    if scope.type in _BLOCKS:
        for statement in named_children(scope):
            yield from _by_statement(source, statement)
    elif scope.type in FUNCTIONS:
        for each in parameters(scope):
            pattern = each.child_by_field_name("pattern") or each
            value = each.child_by_field_name("value") if pattern != each else None
            for name, keys in _bindings(source, pattern):
                yield name, Bound("parameter", each, value, keys, annotation(each))
        own = scope.child_by_field_name("name")
        if scope.type == "function_expression" and own is not None:
            yield source.text(own), Bound("function", scope, None, ())
    elif scope.type == "catch_clause":
        caught = scope.child_by_field_name("parameter")
        for name, _ in _bindings(source, caught) if caught is not None else ():
            yield name, Bound("other", scope, None, None)
    else:
        start = scope.child_by_field_name("initializer")
        if start is not None:
            yield from _by_statement(source, start)
        left = scope.child_by_field_name("left")
        if left is not None and scope.child_by_field_name("kind") is not None:
            for name, _ in _bindings(source, left):
                yield name, Bound("other", scope, None, None)


def _by_statement(source: Source, statement: Node) -> Iterator[tuple[str, Bound]]:
    match statement.type:
        case "lexical_declaration" | "variable_declaration":
            for declarator in named_children(statement):
                pattern = declarator.child_by_field_name("name")
                value = declarator.child_by_field_name("value")
                kind = annotation(declarator)
                for name, keys in _bindings(source, pattern) if pattern is not None else ():
                    yield name, Bound("variable", declarator, value, keys, kind)
        case "function_declaration" | "generator_function_declaration" | "class_declaration":
            own = statement.child_by_field_name("name")
            if own is not None:
                is_class = statement.type == "class_declaration"
                yield (
                    source.text(own),
                    Bound("class" if is_class else "function", statement, None, ()),
                )
        case _:
            pass


def _bindings(source: Source, pattern: Node) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    """Each name that a pattern binds, and the properties that lead to it."""
    stack: list[tuple[Node, tuple[str, ...] | None]] = [(pattern, ())]
    while stack:
        node, keys = stack.pop()
        match node.type:
            case "identifier":
                yield source.text(node), keys
            case "shorthand_property_identifier_pattern":
                text = source.text(node)
                yield text, (*keys, text) if keys is not None else None
            case "pair_pattern":
                key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
                named = property_name(key, source.text(key)) if key is not None else None
                if value is not None:
                    known = keys is not None and named is not None
                    stack.append((value, (*(keys or ()), named or "") if known else None))
            case "object_assignment_pattern" | "assignment_pattern":
                left = node.child_by_field_name("left")
                if left is not None:
                    stack.append((left, keys))
            case "object_pattern":
                stack.extend((child, keys) for child in reversed(named_children(node)))
            case _:
                stack.extend((child, None) for child in reversed(named_children(node)))
