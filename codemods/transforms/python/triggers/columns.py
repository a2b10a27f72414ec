"""The types of columns and fields: SQLAlchemy's `Column(…)`, Django's `models.CharField(…)`."""

from __future__ import annotations

import libcst as cst
from msgspec import Struct
from msgspec.structs import replace

from codemods.syntax.python.paths import path_of
from codemods.transforms.python.triggers.types import (
    BOOL,
    DATETIME,
    DECIMAL,
    FLOAT,
    INT,
    JSON,
    OTHER,
    STR,
    UNKNOWN,
    UUID,
    Type,
)

_DJANGO = {
    **dict.fromkeys(
        (
            "AutoField",
            "BigAutoField",
            "SmallAutoField",
            "IntegerField",
            "BigIntegerField",
            "SmallIntegerField",
            "PositiveIntegerField",
            "PositiveBigIntegerField",
            "PositiveSmallIntegerField",
        ),
        INT,
    ),
    **dict.fromkeys(
        (
            "CharField",
            "TextField",
            "SlugField",
            "EmailField",
            "URLField",
            "FilePathField",
            "GenericIPAddressField",
        ),
        STR,
    ),
    "BooleanField": BOOL,
    "DateField": DATETIME,
    "DateTimeField": DATETIME,
    "DecimalField": DECIMAL,
    "FloatField": FLOAT,
    "JSONField": JSON,
    "UUIDField": UUID,
    "TimeField": OTHER,
    "DurationField": OTHER,
    "BinaryField": OTHER,
    "FileField": OTHER,
    "ImageField": OTHER,
    "ManyToManyField": OTHER,
}
_LINKS = frozenset({"ForeignKey", "OneToOneField"})
_SQL = {
    **dict.fromkeys(("Integer", "BigInteger", "SmallInteger", "INTEGER", "BIGINT"), INT),
    **dict.fromkeys(("String", "Text", "Unicode", "UnicodeText", "VARCHAR", "TEXT", "CHAR"), STR),
    **dict.fromkeys(("UUID", "Uuid", "GUID"), UUID),
    **dict.fromkeys(("Boolean", "BOOLEAN"), BOOL),
    **dict.fromkeys(("DateTime", "Date", "TIMESTAMP", "DATE"), DATETIME),
    **dict.fromkeys(("Numeric", "NUMERIC"), DECIMAL),
    **dict.fromkeys(("Float", "FLOAT", "Double"), FLOAT),
    **dict.fromkeys(("JSON", "JSONB"), JSON),
}
_COLUMNS = frozenset({"Column", "mapped_column"})


class Column(Struct, frozen=True, eq=False):
    """A column as a call declares it.

    type:    unknown where the call alone does not say; the optional ones may be None
    primary: whether it is the record's key
    default: whether the database, or the ORM, fills it where nothing is given
    link:    what a foreign key of Django leads to, as it is written
    """

    type: Type
    primary: bool = False
    default: bool = False
    link: cst.BaseExpression | None = None


def column_of(node: cst.BaseExpression) -> Column | None:
    """The column that an expression declares, or None for any other expression."""
    path = path_of(node.func) if isinstance(node, cst.Call) else None
    if path is None or not isinstance(node, cst.Call):
        return None
    given = {each.keyword.value: each.value for each in node.args if each.keyword is not None}
    primary = _says(given, "primary_key", "True")
    name = path[-1]
    if name in _DJANGO:
        found = _DJANGO[name]
        default = "default" in given or name.endswith("AutoField")
        return Column(found.maybe() if _says(given, "null", "True") else found, primary, default)
    if name in _LINKS:
        link = given.get("to") or next((e.value for e in node.args if e.keyword is None), None)
        null = _says(given, "null", "True")
        return Column(UNKNOWN if not null else replace(OTHER, optional=True), primary, link=link)
    if name in _COLUMNS:
        return _of_sql(node, given, primary=primary, mapped=name == "mapped_column")
    if name == "Field" and ("primary_key" in given or "default" in given):
        return Column(UNKNOWN, primary, default=True)
    return None


def _of_sql(
    node: cst.Call, given: dict[str, cst.BaseExpression], *, primary: bool, mapped: bool
) -> Column:
    found = UNKNOWN
    for each in [each.value for each in node.args if each.keyword is None]:
        kind = each.func if isinstance(each, cst.Call) else each
        path = path_of(kind)
        known = _SQL.get(path[-1]) if path is not None else None
        if known is not None:
            text = isinstance(each, cst.Call) and any(
                arg.keyword is not None
                and arg.keyword.value == "as_uuid"
                and isinstance(arg.value, cst.Name)
                and arg.value.value == "False"
                for arg in each.args
            )
            found = STR if known is UUID and text else known
            break
    null = not primary and not _says(given, "nullable", "False")
    default = "default" in given or "server_default" in given or primary
    return Column(found.maybe() if null and not mapped else found, primary, default)


def _says(given: dict[str, cst.BaseExpression], key: str, value: str) -> bool:
    found = given.get(key)
    return isinstance(found, cst.Name) and found.value == value
