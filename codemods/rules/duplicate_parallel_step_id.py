"""
## What it does
Reports an id that several steps of one `Promise.all` have, and a literal id of a step in a `.map`
whose promises are awaited together.

## Why is this bad?
Steps with one id are told apart by the order in which they come to be planned. Where they run side
by side, that order may change from one entry of the handler to the next, and a step may be given
the result of another.

## Example
```ts
export const syncShops = inngest.createFunction(
  { id: "sync-shops", name: "Sync Shops", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const synced = await Promise.all(
      ["north", "south"].map((shop) => step.run("sync-shop", () => shop.length)),
    );
    return { synced };
  },
);
```

## Use instead
```ts
export const syncShops = inngest.createFunction(
  { id: "sync-shops", name: "Sync Shops", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const synced = await Promise.all(
      ["north", "south"].map((shop) => step.run(`sync-shop-${shop}`, () => shop.length)),
    );
    return { synced };
  },
);
```

## References
- https://www.inngest.com/docs/guides/step-parallelism
- inngest/inngest, docs/SDK_SPEC.md §5.1.2; the SDK warns with `AUTOMATIC_PARALLEL_INDEXING`
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.anatomy.model import Step
from codemods.inngest.model import Span
from codemods.inngest.reading import node_at
from codemods.rules._await import function_around
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.nodes import arguments, named_children, unwrap, walk
from codemods.syntax.source import Source


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a step of a `.map`, and one a step that repeats another's id beside it."""
    for job in scope.jobs:
        steps = [
            (step, step.id)
            for step in scope.project.anatomy(job).steps
            if step.id is not None and step.id.text is not None
        ]
        for step, step_id in steps:
            source = scope.project.source(step.span.path)
            if _is_mapped(source, step):
                what = (
                    f'every step of this `.map` has the id "{step_id.text}", and they run together'
                )
            elif any(
                other_id.text == step_id.text and _beside(source, other, step)
                for other, other_id in steps
            ):
                what = f'another step of this Promise.all has the id "{step_id.text}" too'
            else:
                continue
            yield Finding(
                step_id.span,
                what,
                "put into the id what tells them apart, as in `sync-${item.id}`",
                job=job.label,
            )


def _is_mapped(source: Source, step: Step) -> bool:
    """Whether a `.map` makes one such step of each item; a loop does one after the other."""
    for loop in step.context.loops:
        call = node_at(source, loop)
        if call.type != "call_expression" or _method(source, call) not in ("map", "flatMap"):
            continue
        parallel = step.context.parallel
        if (parallel is not None and parallel.contains(loop)) or _awaited_later(source, call):
            return True
    return False


def _awaited_later(source: Source, mapping: Node) -> bool:
    """Whether a constant holds the promises that a `.map` gives, and is given to Promise.all."""
    holder, around = mapping.parent, function_around(mapping)
    if holder is None or holder.type != "variable_declarator" or around is None:
        return False
    name = holder.child_by_field_name("name")
    for node in walk(around):
        given = arguments(node) if node.type == "call_expression" else []
        callee = node.child_by_field_name("function")
        if (
            name is not None
            and callee is not None
            and source.text(callee) in ("Promise.all", "Promise.allSettled")
            and given
            and source.text(given[0]) == source.text(name)
        ):
            return True
    return False


def _method(source: Source, call: Node) -> str | None:
    callee = call.child_by_field_name("function")
    method = callee.child_by_field_name("property") if callee is not None else None
    return source.text(method) if method is not None else None


def _beside(source: Source, earlier: Step, step: Step) -> bool:
    """Whether both run side by side: in two elements of the list, in source order."""
    parallel = step.context.parallel
    if parallel is None or earlier.context.parallel != parallel:
        return False
    if earlier.order >= step.order or earlier.context.excludes(step.context):
        return False
    given = arguments(node_at(source, parallel))
    items = named_children(unwrap(given[0])) if given else []
    places = [Span(parallel.path, item.start_byte, item.end_byte) for item in items]
    return not any(each.contains(earlier.span) and each.contains(step.span) for each in places)


RULE = Rule("JOB216", "duplicate-parallel-step-id", "warning", check)
