"""What an expression can be, and the arguments of a call that is followed, as plain values."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.model import Span
from codemods.syntax.source import Source

Family = Literal["prisma", "drizzle", "supabase", "kysely", "model", "document", "inngest", "sdk"]


class Origin(Struct, frozen=True):
    """What an expression holds.

    name:        the package of an SDK, the model of a Mongoose model or document, else ""
    transaction: the call of the transaction that it is the handle of, or None
    """

    family: Family
    name: str = ""
    transaction: Span | None = None


class Passed(Struct, frozen=True):
    """The arguments that a function is called with, where one call of it is followed."""

    function: Span
    source: Source
    values: tuple[Node, ...]
