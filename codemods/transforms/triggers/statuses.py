"""Whether the status of a response is one of success."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field
from tree_sitter import Node

from codemods.inngest.reading import literal_at
from codemods.syntax.literal import Scalar
from codemods.syntax.naming import words
from codemods.syntax.nodes import arguments, unwrap
from codemods.syntax.source import Source
from codemods.transforms.triggers.wording import Outcome

if TYPE_CHECKING:
    from codemods.inngest.project import Project


class Arguments(Struct, frozen=True):
    """What a helper's parameters hold: (source, argument) by their names."""

    given: Mapping[str, tuple[Source, Node]] = field(default_factory=dict)


def outcome_of_status(project: Project, source: Source, node: Node, call: Arguments) -> Outcome:
    node = unwrap(node)
    if node.type in ("identifier", "shorthand_property_identifier"):
        given = call.given.get(source.text(node))
        if given is not None:
            return outcome_of_status(project, *given, Arguments())
    if node.type == "ternary_expression":
        arms = {
            outcome_of_status(project, source, arm, call)
            for name in ("consequence", "alternative")
            if (arm := node.child_by_field_name(name)) is not None
        }
        return next(iter(arms)) if len(arms) == 1 else "unclear"
    found = literal_at(project, source, node)
    number = found.value if isinstance(found, Scalar) else None
    if number is None and node.type == "member_expression":
        number = _named_status(source, node)
    if isinstance(number, bool) or not isinstance(number, int):
        return "unclear"
    return "error" if number >= 400 else "success"


def _named_status(source: Source, node: Node) -> int | None:
    """The number of a constant such as `StatusCodes.CREATED`."""
    from http import HTTPStatus

    key = node.child_by_field_name("property")
    name = "_".join(words(source.text(key))).upper() if key is not None else ""
    try:
        return HTTPStatus[name].value
    except KeyError:
        return None


def status_among(project: Project, source: Source, node: Node, call: Arguments) -> Outcome | None:
    """The outcome of a number among the arguments that can be nothing but a status."""
    for each in arguments(node):
        found = literal_at(project, source, each)
        number = found.value if isinstance(found, Scalar) else None
        if isinstance(number, int) and not isinstance(number, bool) and 200 <= number < 600:
            return outcome_of_status(project, source, each, call)
    return None
