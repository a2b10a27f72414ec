"""The names that are visible at a place, and what they hold there."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from codemods.syntax import scopes
from codemods.transforms.triggers.inference import Inference
from codemods.transforms.triggers.model import Place
from codemods.transforms.triggers.types import Type

_VALUES = frozenset({"const", "let", "var", "using", "parameter", "loop"})


class Binding(Struct, frozen=True, eq=False):
    """A name that may be used at a place; `type` is what is sure of it there, guards included.

    declared: its declaration; for the item of a list that is gone through, that of the list
    """

    name: str
    declared: scopes.Binding
    type: Type


def bindings_at(inference: Inference, place: Place) -> tuple[Binding, ...]:
    """Every name that the functions around a place have declared before it, the nearest first.

    A name that an inner scope declares again is there once, as it is meant at the place; one that
    is declared again behind the place is not there at all. Names of the module, functions, classes
    and caught errors are not listed.
    """
    return tuple(
        Binding(each.name, each, inference.at(place.source, place.byte, each))
        for each in _visible(place)
    )


def _visible(place: Place) -> Iterator[scopes.Binding]:
    scope = place.source.scopes.inside(place.block)
    seen: set[str] = set()
    while scope is not None:
        for name, found in sorted(scope.bindings.items(), key=_from_the_end):
            if name not in seen and found.kind in _VALUES and _declared_at(found) <= place.byte:
                yield found
            seen.add(name)
        scope = scope.outer


def _from_the_end(entry: tuple[str, scopes.Binding]) -> int:
    return -entry[1].node.start_byte


def _declared_at(found: scopes.Binding) -> int:
    """From where on a name may be used: behind its declarator, in the whole of its function."""
    named_at_once = found.kind in ("parameter", "loop")
    return found.node.end_byte if named_at_once else found.declared.end_byte
