"""The attributes of the project's classes: models, schemas, dataclasses, and what they inherit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct

from codemods.syntax.python.paths import path_of
from codemods.transforms.python.triggers.columns import Column, column_of
from codemods.transforms.python.triggers.names import Defined, Names
from codemods.transforms.python.triggers.types import (
    BOOL,
    DATETIME,
    INT,
    OTHER,
    STR,
    UNKNOWN,
    Kind,
    Type,
)
from codemods.transforms.python.triggers.written_types import WrittenTypes

if TYPE_CHECKING:
    from codemods.syntax.python.source import PythonSource

_MOST_BASES = 20
_INTEGERS = frozenset({"IntEnum", "IntegerChoices", "int"})
_TEXTS = frozenset({"StrEnum", "TextChoices", "str"})
_ENUM_BASES = frozenset({"Enum", "StrEnum", "IntEnum", "TextChoices", "IntegerChoices", "Flag"})
# Bases of packages that give their classes nothing that an event could carry.
_PLAIN_BASES = frozenset(
    """
    object BaseModel DeclarativeBase MappedAsDataclass SQLModel ABC Protocol Generic TypedDict
    NamedTuple UserMixin RootModel BaseSettings AsyncAttrs
    """.split()  # noqa: SIM905 - they read better as words
)
# https://docs.djangoproject.com/en/5.2/ref/contrib/auth/#django.contrib.auth.models.User
_ACCOUNT = {
    "id": INT,
    "username": STR,
    "first_name": STR,
    "last_name": STR,
    "email": STR,
    "is_active": BOOL,
    "is_staff": BOOL,
    "is_superuser": BOOL,
    "date_joined": DATETIME,
    "last_login": DATETIME.maybe(),
}
_ACCOUNTS = frozenset({"AbstractUser", "User"})
_ORM_ROOTS = frozenset({"Model", "DeclarativeBase", "DeclarativeBaseNoMeta"})


class _Class(Struct, frozen=True, eq=False):
    """A class and what it derives from, the nearest first.

    outside: the names of the bases that are a package's
    known:   whether what each base has is known
    """

    definitions: tuple[Defined, ...]
    outside: tuple[str, ...]
    known: bool


class Records:
    """The types of the classes of one project, each read once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.written = WrittenTypes(names, self.of)
        self._known: dict[tuple[str, int], Type] = {}

    def of(self, found: Defined) -> Type:
        """The type of an object of a class; an enum's or alias's where the class is one."""
        if not isinstance(found.node, cst.ClassDef):
            return UNKNOWN
        key = (found.source.path, id(found.node))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._read(found, found.node)
        return known

    def method(self, record: Type, name: str) -> Defined | None:
        """The function that a record's class defines, or inherits from one of the project's."""
        if record.origin is None:
            return None
        for each in self._derived(record.origin).definitions:
            for part in _body(each):
                if isinstance(part, cst.FunctionDef) and part.name.value == name:
                    return Defined(each.source, part)
        return None

    def bases(self, record: Type) -> tuple[str, ...]:
        """The names of the packages' classes that a record's class derives from."""
        return self._derived(record.origin).outside if record.origin is not None else ()

    def _read(self, found: Defined, node: cst.ClassDef) -> Type:
        derived = self._derived(found)
        names = frozenset(derived.outside)
        if names & _ENUM_BASES:
            base: Kind | None = "int" if names & _INTEGERS else None
            return Type("enum", node.name.value, base="str" if names & _TEXTS else base)
        django = "Model" in names or bool(names & _ACCOUNTS)
        is_model = bool(names & _ORM_ROOTS) or django or self._is_table(derived)
        reader = _Members(self, self._names, derived, django=django)
        return Type(
            "record",
            node.name.value,
            lookup=reader.of,
            keys=reader.keys(),
            model=is_model,
            key=reader.key() if is_model else None,
            origin=found,
        )

    def _is_table(self, derived: _Class) -> bool:
        for each in derived.definitions:
            for name, _ in _assigned(each):
                if name == "__tablename__":
                    return True
            if isinstance(each.node, cst.ClassDef) and any(
                arg.keyword is not None and arg.keyword.value == "table"
                for arg in each.node.keywords
            ):
                return True
        return False

    def _derived(self, found: Defined) -> _Class:
        definitions: list[Defined] = []
        outside: list[str] = []
        known = True
        waiting, seen = [found], set[int]()
        while waiting and len(definitions) < _MOST_BASES:
            each = waiting.pop(0)
            if not isinstance(each.node, cst.ClassDef) or id(each.node) in seen:
                continue
            seen.add(id(each.node))
            definitions.append(each)
            for base in each.node.bases:
                value = base.value.value if isinstance(base.value, cst.Subscript) else base.value
                path = path_of(value)
                meant = self._names.of(each.source, path) if path is not None else None
                if isinstance(meant, Defined) and isinstance(meant.node, cst.ClassDef):
                    waiting.append(meant)
                    continue
                name = path[-1] if path is not None else ""
                if isinstance(meant, Defined):
                    name = _made_by(meant.value) or name
                outside.append(name)
                known = known and name in _PLAIN_BASES | _ENUM_BASES | _ORM_ROOTS | _ACCOUNTS
        return _Class(tuple(definitions), tuple(outside), known)


def _made_by(value: cst.BaseExpression | None) -> str | None:
    """`DeclarativeBase` of `Base = declarative_base()`."""
    path = path_of(value.func) if isinstance(value, cst.Call) else None
    if path is not None and path[-1] in ("declarative_base", "automap_base"):
        return "DeclarativeBase"
    return None


class _Members:
    """Gives the types of one class's attributes."""

    def __init__(self, records: Records, names: Names, derived: _Class, *, django: bool) -> None:
        self._records = records
        self._names = names
        self._class = derived
        self._django = django

    def of(self, name: str) -> Type | None:
        """The type of an attribute, None where there is none."""
        for each in self._class.definitions:
            found = self._in(each, name)
            if found is not None:
                return found
        if self._django:
            own = self._of_django(name)
            if own is not None:
                return own
        if frozenset(self._class.outside) & _ACCOUNTS and name in _ACCOUNT:
            return _ACCOUNT[name]
        return None if self._class.known else UNKNOWN

    def keys(self) -> tuple[str, ...]:
        """The attributes that are declared."""
        found = dict.fromkeys(
            name
            for each in self._class.definitions
            for name, _ in (*_annotated(each), *_assigned(each))
            if not name.startswith("_")
        )
        implied = ("id",) if self._django and self.key() == "id" and "id" not in found else ()
        return (*implied, *found)

    def key(self) -> str | None:
        """The attribute that is the record's primary key, None where there is not one."""
        found = [
            name
            for each in self._class.definitions
            for name, value in self._columns(each)
            if value.primary
        ]
        if self._django and not found:
            return "id"
        return found[0] if len(set(found)) == 1 else None

    def _columns(self, found: Defined) -> Iterator[tuple[str, Column]]:
        for name, value in _assigned(found):
            column = column_of(value) if value is not None else None
            if column is not None:
                yield name, column

    def _in(self, found: Defined, name: str) -> Type | None:
        column = dict(self._columns(found)).get(name)
        for key, annotation in _annotated(found):
            if key == name:
                kind = self._records.written.of(found.source, annotation)
                # SQLModel writes `int | None` for what the database fills; a saved record has it.
                generated = column is not None and column.primary
                return kind.present() if generated else kind
        if column is not None:
            return self._of_column(found, column)
        for part in _body(found):
            if isinstance(part, cst.FunctionDef) and part.name.value == name:
                return self._of_function(found.source, part)
        return next((UNKNOWN for key, _ in _assigned(found) if key == name), None)

    def _of_column(self, found: Defined, column: Column) -> Type:
        if column.link is None:
            return column.type
        linked = self._linked(found, column.link)
        return linked.maybe() if column.type.kind == "other" else linked

    def _linked(self, found: Defined, link: cst.BaseExpression) -> Type:
        if isinstance(link, cst.SimpleString):
            text = link.evaluated_value
            name = text if isinstance(text, str) else ""
            if name == "self":
                return self._records.of(self._class.definitions[0])
            if "." in name:
                return Type("record", name.rpartition(".")[2])
            link = cst.Name(name) if name.isidentifier() else link
        path = path_of(link)
        if path is None:
            return UNKNOWN
        if path[-1] in ("AUTH_USER_MODEL", "get_user_model"):
            return ACCOUNT
        meant = self._names.of(found.source, path)
        if isinstance(meant, Defined):
            return self._records.of(meant)
        return ACCOUNT if isinstance(meant, str) and meant.endswith("auth.models.User") else UNKNOWN

    def _of_django(self, name: str) -> Type | None:
        if name == "pk":
            key = self.key()
            return self.of(key) if key is not None and key != "pk" else UNKNOWN
        if name == "id" and self.key() == "id":
            return INT
        if name.endswith("_id"):
            for each in self._class.definitions:
                column = dict(self._columns(each)).get(name.removesuffix("_id"))
                if column is not None and column.link is not None:
                    linked = self._of_column(each, column)
                    kind = linked.member(linked.key or "id") or UNKNOWN
                    return kind.maybe() if linked.optional and kind.kind != "unknown" else kind
        return None

    def _of_function(self, source: PythonSource, node: cst.FunctionDef) -> Type:
        """A property's type; what any other function gives is not the attribute's."""
        for each in node.decorators:
            path = path_of(each.decorator)
            if path is not None and path[-1] in ("property", "cached_property", "hybrid_property"):
                if node.returns is None:
                    return UNKNOWN
                return self._records.written.of(source, node.returns.annotation)
        return OTHER


ACCOUNT = Type("record", "User", lookup=_ACCOUNT.get, keys=tuple(_ACCOUNT), model=True, key="id")


def _body(found: Defined) -> Iterator[cst.CSTNode]:
    """The parts of a class, simple statements one by one."""
    if not isinstance(found.node, cst.ClassDef):
        return
    for each in found.node.body.body:
        if isinstance(each, cst.SimpleStatementLine):
            yield from each.body
        else:
            yield each


def _annotated(found: Defined) -> Iterator[tuple[str, cst.BaseExpression]]:
    """(name, annotation) of a class's attributes, those that `__init__` annotates too."""
    for part in _body(found):
        match part:
            case cst.AnnAssign(target=cst.Name(value=name)):
                yield name, part.annotation.annotation
            case cst.FunctionDef(name=cst.Name(value="__init__")):
                yield from _initialised(part)
            case _:
                pass


def _initialised(node: cst.FunctionDef) -> Iterator[tuple[str, cst.BaseExpression]]:
    """`self.id: int = id`, and `self.id = id` of an annotated parameter."""
    given = {
        each.name.value: each.annotation.annotation
        for each in (*node.params.params, *node.params.kwonly_params)
        if each.annotation is not None
    }
    for line in node.body.body:
        for each in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            match each:
                case cst.AnnAssign(
                    target=cst.Attribute(value=cst.Name(value="self"), attr=cst.Name(value=name))
                ):
                    yield name, each.annotation.annotation
                case cst.Assign(
                    targets=[
                        cst.AssignTarget(
                            target=cst.Attribute(
                                value=cst.Name(value="self"), attr=cst.Name(value=name)
                            )
                        )
                    ],
                    value=cst.Name(value=given_name),
                ) if given_name in given:
                    yield name, given[given_name]
                case _:
                    pass


def _assigned(found: Defined) -> Iterator[tuple[str, cst.BaseExpression | None]]:
    """(name, value) of a class's attributes, the value None where only a type is written."""
    for part in _body(found):
        match part:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
                yield name, part.value
            case cst.AnnAssign(target=cst.Name(value=name)):
                yield name, part.value
            case _:
                pass
