"""The expressions in scope that may be a property of the event's data, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax import naming
from codemods.syntax.nodes import walk
from codemods.syntax.prisma import Model
from codemods.transforms.triggers.bindings import Binding
from codemods.transforms.triggers.handed_in import is_handed_in, is_looked_up
from codemods.transforms.triggers.libraries import is_account
from codemods.transforms.triggers.narrowing import Path
from codemods.transforms.triggers.types import Type
from codemods.transforms.triggers.values import Values

_MOST_HOPS = 4
_HANDED_IN = 3.9
_MAKING = frozenset({"create", "insert"})
_DEEPEST = 3  # properties that a value is looked for behind

# What the person who asks, and the session, are called.
_USERS = ("user", "currentUser", "authUser", "dbUser", "me", "viewer", "actor", "caller")
_SESSIONS = ("session", "auth", "ctx", "context", "authResult", "authContext", "a", "result")
_ORGANIZATIONS = ("organization", "org", "organisation", "workspace", "team", "tenant", "company")
_MEMBERSHIPS = ("membership", "member", "organizationMember", "orgMember", "userOrganization")
# Functions that give who asks, by their usual names.
_ASKING = (
    "auth",
    "session",
    "currentuser",
    "requireuser",
    "getuser",
    "requireauth",
    "authenticate",
    "requireadmin",
    "viewer",
)
# The same, where what they give is called a user already.
_GIVING_USERS = (*_ASKING, "require", "caller", "verif", "ensure", "identify", "guard")


class Candidate(Struct, frozen=True):
    """An expression: a name, and the properties from it on. The lower the rank the better."""

    path: Path
    type: Type
    rank: float

    @property
    def text(self) -> str:
        """As it is written."""
        return ".".join(self.path)


class Candidates:
    """Finds them at one place."""

    def __init__(self, values: Values, names: tuple[str, ...] = ()) -> None:
        """`names` are all properties that are asked for: they tell which records it is about."""
        self._values = values
        self._bases = [_base(name) for name in names if _is_id(name)]
        keys = values.project.config.keys
        self._organization, self._user = keys.organization, keys.user
        others = [name for name in names if _is_id(name)]
        # An event with no id but the two keys is about that very user: `userId` is the record's.
        self._is_about_another = bool({*others} - {*self._organization, *self._user})

    def of(self, name: str) -> list[Candidate]:
        """Those of a property of the event's data, the best first, each expression once."""
        found: dict[Path, Candidate] = {}
        for rank, path in self._paths(name):
            reached = self._values.reach(path)
            if reached is None:
                continue
            known = found.get(path)
            if known is None or rank < known.rank:
                found[path] = Candidate(path, reached, rank)
        return sorted(found.values(), key=lambda each: each.rank)

    def _paths(self, name: str) -> Iterator[tuple[float, Path]]:
        if name in self._user and not self._is_about_another:
            changed = [path for model, path in self._values.written_ids if _is_of(model, "user")]
            if changed:  # the event is about the very user that is changed, whoever asks
                yield from ((0, path) for path in changed if path is not None)
                return
            made = {w.method for w in self._values.all_writes if _is_of(w.target, "user")}
            users = [each for each in self._values.bindings if self._is_entity(each, "user")]
            if made & _MAKING and users:
                yield from ((0 if self._is_written(e) else 0.5, (e.name, "id")) for e in users)
                return
        for rank, path in self._told(name):
            held = self._values.named(path[0])
            named = held is not None and is_handed_in(self._values, held)
            # Whose record it is, which the request names, says less than who asks.
            yield (_HANDED_IN if named and self._is_who_asks(name) else rank), path
        if name in self._organization:
            yield from self._of_organization()
        if name in self._user:
            yield from self._of_user()
        if _is_id(name):
            yield from self._of_entity(name)
        yield from self._same_named(name)

    def _is_who_asks(self, name: str) -> bool:
        """Whether a property is the user who asks, not one that the event is about."""
        return name in self._user and self._is_about_another

    def _told(self, name: str) -> Iterator[tuple[float, Path]]:
        """What the program itself calls by the property's name."""
        if self._is_column_of_its_own(name):
            return
        yield from self._as_stored(name)
        held = self._values.named(name)
        if held is not None and not self._is_of_another(name, held):
            yield 0, (name,)

    def _is_of_another(self, name: str, held: Binding) -> bool:
        """Whether a name is an id that the request says, where the handler makes a new record.

        `documentId` of the request is the id of what is copied, not that of the copy.
        """
        if name in (*self._organization, *self._user) or not _is_id(name):
            return False
        if held.declared.kind == "let" or not is_handed_in(self._values, held):
            return False
        done = {
            write.method for write in self._values.all_writes if _is_of(write.target, _base(name))
        }
        return bool(done) and done <= _MAKING

    def _is_column_of_its_own(self, name: str) -> bool:
        """Whether the record has a column like this besides its id: a `documentId` of a Document.

        The event's `documentId` is the record's id, and what goes by that name is another thing.
        """
        schema = self._values.project.schema
        if schema is None or not _is_id(name) or name in (*self._organization, *self._user):
            return False
        model = next((each for each in schema.models if _names(each, _base(name))), None)
        if model is None or model.id_field is None or model.field(name) is None:
            return False
        return model.id_field.name != name

    # Ids

    def _as_stored(self, name: str) -> Iterator[tuple[float, Path]]:
        """What the handler itself gives the column of this name of the record that it creates."""
        paths = {write.given[name] for write in self._values.writes if name in write.given}
        if len(paths) == 1:
            yield -1, paths.pop()

    def _of_entity(self, name: str) -> Iterator[tuple[float, Path]]:
        """`documentId` of a record of the model Document, or that is called `document`."""
        base = _base(name)
        if name == "id":
            created = self._created
            if len(created) == 1:
                yield from self._id_of(created[0], 1)
            return
        for held in self._values.bindings:
            if name in self._user and not self._is_written(held):
                continue  # that is a question of who asks
            if self._is_entity(held, base):
                rank = _HANDED_IN if self._is_who_asks(name) else 1
                rank += 0.2 if held.name in self._written_again else 0
                found = 2 if self._is_changed(held, base) else 2.8
                yield from self._id_of(held, rank if self._is_written(held) else found)
            yield from (
                (3 + 0.1 * len(path), (*path, "id"))
                for path, _ in self._objects(held)
                if len(path) > 1 and path[-1] == base
            )
        for model, changed in self._values.written_ids:
            if changed is not None and _is_of(model, base):
                yield _HANDED_IN if self._is_who_asks(name) else 2.5, changed

    def _is_changed(self, held: Binding, base: str) -> bool:
        """Whether a record that was found is the one that is changed, where one surely is."""
        ids = [path for model, path in self._values.written_ids if path and _is_of(model, base)]
        value = held.declared.value
        text = self._values.source.text(value) if value is not None else ""
        used = (rf"\b{re.escape('.'.join(path))}\b" for path in ids)
        return (
            not ids or any(p[0] == held.name for p in ids) or any(re.search(u, text) for u in used)
        )

    @cached_property
    def _written_again(self) -> frozenset[str]:
        """The names of records that a later query finds by their id, and writes again."""
        return frozenset(
            path[0]
            for write in self._values.writes
            for column, path in write.where.items()
            if write.model.id_field is not None and write.model.id_field.name == column
        )

    def _id_of(self, held: Binding, rank: float) -> Iterator[tuple[float, Path]]:
        schema = self._values.project.schema
        model = schema.model(held.type.model) if schema and held.type.model else None
        id_field = model.id_field if model is not None else None
        yield rank, (held.name, id_field.name if id_field is not None else "id")

    def _is_entity(self, held: Binding, base: str) -> bool:
        if held.type.kind != "object":
            return False
        if held.type.model is not None:
            schema = self._values.project.schema
            model = schema.model(held.type.model) if schema is not None else None
            if model is not None:
                return _names(model, base)
        wanted = naming.kebab(base)
        if held.type.text and naming.kebab(held.name) != wanted:
            return wanted in naming.singulars(naming.kebab(held.type.text))
        return wanted == naming.kebab(held.name)

    @cached_property
    def _created(self) -> list[Binding]:
        """The records that a query before the place has written."""
        return [held for held in self._values.bindings if self._is_written(held)]

    def _is_written(self, held: Binding) -> bool:
        return held.type.kind == "object" and self._values.writes_records(held.declared.value)

    # Who asks

    def _of_organization(self) -> Iterator[tuple[float, Path]]:
        keys = dict.fromkeys((*self._organization, "organizationId", "orgId"))
        for other in keys:
            yield 1, (other,)
        for user in self._users:
            yield from ((2, (user.name, part, "id")) for part in _ORGANIZATIONS[:3])
            yield from ((2.1, (user.name, key)) for key in keys)
        for name in _ORGANIZATIONS:
            held = self._values.named(name)
            if held is not None and not self._is_written(held):
                yield 2.2, (name, "id")
        for name in _SESSIONS:
            yield from ((3, (name, "user", key)) for key in keys)
            yield from ((3, (name, "user", part, "id")) for part in _ORGANIZATIONS[:3])
            yield from ((3.2, (name, key)) for key in keys)
            yield from ((3.3, (name, "session", key)) for key in (*keys, "activeOrganizationId"))
            yield from ((3.4, (name, "session", "user", key)) for key in keys)
        for name in _MEMBERSHIPS:
            yield from ((3.6, (name, key)) for key in keys)
        yield from self._columns(keys)
        for held in self._values.bindings:
            if held.type.model is None:
                yield from ((5, (held.name, key)) for key in keys)

    def _of_user(self) -> Iterator[tuple[float, Path]]:
        keys = self._user
        for user in self._users:
            yield 2 if _is_user(user) else 2.5, (user.name, "id")
        for name in _SESSIONS:
            yield from ((3, (name, user, "id")) for user in _USERS)
            yield from ((3.2, (name, key)) for key in keys)
            yield 3.4, (name, "session", "user", "id")
            yield from ((3.5, (name, "session", key)) for key in keys)
        for held in self._values.bindings:
            member = held.type.member("user") if held.type.kind == "object" else None
            if member is not None and is_account(member):
                yield 3.1, (held.name, "user", "id")
            if self._asks(held.declared.value):
                yield from ((3.6, (held.name, key)) for key in keys)
        for name in _MEMBERSHIPS:
            yield from ((3.8, (name, key)) for key in keys)
        yield from self._columns(keys)

    def _columns(self, keys: Iterable[str]) -> Iterator[tuple[float, Path]]:
        """The columns of these names of what was written, first of what it is about."""
        for held in self._created:
            rank = 4 if held in self._subjects else 4.2
            yield from ((rank, (held.name, key)) for key in keys)

    @cached_property
    def _subjects(self) -> list[Binding]:
        """The records that the event is about: whose ids it carries."""
        return [
            held
            for held in self._values.bindings
            if any(self._is_entity(held, base) for base in self._bases)
        ]

    @cached_property
    def _users(self) -> list[Binding]:
        """The names that hold who asks: called so, and made from what signs in."""
        return [
            held
            for held in self._values.bindings
            if (held.name in _USERS or _is_user(held) or (held.type.text or "").endswith("User"))
            and held.type.kind in ("object", "union", "any", "unknown")
            and not is_looked_up(self._values, held)
            and (
                held.declared.kind == "parameter"
                or is_account(held.type)
                or self._asks(held.declared.value, _GIVING_USERS)
            )
        ]

    def _asks(self, value: Node | None, words: tuple[str, ...] = _ASKING, hops: int = 0) -> bool:
        """Whether an expression is made from what says who asks: a call with one of these words."""
        if value is None or hops > _MOST_HOPS:
            return False
        source = self._values.source
        for node in walk(value):
            if node.type == "call_expression":
                callee = node.child_by_field_name("function")
                text = source.text(callee).lower() if callee is not None else ""
                if any(word in text.replace("_", "") for word in words):
                    return True
            elif node.type in ("identifier", "shorthand_property_identifier"):
                name = source.text(node)
                if name in ("session", "ctx"):
                    return True
                held = self._values.named(name)
                inner = held.declared.value if held is not None else None
                if inner is not None and inner != value and self._asks(inner, words, hops + 1):
                    return True
        return False

    # Properties

    def _same_named(self, name: str) -> Iterator[tuple[float, Path]]:
        """The property of the same name of a record, of what was parsed, of what was handed in.

        A column of another record is taken for what it is only where it is an id: the title of a
        folder is not that of a document.
        """
        for held in self._values.bindings:
            if held.type.kind in ("any", "unknown"):
                yield 8, (held.name, name)
                continue
            if held in self._users or held.name in _SESSIONS:
                continue  # who asks has a name and an address too, and they are no part of this
            for path, found in self._objects(held):
                if found.member(name) is None:
                    continue
                if len(path) == 1 and held in self._subjects:
                    yield 5.5, (*path, name)
                elif len(path) == 1 and held in self._created:
                    yield 6, (*path, name)
                elif found.model is None:
                    yield 7 + 0.1 * len(path), (*path, name)
                elif _is_id(name):
                    yield 9, (*path, name)

    def _objects(self, held: Binding) -> Iterator[tuple[Path, Type]]:
        """A name, and what lies in it, as far as it is an object whose properties are known."""
        stack: list[tuple[Path, Type]] = [((held.name,), held.type)]
        while stack:
            path, found = stack.pop()
            if found.kind not in ("object", "union"):
                continue
            yield path, found
            if len(path) < _DEEPEST:
                for key in _keys(found):
                    inner = self._values.reach((*path, key))
                    if inner is not None and inner.kind == "object":
                        stack.append(((*path, key), inner))


def _is_id(name: str) -> bool:
    return name == "id" or name.endswith(("Id", "_id"))


def _base(name: str) -> str:
    """What `documentId` and `document_id` are the ids of."""
    return name.removesuffix("_id") if name.endswith("_id") else name.removesuffix("Id")


def _is_user(held: Binding) -> bool:
    """Whether it is a user of the project's own database."""
    return held.type.model is not None and held.type.model.lower() in ("user", "users")


def _keys(found: Type) -> tuple[str, ...]:
    if found.kind == "union":
        return tuple(dict.fromkeys(key for each in found.variants for key in each.keys or ()))
    return found.keys or ()


def _names(model: Model, base: str) -> bool:
    """Whether the model is what `documentId` is the id of."""
    return _is_of(model.name, base)


def is_id_of(key: str, name: str) -> bool:
    """Whether a property is called like the id of a record of a model or a table."""
    return _is_id(key) and _is_of(name, _base(key))


def _is_of(name: str, base: str) -> bool:
    """Whether a model or a table of this name is what `documentId` is the id of."""
    wanted, name = (naming.kebab(each).replace("-", "") for each in (base, name))
    return wanted in naming.singulars(name)  # without hyphens: `hOSRecordId` of an HOSRecord
