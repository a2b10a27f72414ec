"""Whether an answer says that it went well: by its status, its form, its helper, its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.outside.chains import chain
from codemods.inngest.reading import local_constant
from codemods.syntax.nodes import (
    arguments,
    callee_of,
    named_children,
    property_name,
    unwrap,
    walk,
)
from codemods.syntax.patterns import parameters
from codemods.syntax.source import Source
from codemods.transforms.triggers.statuses import Arguments, outcome_of_status, status_among
from codemods.transforms.triggers.wording import (
    BAD_WORDS,
    Outcome,
    method_called,
    outcome_by_name,
    outcome_of_target,
    reports_failure,
    words_of,
)

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_HOPS = 6
# Functions of next/navigation that throw: what follows them never runs.
# https://nextjs.org/docs/app/api-reference/functions
REDIRECTS = frozenset({"redirect", "permanentRedirect"})
INTERRUPTS = frozenset({"notFound", "unauthorized", "forbidden"})

_RESPONSES = frozenset({"Response", "NextResponse"})
# The methods of a Pages Router response that send it, and those before them in a chain.
_SENDING = frozenset({"json", "send", "end", "redirect", "sendStatus", "jsonp"})


def outcome_of_response(project: Project, source: Source, node: Node) -> Outcome:
    """The outcome of what a route gives back; "unclear" where that cannot be told."""
    return _response(project, source, node, Arguments(), 0)


def outcome_of_value(project: Project, source: Source, node: Node | None, *, last: bool) -> Outcome:
    """The outcome of what an action or a procedure gives back; None for a bare `return`.

    last: whether it stands at the function's own level, where nothing is no early way out
    """
    value_node = _settled(source, node) if node is not None else None
    if value_node is None or value_node.type in ("null", "undefined", "false"):
        return "success" if last else "error"
    match value_node.type:
        case "object":
            return "error" if reports_failure(project, source, value_node) else "success"
        case "ternary_expression":
            arms = [
                outcome_of_value(project, source, value_node.child_by_field_name(arm), last=last)
                for arm in ("consequence", "alternative")
            ]
            return arms[0] if arms[0] == arms[1] else "unclear"
        case "call_expression":
            if called_name(source, value_node) in REDIRECTS | INTERRUPTS:
                return outcome_of_interrupt(project, source, value_node)
            if _is_response_call(source, value_node):
                return outcome_of_response(project, source, value_node)
            return "error" if outcome_by_name(source, value_node) == "error" else "success"
        case "new_expression":
            made = value_node.child_by_field_name("constructor")
            name = source.text(made) if made is not None else ""
            if name in _RESPONSES:
                return outcome_of_response(project, source, value_node)
            return "error" if BAD_WORDS & words_of(name) else "success"
        case _:
            return "success"


def outcome_of_interrupt(project: Project, source: Source, call: Node) -> Outcome:
    """`redirect(…)` and `notFound()`: leading to a page for signing in is no success."""
    name = called_name(source, call)
    if name in INTERRUPTS:
        return "error"
    given = arguments(call)
    return outcome_of_target(project, source, given[0]) if given else "unclear"


def sends_response(source: Source, node: Node, response: str) -> bool:
    """Whether a call sends the Pages Router's response, whose parameter has this name."""
    links = chain(source, node)
    if links.root.type != "identifier" or source.text(links.root) != response or not links.links:
        return False
    return links.links[-1].call is not None and links.links[-1].name in _SENDING


def outcome_of_sent(project: Project, source: Source, node: Node) -> Outcome:
    """The outcome of `res.status(201).json(…)`; 200 where no status is given."""
    links = chain(source, node).links
    last = links[-1]
    status = next((each for each in links if each.name == "status" and each.arguments), None)
    if status is not None or last.name == "sendStatus":
        call = status or last
        given = call.arguments
        found = outcome_of_status(project, source, given[0], Arguments()) if given else "unclear"
        if found != "success":
            return found
    if last.name == "redirect":
        return (
            outcome_of_target(project, source, last.arguments[-1]) if last.arguments else "unclear"
        )
    if last.name in ("json", "send", "jsonp") and last.arguments:
        body = unwrap(last.arguments[0])
        if body.type == "object" and reports_failure(project, source, body):
            return "error"
    return "success"


def called_name(source: Source, call: Node) -> str | None:
    """The plain name that a call calls, or None for a call of something else."""
    callee = callee_of(call) if call.type == "call_expression" else None
    return source.text(callee) if callee is not None and callee.type == "identifier" else None


def _settled(source: Source, node: Node) -> Node:
    """The expression without `await`, and what a local constant was made from."""
    for _ in range(_MOST_HOPS):
        node = unwrap(node)
        if node.type == "await_expression":
            node = named_children(node)[0]
            continue
        held = local_constant(source, node) if node.type == "identifier" else None
        if held is None:
            break
        inner = unwrap(held)
        if inner.type == "await_expression":
            break  # the data itself, not how it is answered with
        node = inner
    return node


def _response(project: Project, source: Source, node: Node, call: Arguments, hops: int) -> Outcome:
    node = _settled(source, node)
    if hops > _MOST_HOPS:
        return "unclear"
    match node.type:
        case "ternary_expression":
            arms = [
                _response(project, source, arm, call, hops + 1)
                for name in ("consequence", "alternative")
                if (arm := node.child_by_field_name(name)) is not None
            ]
            return arms[0] if len(set(arms)) == 1 else "unclear"
        case "new_expression":
            made = node.child_by_field_name("constructor")
            name = source.text(made) if made is not None else ""
            if name in _RESPONSES or name.endswith("Response"):
                return _with_init(project, source, arguments(node), call)
            return "unclear"
        case "call_expression":
            return _call(project, source, node, call, hops)
        case "identifier" if BAD_WORDS & words_of(source.text(node)):
            return "error"  # `if (authError) return authError`
        case _:
            return "unclear"


def _call(project: Project, source: Source, node: Node, call: Arguments, hops: int) -> Outcome:
    name = called_name(source, node)
    if name in REDIRECTS | INTERRUPTS:
        return outcome_of_interrupt(project, source, node)
    if _is_response_call(source, node):
        given = arguments(node)
        match method_called(source, node):
            case "error":
                return "error"
            case "redirect" if given:
                return outcome_of_target(project, source, given[0])
            case _:
                return _with_init(project, source, given, call)
    by_name = outcome_by_name(source, node)
    if by_name == "error":
        return "error"
    callee = callee_of(node)
    helper = project.origins.function(source, callee) if callee is not None else None
    if helper is not None:
        found = _of_helper(project, source, node, helper, hops)
        if found != "unclear":
            return found
    status = status_among(project, source, node, call)
    if status is not None:
        return status
    method = method_called(source, node) or name or ""
    return "success" if by_name == "success" or method.endswith("Response") else "unclear"


def _of_helper(
    project: Project, source: Source, node: Node, helper: tuple[Source, Node], hops: int
) -> Outcome:
    """The outcome of a function of the project that makes the response."""
    where, function = helper
    body = function.child_by_field_name("body")
    if body is None:
        return "unclear"
    given = arguments(node)
    held: dict[str, tuple[Source, Node]] = {}
    for place, each in enumerate(parameters(function)):
        pattern = each.child_by_field_name("pattern") or each
        default = each.child_by_field_name("value") if pattern != each else None
        if pattern.type == "identifier" and place < len(given):
            held[where.text(pattern)] = (source, given[place])
        elif pattern.type == "identifier" and default is not None:
            held[where.text(pattern)] = (where, default)
    inner = Arguments(held)
    if body.type != "statement_block":
        return _response(project, where, body, inner, hops + 1)
    ways = {
        _response(project, where, named_children(each)[0], inner, hops + 1)
        for each in walk(body, into_functions=False)
        if each.type == "return_statement" and named_children(each)
    }
    return next(iter(ways)) if len(ways) == 1 else "unclear"


def _is_response_call(source: Source, node: Node) -> bool:
    """Whether it calls a static method of `Response`, or `json` as some frameworks export it."""
    callee = callee_of(node)
    callee = unwrap(callee) if callee is not None else None
    if callee is None:
        return False
    owner = callee.child_by_field_name("object")
    if owner is None:
        return source.text(callee) == "json"
    return source.text(owner) in _RESPONSES


def _with_init(project: Project, source: Source, given: list[Node], call: Arguments) -> Outcome:
    """The outcome of a body and options with a status, as `Response` takes them."""
    body = unwrap(given[0]) if given else None
    if body is not None and body.type == "object" and reports_failure(project, source, body):
        return "error"
    if len(given) < 2:
        return "success"
    init = _settled(source, given[1])
    if init.type in ("number", "member_expression"):
        return outcome_of_status(project, source, init, call)
    if init.type == "identifier" and source.text(init) in call.given:
        where, init = call.given[source.text(init)]
        return _with_init(project, where, [init, init], Arguments())
    if init.type != "object":
        return "unclear"
    for entry in named_children(init):
        match entry.type:
            case "pair":
                key, held = entry.child_by_field_name("key"), entry.child_by_field_name("value")
                named = property_name(key, source.text(key)) if key is not None else None
                if named == "status" and held is not None:
                    return outcome_of_status(project, source, held, call)
            case "shorthand_property_identifier" if source.text(entry) == "status":
                return outcome_of_status(project, source, entry, call)
            case "spread_element":
                return "unclear"
    return "success"
