"""From a job that is to be followed, and the project, to the context of its route's template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.sdk import find_sdk
from codemods.syntax import languages
from codemods.transforms.events.declared_events import declared_event
from codemods.transforms.following.authentication import Needs
from codemods.transforms.following.followed_job import FollowedJob
from codemods.transforms.following.openings import opening_of
from codemods.transforms.following.payload import Filled, Whose, check_given, fill
from codemods.transforms.following.people import (
    Person,
    called_after,
    held,
    held_given,
    keys_of,
    people,
)
from codemods.transforms.following.route_frame import Frame, find_frame, uses
from codemods.transforms.following.route_names import names_of, title_of
from codemods.transforms.following.route_params import awaits_params
from codemods.transforms.following.route_template import ApiRouteTemplate, Entry, Held, Names
from codemods.transforms.following.scope import Scope, scope_of
from codemods.transforms.following.taken_over import import_statements, of_binding, of_next
from codemods.transforms.jobs.references import (
    ClientModule,
    client_binding,
    find_client,
    prisma_binding,
)
from codemods.transforms.triggers.after import require_after_at
from codemods.transforms.triggers.events import find_event
from codemods.transforms.triggers.expressions import names_in
from codemods.transforms.triggers.model import Field, SendMode
from codemods.transforms.triggers.send_text import sent_argument

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.prisma import Field as Column
    from codemods.transforms.jobs.job_template import Binding


class RoutePlan(Struct, frozen=True):
    """The template's context, and what the user may want to know of how it came about.

    detected: what, value and evidence of what was read off the project
    """

    template: ApiRouteTemplate
    scope: Scope
    detected: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


class RouteRequest(Struct, frozen=True):
    """What was asked for beside the job, as `AddApiRoute` has it."""

    auth_like: str | None = None
    data: tuple[tuple[str, str], ...] = ()
    send: SendMode | None = None
    client: str | None = None


class _Basis(Struct, frozen=True):
    """What was asked for, with what the project has for it."""

    project: Project
    followed: FollowedJob
    client: ClientModule
    prisma: Binding
    scope: Scope
    fields: tuple[Field, ...]
    mode: SendMode
    given: tuple[tuple[str, str], ...]
    id: Column

    @property
    def parses_id(self) -> bool:
        """Whether the text of the path is not the id as it is."""
        return self.followed.id_type != "string" or self.id.native_type in ("Uuid", "ObjectId")


def plan_route(project: Project, followed: FollowedJob, asked: RouteRequest) -> RoutePlan:
    """Raises CodemodError for what cannot be found out, and says how to give it."""
    basis = _basis(project, followed, asked)
    keys = frozenset(key for key, _ in asked.data)
    persons = people(project.config.keys, basis.scope, basis.fields, keys)
    used = frozenset(name for _, text in asked.data for name in names_in(text))
    wanted = tuple(person.wanted for person in persons)
    frame = find_frame(project, followed, Needs(wanted, used, asked.auth_like))
    held_ids = _held(basis, frame, persons)
    imported = (basis.client.name, basis.prisma.name)
    declared = tuple(each.name for each in held_ids.values() if each.expression is not None)
    names = names_of(followed, frame, (*imported, *declared), basis.parses_id)
    texts = check_given(asked.data, _known(frame, names, tuple(held_ids.values())))
    if basis.scope.of not in held_ids:
        key = next(
            key for key in keys_of(project.config.keys, basis.scope, basis.scope.of) if key in texts
        )
        taken = frame.authentication.opening.names | {names.slug, names.id, names.record}
        held_ids[basis.scope.of] = held_given(key, texts[key], taken)
        texts[key] = held_ids[basis.scope.of].name
    who = tuple(Whose(held_ids[p.of].name, p.kind, p.keys) for p in persons)
    assert project.schema is not None  # else no job could be followed
    filled = fill(followed, project.schema, basis.fields, record=names.record, who=who, given=texts)
    entries = _entries(basis, frame, held_ids, persons)
    template = _template(basis, frame, names, filled, entries)
    authentication = frame.authentication
    detected = (
        ("authentication", ", ".join(authentication.opening.style), authentication.evidence),
        ("scope", basis.scope.column, f"a column of {followed.model.name}"),
    )
    notes = (*followed.notes, *frame.notes, *_unsure(basis, frame, persons))
    return RoutePlan(template, basis.scope, detected, notes)


def _basis(project: Project, followed: FollowedJob, asked: RouteRequest) -> _Basis:
    client = find_client(project, asked.client)
    if client is None:
        raise CodemodError(
            "there is no Inngest client to send with",
            where=project.app.directory or None,
            mend="name it with --client FILE#NAME",
        )
    prisma = prisma_binding(project, followed.route)
    if prisma is None:
        raise CodemodError(
            "no module of the project exports a PrismaClient",
            mend="export one, as in `export const prisma = new PrismaClient()`",
        )
    mode = asked.send or _settled(project)
    if mode == "after":
        require_after_at(project, followed.route)
    scope = scope_of(followed.model, project.config)
    target = find_event(project, followed.event, None, filled=True, client=asked.client)
    fields = target.fields if target.fields is not None else _usual_fields(project, followed)
    id_field = followed.model.id_field
    assert id_field is not None  # else the job could not be followed
    return _Basis(project, followed, client, prisma, scope, fields, mode, asked.data, id_field)


def _settled(project: Project) -> SendMode:
    match project.config.send:
        case "await":
            return "await"
        case "after":
            return "after"
        case _:
            return "fire-and-forget"


def _usual_fields(project: Project, followed: FollowedJob) -> tuple[Field, ...]:
    """What the events of `add-job` carry, for one of which nothing is known."""
    keys = project.config.keys
    names = (followed.id_key, *keys.organization[:1], *keys.user[:1])
    return tuple(Field(name) for name in names)


def _unsure(basis: _Basis, frame: Frame, persons: tuple[Person, ...]) -> tuple[str, ...]:
    """What to say where an owner is told by the id that somebody else's service gives people, or
    an organization by the id of what is called otherwise."""
    opening, column = frame.authentication.opening, basis.scope.column
    for person, known in zip(persons, opening.known, strict=True):
        if basis.scope.of != person.of or known is None:
            continue
        if known.of_record if person.of == "user" else called_after(known.text, column):
            continue
        text = re.escape(known.text)
        used = rf"\b{column}\s*:\s*{text}\b" if known.text != column else rf"[{{,]\s*{column}\b"
        if not re.search(used, opening.source.data.decode()):
            model = basis.followed.model.name
            return (f"{model}.{column} is compared with {known.text}: see that they are the same",)
    return ()


def _held(basis: _Basis, frame: Frame, persons: tuple[Person, ...]) -> dict[str, Held]:
    opening = frame.authentication.opening
    return {
        person.of: held(person, known, basis.scope, opening.names, inside=basis.mode == "after")
        for person, known in zip(persons, opening.known, strict=True)
        if known is not None
    }


def _status_url(basis: _Basis, frame: Frame, names: Names) -> str:
    """The very path that was asked, which has what stands before the app; else the route's own."""
    if frame.wrapper is None or frame.authentication.opening.body.request is not None:
        return f"new URL({names.request}.url).pathname"
    followed = basis.followed
    return "`" + followed.url.replace(f"[{followed.slug}]", f"${{{names.slug}}}") + "`"


class _Entries(Struct, frozen=True):
    """How both handlers begin."""

    post: Entry
    get: Entry


def _entries(
    basis: _Basis,
    frame: Frame,
    ids: dict[str, Held],
    persons: tuple[Person, ...],
) -> _Entries:
    """GET needs less than POST, which fills the event besides."""
    opening = frame.authentication.opening
    refusal = frame.authentication.answers.error("Unauthorized", 401)
    post = Entry(opening.texts(refusal), tuple(ids.values()), uses(opening, opening.nodes))
    own = tuple(person.wanted for person in persons if person.of == basis.scope.of)
    owner = ids[basis.scope.of]
    names = frozenset(names_in(owner.expression or owner.name))
    less = opening_of(basis.project, opening.handler, own, names) or opening
    get = Entry(less.texts(refusal), (owner,), uses(less, less.nodes))
    return _Entries(post, get)


def _known(frame: Frame, names: Names, ids: tuple[Held, ...]) -> frozenset[str]:
    """The names that an expression of the event's data may use."""
    opening = frame.authentication.opening
    own = (names.record, names.request, names.slug, names.id, *(each.name for each in ids))
    return opening.names | {name for name in own if "." not in name}


def _template(
    basis: _Basis,
    frame: Frame,
    names: Names,
    filled: Filled,
    entries: _Entries,
) -> ApiRouteTemplate:
    project, followed = basis.project, basis.followed
    path = followed.route
    client = client_binding(project, basis.client, path)
    sdk = find_sdk(project, None)
    declared = declared_event(project, basis.client, followed.event, path, sdk)
    constant = declared.constant if declared is not None else None
    answers = frame.authentication.answers
    like = frame.authentication.opening.source
    bindings = [client, basis.prisma, *([constant] if constant else [])]
    imports = [
        *frame.imports,
        *(of_binding(project, each, path, like) for each in bindings),
        *([of_next("after")] if basis.mode == "after" else []),
        *([of_next("NextResponse")] if answers.responder == "NextResponse" else []),
    ]
    uses_record = any(re.search(rf"\b{names.record}\b", text) for _, text in basis.given)
    status = followed.model.field(followed.status)
    return ApiRouteTemplate(
        imports=tuple(import_statements(imports)),
        typescript=path.endswith(tuple(languages.TYPESCRIPT_SUFFIXES)),
        request_type=frame.request_type,
        awaits=awaits_params(project, path),
        url_slug=followed.slug,
        post=entries.post,
        get=entries.get,
        wrapper=frame.wrapper,
        rescue=frame.rescue,
        title=title_of(followed.entity),
        model=followed.model.delegate,
        prisma=basis.prisma.name,
        columns=(
            (basis.id.name, names.id if basis.parses_id else names.slug),
            (basis.scope.column, entries.get.held[0].name),
        ),
        id_type=followed.id_type,
        id_form=basis.id.native_type,
        select=() if uses_record else (filled.columns or (basis.id.name,)),
        status=followed.status,
        nullable=status is not None and status.optional,
        processed_at=followed.processed_at,
        error=followed.error,
        states=followed.states,
        client=client.expression,
        status_url=_status_url(basis, frame, names),
        send=sent_argument(followed.event, filled.payload, constant.name if constant else None),
        mode=basis.mode,
        after="after",
        answers=answers,
        names=names,
    )
