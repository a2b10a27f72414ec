"""
## What it does
Reports an id that several steps of one `Promise.all` have, and a literal id of a step in a `.map`
whose promises are awaited together, where something else than a step is awaited before it or gives
the list.

Where nothing is, each entry of the handler comes to the steps in the order of the same list, the
SDK numbers them in that order, and each gets its own result: that is only reported under
`--strict`.

Python: the callables of `ctx.group.parallel` are begun one after the other, in the order in which
they are written, so that the SDK's numbers are the same on each entry.

## Why is this bad?
Steps with one id are told apart by the order in which they come to be planned. Where each waits for
something of its own first, or the list is read anew, that order changes from one entry of the
handler to the next, and a step is given the result of another, or runs twice. Of two that are
written side by side, the same happens to the runs under way when one is taken out or put under a
condition.

## Example
```ts
export const syncShops = inngest.createFunction(
  { id: "sync-shops", name: "Sync Shops", retries: 3, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const synced = await Promise.all(
      ["north", "south"].map(async (shop) => {
        const answer = await fetch(`https://shops.example.com/${shop}`);
        return step.run("sync-shop", () => answer.status);
      }),
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
      ["north", "south"].map(async (shop) => {
        const answer = await fetch(`https://shops.example.com/${shop}`);
        return step.run(`sync-shop-${shop}`, () => answer.status);
      }),
    );
    return { synced };
  },
);
```

## References
- https://www.inngest.com/docs/guides/step-parallelism
- inngest/inngest, docs/SDK_SPEC.md §5.1.2
- inngest 3.54.2, components/execution/v1.js, and 4.24.0, components/execution/engine.js:
  `expectedNextStepIndexes` numbers the steps of a synchronous `.map` in the order of its calls, and
  `AUTOMATIC_PARALLEL_INDEXING` is warned of only where steps of one id are not found at once
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from codemods.inngest.anatomy.afterwards import may_follow
from codemods.inngest.anatomy.model import Anatomy, Step, StepId
from codemods.inngest.model import Span
from codemods.inngest.outside.chains import OF_PROMISES, chain
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at, span
from codemods.rules._await import function_around
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.nodes import (
    arguments,
    has_token,
    method_name,
    method_of,
    named_children,
    unwrap,
    walk,
)
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source

_WAITING = frozenset({"await_expression", "for_in_statement"})
_TELL_APART = "put into the id what tells them apart, as in `sync-${item.id}`"
_SEND_ONCE = "send one array: `step.sendEvent(id, items.map(…))`"


def check(scope: Scope) -> Iterator[Finding]:
    """One finding a step of a `.map`, and one a step that repeats another's id beside it."""
    for job in scope.jobs:
        anatomy = scope.project.anatomy(job)
        steps = [
            (step, step.id)
            for step in anatomy.steps
            if step.id is not None and step.id.text is not None
        ]
        beside = _beside(scope.project, steps)
        for step, step_id in steps:
            source = scope.project.source(step.span.path)
            mapping = _mapping(source, step)
            if mapping is not None:
                what = (
                    f'every step of this `.map` has the id "{step_id.text}", and they run together'
                )
            elif step in beside:
                what = f'another step of this Promise.all has the id "{step_id.text}" too'
            else:
                continue
            at_once = mapping is not None and step.kind == "sendEvent"
            yield Finding(
                step_id.span,
                what,
                _SEND_ONCE if at_once else _TELL_APART,
                job=job.label,
                strict=mapping is not None and not _waits(source, anatomy, mapping, step),
            )


def _mapping(source: Source, step: Step) -> Node | None:
    """The `.map` that makes one such step of each item; a loop does one after the other."""
    for loop in step.context.loops:
        call = node_at(source, loop)
        if call.type != "call_expression" or method_name(source, call) not in ("map", "flatMap"):
            continue
        parallel = step.context.parallel
        if (parallel is not None and parallel.contains(loop)) or _awaited_later(source, call):
            return call
    return None


def _waits(source: Source, anatomy: Anatomy, mapping: Node, step: Step) -> bool:
    """Whether something else than a step is waited for: for the list, or in the callback before it
    comes to the step. Steps are passed in the order in which they ended, which the run remembers.
    """
    remembered = (*(each.span for each in anatomy.steps), *anatomy.opaque)
    if _is_read_anew(source, mapping, remembered):
        return True
    node = node_at(source, step.span)
    while (function := function_around(node)) is not None and _contains(mapping, function):
        place, within = span(source, node), span(source, function)
        for each in walk(function, into_functions=False):
            if each.type not in _WAITING:
                continue
            waiting = span(source, each)
            if (
                (each.type == "await_expression" or has_token(each, "await"))
                and not waiting.contains(place)
                and not any(waiting.contains(known) for known in remembered)
                and may_follow(source, within, waiting, place)
            ):
                return True
        promise = _chained_to(source, function)
        if promise is not None:
            waited_for = span(source, promise)
            if not any(waited_for.contains(known) for known in remembered):
                return True
        node = function
    return False


def _is_read_anew(source: Source, mapping: Node, remembered: tuple[Span, ...]) -> bool:
    """Whether the list comes from an `await` of something else than a step."""
    root = chain(source, mapping).root
    local = bound(source, root, source.text(root)) if root.type == "identifier" else None
    given = unwrap(local.value) if local is not None and local.value is not None else root
    place = span(source, given)
    return given.type == "await_expression" and not any(map(place.contains, remembered))


def _contains(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def _chained_to(source: Source, function: Node) -> Node | None:
    """The promise whose `.then` a function is given to, or None."""
    call = function.parent.parent if function.parent is not None else None
    called = method_of(source, call) if call is not None else None
    return called[0] if called is not None and called[1] in OF_PROMISES else None


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


def _beside(project: Project, steps: Iterable[tuple[Step, StepId]]) -> set[Step]:
    """The steps that run beside an earlier one of their id: in another element of one list."""
    alike: defaultdict[tuple[str | None, Span], dict[Span | None, list[Step]]]
    alike = defaultdict(lambda: defaultdict(list))
    elements: dict[Span, list[Span]] = {}
    found = set()
    for step, step_id in sorted(steps, key=lambda each: each[0].order):
        parallel = step.context.parallel
        if parallel is None:
            continue
        if parallel not in elements:
            elements[parallel] = _elements(project.source(parallel.path), parallel)
        own = _around(elements[parallel], step.span)
        earlier = alike[step_id.text, parallel]
        if any(
            not other.context.excludes(step.context)
            for element, others in earlier.items()
            if element != own or own is None
            for other in others
        ):
            found.add(step)
        earlier[own].append(step)
    return found


def _elements(source: Source, parallel: Span) -> list[Span]:
    """The elements of the list that is given to a Promise.all."""
    given = arguments(node_at(source, parallel))
    items = named_children(unwrap(given[0])) if given else []
    return [Span(parallel.path, item.start_byte, item.end_byte) for item in items]


def _around(elements: list[Span], place: Span) -> Span | None:
    """The element that a place lies in."""
    at = bisect_right(elements, place.start, key=lambda each: each.start) - 1
    return elements[at] if at >= 0 and elements[at].contains(place) else None


RULE = Rule("JOB216", "duplicate-parallel-step-id", "warning", check)
