"""
## What it does
Reports an element of the `functions` of a `serve` or `connect` whose name leads nowhere in the
project, or to something that is certainly no job: a type, a text, a function that makes jobs but
is not called, an array that is not spread.

What comes from a package, what a call gives back, and what cannot be followed is not reported.
Python: a name that leads nowhere is an error as soon as the module is imported.

## Why is this bad?
The SDK drops what is undefined with a warning in the log, and `serve` throws on most of the rest.
The job that was meant never runs.

## Example
```ts
// file: src/lib/inngest/functions/generate-report.ts
import { inngest } from "@/lib/inngest/client";

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", name: "Generate Report", retries: 2 },
  { cron: "0 2 * * *" },
  async () => {
    return { success: true };
  },
);

// file: src/app/api/inngest/route.ts
import { serve } from "inngest/next";
import { inngest } from "@/lib/inngest/client";
import { generateReportJob, sendReportJob } from "@/lib/inngest/functions/generate-report";

export const { GET, POST, PUT } = serve({
  client: inngest,
  functions: [generateReportJob, sendReportJob],
});
```

## Use instead
```ts
// file: src/lib/inngest/functions/generate-report.ts
import { inngest } from "@/lib/inngest/client";

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", name: "Generate Report", retries: 2 },
  { cron: "0 2 * * *" },
  async () => {
    return { success: true };
  },
);

// file: src/app/api/inngest/route.ts
import { serve } from "inngest/next";
import { inngest } from "@/lib/inngest/client";
import { generateReportJob } from "@/lib/inngest/functions/generate-report";

export const { GET, POST, PUT } = serve({
  client: inngest,
  functions: [generateReportJob],
});
```

## References
- inngest 4.24.0, components/InngestCommHandler.js: `Some functions passed to serve() are undefined`
- [Inngest: serving functions](https://www.inngest.com/docs/learn/serving-inngest-functions)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.clients import is_from_sdk
from codemods.inngest.model import Entry, JobList, Runtime, Span
from codemods.inngest.project import Project
from codemods.inngest.reading import (
    enclosing_constant,
    is_parameter,
    literal,
    node_at,
    span,
    value_of,
)
from codemods.rules._exports import lacks
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.literal import Object
from codemods.syntax.module import Import
from codemods.syntax.naming import quoted
from codemods.syntax.nodes import named_children, unwrap, walk
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition
from codemods.workspace.resolution.modules import File, Unresolved

_MOST_HOPS = 16

# What the initialiser of a name can be that is certainly no job, and what to say it is.
_NO_JOBS = {
    "string": "a text",
    "template_string": "a text",
    "number": "a number",
    "true": "a boolean",
    "false": "a boolean",
    "null": "null",
    "undefined": "undefined",
    "regex": "a regular expression",
    "object": "an object",
    "array": "an array that is not spread",
    "arrow_function": "a function that is not called",
    "function_expression": "a function that is not called",
    "function_declaration": "a function that is not called",
    "class": "a class",
    "class_declaration": "a class",
    "abstract_class_declaration": "a class",
    "interface_declaration": "a type",
    "type_alias_declaration": "a type",
}


class _Fault(Struct, frozen=True):
    """Why a name stands for no job, as the end of a sentence, and the file that this lies in.

    place: what says so besides the list, such as an import
    """

    why: str
    path: str | None = None
    place: Span | None = None


def check(scope: Scope) -> Iterator[Finding]:
    """Every element of a served list that is certainly no job; once, however often it is served."""
    project = scope.project
    seen: set[tuple[str, str]] = set()
    for serve in project.serves:
        if is_python(serve.path) or not project.is_linted(serve.path):
            continue
        for entry in _entries(serve.functions):
            if (entry.span.path, entry.text) in seen:
                continue
            seen.add((entry.span.path, entry.text))
            fault = _fault_of(project, entry)
            if fault is not None:
                where = "a job" if fault.path is None else f"a job of {fault.path}"
                mend = (
                    f"name {where} that is exported" if fault.place is None else "mend the import"
                )
                yield Finding(
                    span=entry.span,
                    message=f"{quoted(entry.text)} in the list of jobs {fault.why}",
                    help=f"{mend}, or take the entry out",
                    causes=_causes(fault),
                )


def _causes(fault: _Fault) -> tuple[Span, ...]:
    file = Span(fault.path, 0, 0) if fault.path is not None else None
    return tuple(each for each in (fault.place, file) if each is not None)


def _entries(functions: JobList | Runtime) -> Iterator[Entry]:
    """The elements of a list and of those that are spread into it, arms of conditions included."""
    if isinstance(functions, Runtime):
        for each in functions.maybe:
            yield from _entries(each)
        return
    for entry in functions.entries:
        yield entry
        if entry.spread is not None:
            yield from _entries(entry.spread)


def _fault_of(project: Project, entry: Entry) -> _Fault | None:
    source = project.source(entry.span.path)
    node = node_at(source, entry.span)
    if node.type == "spread_element":
        inner = named_children(node)
        # What a spread holds is a list, of which only the absence is certain here.
        if not inner or isinstance(entry.spread, JobList):
            return None
        return _missing(project, source, unwrap(inner[0]))
    return _missing(project, source, unwrap(node)) or _other(project, source, node, 0)


def _missing(project: Project, source: Source, node: Node) -> _Fault | None:
    """Why a name leads nowhere, or None where it leads somewhere or that cannot be told."""
    if node.type == "identifier":
        return _missing_name(project, source, node)
    owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
    if node.type != "member_expression" or owner is None or key is None:
        return None
    name = source.text(key)
    space = next((i for i in source.module.imports if i.local == source.text(owner)), None)
    if space is not None and space.imported == "*":
        target = project.modules.resolve(space.specifier, source.path)
        if isinstance(target, File) and lacks(project, target.path, name):
            return _Fault("is not exported by its module", target.path)
        return None
    record = literal(project, source, owner)
    if isinstance(record, Object) and record.complete and record.get(name) is None:
        return _Fault("is undefined", record.source.path)
    return None


def _missing_name(project: Project, source: Source, node: Node) -> _Fault | None:
    name = source.text(node)
    if source.root.has_error or is_parameter(source, node, name):
        return None
    if enclosing_constant(source, node, name) is not None or name in source.module.declarations:
        return None
    imported = next((each for each in source.module.imports if each.local == name), None)
    if imported is None:
        return _Fault("is not defined") if name not in _names_besides(source) else None
    if imported.type_only:
        return _Fault("is imported as a type only")
    return _missing_import(project, source, imported)


def _missing_import(project: Project, source: Source, imported: Import) -> _Fault | None:
    match project.modules.resolve(imported.specifier, source.path):
        case File(path) if imported.imported != "*":
            if lacks(project, path, imported.imported):
                return _Fault("is not exported by its module", path)
        case Unresolved() if imported.specifier.startswith("."):
            place = span(source, imported.statement)
            why = f"comes from {quoted(imported.specifier)}, and there is no such file"
            return _Fault(why, place=place)
        case _:
            pass
    return None


@lru_cache(maxsize=8)
def _names_besides(source: Source) -> frozenset[str]:
    """The names that the file uses in any other way than as the element of a list.

    One that is not among them is bound nowhere in the file.
    """
    return frozenset(
        source.text(node)
        for node in walk(source.root)
        if node.type.endswith(("identifier", "identifier_pattern"))
        and (node.parent is None or node.parent.type not in ("array", "spread_element"))
    )


def _other(project: Project, source: Source, node: Node, hops: int) -> _Fault | None:
    """Why an expression is certainly something else than a job."""
    node = unwrap(node)
    if node.type in _NO_JOBS:
        return _Fault(f"is {_NO_JOBS[node.type]}", source.path)
    if node.type == "new_expression":
        made = node.child_by_field_name("constructor")
        if made is not None and is_from_sdk(project, source, source.text(made), "Inngest"):
            return _Fault("is a client", source.path)
    if node.type != "identifier" or hops > _MOST_HOPS:
        return None
    name = source.text(node)
    local = enclosing_constant(source, node, name)
    if local is not None:
        return _other(project, source, local, hops + 1)
    if is_parameter(source, node, name):
        return None
    meaning = project.modules.binding(source, name)
    if not isinstance(meaning, Definition):
        return None
    if meaning.name == "*":
        return _Fault("is a whole module", meaning.path)
    declaration = meaning.declaration
    if declaration is not None and declaration.kind not in (
        "const",
        "function",
        "class",
        "interface",
        "type",
    ):
        return None
    found = value_of(project, meaning)
    return _other(project, *found, hops + 1) if found is not None else None


RULE = Rule(code="JOB305", name="unresolved-registration", severity="error", check=check)
