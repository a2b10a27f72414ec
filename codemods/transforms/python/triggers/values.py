"""What there is at a place to be sent: the names in scope, what they lead to, what was written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct
from msgspec.structs import replace

from codemods.syntax.naming import words
from codemods.syntax.python.bindings import Definition
from codemods.syntax.python.calls import call_of, walk
from codemods.syntax.python.paths import Path, key_of, path_of
from codemods.transforms.python.triggers import effects
from codemods.transforms.python.triggers.inference import Inference
from codemods.transforms.python.triggers.model import Place
from codemods.transforms.python.triggers.names import Defined
from codemods.transforms.python.triggers.types import Type

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_VALUES = frozenset({"parameter", "assigned", "loop", "with"})
# What modules import and handlers read from: Flask's, by the package that has it.
_GLOBALS = {"flask.g": "g", "flask.session": "session", "flask_login.current_user": "current_user"}
# What Flask-Login's user has where nobody is signed in, too.
_OF_ANYBODY = frozenset({"is_authenticated", "is_anonymous", "is_active", "get_id"})


class Held(Struct, frozen=True, eq=False):
    """A name that may be used at a place, and what it holds there.

    definitions: what may have bound it; none of them of a name that the module imports
    """

    name: str
    type: Type
    definitions: tuple[Definition, ...]

    @property
    def is_parameter(self) -> bool:
        """Whether it was handed in."""
        return any(each.kind == "parameter" for each in self.definitions)

    @property
    def value(self) -> cst.BaseExpression | None:
        """The one expression that it was given, or None."""
        return self.definitions[0].value if len(self.definitions) == 1 else None


class Made(Struct, frozen=True, eq=False):
    """A record that was made on the way: of which class, and what its columns were given.

    model: None where the call does not say it
    given: column → path, only of what is a path
    """

    model: Type | None
    call: cst.Call
    given: dict[str, Path]


class Values:
    """Everything at one place of one handler."""

    def __init__(self, project: Project, place: Place) -> None:
        self.project = project
        self.place = place
        self.handler = place.handler
        self.source = place.handler.source
        self.state = place.point.state
        self.inference = Inference(project, place.handler)

    @cached_property
    def names(self) -> tuple[Held, ...]:
        """The names that are bound on every way to the place, the last bound first."""
        found = []
        for name, definitions in reversed(self.state.names.items()):
            known = tuple(each for each in definitions if each is not None)
            if len(known) < len(definitions) or any(e.kind not in _VALUES for e in known):
                continue
            if name == "_" or (name in ("self", "cls") and self.handler.owner is not None):
                continue
            found.append(Held(name, self.inference.held(name, self.state), known))
        return (*found, *self._imported())

    def named(self, name: str) -> Held | None:
        """The name in scope, or None."""
        return next((each for each in self.names if each.name == name), None)

    def reach(self, path: Path) -> Type | None:
        """The type of what a path leads to, where it surely is there; None where it may not be.

        Of what has no type that is known, only what the handler itself reads is there.
        """
        first = self._root(path[0])
        if first is None:
            return None
        found = first
        for end in range(2, len(path) + 1):
            reached = path[:end]
            if found.optional and found.kind != "unknown":
                return None
            is_known = found.kind == "record" and found.lookup is not None
            if is_known and key_of(reached[-1]) is None and found.member(reached[-1]) is None:
                return None
            before, found = found, self.inference.at(self.source, reached, self.state)
            unknown = before.kind in ("unknown", "any", "json", "dict", "other") or (
                before.kind == "record" and found.kind == "unknown"
            )
            if unknown and reached not in self.read and reached not in self._told:
                return None
            if before.model and end > 2 and self.handler.is_async and path[:2] not in self.read:
                return None  # what another table has would be looked up, which cannot be awaited
        if found.kind == "unknown":
            found = self._told.get(path, found)
        return self._asked(path, found)

    def _asked(self, path: Path, found: Type) -> Type:
        """Who asks has an id only where it is sure that somebody is signed in."""
        if path[0] == "current_user" and len(path) > 1 and self.named(path[0]) is not None:
            return found if self._is_somebody(path) else replace(found, kind="none", optional=True)
        at = next((i for i, part in enumerate(path) if part == "user" and i > 0), None)
        if self.handler.framework != "django" or at is None or path[at - 1] != "request":
            return found
        if self.is_signed_in or (*path[: at + 1], "is_authenticated") in self.state.facts:
            return found
        return found.maybe() if found.kind != "unknown" else replace(found, kind="none")

    def _is_somebody(self, path: Path) -> bool:
        """Whether Flask-Login's `current_user` is a user: the handler says so, or relies on it."""
        if self.state.names.get("current_user") is not None or self.is_signed_in:
            return True
        if ("current_user", "is_authenticated") in self.state.facts:
            return True
        return any(
            each[0] == path[0] and len(each) > 1 and each[1] not in _OF_ANYBODY
            for each in self.read
        )

    @cached_property
    def is_signed_in(self) -> bool:
        """Whether the handler's decorators or its class let only those in who have signed in."""
        return signed_in(self.place.handler.function, self.handler.owner)

    @cached_property
    def read(self) -> frozenset[Path]:
        """The paths that the handler reads before the place, or in the statement behind it."""
        last = self.place.point.before
        end = self.source.span(last)[1] if last is not None else self.place.byte
        found: set[Path] = set()
        for node in walk(self.handler.function.body):
            if not isinstance(node, (cst.Attribute, cst.Subscript)):
                continue
            path = path_of(node)
            if path is not None and self.source.span(node)[1] <= end:
                found.update(path[:length] for length in range(2, len(path) + 1))
        return frozenset(found)

    @cached_property
    def made(self) -> tuple[Made, ...]:
        """The records that surely were made on the way to the place."""
        return tuple(each for call in self.state.done if (each := self._made(call)) is not None)

    @cached_property
    def _told(self) -> dict[Path, Type]:
        """What paths must be, as a record that is made is given them for a required column."""
        found: dict[Path, Type] = {}
        for each in self.made:
            for column, path in each.given.items():
                kind = each.model.member(column) if each.model is not None else None
                if kind is not None and not kind.optional and kind.kind != "record":
                    found[path] = kind
        return found

    def is_made(self, held: Held) -> bool:
        """Whether a name holds a record that the handler makes."""
        return any(
            each.value is not None
            and any(isinstance(n, cst.Call) and self._made(n) is not None for n in walk(each.value))
            for each in held.definitions
        )

    def is_saved(self, held: Held) -> bool:
        """Whether a form or a serializer has surely been saved."""
        return any(
            each.target == held.name and each.kind == "write"
            for each in effects.effects_of(self.state.done)
        )

    def is_changed(self, held: Held) -> bool:
        """Whether the handler changes the record that a name holds."""
        if any(
            each.target == held.name and each.kind in ("write", "add", "refresh")
            for each in effects.effects_of((*self.state.done, *self.state.maybe))
        ):
            return True
        return any(
            isinstance(node, cst.AssignTarget)
            and (path := path_of(node.target)) is not None
            and len(path) == 2
            and path[0] == held.name
            for node in walk(self.handler.function.body)
        )

    def is_there(self, path: Path) -> bool:
        """Whether an attribute of a record can be read at the place.

        Not the key of one that the database has not given it yet, or that Django has deleted; not
        what an AsyncSession would have to read again.
        """
        held = self.named(path[0])
        if held is None or held.type.kind != "record" or len(path) < 2:
            return True
        if path[1] == held.type.key and effects.deleted(self.state, held.name):
            return False
        if not any(path[0] == each.target for each in self._added()):
            return not self.is_expired(held)
        given = {column for each in self.made for column in each.given}
        if effects.unflushed(self.state, path[0]) and path[1] not in given:
            return False
        return not self.is_expired(held)

    def is_expired(self, held: Held) -> bool:
        """Whether an AsyncSession would have to read a record again, as it was committed since."""
        if not self.handler.is_async or not held.type.model or self._keeps_after_commit:
            return False
        if effects.expired(self.state, held.name):
            commits = [e.call for e in effects.effects_of(self.state.done) if e.kind == "commit"]
        else:
            commits = [call for call in self.state.done if self._commits(call)]
            if not commits:
                return False
        after = self.source.span(commits[-1])[1] if commits else 0
        if held.value is not None and any(node in commits for node in walk(held.value)):
            return False  # what the function that commits gives back
        return not self._is_used_after(held.name, after)

    def _commits(self, call: cst.Call) -> bool:
        """Whether it is a function of the project, in which a session is committed."""
        path = path_of(call.func)
        found = self.inference.names.of(self.source, path) if path is not None else None
        if not isinstance(found, Defined) or not isinstance(found.node, cst.FunctionDef):
            return False
        return ".commit(" in found.source.text(found.node)

    def _is_used_after(self, name: str, byte: int) -> bool:
        """Whether the handler itself uses a record behind an offset, and so relies on it."""
        return any(
            isinstance(node, cst.Name)
            and node.value == name
            and self.source.span(node)[0] > byte
            and not self._is_refreshed(node)
            for node in walk(self.handler.function.body)
        )

    def _is_refreshed(self, node: cst.Name) -> bool:
        call = self.source.parent(self.source.parent(node) or node)
        effect = effects.effect_of(call) if isinstance(call, cst.Call) else None
        return effect is not None and effect.kind in ("refresh", "add")

    @cached_property
    def _keeps_after_commit(self) -> bool:
        """Whether the project's sessions keep what they have read: `expire_on_commit=False`."""
        needle = b"expire_on_commit=False"
        return any(
            needle in (self.project.files.read(path) or b"")
            for path in self.project.files.python_sources()
        )

    def _added(self) -> list[effects.Effect]:
        return [
            each
            for each in effects.effects_of((*self.state.done, *self.state.maybe))
            if each.kind == "add"
        ]

    def _made(self, node: cst.Call) -> Made | None:
        call = call_of(node)
        if call is None:
            return None
        model = self.inference.of(self.source, node, self.state).awaited
        own = self.inference.of_class(self.source, node.func)
        effect = effects.effect_of(node)
        is_made = effect is not None and effect.made and effect.kind != "add"
        if not is_made and (own is None or not own.model):
            return None
        if own is not None and not own.model:
            return None
        model = model.elements[0] if model.kind == "tuple" and model.elements else model
        given = {
            each.keyword.value: path
            for each in node.args
            if each.keyword is not None and (path := path_of(each.value)) is not None
        }
        is_record = model.kind == "record" and model.model
        return Made(model if is_record else None, node, given if is_record else {})

    def _root(self, name: str) -> Type | None:
        if name in ("self", "cls"):
            known = self.state.names.get(name)
            return self.inference.held(name, self.state) if known is not None else None
        held = self.named(name)
        return held.type if held is not None else None

    def _imported(self) -> Iterator[Held]:
        """`current_user`, `g` and `session` of Flask's packages, where the module has them."""
        for dotted, name in _GLOBALS.items():
            if name in self.state.names or name not in self.source.outline.imports:
                continue
            if self.inference.names.external(self.source, (name,)) == dotted:
                kind = self.inference.at(self.source, (name,), self.state)
                yield Held(name, kind, ())


def signed_in(function: cst.FunctionDef, owner: cst.ClassDef | None) -> bool:
    """Whether a view of Django or Flask says that whoever asks has signed in."""
    for each in (*function.decorators, *(owner.decorators if owner is not None else ())):
        text = cst.Module([]).code_for_node(each.decorator)
        if {"login", "authenticated", "permission", "auth"} & set(words(text)):
            return True
    if owner is None:
        return False
    if any("Required" in _code(base.value) for base in owner.bases):
        return True  # `LoginRequiredMixin`, `PermissionRequiredMixin`
    return any(
        isinstance(each, cst.Assign)
        and _code(each.targets[0].target) == "permission_classes"
        and {"authenticated", "admin"} & set(words(_code(each.value)))
        for line in owner.body.body
        for each in (line.body if isinstance(line, cst.SimpleStatementLine) else ())
    )


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)
