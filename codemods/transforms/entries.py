"""One job into one list: the entry, its import, and the barrel between them when there is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.inngest.model import Entry, Job, JobList
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at
from codemods.syntax import lists
from codemods.syntax.edits import Edit
from codemods.syntax.imports import add_export, add_import, add_reexport
from codemods.syntax.module import Import
from codemods.syntax.naming import camel, is_identifier, is_reserved
from codemods.syntax.nodes import FUNCTIONS, unwrap
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition
from codemods.workspace.resolution.modules import File
from codemods.workspace.writing.changes import Change, ChangeSet

# A value of one of these holds the job, or makes it when called; it is not the job.
_HOLDERS = FUNCTIONS | {"array", "object"}


class Exported(Struct, frozen=True):
    """How other modules get at a job: the name it is exported under and the name to give it."""

    name: str
    local: str


class Way(Struct, frozen=True):
    """How a list's file refers to jobs: through the module `path`, as `specifier` names it.

    namespace: the name of `import * as namespace`, or None where the jobs are named one by one
    """

    path: str
    specifier: str
    namespace: str | None


def add_entry(project: Project, job: Job, functions: JobList) -> ChangeSet:
    """The edits that put the job at the end of the list, or in its place in a sorted one.

    Raises Refusal, with the lines to add by hand, where the job cannot be named in that file.
    """
    path = functions.array.path
    source = project.source(path)
    array = node_at(source, functions.array)
    hand = by_hand(project, job, path)
    source.refuse_errors_at([array], add=hand)
    why = f"register {job.label}"
    _refuse_held(project, job)
    if job.path == path:
        return _change(
            source, lists.insert(source, array, _own(job, source, hand), origin=why), why
        )
    exported = exported_as(project, job)
    if exported is None:
        raise Refusal(
            f"the job {job.label} is not exported, so the list cannot name it",
            where=project.source(job.path).place(node_at(project.source(job.path), job.span)),
            mend="export it, then register it",
            add=hand,
        )
    known = _imported(project, source, job)
    if known is not None:
        return _change(source, lists.insert(source, array, known, origin=why), why)
    _refuse_taken(source, exported, hand)
    _refuse_common_js(source, hand)
    way = _usual_way(project, source, functions, job)
    changes = ChangeSet()
    if way is not None and exported.name != "default":
        changes = _through(project, way.path, job, exported, why)
        specifier = way.specifier
    else:
        way = None
        specifier = project.modules.specifier(job.path, path, like=_imports_of(project, functions))
    if way is not None and way.namespace is not None:
        text = f"{way.namespace}.{exported.name}"
        return changes | _change(source, lists.insert(source, array, text, origin=why), why)
    default = exported.name == "default"
    edits = (
        *add_import(source, exported.local, specifier, origin=why, default=default),
        *lists.insert(source, array, exported.local, origin=why),
    )
    return changes | _change(source, edits, why)


def _refuse_held(project: Project, job: Job) -> None:
    """Raises Refusal for a job in an array, object or function, whose name is not the job's."""
    source = project.source(job.path)
    declaration = source.module.declarations.get(job.name) if job.name else None
    values = [declaration.value] if declaration else [each.value for each in source.module.exports]
    for value in values:
        if value is None or not value.start_byte <= job.span.start < value.end_byte:
            continue
        if unwrap(value).type in _HOLDERS:
            raise Refusal(
                f"the job {job.label} is a part of a larger value, so the list cannot name it",
                where=source.place(node_at(source, job.span)),
                mend="give it a constant of its own, then register it",
            )


def _refuse_common_js(source: Source, hand: str) -> None:
    """Raises Refusal for a file that requires modules and imports none: an `import` breaks it."""
    if not source.module.imports and b"require(" in source.data:
        raise Refusal(
            "this file gets its modules by `require`, which is not edited",
            where=source.path,
            mend="add the job by hand",
            add=hand,
        )


def by_hand(project: Project, job: Job, path: str) -> str:
    """The lines that register the job in the file at `path`, for a person to add."""
    exported = exported_as(project, job)
    name = exported.local if exported is not None else job.name or job.id or "the job"
    entry = f"{name}, // in the list of functions"
    if job.path == path or exported is None:
        return entry
    try:
        specifier = project.modules.specifier(job.path, path, like=[])
    except CodemodError:
        specifier = job.path
    clause = name if exported.name == "default" else f"{{ {name} }}"
    return f'import {clause} from "{specifier}";\n{entry}'


def exported_as(project: Project, job: Job) -> Exported | None:
    """The export of a job's own module that is the job, by name before by default."""
    found: Exported | None = None
    for export in project.source(job.path).module.exports:
        if export.specifier is not None or export.type_only:
            continue
        is_it = export.local == job.name if job.name else export.local is None
        if export.value is not None and not job.name:
            is_it = export.value.start_byte <= job.span.start < export.value.end_byte
        if not is_it:
            continue
        if export.exported != "default":
            if not is_identifier(export.exported) or is_reserved(export.exported):
                continue  # `export { job as "a name" }` has none that an import could bind
            return Exported(export.exported, export.exported)
        found = Exported("default", job.name or _local_name(job))
    return found


def _local_name(job: Job) -> str:
    """What to call a job that has no name: after its id, else its file, whichever can be a name."""
    names = (f"{camel(each)}Job" for each in (job.id or "", PurePosixPath(job.path).stem) if each)
    return next(filter(is_identifier, names), "job")


def _own(job: Job, source: Source, hand: str) -> str:
    if job.name is None:
        raise Refusal(
            "the job is no top-level constant, so the list cannot name it",
            where=source.place(node_at(source, job.span)),
            mend="give it a name of its own",
            add=hand,
        )
    return job.name


def _imported(project: Project, source: Source, job: Job) -> str | None:
    """The name under which the file has the job already, or None."""
    for each in source.module.imports:
        if each.imported == "*" or each.type_only:
            continue
        if _leads_to(project.modules.binding(source, each.local), job):
            return each.local
    return None


def _leads_to(definition: object, job: Job) -> bool:
    if not isinstance(definition, Definition) or definition.path != job.path:
        return False
    if definition.declaration is not None:
        return definition.declaration.name == job.name
    value = definition.export.value if definition.export is not None else None
    return value is not None and value.start_byte <= job.span.start < value.end_byte


def _refuse_taken(source: Source, exported: Exported, hand: str) -> None:
    taken = exported.local in source.module.declarations or any(
        each.local == exported.local for each in source.module.imports
    )
    if taken:
        raise Refusal(
            f"the name {exported.local} already means something else here",
            where=source.path,
            mend="rename one of them, or import the job under another name by hand",
            add=hand,
        )


def _usual_way(project: Project, source: Source, functions: JobList, job: Job) -> Way | None:
    """The barrel or namespace through which the file names jobs like this one, if it does so.

    What jobs of the same folder do counts; where none is in the list, what all of them do. None
    means that each job's module is imported by itself.
    """
    folder = PurePosixPath(job.path).parent
    all_ways = [(entry, _way(project, source, entry)) for entry in functions.entries]
    siblings = [
        way
        for entry, way in all_ways
        if entry.job is not None and PurePosixPath(entry.job.path).parent == folder
    ]
    ways = siblings or [way for entry, way in all_ways if entry.job is not None]
    if not ways:
        return None
    way = Counter(ways).most_common(1)[0][0]
    if way is None or way.path == job.path:
        return way
    # A barrel speaks for its own folder; another package's, or another domain's, is not ours to
    # fill.
    covers = PurePosixPath(way.path).parent in PurePosixPath(job.path).parents
    return way if covers and not project.jobs_in(way.path) else None


def _way(project: Project, source: Source, entry: Entry) -> Way | None:
    root, dot, _ = entry.text.partition(".")
    statement = _import_of(source, root)
    if statement is None or entry.job is None:
        return None
    target = project.modules.resolve(statement.specifier, source.path)
    if not isinstance(target, File):
        return None
    if dot and statement.imported == "*":
        return Way(target.path, statement.specifier, root)
    if entry.name is not None and target.path != entry.job.path:
        return Way(target.path, statement.specifier, None)
    return None


def _import_of(source: Source, local: str) -> Import | None:
    return next((each for each in source.module.imports if each.local == local), None)


def _through(project: Project, path: str, job: Job, exported: Exported, why: str) -> ChangeSet:
    """The edits that make a barrel pass the job on, in the form in which it passes the others."""
    if path == job.path or _leads_to(project.modules.export(path, exported.name), job):
        return ChangeSet()
    barrel = project.source(path)
    own = [(path, each.specifier) for each in barrel.module.imports]
    passed = [each for each in barrel.module.exports if each.specifier is not None]
    own += [(path, each.specifier) for each in passed if each.specifier is not None]
    specifier = project.modules.specifier(job.path, path, like=own)
    name = exported.name
    listed = [
        each
        for each in barrel.module.exports
        if each.specifier is None and any(i.local == each.local for i in barrel.module.imports)
    ]
    if listed and not passed:
        barrel.refuse_errors_at([listed[-1].statement])
        edits: Iterable[Edit] = (
            *add_import(barrel, name, specifier, origin=why),
            *add_export(barrel, name, origin=why),
        )
    else:
        star = sum(each.exported == "*" for each in passed) * 2 > len(passed)
        barrel.refuse_errors_at([each.statement for each in passed])
        edits = add_reexport(barrel, name, specifier, star=star, origin=why)
    return _change(barrel, edits, why)


def _imports_of(project: Project, functions: JobList) -> list[tuple[str, str]]:
    """The imports by which the list's own entries come in: the style to follow."""
    path = functions.array.path
    source = project.source(path)
    names = {entry.text.partition(".")[0] for entry in functions.entries}
    own = [(path, each.specifier) for each in source.module.imports if each.local in names]
    return own or [(path, each.specifier) for each in source.module.imports]


def _change(source: Source, edits: Iterable[Edit], why: str) -> ChangeSet:
    after = source.apply(source.edits(*edits))
    return ChangeSet((Change(source.path, source.data, after, why),))
