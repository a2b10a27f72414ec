"""The handlers of a module: what FastAPI, Flask and Django call when a request comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from codemods.errors import CodemodError
from codemods.syntax import naming
from codemods.syntax.python.paths import path_of
from codemods.transforms.python.triggers.model import Framework, Handler
from codemods.transforms.python.triggers.names import Defined, Names

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.python.source import PythonSource

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
_ROUTERS: dict[str, Framework] = {
    "FastAPI": "fastapi",
    "APIRouter": "fastapi",
    "Flask": "flask",
    "Blueprint": "flask",
    "APIFlask": "flask",
    "APIBlueprint": "flask",
}
_PACKAGES: tuple[tuple[str, Framework], ...] = (
    ("fastapi", "fastapi"),
    ("flask", "flask"),
    ("django", "django"),
    ("rest_framework", "django"),
    ("ninja", "other"),
)
# What a class of Django REST framework or a generic view calls its handlers.
_ACTIONS = {
    "create": "POST",
    "perform_create": "POST",
    "update": "PUT",
    "perform_update": "PUT",
    "partial_update": "PATCH",
    "destroy": "DELETE",
    "perform_destroy": "DELETE",
    "form_valid": "POST",
}
_VIEW_BASES = (
    "View",
    "APIView",
    "ViewSet",
    "GenericViewSet",
    "MethodView",
    "Resource",
    "HTTPEndpoint",
)


def handlers_in(project: Project, path: str) -> list[Handler]:
    """The handlers of a module, in source order."""
    source = project.python(path)
    names = Names(project)
    found: list[Handler] = []
    for function, owner in _functions(source.module):
        handler = _handler(names, source, function, owner)
        if handler is not None:
            found.append(handler)
    return found


def find_function(project: Project, path: str, name: str) -> Handler:
    """The function or method of this name; raises CodemodError where there is none, or several."""
    source = project.python(path)
    names = Names(project)
    known = {_label(*each): each for each in _functions(source.module)}
    found = known.get(name)
    if found is None:
        ends = [key for key in known if key.rpartition(".")[2] == name]
        if len(ends) > 1:
            raise CodemodError(
                f"several functions are called {naming.quoted(name)}: {', '.join(ends)}",
                where=path,
                mend=f"name one with its class, as in --function {ends[0]}",
            )
        found = known[ends[0]] if ends else None
    if found is None:
        near = naming.nearest(name, known)
        listed = f"its functions are {', '.join(known)}" if known else "there is none in this file"
        raise CodemodError(
            f"there is no function {naming.quoted(name)}",
            where=path,
            mend=f"did you mean {near}?" if near else listed,
        )
    function, owner = found
    handler = _handler(names, source, function, owner)
    if handler is not None:
        return handler
    return Handler(_label(function, owner), source, function, owner, "other")


def function_names(project: Project, path: str) -> tuple[str, ...]:
    """The functions and methods that `find_function` would find, in source order."""
    module = project.python(path).module
    return tuple(
        _label(function, owner)
        for function, owner in _functions(module)
        if not function.name.value.startswith("__")
    )


def _functions(module: cst.Module) -> Iterator[tuple[cst.FunctionDef, cst.ClassDef | None]]:
    """The functions of the top level, of its classes, and of what a factory defines inside."""
    stack: list[tuple[cst.CSTNode, cst.ClassDef | None, int]] = [
        (each, None, 0) for each in reversed(module.body)
    ]
    while stack:
        node, owner, depth = stack.pop()
        inner: list[tuple[cst.CSTNode, cst.ClassDef | None, int]] = []
        match node:
            case cst.FunctionDef():
                yield node, owner
                if depth == 0 and owner is None:  # `def create_app(): … @app.post("/")`
                    inner = [(e, None, 1) for e in node.body.body if _is_route(e)]
            case cst.ClassDef():
                inner = [(each, node, depth) for each in node.body.body]
            case cst.If():
                inner = [(each, owner, depth) for each in node.body.body]
            case cst.Try():
                inner = [(each, owner, depth) for each in node.body.body]
            case _:
                pass
        stack.extend(reversed(inner))


def _is_route(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.FunctionDef) and any(
        isinstance(each.decorator, cst.Call) and isinstance(each.decorator.func, cst.Attribute)
        for each in node.decorators
    )


def _label(function: cst.FunctionDef, owner: cst.ClassDef | None) -> str:
    name = function.name.value
    return f"{owner.name.value}.{name}" if owner is not None else name


def _handler(
    names: Names, source: PythonSource, function: cst.FunctionDef, owner: cst.ClassDef | None
) -> Handler | None:
    label = _label(function, owner)
    for each in function.decorators:
        found = _by_decorator(names, source, each.decorator)
        if found is not None:
            return Handler(label, source, function, owner, *found)
    if owner is not None:
        return _of_class(names, source, function, owner)
    if _is_django_view(source, function):
        return Handler(label, source, function, None, "django", _guarded(function))
    return None


def _by_decorator(
    names: Names, source: PythonSource, node: cst.BaseExpression
) -> tuple[Framework, tuple[str, ...]] | None:
    call = node if isinstance(node, cst.Call) else None
    path = path_of(call.func if call is not None else node)
    if path is None:
        return None
    if path[-1] == "api_view" and call is not None:
        return "django", _listed(call, 0) or ("GET",)
    if path[-1] == "action" and call is not None:
        return "django", _keyword_list(call, "methods") or ("GET",)
    if call is None or len(path) < 2:
        return None
    framework = _framework(names, source, path[:-1])
    if path[-1] in _METHODS:
        return (framework or "other", (path[-1].upper(),)) if framework else None
    if path[-1] in ("route", "api_route") and framework is not None:
        return framework, _keyword_list(call, "methods") or ("GET",)
    return None


def _framework(names: Names, source: PythonSource, path: tuple[str, ...]) -> Framework | None:
    """Whose router a decorator's owner is."""
    found = names.of(source, path)
    value = found.value if isinstance(found, Defined) else None
    made = path_of(value.func) if isinstance(value, cst.Call) else None
    if made is not None and made[-1] in _ROUTERS:
        return _ROUTERS[made[-1]]
    return _by_imports(source) if path[-1] not in ("self", "cls") else None


def _by_imports(source: PythonSource) -> Framework | None:
    modules = {each.module.partition(".")[0] for each in source.outline.imports.values()}
    return next((framework for package, framework in _PACKAGES if package in modules), None)


def _of_class(
    names: Names, source: PythonSource, function: cst.FunctionDef, owner: cst.ClassDef
) -> Handler | None:
    bases = [path[-1] for path in _bases(names, source, owner)]
    is_view = any(base.endswith(_VIEW_BASES) for base in bases)
    name = function.name.value
    if not is_view:
        return None
    label = _label(function, owner)
    if name in _METHODS:
        return Handler(label, source, function, owner, _class_framework(source), (name.upper(),))
    if name in _ACTIONS:
        return Handler(label, source, function, owner, "django", (_ACTIONS[name],))
    return None


def _class_framework(source: PythonSource) -> Framework:
    return _by_imports(source) or "other"


def _bases(
    names: Names, source: PythonSource, owner: cst.ClassDef, hops: int = 0
) -> Iterator[tuple[str, ...]]:
    for base in owner.bases:
        path = path_of(base.value)
        if path is None:
            continue
        yield path
        found = names.of(source, path) if hops < 4 else None
        if isinstance(found, Defined) and isinstance(found.node, cst.ClassDef):
            yield from _bases(names, found.source, found.node, hops + 1)


def _is_django_view(source: PythonSource, function: cst.FunctionDef) -> bool:
    """A function whose first parameter is `request`, in a module that uses Django's responses."""
    given = [*function.params.posonly_params, *function.params.params]
    if not given or _by_imports(source) not in ("django", None):
        return False
    first = given[0]
    if first.annotation is not None:
        path = path_of(first.annotation.annotation)
        return path is not None and path[-1] in ("HttpRequest", "Request", "WSGIRequest")
    return first.name.value == "request" and _by_imports(source) == "django"


def _guarded(function: cst.FunctionDef) -> tuple[str, ...]:
    """The methods that `@require_POST` and its like leave a view."""
    for each in function.decorators:
        node = each.decorator
        path = path_of(node.func if isinstance(node, cst.Call) else node)
        match path[-1] if path is not None else None:
            case "require_POST":
                return ("POST",)
            case "require_GET" | "require_safe":
                return ("GET",)
            case "require_http_methods" if isinstance(node, cst.Call):
                return _listed(node, 0) or ("GET", "POST")
            case _:
                pass
    return ("GET", "POST")


def _listed(call: cst.Call, place: int) -> tuple[str, ...]:
    given = [each.value for each in call.args if each.keyword is None]
    return _strings(given[place]) if len(given) > place else ()


def _keyword_list(call: cst.Call, name: str) -> tuple[str, ...]:
    for each in call.args:
        if each.keyword is not None and each.keyword.value == name:
            return _strings(each.value)
    return ()


def _strings(node: cst.BaseExpression) -> tuple[str, ...]:
    if not isinstance(node, (cst.List, cst.Tuple, cst.Set)):
        return ()
    values = (
        each.value.evaluated_value
        for each in node.elements
        if isinstance(each.value, cst.SimpleString)
    )
    return tuple(value.upper() for value in values if isinstance(value, str))
