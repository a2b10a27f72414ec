"""Whether what a handler gives back is a success, as far as the text says."""

from __future__ import annotations

import re
from http import HTTPStatus

import libcst as cst

from codemods.syntax.python.calls import call_of
from codemods.syntax.python.flow import Way
from codemods.syntax.python.paths import path_of
from codemods.transforms.python.triggers.model import Handler
from codemods.transforms.triggers.wording import BAD_WORDS, Outcome, words_of

# Where a response takes its status by place, from 0; the others take it by name alone.
_RESPONSES = {
    "Response": 1,
    "JSONResponse": 1,
    "ORJSONResponse": 1,
    "UJSONResponse": 1,
    "HTMLResponse": 1,
    "PlainTextResponse": 1,
    "StreamingResponse": 1,
    "FileResponse": 1,
    "HttpResponse": 2,
    "JsonResponse": -1,
    "make_response": 1,
}
_ERRORS = frozenset(
    {
        "HttpResponseBadRequest",
        "HttpResponseForbidden",
        "HttpResponseNotFound",
        "HttpResponseNotAllowed",
        "HttpResponseGone",
        "HttpResponseServerError",
    }
)
_MOVES = frozenset({"redirect", "RedirectResponse", "HttpResponseRedirect"})
_PAGES = frozenset({"render", "render_template", "TemplateResponse"})
_AWAY = frozenset({"login", "signin", "denied", "error", "forbidden", "unauthorized", "auth"})
_ERROR_KEYS = frozenset({"error", "errors", "detail", "message", "msg", "status", "code", "ok"})
_ERROR_WORDS = frozenset({"error", "errors"})
_STATUS_NAME = re.compile(r"HTTP_(\d{3})(_|$)")
_MOST_HOPS = 4


def outcome_of(handler: Handler, way: Way) -> Outcome:
    """The outcome of a way out of a handler."""
    caught = (cst.ExceptHandler, cst.ExceptStarHandler)
    if any(isinstance(each, caught) for each in way.point.around):
        return "error"
    if way.node is None:
        return "success"
    value = way.node.value
    if value is None or (isinstance(value, cst.Name) and value.value == "None"):
        return "success" if handler.framework == "fastapi" else "unclear"
    return _Reader(handler, way).of(value)


class _Reader:
    def __init__(self, handler: Handler, way: Way) -> None:
        self._handler = handler
        self._state = way.point.state

    def of(self, node: cst.BaseExpression, hops: int = 0) -> Outcome:
        match node:
            case cst.Await():
                return self.of(node.expression, hops)
            case cst.Tuple():
                return self._pair(node, hops)
            case cst.Dict():
                return "error" if _reports_failure(node) else "success"
            case cst.IfExp():
                arms = {self.of(node.body, hops), self.of(node.orelse, hops)}
                return arms.pop() if len(arms) == 1 else "unclear"
            case cst.Call():
                return self._called(node, hops)
            case cst.Name():
                return self._named(node, hops)
            case _:
                return "success"

    def _named(self, node: cst.Name, hops: int) -> Outcome:
        """What a local name was given: `response = JSONResponse(…, status_code=404)`."""
        found = self._state.names.get(node.value, ())
        values = [e.value for e in found if e is not None and e.kind == "assigned" and e.value]
        if hops > _MOST_HOPS or not values or len(values) != len(found):
            return "success"
        outcomes = {
            self.of(each, hops + 1) for each in values if isinstance(each, (cst.Call, cst.Dict))
        }
        if not outcomes:
            return "success"
        return outcomes.pop() if len(outcomes) == 1 else "unclear"

    def _pair(self, node: cst.Tuple, hops: int) -> Outcome:
        """Flask's `body, status` and `body, status, headers`."""
        parts = [each.value for each in node.elements]
        if self._handler.framework == "flask" and len(parts) > 1:
            return _of_status(parts[1])
        return self.of(parts[0], hops) if len(parts) == 1 else "success"

    def _called(self, node: cst.Call, hops: int) -> Outcome:
        call = call_of(node)
        if call is None:
            return "success"
        if call.name in _ERRORS:
            return "error"
        given = call.argument(_RESPONSES.get(call.name, -1), "status_code")
        given = given or call.argument(-1, "status")
        first = call.argument(0, "content")
        if call.name in _RESPONSES:
            if given is not None:
                return _of_status(given)
            return self.of(first, hops + 1) if isinstance(first, cst.Dict) else "success"
        if call.name in _MOVES:
            return "error" if _says_away(call.argument(0, "url")) else "success"
        if given is not None and _of_status(given) == "error":
            return "error"
        if call.name in _PAGES:
            return "unclear"
        if call.name == "jsonify":
            keys = {each.keyword.value for each in node.args if each.keyword is not None}
            reports = keys & _ERROR_WORDS and keys <= _ERROR_KEYS
            return "error" if reports else self.of(first, hops + 1) if first else "success"
        if words_of(call.name) & BAD_WORDS:
            return "error"
        return "success"


def _of_status(node: cst.BaseExpression) -> Outcome:
    status = status_of(node)
    if status is None:
        return "unclear"
    return "error" if status >= 400 else "success"


def status_of(node: cst.BaseExpression) -> int | None:
    """The status that an expression is: `404`, `status.HTTP_404_NOT_FOUND`; else None."""
    if isinstance(node, cst.Integer):
        return node.evaluated_value
    path = path_of(node)
    if path is None:
        return None
    for part in reversed(path):
        found = _STATUS_NAME.match(part)
        if found is not None:
            return int(found[1])
        if part in HTTPStatus.__members__:
            return HTTPStatus[part].value
    return None


def _reports_failure(node: cst.Dict) -> bool:
    """Whether a dictionary says that something failed, and has nothing besides."""
    entries = {
        str(each.key.evaluated_value): each.value
        for each in node.elements
        if isinstance(each, cst.DictElement) and isinstance(each.key, cst.SimpleString)
    }
    for key in ("ok", "success"):
        held = entries.get(key)
        if isinstance(held, cst.Name) and held.value == "False":
            return True
    return bool(_ERROR_WORDS & set(entries)) and set(entries) <= _ERROR_KEYS


def _says_away(node: cst.BaseExpression | None) -> bool:
    text = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    if isinstance(node, cst.Call) and node.args:
        return _says_away(node.args[0].value)
    return isinstance(text, str) and bool(words_of(text.replace("sign-in", "signin")) & _AWAY)
