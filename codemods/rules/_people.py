"""Whether a project knows users at all: where there are none, no event can name one."""

from __future__ import annotations

import re
from collections.abc import Iterator

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

# The id of one; that which a literal text is given to is a placeholder.
_IDS = (b"userId", b"userID", b"UserId", b"user_id")
_ID = re.compile(rb"\b(?:userId|userID|user_id)\b(?!\s*[:=]\s*[\"'`])|\w*UserId\b")

# What declares a user as a type, and as a table of some database: `pgTable("users"`,
# `.from("users"`, `model("User"`, `selectFrom("users"`.
_WORDS = rb"(?:[Uu]ser|[Mm]ember|[Aa]ccount)"
_IN_CODE = re.compile(
    rb"\b(?:interface|type|class)\s+(?:User|Member|Account)\b"
    rb"|(?:Table|[fF]rom|model|[cC]ollection)\([\"'`]" + _WORDS
)
_NEEDLES = tuple(
    text.encode()
    for word in ("User", "Member", "Account")
    for text in (
        *(f"{keyword} {word}" for keyword in ("interface", "type", "class")),
        *(
            f"{call}({quote}{each}"
            for call in ("Table", "from", "From", "model", "ollection")
            for quote in "\"'`"
            for each in (word, word.lower())
        ),
    )
)


# What declares one in a Prisma schema, or in SQL; the id of one, in either.
_IN_SCHEMA = re.compile(
    rb"(?:^[ \t]*model[ \t]+|create[ \t]+table[^(\n]*?)\w*(?:user|member|account)|user_?id",
    re.IGNORECASE | re.MULTILINE,
)
_SCHEMAS = (".prisma", ".sql")
_IN_PYTHON = (b"user_id", b"class User", b"get_current_user", b"request.user")


def has_users(project: Project) -> bool:
    """Whether the project signs users in, keeps some, or names one anywhere."""
    return (
        _signs_in(project)
        or bool(project.files.python_mentions(*_IN_PYTHON))
        or any(_names_one(project.files.read(path) or b"") for path in _mentioning(project))
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


def _mentioning(project: Project) -> Iterator[str]:
    """The sources that have the words for a user somewhere, those of ids first."""
    found = project.files.mentions
    found(*_IDS, *_NEEDLES)  # one reading tells of all
    paths = dict.fromkeys((*found(*_IDS), *found(*_NEEDLES)))
    return (path for path in paths if project.is_linted(path))


def _names_one(data: bytes) -> bool:
    return _ID.search(data) is not None or _IN_CODE.search(data) is not None
