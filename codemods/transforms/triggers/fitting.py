"""Whether a value can stand where an event's data wants a type, and what has to be done to it."""

from __future__ import annotations

from codemods.transforms.triggers.types import SCALARS, UNDEFINED, Type
from codemods.transforms.triggers.written_types import of_text


def fitted(text: str, found: Type, wanted: str | None, *, optional: bool = False) -> str | None:
    """The expression `text`, converted where it must be; None where its type does not fit.

    wanted: the text of the property's type, None where nothing says it
    optional: whether the property may be left out, and so may be undefined

    A number or a bigint becomes the text that an id is, as JSON has no bigint; a date becomes ISO
    text. Nothing else is converted, as that would be to guess what is meant.
    """
    asked = of_text(wanted) if wanted is not None else None
    allowed = asked.absent if asked is not None and asked.kind != "unknown" else frozenset()
    if found.absent - (allowed | {UNDEFINED} if optional else allowed):
        return None
    if asked is None:
        return text if found.kind not in ("promise", "other", "bigint") else _untyped(text, found)
    if found.kind == "any":
        return text
    if asked.kind == "unknown":
        return text if found.kind != "unknown" and _same_name(found, wanted or "") else None
    if asked.kind == "any":
        return text if found.kind not in ("promise", "other", "bigint") else None
    if found.kind == asked.kind:
        return text if _within(found, asked) else None
    if found.nullable or asked.text is not None:
        return None
    match found.kind, asked.kind:
        case (("number" | "bigint"), "string"):
            return f"String({text})"
        case "Date", "string":
            return f"{text}.toISOString()"
        case _:
            return None


def _untyped(text: str, found: Type) -> str | None:
    return f"String({text})" if found.kind == "bigint" and not found.nullable else None


def _same_name(found: Type, wanted: str) -> bool:
    """Whether it is the very type that is wanted, by its name or its literals."""
    return found.text is not None and _parts(found.text) <= _parts(wanted)


def _within(found: Type, asked: Type) -> bool:
    """Whether every value of one scalar type is one of the other."""
    if found.kind == "array":
        inner, wanted = found.element, asked.element
        return inner.kind == wanted.kind and inner.kind in SCALARS and _within(inner, wanted)
    if asked.text is None:
        return True
    return found.text is not None and _parts(found.text) <= _parts(asked.text)


def _parts(text: str) -> set[str]:
    return {part.strip().replace("'", '"') for part in text.split("|")} - {"null", "undefined"}
