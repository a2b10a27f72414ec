from __future__ import annotations

import pytest

from anatomies import handled


def mutations(project, body, **rest):
    return [
        (each.name, each.how, each.read_outside)
        for step in handled(project, body, **rest).anatomy.steps
        for each in step.mutations
    ]


def in_step(change, after="return { x };", declared="let x = 0;"):
    return f"{declared} await step.run('a', async () => {{ {change} }}); {after}"


@pytest.mark.parametrize(
    ("declared", "change", "how"),
    [
        ("let x;", "x = 1;", "assigned"),
        ("let x;", "x ??= 1;", "assigned"),
        ("let x;", "x++;", "incremented"),
        ("let x;", "--x;", "incremented"),
        ("let x;", "x += 1;", "incremented"),
        ("let x;", "[x] = g();", "assigned"),
        ("let x;", "({ x } = g());", "assigned"),
        ("let x;", "({ y: x } = g());", "assigned"),
        ("let x;", "if (c) { x = 1; }", "assigned"),
        ("let x;", "await Promise.all(ys.map(async (y) => { x = y; }));", "assigned"),
        ("const x = [];", "x.push(1);", "pushed to"),
        ("const x: string[] = [];", "x.unshift(1);", "pushed to"),
        ("const x = new Array();", "x.push(1);", "pushed to"),
        ("const x = new Map();", "x.set(1, 2);", "pushed to"),
        ("const x = new Set<string>();", "x.add(1);", "pushed to"),
        ("const x = await step.run('b', f);", "x.push(1);", "pushed to"),
        ("const x = {};", "x.a = 1;", "a property set"),
        ("const x = {};", "x[k] = 1;", "a property set"),
        ("const x = {};", "x.a.b = 1;", "a property set"),
        ("const x = {};", "x.a++;", "a property set"),
        ("const x = {};", "delete x.a;", "a property set"),
        ("const [x] = g();", "x.a = 1;", "a property set"),
    ],
)
def test_a_change_inside_a_step_is_seen(project, declared, change, how):
    assert mutations(project, in_step(change, declared=declared)) == [("x", how, True)]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(in_step("let x = 1; x++;"), id="shadowed"),
        pytest.param(in_step("const g = (x) => { x = 1; };"), id="parameter"),
        pytest.param(in_step("for (let x = 0; x < 3; x++) {}"), id="own loop"),
        pytest.param(in_step("ys.forEach((x) => { x.a = 1; });"), id="parameter of a callback"),
        pytest.param(in_step("const y = x + 1; return y;"), id="only read"),
        pytest.param("let x; x = await step.run('a', f); return { x };", id="from the result"),
        pytest.param("let x = 0; x++; await step.run('a', async () => x);", id="outside"),
        pytest.param(
            "let x = 0; for (const y of ys) { await step.run('a', f); x++; } return { x };",
            id="between the steps",
        ),
        pytest.param(in_step("router.push('/');", declared="const x = 0;"), id="import"),
        pytest.param(
            in_step("x.push(1);", declared="const x = useRouter();"), id="push of something else"
        ),
        pytest.param(in_step("x.set(1);", declared="const x = new Redis();"), id="set of a client"),
        pytest.param(in_step("x.add(1);", declared="const x = queue();"), id="add to a queue"),
        pytest.param(in_step("config.retries = 1;"), id="of an import"),
    ],
)
def test_what_is_no_change_of_a_variable_outside(project, body):
    before = 'import { config } from "./c"; import router from "./r";'
    assert mutations(project, body, before=before) == []


@pytest.mark.parametrize(
    ("body", "read"),
    [
        pytest.param(in_step("x++;", "return { x };"), True, id="returned"),
        pytest.param(in_step("x++;", "if (x > 1) {}"), True, id="tested"),
        pytest.param(in_step("x++;", "await step.run('b', async () => x);"), True, id="another step"),
        pytest.param(in_step("x++;", "return () => x;"), True, id="closure"),
        pytest.param(in_step("x++; console.log(x);", ""), False, id="only there"),
        pytest.param(in_step("x++;", "x = 0;"), False, id="only written"),
        pytest.param(in_step("x++;", "{ const x = 1; g(x); }"), False, id="another of the name"),
        pytest.param("let x = 1; g(x); await step.run('a', async () => { x = 2; });", False, id="before"),
        pytest.param(
            "let x; for (const y of ys) { g(x); await step.run('a', async () => { x = 2; }); }",
            True,
            id="before, in a loop",
        ),
        pytest.param(
            "for (const y of ys) { let x; g(x); await step.run('a', async () => { x = 2; }); }",
            False,
            id="declared in the loop",
        ),
        pytest.param(
            in_step("x.done = true;", "return x.id;", "const x = {};"), False, id="another property"
        ),
        pytest.param(
            in_step("x.done = true;", "return x.done;", "const x = {};"), True, id="that property"
        ),
        pytest.param(in_step("x.done = true;", "g(x);", "const x = {};"), True, id="as a whole"),
        pytest.param(in_step("x.push(1);", "x.push(2);", "const x = [];"), False, id="only pushed"),
        pytest.param(in_step("x.push(1);", "return x.length;", "const x = [];"), True, id="length"),
    ],
)  # fmt: skip
def test_whether_a_changed_variable_is_read_outside(project, body, read):
    assert [outside for _, _, outside in mutations(project, body)] == [read]


def test_a_variable_of_the_module_counts(project):
    assert mutations(project, in_step("x++;", declared=""), before="let x = 0;") == [
        ("x", "incremented", True)
    ]


def test_a_parameter_of_the_handler_counts(project):
    assert mutations(project, in_step("event.data.x = 1;", "return event.data;")) == [
        ("event", "a property set", True)
    ]


def test_a_change_in_a_local_function_that_a_step_runs_counts(project):
    body = "let x = 0; const g = async () => { x++; }; await step.run('a', g); return { x };"
    assert mutations(project, body) == [("x", "incremented", True)]


def test_the_place_of_a_mutation_is_the_expression(project):
    read = handled(project, in_step("x += 1;"))
    assert read.text(read.anatomy.steps[0].mutations[0].span) == "x += 1"
