"""One job into one list of a Python file: the entry, its import, and the package between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.inngest.model import Entry, Job, JobList
from codemods.inngest.python.house_style import python_style
from codemods.syntax.edits import Edit
from codemods.syntax.python import lists
from codemods.syntax.python.imports import Head, add_import, read_block, read_head
from codemods.transforms.python.cycles import refuse_cycle
from codemods.transforms.python.jobs.references import is_own, module_name
from codemods.workspace.writing.changes import Change, ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.python.source import PythonSource


class Way(Struct, frozen=True):
    """How a list's file refers to the jobs in it.

    package: the `__init__.py` that passes them on, with the module as the file names it
    dotted:  whether a job is an attribute of its module: `reports.send_report`
    """

    package: tuple[str, str] | None = None
    dotted: bool = False


def add_entry(project: Project, job: Job, functions: JobList) -> ChangeSet:
    """The edits that put the job at the end of the list, or in its place in a sorted one.

    Raises Refusal, with the lines to add by hand, where the job cannot be named in that file.
    """
    functions = _written(functions)
    path = functions.array.path
    source = project.python(path)
    hand = by_hand(project, job, path)
    node = _list_node(source, functions, hand)
    why = f"register {job.label}"
    if job.name is None:
        raise Refusal(
            "the job is no function of its module's top level, so the list cannot name it",
            where=project.python(job.path).place_at(job.span.start),
            mend="give it a function of its own at the top level",
            add=hand,
        )
    before = functions.array.start if _runs_on_import(source, node) else None
    if job.path == path:
        if before is not None and before < job.span.start:
            raise Refusal(
                f"the list is made before the job {job.label} is defined",
                where=source.place(node),
                mend="move the list below the job, or the job to a module of its own",
                add=hand,
            )
        return _changed(project, source, _insertion(project, source, node, job.name, why), why)
    # An import inside of a function runs once all modules are there.
    if before is not None or _block_head(source, node) is None:
        refuse_cycle(project, job, path, hand)
    known = _imported(project, source, job)
    if known is not None:
        return _changed(project, source, _insertion(project, source, node, known, why), why)
    way = _usual_way(project, source, functions, job)
    changes = ChangeSet()
    name: str | None = job.name
    module = module_name(project, job.path, path)
    text = job.name
    if way.package is not None:
        changes = _through(project, way.package[0], job, why)
        module = way.package[1]
    elif way.dotted and module.strip("."):
        owner, _, name = module.rpartition(".")
        module = owner if owner.strip(".") else module[: len(module) - len(name)]
        text = f"{name}.{job.name}"
    _refuse_taken(source, name or "", hand)
    edits = [
        *_import(project, source, (module, name or ""), why, before, used=node),
        *_insertion(project, source, node, text, why),
    ]
    return changes | _changed(project, source, edits, why)


def by_hand(project: Project, job: Job, path: str) -> str:
    """The lines that register the job in the file at `path`, for a person to add."""
    name = job.name or job.id or "the_job"
    entry = f"{name},  # in the list of functions"
    if job.path == path:
        return entry
    try:
        module = module_name(project, job.path, path)
    except CodemodError:
        return entry
    return f"from {module} import {name}\n{entry}"


def _written(functions: JobList) -> JobList:
    """The list itself, of a sum of lists the last that is written down."""
    spreads = [each.spread for each in functions.entries]
    if spreads and all(each is not None for each in spreads) and _is_sum(functions):
        for spread in reversed(spreads):
            if isinstance(spread, JobList):
                return _written(spread)
    return functions


def _is_sum(functions: JobList) -> bool:
    return not any(entry.text.startswith("*") for entry in functions.entries)


def _list_node(source: PythonSource, functions: JobList, hand: str) -> cst.List | cst.Tuple:
    start, end = functions.array.start, functions.array.end
    node = source.node_at(start, end, cst.List) or source.node_at(start, end, cst.Tuple)
    if node is None or (isinstance(node, cst.Tuple) and not node.lpar):
        raise Refusal(
            "the list of jobs is not written in brackets",
            where=source.place_at(start),
            mend="add the job by hand",
            add=hand,
        )
    return node


def _runs_on_import(source: PythonSource, node: cst.CSTNode) -> bool:
    """Whether the list is made while its module is imported, not when a function is called."""
    around = source.ancestors(node)
    return not any(isinstance(each, cst.FunctionDef | cst.Lambda) for each in around)


def _insertion(
    project: Project, source: PythonSource, node: cst.List | cst.Tuple, text: str, why: str
) -> list[Edit]:
    return lists.insert(
        source.data, site_of(source, node), text, python_style(project, source.path), origin=why
    )


def site_of(source: PythonSource, node: cst.List | cst.Tuple) -> lists.Site:
    """Where a list is written."""
    items = tuple(
        source.span(each) if isinstance(each, cst.StarredElement) else source.outer_span(each.value)
        for each in node.elements
    )
    statement = next(
        (each for each in source.ancestors(node) if isinstance(each, cst.BaseSmallStatement)), None
    )
    # A tuple's own span has its brackets or not; `outer_span` always has them.
    start, end = source.outer_span(node) if isinstance(node, cst.Tuple) else source.span(node)
    return lists.Site(start, end, items, source.span(statement) if statement else None)


def _import(
    project: Project,
    source: PythonSource,
    wanted: tuple[str, str],
    why: str,
    before: int | None = None,
    *,
    used: cst.List | cst.Tuple | None = None,
) -> list[Edit]:
    """The import of a name, given behind its module, ahead of the offset `before`.

    used: the list that needs it: where a block around it imports its jobs, so that they are only
          imported under its condition, that is the place of this one too
    """
    module, name = wanted
    head = _block_head(source, used) if used is not None else None
    if head is None:
        head = read_head(source.data, source.module, source.span)
    return add_import(
        source.data,
        head,
        module,
        name,
        python_style(project, source.path),
        own=lambda each: is_own(project, source.path, each),
        origin=why,
        before=before,
    )


def _block_head(source: PythonSource, node: cst.List | cst.Tuple) -> Head | None:
    """The imports of the block around a list that give it its jobs, or None."""
    listed = {source.text(each.value).partition(".")[0] for each in node.elements}
    for around in source.ancestors(node):
        if isinstance(around, cst.IndentedBlock):
            head = read_block(source.data, around, source.span)
            names = {each.local for line in head.imports for each in line.names} if head else set()
            if names & listed:
                return head
    return None


def _imported(project: Project, source: PythonSource, job: Job) -> str | None:
    """The expression by which the file has the job already, or None."""
    for each in source.outline.imports.values():
        if each.type_only:
            continue
        if each.name == job.name and _leads_to(project, source.path, each.module, job):
            return each.local
    return None


def _leads_to(project: Project, importer: str, module: str, job: Job, hops: int = 0) -> bool:
    """Whether a module is the job's, or a package that takes the job from it."""
    target = project.python_modules.resolve(module, importer)
    if target == job.path or target is None or hops > _MOST_HOPS:
        return target == job.path
    found = project.python(target).outline.imports.get(job.name or "")
    return found is not None and _leads_to(project, target, found.module, job, hops + 1)


_MOST_HOPS = 8  # packages that pass a name on, one to the other


def _refuse_taken(source: PythonSource, name: str, hand: str) -> None:
    if name in source.outline.declarations or name in source.outline.imports:
        raise Refusal(
            f"the name {name} already means something else here",
            where=source.path,
            mend="rename one of them, or import the job under another name by hand",
            add=hand,
        )


def _usual_way(project: Project, source: PythonSource, functions: JobList, job: Job) -> Way:
    """How the file names jobs of the same folder; where none is in the list, all of them."""
    folder = PurePosixPath(job.path).parent
    ways = [(each, _way(project, source, each)) for each in functions.entries if each.job]
    near = [way for each, way in ways if each.job and PurePosixPath(each.job.path).parent == folder]
    found = near or [way for _, way in ways]
    if not found:
        return Way()
    way = Counter(found).most_common(1)[0][0]
    if way.package is not None and PurePosixPath(way.package[0]).parent != folder:
        return Way()
    return way


def _way(project: Project, source: PythonSource, entry: Entry) -> Way:
    owner, dot, _ = entry.text.partition(".")
    imported = source.outline.imports.get(owner)
    if imported is None or entry.job is None:
        return Way()
    if dot:
        return Way(dotted=imported.name is not None)
    target = project.python_modules.resolve(imported.module, source.path)
    if target is None or target == entry.job.path or not target.endswith("__init__.py"):
        return Way()
    return Way(package=(target, imported.module))


def _through(project: Project, path: str, job: Job, why: str) -> ChangeSet:
    """The edits that make a package pass the job on, in its `__all__` too where it has one."""
    source = project.python(path)
    assert job.name is not None
    if job.name in source.outline.imports:
        return ChangeSet()
    module = module_name(project, job.path, path)
    edits = _import(project, source, (module, job.name), why)
    declared = source.outline.variable("__all__")
    if declared is not None and isinstance(declared.value, cst.List | cst.Tuple):
        value = declared.value
        style = python_style(project, path)
        text = f"{style.quote}{job.name}{style.quote}"
        edits += lists.insert(source.data, site_of(source, value), text, style, origin=why)
    return _changed(project, source, edits, why)


def _changed(project: Project, source: PythonSource, edits: Iterable[Edit], why: str) -> ChangeSet:
    after = source.apply(source.edits(*edits))
    return ChangeSet((Change(source.path, project.read(source.path), after, why),))
