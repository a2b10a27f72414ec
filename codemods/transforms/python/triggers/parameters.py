"""What a handler's parameters are: by annotation, dependency, the path of the route, the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from codemods.syntax.python.bindings import Definition
from codemods.syntax.python.calls import call_of
from codemods.syntax.python.paths import path_of
from codemods.transforms.python.triggers.model import Handler
from codemods.transforms.python.triggers.names import Defined
from codemods.transforms.python.triggers.types import (
    FLOAT,
    INT,
    OTHER,
    STR,
    UNKNOWN,
    UUID,
    Type,
)

if TYPE_CHECKING:
    from codemods.transforms.python.triggers.inference import Inference

_CONVERTERS = {"int": INT, "float": FLOAT, "uuid": UUID, "string": STR, "path": STR, "slug": STR}


class ParameterTypes:
    """Reads the types of one handler's parameters; `inference` reads what they depend on."""

    def __init__(self, inference: Inference, handler: Handler) -> None:
        self._inference = inference
        self._handler = handler

    def of(self, found: Definition, hops: int) -> Type:
        """The type of a parameter of the handler."""
        handler = self._handler
        if found.index == -1:
            return OTHER
        if found.name in ("self", "cls") and handler.owner is not None:
            return self._self(handler)
        if found.annotation is not None:
            kind = self._inference.records.written.of(handler.source, found.annotation)
            by_default = found.value
            if kind.kind == "unknown" and by_default is not None:
                return self._depended(by_default, hops)
            if handler.framework == "django" and kind.name in ("HttpRequest", "WSGIRequest"):
                return Type("record", "HttpRequest")
            return kind
        if found.value is not None:
            return self._depended(found.value, hops)
        if found.name == "request" and handler.framework in ("django", "flask"):
            return Type("record", "HttpRequest")
        if handler.owner is not None and found.name in ("serializer", "form"):
            return self._declared_class(handler.owner, f"{found.name}_class")
        return self._path_parameter(found.name)

    def _declared_class(self, owner: cst.ClassDef, name: str) -> Type:
        """An object of the class that a view names as its `serializer_class` or `form_class`."""
        for line in owner.body.body:
            for each in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                if isinstance(each, cst.Assign) and path_of(each.targets[0].target) == (name,):
                    return self._inference.of_class(self._handler.source, each.value) or UNKNOWN
        return UNKNOWN

    def _self(self, handler: Handler) -> Type:
        own = (
            self._inference.records.of(Defined(handler.source, handler.owner))
            if handler.owner
            else UNKNOWN
        )
        if handler.framework != "django":
            return own
        request = Type("record", "HttpRequest")

        def lookup(name: str) -> Type | None:
            return request if name == "request" else own.member(name)

        return Type("record", own.name, lookup=lookup, origin=own.origin)

    def _depended(self, default: cst.BaseExpression, hops: int) -> Type:
        """`= Depends(get_current_user)`, of a parameter that has no annotation."""
        call = call_of(default)
        if call is None or call.name not in ("Depends", "Security"):
            return UNKNOWN
        given = call.argument(0, "dependency")
        path = path_of(given) if given is not None else None
        meant = self._inference.names.of(self._handler.source, path) if path is not None else None
        if not isinstance(meant, Defined):
            return UNKNOWN
        if isinstance(meant.node, cst.ClassDef):
            return self._inference.records.of(meant)
        return self._inference.returned(meant, hops + 1).awaited

    def _path_parameter(self, name: str) -> Type:
        """A parameter of the path, by its converter: `<int:document_id>`, `{document_id}`."""
        for each in self._handler.function.decorators:
            call = call_of(each.decorator)
            first = call.argument(0, "path") or call.argument(-1, "rule") if call else None
            text = first.evaluated_value if isinstance(first, cst.SimpleString) else None
            if not isinstance(text, str):
                continue
            for part in text.replace("{", "<").replace("}", ">").split("<")[1:]:
                inside = part.partition(">")[0]
                converter, colon, key = inside.rpartition(":")
                if self._handler.framework == "fastapi":
                    key, colon, converter = inside.partition(":")
                if key == name:
                    return _CONVERTERS.get(converter.partition("(")[0], STR) if colon else STR
        return UNKNOWN
