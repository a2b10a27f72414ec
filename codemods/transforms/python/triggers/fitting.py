"""Whether a Python value can stand in an event's data, and what has to be done to it for that.

An event's data is JSON: the SDK refuses an `inngest.Event` with a UUID or a date in it.
"""

from __future__ import annotations

from codemods.transforms.python.triggers.types import PLAIN, Type
from codemods.transforms.python.triggers.written_types import of_text

_TO_TEXT = frozenset({"uuid", "int", "decimal"})


def fitted(text: str, found: Type, wanted: str | None) -> str | None:
    """The expression `text`, converted where it must be; None where its type does not fit.

    wanted: the text of the property's type, in Python or TypeScript; None where nothing says it

    What is not known becomes text where text is wanted, as every value can; else it does not fit.
    """
    if wanted is None:
        return _as_json(text, found)
    asked = of_text(wanted)
    if found.optional and found.kind != "unknown":
        return (
            text
            if asked.optional
            and found.kind in PLAIN
            and _converted(text, found.present(), asked, wanted) == text
            else None
        )
    return _converted(text, found, asked, wanted)


def _converted(text: str, found: Type, asked: Type, wanted: str) -> str | None:
    match asked.kind:
        case "unknown":
            return _named(text, found, wanted)
        case "any" | "json":
            return _as_json(text, found)
        case "str":
            return _as_text(text, found, asked)
        case "int":
            return text if found.kind in ("int", "json") else None
        case "float":
            if found.kind == "decimal":
                return f"float({text})"
            return text if found.kind in ("int", "float", "json") else None
        case "uuid":
            return f"str({text})" if found.kind in ("uuid", "unknown", "any") else None
        case "datetime":
            return f"{text}.isoformat()" if found.kind == "datetime" else None
        case "decimal":
            return f"str({text})" if found.kind in ("decimal", "int") else None
        case kind:
            return text if found.kind == kind and kind in PLAIN else None


def _as_text(text: str, found: Type, asked: Type) -> str | None:
    if found.kind in ("str", "json"):
        fits = asked.name is None or found.name == asked.name
        return text if fits else None
    if asked.name is not None:
        return None
    if found.kind in _TO_TEXT or found.kind in ("unknown", "any"):
        return f"str({text})"
    if found.kind == "datetime":
        return f"{text}.isoformat()"
    return f"{text}.value" if found.kind == "enum" and found.base == "str" else None


def _as_json(text: str, found: Type) -> str | None:
    """The value as JSON has it, whatever type the listener takes it for."""
    if found.optional:
        return None
    match found.kind:
        case kind if kind in PLAIN or kind == "any":
            return text
        case "uuid" | "decimal":
            return f"str({text})"
        case "datetime":
            return f"{text}.isoformat()"
        case "enum":
            return f"{text}.value" if found.base is not None else None
        case "list":
            return text if found.element.kind in PLAIN and not found.element.optional else None
        case _:
            return None


def _named(text: str, found: Type, wanted: str) -> str | None:
    """A type that has no kind of its own: an enum by its name, a list of plain values."""
    if found.kind == "enum" and found.name == wanted.rpartition(".")[2]:
        return _as_json(text, found)
    is_list = wanted.lower().startswith(("list[", "sequence[")) or wanted.endswith("[]")
    if is_list and found.kind == "list":
        inner = of_text(wanted.removesuffix("[]").rpartition("[")[2].removesuffix("]"))
        return text if inner.kind == found.element.kind and inner.kind in PLAIN else None
    return None
