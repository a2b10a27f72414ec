"""
## What it does
Reports a step id that is empty, that says nothing (`step-1`, `run`, `handler`), or that is not in
kebab-case where at least four in five of the project's ids are. An id that has a value in it which
differs on every run, such as `Date.now()`, is an error.

## Why is this bad?
The id is what a run shows of a step, and what its result is remembered under: `step-2` tells
nobody what failed at night. And a result under an id that is another one each time is never found
again, so the step is repeated whenever the handler is entered.

## Example
```ts
import { inngest } from "@/lib/inngest/client";
import { cleanUp } from "@/lib/accounts";

export const closeAccountsJob = inngest.createFunction(
  { id: "close-accounts", retries: 2 },
  { cron: "0 2 * * *" },
  async ({ step }) => {
    const closed = await step.run("step-1", () => cleanUp());
    return { closed };
  },
);

// file: src/lib/accounts.ts
export async function cleanUp(): Promise<number> {
  return 0;
}
```

## Use instead
```ts
import { inngest } from "@/lib/inngest/client";
import { cleanUp } from "@/lib/accounts";

export const closeAccountsJob = inngest.createFunction(
  { id: "close-accounts", retries: 2 },
  { cron: "0 2 * * *" },
  async ({ step }) => {
    const closed = await step.run("close-idle-accounts", () => cleanUp());
    return { closed };
  },
);

// file: src/lib/accounts.ts
export async function cleanUp(): Promise<number> {
  return 0;
}
```

## References
- [Inngest: how functions are executed](https://www.inngest.com/docs/learn/how-functions-are-executed)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.errors import CodemodError
from codemods.inngest.anatomy.model import Step, StepId
from codemods.inngest.clients import PACKAGE
from codemods.inngest.model import Language
from codemods.inngest.project import Project
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.naming import is_kebab, kebab, quoted

# What a step is called by somebody who has not named it.
_SAYS_NOTHING = re.compile(
    r"""(?: step | run | do | task | action | job | work | process | execute | handle | handler
      | main | fn | func | function | callback | test | foo | bar | baz | tmp | temp | untitled
      | id | name | default | (?:do|run|my)[-_ ]?(?:it|this|that|step|task|job|work)
    ) (?: [-_ .#]? (?: \d+ | [a-z] ) )?  |  [-_ .\d]+  |  [a-z]""",
    re.VERBOSE | re.IGNORECASE,
)

# What is another value whenever it is evaluated.
_UNSTABLE = re.compile(
    r"""\b(?: Date\.now | performance\.now | Math\.random | (?:crypto\.)?randomUUID
      | uuid(?:\.?v[1-7])? | v4 | nanoid | cuid | createId | ulid )\(\s*\)
      | \bnew\s+Date\(\s*\) | \bnew\s+Date\b(?!\s*\() """,
    re.VERBOSE,
)

_UNSTABLE_IN_PYTHON = re.compile(
    r"""\b(?: (?:datetime\.|date\.|timezone\.)+(?:now|utcnow|today)\([^()]*(?:\(\))?\)
      | time\.(?:time|time_ns|monotonic|perf_counter)\(\)
      | (?:uuid\.)?uuid[14]\(\) | random\.(?:random|randint|choice|randrange)\([^()]*\)
      | secrets\.token_(?:hex|urlsafe|bytes)\([^()]*\) )""",
    re.VERBOSE,
)

_SEPARATORS = re.compile(r"[:/.]")  # what parts an id with a namespace
_NOT_KEBAB = re.compile(r"[A-Z\s_]")
_SNAKE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")  # how a table or a column is called
_WITHOUT_ID = frozenset({"sendEvent", "sleep", "sleepUntil", "waitForEvent"})  # before SDK 3
_FIRST_WITH_IDS = 3
_FEWEST = 10  # literal ids that tell a project's habit
_SHARE = 0.8


def check(scope: Scope) -> Iterator[Finding]:
    """A finding for each id that does not tell its step from others."""
    for job in scope.jobs:
        for step in scope.project.anatomy(job).steps:
            if step.id is None or not _has_id(scope.project, step):
                continue
            unstable = _unstable(step.id)
            if unstable is not None:
                yield Finding(
                    span=step.id.span,
                    message=f"this step's id differs on every run, by {quoted(unstable)}",
                    help="make the id of what stays the same, such as the id of a record",
                    job=job.label,
                    severity="error",
                )
            elif step.id.text is not None and _says_nothing(step.id.text):
                yield Finding(
                    span=step.id.span,
                    message=_empty_or_vague(step.id.text),
                    help="name what the step does, in kebab-case, such as `fetch-document`",
                    job=job.label,
                )
            elif (
                not _is_kebab(step.id)
                and not _names_a_thing(scope.project, step.id)
                and _kebab_is_usual(scope.project, job.language)
            ):
                yield Finding(
                    span=step.id.span,
                    message=f"the step id {quoted(step.id.shown)} is not in kebab-case",
                    help=_mend(step.id),
                    job=job.label,
                )


def _has_id(project: Project, step: Step) -> bool:
    """Whether it is an id: SDK 1 and 2 have the event there in `step.waitForEvent(event, options)`,
    and know ids, under the name of names, only in `step.run`."""
    if step.kind not in _WITHOUT_ID or is_python(step.span.path):
        return True
    try:
        version = project.packages.version(PACKAGE, project.packages.governing(step.span.path))
    except CodemodError:
        return True  # a package.json that cannot be read says nothing
    return version is None or version.major is None or version.major >= _FIRST_WITH_IDS


def _unstable(name: StepId) -> str | None:
    """The first interpolated value that differs on every run, or None."""
    pattern = _UNSTABLE_IN_PYTHON if is_python(name.span.path) else _UNSTABLE
    found = (pattern.search(text) for text in name.dynamic)
    return next((match[0] for match in found if match is not None), None)


def _says_nothing(text: str) -> bool:
    return not text.strip() or _SAYS_NOTHING.fullmatch(text.strip()) is not None


def _is_kebab(name: StepId) -> bool:
    """Whether the id, or what is literal of it, is in kebab-case, with or without a namespace."""
    if name.text is not None:
        return all(map(is_kebab, _SEPARATORS.split(name.text)))
    return not any(_NOT_KEBAB.search(part) for part in name.literals)


def _names_a_thing(project: Project, name: StepId) -> bool:
    """Whether what is not kebab-case in the id is the name of something, such as a table, which the
    file has as a string of its own: `reap-cad_jobs` beside `from("cad_jobs")`."""
    if name.text is None or "-" not in name.text:
        return False
    odd = [part for part in re.split(r"[-:/.]", name.text) if _NOT_KEBAB.search(part)]
    text = project.text(name.span.path).data
    return all(
        _SNAKE.fullmatch(part) and re.search(rb"(['\"`])%s\1" % part.encode(), text) for part in odd
    )


def _kebab_is_usual(project: Project, language: Language) -> bool:
    """Whether at least four in five of ten or more literal ids of the project's jobs in a language
    are kebab-case."""
    ids = [
        step.id
        for job in project.linted_jobs()
        if job.language == language
        for step in project.anatomy(job).steps
        if step.id is not None and step.id.text is not None and _has_id(project, step)
    ]
    return len(ids) >= _FEWEST and sum(map(_is_kebab, ids)) >= _SHARE * len(ids)


def _mend(name: StepId) -> str:
    better = kebab(name.text) if name.text is not None else ""
    return f"call it {quoted(better)}" if is_kebab(better) else "write it as the other ids are"


def _empty_or_vague(text: str) -> str:
    if not text.strip():
        return "this step's id is empty"
    return f"the step id {quoted(text)} does not say what the step does"


RULE = Rule(
    code="JOB104",
    name="unclear-step-id",
    severity="warning",
    check=check,
    languages=("typescript", "python"),
)
