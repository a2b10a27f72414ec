"""What database writes set: the fields that hold a status, and the strings that these may get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.anatomy.acts import Act
from codemods.inngest.origins.model import Passed
from codemods.inngest.origins.parameters import argument_of
from codemods.inngest.outside.chains import chain
from codemods.inngest.outside.model import Done
from codemods.inngest.reading import Repository, initialiser, literal
from codemods.syntax.literal import string
from codemods.syntax.nodes import (
    FUNCTIONS,
    arguments,
    entry_value,
    method_of,
    named_children,
    property_name,
    unwrap,
    walk,
)
from codemods.syntax.scopes import Binding, bound, is_name
from codemods.syntax.source import Source

_MOST_HOPS = 12


class Written(Struct, frozen=True):
    """An expression in its file; `passed` while a helper is followed."""

    source: Source
    node: Node
    passed: Passed | None


class StatusValues:
    """Reads the writes of one repository."""

    def __init__(self, repository: Repository, fields: Sequence[str]) -> None:
        """`fields` are the names of those that hold a status."""
        self._repository = repository
        self._names = frozenset(fields)

    def set_by(self, act: Act) -> Iterator[tuple[str | None, Written]]:
        """The status fields that a write sets, with their values; None for what is not known."""
        yield from self.set_in(act.source, act.done, act.passed)
        if act.done.what.endswith(".save"):
            yield from self._assigned(act)

    def set_in(
        self, source: Source, done: Done, passed: Passed | None = None
    ) -> Iterator[tuple[str | None, Written]]:
        """The same for the objects that any write of a file is given."""
        for node in done.values:
            yield from self._fields(Written(source, node, passed), 0)

    def _assigned(self, act: Act) -> Iterator[tuple[str | None, Written]]:
        """`document.status = value` before `document.save()`."""
        source, call = act.source, act.done.call
        root = chain(source, call).root
        function: Node | None = call
        while function is not None and function.type not in FUNCTIONS:
            function = function.parent
        for node in walk(function) if function is not None else ():
            if node.type != "assignment_expression" or node.start_byte > call.start_byte:
                continue
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is None or right is None or left.type != "member_expression":
                continue
            owner, _, name = source.text(left).rpartition(".")
            if owner == source.text(root) and name in self._names:
                yield name, Written(source, right, act.passed)

    def _fields(self, at: Written, hops: int) -> Iterator[tuple[str | None, Written]]:
        node = unwrap(at.node)
        if hops > _MOST_HOPS:
            yield None, at
            return
        match node.type:
            case "object":
                yield from self._entries(at, node, hops)
            case "array":
                for item in named_children(node):
                    yield from self._fields(Written(at.source, item, at.passed), hops + 1)
            case "ternary_expression":
                for arm in ("consequence", "alternative"):
                    part = node.child_by_field_name(arm)
                    if part is not None:
                        yield from self._fields(Written(at.source, part, at.passed), hops + 1)
            case "call_expression":
                callback = _mapped(at.source, node)
                if callback is not None:
                    yield from self._fields(Written(at.source, callback, at.passed), hops + 1)
                else:
                    yield None, at
            case _:
                followed = self._followed(at, node)
                if followed is None:
                    yield None, at
                else:
                    yield from self._fields(followed, hops + 1)

    def _entries(self, at: Written, node: Node, hops: int) -> Iterator[tuple[str | None, Written]]:
        for entry in named_children(node):
            match entry.type:
                case "pair":
                    key = entry.child_by_field_name("key")
                    value = entry.child_by_field_name("value")
                    name = property_name(key, at.source.text(key)) if key is not None else None
                    if value is None:
                        continue
                    if name in self._names:
                        yield name, Written(at.source, value, at.passed)
                    elif name == "$set":
                        yield from self._fields(Written(at.source, value, at.passed), hops + 1)
                case "shorthand_property_identifier":
                    if at.source.text(entry) in self._names:
                        yield at.source.text(entry), Written(at.source, entry, at.passed)
                case "spread_element":
                    inner = named_children(entry)
                    if inner:
                        yield from self._spread(Written(at.source, inner[0], at.passed), hops)
                case _:
                    pass

    def _spread(self, at: Written, hops: int) -> Iterator[tuple[str | None, Written]]:
        """What is spread into the data; `...(done && { status: "completed" })` too."""
        node = unwrap(at.node)
        if node.type == "binary_expression":
            right = node.child_by_field_name("right")
            if right is not None:
                node = unwrap(right)
        yield from self._fields(Written(at.source, node, at.passed), hops + 1)

    def strings(self, at: Written, hops: int = 0) -> Iterator[str | None]:
        """The strings that a value may be; None for one that is not known."""
        source, node = at.source, unwrap(at.node)
        if hops > _MOST_HOPS:
            yield None
            return
        match node.type:
            case "ternary_expression":
                for arm in ("consequence", "alternative"):
                    part = node.child_by_field_name(arm)
                    if part is not None:
                        yield from self.strings(Written(source, part, at.passed), hops + 1)
                return
            case "binary_expression":
                for side in ("left", "right"):
                    part = node.child_by_field_name(side)
                    if part is not None:
                        yield from self.strings(Written(source, part, at.passed), hops + 1)
                return
            case "object":  # Prisma's `{ set: "failed" }`
                for entry in named_children(node):
                    value = entry.child_by_field_name("value")
                    if value is not None:
                        yield from self.strings(Written(source, value, at.passed), hops + 1)
                return
            case "undefined" | "null":
                return
            case _:
                pass
        known = string(literal(self._repository, source, node))
        if known is not None:
            yield known
            return
        if node.type == "member_expression":
            yield _of_enum(source, node)
            return
        followed = self._followed(at, node)
        if followed is None:
            yield None
        else:
            yield from self.strings(followed, hops + 1)

    def _followed(self, at: Written, node: Node) -> Written | None:
        """What a name holds: a constant's value, or the argument that a helper is given."""
        if not is_name(node):
            return None
        name = at.source.text(node)
        local = bound(at.source, node, name)
        if local is None:
            found = initialiser(self._repository, at.source, name)
            return Written(*found, None) if found is not None else None
        if local.keys is None:
            return None
        if local.kind == "const":
            return Written(at.source, local.whole, at.passed) if local.whole is not None else None
        if local.kind != "parameter" or at.passed is None:
            return None
        return _argument(at.source, local, at.passed) or (
            Written(at.source, local.default, None) if local.default is not None else None
        )


def _mapped(source: Source, call: Node) -> Node | None:
    """The object that each element is made into by `.map(() => ({ … }))`."""
    called, given = method_of(source, call), arguments(call)
    if called is None or called[1] != "map" or not given:
        return None
    body = given[0].child_by_field_name("body")
    return body if body is not None and body.type != "statement_block" else None


def _argument(source: Source, parameter: Binding, passed: Passed) -> Written | None:
    """The argument that a parameter of the followed helper holds, or a property of it."""
    value = argument_of(source, parameter, passed)
    for key in parameter.keys or ():
        value = entry_value(passed.source, unwrap(value), key) if value is not None else None
    return Written(passed.source, value, None) if value is not None else None


def _of_enum(source: Source, node: Node) -> str | None:
    """The member of an enum that cannot be followed: `ReportStatus.FAILED` from Prisma."""
    owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is None or key is None:
        return None
    name = source.text(owner).rpartition(".")[2]
    return source.text(key) if name[:1].isupper() else None
