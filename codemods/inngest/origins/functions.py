"""The functions of the project that expressions name, and what functions give."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.model import Span
from codemods.inngest.origins.meanings import Meaning, Meanings
from codemods.inngest.reading import Place, span
from codemods.syntax.nodes import (
    FUNCTIONS,
    arguments,
    entry_value,
    named_children,
    unwrap,
    walk,
)
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition

MAX_HOPS = 16  # names that lead to names
# `cache(async () => …)`: what gives the function that it is given.
_WRAPPERS = frozenset({"cache", "React.cache", "memoize"})


class Functions:
    """Answers for one repository; what was asked without hops before it is kept."""

    def __init__(self, meanings: Meanings) -> None:
        self._meanings = meanings
        self._known: dict[Span, Place | None] = {}

    def named(self, source: Source, node: Node) -> Place | None:
        """The function of the project that an expression names, in its file, or None."""
        place = span(source, node)
        if place not in self._known:
            self._known[place] = self.of(source, node, 0)
        return self._known[place]

    def of(self, source: Source, node: Node, hops: int) -> Place | None:
        """The function that an expression names or is, `hops` names from where it was asked."""
        if hops > MAX_HOPS:
            return None
        node = unwrap(node)
        if node.type in FUNCTIONS:
            return source, node
        match node.type:
            case "identifier":
                return self._of_name(source, node, hops)
            case "member_expression":
                owner = node.child_by_field_name("object")
                key = node.child_by_field_name("property")
                if owner is None or key is None:
                    return None
                return self._at(source, owner, source.text(key), hops + 1)
            case "call_expression":
                callee, given = node.child_by_field_name("function"), arguments(node)
                if callee is None or source.text(callee) not in _WRAPPERS:
                    return None
                return self.of(source, given[0], hops + 1) if given else None
            case _:
                return None

    def _of_name(self, source: Source, node: Node, hops: int) -> Place | None:
        name = source.text(node)
        local = bound(source, node, name)
        if local is None:
            return self._defined(self._meanings.binding(source, name), hops)
        if local.kind == "function":
            return source, local.declared
        if not local.is_variable or local.value is None:
            return None
        if local.keys == ():
            return self.of(source, local.value, hops + 1)
        if local.keys and len(local.keys) == 1:
            return self._at(source, local.value, local.keys[0], hops + 1)
        return None

    def _defined(self, found: Meaning, hops: int) -> Place | None:
        """The function that a name was followed to."""
        if not isinstance(found, Definition):
            return None
        where = self._meanings.repository.source(found.path)
        declared = found.declaration
        if declared is None:
            value = found.export.value if found.export is not None else None
        elif declared.kind in ("const", "function"):
            value = declared.value
        else:
            return None
        if value is None:
            return None
        if declared is not None and value.type == "function_signature":
            return _behind_overloads(where, declared.name)
        return self.of(where, value, hops + 1)

    def _at(self, source: Source, node: Node, key: str, hops: int) -> Place | None:
        """The function that a property of an expression is: of a module, an object, a class."""
        if hops > MAX_HOPS:
            return None
        node = unwrap(node)
        if node.type == "await_expression" and named_children(node):
            node = unwrap(named_children(node)[0])
        module = self._meanings.module(source, node)
        if module is not None:
            return self._defined(self._meanings.exported(module, key), hops)
        match node.type:
            case "object":
                for entry in named_children(node):
                    own = entry.child_by_field_name("name")
                    if entry.type == "method_definition" and own and source.text(own) == key:
                        return source, entry
                value = entry_value(source, node, key)
                return self.of(source, value, hops + 1) if value is not None else None
            case "new_expression":
                called = node.child_by_field_name("constructor")
                return self._at(source, called, key, hops + 1) if called else None
            case "identifier":
                return self._of_holder(source, node, key, hops)
            case "this":
                body = class_body_around(node)
                return _method(source, body.parent, key) if body and body.parent else None
            case _:
                return None

    def _of_holder(self, source: Source, node: Node, key: str, hops: int) -> Place | None:
        """The function under a key of what a name stands for."""
        name = source.text(node)
        local = bound(source, node, name)
        if local is not None:
            if not local.is_variable or local.keys != () or local.value is None:
                return None
            return self._at(source, local.value, key, hops + 1)
        found = self._meanings.binding(source, name)
        if not isinstance(found, Definition):
            return None
        if found.name == "*":
            return self._defined(self._meanings.exported(found.path, key), hops)
        value = found.declaration.value if found.declaration is not None else None
        where = self._meanings.repository.source(found.path)
        if value is None or found.declaration is None:
            return None
        if found.declaration.kind == "class":
            return _method(where, value, key)
        if found.declaration.kind != "const":
            return None
        return self._at(where, value, key, hops + 1)


def returned(function: Node) -> Iterator[Node]:
    """The expressions that a function gives."""
    body = function.child_by_field_name("body")
    if body is None:
        return
    if body.type != "statement_block":
        yield body
        return
    for node in walk(body, into_functions=False):
        if node.type == "return_statement":
            yield from named_children(node)[:1]


def class_body_around(node: Node) -> Node | None:
    """The body of the class that a node stands in."""
    body = node.parent
    while body is not None and body.type != "class_body":
        body = body.parent
    return body


def _behind_overloads(source: Source, name: str) -> Place | None:
    """The function whose overloads come before it."""
    for statement in named_children(source.root):
        for child in (statement, *named_children(statement)):
            own = child.child_by_field_name("name")
            if child.type == "function_declaration" and own and source.text(own) == name:
                return source, child
    return None


def _method(source: Source, cls: Node, key: str) -> Place | None:
    body = cls.child_by_field_name("body")
    for member in named_children(body) if body is not None else []:
        own = member.child_by_field_name("name")
        if own is None or source.text(own) != key:
            continue
        if member.type == "method_definition":
            return source, member
        value = member.child_by_field_name("value")
        if value is not None and value.type in FUNCTIONS:
            return source, value
    return None
