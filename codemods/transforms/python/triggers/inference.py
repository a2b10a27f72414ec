"""What is known of the types of a handler's expressions, at one state of its flow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import libcst as cst

from codemods.syntax.python.bindings import Definition
from codemods.syntax.python.flow import State
from codemods.syntax.python.paths import Path, key_of, path_of
from codemods.transforms.python.triggers.calls import CallTypes
from codemods.transforms.python.triggers.model import Handler
from codemods.transforms.python.triggers.names import Defined, Names
from codemods.transforms.python.triggers.parameters import ParameterTypes
from codemods.transforms.python.triggers.records import ACCOUNT, Records
from codemods.transforms.python.triggers.types import (
    BOOL,
    DICT,
    FLOAT,
    INT,
    JSON,
    NONE,
    OTHER,
    STR,
    UNKNOWN,
    Type,
    awaitable,
    listed,
    union,
)

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.python.source import PythonSource

_MOST_HOPS = 6

_REQUEST_TEXTS = frozenset({"form", "args", "POST", "GET", "headers", "cookies", "query_params"})


class Inference:
    """Reads the types of one handler's expressions."""

    def __init__(self, project: Project, handler: Handler) -> None:
        self._project = project
        self._handler = handler
        self.names = Names(project)
        self.records = Records(self.names)
        self._returned: dict[int, Type] = {}
        self._parameters = ParameterTypes(self, handler)
        self._calls = CallTypes(self)

    def within(self, handler: Handler) -> Inference:
        """The same for another function of the project, with what is known already."""
        inner = Inference(self._project, handler)
        inner.names, inner.records = self.names, self.records
        return inner

    def of(
        self, source: PythonSource, node: cst.BaseExpression, state: State, hops: int = 0
    ) -> Type:
        """The type of an expression where the state is what holds."""
        if hops > _MOST_HOPS:
            return UNKNOWN
        match node:
            case cst.SimpleString() | cst.FormattedString() | cst.ConcatenatedString():
                return OTHER if _is_bytes(node) else STR
            case cst.Integer():
                return INT
            case cst.Float():
                return FLOAT
            case cst.Comparison() | cst.UnaryOperation(operator=cst.Not()):
                return BOOL
            case cst.Dict() | cst.DictComp():
                return DICT
            case cst.List() | cst.ListComp() | cst.Set() | cst.SetComp():
                return listed(self._element(source, node, state, hops))
            case cst.Lambda():
                return OTHER
            case cst.Await():
                return self.of(source, node.expression, state, hops + 1).awaited
            case cst.NamedExpr():
                return self.of(source, node.value, state, hops + 1)
            case cst.IfExp():
                arms = (node.body, node.orelse)
                return union([self.of(source, arm, state, hops + 1) for arm in arms])
            case cst.BooleanOperation():
                left = self.of(source, node.left, state, hops + 1)
                right = self.of(source, node.right, state, hops + 1)
                is_or = isinstance(node.operator, cst.Or)
                return union([left.present(), right]) if is_or else UNKNOWN
            case cst.Call():
                return self._calls.of(source, node, state, hops)
            case cst.Name() | cst.Attribute() | cst.Subscript():
                return self._reached(source, node, state, hops)
            case _:
                return UNKNOWN

    def held(self, name: str, state: State, hops: int = 0) -> Type:
        """What a local name holds, guards included."""
        found = [
            self._defined(each, state, hops) if each is not None else UNKNOWN
            for each in state.names.get(name, (None,))
        ]
        kind = union(found)
        return kind.present() if (name,) in state.facts else kind

    def returned(self, found: Defined, hops: int = 0) -> Type:
        """What a function gives when it is called; what is awaited for it, of an async one."""
        function = found.node
        if not isinstance(function, cst.FunctionDef):
            return UNKNOWN
        known = self._returned.get(id(function))
        if known is None:
            self._returned[id(function)] = UNKNOWN  # for one that calls itself
            known = self._returned[id(function)] = self._calls.of_function(
                found.source, function, hops
            )
        return awaitable(known) if function.asynchronous is not None else known

    def of_class(self, source: PythonSource, node: cst.BaseExpression) -> Type | None:
        """The record that a class of the project makes, None for what is no such class."""
        path = path_of(node)
        meant = self.names.of(source, path) if path is not None else None
        if not isinstance(meant, Defined) or not isinstance(meant.node, cst.ClassDef):
            return None
        return self.records.of(meant)

    # Names

    def _reached(
        self, source: PythonSource, node: cst.BaseExpression, state: State, hops: int
    ) -> Type:
        path = path_of(node)
        if path is None:
            owner = getattr(node, "value", None)
            if isinstance(node, cst.Attribute) and isinstance(owner, cst.BaseExpression):
                return self.of(source, owner, state, hops + 1).member(node.attr.value) or UNKNOWN
            return UNKNOWN
        return self.at(source, path, state, hops)

    def at(self, source: PythonSource, path: Path, state: State, hops: int = 0) -> Type:
        """The type of what a path leads to, guards included; what lies on the way is taken as
        present."""
        if path == ("None",):
            return NONE
        if path in (("True",), ("False",)):
            return BOOL
        found = self._first(source, path[0], state, hops)
        for end in range(2, len(path) + 1):
            found = self._part(found, path[:end])
            if path[:end] in state.facts:
                found = found.present() if found.kind != "unknown" else found
        return found

    def _part(self, owner: Type, path: Path) -> Type:
        key = key_of(path[-1])
        if key is not None:
            match owner.kind:
                case "json":
                    return JSON
                case "list":
                    return owner.element
                case "other" if owner.name == "texts":
                    return STR
                case _:
                    return UNKNOWN
        if owner.kind == "record" and path[-1] == "instance":
            saved = self._calls.saved(owner)
            if saved.kind != "unknown":
                return saved
        if owner.kind == "record" and owner.name in ("Request", "HttpRequest"):
            return self._of_request(path)
        return owner.member(path[-1]) or UNKNOWN

    def _of_request(self, path: Path) -> Type:
        match path[-1]:
            case "user":
                return self.account() if self._handler.framework == "django" else UNKNOWN
            case "data" | "json":
                return JSON
            case name if name in _REQUEST_TEXTS:
                return Type("other", "texts")
            case "method" | "path":
                return STR
            case _:
                return UNKNOWN

    def account(self) -> Type:
        """Django's user: the project's own class where it has one."""
        own = self._subclass(b"AbstractUser", "AbstractUser")
        return own or self._subclass(b"AbstractBaseUser", "AbstractBaseUser") or ACCOUNT

    def _subclass(self, needle: bytes, base: str) -> Type | None:
        """The one class of the project that derives from a package's; None where several do."""
        found = []
        for path in self._project.files.python_mentions(needle):
            source = self._project.python(path)
            for declared in source.outline.declarations.values():
                node = declared[-1].node
                if isinstance(node, cst.ClassDef):
                    kind = self.records.of(Defined(source, node))
                    if base in self.records.bases(kind):
                        found.append(kind)
        return found[0] if len(found) == 1 else None

    def _first(self, source: PythonSource, name: str, state: State, hops: int) -> Type:
        if name in state.names:
            return self.held(name, state, hops)
        return self._outer(source, name, hops)

    def _outer(self, source: PythonSource, name: str, hops: int) -> Type:
        """What a name of the module holds."""
        meant = self.names.of(source, (name,))
        if isinstance(meant, str):
            if meant == "flask.request":
                return Type("record", "Request")
            if meant == "flask_login.current_user":
                return self._subclass(b"UserMixin", "UserMixin") or UNKNOWN
            return UNKNOWN if not meant.startswith("logging") else OTHER
        if meant is None:
            return UNKNOWN
        if meant.value is not None:
            return self.of(meant.source, meant.value, State(), hops + 1)
        return OTHER if isinstance(meant.node, (cst.FunctionDef, cst.ClassDef)) else UNKNOWN

    # Definitions

    def _defined(self, found: Definition, state: State, hops: int) -> Type:
        source = self._handler.source
        if found.kind == "parameter":
            return self._parameters.of(found, hops)
        if found.annotation is not None:
            return self.records.written.of(source, found.annotation)
        if found.kind in ("function", "class", "error", "import"):
            return OTHER
        if found.value is None or hops > _MOST_HOPS:
            return UNKNOWN
        kind = self.of(source, found.value, _without(state, found.name), hops + 1)
        if found.kind == "loop":
            kind = kind.element
        elif found.kind == "with":
            kind = kind.awaited
        if found.index is None:
            return kind
        if kind.kind == "tuple" and 0 <= found.index < len(kind.elements):
            return kind.elements[found.index]
        return UNKNOWN

    def _element(
        self, source: PythonSource, node: cst.BaseExpression, state: State, hops: int
    ) -> Type:
        if isinstance(node, cst.ListComp):
            return UNKNOWN
        elements: Iterable[cst.BaseElement] = getattr(node, "elements", ())
        return union([self.of(source, each.value, state, hops + 1) for each in elements])


def _without(state: State, name: str) -> State:
    """The state as it was before a name was bound to what is made of itself."""
    if name not in state.names:
        return state
    names = {key: found for key, found in state.names.items() if key != name}
    return State(names, state.facts, state.done, state.maybe)


def _is_bytes(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.SimpleString) and "b" in node.prefix.lower()
