"""What a name means where it stands: the variable, parameter or function of a scope around it.

`source.scopes` finds the scopes of a file. Those of a top-level statement are found in one walk
when the first of them is asked for, so that neither a single question nor many of them cost more
than the statement is long: a node of tree-sitter does not know its parent, and each climb from one
to the next would begin at the root.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS, has_token, named_children
from codemods.syntax.patterns import annotation, parameters, pattern_of, taken
from codemods.syntax.source import Source

Kind = Literal["parameter", "const", "let", "var", "using", "function", "class", "catch", "loop"]

_BLOCKS = frozenset(
    {"statement_block", "switch_body", "for_statement", "for_in_statement", "catch_clause"}
)
# The nodes that declare names for what is in them.
DECLARING = _BLOCKS | FUNCTIONS
_VARIABLES = frozenset({"const", "let", "var", "using"})
_NAMED: dict[str, Kind] = {
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "class_declaration": "class",
    "abstract_class_declaration": "class",
    "enum_declaration": "class",
}


class Binding(Struct, frozen=True, eq=False):
    """One name that a function or block declares.

    node:     the identifier that declares it
    declared: the declarator, the parameter, the function or class, the loop or the `catch`
    value:    the initialiser, of the whole pattern; the function or class itself; else None
    keys:     the properties that lead from the value to the name, none for a plain name; None
              where a rest, a list or a computed key stands between
    reach:    as `keys`, but for what a rest gathers those that lead to what it is the rest of
    scope:    the scope that declares it
    """

    name: str
    kind: Kind
    node: Node
    declared: Node
    value: Node | None
    keys: tuple[str, ...] | None
    reach: tuple[str, ...] | None
    scope: Scope

    @property
    def is_variable(self) -> bool:
        """Whether it is declared with `const`, `let`, `var` or `using`."""
        return self.kind in _VARIABLES

    @property
    def whole(self) -> Node | None:
        """What it holds, where that is one expression or function that never changes."""
        fixed = self.kind in ("const", "function", "class")
        return self.value if fixed and self.keys == () else None

    @property
    def type(self) -> Node | None:
        """The type that its whole pattern is given, without the colon, or None."""
        is_typed = self.is_variable or self.kind == "parameter"
        return annotation(self.declared) if is_typed else None

    @property
    def default(self) -> Node | None:
        """What a parameter holds, as a whole pattern, where it is given nothing; or None."""
        is_parameter = self.kind == "parameter" and self.declared != self.node
        return self.declared.child_by_field_name("value") if is_parameter else None


class Scope:
    """The names of one function or block, inside those of another; None around the outermost."""

    __slots__ = ("_bindings", "end", "hoisted", "node", "outer", "source", "start")

    def __init__(self, source: Source, node: Node, outer: Scope | None) -> None:
        self.source = source
        self.node = node
        self.outer = outer
        self.start, self.end = node.start_byte, node.end_byte  # each asked of a node is a call
        self.hoisted: list[Node] = []  # what declares a `var` for this function, wherever it stands
        self._bindings: dict[str, Binding] | None = None

    @property
    def bindings(self) -> dict[str, Binding]:
        """What it declares itself, by name; the last of a name, but a parameter before a `var`."""
        if self._bindings is None:
            self._bindings = {each.name: each for each in _declared(self)}
        return self._bindings

    def find(self, name: str) -> Binding | None:
        """What the name means here; None for a name of the module, or a global one."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.bindings.get(name)
            if found is not None:
                return found
            scope = scope.outer
        return None

    def covers(self, start: int, end: int) -> bool:
        """Whether bytes lie in it; those of the function or block itself do not."""
        return self.start <= start and end <= self.end and (start, end) != (self.start, self.end)


class Scopes:
    """The scopes of one file, found as they are asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._statements = source.root.children
        self._starts = [each.start_byte for each in self._statements]
        self._regions: dict[int, _Region] = {}

    def around(self, node: Node) -> Scope | None:
        """The scope that a node stands in; None where that is the module's."""
        region = self._region(node)
        return region.around(node) if region is not None else None

    def inside(self, node: Node) -> Scope | None:
        """The scope that a function or block makes for what is in it; for others that around."""
        region = self._region(node)
        if region is None:
            return None
        return region.by_node.get(node.id) or region.around(node)

    def _region(self, node: Node) -> _Region | None:
        place = bisect_right(self._starts, node.start_byte) - 1
        if place < 0:
            return None
        if place not in self._regions:
            self._regions[place] = _Region(self._source, self._statements[place])
        return self._regions[place]


class _Region:
    """The scopes of a top-level statement."""

    def __init__(self, source: Source, statement: Node) -> None:
        self.by_node: dict[int, Scope] = {}
        self._scopes: list[Scope] = []  # in source order, the outer before the inner
        declaring, hoisted = _find(source, statement)
        around: list[Scope] = []
        for start, end, node in sorted(declaring, key=lambda each: (each[0], -each[1])):
            while around and not around[-1].covers(start, end):
                around.pop()
            scope = Scope(source, node, around[-1] if around else None)
            around.append(scope)
            self._scopes.append(scope)
            self.by_node[node.id] = scope
        self._starts = [scope.start for scope in self._scopes]
        for node in hoisted:
            function = self.around(node)
            while function is not None and function.node.type not in FUNCTIONS:
                function = function.outer
            if function is not None:
                function.hoisted.append(node)

    def around(self, node: Node) -> Scope | None:
        start, end = node.start_byte, node.end_byte
        place = bisect_right(self._starts, start) - 1
        scope = self._scopes[place] if place >= 0 else None
        while scope is not None and not scope.covers(start, end):
            scope = scope.outer
        return scope


def bound(source: Source, node: Node, name: str) -> Binding | None:
    """What a name means at a node; None where it is a name of the module, or a global one."""
    scope = source.scopes.around(node)
    return scope.find(name) if scope is not None else None


def is_name(node: Node) -> bool:
    """Whether the node reads a variable."""
    return node.type in ("identifier", "shorthand_property_identifier")


def _find(source: Source, statement: Node) -> tuple[list[tuple[int, int, Node]], list[Node]]:
    """The nodes of a statement that declare names, with their bytes; and its `var`s, in order."""
    has_var = source.data.find(b"var ", statement.start_byte, statement.end_byte) >= 0
    declaring: list[tuple[int, int, Node]] = []
    hoisted: list[Node] = []
    cursor = statement.walk()
    down, onwards, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
    while True:
        while down():
            pass
        # A node is looked at when it is left, so that leaves, half of all there are, never are.
        while not onwards():
            if not up():
                hoisted.sort(key=lambda node: node.start_byte)
                return declaring, hoisted
            node = cursor.node
            kind = node.type if node is not None else ""
            if node is not None and kind in DECLARING:
                declaring.append((node.start_byte, node.end_byte, node))
            if has_var and node is not None and _is_var(node, kind):
                hoisted.append(node)


def _is_var(node: Node, kind: str) -> bool:
    return kind == "variable_declaration" or (kind == "for_in_statement" and has_token(node, "var"))


def _declared(scope: Scope) -> Iterator[Binding]:
    node = scope.node
    match node.type:
        case "statement_block":
            yield from _of_statements(scope, named_children(node))
        case "switch_body":
            for case in named_children(node):
                yield from _of_statements(scope, named_children(case))
        case "for_statement":
            start = node.child_by_field_name("initializer")
            yield from _of_statements(scope, [start] if start is not None else [])
        case "for_in_statement":
            left, kind = node.child_by_field_name("left"), node.child_by_field_name("kind")
            if left is not None and kind is not None and not _is_hoisted(scope, node):
                yield from _bindings(scope, left, "loop", node, None)
        case "catch_clause":
            caught = node.child_by_field_name("parameter")
            if caught is not None:
                yield from _bindings(scope, caught, "catch", node, None)
        case _:
            yield from _of_function(scope)


def _of_function(scope: Scope) -> Iterator[Binding]:
    function = scope.node
    own = function.child_by_field_name("name")
    if function.type in ("function_expression", "generator_function") and own is not None:
        yield _named(scope, own, "function", function)
    for node in scope.hoisted:
        if node.type == "variable_declaration":
            yield from _of_variables(scope, node, "var")
        else:
            left = node.child_by_field_name("left")
            if left is not None:
                yield from _bindings(scope, left, "loop", node, None)
    for parameter in parameters(function):
        yield from _bindings(scope, pattern_of(parameter), "parameter", parameter, None)


def _of_statements(scope: Scope, statements: list[Node]) -> Iterator[Binding]:
    for statement in statements:
        match statement.type:
            case "lexical_declaration":
                kind: Kind = "let" if has_token(statement, "let") else "const"
                yield from _of_variables(scope, statement, kind)
            case "variable_declaration" if not _is_hoisted(scope, statement):
                yield from _of_variables(scope, statement, "var")
            case "expression_statement":
                yield from _using(scope, statement)
            case named if named in _NAMED:
                name = statement.child_by_field_name("name")
                if name is not None:
                    yield _named(scope, name, _NAMED[named], statement)
            case _:
                pass


def _is_hoisted(scope: Scope, node: Node) -> bool:
    """Whether a declaration is a `var` of the function around; outside of all a block keeps it."""
    if not has_token(node, "var"):
        return False
    outer: Scope | None = scope
    while outer is not None and outer.node.type not in FUNCTIONS:
        outer = outer.outer
    return outer is not None


def _of_variables(scope: Scope, declaration: Node, kind: Kind) -> Iterator[Binding]:
    for declarator in named_children(declaration):
        name, value = (
            declarator.child_by_field_name("name"),
            declarator.child_by_field_name("value"),
        )
        if name is not None:
            yield from _bindings(scope, name, kind, declarator, value)


def _using(scope: Scope, statement: Node) -> Iterator[Binding]:
    """`using x = y`, which the grammar reads as an assignment with a stray token."""
    for each in named_children(statement):
        if each.type == "assignment_expression" and has_token(each, "using"):
            left = each.child_by_field_name("left")
            if left is not None and left.type == "identifier":
                value = each.child_by_field_name("right")
                yield from _bindings(scope, left, "using", each, value)


def _bindings(
    scope: Scope, pattern: Node, kind: Kind, declared: Node, value: Node | None
) -> Iterator[Binding]:
    for each in taken(scope.source, pattern):
        keys = None if each.rest else each.keys
        yield Binding(each.name, kind, each.node, declared, value, keys, each.keys, scope)


def _named(scope: Scope, name: Node, kind: Kind, node: Node) -> Binding:
    return Binding(scope.source.text(name), kind, name, node, node, (), (), scope)
