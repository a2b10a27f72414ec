"""The keys of an object, and what becomes of them where shapes are put together."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from codemods.inngest.model import Span


class DataField(Struct, frozen=True):
    """A key of an object; `type` its static type name where known."""

    name: str
    optional: bool
    type: str | None = None


class Shape(Struct, frozen=True):
    """The keys of an object; `body` is where they are listed, if that is one place."""

    fields: tuple[DataField, ...]
    body: Span | None = None


def both(parts: list[Shape | None]) -> Shape | None:
    """An intersection: a key is optional where it is in every part that has it."""
    found: dict[str, DataField] = {}
    for part in parts:
        if part is None:
            return None
        for each in part.fields:
            known = found.get(each.name)
            optional = each.optional and (known is None or known.optional)
            found[each.name] = replace(each, optional=optional)
    bodies = [part.body for part in parts if part is not None and part.body is not None]
    return Shape(tuple(found.values()), bodies[-1] if bodies else None)


def either(parts: list[Shape | None]) -> Shape | None:
    """A union: a key is optional where it is in any part, or where a part lacks it."""
    if not parts or None in parts:
        return None
    shapes = [part for part in parts if part is not None]
    if len(shapes) == 1:
        return shapes[0]
    names = dict.fromkeys(each.name for shape in shapes for each in shape.fields)
    fields = []
    for name in names:
        having = [each for shape in shapes for each in shape.fields if each.name == name]
        optional = len(having) < len(shapes) or any(each.optional for each in having)
        kinds = {each.type for each in having}
        fields.append(DataField(name, optional, kinds.pop() if len(kinds) == 1 else None))
    return Shape(tuple(fields))


def chosen(shape: Shape, keys: set[str], *, kept: bool) -> Shape:
    """Only these keys, or all but these."""
    return Shape(tuple(each for each in shape.fields if (each.name in keys) == kept))


def loosened(shape: Shape, *, optional: bool) -> Shape:
    """The same keys, all of them optional or none."""
    return Shape(tuple(replace(each, optional=optional) for each in shape.fields))
