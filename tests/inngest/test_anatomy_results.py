from __future__ import annotations

import pytest

from anatomies import handled

STEP = "await step.run('a', f);"


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("Date.now()", "Date.now()"),
        ("new Date()", "new Date()"),
        ("Math.random()", "Math.random()"),
        ("crypto.randomUUID()", "crypto.randomUUID()"),
        ("randomUUID()", "randomUUID()"),
        ("uuid()", "uuid()"),
        ("nanoid()", "nanoid()"),
        ("new Date(event.ts)", None),
        ("Date.parse(x)", None),
        ("performance.mark()", None),
        ("localId()", None),
    ],
)
def test_values_that_differ_each_time(project, expression, what):
    found = handled(
        project,
        f"const x = {expression};",
        before=(
            'import { randomUUID } from "crypto"; import { v4 as uuid } from "uuid";\n'
            'import { nanoid } from "nanoid"; const localId = () => 1;'
        ),
    ).anatomy.unstable
    assert [each.what for each in found] == ([what] if what else [])


@pytest.mark.parametrize(
    ("body", "reaches"),
    [
        pytest.param(f"const x = Date.now(); {STEP} return {{ x }};", [None], id="the summary"),
        pytest.param("await step.run(`a-${Date.now()}`, f);", ["step id"], id="id"),
        pytest.param("const x = Date.now(); await step.run(`a-${x}`, f);", ["step id"], id="id by name"),
        pytest.param(
            "const x = Date.now(); const id = `a-${x}`; await step.run(id, f);",
            ["step id"],
            id="id by two names",
        ),
        pytest.param("await step.sendEvent('a', { data: { at: new Date() } });", ["step input"], id="input"),
        pytest.param("const x = new Date(); await step.run('a', async () => g(x));", ["step input"], id="captured"),
        pytest.param("await step.sleepUntil('a', new Date());", [None], id="a wait"),
        pytest.param(f"if (Date.now() > event.ts) {{ {STEP} }}", ["branch"], id="branch"),
        pytest.param(f"const x = Math.random() > 0.5; if (x) {{ {STEP} }}", ["branch"], id="branch by name"),
        pytest.param(f"if (Date.now() > event.ts) {{ g(); }} {STEP}", [None], id="branch without steps"),
        pytest.param("await step.run('a', async () => Date.now());", [], id="in a step"),
        pytest.param("const g = () => Date.now();", [], id="in a function"),
        pytest.param(
            "const x = Date.now(); { const x = 1; await step.run(`a-${x}`, f); }", [None], id="shadowed"
        ),
    ],
)  # fmt: skip
def test_what_an_unstable_value_reaches(project, body, reaches):
    assert [each.reaches for each in handled(project, body).anatomy.unstable] == reaches


@pytest.mark.parametrize(
    ("callback", "call", "what"),
    [
        ("() => new Date()", "r.getTime()", "Date"),
        ("async () => { return new Date(x); }", "r.toISOString()", "Date"),
        ("() => ({ at: new Date() })", "r.at.setHours(1)", "Date"),
        ("() => new Map()", "r.get(1)", "Map"),
        ("() => new Set(xs)", "r.has(1)", "Set"),
        ("() => BigInt(1)", "r.toString()", "BigInt"),
        ("() => 10n", "r.toString()", "BigInt"),
        ("() => new Date()", "new Date(r).getTime()", None),
        ("() => new Date()", "r.toString()", None),
        ("() => new Date()", "r.slice(1)", None),
        ("() => ({ at: new Date() })", "r.other.getTime()", None),
        ("() => ({ at: new Date() })", "r.getTime()", None),
        ("() => Date.now()", "r.getTime()", None),
        ("() => { if (c) return null; return new Date(); }", "r.getTime()", None),
        ("() => [...new Set(xs)]", "r.has(1)", None),
        ("() => new Date()", "(() => { const r = new Date(); r.getTime(); })()", None),
    ],
)
def test_methods_of_what_json_has_made_something_else(project, callback, call, what):
    found = handled(
        project, f"const r = await step.run('a', {callback}); {call};"
    ).anatomy.rich_results
    assert [each.what for each in found] == ([what] if what else [])
