"""What is sure of names and their properties at a place, and what that makes of their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field
from tree_sitter import Node

from codemods.syntax.nodes import unwrap
from codemods.syntax.source import Source
from codemods.transforms.triggers.types import UNDEFINED_TYPE, Type, union

Path = tuple[str, ...]

Scalar = Literal["string", "number", "boolean", "bigint"]


class Test(Struct, frozen=True):
    """One thing that is sure about a path.

    absent: what it is not, of `null` and `undefined`
    truthy: it is (True) or is not (False) true in a condition; None where that is not said
    kind:   its `typeof`
    equals, unequal: the literal that it is, or is not
    lacks, has: a property that it does not, or does have (`"error" in result`)
    other_than: a class that it is no instance of
    """

    path: Path
    absent: frozenset[str] = frozenset()
    truthy: bool | None = None
    kind: Scalar | None = None
    equals: bool | str | None = None
    unequal: bool | str | None = None
    lacks: str | None = None
    has: str | None = None
    other_than: str | None = None


class Facts(Struct, frozen=True):
    """All that is sure at a place, in the order in which it came to be."""

    tests: tuple[Test, ...] = ()
    _by_path: dict[Path, list[Test]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.tests:
            self._by_path.setdefault(each.path, []).append(each)

    def narrowed(self, path: Path, found: Type) -> Type:
        """The type of what a path leads to, at the place."""
        for test in self._by_path.get(path, ()):
            found = _narrow(found, test)
        if found.variants:
            longer = [t for t in self.tests if len(t.path) == len(path) + 1]
            for test in longer:
                if test.path[: len(path)] == path:
                    found = _discriminated(found, test.path[-1], test)
        return found

    def told_apart(self, found: Type, keys: Mapping[str, str]) -> Type:
        """A union after the tests of names that were taken from it, by the properties they are."""
        for test in self.tests:
            if len(test.path) == 1 and test.path[0] in keys:
                found = _discriminated(found, keys[test.path[0]], test)
        return found


def path_of(source: Source, node: Node) -> Path | None:
    """The names of `session?.user.id`; None for an expression that is no such path."""
    names: list[str] = []
    node = unwrap(node)
    while node.type == "member_expression":
        key, owner = node.child_by_field_name("property"), node.child_by_field_name("object")
        if key is None or owner is None:
            return None
        names.append(source.text(key))
        node = unwrap(owner)
    if node.type not in ("identifier", "shorthand_property_identifier"):
        return None
    names.append(source.text(node))
    return tuple(reversed(names))


def _narrow(found: Type, test: Test) -> Type:
    if test.absent:
        found = found.present(test.absent)
    if test.truthy is False and found.kind in ("object", "array"):
        return UNDEFINED_TYPE  # behind `if (existing) return` there is none
    if test.kind is not None:
        if found.kind in ("unknown", "any"):
            return Type(test.kind)
        kept = [each for each in found.variants if each.kind == test.kind]
        return union(kept) if kept else found
    if found.variants:
        kept = [each for each in found.variants if _may_be(each, test)]
        if kept and len(kept) < len(found.variants):
            return union(kept).maybe(found.absent)
    return found


def _may_be(each: Type, test: Test) -> bool:
    """Whether a variant of a union passes a test of the union itself."""
    if test.other_than is not None:
        return each.text != test.other_than
    if test.lacks is not None:
        return each.member(test.lacks) is None
    if test.has is not None:
        return each.member(test.has) is not None
    return True


def _discriminated(found: Type, key: str, test: Test) -> Type:
    """A union after a test of a property that tells its variants apart: `result.success`."""
    kept = [each for each in found.variants if _fits(each.member(key), test)]
    if kept and len(kept) < len(found.variants):
        return union(kept).maybe(found.absent)
    return found


def _fits(member: Type | None, test: Test) -> bool:
    if member is None:
        # A variant that lacks the property: it is undefined there, where TypeScript lets one ask.
        return test.truthy is not True and test.equals is None
    if member.value is not None:
        if test.equals is not None:
            return member.value == test.equals
        if test.unequal is not None:
            return member.value != test.unequal
        if test.truthy is not None:
            return bool(member.value) is test.truthy
    if member.kind == "null":
        return test.truthy is not True and not test.absent
    if member.kind in ("object", "array", "other") and not member.nullable:
        return test.truthy is not False
    return True
