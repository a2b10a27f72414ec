"""The types that annotations write down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import libcst as cst
from msgspec.structs import replace

from codemods.syntax.python.paths import path_of
from codemods.transforms.python.triggers.names import Defined, Names
from codemods.transforms.python.triggers.types import (
    ANY,
    BOOL,
    DATETIME,
    DECIMAL,
    DICT,
    FLOAT,
    INT,
    JSON,
    NONE,
    OTHER,
    STR,
    UNKNOWN,
    UUID,
    Type,
    awaitable,
    listed,
    tuple_of,
    union,
)

if TYPE_CHECKING:
    from codemods.syntax.python.source import PythonSource

_MOST_HOPS = 8

# By the last part of what is imported, as each is called so in one package only.
_NAMED = {
    "str": STR,
    "int": INT,
    "float": FLOAT,
    "bool": BOOL,
    "bytes": OTHER,
    "dict": DICT,
    "Dict": DICT,
    "Mapping": DICT,
    "Any": ANY,
    "object": UNKNOWN,
    "None": NONE,
    "UUID": UUID,
    "UUID1": UUID,
    "UUID4": UUID,
    "UUID7": UUID,
    "datetime": DATETIME,
    "date": DATETIME,
    "AwareDatetime": DATETIME,
    "NaiveDatetime": DATETIME,
    "Decimal": DECIMAL,
    "EmailStr": STR,
    "NonEmptyStr": STR,
    "StrictStr": STR,
    "StrictInt": INT,
    "StrictBool": BOOL,
    "PositiveInt": INT,
    "NonNegativeInt": INT,
    "PositiveFloat": FLOAT,
    "JsonValue": JSON,
    "JSON": JSON,
    "BackgroundTasks": OTHER,
    "Callable": OTHER,
}
# What only says more of the type that it holds first.
_HOLDING = frozenset(
    {"Annotated", "Mapped", "ClassVar", "Final", "Required", "NotRequired", "ReadOnly"}
)
_LISTS = frozenset(
    {"list", "List", "Sequence", "Iterable", "set", "Set", "frozenset", "Collection", "QuerySet"}
)
_AWAITED = frozenset({"Awaitable", "Coroutine", "Future", "Task"})


class WrittenTypes:
    """Reads the annotations of a project; `record` gives the type of one of its classes."""

    def __init__(self, names: Names, record: Callable[[Defined], Type]) -> None:
        self._names = names
        self._record = record

    def of(self, source: PythonSource, node: cst.BaseExpression, hops: int = 0) -> Type:
        """The type that an annotation of a module means."""
        if hops > _MOST_HOPS:
            return UNKNOWN
        match node:
            case cst.SimpleString() | cst.ConcatenatedString():
                return self._quoted(source, node, hops)
            case cst.BinaryOperation(operator=cst.BitOr()):
                return union([self.of(source, part, hops) for part in (node.left, node.right)])
            case cst.Subscript():
                return self._generic(source, node, hops)
            case cst.Name() | cst.Attribute():
                return self._named(source, node, hops)
            case _:
                return UNKNOWN

    def _quoted(
        self, source: PythonSource, node: cst.SimpleString | cst.ConcatenatedString, hops: int
    ) -> Type:
        text = node.evaluated_value
        if not isinstance(text, str):
            return UNKNOWN
        try:
            inner = cst.parse_expression(text)
        except cst.ParserSyntaxError:
            return UNKNOWN
        return self.of(source, inner, hops + 1)

    def _named(self, source: PythonSource, node: cst.Name | cst.Attribute, hops: int) -> Type:
        path = path_of(node)
        if path is None:
            return UNKNOWN
        found = self._names.of(source, path)
        if found is None:
            return _NAMED.get(path[0], UNKNOWN) if len(path) == 1 else UNKNOWN
        if isinstance(found, str):
            return external(found)
        if isinstance(found.node, cst.ClassDef):
            return self._record(found)
        return self._alias(found, hops) if found.value is not None else UNKNOWN

    def _alias(self, found: Defined, hops: int) -> Type:
        """`CurrentUser = Annotated[User, Depends(…)]`, `UserId = NewType("UserId", int)`."""
        match found.value:
            case cst.Call(func=cst.Name(value="NewType"), args=[_, second]):
                return self.of(found.source, second.value, hops + 1)
            case cst.BaseExpression() as value:
                return self.of(found.source, value, hops + 1)
            case _:
                return UNKNOWN

    def _generic(self, source: PythonSource, node: cst.Subscript, hops: int) -> Type:
        path = path_of(node.value)
        inner = _elements(node)
        if path is None or not inner:
            return UNKNOWN
        found = self._names.of(source, path)
        name = path[-1] if not isinstance(found, str) else found.rpartition(".")[2]
        of_parts = [self.of(source, each, hops + 1) for each in inner[:4]]
        if name in _HOLDING:
            return of_parts[0]
        if name in _LISTS:
            return listed(of_parts[0])
        if name in _AWAITED:
            return awaitable(of_parts[-1])
        match name:
            case "Optional":
                return of_parts[0].maybe()
            case "Union":
                return union([self.of(source, each, hops + 1) for each in inner])
            case "Literal":
                return _literal(inner)
            case "type" | "Type":
                return OTHER
            case "tuple" | "Tuple":
                return tuple_of(of_parts)
            case "dict" | "Dict" | "Mapping":
                return DICT
            case "Generator" | "AsyncGenerator" | "Iterator" | "AsyncIterator":
                return Type("other", elements=(of_parts[0],))
            case _ if isinstance(found, Defined) and isinstance(found.node, cst.ClassDef):
                return self._record(found)
            case _:
                return UNKNOWN


def external(dotted: str) -> Type:
    """The type of a package's or of the standard library's, by its full name."""
    name = dotted.rpartition(".")[2]
    if dotted.startswith("datetime.time"):
        return OTHER  # a delta, and a time without a day
    known = _NAMED.get(name)
    if known is not None:
        return known
    return Type("record", name)


def of_text(text: str | None) -> Type:
    """The type of a short text as an event's data declares it, in Python or in TypeScript."""
    if text is None:
        return UNKNOWN
    parts = [part.strip() for part in text.split("|")]
    if len(parts) == 1 and text.startswith("Optional[") and text.endswith("]"):
        return of_text(text[len("Optional[") : -1]).maybe()
    return union([_TEXTS.get(part.rpartition(".")[2], UNKNOWN) for part in parts])


_TEXTS = {
    **{name: each for name, each in _NAMED.items() if name not in ("BackgroundTasks", "Callable")},
    "string": STR,
    "number": FLOAT,
    "boolean": BOOL,
    "any": ANY,
    "null": NONE,
    "undefined": NONE,
    "unknown": UNKNOWN,
}


def _elements(node: cst.Subscript) -> list[cst.BaseExpression]:
    return [each.slice.value for each in node.slice if isinstance(each.slice, cst.Index)]


def _literal(nodes: Sequence[cst.BaseExpression]) -> Type:
    kinds = {type(each) for each in nodes}
    text = " | ".join(cst.Module([]).code_for_node(each) for each in nodes)
    if kinds == {cst.SimpleString}:
        return replace(STR, name=text)
    return replace(INT, name=text) if kinds == {cst.Integer} else OTHER
