"""Have a Python app serve its jobs, where it does not yet: the call of `serve`, with no job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from codemods.errors import CodemodError, Refusal
from codemods.inngest.python.house_style import python_style
from codemods.syntax.edits import Edit
from codemods.syntax.python import lists
from codemods.syntax.python.imports import add_import, read_head
from codemods.transforms.python.entries import site_of
from codemods.transforms.python.frameworks import Entry, find_entry
from codemods.transforms.python.jobs.references import ClientModule, is_own, module_name
from codemods.transforms.python.unread_serves import refuse_unreadable
from codemods.workspace.writing.changes import Change, ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.python.source import PythonSource

_WHY = "serve the jobs"


def plan_serve(project: Project, client: ClientModule) -> ChangeSet:
    """The edit of the module that makes the app; nothing where the app serves jobs already.

    Raises CodemodError where no module makes an app of FastAPI, Flask or Django, and where a file
    that may serve jobs cannot be read.
    """
    if project.app_serves():
        return ChangeSet()
    refuse_unreadable(project)
    entry = find_entry(project)
    if entry is None:
        raise CodemodError(
            "no file of the app calls Inngest's serve, and only for FastAPI, Flask and Django can "
            "a call be written",
            where=project.app.directory or None,
            mend="add the call by hand, or leave the list alone with --no-register",
        )
    source = project.python(entry.path)
    if "inngest" in source.outline.declarations:
        raise Refusal(
            "the name inngest means something else here",
            where=entry.path,
            mend="rename it, or add the call of serve by hand and use --no-register",
        )
    edits = [
        *_imports(project, source, entry, client),
        *_call(project, source, entry, client),
    ]
    after = source.apply(source.edits(*edits))
    return ChangeSet((Change(entry.path, project.read(entry.path), after, _WHY),))


def _imports(
    project: Project, source: PythonSource, entry: Entry, client: ClientModule
) -> list[Edit]:
    wanted: list[tuple[str, str | None]] = [(f"inngest.{entry.framework}", None)]
    if client.path != entry.path:
        wanted.append((module_name(project, client.path, entry.path), client.name))
    style = python_style(project, entry.path)
    edits: list[Edit] = []
    for module, name in wanted:
        head = read_head(source.data, source.module, source.span)
        edits += add_import(
            source.data,
            head,
            module,
            name,
            style,
            own=lambda each: is_own(project, entry.path, each),
            origin=_WHY,
        )
    return edits


def _call(project: Project, source: PythonSource, entry: Entry, client: ClientModule) -> list[Edit]:
    style = python_style(project, entry.path)
    if isinstance(entry.node, cst.List):
        text = f"inngest.django.serve({client.expression}, [])"
        return lists.insert(source.data, site_of(source, entry.node), text, style, origin=_WHY)
    text = f"inngest.{entry.framework}.serve({entry.name}, {client.expression}, [])"
    around = next(
        (each for each in source.ancestors(entry.node) if isinstance(each, cst.FunctionDef)), None
    )
    newline = style.newline
    if around is not None:
        at = _return_of(source, around, entry)
        start = source.line_start(at)
        indent = source.indent_at(at)
        return [Edit(start, start, f"{indent}{text}{newline}".encode(), _WHY)]
    last = _last_statement(source)
    at = source.data.find(b"\n", source.outer_span(last)[1])
    at = len(source.data) if at < 0 else at
    at -= source.data[at - 1 : at] == b"\r"
    blank = newline * (3 if isinstance(last, cst.FunctionDef | cst.ClassDef) else 2)
    end = "" if source.data[at:] else newline
    return [Edit(at, at, f"{blank}{text}{end}".encode(), _WHY)]


def _return_of(source: PythonSource, function: cst.FunctionDef, entry: Entry) -> int:
    """Where the statement that gives back the app begins."""
    for statement in function.body.body:
        if not isinstance(statement, cst.SimpleStatementLine):
            continue
        for small in statement.body:
            match small:
                case cst.Return(value=cst.Name(value=name)) if name == entry.name:
                    return source.span(small)[0]
    raise Refusal(
        "the app is made in a function that does not return it as it is",
        where=source.place(function),
        mend="add the call of serve by hand, or use --no-register",
        add=f"inngest.{entry.framework}.serve({entry.name}, inngest_client, [])",
    )


def _last_statement(source: PythonSource) -> cst.CSTNode:
    """The last statement of the module, but for what runs it as a program."""
    body = [
        each
        for each in source.module.body
        if not (
            isinstance(each, cst.If) and b"__name__" in source.data[slice(*source.span(each.test))]
        )
    ]
    return body[-1]
