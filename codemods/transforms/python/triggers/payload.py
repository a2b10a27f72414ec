"""The event's data, filled with what is in scope at a place of a Python handler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.inngest.python.house_style import python_style
from codemods.syntax.python.layout.strings import requoted
from codemods.transforms.python.triggers.candidates import Candidate, Candidates
from codemods.transforms.python.triggers.expressions import parsed
from codemods.transforms.python.triggers.fitting import fitted
from codemods.transforms.python.triggers.model import Place
from codemods.transforms.python.triggers.values import Values
from codemods.transforms.triggers.model import Field, Missing, Payload

if TYPE_CHECKING:
    from codemods.inngest.project import Project


def fill_payload(
    project: Project,
    place: Place,
    fields: tuple[Field, ...],
    given: tuple[tuple[str, str], ...],
) -> Payload | tuple[Missing, ...]:
    """The data at a place: what was given, else what fits best of what is in scope there.

    given: (key, Python expression), which may be of properties that `fields` does not list

    A required property that nothing fits, or several things fit equally well, is Missing; an
    optional one is left out then. Raises CodemodError for an expression that does not parse or
    uses a name that is not in scope at the place.
    """
    values = Values(project, place)
    style = python_style(project, values.source.path)
    asked = {
        key: requoted(parsed(values, key, text), style.quote, values.source.path)
        for key, text in given
    }
    candidates = Candidates(values, tuple(field.name for field in fields))
    entries: dict[str, str] = {}
    missing: list[Missing] = []
    uses: dict[str, None] = {}
    for field in fields:
        if field.name in asked:
            continue
        best = _best(candidates.of(field.name), field)
        if len(best) == 1:
            candidate, text = best[0]
            entries[field.name] = text
            uses[candidate.path[0]] = None
        elif not field.optional:
            told = tuple(text for _, text in best)
            missing.append(Missing(field, told or in_scope(values), ambiguous=bool(told)))
    if missing:
        return tuple(missing)
    order = dict.fromkeys((*(field.name for field in fields), *asked))
    entries |= asked
    return Payload(tuple((key, entries[key]) for key in order if key in entries), uses=tuple(uses))


def in_scope(values: Values) -> tuple[str, ...]:
    """What is there, as `name: type`, the nearest first."""
    return tuple(
        (f"{held.name}: {told}" if (told := held.type.described()) else held.name)
        + (" (expired by the commit)" if values.is_expired(held) else "")
        for held in values.names
        if held.type.kind != "other"
    )


def _best(found: list[Candidate], field: Field) -> list[tuple[Candidate, str]]:
    """The candidates of the best rank that fits at all, with what is written for them."""
    fitting = [
        (each, text)
        for each in found
        if (text := fitted(each.text, each.type, field.type)) is not None
    ]
    return [pair for pair in fitting if pair[0].rank == fitting[0][0].rank] if fitting else []
