"""Changes that the callback of a step makes to variables declared outside every step.

On the next entry of the handler the callback does not run again, and the change is gone
(https://www.inngest.com/docs/guides/working-with-loops).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.anatomy.handlers import Handler
from codemods.inngest.anatomy.model import Mutation, Step
from codemods.inngest.anatomy.paths import member_path
from codemods.inngest.anatomy.sites import Site
from codemods.inngest.anatomy.steps import StepTree
from codemods.inngest.model import Span
from codemods.inngest.reading import span
from codemods.syntax.nodes import has_token, method_name, unwrap
from codemods.syntax.patterns import taken
from codemods.syntax.scopes import Binding, is_name
from codemods.syntax.source import Source

How = Literal["assigned", "incremented", "pushed to", "a property set"]

_WRITES = frozenset(
    {
        "assignment_expression",
        "augmented_assignment_expression",
        "update_expression",
        "unary_expression",
        "call_expression",
    }
)
_OF_ARRAYS = frozenset({"push", "unshift", "splice", "pop", "shift"})
_OF_COLLECTIONS = frozenset({"set", "add", "delete", "clear"})


class _Write(Struct, frozen=True):
    """One change: of which variable, and of which of its keys where it is a static one."""

    name: str
    how: How
    node: Node
    key: str | None = None


class _Lost(Struct, frozen=True):
    """A change in the callback of a step to what was declared outside it."""

    write: _Write
    step: Span
    declared: Node  # the identifier or, of a name of the module, its statement
    binding: Binding | None


def read_mutations(handler: Handler, tree: StepTree) -> dict[Span, tuple[Mutation, ...]]:
    """The mutations of each step of a handler, by the step's place."""
    if not tree.callbacks:
        return {}
    lost = list(_lost(handler, tree))
    if not lost:
        return {}
    reads = _reads(handler, tree, {each.write.name for each in lost})
    steps = {step.span: step for step in tree.steps}
    found: defaultdict[Span, list[Mutation]] = defaultdict(list)
    for each in lost:
        read = any(
            _counts(handler, each, steps[each.step], site, inside)
            for site, inside in reads.get(each.write.name, ())
        )
        place = span(handler.source, each.write.node)
        found[each.step].append(Mutation(each.write.name, each.write.how, place, read))
    return {step: tuple(mutations) for step, mutations in found.items()}


def _lost(handler: Handler, tree: StepTree) -> Iterator[_Lost]:
    source = handler.source
    for site in handler.sites(*_WRITES):
        if site.function is None:
            continue
        writes = list(_writes(source, site))
        step = tree.around(site) if writes else None
        if step is None:
            continue
        for write in writes:
            binding = site.find(write.name)
            if binding is not None:
                function = _outermost(site, tree, source)
                if _is_inside(binding.node, function) or not _holds_data(write, binding.value):
                    continue
                yield _Lost(write, step, binding.node, binding)
                continue
            declaration = source.module.declarations.get(write.name)
            if declaration is None or declaration.kind not in ("let", "var", "const"):
                continue
            value = unwrap(declaration.value) if declaration.value is not None else None
            if write.how in ("pushed to", "a property set") and (
                value is None or value.type not in ("array", "object", "new_expression")
            ):
                continue
            if _holds_data(write, value):
                yield _Lost(write, step, declaration.statement, None)


def _outermost(site: Site, tree: StepTree, source: Source) -> Node:
    """The callback of the step that a site stands in, or the local function called from there."""
    outermost = site.node
    for function in site.functions():
        outermost = function.node
        if span(source, function.node) in tree.callbacks:
            break
    return outermost


def _is_inside(node: Node, outer: Node) -> bool:
    return outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte


def _holds_data(write: _Write, value: Node | None) -> bool:
    """Whether the variable holds data that the change is made to: a `push` of a router does not."""
    if write.node.type != "call_expression":
        return True
    method = write.key
    value = unwrap(value) if value is not None else None
    kind = value.type if value is not None else None
    constructor = value.child_by_field_name("constructor") if value is not None else None
    made = constructor.text.decode() if constructor is not None and constructor.text else None
    if method in _OF_COLLECTIONS:
        return made in ("Map", "Set", "WeakMap", "WeakSet")
    return kind in ("array", "await_expression") or made == "Array"


def _writes(source: Source, site: Site) -> Iterator[_Write]:
    """The variables that an expression changes."""
    node = site.node
    match node.type:
        case "assignment_expression" | "augmented_assignment_expression":
            left = node.child_by_field_name("left")
            if left is None or has_token(node, "using"):
                return
            operator = node.child_by_field_name("operator")
            adds = operator is not None and operator.type in ("+=", "-=")
            yield from _targets(source, unwrap(left), node, "incremented" if adds else "assigned")
        case "update_expression":
            argument = node.child_by_field_name("argument")
            if argument is not None:
                yield from _targets(source, unwrap(argument), node, "incremented")
        case "unary_expression" if has_token(node, "delete"):
            argument = node.child_by_field_name("argument")
            if argument is not None and not is_name(unwrap(argument)):
                yield from _targets(source, unwrap(argument), node, "assigned")
        case "call_expression":
            method = method_name(source, node)
            callee = node.child_by_field_name("function")
            if method not in _OF_ARRAYS | _OF_COLLECTIONS or callee is None:
                return
            owner = callee.child_by_field_name("object")
            if owner is not None and is_name(unwrap(owner)):
                yield _Write(source.text(unwrap(owner)), "pushed to", node, method)
        case _:
            return


def _targets(source: Source, left: Node, node: Node, how: How) -> Iterator[_Write]:
    if left.type in ("array_pattern", "object_pattern"):
        for each in taken(source, left):
            yield _Write(each.name, how, node)
        return
    if is_name(left):
        yield _Write(source.text(left), how, node)
        return
    owner: Node | None = left
    while owner is not None and owner.type in ("member_expression", "subscript_expression"):
        of, keys = member_path(source, owner)
        if of is not None and keys:
            yield _Write(of, "a property set", node, keys[0])
            return
        inner = owner.child_by_field_name("object")
        owner = unwrap(inner) if inner is not None else None
        if owner is not None and is_name(owner):
            yield _Write(source.text(owner), "a property set", node)
            return


def _reads(
    handler: Handler, tree: StepTree, names: set[str]
) -> dict[str, list[tuple[Site, Span | None]]]:
    """Where the handler reads the variables, with the step whose callback that is in."""
    found: defaultdict[str, list[tuple[Site, Span | None]]] = defaultdict(list)
    source = handler.source
    longest = max(len(name.encode()) for name in names)
    for site in handler.walk():
        node = site.node
        if not is_name(node) or node.end_byte - node.start_byte > longest:
            continue
        name = source.text(node)
        if name in names and not _is_target(site):
            found[name].append((site, tree.around(site)))
    return found


def _is_target(site: Site) -> bool:
    """Whether a name is only written there, or changed by a statement that drops the value."""
    node, parent = site.node, site.parent
    if parent is None:
        return False
    around = parent.node
    match around.type:
        case "assignment_expression":
            left = around.child_by_field_name("left")
            return left is not None and left.id == node.id
        case "augmented_assignment_expression" | "update_expression":
            statement = parent.parent
            written = around.child_by_field_name("left") or around.child_by_field_name("argument")
            return (
                written is not None
                and written.id == node.id
                and statement is not None
                and statement.node.type in ("expression_statement", "for_statement")
            )
        case "member_expression" | "subscript_expression":
            return _is_written_through(parent)
        case "variable_declarator":
            name = around.child_by_field_name("name")
            return name is not None and name.id == node.id
        case "for_in_statement":
            left = around.child_by_field_name("left")
            return left is not None and left.id == node.id
        case kind:
            return kind in ("required_parameter", "optional_parameter", "array_pattern")


def _is_written_through(member: Site) -> bool:
    """`x.a = 1`, `x.push(1)` as a statement: that changes x and reads nothing of it."""
    parent = member.parent
    if parent is None:
        return False
    if parent.node.type in ("assignment_expression", "augmented_assignment_expression"):
        left = parent.node.child_by_field_name("left")
        return left is not None and left.id == member.node.id
    name = member.node.child_by_field_name("property")
    statement = parent.parent
    return (
        parent.node.type == "call_expression"
        and name is not None
        and name.text is not None
        and name.text.decode() in _OF_ARRAYS | _OF_COLLECTIONS
        and statement is not None
        and statement.node.type == "expression_statement"
    )


def _counts(handler: Handler, lost: _Lost, step: Step, site: Site, inside: Span | None) -> bool:
    """Whether a read may see the change, if it were not lost."""
    binding = site.find(lost.write.name)
    declared = binding.node.id if binding is not None else None
    if inside == lost.step or declared != (lost.declared.id if lost.binding else None):
        return False
    if lost.write.how == "a property set" and lost.write.key is not None:
        key = _key_read(handler.source, site)
        if key is not None and key != lost.write.key:
            return False
    node = site.node
    if node.start_byte >= step.span.end:
        return True
    return any(
        loop.start <= node.start_byte
        and node.end_byte <= loop.end
        and not (loop.start <= lost.declared.start_byte < loop.end)
        for loop in step.context.loops
        if loop.path == handler.source.path
    )


def _key_read(source: Source, site: Site) -> str | None:
    """The key that is read of a variable, None where it is read as a whole."""
    parent = site.parent
    if parent is None or parent.node.type != "member_expression":
        return None
    owner, key = (parent.node.child_by_field_name(name) for name in ("object", "property"))
    if owner is None or key is None or owner.id != site.node.id:
        return None
    return source.text(key)
