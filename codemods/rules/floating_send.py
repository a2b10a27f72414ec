"""
## What it does
Reports a `send` on an Inngest client, outside jobs, whose promise nobody has: it is a
statement of its own or given back to `forEach`, without a `.catch`. With `void`, or inside what is
handed to `after` or `waitUntil`, it is meant so.

## Why is this bad?
Where a request ends with its response, as in a serverless function, the event may never leave. And
a send that fails is an unhandled rejection, which ends a Node process.

## Example
```ts
export async function requestExport(exportId: string) {
  inngest.send({ name: "export/requested", data: { exportId } });
}
```

```python
def request_export(export_id: str) -> None:
    client.send(inngest.Event(name="export/requested", data={"id": export_id}))
```

## Use instead
```ts
export async function requestExport(exportId: string) {
  await inngest.send({ name: "export/requested", data: { exportId } });
}
```

```python
def request_export(export_id: str) -> None:
    client.send_sync(inngest.Event(name="export/requested", data={"id": export_id}))
```

## Fix safety
In an `async` function the fix puts `await` before the send, so that the function waits for it and
fails with it. Elsewhere it adds a `.catch` that logs. Both change what happens, so it is unsafe.

## References
- https://www.inngest.com/docs/sdk/eslint
- https://www.inngest.com/docs/reference/events/send
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.anatomy.model import Use
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at
from codemods.inngest.wiring.model import Sent
from codemods.rules._await import awaiting, chain
from codemods.rules._fix import fix_in
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Fix, Rule, Scope
from codemods.syntax.edits import Edit
from codemods.syntax.nodes import FUNCTIONS
from codemods.syntax.source import Source

_KEEPING_ALIVE = frozenset({"after", "waitUntil"})  # next/server, @vercel/functions, Workers


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a call, however many events it sends."""
    project = scope.project
    seen = set()
    for sent in project.sent:
        dropped = sent.use in (Use.FLOATING, Use.FOR_EACH)
        if not dropped or sent.step or sent.job is not None or sent.span in seen:
            continue
        seen.add(sent.span)
        if is_python(sent.span.path):
            yield from _in_python(project, sent)
            continue
        source = project.source(sent.span.path)
        call = node_at(source, sent.span)
        if _kept_alive(source, call):
            continue
        what = f'"{sent.event}"' if sent.event is not None else "the event"
        yield Finding(
            sent.span,
            f"nobody awaits this send: {what} may be lost, and a failure goes unhandled",
            "await it, hand it to `after` or `waitUntil`, or add a `.catch`",
            fix=_fix(project, sent, call),
        )


def _in_python(project: Project, sent: Sent) -> Iterator[Finding]:
    """A coroutine that nobody awaits: it never begins, so the event is never sent."""
    from codemods.rules._python import is_in_coroutine, method_place

    what = f'"{sent.event}"' if sent.event is not None else "the event"
    awaits = is_in_coroutine(project, sent.span)
    text, method = project.text(sent.span.path), method_place(project, sent.span)
    if awaits:
        edit, title = Edit(sent.span.start, sent.span.start, b"await ", RULE.name), "await the send"
    else:
        edit = Edit(method.start, method.end, b"send_sync", RULE.name)
        title = "send it by send_sync"
    yield Finding(
        sent.span,
        f"nobody awaits this send: {what} is never sent",
        "put `await` before it" if awaits else "use `send_sync`, as this function is no coroutine",
        fix=fix_in(text, title, "unsafe", edit),
    )


def _kept_alive(source: Source, node: Node) -> bool:
    """Whether it stands in a function that is handed to `after` or `waitUntil`."""
    above = node.parent
    while above is not None:
        given_to = above.parent.parent if above.parent is not None else None
        if above.type in FUNCTIONS and given_to is not None and given_to.type == "call_expression":
            callee = given_to.child_by_field_name("function")
            if callee is not None and source.text(callee).rpartition(".")[2] in _KEEPING_ALIVE:
                return True
        above = above.parent
    return False


def _fix(project: Project, sent: Sent, call: Node) -> Fix:
    source = project.source(sent.span.path)
    edits = awaiting(source, call, RULE.name)
    if edits and sent.use is Use.FLOATING:
        return fix_in(source, "await the send", "unsafe", *edits)
    end = chain(source, call).end_byte
    parameter = "(error)" if source.style.arrow_parens else "error"
    new = f".catch({parameter} => console.error(error))".encode()
    return fix_in(source, "log a send that fails", "unsafe", Edit(end, end, new, RULE.name))


RULE = Rule(
    "JOB215", "floating-send", "warning", check, languages=("typescript", "python"), fix="unsafe"
)
