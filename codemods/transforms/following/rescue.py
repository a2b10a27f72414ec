"""What a route does with the error of a call that throws for who is not signed in."""

from __future__ import annotations

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import named_children, walk
from codemods.syntax.source import Source
from codemods.transforms.following.openings import Opening
from codemods.transforms.following.taken_over import own_names
from codemods.transforms.triggers.guards import leaves


class Rescue(Struct, frozen=True, eq=False):
    """A `catch`: the name of the error, and the statements of its block.

    nodes: those that were taken over
    """

    error: str
    statements: tuple[str, ...]
    nodes: tuple[Node, ...]


def rescue_of(opening: Opening) -> Rescue | None:
    """The part of the `catch` around an opening that answers who is not signed in.

    None where nothing is thrown for that, and where the `catch` only says what went wrong in that
    very route.
    """
    around = opening.body.handler_try
    handler = around.child_by_field_name("handler") if around is not None else None
    if not opening.throws or handler is None:
        return None
    name, body = handler.child_by_field_name("parameter"), handler.child_by_field_name("body")
    source = opening.source
    if name is None or body is None or name.type != "identifier":
        return None
    error = source.text(name)
    statements = named_children(body)
    if len(statements) == 1 and _is_passed_on(source, statements[0], error):
        kept, after = statements, []
    else:
        kept = [each for each in statements if _tells_apart(source, each, error)]
        after = [f"throw {error};"]
    if not kept or own_names(source, kept) or _names_others(opening, kept, error):
        return None
    texts = (*(source.text(each).replace("\r\n", "\n") for each in kept), *after)
    return Rescue(error, texts, tuple(kept))


def _is_passed_on(source: Source, statement: Node, error: str) -> bool:
    """`return handleError(error)`."""
    value = named_children(statement) if statement.type == "return_statement" else []
    return bool(value) and value[0].type == "call_expression" and _mentions(source, value[0], error)


def _tells_apart(source: Source, statement: Node, error: str) -> bool:
    """`if (error instanceof AuthError) return …`."""
    condition = statement.child_by_field_name("condition")
    if statement.type != "if_statement" or condition is None:
        return False
    return _mentions(source, condition, error) and leaves(
        source, statement.child_by_field_name("consequence")
    )


def _names_others(opening: Opening, nodes: list[Node], error: str) -> bool:
    """Whether the statements use what the route has declared for itself."""
    used = {name for node in nodes for name in opening.body.locals_in(node)}
    return bool(used - {error, opening.body.request or ""})


def _mentions(source: Source, node: Node, name: str) -> bool:
    return any(each.type == "identifier" and source.text(each) == name for each in walk(node))
