"""What an update sets, where to make it once more changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from tree_sitter import Node

from codemods.inngest.anatomy.acts import Act
from codemods.inngest.anatomy.status_values import StatusValues, Written
from codemods.syntax.naming import words
from codemods.syntax.nodes import entry_value, named_children, property_name, unwrap, walk
from codemods.syntax.scopes import bound, is_name
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project

Sets = Literal["progress", "counts", "more"]

# The fields that hold how far a record's job is, besides those that the project calls its status.
_STAGES = ("stage", "state", "phase")
_PROGRESS = frozenset({"progress", "step", "steps"})
_AT_WORK = frozenset({"processing", "running", "started", "in_progress", "in-progress", "working"})

# What is left out of account: when it was.
_TIMES = frozenset({"at", "date", "time", "timestamp"})

_COUNTING = re.compile(r"\b(?:count|countDocuments|aggregate|groupBy|sum|avg)\s*(?:<[^()]*>)?\(")
_ADDING = ("increment", "decrement", "multiply", "divide", "push")  # of Prisma
_ADDING_OPERATORS = frozenset({"$inc", "$mul", "$push", "$addToSet"})  # of MongoDB
_GLOBALS = frozenset({"Math", "Number"})
_CHANGING = frozenset({"call_expression", "binary_expression", "object", "update_expression"})


class Updates:
    """Reads the updates of one project."""

    def __init__(self, project: Project) -> None:
        self._status = frozenset((*project.config.status.fields, *_STAGES))
        self._at_work = _AT_WORK.union(map(str.lower, project.config.status.processing))
        self._values = StatusValues(project, project.config.status.fields)

    def sets(self, act: Act) -> Sets | None:
        """What `Effect.sets` says."""
        if "update" not in words(act.done.method):
            return None
        entries = list(_entries(act))
        if any(each is not None and _adds(act.source, *each) for each in entries):
            return "more"
        if not entries or None in entries:
            return None
        told = [each for each in entries if each is not None and not _is_time(each[0])]
        if told and all(self._is_progress(act, *each) for each in told):
            return "progress"
        if told and all(_is_counted(act.source, value) for _, value in told):
            return "counts"
        return None

    def _is_progress(self, act: Act, name: str, value: Node) -> bool:
        if name in self._status:
            found = list(self._values.strings(Written(act.source, value, act.passed)))
            return bool(found) and all(each and each.lower() in self._at_work for each in found)
        return not _PROGRESS.isdisjoint(words(name)) and unwrap(value).type not in _CHANGING


def _is_time(name: str) -> bool:
    return not _TIMES.isdisjoint(words(name)[-1:])


def _entries(act: Act) -> Iterator[tuple[str, Node] | None]:
    """The fields that are set, with their values; None for what is not written down."""
    for given in act.done.values:
        data = unwrap(given)
        if data.type != "object":
            yield None
            continue
        set_by_mongo = entry_value(act.source, data, "$set")
        for entry in named_children(data):
            found = _entry(act.source, entry)
            if found is None or found[0] != "$set":
                yield found
        if set_by_mongo is not None:
            yield from (_entry(act.source, entry) for entry in named_children(set_by_mongo))


def _entry(source: Source, entry: Node) -> tuple[str, Node] | None:
    if entry.type == "shorthand_property_identifier":
        return source.text(entry), entry
    key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
    name = property_name(key, source.text(key)) if key is not None else None
    return (name, value) if name is not None and value is not None else None


def _adds(source: Source, name: str, value: Node) -> bool:
    """Whether a value is made of the one that is there: `{ increment: 1 }`, ``sql`x + 1` ``."""
    if name in _ADDING_OPERATORS:
        return True
    value = unwrap(value)
    match value.type:
        case "object":
            return any(entry_value(source, value, each) is not None for each in _ADDING)
        case "binary_expression":
            changes = any(child.type in ("+", "-", "*") for child in value.children)
            return changes and not _is_counted(source, value)
        case "call_expression":
            given = value.child_by_field_name("arguments")
            return given is not None and given.type == "template_string"
        case _:
            return False


def _is_counted(source: Source, value: Node) -> bool:
    """Whether all names in an expression hold what was counted, and one at least does."""
    names = [each for each in walk(value) if is_name(each) and source.text(each) not in _GLOBALS]
    return bool(names) and all(_holds_count(source, each) for each in names)


def _holds_count(source: Source, name: Node) -> bool:
    local = bound(source, name, source.text(name))
    value = local.value if local is not None and local.is_variable else None
    return value is not None and _COUNTING.search(source.text(value)) is not None
