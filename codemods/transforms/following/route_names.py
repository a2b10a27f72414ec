"""What the variables of a route are called, so that they hide nothing that it uses."""

from __future__ import annotations

from codemods.syntax import naming
from codemods.transforms.following.followed_job import FollowedJob
from codemods.transforms.following.route_frame import Frame
from codemods.transforms.following.route_template import Names

# What stands in every such route.
_OWN = frozenset({"params", "console", "URL", "Response", "NextResponse", "parseId", "STATUSES"})


def names_of(
    followed: FollowedJob, frame: Frame, others: tuple[str, ...], parses_id: bool
) -> Names:
    """The names; `others` are those of what it imports, and of whose the record is."""
    opening = frame.authentication.opening
    request = _plain(opening.body.request)
    outer = _plain(opening.body.outer_request) if opening.body.returned is not None else request
    taken = {
        *_OWN,
        *others,
        *opening.names,
        *(each.local for each in frame.imports),
        request,
        outer,
    }

    def free(*names: str) -> str:
        for name in names:
            if name not in taken and not naming.is_reserved(name):
                taken.add(name)
                return name
        return free(*(f"{name}2" for name in names))

    entity = followed.entity
    said = followed.slug if naming.is_identifier(followed.slug) else naming.camel(followed.slug)
    slug = free(*([said] if naming.is_identifier(said) else []), f"{entity}Id", "recordId")
    return Names(
        request=request,
        outer=outer,
        slug=slug,
        id=free(f"{entity}Id", "recordId") if parses_id else slug,
        record=free(entity, f"{entity}Record"),
        where=free("where", "filter"),
        count=free("count", "updated"),
        error=free("error", "sendError"),
    )


def _plain(name: str | None) -> str:
    """The name of a request, without the underscore of one that is not used."""
    return (name or "").lstrip("_") or "request"


def title_of(entity: str) -> str:
    """As messages call the record: ``Sync target``."""
    words = " ".join(naming.words(entity))
    return words[:1].upper() + words[1:]
