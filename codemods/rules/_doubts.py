"""Why a job that no list in sight has may be served all the same, or be left out on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.model import Job, JobList, Runtime, Serve, Span
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at, span
from codemods.inngest.serves import required_adapter
from codemods.rules._entries import not_found
from codemods.rules._uses import use_of
from codemods.syntax.nodes import FUNCTIONS, walk

_CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})


def doubt(project: Project, job: Job, own: list[Serve]) -> str | None:
    """Why the job may be served all the same, or be left out on purpose; None where neither is."""
    if job.language == "python":
        from codemods.rules._doubts_python import doubt as in_python

        return in_python(project, job, own)
    for serve in own:
        unknown = next(_unknown(serve.functions), None)
        if unknown is not None:
            place = _place(project, unknown.span)
            return f"{place} is known only at run time, as {unknown.reason}"
        required = next(_required(project, serve), None)
        if required is not None:
            return f"{_place(project, required)} is required, and not followed"
        missing = next(not_found(project, job, serve), None)
        if missing is not None:
            return f"what {_place(project, missing)} imports is not found"
        comment = next(_commented_out(project, job, serve.functions), None)
        if comment is not None:
            return f"{_place(project, comment)} has it in a comment"
    twin = next((each for each in project.linted_jobs() if _stands_in(project, job, each)), None)
    if twin is not None:
        return f"{_place(project, twin.span)} makes a job of the same id, which may be served"
    used = use_of(project, job)
    if used is not None:
        return f"{_place(project, used)} uses it otherwise"
    adapter = next(_other_adapters(project, own), None)
    if adapter is not None:
        return f"{_place(project, adapter)} gets `serve` in a way that is not followed"
    return None


def _required(project: Project, serve: Serve) -> Iterator[Span]:
    """The entries of a list in a CommonJS file that are no job in sight."""
    lists: list[JobList | Runtime] = [serve.functions]
    for each in lists:
        if isinstance(each, Runtime):
            lists.extend(each.maybe)
            continue
        unseen = [e for e in each.entries if e.job is None and e.spread is None]
        if unseen and b"require(" in project.source(each.array.path).data:
            yield unseen[0].span
        lists.extend(e.spread for e in each.entries if e.spread is not None)


def _other_adapters(project: Project, own: list[Serve]) -> Iterator[Span]:
    """Where a file of the app requires an adapter without a `serve` in sight."""
    packages = {project.package_directory(serve.path) for serve in own}
    known = {serve.path for serve in project.serves}
    for path in project.files.mentions(b'require("inngest/', b"require('inngest/"):
        if path in known or project.package_directory(path) not in packages:
            continue
        if project.is_linted(path):
            found = required_adapter(project.source(path))
            if found is not None:
                yield span(project.source(path), found)


def _stands_in(project: Project, job: Job, other: Job) -> bool:
    """Whether another job has the id of this one and is served, or may be: by a factory, or by what
    is not followed."""
    if job.id is None or other.id != job.id or other.span == job.span:
        return False
    served = any(other in serve.functions.jobs() for serve in project.serves)
    return served or not is_at_module_level(project, other) or use_of(project, other) is not None


def _unknown(functions: JobList | Runtime) -> Iterator[Runtime]:
    """The parts of a list that only run time knows. A choice between known lists is known."""
    if isinstance(functions, Runtime):
        if not functions.maybe:
            yield functions
        for each in functions.maybe:
            yield from _unknown(each)
        return
    for entry in functions.entries:
        if entry.spread is not None:
            yield from _unknown(entry.spread)


def _commented_out(project: Project, job: Job, functions: JobList | Runtime) -> Iterator[Span]:
    """The comments in the arrays of a list that have the job's name."""
    if job.name is None:
        return
    if isinstance(functions, Runtime):
        for each in functions.maybe:
            yield from _commented_out(project, job, each)
        return
    source = project.source(functions.array.path)
    word = re.compile(rf"(?<![\w$]){re.escape(job.name)}(?![\w$])")
    for node in walk(node_at(source, functions.array)):
        if node.type == "comment" and word.search(source.text(node)):
            yield Span(source.path, node.start_byte, node.end_byte)
    for entry in functions.entries:
        if entry.spread is not None:
            yield from _commented_out(project, job, entry.spread)


def _place(project: Project, place: Span) -> str:
    return f"{place.path}:{project.source(place.path).position(place.start).line}"


def is_at_module_level(project: Project, job: Job) -> bool:
    """Whether the module makes this job once, when it is loaded: not in a function or a class."""
    if job.language == "python":
        return job.name is not None
    node: Node | None = node_at(project.source(job.path), job.span).parent
    while node is not None:
        if node.type in FUNCTIONS or node.type in _CLASSES:
            return False
        node = node.parent
    return True
