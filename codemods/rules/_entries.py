"""The entries of served lists that are no job in sight, and which job each of them may be."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from codemods.inngest.model import Entry, Job, JobList, Runtime, Serve, Span
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at
from codemods.rules._events import is_slip
from codemods.rules._exports import lacks
from codemods.syntax.module import Import
from codemods.syntax.nodes import unwrap
from codemods.workspace.resolution.modules import External, File, Unresolved
from codemods.workspace.tree import paths


class _Unseen(Struct, frozen=True):
    """An entry that is imported.

    imported: what it, or the namespace that it is a member of, is imported by
    name:     its name in the other module; ``default``, or ``*`` for a whole module
    """

    entry: Entry
    imported: Import
    name: str


def is_misspelt_in(project: Project, job: Job, serve: Serve) -> bool:
    """Whether a list takes the job from its module under a name that is not quite its own.

    The entry is unresolved-registration's then, and there is no more to mend.
    """
    if job.language == "python":
        return False  # such an import fails when it is made
    return any(
        job.name is not None
        and is_slip(each.name, job.name)
        and _target(project, each) == File(job.path)
        and lacks(project, job.path, each.name)
        for each in _unseen(project, serve.functions)
    )


def not_found(project: Project, job: Job, serve: Serve) -> Iterator[Span]:
    """The entries of a list that may be the job, and are imported from where nothing is known."""
    for each in _unseen(project, serve.functions):
        named = job.name is not None and is_slip(each.name, job.name)
        if (named or each.name in ("default", "*")) and _leads_nowhere(project, each):
            yield each.entry.span


def _unseen(project: Project, functions: JobList | Runtime) -> Iterator[_Unseen]:
    if isinstance(functions, Runtime):
        for maybe in functions.maybe:
            yield from _unseen(project, maybe)
        return
    for entry in functions.entries:
        if entry.spread is not None:
            yield from _unseen(project, entry.spread)
        elif entry.job is None:
            yield from _imported(project, entry)


def _imported(project: Project, entry: Entry) -> Iterator[_Unseen]:
    source = project.source(entry.span.path)
    node = unwrap(node_at(source, entry.span))
    owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
    local = source.text(owner if owner is not None else node)
    for each in source.module.imports:
        if each.local == local and not each.type_only:
            yield _Unseen(entry, each, source.text(key) if key is not None else each.imported)


def _target(project: Project, unseen: _Unseen) -> File | External | Unresolved:
    return project.modules.resolve(unseen.imported.specifier, unseen.entry.span.path)


def _leads_nowhere(project: Project, unseen: _Unseen) -> bool:
    """Whether no file of the project and no package that it has is known by the specifier."""
    match _target(project, unseen):
        case File():
            return False
        case Unresolved():
            return True
        case External(package, _):
            above = project.packages.upward(paths.parent(unseen.entry.span.path))
            return all(each.range(package) is None for each in above)
