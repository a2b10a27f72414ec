"""The text of what wraps a handler: `withAuth(async (request, { user }) => { … })`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import walk
from codemods.syntax.patterns import parameters, pattern_of, taken
from codemods.transforms.following.openings import Opening
from codemods.transforms.following.taken_over import own_names

if TYPE_CHECKING:
    from codemods.syntax.source import Source

_DYNAMIC = re.compile(r"\[([^\[\].]+)\]")


class Wrapper(Struct, frozen=True, eq=False):
    """What stands before the block of the function that answers, and behind it.

    without_request: what stands before it where the block has no use for the request
    exported: whether it is the value of the exported name; else a statement inside the handler
    params:   for an exported one, the expression of the route's parameters
    nodes:    what was taken over
    """

    before: str
    without_request: str
    after: str
    exported: bool
    params: str | None
    nodes: tuple[Node, ...]


def wrapper_of(opening: Opening, slug: str) -> Wrapper | None:
    """The wrapper of an opening, for a route whose parameter has this name; None without one, or
    with one that cannot be taken over.
    """
    body = opening.body
    call, source = body.wrapper, opening.source
    if call is None:
        return None
    block = body.block
    nodes = _outside(call, block)
    if body.returned is not None:
        statement = body.returned
        before = source.text(statement)[: _offset(source, statement, block)]
        after = source.text(statement)[
            _offset(source, statement, block) + len(source.text(block)) :
        ]
        return None if own_names(source, nodes) else _wrapper(opening, (before, after), None, nodes)
    params = _params(opening)
    if params is None or own_names(source, nodes):
        return None
    offset = _offset(source, call, block)
    text = source.text(call)
    before, after = text[:offset], text[offset + len(source.text(block)) :]
    if (old := _slug(source.path)) is not None and old != slug:
        before = re.sub(rf"\b{re.escape(old)}\b", slug, before)
    return _wrapper(opening, (before, after), params, nodes)


def _wrapper(
    opening: Opening, around: tuple[str, str], params: str | None, nodes: tuple[Node, ...]
) -> Wrapper:
    before, after = map(_plain, around)
    name = re.escape(opening.body.request or "request")
    # The last one is the parameter; one before it may be what the wrapper itself is given.
    unused = re.sub(rf"\b{name}\b(?=\s*[,:)])(?!.*\b{name}\b\s*[,:)])", r"_\g<0>", before)
    return Wrapper(before, unused, after, params is not None, params, nodes)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _outside(call: Node, block: Node) -> tuple[Node, ...]:
    """The parts of a call that are not in the block."""
    found = []
    for node in walk(call):
        inside = block.start_byte <= node.start_byte and node.end_byte <= block.end_byte
        if not inside and not node.children:
            found.append(node)
    return tuple(found)


def _params(opening: Opening) -> str | None:
    """How the wrapped function comes to the parameters of its path: `await params`."""
    source = opening.source
    for parameter in parameters(opening.body.function):
        names = [each.name for each in taken(source, pattern_of(parameter))]
        if "params" in names:
            return "await params" if b"await params" in source.data else "params"
        if names and names[0] in ("context", "ctx", "props"):
            text = f"{names[0]}.params"
            return f"await {text}" if f"await {text}".encode() in source.data else text
    return None


def _slug(path: str) -> str | None:
    found = _DYNAMIC.findall(path)
    return found[-1] if found else None


def _offset(source: Source, node: Node, inner: Node) -> int:
    """Where a node begins in the text of another, in code points."""
    return len(source.data[node.start_byte : inner.start_byte].decode())
