"""What one call does, as a plain value."""

from __future__ import annotations

from typing import Literal

import libcst as cst
from msgspec import Struct

from codemods.inngest.model import Span


class Done(Struct, frozen=True, eq=False):
    """One effect.

    kind, what, target, method, transaction, certain: as in `Effect`
    node:   the call, or the assignment to a record's attribute
    fields: what a write sets, by name, as far as it is written down: an expression, or the text
            that SQL has
    open:   whether it may set more than that, such as by `**values`
    waits:  whether it gives a coroutine, which does nothing until it is awaited
    """

    kind: Literal["write", "external", "send"]
    what: str
    target: str
    method: str
    node: cst.BaseExpression | cst.BaseSmallStatement
    fields: tuple[tuple[str, cst.BaseExpression | str], ...] = ()
    open: bool = False
    transaction: Span | None = None
    certain: bool = True
    waits: bool = False
