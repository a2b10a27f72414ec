"""What the usual libraries for signing in say of who asks.

Written down from the types of next-auth 4.24 and 5.0 beta, @clerk/nextjs 6, better-auth 1 and
@supabase/supabase-js 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.reading import sources_with
from codemods.syntax.nodes import walk
from codemods.syntax.source import Source
from codemods.transforms.triggers.types import (
    BOOLEAN,
    DATE,
    NULL,
    NUMBER,
    OTHER,
    STRING,
    UNDEFINED,
    UNKNOWN,
    Type,
    promise,
    shape,
)
from codemods.workspace.tree.files import DECLARATION_SUFFIXES

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.triggers.written_types import WrittenTypes

_MAYBE_STRING = STRING.maybe({NULL, UNDEFINED})

CLERK_AUTH = shape(
    {
        "userId": STRING.maybe({NULL}),
        "orgId": _MAYBE_STRING,
        "sessionId": STRING.maybe({NULL}),
        "orgRole": _MAYBE_STRING,
        "orgSlug": _MAYBE_STRING,
        "sessionClaims": UNKNOWN,
        "isAuthenticated": UNKNOWN,
        "getToken": OTHER,
        "has": OTHER,
        "protect": OTHER,
        "redirectToSignIn": OTHER,
    },
    text="Auth",
)
CLERK_USER = Type(
    "object",
    "User",
    lookup=lambda key: {
        "id": STRING,
        "firstName": STRING.maybe({NULL}),
        "lastName": STRING.maybe({NULL}),
        "fullName": STRING.maybe({NULL}),
        "username": STRING.maybe({NULL}),
        "imageUrl": STRING,
    }.get(key, UNKNOWN),
)
SUPABASE_USER = Type(
    "object",
    "User",
    lookup=lambda key: {"id": STRING, "email": STRING.maybe({UNDEFINED})}.get(key, UNKNOWN),
)
_SUPABASE_GET_USER = shape({"data": shape({"user": SUPABASE_USER.maybe({NULL})}), "error": UNKNOWN})
_SUPABASE_SESSION = shape(
    {
        "data": shape({"session": shape({"user": SUPABASE_USER}, text="Session").maybe({NULL})}),
        "error": UNKNOWN,
    }
)


class Called(Struct, frozen=True):
    """A call of something that a package exports: its package, its name, and the member called."""

    package: str
    name: str
    member: str | None = None


def called_type(project: Project, types: WrittenTypes, called: Called) -> Type | None:
    """The type of what such a call gives; None for a call that is not known."""
    match called:
        case Called("@clerk/nextjs", "auth", None):
            return CLERK_AUTH  # a promise since @clerk/nextjs 6, and not before
        case Called("@clerk/nextjs", "auth", "protect"):
            return promise(_protected())
        case Called("@clerk/nextjs", "currentUser", None):
            return promise(CLERK_USER.maybe({NULL}))
        case Called("@clerk/nextjs", "getAuth", None):
            return CLERK_AUTH
        case Called("next-auth", "getServerSession", None):
            return promise(session(project, types).maybe({NULL}))
        case Called("crypto", "randomUUID", None) | Called("node:crypto", "randomUUID", None):
            return STRING
        case Called("nanoid", "nanoid", None) | Called("@paralleldrive/cuid2", "createId", None):
            return STRING
        case Called("uuid", "v4", None) | Called("uuid", "v7", None):
            return STRING
        case _:
            return None


def _protected() -> Type:
    members = {key: CLERK_AUTH.member(key) or UNKNOWN for key in CLERK_AUTH.keys or ()}
    return shape({**members, "userId": STRING, "sessionId": STRING}, text="Auth")


def supabase_type(method: str) -> Type | None:
    """What `supabase.auth.getUser()` and `getSession()` give."""
    match method:
        case "getUser":
            return promise(_SUPABASE_GET_USER)
        case "getSession":
            return promise(_SUPABASE_SESSION)
        case _:
            return None


BETTER_AUTH_USER = Type(
    "object",
    "User",
    lookup=lambda key: {
        "id": STRING,
        "email": STRING,
        "name": STRING,
        "createdAt": DATE,
        "updatedAt": DATE,
    }.get(key, UNKNOWN),
)
BETTER_AUTH_SESSION = Type(
    "object",
    "Session",
    lookup=lambda key: {"id": STRING, "userId": STRING, "token": STRING}.get(key, UNKNOWN),
)


def better_auth_session() -> Type:
    """What better-auth's `auth.api.getSession({ headers })` gives."""
    found = shape({"user": BETTER_AUTH_USER, "session": BETTER_AUTH_SESSION})
    return promise(found.maybe({NULL}))


def library_type(project: Project, package: str, name: str) -> Type | None:
    """The type that a package exports under a name, where it is one that is known."""
    match package, name:
        case "next", "NextResponse":
            return response(name)
        case "next-auth", "Session":
            from codemods.transforms.triggers.written_types import WrittenTypes

            return session(project, WrittenTypes(project))
        case "better-auth", "User":
            return BETTER_AUTH_USER
        case "better-auth", "Session":
            return BETTER_AUTH_SESSION
        case "@supabase/supabase-js", "User":
            return SUPABASE_USER
        case "@clerk/nextjs", "User":
            return CLERK_USER
        case _:
            return None


def is_account(found: Type) -> bool:
    """Whether it is the user of a library for signing in, so the one who asks."""
    users = (SUPABASE_USER, CLERK_USER, BETTER_AUTH_USER)
    return found.lookup is not None and any(found.lookup is each.lookup for each in users)


def session(project: Project, types: WrittenTypes) -> Type:
    """next-auth's session, with what the project adds to it by `declare module "next-auth"`."""
    user = Type(
        "object",
        "User",
        lookup={
            "name": _MAYBE_STRING,
            "email": _MAYBE_STRING,
            "image": _MAYBE_STRING,
            "id": STRING.maybe({UNDEFINED}),  # next-auth 5; in 4 there is none
        }.get,
    )
    plain = {"user": user.maybe({UNDEFINED}), "expires": STRING}
    for source in _declaring(project):
        found = _augmented(source)
        if found is not None:
            return _merged(types.of(source, found), plain)
    return shape(plain, text="Session")


def response(name: str) -> Type:
    """A response, by the properties of https://developer.mozilla.org/docs/Web/API/Response."""
    known = {"status": NUMBER, "ok": BOOLEAN, "statusText": STRING, "url": STRING}
    others = ("body", "bodyUsed", "clone", "cookies", "headers", "json", "redirected", "text")
    return Type("object", name, lookup={**dict.fromkeys(others, OTHER), **known}.get)


def _declaring(project: Project) -> Iterator[Source]:
    """The files that add to next-auth's types; most are declaration files, which nobody imports."""
    needles = (b'module "next-auth"', b"module 'next-auth'")
    yield from sources_with(project, *needles)
    for path in project.files.walk():
        if path.endswith(DECLARATION_SUFFIXES):
            data = project.files.read(path) or b""
            if any(needle in data for needle in needles):
                yield project.source(path)


def _merged(own: Type, plain: dict[str, Type]) -> Type:
    return Type("object", "Session", lookup=lambda key: own.member(key) or plain.get(key))


def _augmented(source: Source) -> Node | None:
    """The body of the `interface Session` that the file declares for next-auth."""
    for node in walk(source.root):
        if node.type != "module":
            continue
        name = node.child_by_field_name("name")
        if name is None or source.text(name)[1:-1] != "next-auth":
            continue
        body = node.child_by_field_name("body")
        for child in walk(body) if body is not None else ():
            if child.type == "interface_declaration":
                own = child.child_by_field_name("name")
                if own is not None and source.text(own) == "Session":
                    return child.child_by_field_name("body")
    return None
