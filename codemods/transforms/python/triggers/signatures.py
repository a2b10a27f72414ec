"""A parameter for FastAPI's background tasks: there already, or added to the handler."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from codemods.syntax.edits import Edit
from codemods.syntax.python.bindings import parameters_of
from codemods.syntax.python.layout.statements import printed
from codemods.syntax.python.paths import path_of
from codemods.transforms.python.triggers.model import Handler

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.python.style import PythonStyle

_NAME = "background_tasks"


def tasks_parameter(handler: Handler) -> str | None:
    """The parameter that FastAPI gives its background tasks, None where there is none."""
    for each in parameters_of(handler.function):
        path = path_of(each.annotation) if each.annotation is not None else None
        if path is not None and path[-1] == "BackgroundTasks":
            return each.name
    return None


def may_take_tasks(project: Project, handler: Handler, taken: frozenset[str]) -> bool:
    """Whether the handler can be given such a parameter: only FastAPI calls it.

    taken: the names that mean something in the handler
    """
    name = handler.function.name.value
    if handler.framework != "fastapi" or not handler.is_route or _NAME in taken:
        return False
    module = handler.source.path.removesuffix(".py").rpartition("/")[2].encode()
    called = re.compile(rb"(?<!def )(?:(\w+)\.|\b(?<!\.))" + re.escape(name.encode()) + rb"\s*\(")
    for path in project.files.python_sources():
        data = project.files.read(path) or b""
        if path != handler.source.path and module not in data:
            continue  # a function of another module that is called so
        if any(found[1] in (None, module) for found in called.finditer(data)):
            return False
    return True


def with_tasks(handler: Handler, style: PythonStyle, why: str) -> Edit | None:
    """The edit that adds the parameter, None where the signature is written so that none is sure
    to keep what stands in it."""
    source, function = handler.source, handler.function
    added = cst.Param(cst.Name(_NAME), cst.Annotation(cst.Name("BackgroundTasks")))
    text = f"{_NAME}: BackgroundTasks"
    given = function.params
    listed = [*given.posonly_params, *given.params]
    anchor = next((each for each in listed if each.default is not None), None)
    if anchor is not None and anchor in given.posonly_params:
        return None
    own_lines = [each for each in parameters_of(function) if _starts_line(handler, each.node)]
    if own_lines and len(own_lines) == len(parameters_of(function)):
        return _on_its_own_line(handler, anchor, text, style, why)
    head = _head(handler, function)
    start = source.span(function)[0]
    if "#" in head or source.data[start : start + len(head.encode())] != head.encode():
        return None
    params = [each.with_changes(comma=cst.MaybeSentinel.DEFAULT) for each in given.params]
    at = given.params.index(anchor) if anchor is not None else len(params)
    params.insert(at, added)
    changed = _flat(handler, function.with_changes(params=given.with_changes(params=params)))
    margin = source.indent_at(start).expandtabs(4)
    new = printed(changed, style.line_length - len(margin), style.magic_commas) or changed
    lines = new.split("\n")
    indent = source.indent_at(start)
    shown = [lines[0], *(f"{indent}{_reindented(line, style)}" for line in lines[1:])]
    return Edit(start, start + len(head.encode()), style.newline.join(shown).encode(), why)


def _on_its_own_line(
    handler: Handler, anchor: cst.Param | None, text: str, style: PythonStyle, why: str
) -> Edit:
    source, function = handler.source, handler.function
    if anchor is None and not function.params.params and function.params.kwonly_params:
        anchor = function.params.kwonly_params[0]
    if anchor is not None:
        start = source.line_start(source.span(anchor)[0])
        indent = source.indent_at(start)
        return Edit(start, start, f"{indent}{text},{style.newline}".encode(), why)
    last = parameters_of(function)[-1].node
    positional = function.params.params[-1] if function.params.params else last
    end = source.outer_span(_last_part(positional))[1]  # LibCST counts a comma to the parameter
    indent = source.indent_at(source.span(positional)[0])
    rest = source.data[end:].lstrip(b" \t")
    if rest.startswith(b","):
        end = source.data.index(b",", end) + 1
        return Edit(end, end, f"{style.newline}{indent}{text},".encode(), why)
    return Edit(end, end, f",{style.newline}{indent}{text}".encode(), why)


def _last_part(node: cst.CSTNode) -> cst.CSTNode:
    if not isinstance(node, cst.Param):
        return node
    return node.default or (node.annotation.annotation if node.annotation else node.name)


def _starts_line(handler: Handler, node: cst.CSTNode) -> bool:
    source = handler.source
    start = source.span(node)[0]
    return not source.data[source.line_start(start) : start].strip()


def _head(handler: Handler, function: cst.FunctionDef) -> str:
    """The text of a definition up to its colon, as it is."""
    bare = function.with_changes(
        decorators=[],
        leading_lines=[],
        lines_after_decorators=[],
        body=cst.SimpleStatementSuite([cst.Pass()]),
    )
    return handler.source.module.code_for_node(bare).rstrip().removesuffix("pass").rstrip()


def _flat(handler: Handler, function: cst.FunctionDef) -> str:
    """The text of a definition up to its colon, on one line."""
    lines = [line.strip() for line in _head(handler, function).split("\n")]
    text = " ".join(line for line in lines if line)
    return text.replace("( ", "(").replace(" )", ")").replace(",)", ")")


def _reindented(line: str, style: PythonStyle) -> str:
    """A printed line, four spaces a level, in the file's own indentation."""
    body = line.lstrip(" ")
    return style.indent * ((len(line) - len(body)) // 4) + body
