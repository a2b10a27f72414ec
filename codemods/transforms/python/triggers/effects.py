"""What calls do to the database on the way to a place: what is written, and when it is there.

SQLAlchemy: a record that is added has no key before `flush` or `commit`, is not there for others
before `commit`, and its columns have to be read again after that, which an AsyncSession refuses to
do by itself (https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html). Django writes at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import libcst as cst
from msgspec import Struct

from codemods.syntax.naming import words
from codemods.syntax.python.calls import Call, call_of
from codemods.syntax.python.flow import State
from codemods.syntax.python.paths import path_of, path_text

EffectKind = Literal["add", "flush", "commit", "refresh", "rollback", "write", "delete"]

_SESSION: dict[str, EffectKind] = {
    "add": "add",
    "add_all": "add",
    "merge": "add",
    "flush": "flush",
    "commit": "commit",
    "refresh": "refresh",
    "rollback": "rollback",
}
_SESSION_NAMES = frozenset({"db", "session", "sess", "s", "conn", "uow", "transaction", "tx"})
_DJANGO = frozenset(
    """
    create acreate bulk_create abulk_create get_or_create aget_or_create update_or_create
    aupdate_or_create save asave
    """.split()  # noqa: SIM905 - they read better as words
)
_CHANGING = frozenset({"update", "aupdate", "bulk_update", "insert"})
# A helper of the project's own that writes is called so: `crud.create_document(…)`.
_WRITING = frozenset(
    {"create", "add", "insert", "save", "store", "update", "upsert", "register", "persist", "make"}
)
_MAKING = frozenset({"create", "add", "insert", "register", "new"})


class Effect(Struct, frozen=True, eq=False):
    """One thing that is done to the database.

    target: what is added, refreshed or saved, as it is written; None where that is no path
    made:   whether it makes a record, as opposed to changing one
    """

    kind: EffectKind
    call: cst.Call
    target: str | None = None
    made: bool = False


def effects_of(calls: Iterable[cst.Call]) -> tuple[Effect, ...]:
    """The effects of calls, in their order."""
    found = (effect_of(each) for each in calls)
    return tuple(each for each in found if each is not None)


def effect_of(node: cst.Call) -> Effect | None:
    """What one call does to the database, None for nothing that can be told."""
    call = call_of(node)
    if call is None:
        return None
    kind = _SESSION.get(call.name)
    if kind is not None and call.receiver is not None and _is_session(call.receiver):
        return Effect(kind, node, _path(call.argument(0, "instance")), made=kind == "add")
    if call.receiver is not None and call.name in _DJANGO:
        saves = call.name in ("save", "asave")
        target = _path(call.receiver) if saves else None
        return Effect("write", node, target, made=not saves or _is_form(call))
    if call.receiver is not None and call.name in ("delete", "adelete"):
        return Effect("delete", node, _path(call.receiver))
    if call.receiver is not None and call.name in _CHANGING and not _is_plain(call):
        return Effect("write", node, None)
    first = words(call.name)[:1]
    if first and first[0] in _WRITING and len(words(call.name)) > 1:
        return Effect("write", node, None, made=first[0] in _MAKING)
    return None


def pending(state: State) -> tuple[Effect, ...]:
    """What has been added to a session on some way to a place and surely not committed since."""
    done = effects_of(state.done)
    last = max((i for i, each in enumerate(done) if each.kind == "commit"), default=-1)
    added = [each for each in done[last + 1 :] if each.kind == "add"]
    maybe = [each for each in effects_of(state.maybe) if each.kind == "add"]
    return (*added, *maybe) if last < 0 else tuple(added)


def unflushed(state: State, target: str) -> bool:
    """Whether a record may have been added without the database having given it a key."""
    done = effects_of(state.done)
    added = [i for i, e in enumerate(done) if e.kind == "add" and e.target == target]
    if not added:
        return any(each.kind == "add" and each.target == target for each in effects_of(state.maybe))
    return not any(each.kind in ("flush", "commit") for each in done[added[-1] + 1 :])


def expired(state: State, target: str) -> bool:
    """Whether a commit may have been made since a record was read, or refreshed, last."""
    done = effects_of(state.done)
    commits = [i for i, each in enumerate(done) if each.kind == "commit"]
    maybe = any(each.kind == "commit" for each in effects_of(state.maybe))
    if not commits and not maybe:
        return False
    since = done[commits[-1] + 1 :] if commits else ()
    return not any(each.kind == "refresh" and each.target == target for each in since)


def deleted(state: State, target: str) -> bool:
    """Whether a record may have been deleted, after which Django takes its key away."""
    every = effects_of((*state.done, *state.maybe))
    return any(each.kind == "delete" and each.target == target for each in every)


def has_written(state: State) -> bool:
    """Whether something surely was written on the way to a place."""
    return bool(effects_of(state.done))


def may_have_written(state: State) -> bool:
    """Whether something was written on some way to a place."""
    return bool(effects_of((*state.done, *state.maybe)))


def _is_session(node: cst.BaseExpression) -> bool:
    path = path_of(node)
    return path is not None and bool(set(words(path[-1])) & _SESSION_NAMES)


def _is_form(call: Call) -> bool:
    path = path_of(call.receiver) if call.receiver is not None else None
    return path is not None and bool({"form", "serializer"} & set(words(path[-1])))


def _is_plain(call: Call) -> bool:
    """Whether it is a method of a dictionary or a list: `payload.update(…)`."""
    path = path_of(call.receiver) if call.receiver is not None else None
    return path is not None and len(path) == 1 and call.name in ("update", "insert")


def _path(node: cst.BaseExpression | None) -> str | None:
    path = path_of(node) if node is not None else None
    return path_text(path) if path is not None else None
