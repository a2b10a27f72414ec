"""How a failed send is reported: by the logger that the handler or its file uses, else the console.

An example in the file says how its logger is called; what is written is that example with another
message, so that the order of its arguments and the form of the error are the project's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS, arguments, named_children, unwrap, walk
from codemods.syntax.source import Source
from codemods.transforms.triggers.model import Handler, Place

MESSAGE = "[Inngest] Failed to send event"

_NAMES = ("error", "err", "sendError", "sendingError", "inngestError")
_LOGGING = re.compile(r"(?:[A-Za-z_$][\w$]*\.)*(?:\w*[lL]og(?:ger)?)\.error")
_REPORTING = re.compile(r"Sentry\.captureException")


class Report(Struct, frozen=True):
    """The name that the caught error is given, and the statement that reports it."""

    error: str
    statement: str


def report_at(handler: Handler, place: Place, taken: frozenset[str]) -> Report:
    """How the send at a place reports that it failed.

    taken: the names that mean something at the place, which the error must not hide
    """
    source = place.source
    name = _error_name(source, taken)
    for within in (handler.function, source.root):
        calls = list(_examples(source, within))
        for pattern in (_LOGGING, _REPORTING):
            for call, caught in calls:
                called = source.text(call.child_by_field_name("function") or call)
                if not pattern.fullmatch(called) or called.partition(".")[0] not in taken:
                    continue
                text = _alike(source, call, caught, name)
                if text is not None:
                    return Report(name, f"{called}({text});")
        if any(source.text(call).startswith("console.error") for call, _ in calls):
            break
    return Report(name, f'console.error("{MESSAGE}:", {name});')


def _error_name(source: Source, taken: frozenset[str]) -> str:
    """The name that the file gives to caught errors, or the first usual one that is free."""
    used = [source.text(caught) for caught in _caught(source.root, source)]
    names = sorted(dict.fromkeys(n for n in used if n in _NAMES), key=used.count, reverse=True)
    free = (name for name in (*names, *_NAMES) if name not in taken)
    return next(free, "failure")


def _caught(node: Node, source: Source) -> Iterator[Node]:
    """The names of caught errors: of `catch (error)` and `.catch((error) => …)`."""
    for each in walk(node):
        if each.type == "catch_clause":
            parameter = each.child_by_field_name("parameter")
            if parameter is not None and parameter.type == "identifier":
                yield parameter
        elif each.type in FUNCTIONS and _is_catch_callback(source, each):
            yield from (
                n
                for n in walk(each)
                if n.type == "identifier"
                and n.parent is not None
                and n.parent.type in ("required_parameter", "arrow_function")
                and n.start_byte < (each.child_by_field_name("body") or each).start_byte
            )


def _is_catch_callback(source: Source, function: Node) -> bool:
    given = function.parent
    call = given.parent if given is not None and given.type == "arguments" else None
    callee = call.child_by_field_name("function") if call is not None else None
    key = callee.child_by_field_name("property") if callee is not None else None
    return key is not None and source.text(key) == "catch"


def _examples(source: Source, within: Node) -> Iterator[tuple[Node, str]]:
    """The calls inside `catch` blocks, with the name of the error that was caught there."""
    for each in walk(within):
        if each.type != "catch_clause":
            continue
        parameter, body = each.child_by_field_name("parameter"), each.child_by_field_name("body")
        if parameter is None or body is None or parameter.type != "identifier":
            continue
        name = source.text(parameter)
        for node in walk(body):
            if node.type == "call_expression":
                yield node, name


def _alike(source: Source, call: Node, caught: str, name: str) -> str | None:
    """The arguments of a call for another message and error; None where it cannot be told how."""
    texts: list[str] = []
    said = reported = False
    for each in arguments(call):
        node = unwrap(each)
        if node.type in ("string", "template_string") and not said:
            texts.append(f'"{MESSAGE}"')
            said = True
        elif _mentions(source, each, caught):
            is_object = node.type == "object"
            texts.append(
                _entries(source, node, caught, name)
                if is_object
                else _renamed(source.text(each), caught, name)
            )
            reported = True
        elif not (said and reported):
            return None
    is_reporter = _REPORTING.match(source.text(call)) is not None
    return ", ".join(texts) if reported and (said or is_reporter) else None


def _entries(source: Source, node: Node, caught: str, name: str) -> str:
    """An object with only what it says about the error."""
    kept = [each for each in named_children(node) if _mentions(source, each, caught)]
    return f"{{ {', '.join(_entry(source, each, caught, name) for each in kept)} }}"


def _entry(source: Source, entry: Node, caught: str, name: str) -> str:
    key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
    if key is None or value is None:
        return name if caught == name else f"{caught}: {name}"
    own, text = source.text(key), _renamed(source.text(value), caught, name)
    return own if own == text else f"{own}: {text}"


def _mentions(source: Source, node: Node, name: str) -> bool:
    return any(
        each.type in ("identifier", "shorthand_property_identifier") and source.text(each) == name
        for each in walk(node)
    )


def _renamed(text: str, old: str, new: str) -> str:
    """An expression with the error called by its new name."""
    return re.sub(rf"(?<![\w$.]){re.escape(old)}(?![\w$])", new, text)
