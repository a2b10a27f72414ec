"""Who asks for an event: whether any user does, and whether one is at hand where it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node

from codemods.inngest.events.event_names import RESERVED
from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at
from codemods.inngest.wiring.model import Sent
from codemods.rules._jobs import events
from codemods.rules._language import is_python
from codemods.syntax.naming import words
from codemods.syntax.nodes import FUNCTIONS, arguments, callee_of, walk
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value

# Calls that tell who has signed in: some by their name, others by its first and last word.
_CALLS = frozenset({"auth", "authenticate", "currentUser", "verifyIdToken"})
_ASKING = frozenset(
    {"assert", "check", "current", "ensure", "get", "require", "validate", "verify"}
)
_SIGNED_IN = frozenset({"admin", "auth", "session", "user"})

# `ctx.user`, `req.auth`, and the user's own id.
_HOLDERS = frozenset({"c", "context", "ctx", "locals", "req", "request", "session", "state", "var"})
_HELD = frozenset({"auth", "session", "user"})
_USERS = frozenset({"authUser", "currentUser", "sessionUser", "user"})
_IDS = frozenset({"id", "uid", "_id"})
_ASKERS = frozenset({"acting", "auth", "clerk", "current", "db", "my", "session"})
_NAMES = frozenset({"user_id", "uid", *_USERS})

# Names of what wraps a handler and lets in nobody who has not signed in.
_GUARDS = frozenset({"auth", "authed", "authenticated", "protected", "protect"})
_GUARDING = frozenset({*_GUARDS, "admin", "authorized", "member", "private", "session"})
_WRAPPED = frozenset({"action", "guard", "middleware", "procedure", "require", "route", "with"})

_SERVERS = frozenset({"route", "actions", "action"})  # file names of modules that answer requests


def nobody_asks(project: Project, sent: Sent, seen: frozenset[str] = frozenset()) -> bool:
    """Whether what sends an event does so for no user: a webhook, a schedule, or a job that nothing
    else starts.

    seen: the events that are being asked about already
    """
    place = set(words(sent.span.path))
    if "api" in place and not place.isdisjoint({"webhook", "webhooks", "cron", "crons"}):
        return True
    return sent.job is not None and _is_unasked(project, sent.job, seen)


def _is_unasked(project: Project, job: Job, seen: frozenset[str]) -> bool:
    triggers = job.triggers or ()
    scheduled = any(trigger.kind == "cron" for trigger in triggers)
    return bool(triggers) and all(
        trigger.kind == "cron" or _comes_unasked(project, trigger.value, scheduled, seen)
        for trigger in triggers
    )


def _comes_unasked(
    project: Project, event: str | None, scheduled: bool, seen: frozenset[str]
) -> bool:
    """Whether no user asks for an event that starts a job, which may be a scheduled one too."""
    if event is None:
        return False
    if event in seen or event.startswith(RESERVED) or project.config.lint.is_external_event(event):
        return True
    sent = [each for each in project.sent if each.event == event]
    if not sent:
        return scheduled
    return all(nobody_asks(project, each, seen | {event}) for each in sent)


def has_user_at_hand(project: Project, sent: Sent, is_user: Callable[[str], bool]) -> bool:
    """Whether a user is known where an event is sent: in the functions around, by what wraps them,
    or in the module where that answers requests; in a job, by the event that has started it.

    is_user: whether a key of that name in the data of an event names a user
    """
    if sent.job is not None:
        known = (project.event_data(sent.job, event) for event in events(sent.job))
        return any(is_user(each.name) for data in known if data is not None for each in data.fields)
    if is_python(sent.span.path):
        from codemods.rules._python_events import has_user_at_hand as in_python

        return in_python(project, sent)
    source = project.source(sent.span.path)
    around = list(_around(node_at(source, sent.span)))
    inside = (node for place in _functions(around) for node in place)
    if any(_names_user(source, node) or _asks(source, node) for node in inside):
        return True
    if any(node.type == "call_expression" and _guards(source, node) for node in around):
        return True
    return _answers(source) and any(_asks(source, node) for node in walk(source.root))


def _functions(around: list[Node]) -> Iterator[Iterator[Node]]:
    """What is in the functions around a place; of those that merely hold the function that it
    belongs to, such as a factory, nothing of the others that they hold."""
    own = True
    for node in around:
        if node.type in FUNCTIONS:
            yield walk(node, into_functions=own)
            own = own and node.parent is not None and node.parent.type == "arguments"


def _around(node: Node) -> Iterator[Node]:
    """What a node stands in, innermost first."""
    outer = node.parent
    while outer is not None:
        yield outer
        outer = outer.parent


def _names_user(source: Source, node: Node) -> bool:
    """Whether a user or the id of one has this name, or is this part of something."""
    match node.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            return source.text(node) in _NAMES or _is_user(source.text(node))
        case "member_expression":
            held = _last(source, node)
            if _is_user(held):
                return True
            of = node.child_by_field_name("object")
            owner = _last(source, of) if of is not None else ""
            return (owner in _HOLDERS and held in _HELD) or (owner in _USERS and held in _IDS)
        case "property_signature" | "pair_pattern":
            key = node.child_by_field_name("name") or node.child_by_field_name("key")
            name = source.text(key) if key is not None else ""
            return _is_user(name)
        case "call_expression":  # Hono's `c.get("user")`
            callee, given = callee_of(node), arguments(node)
            if callee is None or len(given) != 1 or given[0].type != "string":
                return False
            of = callee.child_by_field_name("object")
            return (
                of is not None
                and _last(source, callee) == "get"
                and _last(source, of) in _HOLDERS
                and string_value(source.text(given[0])) in ("user", "userId", "session")
            )
        case _:
            return False


def _is_user(name: str) -> bool:
    """Whether a name is that of the id of who asks: `userId`, `currentUserID`, no `fromUserId`."""
    parts = words(name)
    return parts[-2:] == ("user", "id") and _ASKERS.issuperset(parts[:-2])


def _asks(source: Source, node: Node) -> bool:
    """Whether a call asks who has signed in: `auth()`, `supabase.auth.getUser()`."""
    callee = callee_of(node) if node.type == "call_expression" else None
    if callee is None:
        return False
    name = _last(source, callee)
    parts = words(name)
    return name in _CALLS or (len(parts) > 1 and parts[0] in _ASKING and parts[-1] in _SIGNED_IN)


def _guards(source: Source, call: Node) -> bool:
    """Whether a call that is given a function wraps it: `withAuth(…)`, `protectedProcedure.…(…)`,
    `base.use(requireAuth).handler(…)`, `router.post(path, requireAuth, …)`."""
    given = [each for each in arguments(call) if each.type == "identifier"]
    callee = callee_of(call)
    if callee is None or not any(each.type in FUNCTIONS for each in arguments(call)):
        return False
    names = [source.text(node) for node in walk(callee) if node.type == "identifier"]
    return any(map(_is_guard, [*names, *map(source.text, given)]))


def _is_guard(name: str) -> bool:
    parts = set(words(name))
    return name in _GUARDS or (bool(parts & _GUARDING) and bool(parts & _WRAPPED))


def _answers(source: Source) -> bool:
    """Whether a module is a route, or made of server actions."""
    file = source.path.rpartition("/")[2].partition(".")[0]
    if file in _SERVERS or "/pages/api/" in f"/{source.path}":
        return True
    return source.data.lstrip()[1:].startswith(b"use server")


def _last(source: Source, node: Node) -> str:
    """The last name of an expression: `user` of `session.user`."""
    if node.type == "member_expression":
        node = node.child_by_field_name("property") or node
    return source.text(node) if node.type in ("identifier", "property_identifier") else ""
