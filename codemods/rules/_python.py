"""What rules ask of Python's syntax. Imported only where a Python file is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import libcst as cst
from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.anatomy.model import UNKNOWN, Effect, Value
from codemods.inngest.model import Job, Span, Trigger
from codemods.inngest.project import Project
from codemods.inngest.python.anatomy.handlers import (
    creation,
    is_async,
    parameters,
    read_failure_handler,
    read_handler,
)
from codemods.inngest.python.anatomy.knowledge import knowledge_of
from codemods.inngest.python.anatomy.leaving import leaves
from codemods.inngest.python.anatomy.names import held, names_of
from codemods.inngest.python.anatomy.origins import FunctionAt
from codemods.inngest.python.anatomy.places import Places
from codemods.inngest.python.anatomy.records import is_session
from codemods.inngest.python.anatomy.step_calls import called_function
from codemods.inngest.python.anatomy.tree import (
    FUNCTIONS,
    Tree,
    argument,
    keyword,
    method_of,
    spreads,
    walk,
)
from codemods.inngest.python.data_paths import DATA, DataPaths
from codemods.inngest.python.read_data import read_data
from codemods.syntax.edits import Edit

_DELAY = "inngest.RetryAfterError"
_MINOR = re.compile(r"(?:^|[=~>^\s])v?0\.(\d+)")  # of a version, or of the least that is asked for


def trees(project: Project, *needles: bytes) -> Iterator[Tree]:
    """The project's own running Python files that contain any of the needles, by path."""
    if project.python_code is None:
        return
    for tree in project.python_code.trees(*needles):
        if project.is_linted(tree.path):
            yield tree


def head(project: Project, job: Job) -> Span:
    """The place that stands for a job as a whole: `client.create_function` of its decorator."""
    tree = knowledge_of(project).tree(job.path)
    call = creation(tree, job)
    return tree.span(call.func) if call is not None else job.span


def argument_of(project: Project, place: Span, name: str) -> Span | None:
    """The place of what the call at a place is given by name, or None."""
    tree = knowledge_of(project).tree(place.path)
    call = tree.call_at(place)
    given = keyword(call, name) if call is not None else None
    return tree.span(given) if given is not None else None


def condition_of(project: Project, trigger: Trigger) -> Value:
    """The `expression` of a trigger: a text, None where it has none, UNKNOWN where not static."""
    known = knowledge_of(project)
    tree = known.tree(trigger.span.path)
    call = tree.call_at(trigger.span)
    if call is None:
        return UNKNOWN
    given = keyword(call, "expression")
    if given is None:
        return UNKNOWN if spreads(call) else None
    return known.values.of(tree, given)


def text_edit(project: Project, place: Span, text: str, origin: str) -> Edit | None:
    """The edit that writes another text, in the same quotes; None where no plain text stands."""
    tree = knowledge_of(project).tree(place.path)
    node = tree.at(place)
    if not isinstance(node, cst.SimpleString) or node.prefix:
        return None
    quote = node.quote
    new = f"{quote}{text}{quote}"
    if quote[0] in text or "\\" in text:
        return None
    return Edit(place.start, place.end, new.encode(), origin)


def is_looked_up(project: Project, effect: Effect) -> bool:
    """Whether the handler leaves before the effect where something that it has asked the database
    for is as it wants it."""
    known = knowledge_of(project)
    tree = known.tree(effect.span.path)
    node = tree.at(effect.span)
    if node is None:
        return False
    inner: cst.CSTNode = node
    for outer in tree.above(node):
        if isinstance(outer, FUNCTIONS):
            return False
        if isinstance(outer, cst.IndentedBlock):
            for guard in outer.body:
                if guard is inner:
                    break
                if (
                    isinstance(guard, cst.If)
                    and leaves(guard.body, tree, known.origins) not in (None, "raise")
                    and any(_asks(project, tree, each) for each in walk(guard.test))
                ):
                    return True
        inner = outer
    return False


def _asks(project: Project, tree: Tree, node: cst.CSTNode) -> bool:
    """Whether an expression is, or holds, what a database was asked for."""
    if not isinstance(node, cst.Name | cst.Call):
        return False
    value = held(tree, node)
    path = knowledge_of(project).origins.path_of(tree, value) or ""
    return is_session(path) or ".objects." in path


def invoked(project: Project) -> set[object] | None:
    """The spans and ids of the jobs that Python code invokes; None where one is not known."""
    known = knowledge_of(project)
    found: set[object] = set()
    for tree in trees(project, b".invoke"):
        for node in tree.nodes:
            if not isinstance(node, cst.Call):
                continue
            match method_of(node):
                case "invoke":
                    given = keyword(node, "function")
                    if given is None:
                        continue
                    target = known.origins.of(tree, given)
                    if not isinstance(target, FunctionAt):
                        return None
                    place = target.tree.span(target.node)
                    jobs = project.jobs_in(target.tree.path)
                    found.update(job.span for job in jobs if job.span.contains(place))
                case "invoke_by_id":
                    given = keyword(node, "function_id")
                    value = known.values.of(tree, given) if given is not None else UNKNOWN
                    if value is UNKNOWN:
                        return None
                    found.add(value)
                case _:
                    pass
    return found


def delays(project: Project) -> Iterator[tuple[str, int, Span, bool]]:
    """The delays of `RetryAfterError`s that are a number: the file, the number of milliseconds,
    where it is given, and whether it is written there."""
    known = knowledge_of(project)
    for tree in trees(project, b"RetryAfterError"):
        for node in tree.nodes:
            if not isinstance(node, cst.Call) or method_of(node) != "RetryAfterError":
                continue
            if known.origins.path_of(tree, node.func) != _DELAY:
                continue
            given = argument(node, 1, "retry_after")
            value = known.values.of(tree, given) if given is not None else UNKNOWN
            if given is None or type(value) is not int:
                continue
            if not isinstance(given, cst.Integer) and "ms" in tree.text(given).lower():
                continue
            yield tree.path, value, tree.span(given), isinstance(given, cst.Integer)


def is_in_coroutine(project: Project, place: Span) -> bool:
    """Whether a call stands in an `async def`, where it can be awaited."""
    tree = knowledge_of(project).tree(place.path)
    call = tree.call_at(place)
    function = tree.function_around(call) if call is not None else None
    return function is not None and is_async(function)


def method_place(project: Project, place: Span) -> Span:
    """The name of the method that a call calls: `send` of `client.send(…)`."""
    tree = knowledge_of(project).tree(place.path)
    call = tree.call_at(place)
    func = call.func if call is not None else None
    return tree.span(func.attr) if isinstance(func, cst.Attribute) else place


def asked_parameters(project: Project, job: Job) -> int | None:
    """How many parameters a job's handler must be given; None where that is not known."""
    known = knowledge_of(project)
    handler = read_handler(known.tree(job.path), known.origins, job)
    if handler is None or not isinstance(handler.node, cst.FunctionDef):
        return None
    given = handler.node.params
    if not isinstance(given.star_arg, cst.MaybeSentinel) or given.star_kwarg is not None:
        return None
    asked = [each for each in parameters(handler.node) if each.default is None]
    owner = handler.tree.parent(handler.tree.parent(handler.node) or handler.node)
    return len(asked) if not isinstance(owner, cst.ClassDef) else None


def sdk_minors(project: Project, job: Job) -> tuple[int | None, int | None]:
    """The least and the greatest minor version of the SDK, of 0.x, that a job's file may get; None
    where that is not known."""
    try:
        package = project.python_packages.governing(job.path)
        version = project.python_packages.version("inngest", package) if package else None
    except CodemodError:
        return None, None
    if version is None:
        return None, None
    found = _MINOR.search(version.text)
    least = int(found[1]) if found is not None else None
    return least, least if version.certain else None


def constructions(
    project: Project, names: Iterable[str]
) -> Iterator[tuple[str, str, list[tuple[str, Span]]]]:
    """The objects of the SDK's classes that are made: the class, the file, and what each is given
    by name, with its place."""
    known = knowledge_of(project)
    wanted = {f"inngest.{name}": name for name in names}
    for tree in trees(project, b"inngest"):
        for node in tree.nodes:
            if not isinstance(node, cst.Call) or not any(arg.keyword for arg in node.args):
                continue
            name = wanted.get(known.origins.path_of(tree, node.func) or "")
            if name is None:
                continue
            yield (
                name,
                tree.path,
                [
                    (arg.keyword.value, tree.span(arg.keyword))
                    for arg in node.args
                    if arg.keyword is not None
                ],
            )


class Coroutines(Struct, frozen=True):
    """Which functions of a job are coroutines.

    on_failure: None where there is none in sight
    callbacks:  the steps that are given a coroutine
    """

    handler: bool
    on_failure: bool | None
    callbacks: frozenset[Span]


def coroutines(project: Project, job: Job) -> Coroutines | None:
    """Which functions of a job are coroutines; None where its handler is not followed."""
    known = knowledge_of(project)
    tree = known.tree(job.path)
    handler = read_handler(tree, known.origins, job)
    if handler is None:
        return None
    failure = read_failure_handler(tree, known.origins, job)
    places = known.places(handler)
    given = set()
    for step in places.steps:
        if step.callback is None:
            continue
        function: object = places.callback_of(step)
        if function is None:
            found = known.origins.of(
                handler.tree, called_function(known.origins, handler, step.callback)
            )
            function = found.node if isinstance(found, FunctionAt) else None
        if isinstance(function, cst.Lambda):
            called = function.body
            found = (
                known.origins.of(handler.tree, called.func)
                if isinstance(called, cst.Call)
                else None
            )
            function = found.node if isinstance(found, FunctionAt) else None
        if isinstance(function, cst.FunctionDef) and is_async(function):
            given.add(handler.tree.span(step.call))
    return Coroutines(
        handler.is_async, failure.is_async if failure is not None else None, frozenset(given)
    )


_GATHERING = {
    "asyncio.gather": "asyncio.gather",
    "asyncio.wait": "asyncio.wait",
    "asyncio.create_task": "asyncio.create_task",
    "asyncio.ensure_future": "asyncio.ensure_future",
    "asyncio.TaskGroup().create_task": "a TaskGroup",
    "anyio.create_task_group().start_soon": "a task group",
}


def gatherings(project: Project, job: Job) -> Iterator[tuple[str, Span]]:
    """The calls that run steps of a job's handler side by side by other means than the SDK's."""
    known = knowledge_of(project)
    handler = read_handler(known.tree(job.path), known.origins, job)
    if handler is None:
        return
    places = known.places(handler)
    tree = handler.tree
    for node in places.sites():
        if not isinstance(node, cst.Call) or places.step_of(node) is not None:
            continue
        what = _GATHERING.get(known.origins.path_of(tree, node.func) or "")
        if what is None:
            continue
        inside = [arg.value for arg in node.args]
        if any(_makes_step(places, each) for each in inside):
            yield what, tree.span(node)


def _makes_step(places: Places, node: cst.BaseExpression) -> bool:
    """Whether an argument is a step, some of them, or a call of a local function that has some."""
    steps = {step.call for step in places.steps}
    values = [held(places.tree, each) for each in (node,) if isinstance(each, cst.Name)] or [node]
    for each in (inner for value in values for inner in walk(value)):
        if each in steps:
            return True
        if isinstance(each, cst.Call) and isinstance(each.func, cst.Name):
            found = names_of(places.tree).of(each.func.value, each.func)
            for binding in found:
                local = binding.node
                if (
                    isinstance(local, cst.FunctionDef)
                    and places.is_inside(local)
                    and any(inner in steps for inner in walk(local.body))
                ):
                    return True
    return False


def catch_alls(project: Project, job: Job) -> Iterator[tuple[Span, Span]]:
    """Each `except` of a job's handler that catches everything and raises nothing: the place of
    `except:` or `except BaseException` without what is behind it, and what it guards."""
    known = knowledge_of(project)
    handler = read_handler(known.tree(job.path), known.origins, job)
    if handler is None:
        return
    tree = handler.tree
    for node in walk(handler.node.body):
        if not isinstance(node, cst.Try):
            continue
        for caught in node.handlers:
            bare = caught.type is None
            path = known.origins.path_of(tree, caught.type) if caught.type is not None else None
            if not bare and path != "builtins.BaseException":
                continue
            if any(isinstance(each, cst.Raise) for each in walk(caught.body)):
                continue
            start = tree.span(caught).start
            end = tree.span(caught.type).end if caught.type is not None else start + len("except")
            yield Span(tree.path, start, end), tree.span(node.body)


def failure_reads(project: Project, job: Job) -> Iterator[tuple[str, Span]]:
    """The keys that the `on_failure` of a job reads of its event's data, and where."""
    known = knowledge_of(project)
    handler = read_failure_handler(known.tree(job.path), known.origins, job)
    if handler is None:
        return
    paths = DataPaths(known, handler)
    for node in walk(handler.node.body):
        path = paths.of(node) if isinstance(node, cst.Subscript | cst.Call) else None
        if path is not None and path[:2] == DATA and len(path) > 2:
            yield path[2], handler.tree.span(node)


def keys_read(project: Project, job: Job) -> set[str]:
    """The keys that a job's handler reads of its event's data."""
    known = knowledge_of(project)
    handler = read_handler(known.tree(job.path), known.origins, job)
    return set(read_data(known, handler).keys) if handler is not None else set()


# Names of types of which no object can be called.
_NO_FUNCTIONS = frozenset(
    {"bool", "bytes", "dict", "float", "frozenset", "int", "list", "None", "set", "str", "tuple"}
)


def called_callbacks(project: Project, job: Job) -> Iterator[tuple[Span, Span, str]]:
    """The steps of a job whose callback is what a function has given that certainly gives none:
    the step's place, that of the call, and the function's name."""
    known = knowledge_of(project)
    handler = read_handler(known.tree(job.path), known.origins, job)
    if handler is None:
        return
    tree = handler.tree
    for step in known.places(handler).steps:
        call = step.callback
        if not isinstance(call, cst.Call):
            continue
        found = known.origins.of(tree, call.func)
        if not isinstance(found, FunctionAt) or not isinstance(found.node, cst.FunctionDef):
            continue
        returns = found.node.returns.annotation if found.node.returns is not None else None
        while isinstance(returns, cst.Subscript):
            returns = returns.value
        plain = isinstance(returns, cst.Name) and returns.value in _NO_FUNCTIONS
        if not found.node.decorators and (is_async(found.node) or plain):
            yield tree.span(step.call), tree.span(call), tree.text(call.func)
