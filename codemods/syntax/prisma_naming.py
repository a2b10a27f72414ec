"""How a Prisma schema spells what the database calls its columns and types."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from codemods.syntax import naming
from codemods.syntax.prisma import Enum, Model, Schema

Spelling = Callable[[str], str]

_SPELLINGS: tuple[tuple[re.Pattern[str], Spelling], ...] = (
    (re.compile(r"[^A-Z]*[a-z0-9]_[^A-Z]*"), lambda name: "_".join(naming.words(name))),
    (re.compile(r"[^a-z]*[A-Z0-9]_[^a-z]*"), lambda name: "_".join(naming.words(name)).upper()),
    (re.compile(r"[^A-Z]*[a-z0-9]-[^A-Z]*"), naming.kebab),
    (re.compile(r"[A-Z][^_-]*"), naming.pascal),
    (re.compile(r"[a-z][^_-]*"), naming.camel),
)


def column(schema: Schema, model: Model, name: str) -> str:
    """What the column of a new field would be called, as the model's other columns are.

    Where those are of one word each, and so show no spelling, the schema's other models do; the
    name itself is the answer where nothing does.
    """
    spelling = _spelling(_columns(schema, model))
    if spelling is None:
        spelling = _spelling(each for other in schema.models for each in _columns(schema, other))
    return spelling(name) if spelling else name


def type_name(schema: Schema, model: Model, name: str) -> str:
    """What the database would call a new enum, as it calls the others; else as the tables are."""
    others: tuple[Enum, ...] | tuple[Model, ...] = schema.enums or (model,)
    mapped = [other.mapped for other in others if other.mapped]
    if 2 * len(mapped) <= len(others):
        return name
    spelling = _spelling(mapped)
    if spelling is None and all(each.islower() for each in mapped):  # of one word each
        spelling = _SPELLINGS[0][1]
    return spelling(name) if spelling else name


def _columns(schema: Schema, model: Model) -> list[str]:
    return [field.mapped or field.name for field in schema.scalar_fields(model)]


def _spelling(names: Iterable[str]) -> Spelling | None:
    """How most of the names of several words are spelt, or None where there are none."""
    votes = Counter(
        next((spelling for shape, spelling in _SPELLINGS if shape.fullmatch(name)), None)
        for name in names
        if len(naming.words(name)) > 1
    )
    del votes[None]
    return max(votes, key=lambda spelling: votes[spelling]) if votes else None
