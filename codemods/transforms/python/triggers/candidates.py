"""The expressions in scope that may be a property of the event's data, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import libcst as cst
from msgspec import Struct

from codemods.syntax import naming
from codemods.syntax.naming import words
from codemods.syntax.python.calls import call_of, walk
from codemods.syntax.python.paths import Path, path_of, path_text
from codemods.transforms.python.triggers.types import Type
from codemods.transforms.python.triggers.values import Held, Made, Values

_HANDED_IN = 3.9
_DEEPEST = 3  # attributes that a value is looked for behind

# What the person who asks, and what says who that is, are called.
_USERS = ("user", "current_user", "auth_user", "db_user", "me", "viewer", "actor", "caller")
_USER_PATHS: tuple[Path, ...] = (
    ("request", "user"),
    ("self", "request", "user"),
    ("request", "state", "user"),
    ("info", "context", "user"),
    ("g", "user"),
    ("g", "current_user"),
)
_SESSIONS = ("session", "auth", "ctx", "context", "claims", "token", "token_data", "identity")
_SESSION_PATHS: tuple[Path, ...] = (("g",), ("request", "state"), ("request", "auth"))
_ORGANIZATIONS = (
    "organization",
    "org",
    "organisation",
    "workspace",
    "team",
    "tenant",
    "company",
    "current_organization",
    "current_org",
)
_MEMBERSHIPS = ("membership", "member", "organization_member", "org_member")
_ASKING = frozenset(
    {"current", "auth", "authenticate", "authenticated", "session", "identity", "login", "require"}
)


class Candidate(Struct, frozen=True):
    """An expression: a name, and what is read from it on. The lower the rank the better."""

    path: Path
    type: Type
    rank: float

    @property
    def text(self) -> str:
        """As it is written."""
        return path_text(self.path)


class Candidates:
    """Finds them at one place."""

    def __init__(self, values: Values, names: tuple[str, ...]) -> None:
        """`names` are all properties that are asked for: they tell which records it is about."""
        self._values = values
        keys = values.project.config.keys
        self._organization = _snakes((*keys.organization, "organization_id", "org_id"))
        self._user = _snakes((*keys.user, "user_id"))
        ids = {snake(name) for name in names if is_id(name)}
        self._bases = [base_of(each) for each in ids if each not in self._user]
        # An event with no id but the two keys is about that very user: `user_id` is the record's.
        self._is_about_another = bool(ids - {*self._organization, *self._user})

    def of(self, name: str) -> list[Candidate]:
        """Those of a property of the event's data, the best first, each expression once."""
        found: dict[Path, Candidate] = {}
        for rank, path in self._paths(snake(name)):
            reached = self._values.reach(path)
            if reached is None or not self._values.is_there(path):
                continue
            known = found.get(path)
            if known is None or rank < known.rank:
                found[path] = Candidate(path, reached, rank)
        return sorted(found.values(), key=lambda each: each.rank)

    def _paths(self, name: str) -> Iterator[tuple[float, Path]]:
        if name in self._user and not self._is_about_another:
            made = [each for each in self._values.names if self._is_entity(each, "user")]
            yield from ((0, self._id_of(e)) for e in made if self._values.is_made(e))
        for rank, path in self._told(name):
            held = self._values.named(path[0])
            named = held is not None and held.is_parameter
            # Whose record it is, which the request names, says less than who asks.
            asks = name in self._user and self._is_about_another
            yield (_HANDED_IN if named and asks else rank), path
        if name in self._organization:
            yield from self._of_organization()
        if name in self._user:
            yield from self._of_user()
        if is_id(name):
            yield from self._of_entity(name)
        if name != "id":  # whose id it is cannot be told by that name alone
            yield from self._same_named(name)

    def _told(self, name: str) -> Iterator[tuple[float, Path]]:
        """What the program itself calls by the property's name."""
        made = [each for each in self._values.made if name in each.given]
        paths = {each.given[name] for each in made}
        if len(paths) == 1:
            yield -1, paths.pop()
        held = next((e for e in self._values.names if snake(e.name) == name), None)
        if held is not None and not self._is_of_another(name, held):
            yield 0, (held.name,)

    def _is_of_another(self, name: str, held: Held) -> bool:
        """Whether a name is an id that the request says, where the handler makes a new record.

        `document_id` of the request is the id of what is copied, not that of the copy.
        """
        if name in (*self._organization, *self._user) or not is_id(name):
            return False
        return held.is_parameter and any(_makes(each, base_of(name)) for each in self._values.made)

    # Ids

    def _of_entity(self, name: str) -> Iterator[tuple[float, Path]]:
        """`document_id` of a record of the class Document, or that is called `document`."""
        base = base_of(name)
        if name == "id":
            made = [held for held in self._values.names if self._is_written(held)]
            changed = [held for held in self._values.names if self._is_of_database(held)]
            about = made or [held for held in changed if self._values.is_changed(held)]
            if len(about) == 1:
                yield 1, self._id_of(about[0])
            return
        for held in self._values.names:
            if name in self._user and not self._values.is_made(held):
                continue  # that is a question of who asks
            if self._is_entity(held, base):
                if self._values.is_made(held):
                    rank = 1.0
                else:
                    rank = 2 if self._values.is_changed(held) else 2.8
                yield rank, self._id_of(held)
            if self._values.is_saved(held):
                instance = self._values.inference.at(
                    self._values.source, (held.name, "instance"), self._values.state
                )
                if instance.model and is_of(instance.name or "", base):
                    yield 1.2, (held.name, "instance", instance.key or "id")
            for path, found in self._objects(held):
                if len(path) > 1 and path[-1] == base:
                    # The column that links to it needs no query of its own.
                    yield 3 + 0.1 * len(path), (*path[:-1], name)
                    yield 3.05 + 0.1 * len(path), (*path, found.key or "id")

    def _id_of(self, held: Held) -> Path:
        return (held.name, held.type.key or "id")

    def _is_entity(self, held: Held, base: str) -> bool:
        if held.type.kind not in ("record", "unknown", "any"):
            return False
        wanted = naming.kebab(base)
        if held.type.kind == "record" and held.type.model and held.type.name is not None:
            ends = words(held.type.name)[-len(words(base)) :] == words(base)  # an `OCDocument`
            return is_of(held.type.name, base) or (ends and naming.kebab(held.name) == wanted)
        if held.type.kind != "record":
            known = (held.name, "id") in self._values.read
            return known and naming.kebab(held.name) == wanted
        if held.type.name is not None and naming.kebab(held.name) != wanted:
            return wanted in naming.singulars(naming.kebab(held.type.name))
        return naming.kebab(held.name) == wanted

    def _is_of_database(self, held: Held) -> bool:
        return held.type.kind == "record" and held.type.model

    def _is_written(self, held: Held) -> bool:
        return held.type.kind == "record" and self._values.is_made(held)

    # Who asks

    def _of_organization(self) -> Iterator[tuple[float, Path]]:
        keys = self._organization
        yield from ((1, (name,)) for name in keys)
        for late, user in self._users:
            yield from ((2 + late, (*user, key)) for key in keys)
            yield from ((2.1 + late, (*user, part, "id")) for part in _ORGANIZATIONS[:7])
            yield from ((2.1 + late, (*user, f"{part}_id")) for part in _ORGANIZATIONS[3:7])
        for name in _ORGANIZATIONS:
            held = self._values.named(name)
            if held is not None and not self._is_written(held):
                yield 2.2, self._id_of(held)
        for name in _SESSIONS:
            yield from ((3, (name, "user", key)) for key in keys)
            yield from self._keyed(3.2, (name,), keys)
        for base in _SESSION_PATHS:
            yield from self._keyed(3.3, base, keys)
        for name in _MEMBERSHIPS:
            yield from ((3.6, (name, key)) for key in keys)
        yield from self._columns(keys)

    def _of_user(self) -> Iterator[tuple[float, Path]]:
        keys = self._user
        for late, user in self._users:
            held = self._values.reach(user) if len(user) > 1 else None
            kind = held or (found.type if (found := self._values.named(user[0])) else None)
            key = kind.key if kind is not None else None
            yield 2 + late, (*user, key or "id")
            if key is None:
                yield from ((2.3 + late, (*user, part)) for part in ("pk", "user_id", "sub"))
        for name in _SESSIONS:
            yield 3, (name, "user", "id")
            yield from self._keyed(3.2, (name,), keys)
        for base in _SESSION_PATHS:
            yield from self._keyed(3.3, base, keys)
        for name in _MEMBERSHIPS:
            yield from ((3.8, (name, key)) for key in keys)
        yield from self._columns(keys)

    def _keyed(self, rank: float, base: Path, keys: Iterable[str]) -> Iterator[tuple[float, Path]]:
        """The attributes and the keys of these names, as `claims["user_id"]`."""
        for key in keys:
            yield rank, (*base, key)
            yield from ((rank, (*base, f"[{quote}{key}{quote}]")) for quote in ('"', "'"))

    def _columns(self, keys: Iterable[str]) -> Iterator[tuple[float, Path]]:
        """The columns of these names of the records at hand, first of what it is about."""
        for held in self._values.names:
            if held.type.kind != "record" or not held.type.model:
                continue
            about = any(self._is_entity(held, base) for base in self._bases)
            yield from ((4 if about else 4.2, (held.name, key)) for key in keys)

    @cached_property
    def _users(self) -> list[tuple[float, Path]]:
        """What holds who asks: a name that is called so and handed in, or what a request has.

        Each with what it comes behind the others by, as `self.request` is `request` once more.
        """
        named: list[tuple[float, Path]] = [
            (0, (held.name,))
            for held in self._values.names
            if (held.name in _USERS or _is_user(held)) and self._is_asking(held)
        ]
        return [*named, *((0.01 * i, path) for i, path in enumerate(_USER_PATHS))]

    def _is_asking(self, held: Held) -> bool:
        if held.is_parameter or not held.definitions:
            return held.type.kind in ("record", "unknown", "any", "dict")
        value = held.value
        if value is None or self._values.is_made(held):
            return False
        for node in walk(value):
            path = path_of(node)
            if path is not None and path[-2:] == ("request", "user"):
                return True
            call = call_of(node) if isinstance(node, cst.Call) else None
            if call is not None and set(words(call.name)) & _ASKING:
                return True
        return False

    # Properties

    def _same_named(self, name: str) -> Iterator[tuple[float, Path]]:
        """The attribute of the same name of a record, of what was parsed, of what was handed in.

        A column of another record is taken for what it is only where it is an id: the title of a
        folder is not that of a document.
        """
        users = {path[0] for _, path in self._users if len(path) == 1}
        for held in self._values.names:
            if held.name in users or held.name in _SESSIONS:
                continue  # who asks has a name and an address too, and they are no part of this
            for path in self._values.read:
                if path[0] == held.name and len(path) == 2 and _part_is(path[1], name):
                    yield 8, path
            for path, found in self._objects(held):
                if found.member(name) is None or found.kind in ("any", "unknown"):
                    continue
                about = any(self._is_entity(held, base) for base in self._bases)
                if found.model and len(path) == 1 and about:
                    yield 5.5, (*path, name)
                elif found.model and len(path) == 1 and self._is_written(held):
                    yield 6, (*path, name)
                elif not found.model:
                    yield 7 + 0.1 * len(path), (*path, name)
                elif is_id(name):
                    yield 9, (*path, name)

    def _objects(self, held: Held) -> Iterator[tuple[Path, Type]]:
        """A name, and what lies in it, as far as it is an object whose attributes are known."""
        stack: list[tuple[Path, Type]] = [((held.name,), held.type)]
        while stack:
            path, found = stack.pop()
            if found.kind != "record" or found.lookup is None or found.optional:
                continue
            yield path, found
            if len(path) < _DEEPEST:
                for key in found.keys:
                    inner = found.member(key)
                    if inner is not None and inner.kind == "record":
                        stack.append(((*path, key), inner))


def snake(name: str) -> str:
    """`documentId` and `document_id` as `document_id`."""
    return "_".join(words(name))


def is_id(name: str) -> bool:
    """Whether a property is called like an id."""
    return words(name)[-1:] == ("id",)


def base_of(name: str) -> str:
    """What `document_id` is the id of."""
    return snake(name).removesuffix("_id")


def is_of(name: str, base: str) -> bool:
    """Whether a class of this name is what `document_id` is the id of."""
    wanted, known = (naming.kebab(each).replace("-", "") for each in (base, name))
    known = known.removesuffix("model") or known
    return wanted in naming.singulars(known)


def _makes(made: Made, base: str) -> bool:
    if made.model is not None and made.model.name is not None:
        return is_of(made.model.name, base)
    call = call_of(made.call)
    return call is not None and base in snake(call.name)


def _is_user(held: Held) -> bool:
    return held.type.model and (held.type.name or "").lower() in ("user", "account", "profile")


def _part_is(part: str, name: str) -> bool:
    return snake(part.strip("[]\"'")) == name


def _snakes(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(snake(each) for each in names))
