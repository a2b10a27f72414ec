"""Following the `functions` of a `serve` call to where the list of jobs is really written."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.model import Entry, Job, JobList, Runtime, Span
from codemods.inngest.reading import (
    Repository,
    enclosing_constant,
    is_parameter,
    literal,
    span,
    value_of,
)
from codemods.syntax.literal import Object
from codemods.syntax.nodes import arguments, named_children, unwrap
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition, ExternalName
from codemods.workspace.resolution.modules import File

# No list that a person writes comes near them; lists spread into each other must come to an end.
_MAX_HOPS = 32  # names followed from one list, one to the other
_MAX_FOLLOWED = 1000  # names, lists and conditions in all


class JobIndex(Repository, Protocol):
    """A repository whose jobs have been read."""

    def jobs_in(self, path: str) -> tuple[Job, ...]: ...


class _Walk(Struct):
    """What following one list needs to know to come to an end."""

    inside: set[Span]  # the expressions that it is on the way through
    followed: int = 0


def follow(index: JobIndex, source: Source, node: Node) -> JobList | Runtime:
    """The list that an expression stands for, or the place where only run time knows it."""
    return _follow(index, source, node, _Walk(set()))


def _follow(index: JobIndex, source: Source, node: Node, walk: _Walk) -> JobList | Runtime:
    node = unwrap(node)
    place = span(source, node)
    if place in walk.inside:
        return Runtime(place, "its definition is circular")
    if len(walk.inside) > _MAX_HOPS or walk.followed > _MAX_FOLLOWED:
        return Runtime(place, "too many lists lie within one another")
    walk.followed += 1
    walk.inside.add(place)
    try:
        return _stands_for(index, source, node, walk)
    finally:
        walk.inside.remove(place)


def _stands_for(index: JobIndex, source: Source, node: Node, walk: _Walk) -> JobList | Runtime:
    match node.type:
        case "array":
            known: dict[str, Job | None] = {}  # one name means one job all through the list
            entries = (_entry(index, source, each, walk, known) for each in named_children(node))
            return JobList(span(source, node), tuple(entries))
        case "identifier" | "shorthand_property_identifier":
            return _follow_name(index, source, node, walk)
        case "member_expression":
            return _follow_member(index, source, node, walk)
        case "call_expression":
            receiver = _filtered(source, node)
            if receiver is not None:
                return _follow(index, source, receiver, walk)
            return Runtime(span(source, node), "it is the result of a call")
        case "ternary_expression":
            arms = (node.child_by_field_name(arm) for arm in ("consequence", "alternative"))
            maybe = tuple(_follow(index, source, arm, walk) for arm in arms if arm is not None)
            return Runtime(span(source, node), "a condition chooses it", maybe)
        case "await_expression":
            return Runtime(span(source, node), "it is awaited")
        case _:
            return Runtime(span(source, node), "it is not an array that is written down")


def _follow_name(index: JobIndex, source: Source, node: Node, walk: _Walk) -> JobList | Runtime:
    name = source.text(node)
    local = enclosing_constant(source, node, name)
    if local is not None:
        return _follow(index, source, local, walk)
    if is_parameter(source, node, name):
        return Runtime(span(source, node), f"`{name}` is a parameter")
    definition = index.modules.binding(source, name)
    return _follow_definition(index, source, node, definition, walk)


def _follow_member(index: JobIndex, source: Source, node: Node, walk: _Walk) -> JobList | Runtime:
    owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is None or key is None:
        return Runtime(span(source, node), "it is a member that is computed")
    name = source.text(key)
    definition = _namespace_member(index, source, owner, name)
    if definition is not None:
        return _follow_definition(index, source, node, definition, walk)
    holder = literal(index, source, owner)
    value = holder.get(name) if isinstance(holder, Object) else None
    if value is None:
        return Runtime(span(source, node), f"`{source.text(node)}` cannot be followed")
    return _follow(index, value.source, value.node, walk)


def _follow_definition(
    index: JobIndex,
    source: Source,
    node: Node,
    definition: Definition | ExternalName | None,
    walk: _Walk,
) -> JobList | Runtime:
    text = source.text(node)
    match definition:
        case Definition():
            declaration = definition.declaration
            if declaration is not None and declaration.kind in ("let", "var"):
                return Runtime(span(source, node), f"`{text}` can be reassigned")
            found = value_of(index, definition)
            if found is None:
                return Runtime(span(source, node), f"`{text}` is not a constant")
            return _follow(index, *found, walk)
        case ExternalName():
            where = f"the package {definition.package}"
            return Runtime(span(source, node), f"`{text}` comes from {where}")
        case None:
            return Runtime(span(source, node), f"the definition of `{text}` is not found")


def _namespace_member(
    index: JobIndex, source: Source, owner: Node, name: str
) -> Definition | ExternalName | None:
    """What `owner.name` is where `owner` is `import * as owner`."""
    if owner.type != "identifier":
        return None
    for each in source.module.imports:
        if each.local == source.text(owner) and each.imported == "*":
            target = index.modules.resolve(each.specifier, source.path)
            return index.modules.export(target.path, name) if isinstance(target, File) else None
    return None


def _filtered(source: Source, call: Node) -> Node | None:
    """The receiver of `.filter(Boolean)`, which takes no job out of a list."""
    callee = call.child_by_field_name("function")
    if callee is None or callee.type != "member_expression":
        return None
    method, given = callee.child_by_field_name("property"), arguments(call)
    if method is None or source.text(method) != "filter" or len(given) != 1:
        return None
    return callee.child_by_field_name("object") if source.text(given[0]) == "Boolean" else None


def _entry(
    index: JobIndex, source: Source, node: Node, walk: _Walk, known: dict[str, Job | None]
) -> Entry:
    place, text = span(source, node), source.text(node)
    if node.type == "spread_element":
        inner = named_children(node)
        spread = _follow(index, source, inner[0], walk) if inner else None
        return Entry(place, text, None, None, spread)
    if node.type != "identifier":
        return Entry(place, text, None, job_named_by(index, source, unwrap(node)))
    if text not in known:
        known[text] = job_named_by(index, source, node)
    return Entry(place, text, text, known[text])


def job_named_by(index: JobIndex, source: Source, node: Node) -> Job | None:
    """The job that an expression, such as an element of a list, is; None where it is unknown."""
    match node.type:
        case "identifier":
            name = source.text(node)
            local = enclosing_constant(source, node, name)
            if local is not None:
                return _job_within(index, source, local)
            definition = index.modules.binding(source, name)
        case "member_expression":
            owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
            if owner is None or key is None:
                return None
            definition = _namespace_member(index, source, owner, source.text(key))
            if definition is None:
                holder = literal(index, source, owner)
                value = holder.get(source.text(key)) if isinstance(holder, Object) else None
                return _job_within(index, value.source, value.node) if value else None
        case "call_expression":
            return _job_within(index, source, node)
        case _:
            return None
    if not isinstance(definition, Definition):
        return None
    found = value_of(index, definition)
    return _job_within(index, *found) if found is not None else None


def _job_within(index: JobIndex, source: Source, node: Node) -> Job | None:
    place = span(source, node)
    return next((job for job in index.jobs_in(source.path) if place.contains(job.span)), None)
