"""Names inside functions: what declares them, and which part of the handler's context they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS, has_token, named_children, property_name, unwrap, walk
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value

# Where a value lies in the context that a handler is called with: `()` is the context itself,
# ("step", "run") the method, ("event", "data", "userId") a key of the event's data.
Path = tuple[str, ...]

Kind = Literal["parameter", "const", "let", "var", "using", "function", "class", "catch", "loop"]

_MOST_HOPS = 16  # aliases of aliases; it also ends those that are made of each other
_MOST_KEYS = 32

_NAMED = {
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "class_declaration": "class",
    "abstract_class_declaration": "class",
    "enum_declaration": "class",
}
# The nodes that declare names for what is in them, but for functions.
DECLARING = frozenset(
    {"statement_block", "for_statement", "for_in_statement", "catch_clause", "switch_body"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One name that a function or block declares.

    node:   the identifier that declares it
    value:  the expression it is made from, or the function or class itself; None for parameters
    keys:   where in that value a pattern finds it, None where that is not static
    origin: the path of `value` in the context, where a parameter has one
    scope:  the scope that declares it
    """

    name: str
    kind: Kind
    node: Node
    value: Node | None
    keys: Path | None
    origin: Path | None
    scope: Scope

    @property
    def whole(self) -> Node | None:
        """What it holds, where that is one expression or function that never changes."""
        fixed = self.kind in ("const", "function", "class")
        return self.value if fixed and self.keys == () else None


@dataclass(slots=True, eq=False)
class Scope:
    """The names of one function or block, inside those of another; None around the outermost."""

    source: Source
    outer: Scope | None
    bindings: dict[str, Binding] = field(default_factory=dict)

    def find(self, name: str) -> Binding | None:
        """What the name means here; None for a name of the module, or a global one."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.bindings.get(name)
            if found is not None:
                return found
            scope = scope.outer
        return None

    def binding(self, node: Node) -> Binding | None:
        """What an identifier means here."""
        return self.find(self.source.text(node)) if is_name(node) else None

    def path(self, node: Node) -> Path | None:
        """Where in the handler's context an expression points to, through aliases, or None."""
        scope, keys = self, Path()
        for _ in range(_MOST_HOPS):
            name, inner = member_path(self.source, node)
            if name is None or inner is None:
                return None
            binding = scope.find(name)
            if binding is None or binding.keys is None:
                return None
            keys = binding.keys + inner + keys
            if binding.origin is not None:
                return binding.origin + keys
            if binding.value is None or binding.kind in ("function", "class", "loop"):
                return None
            scope, node = binding.scope, binding.value
        return None


def is_name(node: Node) -> bool:
    """Whether the node reads a variable."""
    return node.type in ("identifier", "shorthand_property_identifier")


def member_path(source: Source, node: Node) -> tuple[str | None, Path | None]:
    """`a.b["c"]!.d` as its first name and the keys after it; (None, None) for anything else."""
    keys: list[str] = []
    node = unwrap(node)
    while node.type in ("member_expression", "subscript_expression") and len(keys) < _MOST_KEYS:
        key = node.child_by_field_name("property") or node.child_by_field_name("index")
        owner = node.child_by_field_name("object")
        if key is None or owner is None or key.type not in ("property_identifier", "string"):
            return None, None
        text = source.text(key)
        keys.append(string_value(text) if key.type == "string" else text)
        node = unwrap(owner)
    if not is_name(node):
        return None, None
    return source.text(node), tuple(reversed(keys))


S = TypeVar("S", Scope, Scope | None)


def scope_of(source: Source, node: Node, outer: S) -> Scope | S:
    """The scope that holds inside the node: its own where it declares names, else the outer."""
    if node.type not in DECLARING and node.type not in FUNCTIONS:
        return outer
    scope = Scope(source, outer)
    match node.type:
        case "statement_block":
            _declare_statements(scope, named_children(node))
        case "switch_body":
            for case in named_children(node):
                _declare_statements(scope, named_children(case))
        case "for_statement":
            start = node.child_by_field_name("initializer")
            if start is not None:
                _declare_statements(scope, [start])
        case "for_in_statement":
            left, kind = node.child_by_field_name("left"), node.child_by_field_name("kind")
            if left is not None and kind is not None:
                declare(scope, left, "loop", None, None)
        case "catch_clause":
            caught = node.child_by_field_name("parameter")
            if caught is not None:
                declare(scope, caught, "catch", None, None)
        case _:
            _declare_function(scope, node)
    return scope if scope.bindings else outer


def scope_around(source: Source, node: Node) -> Scope | None:
    """The scope that a node stands in; None where that is the module's."""
    scope: Scope | None = None
    around = source.root
    while around.id != node.id:
        scope = scope_of(source, around, scope)
        inner = around.child_with_descendant(node)
        if inner is None:
            break
        around = inner
    return scope


def parameters(function: Node) -> list[Node]:
    """The pattern of each parameter of a function, in order."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return [single]
    listed = function.child_by_field_name("parameters")
    found = []
    for each in named_children(listed) if listed is not None else []:
        pattern = each.child_by_field_name("pattern")
        if pattern is not None and pattern.type != "this":
            found.append(pattern)
    return found


def parameter_scope(
    source: Source, function: Node, outer: Scope | None, origins: tuple[Path | None, ...]
) -> Scope:
    """The scope inside a function whose parameters are known to be parts of the context."""
    scope = Scope(source, outer)
    _declare_function(scope, function)
    for pattern, origin in zip(parameters(function), origins, strict=False):
        if origin is not None:
            declare(scope, pattern, "parameter", None, origin)
    return scope


def _declare_function(scope: Scope, function: Node) -> None:
    own = function.child_by_field_name("name")
    if function.type in ("function_expression", "generator_function") and own is not None:
        declare(scope, own, "function", function, None)
    body = function.child_by_field_name("body")
    if body is not None and b"var " in scope.source.data:
        for node in walk(body, into_functions=False):
            if node.type == "variable_declaration":
                _declare_variables(scope, node, "var")
            elif node.type == "for_in_statement" and has_token(node, "var"):
                left = node.child_by_field_name("left")
                if left is not None:
                    declare(scope, left, "loop", None, None)
    for pattern in parameters(function):
        declare(scope, pattern, "parameter", None, None)


def _declare_statements(scope: Scope, statements: list[Node]) -> None:
    for statement in statements:
        if statement.type == "lexical_declaration":
            kind: Kind = "let" if has_token(statement, "let") else "const"
            _declare_variables(scope, statement, kind)
        elif statement.type in _NAMED:
            name = statement.child_by_field_name("name")
            if name is not None:
                of_function = _NAMED[statement.type] == "function"
                declare(scope, name, "function" if of_function else "class", statement, None)
        elif statement.type == "expression_statement":
            _declare_using(scope, statement)


def _declare_variables(scope: Scope, declaration: Node, kind: Kind) -> None:
    for declarator in named_children(declaration):
        name = declarator.child_by_field_name("name")
        if name is not None:
            declare(scope, name, kind, declarator.child_by_field_name("value"), None)


def _declare_using(scope: Scope, statement: Node) -> None:
    """`using x = y`, which the grammar reads as an assignment with a stray token."""
    for each in named_children(statement):
        if each.type == "assignment_expression" and has_token(each, "using"):
            left = each.child_by_field_name("left")
            if left is not None and left.type == "identifier":
                declare(scope, left, "using", each.child_by_field_name("right"), None)


def declare(
    scope: Scope, pattern: Node, kind: Kind, value: Node | None, origin: Path | None
) -> None:
    """Binds the names of a pattern, or the one name that it is."""
    for name, node, keys in pattern_paths(scope.source, pattern):
        scope.bindings[name] = Binding(name, kind, node, value, keys, origin, scope)


def pattern_paths(source: Source, pattern: Node) -> Iterator[tuple[str, Node, Path | None]]:
    """The names that a pattern binds, their nodes, and where in the value each is found.

    The path is None for what an array pattern or computed key finds.
    """
    stack: list[tuple[Node, Path | None]] = [(pattern, ())]
    while stack:
        node, keys = stack.pop()
        match node.type:
            case "identifier" | "type_identifier":  # a class has its name as a type
                yield source.text(node), node, keys
            case "shorthand_property_identifier_pattern":
                name = source.text(node)
                yield name, node, None if keys is None else (*keys, name)
            case "pair_pattern":
                key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
                found = property_name(key, source.text(key)) if key is not None else None
                if value is not None:
                    known = keys is not None and found is not None
                    stack.append((value, (*(keys or ()), found or "") if known else None))
            case "object_assignment_pattern" | "assignment_pattern":
                left = node.child_by_field_name("left")
                if left is not None:
                    stack.append((left, keys))
            case "array_pattern":
                stack.extend((child, None) for child in named_children(node))
            case "object_pattern" | "rest_pattern":
                # What a rest pattern gathers still has the keys that are asked of it.
                stack.extend((child, keys) for child in named_children(node))
            case _:
                pass
