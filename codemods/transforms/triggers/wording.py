"""What words tell of an answer: a helper's name, an object's keys, a redirect's target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tree_sitter import Node

from codemods.inngest.reading import literal_at
from codemods.syntax.literal import Scalar
from codemods.syntax.literal import string as string_of
from codemods.syntax.naming import words
from codemods.syntax.nodes import (
    arguments,
    callee_of,
    named_children,
    property_name,
    unwrap,
)
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.project import Project

Outcome = Literal["success", "error", "unclear"]

BAD_WORDS = frozenset(
    {
        "bad",
        "conflict",
        "denied",
        "deny",
        "err",
        "error",
        "errors",
        "exception",
        "expired",
        "fail",
        "failed",
        "failure",
        "fault",
        "forbidden",
        "invalid",
        "limited",
        "missing",
        "not",
        "rejected",
        "unauthenticated",
        "unauthorised",
        "unauthorized",
        "unavailable",
        "unprocessable",
        "throw",
    }
)
_GOOD_WORDS = frozenset(
    {"accepted", "created", "data", "json", "ok", "respond", "response", "result", "success"}
)
_AWAY = frozenset({"denied", "error", "forbidden", "login", "signin", "signup", "unauthorized"})
# What an object that reports a failure has beside the failure itself.
_BESIDE_ERROR = frozenset(
    {
        "code",
        "description",
        "details",
        "error",
        "errorcode",
        "errors",
        "field",
        "fielderrors",
        "fields",
        "hint",
        "input",
        "issues",
        "message",
        "ok",
        "reason",
        "status",
        "statuscode",
        "success",
        "timestamp",
        "type",
    }
)
_ERROR_KEYS = frozenset({"error", "errors", "fieldErrors", "formErrors"})
_WELL_KEYS = frozenset({"success", "ok"})


def outcome_of_target(project: Project, source: Source, node: Node) -> Outcome:
    """The outcome of a redirect, as far as what is written of its target says that."""
    node = unwrap(node)
    inner = arguments(node)
    if node.type == "new_expression" and inner:
        node = unwrap(inner[0])
    text = string_of(literal_at(project, source, node))
    if text is None and node.type == "template_string":
        text = " ".join(source.text(each) for each in node.named_children if _is_text(each))
    parts = words_of((text or "").replace("sign-", "sign"))
    return "error" if parts & _AWAY else "success"


def _is_text(part: Node) -> bool:
    return part.type == "string_fragment"


def reports_failure(project: Project, source: Source, node: Node) -> bool:
    """Whether an object literal says that something failed."""
    keys: set[str] = set()
    failed = False
    for entry in named_children(node):
        if entry.type == "shorthand_property_identifier":
            name = source.text(entry)
            keys.add(name)
            failed = failed or name in _ERROR_KEYS
            continue
        if entry.type != "pair":
            continue
        key, held = entry.child_by_field_name("key"), entry.child_by_field_name("value")
        named = property_name(key, source.text(key)) if key is not None else None
        if named is None or held is None:
            continue
        found = literal_at(project, source, held)
        says = found.value if isinstance(found, Scalar) else ...
        if says is not None and unwrap(held).type != "undefined":
            keys.add(named)  # `data: null` beside an error is no data
        if named in _WELL_KEYS and says is False:
            return True
        if named == "status" and says in ("error", "failed", "fail"):
            return True
        if named in _ERROR_KEYS and says not in (None, False, ""):
            failed = failed or unwrap(held).type not in ("undefined", "array")
    return failed and {key.lower() for key in keys} <= _BESIDE_ERROR


def outcome_by_name(source: Source, call: Node) -> Outcome:
    """The outcome that the name of a helper tells: `badRequest(…)`, `successResponse(…)`."""
    callee = callee_of(call)
    text = source.text(callee) if callee is not None else ""
    name = method_called(source, call) or text
    found = words_of(name)
    if BAD_WORDS & found:
        return "error"
    return "success" if _GOOD_WORDS & found else "unclear"


def words_of(name: str) -> set[str]:
    """The words of a name or a path."""
    return set(words(name))


def method_called(source: Source, node: Node) -> str | None:
    """`json` of `NextResponse.json(…)`, or None for a call of a plain name."""
    callee = callee_of(node)
    key = unwrap(callee).child_by_field_name("property") if callee is not None else None
    return source.text(key) if key is not None else None
