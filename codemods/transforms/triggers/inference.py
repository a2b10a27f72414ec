"""The type of an expression, as far as it can be read off the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS, named_children, property_name, walk
from codemods.syntax.patterns import pattern_of, taken
from codemods.syntax.scopes import Binding, bound
from codemods.syntax.source import Source
from codemods.transforms.triggers.assigned import assigned
from codemods.transforms.triggers.calls import CallTypes
from codemods.transforms.triggers.guards import facts_at
from codemods.transforms.triggers.libraries import response
from codemods.transforms.triggers.narrowing import Facts, path_of
from codemods.transforms.triggers.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    NULL_TYPE,
    NUMBER,
    OTHER,
    STRING,
    UNDEFINED,
    UNDEFINED_TYPE,
    UNKNOWN,
    Type,
    array,
    promise,
    shape,
    tuple_of,
    union,
)
from codemods.transforms.triggers.written_types import WrittenTypes
from codemods.workspace.resolution.exports import Definition

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_HOPS = 24
_COMPARING = frozenset({"===", "!==", "==", "!=", "<", ">", "<=", ">=", "in", "instanceof"})
_LITERALS = {
    "string": STRING,
    "template_string": STRING,
    "number": NUMBER,
    "true": Type("boolean", "true", value=True),
    "false": Type("boolean", "false", value=False),
    "null": NULL_TYPE,
    "undefined": UNDEFINED_TYPE,
}


class Inference:
    """Reads the types of the expressions of one project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.written = WrittenTypes(project)
        self.calls = CallTypes(project, self)
        self._hops = 0
        self._facts: dict[tuple[str, int], Facts] = {}
        self._known: dict[tuple[str, int, int, str], Type] = {}

    def of(self, source: Source, node: Node) -> Type:
        """The type of an expression where it stands, what guards make sure of included."""
        key = (source.path, node.start_byte, node.end_byte, node.type)
        if key not in self._known:
            if self._hops > _MOST_HOPS:
                return UNKNOWN
            self._known[key] = UNKNOWN  # what is made of itself is not known
            self._hops += 1
            try:
                self._known[key] = self._of(source, node)
            finally:
                self._hops -= 1
        return self._known[key]

    def facts(self, source: Source, byte: int) -> Facts:
        """What is sure at an offset, from the outermost function around it."""
        key = (source.path, byte)
        if key not in self._facts:
            around = source.root.descendant_for_byte_range(byte, byte)
            outermost = None
            while around is not None:
                if around.type in FUNCTIONS:
                    outermost = around
                around = around.parent
            self._facts[key] = facts_at(source, byte, outermost) if outermost else Facts()
        return self._facts[key]

    def returned(self, source: Source, function: Node, given: list[Type] | None = None) -> Type:
        """What a call of a function gives: as it is annotated, else as it returns.

        given: the type arguments of the call
        """
        if self._hops > _MOST_HOPS:
            return UNKNOWN
        annotated = self.written.returned(source, function, given or [])
        if annotated is not None:
            return annotated
        body = function.child_by_field_name("body")
        if body is None:
            return UNKNOWN
        found: list[Type] = []
        if body.type != "statement_block":
            found.append(self.of(source, body).awaited)
        else:
            for each in walk(body, into_functions=False):
                if each.type == "return_statement":
                    value = named_children(each)
                    found.append(self.of(source, value[0]).awaited if value else UNDEFINED_TYPE)
        result = union(found) if found else UNDEFINED_TYPE
        is_async = any(child.type == "async" for child in function.children)
        return promise(result) if is_async else result

    # Expressions

    def _of(self, source: Source, node: Node) -> Type:
        match node.type:
            case "parenthesized_expression" | "satisfies_expression":
                inner = named_children(node)
                return self.of(source, inner[0]) if inner else UNKNOWN
            case "non_null_expression":
                return self.of(source, named_children(node)[0]).present()
            case "as_expression":
                return self._cast(source, node)
            case kind if kind in _LITERALS:
                found = _LITERALS[kind]
                if kind == "string":
                    text = source.text(node)[1:-1]
                    return Type("string", f'"{text}"', value=text)
                return found
            case "await_expression":
                inner = named_children(node)
                return self.of(source, inner[0]).awaited if inner else UNKNOWN
            case "identifier" | "shorthand_property_identifier":
                local = bound(source, node, source.text(node))
                if local is not None:
                    return self.at(source, node.start_byte, local)
                return self._narrowed(source, node, self._of_module(source, source.text(node)))
            case "member_expression":
                return self._narrowed(source, node, self._member(source, node))
            case "subscript_expression":
                return self._subscript(source, node)
            case "call_expression":
                return self.calls.of(source, node)
            case "new_expression":
                called = node.child_by_field_name("constructor")
                name = source.text(called) if called is not None else ""
                if name in ("NextResponse", "Response"):
                    return response(name)
                return DATE if name == "Date" else Type("other", name)
            case "object":
                return self._object(source, node)
            case "array":
                items = named_children(node)
                if any(each.type == "spread_element" for each in items):
                    return array(UNKNOWN)
                return tuple_of([self.of(source, each) for each in items])
            case "ternary_expression":
                arms = (node.child_by_field_name(arm) for arm in ("consequence", "alternative"))
                return union([self.of(source, arm) for arm in arms if arm is not None])
            case "binary_expression":
                return self._binary(source, node)
            case "unary_expression":
                operator = node.child_by_field_name("operator")
                text = operator.type if operator is not None else ""
                return {"!": BOOLEAN, "typeof": STRING, "-": NUMBER, "+": NUMBER}.get(text, UNKNOWN)
            case kind if kind in FUNCTIONS or kind == "class":
                return OTHER
            case _:
                return UNKNOWN

    def _narrowed(self, source: Source, node: Node, found: Type) -> Type:
        path = path_of(source, node)
        if path is None:
            return found
        return self.facts(source, node.start_byte).narrowed(path, found)

    def _cast(self, source: Source, node: Node) -> Type:
        inner = named_children(node)
        if len(inner) == 2:
            return self.written.of(source, inner[1])
        return self.of(source, inner[0]) if inner else UNKNOWN  # `as const`

    def _member(self, source: Source, node: Node) -> Type:
        owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is None or key is None:
            return UNKNOWN
        held = self.of(source, owner)
        found = held.member(source.text(key))
        if found is None:
            return UNKNOWN
        chained = any(child.type == "optional_chain" for child in node.children)
        if chained and held.absent and held.kind != "unknown":
            return found.maybe({UNDEFINED})
        return found

    def _subscript(self, source: Source, node: Node) -> Type:
        owner, index = node.child_by_field_name("object"), node.child_by_field_name("index")
        if owner is None or index is None:
            return UNKNOWN
        held = self.of(source, owner)
        if index.type == "string":
            return held.member(source.text(index)[1:-1]) or UNKNOWN
        text = source.text(index)
        return self.item(source, held, int(text) if text.isdigit() else None)

    def item(self, source: Source, held: Type, index: int | None) -> Type:
        """The type of an element of a list, by its place from 0 where that is known."""
        if held.kind == "array" and held.fixed and index is not None:
            return held.elements[index] if index < len(held.elements) else UNDEFINED_TYPE
        if held.kind != "array":
            return held.element
        found = held.element
        return found.maybe({UNDEFINED}) if self.checks_indices(source) else found

    def checks_indices(self, source: Source) -> bool:
        """Whether the compiler takes `list[0]` for something that may be undefined."""
        return self.project.modules.compiler_options(source.path).checks_indices

    def _object(self, source: Source, node: Node) -> Type:
        members: dict[str, Node] = {}
        spreads: list[Node] = []
        for entry in named_children(node):
            key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
            if entry.type == "shorthand_property_identifier":
                members[source.text(entry)] = entry
            elif entry.type == "spread_element":
                spreads.append(named_children(entry)[0])
            elif key is not None and value is not None:
                name = property_name(key, source.text(key))
                if name is None:
                    return UNKNOWN
                members[name] = value
        if not spreads:
            return shape({name: self.of(source, value) for name, value in members.items()})

        def lookup(key: str) -> Type | None:
            if key in members:
                return self.of(source, members[key])
            for spread in reversed(spreads):
                found = self.of(source, spread).member(key)
                if found is not None:
                    return found if len(spreads) == 1 else UNKNOWN
            return None

        return Type("object", lookup=lookup)

    def _binary(self, source: Source, node: Node) -> Type:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return UNKNOWN
        if operator.type in _COMPARING:
            return BOOLEAN
        first, second = self.of(source, left), self.of(source, right)
        match operator.type:
            case "??" | "||":
                return union([first.present(), second])
            case "&&":
                return union([first, second]) if first.kind == "boolean" else UNKNOWN
            case "+":
                if "string" in (first.kind, second.kind):
                    return STRING
                both = first.kind == second.kind == "number"
                return NUMBER if both else UNKNOWN
            case "-" | "*" | "/" | "%" | "**":
                return BIGINT if first.kind == "bigint" else NUMBER
            case _:
                return UNKNOWN

    # Names

    def _of_module(self, source: Source, name: str) -> Type:
        """The declared type of a name of the module."""
        definition = self.project.modules.binding(source, name)
        if not isinstance(definition, Definition) or definition.declaration is None:
            return UNKNOWN
        declared = definition.declaration
        if declared.kind not in ("const", "let", "var") or declared.value is None:
            return OTHER if declared.kind in ("function", "class", "enum") else UNKNOWN
        return self.of(self.project.source(definition.path), declared.value)

    def at(self, source: Source, byte: int, local: Binding) -> Type:
        """The type of a name at an offset, what guards make sure of included."""
        facts = self.facts(source, byte)
        if local.kind == "let" and local.value is None and local.type is None:
            held = assigned(source, local, byte)
            found = self.of(source, held) if held is not None else UNKNOWN
        else:
            found = self.of_binding(source, local, facts)
        return facts.narrowed((local.name,), found)

    def of_binding(self, source: Source, local: Binding, facts: Facts | None = None) -> Type:
        """The declared type of a name.

        facts: what is sure at the place of use of the other names that its pattern takes from the
               same value: after `const { user, error } = …; if (error) return` there is a user
        """
        match local.kind:
            case "const" | "let" | "var" | "using":
                if local.type is not None:
                    held = self.written.of(source, local.type)
                elif local.value is not None:
                    held = self.of(source, local.value)
                else:
                    return UNKNOWN
            case "parameter":
                held = self._parameter(source, local)
            case "loop":
                held = self._looped(source, local.declared)
            case "function" | "class":
                return OTHER
            case _:
                return UNKNOWN
        if facts is not None and held.variants and local.kind == "const":
            held = facts.told_apart(held, _siblings(source, local))
        return self._in_pattern(source, _pattern(local), held, local.node) or UNKNOWN

    def _parameter(self, source: Source, local: Binding) -> Type:
        if local.type is not None:
            held = self.written.of(source, local.type)
            return held.maybe({UNDEFINED}) if local.declared.type == "optional_parameter" else held
        if local.default is not None:
            return self.of(source, local.default)
        return self.calls.parameter(source, local.declared)

    def _looped(self, source: Source, node: Node) -> Type:
        """What `for (const x of list)` goes through."""
        right, operator = node.child_by_field_name("right"), node.child_by_field_name("operator")
        if right is None or operator is None:
            return UNKNOWN
        return self.of(source, right).element if operator.type == "of" else STRING

    def _in_pattern(self, source: Source, pattern: Node, held: Type, name: Node) -> Type | None:
        """The type of a name that a pattern takes out of a value; None where it does not."""
        if not (pattern.start_byte <= name.start_byte and name.end_byte <= pattern.end_byte):
            return None
        match pattern.type:
            case "identifier":
                return held
            case "shorthand_property_identifier_pattern":
                return held.member(source.text(pattern)) or UNKNOWN
            case "array_pattern":
                for index, child in enumerate(_places(pattern)):
                    if child is not None:
                        found = self._in_pattern(
                            source, child, self.item(source, held, index), name
                        )
                        if found is not None:
                            return found
            case "object_pattern":
                for child in named_children(pattern):
                    found = self._in_pattern(source, child, held, name)
                    if found is not None:
                        return found
            case "pair_pattern":
                key, value = (
                    pattern.child_by_field_name("key"),
                    pattern.child_by_field_name("value"),
                )
                own = property_name(key, source.text(key)) if key is not None else None
                inner = held.member(own) if own is not None else None
                return self._in_pattern(source, value, inner or UNKNOWN, name) if value else None
            case "object_assignment_pattern" | "assignment_pattern":
                left = pattern.child_by_field_name("left")
                found = self._in_pattern(source, left, held, name) if left is not None else None
                return found.present(frozenset({UNDEFINED})) if found is not None else None
            case _:
                pass
        return None


def _siblings(source: Source, local: Binding) -> dict[str, str]:
    """The properties that the pattern of a name takes, by the names that it gives them."""
    found = taken(source, _pattern(local))
    return {each.name: each.keys[0] for each in found if each.keys and len(each.keys) == 1}


def _pattern(local: Binding) -> Node:
    """The pattern that declares a name, or the name itself."""
    if local.kind == "loop":
        return local.declared.child_by_field_name("left") or local.node
    if local.kind == "parameter":
        return pattern_of(local.declared)
    return local.declared.child_by_field_name("name") or local.node


def _places(pattern: Node) -> list[Node | None]:
    """The elements of a list's pattern by their place; None for a hole."""
    places: list[Node | None] = []
    waiting: Node | None = None
    for child in pattern.children[1:]:
        if child.type in (",", "]"):
            places.append(waiting)
            waiting = None
        elif child.type != "comment":
            waiting = child
    return places
