"""What there is at a place to be sent: the names in scope, what they lead to, what was written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import arguments, named_children, property_name, unwrap, walk
from codemods.syntax.source import Source
from codemods.transforms.triggers.bindings import Binding, bindings_at
from codemods.transforms.triggers.inference import Inference
from codemods.transforms.triggers.model import Handler, Place
from codemods.transforms.triggers.narrowing import Path, path_of
from codemods.transforms.triggers.prisma_types import WRITES, delegate_model
from codemods.transforms.triggers.types import NUMBER, STRING, Type
from codemods.transforms.triggers.walked import walked
from codemods.transforms.triggers.writes import Write as AnyWrite
from codemods.transforms.triggers.writes import write_of
from codemods.transforms.triggers.written_ids import written_ids

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.prisma import Model

# What is run only sometimes, or with other guards than the code around it.
_CONDITIONAL = frozenset(
    {
        "if_statement",
        "ternary_expression",
        "switch_statement",
        "for_statement",
        "for_in_statement",
        "while_statement",
        "do_statement",
        "try_statement",
    }
)

# What a query that writes ends with, or goes on from: `update(…).set(…).where(…)`.
_WRITING = WRITES | {
    "createMany",
    "delete",
    "deleteMany",
    "eq",
    "insert",
    "maybeSingle",
    "returning",
    "select",
    "set",
    "single",
    "updateMany",
    "values",
    "where",
}


class Write(Struct, frozen=True, eq=False):
    """A query that creates or changes a record before the place.

    given: what it gives the columns, by their names; only what is a path
    where: what it finds the record by
    """

    model: Model
    method: str
    call: Node
    given: dict[str, Path]
    where: dict[str, Path]


class Values:
    """Everything at one place of one handler."""

    def __init__(
        self, project: Project, handler: Handler, place: Place, item: Binding | None = None
    ) -> None:
        """`item` is a name besides those in scope: that of a list's items, where it is mapped."""
        self.item = item
        self.project = project
        self.handler = handler
        self.place = place
        self.source: Source = place.source
        self.inference = Inference(project)
        self.facts = self.inference.facts(place.source, place.byte)

    @cached_property
    def bindings(self) -> tuple[Binding, ...]:
        """The names in scope, the nearest first."""
        found = bindings_at(self.inference, self.place)
        return (self.item, *found) if self.item is not None else found

    def named(self, name: str) -> Binding | None:
        """The name in scope, or None."""
        return next((each for each in self.bindings if each.name == name), None)

    def reach(self, path: Path) -> Type | None:
        """The type of what a path leads to, where it can be written without `?.`; else None."""
        first = self.named(path[0])
        if first is None:
            return None
        found = first.type
        for end in range(2, len(path) + 1):
            if found.nullable and found.kind != "unknown":
                return None
            member = found.member(path[end - 1])
            if member is None:
                return None
            guarded = self.facts.narrowed(path[:end], member)
            if found.kind in ("any", "unknown") and path[:end] not in self.read:
                return None  # nothing but its name says that there is such a property
            found = guarded
        return self.proved.get(path, found) if found.kind in ("any", "unknown") else found

    # What the handler itself writes

    @cached_property
    def read(self) -> frozenset[Path]:
        """The paths that the handler reads before the place."""
        found: set[Path] = set()
        for node in walk(self.handler.function):
            if node.type == "member_expression" and node.end_byte <= self.place.byte:
                path = path_of(self.source, node)
                if path is not None:
                    found.add(path)
        return frozenset(found)

    @cached_property
    def writes(self) -> tuple[Write, ...]:
        """The queries that create or change a record on the way to the place."""
        schema = self.project.schema
        if schema is None:
            return ()
        found = []
        for call in self._calls():
            callee = call.child_by_field_name("function")
            owner = callee.child_by_field_name("object") if callee is not None else None
            key = callee.child_by_field_name("property") if callee is not None else None
            if owner is None or key is None or owner.type != "member_expression":
                continue
            named = owner.child_by_field_name("property")
            model = delegate_model(schema, self.source.text(named)) if named is not None else None
            method = self.source.text(key)
            if model is None or method not in WRITES | {"delete"} or not arguments(call):
                continue
            options = self._entries(arguments(call)[0])
            data = options.get("create" if method == "upsert" else "data")
            where = options.get("where")
            found.append(
                Write(
                    model,
                    method,
                    call,
                    self._paths(data) if data is not None else {},
                    self._paths(where) if where is not None else {},
                )
            )
        return tuple(found)

    @cached_property
    def written_ids(self) -> tuple[tuple[str, Path | None], ...]:
        """(model or table, id) of each change before the place; None for an id that is no path."""
        by_prisma = [
            (write.model.name, write.where.get(write.model.id_field.name))
            for write in self.writes
            if write.method == "update" and write.model.id_field is not None
        ]
        by_others = [
            (table, path_of(self.source, node) if not _has_chain(node) else None)
            for table, node in written_ids(
                self.project, self.source, self.handler.function, self.place.byte
            )
        ]
        return (*by_prisma, *by_others)

    @cached_property
    def proved(self) -> dict[Path, Type]:
        """What paths must be, as a query that compiles is given them for a required column."""
        found: dict[Path, Type] = {}
        for write in self.writes:
            if write.method not in ("create", "upsert"):
                continue
            for column, path in write.given.items():
                field = write.model.field(column)
                if field is None or field.optional or field.list or field.default is not None:
                    continue
                known = {"String": STRING, "Int": NUMBER}.get(field.type)
                if known is not None:
                    found[path] = known
        return found

    @cached_property
    def walked(self) -> frozenset[str]:
        """The lists each item of which the handler writes before the place, by name."""
        return walked(self.source, self.handler.function, self.place.byte, self.writes_records)

    @cached_property
    def all_writes(self) -> tuple[AnyWrite, ...]:
        """What the calls of the whole handler write, through any client."""
        found = (
            write_of(self.project, self.source, node)
            for node in walk(self.handler.function)
            if node.type == "call_expression" and self._called(node) in _WRITING
        )
        return tuple(each for each in found if each is not None)

    def _called(self, call: Node) -> str:
        """The method that a call calls, "" for a call of something else."""
        callee = call.child_by_field_name("function")
        key = callee.child_by_field_name("property") if callee is not None else None
        return self.source.text(key) if key is not None else ""

    def writes_records(self, value: Node | None) -> bool:
        """Whether an expression is made by a query that writes records."""
        for node in walk(value) if value is not None else ():
            callee = (
                node.child_by_field_name("function") if node.type == "call_expression" else None
            )
            key = callee.child_by_field_name("property") if callee is not None else None
            if key is not None and self.source.text(key) in WRITES | {"insert", "returning"}:
                return True
        return False

    def _calls(self) -> Iterator[Node]:
        """The calls that surely ran before the place."""
        node: Node | None = self.handler.body
        while node is not None:
            inner = None
            for child in named_children(node):
                if child.start_byte <= self.place.byte < child.end_byte:
                    inner = child
                elif child.end_byte <= self.place.byte and child.type not in _CONDITIONAL:
                    yield from _unconditional(child)
            node = inner

    def _entries(self, node: Node) -> dict[str, Node]:
        node = unwrap(node)
        found: dict[str, Node] = {}
        for entry in named_children(node) if node.type == "object" else ():
            key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
            if entry.type == "shorthand_property_identifier":
                found[self.source.text(entry)] = entry
            elif key is not None and value is not None:
                name = property_name(key, self.source.text(key))
                if name is not None:
                    found[name] = value
        return found

    def _paths(self, node: Node) -> dict[str, Path]:
        """The entries of an object that are paths; `connect: { id }` counts for the key's id."""
        found: dict[str, Path] = {}
        for name, value in self._entries(node).items():
            path = path_of(self.source, value) if not _has_chain(value) else None
            if path is not None:
                found[name] = path
        return found


def _unconditional(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type in _CONDITIONAL:
            continue
        if current.type == "call_expression":
            yield current
        stack.extend(reversed(current.named_children))


def _has_chain(node: Node) -> bool:
    """Whether it holds `?.`, so that it may be undefined where it is given."""
    return any(each.type == "optional_chain" for each in walk(node))
