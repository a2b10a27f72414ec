"""How the project's routes answer with an error: `NextResponse.json({ error }, { status })`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import (
    arguments,
    callee_text,
    entry_value,
    member_name,
    named_children,
    unwrap,
    walk,
)
from codemods.syntax.quoting import string_literal
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value

_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_CODES = {401: "UNAUTHORIZED", 404: "NOT_FOUND", 409: "CONFLICT", 503: "SERVICE_UNAVAILABLE"}
_MESSAGE, _STATUS, _CODE_MARK = "\0message\0", "\0status\0", "\0code\0"
_RESPONSES = ("NextResponse", "Response")


class Answers(Struct, frozen=True):
    """The text of an error's answer, with marks for what it says.

    responder: what makes a response: ``NextResponse``, ``Response``
    uses:      the names of the module that the text uses
    """

    text: str
    responder: str
    uses: tuple[str, ...]

    def error(self, message: str, status: int) -> str:
        """The expression that answers so."""
        return (
            self.text.replace(_MESSAGE, string_literal(message))
            .replace(_STATUS, str(status))
            .replace(_CODE_MARK, string_literal(_CODES[status]))
        )


USUAL = Answers(
    f"NextResponse.json({{ error: {_MESSAGE} }}, {{ status: {_STATUS} }})",
    "NextResponse",
    ("NextResponse",),
)
_PLAIN = Answers(f"Response.json({{ error: {_MESSAGE} }}, {{ status: {_STATUS} }})", "Response", ())


def answers_like(source: Source, nodes: Iterable[Node]) -> Answers | None:
    """The form of the first error that is answered in the nodes; None where none is one to follow.

    An error that is no JSON is answered by the same class, as JSON.
    """
    other: Answers | None = None
    for node in _answers(nodes):
        found = _of_call(source, node) or _of_helper(source, node)
        if found is not None:
            return found
        if other is None:
            other = _of_text(source, node)
    return other


def _answers(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from (n for n in walk(node) if n.type in ("call_expression", "new_expression"))


def _of_call(source: Source, node: Node) -> Answers | None:
    """`NextResponse.json({ … }, { status: 401 })`."""
    responder, _, method = callee_text(source, node).partition(".")
    given = arguments(node)
    if method != "json" or responder not in _RESPONSES or len(given) != 2:
        return None
    init = unwrap(given[1])
    status = entry_value(source, init, "status")
    if status is None or not _is_error(source, status) or len(named_children(init)) != 1:
        return None
    shape = _Shape(source, source.text(status))
    body = shape.of(unwrap(given[0]))
    if body is None or not shape.said:
        return None
    uses = ("NextResponse",) if responder == "NextResponse" else ()
    return Answers(f"{responder}.json({body}, {{ status: {_STATUS} }})", responder, uses)


def _of_helper(source: Source, node: Node) -> Answers | None:
    """`apiError("Unauthorized", 401)`, a function of the project's own."""
    name, given = callee_text(source, node), [unwrap(each) for each in arguments(node)]
    imported = next((each for each in source.module.imports if each.local == name), None)
    statuses = [each for each in given if each.type == "number" and _is_error(source, each)]
    if imported is None or len(given) != 2 or len(statuses) != 1:
        return None
    marks = ", ".join(_STATUS if each in statuses else _MESSAGE for each in given)
    responder = next(
        (each.local for each in source.module.imports if each.local in _RESPONSES), "NextResponse"
    )
    return Answers(f"{name}({marks})", responder, (name,))


def _of_text(source: Source, node: Node) -> Answers | None:
    """`new Response("Unauthorized", { status: 401 })`, `Response.json([], { status: 401 })`."""
    made = node.child_by_field_name("constructor")
    name = source.text(made) if made is not None else callee_text(source, node)
    name = name.removesuffix(".json")
    if name not in _RESPONSES:
        return None
    return USUAL if name == "NextResponse" else _PLAIN


def _is_error(source: Source, status: Node) -> bool:
    text = source.text(status)
    return text.isdigit() and int(text) >= 400


class _Shape:
    """The text of an object with marks for its first text, its code and its status."""

    def __init__(self, source: Source, status: str) -> None:
        self.source = source
        self.status = status
        self.said = False

    def of(self, node: Node) -> str | None:
        if node.type != "object":
            return None
        entries = []
        for entry in named_children(node):
            key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
            if entry.type != "pair" or key is None or value is None:
                continue
            text = self._value(member_name(self.source, entry) or "", unwrap(value))
            if text is not None:
                entries.append(f"{self.source.text(key)}: {text}")
        return f"{{ {', '.join(entries)} }}" if entries else None

    def _value(self, key: str, node: Node) -> str | None:
        text = self.source.text(node)
        match node.type:
            case "object":
                return self.of(node)
            case "true" | "false" | "null":
                return text
            case "number":
                return _STATUS if text == self.status else None
            case "string" if _CODE.fullmatch(string_value(text) or "") and key != "error":
                return _CODE_MARK
            case "string" | "template_string" if not self.said:
                self.said = True
                return _MESSAGE
            case _ if key in ("error", "message") and not self.said:
                self.said = True
                return _MESSAGE
            case _:
                return None
