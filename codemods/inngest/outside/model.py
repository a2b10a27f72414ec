"""What a call does, as a plain value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from codemods.inngest.model import Span


@dataclass(frozen=True, slots=True)
class Done:
    """One effect of a chain, wherever it stands.

    kind, what, target, method, transaction, certain: as in `Effect`
    call:   the call that does it
    values: the nodes that hold what a write sets (objects, or names of some)
    """

    kind: Literal["write", "external", "send"]
    what: str
    target: str
    method: str
    call: Node
    values: tuple[Node, ...] = ()
    transaction: Span | None = None
    certain: bool = True
