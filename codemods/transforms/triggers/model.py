"""What sending an event from a handler is made of: the handler, the place, the payload."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.source import Source

HandlerKind = Literal["route", "pages", "action", "procedure"]
SendMode = Literal["fire-and-forget", "await", "after"]


class Handler(Struct, frozen=True, eq=False):
    """A function that answers a request.

    name:     what it is asked for by: `POST`, `default`, `createDocument`
    source:   the file that the function is written in, which need not be the route's own
    function: the function, inside whatever wraps it
    body:     its block, or the expression that an arrow gives
    kind:     a method of the App Router, a handler of the Pages Router, a function such as a server
              action, or a procedure of tRPC
    """

    name: str
    source: Source
    function: Node
    body: Node
    kind: HandlerKind


class Place(Struct, frozen=True, eq=False):
    """A point between two statements where the send could stand.

    block:  the `statement_block`, `switch_case` or `switch_default` whose direct part it becomes
    before: the statement of the block that comes next, or None at the end of the block
    byte:   where the point is: the start of `before`, or the end of what comes last in the block
            (the offset after the opening brace, if nothing does). What is declared in the block
            after it is not in scope, or not yet there
    line:   the line, from 1, that a person would name: that of `before`, or that of the last thing
    loop:   the innermost loop around it inside the handler, or None
    note:   the statement that comes next, for messages, or ``at the end of the block``
    """

    source: Source
    block: Node
    before: Node | None
    byte: int
    line: int
    loop: Node | None
    note: str


class Field(Struct, frozen=True):
    """A property of the event's data; `type` is the text of a TypeScript type, None if unknown."""

    name: str
    type: str | None = None
    optional: bool = False


class Payload(Struct, frozen=True):
    """The event's data: (key, text of a TypeScript expression) in the order of writing.

    spread: texts of expressions to be spread before the entries
    uses:   the names of the bindings that it uses
    models: the models of the records that it uses, as queries name them: `syncTarget`
    about:  those of the records that it is about, so not of who asks; tables too, by their names
    each:   (list, item) where an event is sent for each item of a list, by whose name the entries
            call it
    """

    entries: tuple[tuple[str, str], ...]
    spread: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    models: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    each: tuple[str, str] | None = None


class Missing(Struct, frozen=True):
    """A required field that nothing in scope fills, or that several things fill equally well.

    in_scope:  what is there, as it is written; where it is ambiguous, what would fit
    ambiguous: whether several things fit
    """

    field: Field
    in_scope: tuple[str, ...]
    ambiguous: bool = False
