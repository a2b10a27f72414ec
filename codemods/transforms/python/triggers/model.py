"""What sending an event from a Python handler is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import libcst as cst
from msgspec import Struct

if TYPE_CHECKING:
    from codemods.syntax.python.flow import Flow, Point
    from codemods.syntax.python.source import PythonSource

Framework = Literal["fastapi", "flask", "django", "other"]


class Handler(Struct, frozen=True, eq=False):
    """A function that answers a request, or one that was named.

    name:      what it is called: `create_document`, `DocumentView.post`
    methods:   the methods of HTTP that it answers, in capitals; none where nothing says so
    owner:     the class whose method it is, or None
    framework: who calls it; `other` for a function that no framework is known to call
    """

    name: str
    source: PythonSource
    function: cst.FunctionDef
    owner: cst.ClassDef | None
    framework: Framework
    methods: tuple[str, ...] = ()

    @property
    def is_async(self) -> bool:
        """Whether it can await."""
        return self.function.asynchronous is not None

    @property
    def is_route(self) -> bool:
        """Whether a framework calls it, not the project's own code."""
        return bool(self.methods)


class Place(Struct, frozen=True, eq=False):
    """A point between two statements where the send could stand.

    byte: where the line begins that it goes above, or the end of what it goes behind
    line: the line, from 1, that a person would name: that of what comes next, or the last one
    note: the statement that comes next, for messages, or ``at the end of the block``
    """

    handler: Handler
    flow: Flow
    point: Point
    byte: int
    line: int
    note: str
