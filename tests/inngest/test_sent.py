"""Every event that is sent, by whom, with what, and what becomes of the promise."""

from __future__ import annotations

import pytest

from codemods.inngest.anatomy.model import Use

CLIENT = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n'


def sent(project, text, *, imports='import { inngest } from "./client";', **files):
    return project({"client.ts": CLIENT, "send.ts": f"{imports}\n{text}\n"} | files).sent


def told(found):
    return [
        (each.event, None if each.fields is None else [(f.name, f.type) for f in each.fields])
        for each in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'await inngest.send({ name: "a/b", data: { id, n: 1, s: `x${y}`, b: true, z: null } });',
            [
                (
                    "a/b",
                    [
                        ("id", None),
                        ("n", "number"),
                        ("s", "string"),
                        ("b", "boolean"),
                        ("z", "null"),
                    ],
                )
            ],
            id="an object",
        ),
        pytest.param('inngest.send({ name: "a/b" });', [("a/b", [])], id="without data"),
        pytest.param(
            'inngest.send([{ name: "a/b", data: {} }, { name: "a/c", data: payload }]);',
            [("a/b", []), ("a/c", None)],
            id="a list",
        ),
        pytest.param(
            'inngest.send(items.map((item) => ({ name: "a/b", data: { id: item.id } })));',
            [("a/b", [("id", None)])],
            id="mapped",
        ),
        pytest.param(
            'inngest.send(items.map((item) => { return { name: "a/b", data: { item } }; }));',
            [("a/b", [("item", None)])],
            id="mapped by a block",
        ),
        pytest.param(
            'const events = []; events.push({ name: "a/b", data: { id } });\n'
            "export async function f() { const list = [];\n"
            'for (const x of xs) list.push({ name: "a/c", data: { x } });\n'
            "await inngest.send(list); }",
            [("a/c", [("x", None)])],
            id="pushed to a local list",
        ),
        pytest.param(
            'const NAME = "a/b";\nconst data = { id: 1 };\ninngest.send({ name: NAME, data });',
            [("a/b", [("id", "number")])],
            id="constants",
        ),
        pytest.param(
            "export function f(id) { const payload = { id, x: 2 };\n"
            'return inngest.send({ name: ok ? "a/b" : "a/c", data: payload }); }',
            [("a/b", [("id", None), ("x", "number")]), ("a/c", [("id", None), ("x", "number")])],
            id="a condition",
        ),
        pytest.param("inngest.send(event);", [(None, None)], id="unknown"),
        pytest.param(
            "inngest.send({ name: `a/${kind}`, data: { id } });",
            [(None, [("id", None)])],
            id="a name that is put together",
        ),
    ],
)
def test_reads_payloads_as_they_are_written(project, text, expected):
    assert told(sent(project, text)) == expected


def test_a_spread_may_add_more(project):
    text = (
        'inngest.send({ name: "a/b", data: { id, ...rest } });\n'
        'inngest.send({ name: "a/b", data: { id, ...{ x: 1 } } });'
    )
    assert [each.complete for each in sent(project, text)] == [False, True]


def test_an_event_type_creates_payloads(project):
    text = (
        'import { eventType } from "inngest";\nconst made = eventType("a/made", {});\n'
        "inngest.send(made.create({ id: 1 }));\n"
        "inngest.send({ name: made.name, data: { id: 1 } });"
    )
    assert told(sent(project, text)) == [("a/made", [("id", "number")])] * 2


@pytest.mark.parametrize(
    ("imports", "text"),
    [
        ('import { inngest as bus } from "./client";', 'bus.send({ name: "a/b" });'),
        (
            "",
            'export async function f() { const { inngest } = await import("./client");\n'
            'await inngest.send({ name: "a/b" }); }',
        ),
        (
            'import { getClient } from "./get";',
            'export const f = () => getClient().send({ name: "a/b" });',
        ),
        (
            'import type { Inngest } from "inngest";',
            'export const f = (events: Inngest) => events.send({ name: "a/b" });',
        ),
        (
            'import { Inngest } from "inngest";',
            "class Bus { constructor(private readonly client: Inngest) {}\n"
            'emit() { return this.client.send({ name: "a/b" }); } }',
        ),
        ("", 'export const f = (step) => step.sendEvent("id", { name: "a/b" });'),
        ("", 'export const f = async (ctx) => ctx.step.sendEvent("id", { name: "a/b" });'),
    ],
)
def test_finds_the_client_under_any_name(project, imports, text):
    get = 'import { inngest } from "./client";\nexport function getClient() { return inngest; }\n'
    assert told(sent(project, text, imports=imports, **{"get.ts": get})) == [("a/b", [])]


@pytest.mark.parametrize(
    "text",
    [
        'socket.send({ name: "a/b" });',
        'export const f = (response) => response.send({ name: "a/b" });',
        'import { inngest } from "elsewhere"; inngest.send({ name: "a/b" });',
        'analytics.sendEvent("id", { name: "a/b" });',
    ],
)
def test_other_things_that_send_are_no_clients(project, text):
    assert sent(project, text, imports="") == ()


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("inngest.send(e);", Use.FLOATING),
        ("inngest.send(e).then(log);", Use.FLOATING),
        ("inngest.send(e).finally(log);", Use.FLOATING),
        ("inngest.send(e).catch(log);", Use.KEPT),
        ("inngest.send(e).then(log, log);", Use.KEPT),
        ("ok && inngest.send(e);", Use.FLOATING),
        ("void inngest.send(e);", Use.KEPT),
        ("const p = inngest.send(e);", Use.KEPT),
        ("after(inngest.send(e));", Use.KEPT),
        ("context.waitUntil(inngest.send(e));", Use.KEPT),
        ("after(() => inngest.send(e));", Use.AWAITED),
        ("await inngest.send(e);", Use.AWAITED),
        ("await (ok ? inngest.send(e) : null);", Use.AWAITED),
        ("await inngest.send(e).catch(log);", Use.AWAITED),
        ("await Promise.all([inngest.send(e)]);", Use.KEPT),
        ("const f = () => inngest.send(e);", Use.AWAITED),
        ("function f() { return inngest.send(e); }", Use.AWAITED),
        ("list.forEach((e) => inngest.send(e));", Use.FOR_EACH),
        ("list.forEach((e) => { inngest.send(e); });", Use.FLOATING),
    ],
)
def test_says_what_becomes_of_the_promise(project, text, use):
    (only,) = sent(project, text)
    assert only.use is use


def test_says_in_which_job_it_stands(project):
    text = (
        'export const a = inngest.createFunction({ id: "a" }, { event: "x/y" }, '
        'async ({ step }) => { await step.sendEvent("next", [{ name: "a/b" }]); });\n'
        'await inngest.send({ name: "a/c" });'
    )
    inside, outside = sent(project, text)
    assert (inside.job.id, inside.step) == ("a", True)
    assert (outside.job, outside.step) == (None, False)


def test_tests_send_nothing(project):
    test = 'import { inngest } from "./client";\ninngest.send({ name: "a/test" });\n'
    assert sent(project, "", **{"send.test.ts": test}) == ()
