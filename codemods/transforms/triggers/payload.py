"""The event's data, filled with what is in scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from codemods.syntax import naming
from codemods.transforms.triggers.bindings import Binding
from codemods.transforms.triggers.candidates import Candidate, Candidates, is_id_of
from codemods.transforms.triggers.client_import import free_name
from codemods.transforms.triggers.expressions import names_in, parsed
from codemods.transforms.triggers.fitting import fitted
from codemods.transforms.triggers.model import Field, Handler, Missing, Payload, Place
from codemods.transforms.triggers.values import Values

if TYPE_CHECKING:
    from codemods.inngest.project import Project


def fill_payload(
    project: Project,
    handler: Handler,
    place: Place,
    fields: tuple[Field, ...],
    given: tuple[tuple[str, str], ...],
) -> Payload | tuple[Missing, ...]:
    """The data at a place: what was given, else what fits best of what is in scope there.

    given: (key, TypeScript expression), which may be of properties that `fields` does not list

    A required property that nothing fits, or several things fit equally well, is Missing; an
    optional one is left out then. Raises CodemodError for an expression that does not parse or
    uses a name that is not in scope at the place.
    """
    values = Values(project, handler, place)
    asked = {key: parsed(values, key, text) for key, text in given}
    wanted = tuple(field for field in fields if field.name not in asked)
    names = tuple(field.name for field in fields)
    filled = _fill(values, wanted, names)
    if not isinstance(filled, Payload):
        by_item = [
            (each, found)
            for each in _lists(values)
            if isinstance(
                found := _fill(Values(project, handler, place, each), wanted, names), Payload
            )
            and _is_about(found, each, project)
        ]
        if len(by_item) != 1:
            return filled
        item, by_each = by_item[0]
        filled = replace(by_each, each=(item.declared.name, item.name))
    return _in_order(values, filled, fields, asked)


def _in_order(
    values: Values, filled: Payload, fields: tuple[Field, ...], asked: dict[str, str]
) -> Payload:
    """The entries in the order of the fields, and behind them what nobody declared."""
    entries = {**dict(filled.entries), **asked}
    order = dict.fromkeys((*(field.name for field in fields), *asked))
    uses = dict.fromkeys(
        (*filled.uses, *(name for text in asked.values() for name in names_in(text)))
    )
    return replace(
        filled,
        entries=tuple((key, entries[key]) for key in order if key in entries),
        uses=tuple(uses),
        models=filled.models | _models(values, uses),
        about=_about(values, entries),
    )


def _about(values: Values, entries: dict[str, str]) -> frozenset[str]:
    """The models and tables of the records whose properties the entries are, but for the keys."""
    keys = values.project.config.keys
    names = {
        name
        for key, text in entries.items()
        if key not in (*keys.organization, *keys.user)
        for name in names_in(text)
    }
    held = (each.type for each in map(values.named, names) if each is not None)
    tables = {each.text for each in held if each.kind == "object" and each.text is not None}
    ids = [key for key in entries if key not in (*keys.organization, *keys.user)]
    written = {
        write.target
        for write in values.all_writes
        if any(is_id_of(key, write.target) for key in ids)
    }
    return _models(values, names) | frozenset(tables | written)


def _models(values: Values, names: Iterable[str]) -> frozenset[str]:
    """The models of the records that names hold, as queries name them."""
    held = (values.named(name) for name in names)
    models = (each.type.model for each in held if each is not None)
    return frozenset(model[:1].lower() + model[1:] for model in models if model is not None)


def _fill(
    values: Values, fields: tuple[Field, ...], names: tuple[str, ...]
) -> Payload | tuple[Missing, ...]:
    """The data of some fields; `names` are those of all, which tell what the event is about."""
    candidates = Candidates(values, names)
    entries: list[tuple[str, str]] = []
    missing: list[Missing] = []
    uses: dict[str, None] = {}
    for field in fields:
        best = _best(candidates.of(field.name), field)
        if len(best) == 1:
            candidate, text = best[0]
            entries.append((field.name, text))
            uses[candidate.path[0]] = None
        elif not field.optional:
            told = tuple(text for _, text in best)
            missing.append(Missing(field, told or in_scope(values), ambiguous=bool(told)))
    return tuple(missing) or Payload(tuple(entries), uses=tuple(uses), models=_models(values, uses))


def _is_about(found: Payload, item: Binding, project: Project) -> bool:
    """Whether an event for each item says which one it is, beyond who owns it or asks."""
    keys = project.config.keys
    who = {*keys.organization, *keys.user}
    return any(
        text == item.name or (key not in who and f"{item.name}." in text)
        for key, text in found.entries
    )


def _lists(values: Values) -> list[Binding]:
    """The items of the lists of records that were written, or that the handler goes through."""
    found = []
    for each in values.bindings:
        element = each.type.element
        written = values.writes_records(each.declared.value)
        if each.type.kind != "array" or each.type.nullable or element.kind != "object":
            continue
        if element.nullable or not (written or each.name in values.walked):
            continue
        model = element.model or ""
        name = model[:1].lower() + model[1:] or naming.singulars(each.name)[-1]
        found.append(Binding(free_name(values, name, "item"), each.declared, element))
    return found


def in_scope(values: Values) -> tuple[str, ...]:
    """What is there, as `name: type`, the nearest first."""
    return tuple(
        f"{held.name}: {told}" if (told := held.type.described()) else held.name
        for held in values.bindings
        if held.type.kind != "other"
    )


def _best(found: list[Candidate], field: Field) -> list[tuple[Candidate, str]]:
    """The candidates of the best rank that fits at all, with what is written for them."""
    fitting = [
        (each, text)
        for each in found
        if (text := fitted(each.text, each.type, field.type, optional=field.optional)) is not None
    ]
    return [pair for pair in fitting if pair[0].rank == fitting[0][0].rank] if fitting else []
