"""The normal ways out of a handler, found by walking its statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct, field
from tree_sitter import Node

from codemods.inngest.anatomy.handlers import Handler
from codemods.inngest.anatomy.model import Exit
from codemods.inngest.anatomy.step_calls import step_kind
from codemods.inngest.reading import span
from codemods.syntax.nodes import FUNCTIONS, arguments, has_token, named_children, unwrap, walk
from codemods.syntax.scopes import bound, is_name
from codemods.syntax.source import Source

Gives = Literal["nothing", "object", "literal", "unknown"]

_LITERALS = frozenset(
    {"string", "template_string", "number", "true", "false", "null", "array", "regex"}
)
_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_MOST_HOPS = 16  # constants that hold constants


class _Way(Struct):
    """How a statement can be left: `normal` off its end, or by a `break` to one of the labels.

    The label of a plain `break` is "". `exits` are its reachable `return` statements.
    """

    normal: bool = True
    breaks: frozenset[str] = frozenset()
    continues: bool = False


class _Frame(Struct, eq=False):
    """A statement whose parts are being looked at, one after the other."""

    node: Node
    parts: list[Node]
    ways: list[_Way] = field(default_factory=list)
    label: str | None = None


def read_exits(handler: Handler, first_step: int | None) -> tuple[Exit, ...]:
    """Every normal way out of a handler, in source order; the running off its end comes last.

    first_step: where the first step begins, in bytes, or None where there is none
    """
    source, body = handler.source, handler.body
    exits: list[Exit] = []

    def add(node: Node | None, place: Node) -> None:
        early = first_step is not None and place.end_byte <= first_step
        for value in _values(node):
            gives = _gives(source, value)
            exits.append(Exit(gives, span(source, value if value is not None else place), early))

    if body.type != "statement_block":
        add(body, body)
        return tuple(exits)
    for site in handler.sites("return_statement"):
        if site.function is None:
            inner = named_children(site.node)
            add(inner[0] if inner else None, site.node)
    # Where the grammar could not read a part, a `return` may be among it.
    if not body.has_error and _way_out(source, body, _failing(handler)).normal:
        exits.append(Exit("nothing", span(source, body), False))
    return tuple(exits)


def gives_void(handler: Handler) -> bool:
    """Whether the handler says by annotation that it gives nothing: `Promise<void>`."""
    annotation = handler.node.child_by_field_name("return_type")
    if annotation is None:
        return False
    text = "".join(handler.source.text(annotation).split()).removeprefix(":")
    return text in ("void", "undefined", "Promise<void>", "Promise<undefined>")


def falls_through(source: Source, body: Node) -> bool:
    """Whether control can run off the end of a statement or a block."""
    return _way_out(source, body).normal


def _values(node: Node | None) -> Iterator[Node | None]:
    """The expressions that a returned one can be: the arms of a ternary, each by itself."""
    if node is None:
        yield None
        return
    stack = [node]
    while stack:
        value = unwrap(stack.pop())
        if value.type == "ternary_expression":
            arms = (value.child_by_field_name(arm) for arm in ("alternative", "consequence"))
            stack.extend(arm for arm in arms if arm is not None)
        else:
            yield value


def _gives(source: Source, value: Node | None) -> Gives:
    for _ in range(_MOST_HOPS):
        if value is None or value.type == "undefined":
            return "nothing"
        value = unwrap(value)
        if value.type == "object":
            return "object"
        if value.type == "unary_expression":
            return "nothing" if has_token(value, "void") else "unknown"
        if value.type in _LITERALS:
            return "literal"
        binding = bound(source, value, source.text(value)) if is_name(value) else None
        if binding is None or binding.whole is None:
            return "unknown"
        # An array or string in a constant may well be what the job is for.
        if unwrap(binding.whole).type not in ("object", "identifier", "undefined"):
            return "unknown"
        value = binding.whole
    return "unknown"


def _failing(handler: Handler) -> frozenset[int]:
    """The statements that await a step whose callback can only throw: nothing follows them."""
    found: set[int] = set()
    for site in handler.calls:
        if site.function is not None or step_kind(site) != "run":
            continue
        awaited = site.node.parent
        statement = awaited.parent if awaited is not None else None
        if awaited is None or statement is None or awaited.type != "await_expression":
            continue
        if statement.type == "expression_statement" and _only_throws(handler.source, site.node):
            found.add(statement.id)
    return frozenset(found)


def _only_throws(source: Source, call: Node) -> bool:
    """Whether the callback that a step is given has no way out but a `throw`."""
    given = arguments(call)
    function = unwrap(given[1]) if len(given) > 1 else None
    body = function.child_by_field_name("body") if function is not None else None
    if function is None or function.type not in FUNCTIONS or body is None:
        return False
    if body.type != "statement_block" or body.has_error:
        return False
    own = list(walk(body, into_functions=False))
    return (
        any(each.type == "throw_statement" for each in own)
        and all(each.type != "return_statement" for each in own)
        and not _way_out(source, body).normal
    )


def _way_out(source: Source, body: Node, failing: frozenset[int] = frozenset()) -> _Way:
    """How a statement can be left, without recursion.

    failing: the statements that are known never to end
    """
    stack = [_Frame(body, _parts(body))]
    result = _Way()
    while stack:
        frame = stack[-1]
        if len(frame.ways) < len(frame.parts) and not _is_over(frame):
            part = frame.parts[len(frame.ways)]
            stack.append(_Frame(part, _parts(part)))
            continue
        result = _Way(False) if frame.node.id in failing else _combine(source, frame)
        stack.pop()
        if stack:
            stack[-1].ways.append(result)
    return result


def _is_over(frame: _Frame) -> bool:
    """Whether the rest of a sequence is never reached."""
    return frame.node.type in _SEQUENCES and bool(frame.ways) and not frame.ways[-1].normal


_SEQUENCES = frozenset({"statement_block", "switch_case", "switch_default"})


def _parts(node: Node) -> list[Node]:
    """The statements that a statement is made of."""
    if node.type in FUNCTIONS:
        return []
    match node.type:
        case "statement_block":
            return named_children(node)
        case "if_statement":
            return _fields(node, "consequence", "alternative")
        case "else_clause" | "finally_clause":
            return named_children(node)[-1:]
        case "try_statement":
            return _fields(node, "body", "handler", "finalizer")
        case "switch_statement":
            return named_children(node)[-1:]
        case "switch_body":
            return named_children(node)
        case "switch_case" | "switch_default":
            return [each for each in node.children_by_field_name("body") if each.type != "comment"]
        case "catch_clause" | "labeled_statement":
            return _fields(node, "body")
        case loop if loop in _LOOPS:
            return _fields(node, "body")
        case _:
            return []


def _fields(node: Node, *names: str) -> list[Node]:
    found = (node.child_by_field_name(name) for name in names)
    return [each for each in found if each is not None]


def _combine(source: Source, frame: _Frame) -> _Way:
    """How a statement can be left, from how its parts can."""
    node, ways = frame.node, frame.ways
    breaks = frozenset[str]().union(*(way.breaks for way in ways))
    match node.type:
        case "return_statement" | "throw_statement" | "continue_statement":
            return _Way(False, continues=node.type == "continue_statement")
        case "break_statement":
            label = node.child_by_field_name("label")
            return _Way(False, frozenset({source.text(label) if label is not None else ""}))
        case "if_statement":
            has_else = node.child_by_field_name("alternative") is not None
            normal = not has_else or any(way.normal for way in ways)
        case "switch_body":
            return _of_switch(ways, breaks)
        case "labeled_statement":
            label = node.child_by_field_name("label")
            name = source.text(label) if label is not None else ""
            normal = name in breaks or any(way.normal for way in ways)
            breaks -= {name}
        case "try_statement":
            return _of_try(node, ways)
        case loop if loop in _LOOPS:
            ends = not _endless(source, node)
            if loop == "do_statement" and ways and not (ways[0].normal or ways[0].continues):
                ends = False
            return _Way(ends or "" in breaks, breaks - {""})
        case _:
            normal = ways[-1].normal if ways else True
    continues = any(way.continues for way in ways)
    return _Way(normal, breaks, continues)


def _of_switch(ways: list[_Way], breaks: frozenset[str]) -> _Way:
    """A switch without `default` whose arms are all left is taken to have an arm for every case:
    so the compiler reads one over a union, and which it is cannot be seen."""
    continues = any(way.continues for way in ways)
    if "" in breaks or not ways or ways[-1].normal:
        return _Way(True, breaks - {""}, continues)
    return _Way(False, breaks, continues)


def _of_try(node: Node, ways: list[_Way]) -> _Way:
    final = node.child_by_field_name("finalizer")
    attempted = ways[:-1] if final is not None else ways
    breaks = frozenset[str]().union(*(way.breaks for way in attempted))
    normal = any(way.normal for way in attempted)
    continues = any(way.continues for way in attempted)
    if final is None:
        return _Way(normal, breaks, continues)
    last = ways[-1]
    if not last.normal:
        return last  # what `finally` does overrules the rest
    return _Way(normal, breaks | last.breaks, continues or last.continues)


def _endless(source: Source, loop: Node) -> bool:
    """`while (true)` and `for (;;)`, which only `break` ends."""
    if loop.type == "for_in_statement":
        return False
    condition = loop.child_by_field_name("condition")
    if condition is None or condition.type == "empty_statement":
        return loop.type == "for_statement"
    return unwrap(condition).type == "true" or source.text(unwrap(condition)) == "1"
