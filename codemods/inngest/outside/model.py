"""What a call does, as a plain value."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.model import Span


class Done(Struct, frozen=True):
    """One effect of a chain, wherever it stands.

    kind, what, target, method, transaction, certain: as in `Effect`
    call:   the call that does it
    values: the nodes that hold what a write sets (objects, or names of some)
    throws: whether the program fails with it: an error that is given back may be left lying
    """

    kind: Literal["write", "external", "send"]
    what: str
    target: str
    method: str
    call: Node
    values: tuple[Node, ...] = ()
    transaction: Span | None = None
    certain: bool = True
    throws: bool = True
