"""Making room for a send: a name for the record that a handler writes, a block to stand in.

Each way changes what a handler is written like and nothing that it does; the send is then planned
on the result.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax import naming
from codemods.syntax.edits import Edit
from codemods.syntax.nodes import FUNCTIONS, named_children, unwrap, walk
from codemods.syntax.source import Source
from codemods.transforms.triggers.model import Handler
from codemods.transforms.triggers.places import statement_shown
from codemods.transforms.triggers.walking import statements, walk_handler
from codemods.transforms.triggers.writes import write_of
from codemods.workspace.writing.changes import Change, ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_WHY = "make room for the send"


class Room(Struct, frozen=True):
    """A change that makes room, and what to tell the user about it.

    name: the name that a record gets by it, or None
    """

    change: ChangeSet
    note: str
    name: str | None = None


def rooms(project: Project, handler: Handler) -> Iterator[Room]:
    """The ways to make room in a handler, each by itself.

    One for each written record that has no name, and one for each response without braces; for a
    function that is one expression, the block.
    """
    if handler.body.type != "statement_block":
        block = _block(handler)
        if block is not None:
            yield block
        return
    walked = walk_handler(project, handler)
    for block_node in walked.blocks:
        if block_node.safe:
            for statement in statements(block_node.node):
                named = _named(project, handler, statement)
                if named is not None:
                    yield named
    for way in walked.ways:
        if way.bare and way.outcome == "success" and way.before is not None:
            yield _braced(handler.source, way.before)


def _block(handler: Handler) -> Room | None:
    """An arrow's expression as the `return` of a block."""
    source, body = handler.source, handler.body
    inner = unwrap(body)
    if handler.function.type != "arrow_function" or _spans_text(inner):
        return None
    newline = source.style.newline
    outer = source.indent_at(handler.function.start_byte)
    own = source.indent_at(body.start_byte)
    within = outer + source.style.indent
    first = source.indent_at(inner.start_byte)
    text = _moved(source, inner, within.removeprefix(first) if within.startswith(first) else "")
    end = ";" if source.style.semicolons else ""
    start = body.start_byte
    if own != outer and source.data[source.line_start(start) : start].strip() == b"":
        start = len(source.data[:start].rstrip())  # the expression had a line of its own
        space = " "
    else:
        space = ""
    new = f"{space}{{{newline}{within}return {text}{end}{newline}{outer}}}"
    edits = [Edit(start, body.end_byte, new.encode(), _WHY)]
    if not any(child.type == "async" for child in handler.function.children):
        at = handler.function.start_byte
        edits.append(Edit(at, at, b"async ", _WHY))
    return _room(source, edits, f"{handler.name} got a block to send the event from")


def _named(project: Project, handler: Handler, statement: Node) -> Room | None:
    """The record that a statement writes gets a name: thrown away, returned, or in a response."""
    source = handler.source
    if not any(child.type == "async" for child in _function(statement, handler).children):
        return None
    found = _unnamed(project, source, statement)
    if found is None:
        return None
    call, model, method = found
    name = _free_name(source, handler, model, method)
    if name is None or _spans_text(call):
        return None
    note = f"the record that {model}.{method} gives is now called {name}"
    awaited = call.parent if call.parent is not None else call
    is_awaited = awaited.type == "await_expression"
    whole = awaited if is_awaited else call
    if statement.type == "expression_statement":
        start = statement.start_byte
        return _room(source, [Edit(start, start, f"const {name} = ".encode(), _WHY)], note, name)
    newline, indent = source.style.newline, source.indent_at(statement.start_byte)
    end = ";" if source.style.semicolons else ""
    text = source.text(call)
    own = source.indent_at(call.start_byte)
    if own != indent and own.startswith(indent):
        text = text.replace(f"{newline}{own}", f"{newline}{indent}")
    start = statement.start_byte
    declared = f"const {name} = await {text}{end}{newline}{newline}{indent}"
    edits = [
        Edit(start, start, declared.encode(), _WHY),
        Edit(whole.start_byte, whole.end_byte, name.encode(), _WHY),
    ]
    return _room(source, edits, note, name)


def _unnamed(project: Project, source: Source, statement: Node) -> tuple[Node, str, str] | None:
    """The call that writes a record without a name, its model and its method."""
    inner = named_children(statement)
    if statement.type not in ("expression_statement", "return_statement") or not inner:
        return None
    found: list[tuple[Node, str, str]] = []
    for call in walk(inner[0], into_functions=False):
        if call.type != "call_expression" or not _stands_alone(statement, call):
            continue
        write = write_of(project, source, call)
        if write is not None and write.record and naming.is_identifier(write.target):
            found.append((call, write.target, write.method))
    return found[0] if len(found) == 1 else None


# What a value is evaluated in at once, whatever else is.
_PLAIN = frozenset(
    {
        "arguments",
        "as_expression",
        "await_expression",
        "call_expression",
        "new_expression",
        "object",
        "pair",
        "parenthesized_expression",
        "satisfies_expression",
    }
)


def _stands_alone(statement: Node, call: Node) -> bool:
    """Whether what a call gives is thrown away, returned, or awaited within what is returned.

    Within that nothing else may be awaited, as it would then come to happen after the call.
    """
    around = call.parent
    if around is None:
        return False
    is_awaited = around.type == "await_expression"
    if statement.type == "expression_statement":
        return is_awaited and around.parent == statement
    if around == statement:
        return True
    node: Node | None = around
    while node is not None and node != statement:
        if node.type not in _PLAIN:
            return False
        node = node.parent
    waits = [each for each in walk(statement) if each.type == "await_expression"]
    return is_awaited and len(waits) == 1


def _free_name(source: Source, handler: Handler, model: str, method: str) -> str | None:
    """A name for the record that nothing in the file has yet."""
    taken = {
        source.text(each)
        for each in walk(handler.function)
        if each.type in ("identifier", "shorthand_property_identifier_pattern")
    }
    taken |= set(source.module.declarations) | {each.local for each in source.module.imports}
    done = "created" if method == "create" else "updated" if method == "update" else "saved"
    for name in (naming.camel(model), done + naming.pascal(model)):
        if name not in taken and naming.is_identifier(name) and not naming.is_reserved(name):
            return name
    return None


def _braced(source: Source, statement: Node) -> Room:
    """A statement after an `if` without braces, in braces."""
    newline = source.style.newline
    outer = source.indent_at(statement.start_byte)
    first = source.data[source.line_start(statement.start_byte) : statement.start_byte]
    alone = first.strip() == b""
    start = statement.start_byte
    if alone:
        above = statement.parent
        outer = source.indent_at(above.start_byte) if above is not None else outer
        start = len(source.data[:start].rstrip())
    inner = outer + source.style.indent
    lead = " " if alone else ""
    opening = f"{lead}{{{newline}{inner}"
    closing = f"{newline}{outer}}}"
    edits = [
        Edit(start, statement.start_byte, opening.encode(), _WHY),
        Edit(statement.end_byte, statement.end_byte, closing.encode(), _WHY),
    ]
    return _room(source, edits, f"got braces: {statement_shown(source, statement)}")


def _function(statement: Node, handler: Handler) -> Node:
    """The innermost function around a statement, within the handler."""
    node = statement.parent
    while node is not None and node.type not in FUNCTIONS:
        node = node.parent
    return node if node is not None else handler.function


def _spans_text(node: Node) -> bool:
    """Whether a text that spans lines lies in it, which must not be indented anew."""
    return any(
        each.type == "template_string" and each.start_point.row != each.end_point.row
        for each in walk(node)
    )


def _moved(source: Source, node: Node, deeper: str) -> str:
    """The text of a node, the lines behind its first one set in deeper."""
    newline = source.style.newline
    return source.text(node).replace(newline, newline + deeper)


def _room(source: Source, edits: list[Edit], note: str, name: str | None = None) -> Room:
    after = source.apply(source.edits(*edits))
    return Room(ChangeSet((Change(source.path, source.data, after, _WHY),)), note, name)
