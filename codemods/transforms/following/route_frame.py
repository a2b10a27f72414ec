"""The project's own text that a route is made of: how it begins, what stands around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.errors import Refusal
from codemods.syntax.nodes import callee_text
from codemods.syntax.patterns import annotation, parameters, pattern_of
from codemods.transforms.following.authentication import Authentication, Needs, find_authentication
from codemods.transforms.following.followed_job import FollowedJob
from codemods.transforms.following.openings import Opening
from codemods.transforms.following.rescue import Rescue, rescue_of
from codemods.transforms.following.taken_over import (
    Imported,
    imports_of,
    module_names,
    own_names,
)
from codemods.transforms.following.wrappers import Wrapper, wrapper_of

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_REQUEST = "Request"


class Frame(Struct, frozen=True, eq=False):
    """What is taken over from a route.

    request_type: the type that it gives its request
    uses_request: whether what is taken over needs the request
    imports:      what it needs to be imported
    notes:        what to tell the user
    """

    authentication: Authentication
    wrapper: Wrapper | None
    rescue: Rescue | None
    request_type: str
    uses_request: bool
    imports: tuple[Imported, ...]
    notes: tuple[str, ...]


def find_frame(project: Project, followed: FollowedJob, needs: Needs) -> Frame:
    """Raises CodemodError where no route tells who asks, Refusal for a wrapper that cannot be
    written for this route."""
    authentication = find_authentication(project, followed.route, needs)
    opening = authentication.opening
    wrapper = wrapper_of(opening, followed.slug)
    if opening.body.wrapper is not None and wrapper is None:
        name = callee_text(opening.source, opening.body.wrapper)
        raise Refusal(
            f"the routes are wrapped in {name}, and none of those shows how it gives the path's "
            "parameters",
            where=opening.source.place(opening.body.wrapper),
            mend="name a route with a parameter in its path with --auth-like FILE",
        )
    rescue = rescue_of(opening)
    source = opening.source
    nodes: tuple[Node, ...] = (
        *opening.taken_over,
        *(wrapper.nodes if wrapper else ()),
        *(rescue.nodes if rescue else ()),
    )
    names = dict.fromkeys((*module_names(source, nodes), *authentication.answers.uses))
    uses_request = wrapper is not None or uses(opening, nodes)
    typed = _request_type(opening) if uses_request else None
    if typed is not None:
        names |= dict.fromkeys(module_names(source, (typed,)))
    return Frame(
        authentication,
        wrapper,
        rescue,
        source.text(typed) if typed is not None else _REQUEST,
        uses_request,
        tuple(imports_of(project, source, names, followed.route)),
        _notes(opening, rescue),
    )


def uses(opening: Opening, nodes: Iterable[Node]) -> bool:
    """Whether nodes of an opening's handler use its request."""
    return any(opening.body.request in opening.body.locals_in(node) for node in nodes)


def _request_type(opening: Opening) -> Node | None:
    """The type of the handler's request, where another module can name it."""
    source = opening.source
    given = parameters(opening.handler.function)
    if not given or pattern_of(given[0]).type != "identifier":
        return None
    typed = annotation(given[0])
    return typed if typed is not None and not own_names(source, (typed,)) else None


def _notes(opening: Opening, rescue: Rescue | None) -> tuple[str, ...]:
    if not opening.throws or rescue is not None or opening.body.wrapper is not None:
        return ()
    return (
        f"{opening.throws} throws for who is not let in, and {opening.source.path} leaves "
        "that to Next.js: so does the new route",
    )
