"""What is known of a value's type: enough to say whether it fits a property of an event's data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Kind = Literal[
    "string",
    "number",
    "boolean",
    "bigint",
    "Date",
    "null",
    "object",
    "array",
    "promise",
    "union",
    "any",
    "other",
    "unknown",
]
SCALARS = frozenset({"string", "number", "boolean", "bigint", "Date"})

NULL, UNDEFINED = "null", "undefined"
_NEVER: frozenset[str] = frozenset()
_EITHER = frozenset({NULL, UNDEFINED})


class Type(Struct, frozen=True, eq=False):
    """The type of a value, as far as it is known.

    kind:     `null` is a value that is nothing but absent; `other` is known to be none of the
              rest, such as a function; of `unknown` nothing is known
    text:     as TypeScript writes it, where it is more than the kind: the union of literals of a
              string, the name of an object
    absent:   which of `null` and `undefined` it may be instead
    keys:     the properties of an object, None where they are not all known
    lookup:   gives the type of a property; None for one that is not there
    elements: of an array or a promise one type; of a tuple (`fixed`) one for each place
    variants: the types of a union
    model:    the Prisma model whose record an object is
    value:    what a literal is, where that tells the variants of a union apart
    """

    kind: Kind
    text: str | None = None
    absent: frozenset[str] = _NEVER
    keys: tuple[str, ...] | None = None
    lookup: Callable[[str], Type | None] | None = None
    elements: tuple[Type, ...] = ()
    fixed: bool = False
    variants: tuple[Type, ...] = ()
    model: str | None = None
    value: bool | str | None = None

    @property
    def nullable(self) -> bool:
        """Whether it may be null or undefined; of a type that is not known nobody can say no."""
        return bool(self.absent)

    def member(self, key: str) -> Type | None:
        """The type of a property; None where there is none such. Its owner is taken as present."""
        match self.kind:
            case "any":
                return ANY
            case "unknown":
                return UNKNOWN
            case "object":
                return self.lookup(key) if self.lookup is not None else UNKNOWN
            case "union":
                found = [each.member(key) for each in self.variants]
                known = [each for each in found if each is not None]
                if not known:
                    return None
                if len(known) == len(found):
                    return union(known)
                # Of objects that are written in place TypeScript takes what one lacks as undefined.
                lacking = (e for e, member in zip(self.variants, found, strict=True) if not member)
                fresh = all(each.kind == "object" and each.text is None for each in lacking)
                return union(known).maybe({UNDEFINED}) if fresh else None
            case "array" if key == "length":
                return NUMBER
            case "string" if key == "length":
                return NUMBER
            case _:
                return None

    def present(self, excluded: frozenset[str] = _EITHER) -> Type:
        """The same type where it is known not to be null, or not undefined."""
        return replace(self, absent=self.absent - excluded) if self.absent & excluded else self

    def maybe(self, absent: Iterable[str]) -> Type:
        """The same type where it may also be null, or undefined."""
        if self.kind in ("any", "unknown"):
            return self
        return replace(self, absent=self.absent | frozenset(absent))

    @property
    def awaited(self) -> Type:
        """What `await` gives."""
        return self.elements[0] if self.kind == "promise" else self

    @property
    def element(self) -> Type:
        """What a loop over it gives."""
        if self.kind == "any":
            return ANY
        if self.kind != "array" or not self.elements:
            return UNKNOWN
        return union(self.elements) if self.fixed else self.elements[0]

    def described(self) -> str | None:
        """As a person would write it in TypeScript; None where it is not known."""
        name = self.text or self.kind
        match self.kind:
            case "unknown":
                return None
            case "array":
                inner = self.element.described()
                name = f"{inner if inner and ' ' not in inner else 'unknown'}[]"
            case "promise":
                name = f"Promise<{self.awaited.described() or 'unknown'}>"
            case "object":
                name = self.text or self.model or _shape(self)
            case "union" | "other" if self.text is None:
                return None
            case "null":
                return " | ".join(sorted(self.absent))
            case _:
                pass
        return " | ".join([name, *sorted(self.absent)])


def _shape(found: Type) -> str:
    return f"{{ {', '.join(found.keys)} }}" if found.keys else "object"


UNKNOWN = Type("unknown", absent=_EITHER)
ANY = Type("any")
STRING, NUMBER, BOOLEAN = Type("string"), Type("number"), Type("boolean")
BIGINT, DATE, OTHER = Type("bigint"), Type("Date"), Type("other")
NOTHING = Type("null", absent=_EITHER)
NULL_TYPE = Type("null", absent=frozenset({NULL}))
UNDEFINED_TYPE = Type("null", absent=frozenset({UNDEFINED}))


def promise(inner: Type) -> Type:
    """A promise of a value."""
    return Type("promise", elements=(inner.awaited,))


def array(element: Type) -> Type:
    """A list of values of one type."""
    return Type("array", elements=(element,))


def tuple_of(elements: Iterable[Type]) -> Type:
    """A list with a type for each place."""
    return Type("array", elements=tuple(elements), fixed=True)


def shape(members: dict[str, Type], *, text: str | None = None, model: str | None = None) -> Type:
    """An object with exactly these properties."""
    return Type("object", text, keys=tuple(members), lookup=members.get, model=model)


def union(types: Iterable[Type]) -> Type:
    """A value of any of the types."""
    parts = [inner for each in types for inner in (each.variants or (each,))]
    absent = frozenset().union(*(each.absent for each in parts if each.kind != "unknown"), _NEVER)
    real = [each for each in parts if each.kind != "null"]
    if not real:
        return Type("null", absent=absent) if parts else UNKNOWN
    if any(each.kind == "unknown" for each in real):
        return UNKNOWN
    if any(each.kind == "any" for each in real):
        return ANY
    real = list({_identity(each): each for each in real}.values())
    if len(real) == 1:
        return real[0].maybe(absent)
    kinds = {each.kind for each in real}
    if len(kinds) == 1 and real[0].kind in SCALARS:
        texts = list(dict.fromkeys(each.text for each in real))
        named = [text for text in texts if text is not None]
        return Type(real[0].kind, " | ".join(named) if None not in texts else None, absent)
    if real[0].model and len({each.model for each in real}) == 1:
        return _common(real).maybe(absent)
    return Type("union", absent=absent, variants=tuple(each.present() for each in real))


def _identity(found: Type) -> tuple[object, ...]:
    """What two types have in common that are one, but for what they may be instead."""
    return (found.kind, found.text, found.model, found.keys, found.value, found.lookup)


def _common(records: list[Type]) -> Type:
    """Records of one model with different selections: what all of them have."""
    keys = [each.keys for each in records]
    listed = [key for key in keys if key is not None]
    if len(listed) < len(keys):
        return replace(records[0], keys=None)
    shared = tuple(key for key in listed[0] if all(key in other for other in listed))
    return replace(min(records, key=lambda each: len(each.keys or ())), keys=shared)
