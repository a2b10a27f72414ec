from __future__ import annotations

import pytest

from anatomies import handled, job

END = "end"


def exits(project, body):
    read = handled(project, body)
    found = []
    for each in read.anatomy.exits:
        text = read.text(each.span)
        found.append((each.gives, END if text.startswith("{\n") else text))
    return found


@pytest.mark.parametrize(
    ("body", "falls_off"),
    [
        pytest.param("", True, id="empty"),
        pytest.param("g();", True, id="statement"),
        pytest.param("return {};", False, id="return"),
        pytest.param("throw e;", False, id="throw"),
        pytest.param("return {}; g();", False, id="unreachable"),
        pytest.param("if (c) { return {}; }", True, id="if"),
        pytest.param("if (c) { return {}; } else { return {}; }", False, id="if else"),
        pytest.param("if (c) return {}; else throw e;", False, id="if without braces"),
        pytest.param("if (c) { return {}; } else if (d) { return {}; }", True, id="else if"),
        pytest.param("if (c) { return {}; } else if (d) { throw e; } else { return {}; }", False, id="all arms"),
        pytest.param("{ { return {}; } }", False, id="blocks"),
        pytest.param("try { return {}; } catch { g(); }", True, id="catch goes on"),
        pytest.param("try { return {}; } catch { throw e; }", False, id="catch throws"),
        pytest.param("try { g(); } catch { return {}; }", True, id="try goes on"),
        pytest.param("try { g(); } finally { return {}; }", False, id="finally returns"),
        pytest.param("try { return {}; } finally { g(); }", False, id="finally goes on"),
        pytest.param("try { return {}; } catch { return {}; } finally { g(); }", False, id="all three"),
        pytest.param("for (const x of xs) { return {}; }", True, id="loop may not run"),
        pytest.param("while (c) { return {}; }", True, id="while may not run"),
        pytest.param("while (true) { g(); }", False, id="endless"),
        pytest.param("while (true) { if (c) break; }", True, id="endless with break"),
        pytest.param("for (;;) { if (c) return {}; }", False, id="endless for"),
        pytest.param("for (;;) { for (;;) { break; } }", False, id="break of an inner loop"),
        pytest.param("out: for (;;) { for (;;) { break out; } }", True, id="break to a label"),
        pytest.param("out: { if (c) break out; return {}; }", True, id="break of a block"),
        pytest.param("do { return {}; } while (c);", False, id="do returns"),
        pytest.param("do { if (c) continue; return {}; } while (d);", True, id="do continues"),
        pytest.param("do { g(); } while (c);", True, id="do"),
        pytest.param("switch (x) { case 1: return {}; default: return {}; }", False, id="switch"),
        pytest.param("switch (x) { case 1: g(); default: return {}; }", False, id="falls through"),
        pytest.param("switch (x) { case 1: break; default: return {}; }", True, id="case breaks"),
        pytest.param("switch (x) { case 1: return {}; default: g(); }", True, id="default goes on"),
        pytest.param("switch (x) { case 1: return {}; case 2: throw e; }", False, id="every case leaves"),
        pytest.param("switch (x) { case 1: g(); }", True, id="case goes on"),
        pytest.param("switch (x) {}", True, id="empty switch"),
        pytest.param("while (true) { switch (x) { case 1: break; } }", False, id="break of the switch"),
        pytest.param("const g = () => { return {}; };", True, id="return of another function"),
        pytest.param("xs.map(() => { return {}; });", True, id="return of a callback"),
    ],
)  # fmt: skip
def test_whether_a_handler_can_run_off_its_end(project, body, falls_off):
    assert (("nothing", END) in exits(project, body)) is falls_off


@pytest.mark.parametrize(
    ("statement", "gives"),
    [
        ("return;", ["nothing"]),
        ("return undefined;", ["nothing"]),
        ("return void g();", ["nothing"]),
        ("return { a: 1 };", ["object"]),
        ("return { a: 1 } as const;", ["object"]),
        ("return ({ ...a });", ["object"]),
        ("const s = { a: 1 }; return s;", ["object"]),
        ("return 'done';", ["literal"]),
        ("return `done ${n}`;", ["literal"]),
        ("return 1;", ["literal"]),
        ("return true;", ["literal"]),
        ("return null;", ["literal"]),
        ("return [a];", ["literal"]),
        ("return g();", ["unknown"]),
        ("return await step.run('a', f);", ["unknown"]),
        ("return result;", ["unknown"]),
        ("const list = []; return list;", ["unknown"]),
        ("let s = { a: 1 }; return s;", ["unknown"]),
        ("return a ?? { b: 1 };", ["unknown"]),
        ("return c ? { a: 1 } : null;", ["object", "literal"]),
        ("return c ? { a: 1 } : d ? undefined : g();", ["object", "nothing", "unknown"]),
        ("return -n;", ["unknown"]),
    ],
)
def test_what_a_return_gives(project, statement, gives):
    assert [given for given, _ in exits(project, statement)] == gives


@pytest.mark.parametrize(
    ("body", "gives"), [("({ a: 1 })", "object"), ("step.run('a', f)", "unknown"), ("1", "literal")]
)
def test_the_body_of_an_arrow_is_its_exit(project, body, gives):
    text = f'export const a = inngest.createFunction({{ id: "a", triggers: [] }}, ({{ step }}) => {body});'
    assert [each.gives for each in job(project, text).anatomy.exits] == [gives]


@pytest.mark.parametrize(
    ("body", "early"),
    [
        ("if (c) return; await step.run('a', f); return {};", [True, False]),
        ("await step.run('a', f); if (c) return; return {};", [False, False]),
        ("if (c) return; await help(step); return {};", [True, False]),
        ("if (c) return; return {};", [False, False]),
        ("return step.run('a', f);", [False]),
    ],
)
def test_an_exit_before_the_first_step_is_early(project, body, early):
    before = "async function help(step) { await step.run('a', f); }"
    found = handled(project, body, before=before).anatomy.exits
    assert [each.early for each in found] == early


def test_a_handler_that_the_grammar_cannot_read_does_not_run_off_its_end(project):
    assert exits(project, "const = ; if (") == []
