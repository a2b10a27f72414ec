"""What is known of a Python value's type: enough to say whether it fits an event's data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from codemods.transforms.python.triggers.names import Defined

Kind = Literal[
    "str",
    "int",
    "float",
    "bool",
    "uuid",
    "datetime",
    "decimal",
    "enum",
    "none",
    "record",
    "list",
    "dict",
    "json",
    "tuple",
    "awaitable",
    "any",
    "other",
    "unknown",
]
# What an event's data takes as it is: https://www.inngest.com/docs/reference/python/client/send
PLAIN = frozenset({"str", "int", "float", "bool", "json"})


class Type(Struct, frozen=True, eq=False):
    """The type of a value, as far as it is known.

    kind:     `json` is what a request's body was parsed to; `record` an object with attributes;
              `any` is so declared; `other` is known to be none of the rest; of `unknown` nothing is
              known
    name:     the class, as it is called; of an enum too
    optional: whether it may be None instead
    lookup:   gives the type of an attribute of a record; None for one that is not there
    keys:     the attributes of a record that are declared, in order
    elements: of a list or an awaitable one type; of a tuple one for each place
    base:     the kind that an enum's values have, where that is known
    model:    whether it is a record of the project's database
    key:      the attribute that is its primary key, of a model
    origin:   the class of a record, where the project defines it
    """

    kind: Kind
    name: str | None = None
    optional: bool = False
    lookup: Callable[[str], Type | None] | None = None
    keys: tuple[str, ...] = ()
    elements: tuple[Type, ...] = ()
    base: Kind | None = None
    model: bool = False
    key: str | None = None
    origin: Defined | None = None

    def member(self, name: str) -> Type | None:
        """The type of an attribute; None where there is none. It is taken as present."""
        match self.kind:
            case "any" | "unknown":
                return UNKNOWN
            case "record":
                return self.lookup(name) if self.lookup is not None else UNKNOWN
            case _:
                return None

    def present(self) -> Type:
        """The same type where it is known not to be None."""
        return replace(self, optional=False) if self.optional else self

    def maybe(self) -> Type:
        """The same type where it may also be None."""
        return self if self.kind in ("any", "unknown") else replace(self, optional=True)

    @property
    def awaited(self) -> Type:
        """What `await` gives."""
        return self.elements[0] if self.kind == "awaitable" else self

    @property
    def element(self) -> Type:
        """What a loop over it gives."""
        return self.elements[0] if self.kind == "list" and self.elements else UNKNOWN

    def described(self) -> str | None:
        """As a person would write it as an annotation; None where it is not known."""
        match self.kind:
            case "unknown" | "other" | "json" | "tuple":
                return None
            case "none":
                return "None"
            case "list":
                inner = self.element.described()
                name = f"list[{inner}]" if inner else "list"
            case "awaitable":
                inner = self.awaited.described()
                name = f"Awaitable[{inner}]" if inner else "Awaitable"
            case "any":
                return "Any"
            case "uuid":
                name = "UUID"
            case "decimal":
                name = "Decimal"
            case "record" | "enum":
                name = self.name or "object"
            case _:
                name = self.kind
        return f"{name} | None" if self.optional else name


UNKNOWN = Type("unknown", optional=True)
ANY, OTHER, NONE, JSON = Type("any"), Type("other"), Type("none", optional=True), Type("json")
STR, INT, FLOAT, BOOL = Type("str"), Type("int"), Type("float"), Type("bool")
UUID, DATETIME, DECIMAL, DICT = Type("uuid"), Type("datetime"), Type("decimal"), Type("dict")


def listed(element: Type) -> Type:
    """A list of values of one type."""
    return Type("list", elements=(element,))


def awaitable(inner: Type) -> Type:
    """What is awaited for a value."""
    return Type("awaitable", elements=(inner,))


def tuple_of(elements: Iterable[Type]) -> Type:
    """A tuple with a type for each place."""
    return Type("tuple", elements=tuple(elements))


def union(types: Iterable[Type]) -> Type:
    """A value of any of the types; unknown where they are of more than one kind."""
    given = list(types)
    real = [each for each in given if each.kind != "none"]
    optional = any(each.optional for each in given if each.kind != "unknown")
    if not real:
        return NONE if given else UNKNOWN
    if any(each.kind == "unknown" for each in real):
        return UNKNOWN
    first = real[0]
    if any((each.kind, each.name) != (first.kind, first.name) for each in real):
        return replace(OTHER, optional=optional)
    return first.maybe() if optional else first
