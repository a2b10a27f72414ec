"""The cases of other linters for Inngest, and what is found there.

`@inngest/eslint-plugin` 0.0.7 has three rules. What its own tests take for valid or invalid gets
the same verdict here, and so does not what it gets wrong: WRONG lists that, with the reason.
`guan/inngest-tools` has nine rules: COVERED has what each is about, and what it is wrong about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from codemods.inngest.project import Project
from codemods.lint.engine import Options, lint
from codemods.lint.rules import find

SEND, NESTED, MUTATION = "await-inngest-send", "no-nested-steps", "no-variable-mutation-in-step"

# What stands for each of the plugin's rules: a send is one rule in a job and another outside.
OURS = {SEND: "floating-send", NESTED: "nested-step", MUTATION: "lost-mutation"}

CLIENT = """import { Inngest } from "inngest";
export const inngest = new Inngest({ id: "app" });
"""

# The plugin's cases are statements: a job is put around those about steps, which gives back what
# the statements work on, and a route handler around those about sending.
JOB = """import {{ inngest }} from "../client";
{head}
export const job = inngest.createFunction(
  {{ id: "job", retries: 3, triggers: [{{ cron: "0 2 * * *" }}] }},
  async ({parameters}) => {{
{code}
    return {{ a }};
  }},
);
"""
HANDLER = """import {{ inngest }} from "../client";
{head}
export async function POST() {{
{code}
}}
"""


@dataclass(frozen=True, slots=True)
class Case:
    """Statements, and whether the rule is right to complain about them.

    parameters: those of the handler; head: what stands above it; why: what the plugin gets wrong
    """

    rule: str
    code: str
    fires: bool
    parameters: str = "{ step }"
    head: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {' '.join(self.code.split())}"


SAME = (
    Case(SEND, 'await inngest.send({ name: "some.event" });', fires=False),
    Case(SEND, 'return inngest.send({ name: "some.event" });', fires=False),
    Case(SEND, 'void inngest.send({ name: "some.event" });', fires=False),
    Case(SEND, 'inngest.send({ name: "some.event" });', fires=True),
    Case(
        NESTED,
        'const a = await step.run("a", () => "a"); const b = await step.run("b", () => a + "b");',
        fires=False,
    ),
    Case(
        NESTED,
        'const a = await step.run("a", () => "a").then((b) => step.run("b", () => b + "b"));',
        fires=False,
    ),
    Case(
        NESTED,
        'const a = await step.run("a", () => other());',
        fires=False,
        head='const other = () => "a";',
    ),
    *(
        Case(NESTED, f'const a = await step.run("a", async () => {{ {inner} }});', fires=True)
        for inner in (
            'await step.run("b", async () => {  });',
            'step.sendEvent("b", { name: "some.event" });',
            'step.invoke("b", { function: job });',
            'await step.sleep("b", "5s");',
            'await step.sleepUntil("b", "2027-01-01");',
            'await step.waitForEvent("b", { event: "some.event", timeout: "1d" });',
            'await step.fetch("https://example.com");',
        )
    ),
    Case(MUTATION, 'let a = 1; a = await step.run("add-one", () => a + 1);', fires=False),
    Case(MUTATION, 'let a = 1; await step.run("add-one", () => a++);', fires=True),
    Case(MUTATION, 'let a = 1; await step.run("add-one", () => { a++; });', fires=True),
    Case(MUTATION, 'let a = 1; await step.run("add-one", () => { a += 1; });', fires=True),
    Case(MUTATION, 'let a = 1; await step.run("add-one", () => { a = a + 1; });', fires=True),
)

WRONG = (
    Case(
        SEND,
        'await Promise.all([inngest.send({ name: "some.event" })]);',
        fires=False,
        why="it is awaited with the others",
    ),
    Case(
        SEND,
        'const sent = inngest.send({ name: "some.event" }); await sent;',
        fires=False,
        why="it is kept and awaited later",
    ),
    Case(
        SEND,
        'inngest.send({ name: "some.event" }).catch((error) => console.error(error));',
        fires=False,
        why="its failure is handled: fire and forget on purpose",
    ),
    Case(
        SEND,
        'const notify = () => inngest.send({ name: "some.event" }); await notify();',
        fires=False,
        why="the arrow gives it back",
    ),
    Case(
        SEND,
        'await (Math.random() > 0.5 ? inngest.send({ name: "some.event" }) : null);',
        fires=False,
        why="the condition is awaited",
    ),
    Case(
        SEND,
        'client.send({ name: "some.event" });',
        fires=True,
        head='import { inngest as client } from "../client";',
        why="it looks for the name `inngest`",
    ),
    Case(
        SEND,
        'clients.inngest.send({ name: "some.event" });',
        fires=True,
        head='import * as clients from "../client";',
        why="it looks for a plain name",
    ),
    Case(
        SEND,
        'inngest.send({ name: "some.event" });',
        fires=False,
        head="const inngest = { send(event: object) { return event; } };",
        why="it is no client, but something of that name",
    ),
    Case(
        NESTED,
        'const a = await step.run("a", async () => { step.anything("b", () => {  }); });',
        fires=False,
        why="the SDK has no such method; TypeScript refuses it",
    ),
    Case(
        NESTED,
        'const a = 1; await step.sendEvent("b", await step.run("a", () => ({ name: "some.event" })));',
        fires=False,
        why="an argument is evaluated before the step, not in it",
    ),
    Case(
        NESTED,
        'const a = await step.run("a", async () => { await step.ai.wrap("b", other, 1); });',
        fires=True,
        head="const other = async (n: number) => n;",
        why="it does not know step.ai",
    ),
    Case(
        NESTED,
        'const a = await s.run("a", async () => { await s.run("b", () => 1); });',
        fires=True,
        parameters="{ step: s }",
        why="it looks for the name `step`",
    ),
    Case(
        NESTED,
        'const a = await run("a", async () => { await sleep("b", "5s"); });',
        fires=True,
        parameters="{ step: { run, sleep } }",
        why="it looks for a method call",
    ),
    Case(
        NESTED,
        'const inner = () => step.run("b", () => 1); const a = await step.run("a", () => inner());',
        fires=True,
        why="it does not follow the helper",
    ),
    Case(
        NESTED,
        'const a = await step.run("a", () => { const step = { run: (n: number) => n }; return step.run(1); });',
        fires=False,
        why="that `step` is another one",
    ),
    Case(
        MUTATION,
        'let a = 1; const b = await step.run("b", () => { let a = 2; a++; return a; });',
        fires=False,
        why="that `a` is the callback's own",
    ),
    Case(
        MUTATION,
        'let b = 1; const a = await step.run("add-one", () => { b++; return b; });',
        fires=False,
        why="nobody reads it outside the step, so nothing is lost",
    ),
    Case(
        MUTATION,
        'const a: number[] = []; await step.run("add-one", () => { a.push(1); });',
        fires=True,
        why="it looks for assignments",
    ),
    Case(
        MUTATION,
        'const a = { n: 1 }; await step.run("add-one", () => { a.n = 2; });',
        fires=True,
        why="it looks for plain names",
    ),
    Case(
        MUTATION,
        'let a = 1; await step.run("add-one", () => { [a] = [2]; });',
        fires=True,
        why="it looks for plain names",
    ),
    Case(
        MUTATION,
        'let [a] = [1]; await step.run("add-one", () => { a++; });',
        fires=True,
        why="it does not see destructured declarations",
    ),
)


def verdict(case: Case, project: Callable[..., Project]) -> bool:
    """Whether our rule fires on the case, in the smallest project that makes it complete."""
    template = HANDLER if case.rule == SEND else JOB
    text = template.format(code=case.code, head=case.head, parameters=case.parameters)
    if "inngest" in case.head:
        text = text.replace('import { inngest } from "../client";\n', "", 1)
    opened = project(
        {
            "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }',
            "src/client.ts": CLIENT,
            "src/app/case.ts": text,
        }
    )
    (rule,) = find(OURS[case.rule])
    return bool(lint(opened, Options((rule,))).reported)


@pytest.mark.parametrize("case", SAME, ids=str)
def test_the_plugins_own_cases_get_its_verdict(case: Case, project: Callable[..., Project]) -> None:
    assert verdict(case, project) == case.fires


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_where_the_plugin_is_wrong_the_verdict_is_the_other(
    case: Case, project: Callable[..., Project]
) -> None:
    assert case.why
    assert verdict(case, project) == case.fires


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ('const a = 1; step.run("b", () => a);', "floating-step"),
        ('const a = 1; step.sendEvent("b", { name: "some.event" });', "floating-step"),
        (
            'const a = 1; await inngest.send({ name: "b" }); await step.run("b", () => a);',
            "send-inside-job",
        ),
    ],
)
def test_what_the_plugin_does_not_look_at_in_a_job_is_found(
    code: str, name: str, project: Callable[..., Project]
) -> None:
    opened = project(
        {
            "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }',
            "src/client.ts": CLIENT,
            "src/app/case.ts": JOB.format(code=code, head="", parameters="{ step }"),
        }
    )
    assert [each.rule.name for each in lint(opened, Options(find(name))).reported] == [name]


def job(name: str, options: str, handler: str) -> str:
    """A job whose handler gives back a summary at its end."""
    return (
        f"export const {name} = inngest.createFunction(\n"
        f"  {{ {options} }},\n"
        f"  async ({{ event, step }}) => {{\n    {handler}\n    return {{ done: true }};\n  }},\n);\n"
    )


CRON = 'retries: 3, triggers: [{ cron: "0 2 * * *" }]'

EVENT = 'retries: 3, triggers: [{ event: "from/outside" }]'

# Their rule, the jobs, which of them are served, and what fires here: nothing where they are wrong.
COVERED = [
    (
        "no-nested-steps",
        job("a", f'id: "a", {CRON}', 'await step.run("a", () => step.sleep("b", "1s"));'),
        ["nested-step"],
    ),
    (
        "unique-step-ids",
        job(
            "a",
            f'id: "a", {CRON}',
            'await Promise.all([step.run("load", () => 1), step.run("load", () => 2)]);',
        ),
        ["duplicate-parallel-step-id"],
    ),
    (
        "unique-step-ids, in a loop and one after the other: the SDK numbers them",
        job(
            "a",
            f'id: "a", {CRON}',
            'for (const n of [1, 2]) { await step.run("load", () => n); } await step.run("load", () => 3);',
        ),
        [],
    ),
    (
        "unique-function-ids",
        job("a", f'id: "same", {CRON}', 'await step.run("a", () => 1);')
        + job("b", f'id: "same", {CRON}', 'await step.run("a", () => 1);'),
        ["duplicate-job-id"],
    ),
    (
        "valid-cron",
        job(
            "a",
            'id: "a", retries: 3, triggers: [{ cron: "0 25 * * *" }]',
            'await step.run("a", () => 1);',
        ),
        ["invalid-cron"],
    ),
    (
        "valid-cron, with seconds, which the server refuses",
        job(
            "a",
            'id: "a", retries: 3, triggers: [{ cron: "0 0 2 * * *" }]',
            'await step.run("a", () => 1);',
        ),
        ["invalid-cron"],
    ),
    (
        "valid-cron, with a time zone, which the server takes",
        job(
            "a",
            'id: "a", retries: 3, triggers: [{ cron: "TZ=Europe/Zurich 0 2 * * *" }]',
            'await step.run("a", () => 1);',
        ),
        [],
    ),
    (
        "event-has-listener",
        job("a", f'id: "a", {CRON}', 'await step.sendEvent("tell", { name: "nobody/hears" });')
        + job("b", f'id: "b", {EVENT}', 'await step.run("b", () => 1);'),
        ["unheard-event"],
    ),
    (
        "event-has-listener, where a step waits for it",
        job(
            "a",
            f'id: "a", {CRON}',
            'await step.sendEvent("tell", { name: "user/asked" }); '
            'await step.waitForEvent("wait", { event: "user/asked", timeout: "1h" });',
        ),
        [],
    ),
    (
        "no-orphan-functions",
        job(
            "a",
            'id: "a", retries: 3, triggers: [{ event: "from/outside" }]',
            'await step.run("a", () => 1);',
        ),
        ["unsent-event"],
    ),
    (
        "no-side-effects-outside-steps",
        job(
            "a",
            f'id: "a", {CRON}',
            'await fetch("https://example.com", { method: "POST" }); await step.run("a", () => 1);',
        ),
        ["effect-outside-step"],
    ),
    (
        "no-side-effects-outside-steps, in a job without steps: it is retried as a whole",
        job("a", f'id: "a", {CRON}', 'await fetch("https://example.com", { method: "POST" });'),
        [],
    ),
    (
        "sleep-duration-warn: a year is the limit",
        job("a", f'id: "a", {CRON}', 'await step.sleep("wait", "30d");'),
        [],
    ),
    (
        "concurrency-config",
        job("a", f'id: "a", concurrency: {{ limit: 0 }}, {CRON}', 'await step.run("a", () => 1);'),
        ["invalid-concurrency"],
    ),
    (
        "concurrency-config, throttle",
        job(
            "a",
            f'id: "a", throttle: {{ limit: 0, period: "1h" }}, {CRON}',
            'await step.run("a", () => 1);',
        ),
        ["invalid-limits"],
    ),
    (
        "concurrency-config, retries",
        job(
            "a",
            'id: "a", retries: -1, triggers: [{ cron: "0 2 * * *" }]',
            'await step.run("a", () => 1);',
        ),
        ["invalid-retries"],
    ),
]

# The rules that stand for theirs; what else there is to say about such short jobs is not the point.
STAND_FOR_THEIRS = (
    "nested-step",
    "duplicate-parallel-step-id",
    "duplicate-job-id",
    "invalid-cron",
    "unheard-event",
    "misspelt-event",
    "unsent-event",
    "effect-outside-step",
    "invalid-concurrency",
    "invalid-limits",
    "invalid-retries",
)


@pytest.mark.parametrize(("about", "jobs", "names"), COVERED, ids=[case[0] for case in COVERED])
def test_what_the_nine_rules_of_inngest_tools_are_about_is_found_where_it_is_a_mistake(
    about: str, jobs: str, names: list[str], project: Callable[..., Project]
) -> None:
    served = [name for name in ("a", "b") if f"const {name} " in jobs]
    opened = project(
        {
            "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }',
            "src/client.ts": CLIENT,
            "src/jobs.ts": 'import { inngest } from "./client";\n' + jobs,
            "src/app/api/inngest/route.ts": (
                'import { serve } from "inngest/next";\n'
                'import { inngest } from "../../../client";\n'
                f'import {{ {", ".join(served)} }} from "../../../jobs";\n'
                "export const { GET, POST, PUT } = "
                f"serve({{ client: inngest, functions: [{', '.join(served)}] }});\n"
            ),
        }
    )
    rules = tuple(rule for name in STAND_FOR_THEIRS for rule in find(name))
    found = lint(opened, Options(rules, strict="orphan" in about)).reported
    assert sorted({each.rule.name for each in found}) == names
