"""SQL that is written down as text: whether it changes anything, which table, and which status."""

from __future__ import annotations

import re

import libcst as cst
from msgspec import Struct

from codemods.inngest.python.anatomy.chains import told
from codemods.inngest.python.anatomy.done import Done
from codemods.inngest.python.anatomy.names import held
from codemods.inngest.python.anatomy.tree import Tree, string_of

_WRITES = re.compile(
    r"\s*(?:(?P<insert>insert\s+(?:or\s+\w+\s+)?into|replace\s+into|merge\s+into)"
    r"|(?P<update>update)|(?P<delete>delete\s+from|truncate(?:\s+table)?))"
    r"\s+(?:only\s+)?[\"`\[]?(?P<table>[\w.]+)",
    re.IGNORECASE,
)
_SET = re.compile(r"\bset\b(?P<body>.*?)(?:\bwhere\b|\breturning\b|$)", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(r"[\"`\[]?(\w+)[\"`\]]?\s*=\s*'([^']*)'")
_FIELD_OPEN = re.compile(r"[\"`\[]?(\w+)[\"`\]]?\s*=\s*(?:[:%$?@]|\{)")


class Statement(Struct, frozen=True):
    """A statement that changes a table; `fields` are those that it sets to a text in place.

    open: the fields that it sets to a parameter
    """

    method: str
    table: str
    fields: tuple[tuple[str, str], ...]
    open: tuple[str, ...]


def statement(text: str) -> Statement | None:
    """What a text of SQL changes, or None where it only asks."""
    found = _WRITES.match(text)
    if found is None:
        return None
    method = "insert" if found["insert"] else "update" if found["update"] else "delete"
    if method == "insert" and re.search(r"\bon\s+(?:conflict|duplicate)\b", text, re.IGNORECASE):
        method = "upsert"
    body = _SET.search(text) if method == "update" else None
    fields = tuple(_FIELD.findall(body["body"])) if body is not None else ()
    asked = tuple(_FIELD_OPEN.findall(body["body"])) if body is not None else ()
    return Statement(method, found["table"].rpartition(".")[2], fields, asked)


def raw(tree: Tree, call: cst.Call, given: cst.BaseExpression | None) -> Done | None:
    """Plain SQL; of an f-string what is literal."""
    node = held(tree, given) if given is not None else None
    text = string_of(node)
    if isinstance(node, cst.FormattedString):
        parts = node.parts
        text = "".join(
            part.value if isinstance(part, cst.FormattedStringText) else "{}" for part in parts
        )
    found = statement(text) if text is not None else None
    if found is None:
        return None
    method = "create" if found.method == "insert" else found.method
    what = told(tree, call)
    return Done("write", what, found.table, method, call, found.fields, bool(found.open))
