"""
## What it does
Reports a `route.ts` below `app/` that serves jobs with `inngest/next` without exporting all of
`GET`, `POST` and `PUT`, under whatever form: destructured, one by one, renamed or passed on.
Python: `serve` adds the routes for all methods itself.

## Why is this bad?
Next.js answers a method that is not exported with 405. Without `PUT` the app cannot be synced, so
that new jobs never reach Inngest; without `POST` no job runs; without `GET` the app cannot be
inspected.

## Example
```ts
// file: src/app/api/inngest/route.ts
import { serve } from "inngest/next";
import { inngest } from "@/lib/inngest/client";
import { generateReportJob } from "@/lib/inngest/functions/generate-report";

export const { GET, POST } = serve({
  client: inngest,
  functions: [generateReportJob],
});

// file: src/lib/inngest/functions/generate-report.ts
import { inngest } from "@/lib/inngest/client";

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", name: "Generate Report", retries: 2 },
  { cron: "0 2 * * *" },
  async () => {
    return { success: true };
  },
);
```

## Use instead
```ts
// file: src/app/api/inngest/route.ts
import { serve } from "inngest/next";
import { inngest } from "@/lib/inngest/client";
import { generateReportJob } from "@/lib/inngest/functions/generate-report";

export const { GET, POST, PUT } = serve({
  client: inngest,
  functions: [generateReportJob],
});

// file: src/lib/inngest/functions/generate-report.ts
import { inngest } from "@/lib/inngest/client";

export const generateReportJob = inngest.createFunction(
  { id: "generate-report", name: "Generate Report", retries: 2 },
  { cron: "0 2 * * *" },
  async () => {
    return { success: true };
  },
);
```

## Fix safety
The fix exports what is missing in the way that the others are exported. It is unsafe, as the route
then answers requests that it refused before, and a method may have been left out on purpose.

## References
- inngest 4.24.0, next.d.ts
- [Inngest: serve](https://www.inngest.com/docs/reference/serve)
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.model import Span
from codemods.inngest.project import Project
from codemods.inngest.reading import sources_with, span
from codemods.inngest.wiring.routes import exported_methods, methods_of
from codemods.rules._fix import fix_in
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Fix, Rule, Scope
from codemods.syntax.edits import Edit
from codemods.syntax.module import Export
from codemods.syntax.nodes import has_token, named_children, unwrap
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition
from codemods.workspace.resolution.modules import File

METHODS = ("GET", "POST", "PUT")  # what Inngest calls

_NAME = "missing-route-method"


def check(scope: Scope) -> Iterator[Finding]:
    """Every route that serves jobs and leaves a method out."""
    project = scope.project
    elsewhere: dict[str, Span] = {}
    for serve in project.serves:
        if is_python(serve.path) or not project.is_linted(serve.path):
            continue
        methods = exported_methods(project, serve)
        if methods is None:
            elsewhere[serve.path] = serve.span
        else:
            yield from _in_route(project.source(serve.path), methods, serve.span)
    for source in sources_with(project, b"inngest") if elsewhere else ():
        methods = methods_of(project, source.path) if source.path not in elsewhere else None
        place = _passed_on(project, source, elsewhere) if methods is not None else None
        if methods is not None and place is not None and project.is_linted(source.path):
            yield from _in_route(source, methods, place)


def _in_route(source: Source, methods: frozenset[str], serve: Span) -> Iterator[Finding]:
    missing = [name for name in METHODS if name not in methods]
    # CommonJS has no exports here, and what does not parse may hide some.
    if not missing or not source.module.exports or source.root.has_error:
        return
    exports = [each for each in source.module.exports if each.exported in METHODS]
    yield Finding(
        span=span(source, _shown(exports[0].statement)) if exports else serve,
        message=f"the route that serves jobs does not export {' and '.join(missing)}",
        help=f"Inngest calls all of {', '.join(METHODS)}: export them too",
        fix=_fix(source, exports, missing),
        causes=(serve,),
    )


def _shown(statement: Node) -> Node:
    """The part of an export statement to point at: its names, not the whole of `serve(…)`."""
    declaration = statement.child_by_field_name("declaration")
    first = named_children(declaration)[0] if declaration is not None else None
    name = first.child_by_field_name("name") if first is not None else None
    return name or next(
        (child for child in named_children(statement) if child.type == "export_clause"), statement
    )


def _passed_on(project: Project, source: Source, served: dict[str, Span]) -> Span | None:
    """The `serve` in another module whose methods this one exports, or None."""
    for each in source.module.exports:
        if each.exported not in METHODS:
            continue
        if each.specifier is not None and each.local in METHODS:
            target = project.modules.resolve(each.specifier, source.path)
            if isinstance(target, File) and target.path in served:
                return served[target.path]
        value = _value(each)
        owner = value.child_by_field_name("object") if value is not None else None
        handler = owner or value
        if handler is not None and handler.type == "identifier":
            meaning = project.modules.binding(source, source.text(handler))
            if isinstance(meaning, Definition) and meaning.path in served:
                place = served[meaning.path]
                made = meaning.declaration.value if meaning.declaration is not None else None
                if made is not None and unwrap(made).start_byte == place.start:
                    return place
    return None


def _value(export: Export) -> Node | None:
    """What `export const GET = …` or `export const { GET } = …` sets its names to."""
    declaration = export.statement.child_by_field_name("declaration")
    if declaration is None or declaration.type != "lexical_declaration":
        return None
    value = named_children(declaration)[0].child_by_field_name("value")
    return unwrap(value) if value is not None else None


def _fix(source: Source, methods: list[Export], missing: list[str]) -> Fix | None:
    """What is missing, exported in the way of the last of those that are there."""
    if not methods:
        return None
    edit = _edit(source, methods[-1], missing)
    return fix_in(source, f"export {' and '.join(missing)}", "unsafe", edit) if edit else None


def _edit(source: Source, last: Export, missing: list[str]) -> Edit | None:
    names = _shown(last.statement)
    entries = named_children(names)
    match names.type:
        case "object_pattern" if entries:
            at = entries[-1].end_byte
            return Edit(at, at, "".join(f", {name}" for name in missing).encode(), _NAME)
        case "export_clause" if last.specifier is not None or last.local != last.exported:
            at = entries[-1].end_byte
            new = [
                f"{last.local} as {name}" if last.local != last.exported else name
                for name in missing
            ]
            return Edit(at, at, "".join(f", {each}" for each in new).encode(), _NAME)
        case "identifier":
            return _another(source, last, missing)
    return None


def _another(source: Source, last: Export, missing: list[str]) -> Edit | None:
    """`export const PUT = handler.PUT;` after the like of it."""
    value = _value(last)
    if value is None or not has_token(last.statement, "export"):
        return None
    key = value.child_by_field_name("property")
    if value.type == "member_expression" and key is not None and source.text(key) in METHODS:
        owner = value.child_by_field_name("object")
        made = [f"{source.text(owner)}.{name}" for name in missing] if owner is not None else []
    elif value.type == "identifier":
        made = [source.text(value)] * len(missing)
    else:
        return None
    end = ";" if source.text(last.statement).endswith(";") else ""
    lines = [f"export const {name} = {to}{end}" for name, to in zip(missing, made, strict=True)]
    newline = "\r\n" if b"\r\n" in source.data else "\n"
    at = last.statement.end_byte
    return Edit(at, at, "".join(newline + line for line in lines).encode(), _NAME)


RULE = Rule(code="JOB211", name=_NAME, severity="error", check=check, fix="unsafe")
