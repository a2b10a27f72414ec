"""Whether the program does anything with a job but export it.

A list of jobs may reach Inngest by ways that nobody can list: a wrapper, a registry, a handler of
the project's own. Each of them names the job somewhere, and passing a name on is no use of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath

from tree_sitter import Node

from codemods.errors import CodemodError
from codemods.inngest.model import Job, Span
from codemods.inngest.project import Project
from codemods.inngest.reading import span
from codemods.syntax.naming import quoted
from codemods.syntax.nodes import arguments, walk
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value
from codemods.workspace.resolution.exports import Definition
from codemods.workspace.resolution.modules import File

_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_PASSING_ON = frozenset(
    {"import_statement", "export_clause", "export_specifier", "type_query", "comment"}
)
# What holds a value as it is; a call may do anything with it.
_CONTAINERS = frozenset(
    {
        "array",
        "object",
        "pair",
        "spread_element",
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
    }
)
_MAX_HOPS = 8  # constants that hold one another, followed from one job


def needle(job: Job) -> bytes:
    """What every file that uses the job contains: its name, or that of its module."""
    return (job.name or _stem(job.path)).encode()


def use_of(project: Project, job: Job) -> Span | None:
    """The first place of the running program that takes the job in hand, or None.

    Imports and exports pass it on, `step.invoke({ function: job })` names one that runs by itself,
    and what only ever fills a constant that nobody uses is not used either.
    """
    if job.name is None:
        return _use_elsewhere(project, job.path, "default", _stem(job.path), frozenset())
    return _use(project, job.path, job.name, frozenset())


def unused_array(project: Project, job: Job) -> str | None:
    """The array of the job's module, or of one that imports it, that has it among others and that
    nothing uses: its name and its file, for a message."""
    if job.name is None or job.language == "python":
        return None
    home = project.source(job.path)
    own = [(home, _mentions(home, {job.name}))]
    others = (
        (each, _in_other(project, each, job.path, job.name))
        for each in _sources(project, job.path, job.name)
    )
    for source, mentions in (*own, *others):
        for node in mentions:
            listed = node.parent is not None and node.parent.type == "array"
            holder = _holder(source, node) if listed else None
            if holder is not None:
                return f"{quoted(holder)} of {source.path}"
    return None


def _use(project: Project, path: str, name: str, seen: frozenset[tuple[str, str]]) -> Span | None:
    """The first use of a top-level name of the module, there or where it is imported."""
    if (path, name) in seen or len(seen) > _MAX_HOPS:
        return None
    seen |= {(path, name)}
    source = project.source(path)
    exported = {
        each.exported
        for each in source.module.exports
        if each.local == name and each.specifier is None
    }
    own = _first(project, source, _mentions(source, {name}), seen, own=name)
    if own is not None or not exported:
        return own
    text = _stem(path) if exported == {"default"} else name
    return _use_elsewhere(project, path, name, text, seen)


def _use_elsewhere(
    project: Project, path: str, name: str, text: str, seen: frozenset[tuple[str, str]]
) -> Span | None:
    """The first use in another module of what this one exports.

    text: what a module that gets it from here has in it; under another name it may go on from there
    """
    texts = [text]
    for each in texts:
        for source in _sources(project, path, each):
            found = _first(project, source, _in_other(project, source, path, name), seen)
            if found is not None:
                return found
            texts += (alias for alias in _aliases(project, source, path, name) - set(texts))
    return None


def _sources(project: Project, path: str, text: str) -> Iterator[Source]:
    """The modules with the text in them, and those that may have it by a namespace."""
    spaces = set(project.files.mentions(b"* as ")).intersection(project.files.mentions(b"inngest"))
    for other in sorted({*project.files.mentions(text.encode()), *spaces} - {path}):
        try:
            if project.is_linted(other):
                yield project.source(other)
        except CodemodError:
            continue  # not UTF-8: nothing in it is known


def _in_other(project: Project, source: Source, path: str, name: str) -> Iterator[Node]:
    """Where another module has the name, whatever it calls it."""
    own = {
        each.local
        for each in source.module.imports
        if not each.type_only and _leads_to(project, source, each.local, path, name)
    }
    yield from _mentions(source, own)
    yield from _through_namespaces(project, source, path, name)
    yield from _imported_late(project, source, path, name)


def _aliases(project: Project, source: Source, path: str, name: str) -> set[str]:
    """The other names under which the module passes the name on."""
    return {
        each.exported
        for each in source.module.exports
        if each.exported not in ("*", "default", each.local)
        and _offers(project, source.path, path, name, each.exported)
    }


def _leads_to(project: Project, source: Source, local: str, path: str, name: str) -> bool:
    meaning = project.modules.binding(source, local)
    return isinstance(meaning, Definition) and (meaning.path, meaning.name) == (path, name)


def _mentions(source: Source, names: set[str]) -> Iterator[Node]:
    found = [node for name in names for node in _by_name(source).get(name, ())]
    yield from sorted(found, key=lambda node: node.start_byte)


@lru_cache(maxsize=8)
def _by_name(source: Source) -> dict[str, list[Node]]:
    """Where a module has each name: one that has many jobs is asked for all of theirs."""
    found: defaultdict[str, list[Node]] = defaultdict(list)
    for node in walk(source.root):
        if node.type in _NAMES:
            found[source.text(node)].append(node)
    return found


def _through_namespaces(project: Project, source: Source, path: str, name: str) -> Iterator[Node]:
    """`jobs.name` and the whole of `jobs`, where `import * as jobs` has the name among others."""
    spaces = set()
    for each in source.module.imports:
        if each.imported == "*" and not each.type_only:
            target = project.modules.resolve(each.specifier, source.path)
            if isinstance(target, File) and _offers(project, target.path, path, name):
                spaces.add(each.local)
    for node in _mentions(source, spaces):
        parent = node.parent
        if parent is not None and parent.type == "member_expression":
            key = parent.child_by_field_name("property")
            if key is not None and source.text(key) != name:
                continue
        yield node


def _offers(
    project: Project, module: str, path: str, name: str, exported: str | None = None
) -> bool:
    """Whether a module exports the name of the module at `path`, as itself or as `exported`."""
    found = project.modules.export(module, exported or name)
    return isinstance(found, Definition) and (found.path, found.name) == (path, name)


def _imported_late(project: Project, source: Source, path: str, name: str) -> Iterator[Node]:
    """The name, and whatever else may be it, in a file that loads its module while it runs."""
    if b"import(" not in source.data and b"require(" not in source.data:
        return
    if not any(_offers(project, module, path, name) for module in _loaded(project, source)):
        return
    wanted = _NAMES | {"shorthand_property_identifier_pattern", "property_identifier"}
    yield from (n for n in walk(source.root) if n.type in wanted and source.text(n) == name)


def _loaded(project: Project, source: Source) -> Iterator[str]:
    """The modules of the project that the file gets by `import(…)` or `require(…)`."""
    for node in walk(source.root):
        if node.type != "call_expression":
            continue
        callee, given = node.child_by_field_name("function"), arguments(node)
        if callee is None or source.text(callee) not in ("import", "require") or not given:
            continue
        if given[0].type == "string":
            target = project.modules.resolve(string_value(source.text(given[0])), source.path)
            if isinstance(target, File):
                yield target.path


def _first(
    project: Project,
    source: Source,
    mentions: Iterator[Node],
    seen: frozenset[tuple[str, str]],
    own: str | None = None,
) -> Span | None:
    """The first of the mentions that is a use; `own` is the name that they are about, at home."""
    for node in mentions:
        if _passes_on(source, node):
            continue
        holder = _holder(source, node)
        if holder is not None and holder == own:
            continue  # a constant that is made of itself
        if holder is None or _use(project, source.path, holder, seen) is not None:
            return span(source, node)
    return None


def _passes_on(source: Source, node: Node) -> bool:
    """Whether it is only passed on, or named as the job to invoke."""
    parent = node.parent
    if parent is not None and parent.type == "variable_declarator":
        return parent.child_by_field_name("name") == node
    if parent is not None and parent.type == "pair":
        key = parent.child_by_field_name("key")
        if key is not None and source.text(key) == "function":
            return True
    while parent is not None:
        if parent.type in _PASSING_ON:
            return True
        if parent.type == "export_statement":
            return parent.child_by_field_name("value") == node
        if parent.type.endswith("statement"):
            return False
        parent = parent.parent
    return False


def _holder(source: Source, node: Node) -> str | None:
    """The top-level constant that has the mention in its array or object, or None."""
    parent: Node | None = node.parent
    while parent is not None and parent.type in _CONTAINERS:
        parent = parent.parent
    if parent is None or parent.type != "variable_declarator":
        return None
    target, root = parent.child_by_field_name("name"), source.root
    statement = root.child_with_descendant(parent)
    declared = statement is not None and parent.parent in (statement, *statement.named_children)
    return source.text(target) if target is not None and declared else None


def _stem(path: str) -> str:
    pure = PurePosixPath(path)
    return pure.parent.name if pure.stem == "index" else pure.stem
