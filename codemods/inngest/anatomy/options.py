"""The options of a job, as plain values with the places that they stand at."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.anatomy.model import UNKNOWN, Option, Options, Value
from codemods.inngest.anatomy.values import plain
from codemods.inngest.model import Job
from codemods.inngest.reading import Repository, literal_at, node_at, span
from codemods.syntax.literal import Object, Scalar
from codemods.syntax.nodes import arguments, named_children, property_name, unwrap
from codemods.syntax.source import Source

_MOST_SPREADS = 16  # objects spread into each other; it also ends circular ones


def read_options(repository: Repository, job: Job) -> Options:
    """The options of a job, followed through constants and spreads as far as they are static."""
    source = repository.source(job.path)
    given = arguments(node_at(source, job.span))
    if not given:
        return Options((), False, None)
    written = unwrap(given[0])
    value = literal_at(repository, source, written)
    if isinstance(value, Scalar):
        return Options((), True, None)  # SDK 3 takes a bare id
    if not isinstance(value, Object) or value.node.type != "object":
        return Options((), False, None)
    entries, complete = _entries(repository, value.source, value.node, 0)
    in_place = value.node.id == written.id and value.source is source
    return Options(tuple(entries.values()), complete, span(source, written) if in_place else None)


def option_node(repository: Repository, options: Options, name: str) -> tuple[Source, Node] | None:
    """The node of an option's value, or of the method that it is."""
    option = options.get(name)
    if option is None:
        return None
    source = repository.source(option.span.path)
    return source, node_at(source, option.span)


def _entries(
    repository: Repository, source: Source, node: Node, depth: int
) -> tuple[dict[str, Option], bool]:
    """The entries of an object literal, the last of a name, and whether they are all there are."""
    entries: dict[str, Option] = {}
    complete = True
    for child in named_children(node):
        if child.type == "spread_element":
            inner = literal_at(repository, source, named_children(child)[0])
            if isinstance(inner, Object) and inner.node.type == "object" and depth < _MOST_SPREADS:
                spread, whole = _entries(repository, inner.source, inner.node, depth + 1)
                complete &= whole
                for name, option in spread.items():
                    entries.pop(name, None)
                    entries[name] = option
            else:
                complete = False
            continue
        named = _named(repository, source, child)
        if named is None:
            complete = False
        for option in [named] if named is not None else []:
            entries.pop(option.name, None)
            entries[option.name] = option
    return entries, complete


def _named(repository: Repository, source: Source, child: Node) -> Option | None:
    match child.type:
        case "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        case "shorthand_property_identifier":
            key = value = child
        case "method_definition":
            key, value = child.child_by_field_name("name"), child
        case _:
            return None
    name = property_name(key, source.text(key)) if key is not None else None
    if name is None or value is None:
        return None
    found: Value = UNKNOWN
    if value.type != "method_definition":
        found = plain(literal_at(repository, source, value))
    return Option(name, found, span(source, value), span(source, child))
