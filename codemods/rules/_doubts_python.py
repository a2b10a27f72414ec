"""Why a Python job that no list in sight has may be served all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codemods.inngest.model import Job, JobList, Runtime, Serve, Span
from codemods.inngest.project import Project
from codemods.inngest.python.anatomy.handlers import creation
from codemods.inngest.python.anatomy.knowledge import knowledge_of
from codemods.inngest.python.anatomy.origins import FunctionAt
from codemods.inngest.python.anatomy.tree import Tree
from codemods.rules._python import trees


def doubt(project: Project, job: Job, own: list[Serve]) -> str | None:
    """Why the job may be served all the same, or be left out on purpose; None where neither is."""
    for serve in own:
        unknown = next(_unknown(serve.functions), None)
        if unknown is not None:
            return f"{_place(project, unknown[0])} is known only at run time, as {unknown[1]}"
        comment = next(_commented_out(project, job, serve.functions), None)
        if comment is not None:
            return f"{_place(project, comment)} has it in a comment"
    twin = next((each for each in project.linted_jobs() if _stands_in(project, job, each)), None)
    if twin is not None:
        return f"{_place(project, twin.span)} makes a job of the same id, which may be served"
    decorator = _other_decorator(project, job)
    if decorator is not None:
        return f"{_place(project, decorator)} decorates it too"
    used = next(_uses(project, job), None)
    return f"{_place(project, used)} uses it otherwise" if used is not None else None


def _unknown(functions: JobList | Runtime) -> Iterator[tuple[Span, str]]:
    """The parts of a list of which it is not known which jobs they are, and why."""
    if isinstance(functions, Runtime):
        if not functions.maybe:
            yield functions.span, functions.reason
        for each in functions.maybe:
            yield from _unknown(each)
        return
    for entry in functions.entries:
        if entry.spread is not None:
            yield from _unknown(entry.spread)
        elif entry.job is None:
            yield entry.span, "it is no job in sight"


def _commented_out(project: Project, job: Job, functions: JobList | Runtime) -> Iterator[Span]:
    """The lines of comments in a list that have the job's name."""
    if job.name is None or isinstance(functions, Runtime):
        return
    data = project.text(functions.array.path).data
    name = re.escape(job.name).encode()
    written = data[functions.array.start : functions.array.end]
    for found in re.finditer(rb"#[^\n]*\b%s\b" % name, written):
        start = functions.array.start + found.start()
        yield Span(functions.array.path, start, functions.array.start + found.end())
    for entry in functions.entries:
        if entry.spread is not None:
            yield from _commented_out(project, job, entry.spread)


def _stands_in(project: Project, job: Job, other: Job) -> bool:
    """Whether another job has the id of this one and is served, or may be, by a factory."""
    if job.id is None or other.id != job.id or other.span == job.span:
        return False
    served = any(other in serve.functions.jobs() for serve in project.serves)
    return served or other.name is None


def _other_decorator(project: Project, job: Job) -> Span | None:
    """A decorator that is given the job, as it stands above the one that makes it."""
    tree = knowledge_of(project).tree(job.path)
    call = creation(tree, job)
    decorator = tree.parent(call) if call is not None else None
    function = tree.parent(decorator) if decorator is not None else None
    if isinstance(function, cst.FunctionDef) and function.decorators[0] is not decorator:
        return tree.span(function.decorators[0])
    return None


def _uses(project: Project, job: Job) -> Iterator[Span]:
    """Where the program takes the job in hand: not where it is imported, or named to be invoked."""
    if job.name is None:
        return
    known = knowledge_of(project)
    own = known.tree(job.path)
    for tree in trees(project, job.name.encode()):
        for node in tree.nodes:
            if not isinstance(node, cst.Name | cst.Attribute) or not _is_read(tree, node):
                continue
            name = node.value if isinstance(node, cst.Name) else node.attr.value
            if name != job.name:
                continue
            found = known.origins.of(tree, node)
            if isinstance(found, FunctionAt) and found.tree is own:
                if job.span.contains(own.span(found.node)):
                    yield tree.span(node)
            elif found is None:
                yield tree.span(node)  # what it is cannot be told


def _is_read(tree: Tree, node: cst.CSTNode) -> bool:
    outer = tree.parent(node)
    if isinstance(outer, cst.Attribute) and outer.attr is node:
        return False
    if isinstance(outer, cst.Arg):
        return outer.value is node and (outer.keyword is None or outer.keyword.value != "function")
    return not isinstance(
        outer,
        cst.FunctionDef
        | cst.ImportAlias
        | cst.ImportFrom
        | cst.AsName
        | cst.Param
        | cst.AssignTarget
        | cst.ClassDef,
    )


def _place(project: Project, place: Span) -> str:
    return f"{place.path}:{project.text(place.path).position(place.start).line}"
