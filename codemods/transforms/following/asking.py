"""Which calls say who asks, by their names."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.naming import words
from codemods.syntax.nodes import callee_of, callee_text
from codemods.syntax.source import Source

# Names that stand alone: Clerk's, NextAuth's, the usual helpers'.
_CALLS = frozenset({"auth", "authenticate", "currentUser", "session", "viewer", "getUser"})
_VERBS = frozenset(
    """
    assert authenticate authorize check current ensure fetch get load must protect read require
    resolve try use validate verify with
    """.split()  # noqa: SIM905 - they read better as words
)
_ASKED_FOR = frozenset(
    """
    access account actor admin api auth authed authenticated caller identity login member session
    signed token user viewer
    """.split()  # noqa: SIM905
)
# `getActiveTenantId()`, `getCurrentWorkspace()`: what nobody can tell but from who asks.
_OF_WHO_ASKS = frozenset({"active", "current", "my"})
_BELONGED_TO = frozenset({"company", "org", "organization", "team", "tenant", "workspace"})
_THROWING = frozenset({"assert", "authorize", "ensure", "must", "protect", "require", "verify"})
_WRAPPING = frozenset(
    {"auth", "authed", "authenticated", "member", "protect", "protected", "session", "user"}
)


def asks(source: Source, call: Node) -> bool:
    """Whether a call says who asks: `auth()`, `requireUser(request)`, `supabase.auth.getUser()`."""
    name = _called(source, call)
    if name is None:
        return False
    parts = words(name)
    told = (_ASKED_FOR | _OF_WHO_ASKS).intersection(parts[1:])
    return name in _CALLS or (parts[0] in _VERBS and bool(told))


def throws(source: Source, call: Node) -> bool:
    """Whether such a call does not come back for who is not signed in, by its name."""
    name = _called(source, call)
    return name is not None and words(name)[0] in _THROWING


def wraps(source: Source, call: Node) -> bool:
    """Whether a call lets only those in who are signed in: `withAuth(async (request) => …)`."""
    name = _called(source, call)
    return name is not None and not _WRAPPING.isdisjoint(words(name))


def is_who(name: str) -> bool:
    """Whether a name is one of who asks, or of what they belong to."""
    return not (_ASKED_FOR | _BELONGED_TO).isdisjoint(words(name))


def _called(source: Source, call: Node) -> str | None:
    """The last name of what a call calls."""
    if call.type != "call_expression" or callee_of(call) is None:
        return None
    name = callee_text(source, call).rpartition(".")[2]
    return name if words(name) else None
