"""What the props of a Button take: all that a `button` does, or what they list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.module import Declaration
from codemods.syntax.nodes import (
    FUNCTIONS,
    arguments,
    callee_text,
    named_children,
    unwrap,
    walk,
)
from codemods.syntax.patterns import annotation, parameters, pattern_of
from codemods.syntax.source import Source

# Types with all the attributes of a `button`, in React's, Radix' and Base UI's words.
_ATTRIBUTES = re.compile(
    r"""\b(ButtonHTMLAttributes|DetailedHTMLProps)\s*<
      | \bComponent(Props|PropsWithoutRef|PropsWithRef)\s*<\s*(["']button["']|typeof\ Button\w*)
      | \bIntrinsicElements\s*\[\s*["']button["']
      | \bHTMLMotionProps\s*<\s*["']button["']
      | \bButton\w*\.Props\b""",
    re.VERBOSE,
)
# Types of what may be left out; the second are names of the project's own for cva's variants.
_HARMLESS = re.compile(r"\b(VariantProps|RefAttributes|ClassAttributes)\s*<")
_VARIANTS = re.compile(r"\w*Variants?(Props)?$")
_STYLED = re.compile(r"""styled(\.button\b|\(["']button)""")
_GIVEN = frozenset({"children", "onClick", "disabled", "type", "aria-disabled"})
_MOST_TYPES = 20  # that one is made of; more are a circle


class Taken(Struct, frozen=True):
    """What may be given beside children, `onClick` and `disabled`."""

    any_attribute: bool
    type: bool
    class_name: bool


class _Props(Struct):
    """What the type of the props lists; unknown: some of it could not be read."""

    members: set[str]
    required: set[str]
    attributes: bool = False
    unknown: bool = False
    read: int = 0


def taken_by(source: Source, declaration: Declaration) -> Taken | None:
    """None for a component that is not plainly one that a press and a text can be given."""
    if declaration.value is None:
        return None
    value = unwrap(declaration.value)
    if _is_styled_button(source, value):
        return Taken(True, True, True)
    function = _function(value)
    if function is None:
        return None
    given = parameters(function)
    if not given:
        return None
    pattern = pattern_of(given[0])
    names, rest = _bound(source, function, pattern)
    spreads = rest is not None and _spreads(source, function, rest)
    typed = _type_of(value, given[0], declaration)
    if typed is None:
        if source.path.endswith((".ts", ".tsx")):
            return None
        return _judged(names, spreads, names, attributes=spreads)
    props = _Props(set(), set())
    _read(source, typed, props)
    if props.unknown or props.required - _GIVEN:
        return None
    return _judged(names, spreads, props.members, attributes=props.attributes)


def _judged(names: set[str], spreads: bool, members: set[str], *, attributes: bool) -> Taken | None:
    if spreads and attributes:
        return Taken(True, True, "className" in names)
    used = names if names else members
    listed = members | (_GIVEN if attributes else set())
    if {"onClick", "disabled", "children"} <= (used & listed):
        return Taken(False, "type" in used & listed, "className" in used & listed)
    return None


def _is_styled_button(source: Source, value: Node) -> bool:
    """Whether it is styled-components' or Emotion's ``styled.button`…` ``."""
    callee = value.child_by_field_name("function") if value.type == "call_expression" else None
    return callee is not None and _STYLED.match(source.text(callee)) is not None


def _function(value: Node) -> Node | None:
    """The component's function, inside `forwardRef` and `memo` too."""
    while value.type == "call_expression":
        given = arguments(value)
        if not given:
            return None
        value = unwrap(given[0])
    return value if value.type in FUNCTIONS else None


def _bound(source: Source, function: Node, pattern: Node) -> tuple[set[str], str | None]:
    """The props that the function takes by name, and the name of all the others."""
    if pattern.type == "identifier":
        taken_apart = _taken_apart(source, function, source.text(pattern))
        if taken_apart is None:
            return set(), source.text(pattern)
        pattern = taken_apart
    names: set[str] = set()
    rest = None
    for child in named_children(pattern) if pattern.type == "object_pattern" else ():
        if child.type == "rest_pattern":
            rest = source.text(child).removeprefix("...").strip()
            continue
        key = child.child_by_field_name("key") or child.child_by_field_name("left") or child
        names.add(source.text(key).strip("\"'"))
    return names, rest


def _taken_apart(source: Source, function: Node, name: str) -> Node | None:
    """The pattern of `const { size, ...rest } = props` in the function, if there is one."""
    for node in walk(function):
        if node.type == "variable_declarator":
            pattern, value = (node.child_by_field_name(each) for each in ("name", "value"))
            if pattern is None or value is None or source.text(value) != name:
                continue
            return pattern if pattern.type == "object_pattern" else None
    return None


def _spreads(source: Source, function: Node, name: str) -> bool:
    """Whether an element of the function gets all of what the name holds."""
    return any(
        (
            node.type == "jsx_expression"
            and [child.type for child in node.named_children] == ["spread_element"]
            and source.text(node.named_children[0]) == f"...{name}"
        )
        or (
            node.type == "call_expression"  # Base UI's
            and callee_text(source, node) == "mergeProps"
            and any(source.text(each) == name for each in arguments(node))
        )
        for node in walk(function)
    )


def _type_of(value: Node, parameter: Node, declaration: Declaration) -> Node | None:
    """The type of the props: of the parameter, of `forwardRef<…>` or of the variable."""
    own = annotation(parameter)
    if own is not None:
        return own
    while value.type == "call_expression":
        given = value.child_by_field_name("type_arguments")
        if given is not None:
            return named_children(given)[-1]
        value = unwrap(arguments(value)[0])
    for node in walk(declaration.statement):
        if node.type == "variable_declarator":
            return node.child_by_field_name("type")
    return None


def _read(source: Source, node: Node, props: _Props) -> None:
    """Add what a type says to what is known of the props."""
    props.read += 1
    if props.read > _MOST_TYPES:
        props.unknown = True
        return
    match node.type:
        case "type_annotation" | "parenthesized_type" | "intersection_type" | "readonly_type":
            for child in named_children(node):
                _read(source, child, props)
        case "object_type" | "interface_body":
            _read_members(source, node, props)
        case "type_identifier":
            _read_named(source, source.text(node), props)
        case _:
            _read_other(source, node, props)


def _read_members(source: Source, body: Node, props: _Props) -> None:
    for member in named_children(body):
        name = member.child_by_field_name("name")
        if member.type not in ("property_signature", "method_signature") or name is None:
            props.unknown = True
            continue
        key = source.text(name).strip("\"'")
        props.members.add(key)
        if not any(child.type == "?" for child in member.children):
            props.required.add(key)


def _read_named(source: Source, name: str, props: _Props) -> None:
    declared = source.module.declarations.get(name)
    if declared is None or declared.kind not in ("interface", "type"):
        props.unknown = props.unknown or not _VARIANTS.match(name)
        return
    for part in _parts_of(declared):
        _read(source, part, props)


def _parts_of(declared: Declaration) -> Iterator[Node]:
    """What a type is made of: its value, or its body and what it extends."""
    for node in walk(declared.statement):
        if node.type == "type_alias_declaration":
            value = node.child_by_field_name("value")
            yield from () if value is None else (value,)
            return
        if node.type == "interface_declaration":
            for child in named_children(node):
                if child.type == "interface_body":
                    yield child
                elif child.type == "extends_type_clause":
                    yield from named_children(child)
            return


def _read_other(source: Source, node: Node, props: _Props) -> None:
    text = source.text(node)
    inner = node.child_by_field_name("type_arguments")
    kind = text.partition("<")[0].rpartition(".")[2].strip()
    if inner is not None and kind in ("PropsWithChildren", "FC", "FunctionComponent", "Readonly"):
        if kind == "PropsWithChildren":
            props.members.add("children")
        for child in named_children(inner):
            _read(source, child, props)
    elif inner is not None and kind == "Omit" and not _omits_what_is_given(text):
        _read(source, named_children(inner)[0], props)
    elif _ATTRIBUTES.search(text) and kind != "Omit":
        props.attributes = True
    elif not _HARMLESS.search(text):
        props.unknown = True


def _omits_what_is_given(text: str) -> bool:
    return any(f'"{name}"' in text or f"'{name}'" in text for name in (*_GIVEN, "className"))
