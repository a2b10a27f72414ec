"""Whose ids a route needs: the organization and the person who asks."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from codemods.syntax import naming
from codemods.transforms.following.ids import Known, Wanted
from codemods.transforms.following.route_template import Held
from codemods.transforms.following.scope import Scope
from codemods.transforms.triggers.model import Field
from codemods.workspace.settings.config import Keys

_ORGANIZATION_KEYS = ("organizationId", "orgId")
_ORGANIZATION_WORDS = frozenset({"org", "organisation", "organization"})
_USER_KEYS = ("userId",)
_NAME = re.compile(r"[\w$]+")
_PLAIN = re.compile(r"[\w$]+(\.[\w$]+)*")

Who = Literal["organization", "user"]
_WHO: tuple[Who, ...] = ("organization", "user")


class Person(Struct, frozen=True):
    """An organization or a user.

    keys: what the event, the project's queries and its records call the id, the surest first
    kind: the type that the database wants of it
    """

    of: Who
    keys: tuple[str, ...]
    kind: str

    @property
    def wanted(self) -> Wanted:
        """What the opening of a handler is asked for."""
        return Wanted(self.keys, self.kind)


def people(
    keys: Keys, scope: Scope, fields: tuple[Field, ...], given: frozenset[str]
) -> tuple[Person, ...]:
    """Those whose ids the record is found by, or the event has to carry.

    given: the properties of the event whose expressions are given
    """
    found = []
    for of in _WHO:
        own = scope.of == of
        names = keys_of(keys, scope, of)
        carried = any(each.name in names and not each.optional for each in fields)
        if (own or carried) and not given.intersection(names):
            found.append(Person(of, names, scope.kind if own else "string"))
    return tuple(found)


def keys_of(keys: Keys, scope: Scope, of: Who) -> tuple[str, ...]:
    """What an id of such a person is called, the surest first."""
    own = (scope.column,) if scope.of == of else ()
    usual = (
        (*keys.organization, *_ORGANIZATION_KEYS)
        if of == "organization"
        else (*keys.user, *_USER_KEYS)
    )
    return tuple(dict.fromkeys((*own, *usual)))


def called_after(text: str, column: str) -> bool:
    """Whether an expression names what the column names: `user.organization.id`, `orgId`."""
    stem = set(naming.words(column.removesuffix("Id").removesuffix("_id")))
    said = set(naming.words(text.replace(".", " ").replace("?", " ")))
    if stem & _ORGANIZATION_WORDS and said & _ORGANIZATION_WORDS:
        return True
    return stem <= said


def held_given(key: str, text: str, taken: frozenset[str]) -> Held:
    """The same of an expression that was given, of which nothing is known."""
    if _NAME.fullmatch(text):
        return Held(text, None, tested=False)
    return Held(key if key not in taken else f"{key}OfRequest", text, tested=False)


def held(
    person: Person, known: Known, scope: Scope, taken: frozenset[str], *, inside: bool
) -> Held:
    """What the id is called in the route: as it is written, or by a name of its own.

    taken:  the names that there are already
    inside: whether it is used in a function of its own
    """
    # By an id that is not there a query would find everybody's; an event merely lacks it.
    tested = known.sure if scope.of == person.of else known.present
    plain = _PLAIN.fullmatch(known.text) is not None
    if plain and ("." not in known.text or (tested and (known.inside or not inside))):
        return Held(known.text, None, tested)
    name = person.keys[0] if person.keys[0] not in taken else f"{person.of}OfRequest"
    return Held(name, known.text, tested)
