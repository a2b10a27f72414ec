"""Whether a project knows users at all: where there are none, no event can name one."""

from __future__ import annotations

import re

from codemods.inngest.project import Project
from codemods.workspace.dependencies.packages import DEPENDENCY_FIELDS

# Packages that sign users in, and scopes whose packages do.
_PACKAGES = frozenset(
    {
        "auth0",
        "better-auth",
        "express-session",
        "firebase",
        "firebase-admin",
        "iron-session",
        "jose",
        "jsonwebtoken",
        "lucia",
        "lucia-auth",
        "next-auth",
        "next-firebase-auth-edge",
        "passport",
        "remix-auth",
        "supertokens-node",
    }
)
_SCOPES = frozenset(
    {
        "@auth",
        "@auth0",
        "@clerk",
        "@descope",
        "@kinde",
        "@kinde-oss",
        "@logto",
        "@privy-io",
        "@propelauth",
        "@stackframe",
        "@supabase",
        "@workos",
        "@workos-inc",
    }
)

# The words for a user: in the names of models, tables and types, and in that of an id.
_WORDS = ("user", "member", "account")
_IDS = (b"userId", b"userID", b"UserId", b"user_id")


# What declares one in a Prisma schema, or in SQL; the id of one, in either.
_IN_SCHEMA = re.compile(
    rb"(?:^[ \t]*model[ \t]+|create[ \t]+table[^(\n]*?)\w*(?:user|member|account)|user_?id",
    re.IGNORECASE | re.MULTILINE,
)
_SCHEMAS = (".prisma", ".sql")


def has_users(project: Project) -> bool:
    """Whether the project signs users in, keeps some, or names one anywhere."""
    return (
        _signs_in(project)
        or bool(project.files.mentions(*_needles()))
        or any(
            _IN_SCHEMA.search(project.files.read(path) or b"")
            for path in project.files.walk()
            if path.endswith(_SCHEMAS)
        )
    )


def _signs_in(project: Project) -> bool:
    listed = (
        package.data.get(field) for package in project.packages.all for field in DEPENDENCY_FIELDS
    )
    return any(
        name in _PACKAGES or name.partition("/")[0] in _SCOPES
        for each in listed
        if isinstance(each, dict)
        for name in each
    )


def _needles() -> tuple[bytes, ...]:
    """What a source has that declares a user as a type, or as a table of some database."""
    found = [*_IDS]
    for word in _WORDS:
        name = word.capitalize()
        found += (f"{keyword} {name}".encode() for keyword in ("interface", "type", "class"))
        for quote in "\"'`":
            # `pgTable("users"`, `.from("users"`, `model("User"`, `selectFrom("users"`
            found += (
                f"{call}({quote}{each}".encode()
                for call in ("Table", "from", "From", "model", "collection")
                for each in (word, name)
            )
    return tuple(found)
