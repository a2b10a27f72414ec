"""The delays that `RetryAfterError`s ask for, wherever the program creates them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from codemods.inngest.clients import is_from_sdk
from codemods.inngest.model import Span
from codemods.inngest.reading import Repository, literal, sources_with, span
from codemods.syntax.literal import Scalar
from codemods.syntax.nodes import unwrap
from codemods.syntax.source import Source

CLASS = "RetryAfterError"


class Delay(Struct, frozen=True):
    """`new RetryAfterError(message, value)` with a number that is static.

    value:    the number; the SDK takes it for milliseconds
    span:     the whole `new` expression
    argument: the second argument
    name:     the constant that holds the number, or None where it is written in place
    """

    value: float
    span: Span
    argument: Span
    name: str | None


def read_delays(repository: Repository) -> Iterator[Delay]:
    """Every delay that is a static number, by path and place."""
    for source in sources_with(repository, CLASS.encode()):
        yield from _in_file(repository, source)


def _in_file(repository: Repository, source: Source) -> Iterator[Delay]:
    for creation in source.constructions():
        given = creation.arguments
        if len(given) < 2:
            continue
        if not is_from_sdk(repository, source, creation.name, CLASS):
            continue
        value = literal(repository, source, given[1])
        if not isinstance(value, Scalar) or not isinstance(value.value, int | float):
            continue
        if isinstance(value.value, bool):
            continue
        written = unwrap(given[1])
        in_place = written.type in ("number", "unary_expression")
        yield Delay(
            value=value.value,
            span=span(source, creation.node),
            argument=span(source, given[1]),
            name=None if in_place else source.text(written),
        )
