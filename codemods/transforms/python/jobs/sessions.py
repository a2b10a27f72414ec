"""How a Python project gets at its database: what opens a session."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

MENTIONS = (b"sessionmaker", b"create_engine", b"create_async_engine", b"SQLAlchemy(")

Kind = Literal["maker", "engine", "extension"]

_MAKERS = ("async_sessionmaker", "sessionmaker", "scoped_session")
_ENGINES = ("create_async_engine", "create_engine")


class Session(Struct, frozen=True):
    """A top-level variable by which a session is opened.

    kind:     ``maker``: calling it gives a session; ``engine``: a session takes it; ``extension``:
              Flask-SQLAlchemy, whose `session` is the request's own
    is_async: whether its sessions are awaited
    library:  the module that a session of an engine is imported from
    """

    name: str
    path: str
    kind: Kind
    is_async: bool
    library: str = "sqlalchemy.orm"


def read_sessions(files: Mapping[str, bytes]) -> tuple[Session, ...]:
    """What opens sessions in these files, the most fitting first: makers before engines."""
    found = [each for path in sorted(files) for each in _in_file(path, files[path])]
    order = ("extension", "maker", "engine")
    return tuple(sorted(found, key=lambda each: order.index(each.kind)))


def choose_session(sessions: tuple[Session, ...], *, wants_async: bool) -> Session | None:
    """The session for a job: one that is awaited or not, as the job is; a job that is async may
    also use one that is not; None where there is none that it could use."""
    fitting = [each for each in sessions if each.is_async == wants_async]
    if wants_async:
        fitting = fitting or list(sessions)
    return fitting[0] if fitting else None


def _in_file(path: str, data: bytes) -> list[Session]:
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return []
    library = "sqlmodel" if b"sqlmodel" in data else "sqlalchemy.orm"
    engines = {name: call for name, call in _calls(tree) if _name(call) in _ENGINES}
    found: list[Session] = []
    for name, call in _calls(tree):
        match _name(call):
            case "SQLAlchemy":
                found.append(Session(name, path, "extension", False))
            case maker if maker in _MAKERS:
                found.append(Session(name, path, "maker", _makes_async(call, engines)))
            case "create_async_engine":
                found.append(Session(name, path, "engine", True, "sqlalchemy.ext.asyncio"))
            case "create_engine":
                found.append(Session(name, path, "engine", False, library))
    return found


def _calls(tree: ast.Module) -> list[tuple[str, ast.Call]]:
    found = []
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                found.append((name, call))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Call() as call):
                found.append((name, call))
    return found


def _makes_async(call: ast.Call, engines: Mapping[str, ast.Call]) -> bool:
    if _name(call) == "async_sessionmaker":
        return True
    for keyword in call.keywords:
        if keyword.arg == "class_" and _last(keyword.value) == "AsyncSession":
            return True
    for given in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(given, ast.Name) and given.id in engines:
            return _name(engines[given.id]) == "create_async_engine"
    return False


def _name(call: ast.Call) -> str:
    return _last(call.func)


def _last(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return _last(value)
        case _:
            return ""
