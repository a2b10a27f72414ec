"""The types of what calls give: of the project's functions and classes, of queries, of builtins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from codemods.syntax.python.calls import call_of
from codemods.syntax.python.flow import State, flow_of
from codemods.syntax.python.paths import Path, path_of
from codemods.transforms.python.triggers.model import Handler
from codemods.transforms.python.triggers.names import Defined
from codemods.transforms.python.triggers.queries import result_of
from codemods.transforms.python.triggers.records import ACCOUNT
from codemods.transforms.python.triggers.types import (
    ANY,
    BOOL,
    DATETIME,
    FLOAT,
    INT,
    JSON,
    STR,
    UNKNOWN,
    UUID,
    Type,
    union,
)

if TYPE_CHECKING:
    from codemods.syntax.python.source import PythonSource
    from codemods.transforms.python.triggers.inference import Inference

_BUILTINS = {"str": STR, "int": INT, "float": FLOAT, "bool": BOOL, "len": INT, "repr": STR}
_CALLED = {
    "uuid.uuid4": UUID,
    "uuid.uuid1": UUID,
    "uuid.uuid7": UUID,
    "uuid.UUID": UUID,
    "datetime.datetime.now": DATETIME,
    "datetime.datetime.utcnow": DATETIME,
    "datetime.datetime.fromisoformat": DATETIME,
    "datetime.date.today": DATETIME,
    "django.utils.timezone.now": DATETIME,
    "json.loads": JSON,
    "json.dumps": STR,
    "secrets.token_hex": STR,
    "secrets.token_urlsafe": STR,
    "flask.url_for": STR,
    "flask_jwt_extended.get_jwt_identity": ANY,
}
_TEXT_METHODS = frozenset(
    {"strip", "lower", "upper", "title", "replace", "format", "removeprefix", "removesuffix"}
)
# What a request's body is parsed by: FastAPI, Flask, Django REST framework.
_PARSED = frozenset({"get_json", "json"})


class CallTypes:
    """Reads the types of calls; `inference` reads those of all other expressions."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def of(self, source: PythonSource, node: cst.Call, state: State, hops: int) -> Type:
        """The type of what a call gives, an awaitable where it gives one."""
        call = call_of(node)
        path = path_of(node.func)
        if call is None:
            return UNKNOWN
        if path is not None and path[0] not in state.names:
            by_name = self._by_name(source, path, hops)
            if by_name is not None:
                return by_name
        queried = result_of(call, lambda each: self._model(source, each, state))
        if queried is not None:
            return queried
        if call.receiver is None:
            return UNKNOWN
        if call.name in _PARSED and path is not None and path[-2:-1] == ("request",):
            return JSON
        owner = self._inference.of(source, call.receiver, state, hops + 1)
        return self._method(call.name, owner, node, hops)

    def _by_name(self, source: PythonSource, path: Path, hops: int) -> Type | None:
        meant = self._inference.names.of(source, path)
        if isinstance(meant, str):
            return _CALLED.get(meant)
        if meant is None:
            return _BUILTINS.get(path[0]) if len(path) == 1 else None
        if isinstance(meant.node, cst.ClassDef):
            return self._inference.records.of(meant)
        if isinstance(meant.node, cst.FunctionDef):
            return self._inference.returned(meant, hops + 1)
        return None

    def _method(self, name: str, owner: Type, node: cst.Call, hops: int) -> Type:
        match owner.kind:
            case "str" if name in _TEXT_METHODS:
                return STR
            case "datetime" if name in ("isoformat", "strftime"):
                return STR
            case "other" if owner.name == "texts" and name == "get":
                return STR.maybe() if len(node.args) == 1 else STR
            case "json" if name == "get":
                return JSON.maybe() if len(node.args) == 1 else JSON
            case "record":
                method = self._inference.records.method(owner, name)
                if method is not None:
                    kind = self._inference.returned(method, hops + 1)
                    return owner if _gives_itself(method) else kind
                if name in ("save", "asave"):
                    return self.saved(owner)
                return UNKNOWN
            case _:
                return UNKNOWN

    def saved(self, owner: Type) -> Type:
        """What a form or a serializer saves: the model that its `Meta` names."""
        node = owner.origin.node if owner.origin is not None else None
        if owner.origin is None or not isinstance(node, cst.ClassDef):
            return UNKNOWN
        for part in node.body.body:
            if not isinstance(part, cst.ClassDef) or part.name.value != "Meta":
                continue
            for line in part.body.body:
                for each in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                    if (
                        isinstance(each, cst.Assign)
                        and isinstance(each.targets[0].target, cst.Name)
                        and each.targets[0].target.value == "model"
                    ):
                        return self._model(owner.origin.source, each.value, State()) or UNKNOWN
        return UNKNOWN

    def _model(self, source: PythonSource, node: cst.BaseExpression, state: State) -> Type | None:
        """The record that an expression is the class of, None for any other expression."""
        path = path_of(node)
        if path is None or path[0] in state.names:
            return None
        meant = self._inference.names.of(source, path)
        if isinstance(meant, Defined) and isinstance(meant.node, cst.ClassDef):
            found = self._inference.records.of(meant)
            return found if found.kind == "record" and found.model else None
        return ACCOUNT if isinstance(meant, str) and meant.endswith("auth.models.User") else None

    def of_function(self, source: PythonSource, node: cst.FunctionDef, hops: int) -> Type:
        """What a function returns: as it says, else as its returns do."""
        if node.returns is not None:
            kind = self._inference.records.written.of(source, node.returns.annotation)
            # What `yield` gives is what FastAPI injects.
            return kind.elements[0] if kind.kind == "other" and kind.elements else kind
        if hops > 2:
            return UNKNOWN
        inner = self._inference.within(Handler("", source, node, None, "other"))
        ways = [way for way in flow_of(node, lambda _: False).ways if way.kind == "return"]
        found = [
            inner.of(source, way.node.value, way.point.state, hops + 2)
            for way in ways
            if way.node is not None and way.node.value is not None
        ]
        return union(found) if found else UNKNOWN


def _gives_itself(found: Defined) -> bool:
    node = found.node
    returns = node.returns if isinstance(node, cst.FunctionDef) else None
    path = path_of(returns.annotation) if returns is not None else None
    return path is not None and path[-1] == "Self"
