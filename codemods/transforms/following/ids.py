"""The expressions of the ids of who asks, behind the statements that say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import property_name, unwrap, walk
from codemods.transforms.following.askers import Askers
from codemods.transforms.triggers.candidates import Candidates
from codemods.transforms.triggers.inference import Inference
from codemods.transforms.triggers.narrowing import Path, path_of
from codemods.transforms.triggers.places import end_of
from codemods.transforms.triggers.types import UNKNOWN, Type
from codemods.transforms.triggers.values import Values

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_WORST_RANK = 4  # from here on `Candidates` offers what a record says, not who asks
_MOST_HOPS = 4


class Wanted(Struct, frozen=True):
    """Somebody's id that a route needs.

    keys: the names under which the project's queries and events have it, the surest first
    kind: what the database wants
    """

    keys: tuple[str, ...]
    kind: str = "string"


class Known(Struct, frozen=True):
    """The expression of somebody's id behind an opening.

    sure:    whether it is there and no empty value: read off a record, or tested by the opening
    present: whether its type says that it is there
    inside:  whether that is so in a function of its own too, where a guard of a property is not
    of_record: whether it is a column of a record of the project's database
    """

    text: str
    sure: bool
    present: bool
    inside: bool
    of_record: bool


class Said(Struct, frozen=True, eq=False):
    """An expression that was found: its text, its path and its type."""

    text: str
    path: Path
    type: Type


class Ids:
    """Finds them in one handler."""

    def __init__(self, project: Project, askers: Askers) -> None:
        self.project = project
        self.askers = askers
        self.body = askers.body
        self.source = askers.source

    @cached_property
    def _values(self) -> Values:
        """What is in scope at the end of the handler."""
        place = end_of(self.source, self.body.inner, None)
        return Values(self.project, self.body.handler, place)

    def said(self, wanted: Wanted) -> Said | None:
        """What the handler's own queries and events say, else what is in scope at its end."""
        said: Counter[tuple[str, Path]] = Counter()
        nodes: dict[str, Node] = {}
        for node in self._given_for(wanted.keys):
            inner = unwrap(node)  # a cast says of it what the route makes sure of by itself
            path = path_of(self.source, inner)
            if path is not None and self.askers.is_told(path):
                text = self.source.text(inner)
                said[text, path] += 1
                nodes.setdefault(text, inner)
        inference = Inference(self.project)
        for (text, path), _ in said.most_common():
            kind = inference.of(self.source, nodes[text])
            if kind.kind in (wanted.kind, "unknown", "any"):
                return Said(text, path, kind)
        values = self._values
        for key in wanted.keys:
            for each in Candidates(values, (key, "recordId")).of(key):
                guessed = each.type.kind == "unknown" and each.path not in values.read
                fits = each.type.kind in (wanted.kind, "unknown", "any") and not guessed
                if each.rank < _WORST_RANK and fits and self.askers.is_told(each.path):
                    return Said(each.text, each.path, each.type)
        return None

    def _given_for(self, keys: tuple[str, ...]) -> Iterator[Node]:
        """The values of these keys in the objects of the handler."""
        for node in walk(self.body.function):
            if node.type == "shorthand_property_identifier" and self.source.text(node) in keys:
                yield node
            elif node.type == "pair":
                key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
                name = property_name(key, self.source.text(key)) if key is not None else None
                if name in keys and value is not None:
                    yield value

    def known(self, found: Said, tested: set[Path]) -> Known:
        """What is sure of it behind guards that have tested these paths."""
        text, path, kind = found.text, found.path, found.type
        inside = path not in tested or len(path) == 1
        present = kind.kind not in ("unknown", "any") and not kind.nullable
        of_record = self._of_record(path, 0)
        sure = path in tested or (present and of_record)
        return Known(text, sure=sure, present=present or sure, inside=inside, of_record=of_record)

    def _of_record(self, path: Path, hops: int) -> bool:
        """Whether a path is a column of a record, whose types Prisma sees to."""
        values = self._values
        if len(path) > 1:
            owner = values.reach(path[:-1]) or UNKNOWN
            return owner.model is not None
        held = values.named(path[0])
        value = held.declared.value if held is not None else None
        longer = path_of(self.source, value) if value is not None else None
        if held is None or longer is None or hops > _MOST_HOPS:
            return False
        return self._of_record((*longer, *(held.declared.keys or ())), hops + 1)
