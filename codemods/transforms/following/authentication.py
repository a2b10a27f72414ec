"""How a new route finds out who asks: as most of the project's own routes do.

Where no route tells, as most of its server actions and pages do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.transforms.following.answers import USUAL, Answers, answers_like
from codemods.transforms.following.ids import Wanted
from codemods.transforms.following.openings import Opening, opening_of
from codemods.transforms.following.other_handlers import other_handlers
from codemods.transforms.following.route_files import RouteFile, route_files
from codemods.transforms.triggers.handlers import find_function, handlers_in
from codemods.transforms.triggers.model import Handler
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_ROUTES = 60  # files read to see how the project does it: more of them say the same again


class Authentication(Struct, frozen=True, eq=False):
    """The opening to be taken over, and how errors are answered.

    evidence: what says so
    """

    opening: Opening
    answers: Answers
    evidence: str


class Needs(Struct, frozen=True):
    """What a route is to know of who asks.

    wanted: the ids that it cannot do without
    names:  the names that expressions use which were given
    like:   `FILE` or `FILE#GET`: the route to take the way from, None for any
    """

    wanted: tuple[Wanted, ...]
    names: frozenset[str] = frozenset()
    like: str | None = None


def find_authentication(project: Project, own: str, needs: Needs) -> Authentication:
    """How most routes of the app find out who asks, those of the record's folder before others.

    own: the route that is to be

    Raises CodemodError where no route tells all that is wanted.
    """
    routes = [each for each in route_files(project) if each.path != own]
    collection = paths.parent(paths.parent(paths.parent(own)))
    telling = _sample(routes, collection)
    openings = list(_openings(project, _handlers(project, telling, needs.like), needs))
    whole = [each for each in openings if None not in each.known]
    if not whole and needs.like is None:
        others = _openings(project, other_handlers(project), needs)
        whole = [each for each in others if None not in each.known]
    if not whole:
        raise _unknown(project, openings, needs)
    styles = Counter(style for style, _ in {(each.style, each.source.path) for each in whole})
    best = _best(whole, styles, collection)
    files = {each.source.path for each in whole if each.style == best.style}
    evidence = f"as {best.source.path} does" + (
        f", and {len(files) - 1} more" if len(files) > 1 else ""
    )
    return Authentication(best, _answers(project, best, telling), evidence)


def _sample(routes: list[RouteFile], collection: str) -> list[RouteFile]:
    """The routes for people, those of the record's folder first; of a great many, some of each."""
    people = [each for each in routes if each.is_for_people]
    near = [each for each in people if each.path.startswith(f"{collection}/")]
    others = [each for each in people if each not in near]
    step = -(-len(others) // _MOST_ROUTES) or 1
    return [*near[:_MOST_ROUTES], *others[::step]]


def _best(openings: list[Opening], styles: Counter[tuple[str, ...]], collection: str) -> Opening:
    """The one that stands best for the project's routes."""
    signed = [(each, each.signature) for each in openings]
    alike = Counter(signature for _, signature in signed)
    beside = Counter(signature for each, signature in signed if _is_in(collection, each))

    def rank(pair: tuple[Opening, tuple[object, ...]]) -> tuple[object, ...]:
        each, signature = pair
        return (
            styles[each.style],
            each.style,
            _is_in(collection, each),
            beside[signature],
            alike[signature],
            sum(known.sure for known in each.known if known is not None),
            -len(each.nodes),
            each.source.path,
            each.handler.name == "POST",
        )

    return max(signed, key=rank)[0]


def _is_in(collection: str, opening: Opening) -> bool:
    return opening.source.path.startswith(f"{collection}/")


def _openings(project: Project, handlers: Iterable[Handler], needs: Needs) -> Iterator[Opening]:
    for handler in handlers:
        found = opening_of(project, handler, needs.wanted, needs.names)
        if found is not None:
            yield found


def _handlers(project: Project, routes: Iterable[RouteFile], like: str | None) -> Iterator[Handler]:
    if like is not None:
        path, _, name = like.partition("#")
        yield from (find_function(project, path, name),) if name else handlers_in(project, path)
        return
    for route in routes:
        try:
            yield from handlers_in(project, route.path)
        except CodemodError:  # a file that cannot be read says nothing
            continue


def _answers(project: Project, opening: Opening, routes: list[RouteFile]) -> Answers:
    """The form of the opening's own answer; else of its file's; else of most of the routes'."""
    source = opening.source
    own = (opening.nodes, (opening.handler.function,), (source.root,))
    for nodes in own if opening.body.answers_requests else ():
        found = answers_like(source, nodes)
        if found is not None:
            return found
    seen = Counter[Answers]()
    for route in routes:
        other = project.source(route.path)
        found = answers_like(other, (other.root,))
        if found is not None and set(found.uses) <= {"NextResponse"}:
            seen[found] += 1
    return seen.most_common(1)[0][0] if seen else USUAL


def _unknown(project: Project, openings: list[Opening], needs: Needs) -> CodemodError:
    """What was looked for, and how to say it."""
    like = needs.like
    looked = f"in {like}" if like else f"in the {len(route_files(project))} routes of the app"
    if not openings:
        return CodemodError(
            f"no way to tell who asks was found {looked}",
            where=project.app.directory or None,
            mend="write a route that answers 401 to who is not signed in, or name one with "
            "--auth-like FILE",
        )
    told = max(openings, key=lambda each: len(each.known) - each.known.count(None))
    lacking = [
        want.keys[0] for want, known in zip(needs.wanted, told.known, strict=True) if not known
    ]
    return CodemodError(
        f"the {' and the '.join(lacking)} of who asks was not found {looked}",
        where=told.source.path,
        mend=f"give it with --data {lacking[0]}=EXPR, or name a route that has it with --auth-like "
        "FILE",
    )
