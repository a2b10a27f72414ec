from __future__ import annotations

import pytest

from anatomies import handled


def steps(project, body, **rest):
    return handled(project, body, **rest).anatomy.steps


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("step.run('a', f)", "run"),
        ("step.sendEvent('a', {})", "sendEvent"),
        ("step.sleep('a', '1h')", "sleep"),
        ("step.sleepUntil('a', date)", "sleepUntil"),
        ("step.waitForEvent('a', { event: 'x' })", "waitForEvent"),
        ("step.invoke('a', { function: f })", "invoke"),
        ("step.fetch('https://example.com')", "fetch"),
        ("step.ai.infer('a', {})", "ai.infer"),
        ("step.ai.wrap('a', f, {})", "ai.wrap"),
        ("step.sendSignal('a', {})", "sendSignal"),
        ("step.waitForSignal('a', {})", "waitForSignal"),
    ],
)
def test_every_step_method_has_its_kind(project, call, kind):
    (step,) = steps(project, f"await {call};")
    assert step.kind == kind


def test_steps_are_in_the_order_of_the_source(project):
    read = handled(
        project,
        "await step.run('a', f); if (x) { await step.run('b', f); } await step.sleep('c', 1);",
    )
    assert read.ids == ["a", "b", "c"]
    assert [step.order for step in read.anatomy.steps] == [0, 1, 2]


def test_the_places_of_a_step_are_its_call_and_its_method(project):
    read = handled(project, "const x = await step.run('a', async () => 1);")
    (step,) = read.anatomy.steps
    assert read.text(step.span) == "step.run('a', async () => 1)"
    assert read.text(step.method) == "step.run"
    assert read.text(step.callback) == "async () => 1"


@pytest.mark.parametrize(
    ("given", "text", "literals", "dynamic"),
    [
        pytest.param("'fetch-user'", "fetch-user", ("fetch-user",), (), id="string"),
        pytest.param("`fetch-user`", "fetch-user", ("fetch-user",), (), id="template"),
        pytest.param("''", "", ("",), (), id="empty"),
        pytest.param("`sync-${id}`", None, ("sync-",), ("id",), id="interpolated"),
        pytest.param("`${a}-to-${b.c}`", None, ("-to-",), ("a", "b.c"), id="twice interpolated"),
        pytest.param("'sync-' + id", None, ("sync-",), ("id",), id="concatenated"),
        pytest.param("'a' + '-' + 'b'", "a-b", ("a-b",), (), id="concatenated literals"),
        pytest.param("NAME", "from-constant", ("from-constant",), (), id="constant"),
        pytest.param("`${NAME}-x`", "from-constant-x", ("from-constant-x",), (), id="in template"),
        pytest.param("IDS.fetch", "fetch-it", ("fetch-it",), (), id="member of a constant"),
        pytest.param("imported", "from-elsewhere", ("from-elsewhere",), (), id="imported"),
        pytest.param("{ id: 'a', name: 'A' }", "a", ("a",), (), id="object"),
        pytest.param("{ id: `a-${b}` }", None, ("a-",), ("b",), id="object with a template"),
        pytest.param("name()", None, (), ("name()",), id="call"),
        pytest.param("`page-${i + 1}`", None, ("page-",), ("i + 1",), id="sum of numbers"),
        pytest.param("local", None, ("run-",), ("event.id",), id="local template"),
        pytest.param("`a-${1}`", "a-1", ("a-1",), (), id="number"),
        pytest.param(r"`a\n${b}`", None, ("a\n",), ("b",), id="escape"),
        pytest.param("shadowed", None, (), ("shadowed",), id="a variable hides the constant"),
    ],
)
def test_ids_are_taken_apart(project, given, text, literals, dynamic):
    (step,) = steps(
        project,
        f"const local = `run-${{event.id}}`; let shadowed = x(); await step.run({given}, f);",
        before=(
            'import { imported } from "./ids";\nconst NAME = "from-constant";\n'
            'const IDS = { fetch: "fetch-it" } as const; const shadowed = "no";'
        ),
        **{"ids.ts": 'export const imported = "from-elsewhere";'},
    )
    assert (step.id.text, step.id.literals, step.id.dynamic) == (text, literals, dynamic)


def test_a_call_without_arguments_has_no_id(project):
    (step,) = steps(project, "await step.run();")
    assert (step.id, step.callback) == (None, None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("async () => 1", "async () => 1", id="arrow"),
        pytest.param("async function () {}", "async function () {}", id="function"),
        pytest.param("local", "async () => 2", id="local constant"),
        pytest.param("declared", "function declared() {}", id="function of the handler"),
        pytest.param("top", "function top() {}", id="function of the module"),
        pytest.param("imported", None, id="imported"),
        pytest.param("traced(async () => 1)", None, id="wrapped"),
        pytest.param("api.call", None, id="member"),
    ],
)
def test_the_callback_is_what_stands_in_the_file(project, given, expected):
    read = handled(
        project,
        f"const local = async () => 2; function declared() {{}}\nawait step.run('a', {given});",
        before='import { imported } from "./f"; function top() {}',
        **{"f.ts": "export function imported() {}"},
    )
    assert read.text(read.anatomy.steps[0].callback) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("const x = await step.run('a', f);", "x"),
        ("let x; x = await step.run('a', f);", "x"),
        ("const x = (await step.run('a', f)) as Row;", "x"),
        ("const x = (await step.run('a', f))!;", "x"),
        ("const x = await step.run<Row>('a', f);", "x"),
        ("const [p, x] = await Promise.all([other(), step.run('a', f)]);", "x"),
        ("const [, x] = await Promise.all([other(), step.run('a', f)]);", "x"),
        ("const { x } = await step.run('a', f);", None),
        ("await step.run('a', f);", None),
        ("const x = g(await step.run('a', f));", None),
        ("const x = g([await step.run('a', f)]);", None),
        ("const x = (await step.run('a', f)).y;", None),
        ("const x = await step.run('a', f).then(g);", None),
        ("const x = await Promise.all(xs.map(() => step.run('a', f)));", None),
        ("const x = step.run('a', f);", None),
    ],
)
def test_the_result_is_the_name_that_holds_the_awaited_value(project, statement, expected):
    (step,) = steps(project, statement)
    assert step.result == expected


@pytest.mark.parametrize(
    ("body", "nested"),
    [
        pytest.param("await step.run('a', f); await step.run('b', f);", [], id="one by one"),
        pytest.param(
            "await step.run('a', async () => { await step.run('b', f); });", ["b"], id="callback"
        ),
        pytest.param(
            "await step.run('a', async () => { await step.sendEvent('b', {}); });",
            ["b"],
            id="sendEvent",
        ),
        pytest.param(
            "await step.run('a', async () => { xs.forEach(() => step.run('b', f)); });",
            ["b"],
            id="a function deeper",
        ),
        pytest.param(
            "await step.run('a', async () => { await step.run('b', () => step.sleep('c', 1)); });",
            ["b", "c"],
            id="two levels",
        ),
        pytest.param(
            "const g = async () => { await step.run('b', f); }; await step.run('a', g);",
            ["b"],
            id="local function as callback",
        ),
        pytest.param(
            "const g = async () => { await step.run('b', f); };"
            " await step.run('a', async () => { await g(); });",
            ["b"],
            id="local function called there",
        ),
        pytest.param(
            "await step.run('a', async () => { await help(step); });",
            ["b"],
            id="helper called there",
        ),
        pytest.param(
            "await step.run('a', traced(async () => { await step.run('b', f); }));",
            ["b"],
            id="wrapped callback",
        ),
        pytest.param(
            "await step.sendEvent('a', await step.run('b', f));", [], id="other arguments"
        ),
        pytest.param("await step.run(await step.run('b', () => 'id'), f);", [], id="in the id"),
        pytest.param("await step.run('a', f).then(() => step.run('b', f));", [], id="then"),
        pytest.param(
            "const g = async () => { await step.run('b', f); }; await g();",
            [],
            id="local function called by the handler",
        ),
        pytest.param(
            "await step.run('a', async (step) => { await step.run('b', f); });",
            [],
            id="shadowed",
        ),
    ],
)
def test_a_step_inside_the_callback_of_another_is_nested(project, body, nested):
    read = handled(
        project,
        body,
        before="async function help(step) { await step.run('b', f); }",
    )
    found = [step for step in read.anatomy.steps if step.nested]
    assert [step.id.text for step in found] == nested
    assert all(step.nested in [each.span for each in read.anatomy.steps] for step in found)


@pytest.mark.parametrize(
    ("helper", "call"),
    [
        ("async function help(step, x) { await step.run('b', f); }", "help(step, 1)"),
        ("const help = async (id, s) => { await s.run('b', f); };", "help(1, step)"),
        ("async function help({ step, x }) { await step.run('b', f); }", "help({ step, x: 1 })"),
        ("async function help(o) { await o.step.run('b', f); }", "help({ x, step: step })"),
        ("async function help(run) { await run('b', f); }", "help(step.run)"),
        ("async function help({ step }) { await step.run('b', f); }", "help({ ...ctx })"),
        ("async function help(c) { await c.step.run('b', f); }", "help(ctx)"),
    ],
)
def test_a_helper_of_the_file_that_is_given_step_is_followed(project, helper, call):
    read = handled(
        project,
        f"const step = ctx.step; await step.run('a', f); await {call}; await step.run('c', f);",
        context="ctx",
        before=helper,
    )
    assert read.ids == ["a", "b", "c"]
    assert read.anatomy.opaque == ()


def test_a_local_helper_that_is_given_step_is_followed(project):
    read = handled(
        project,
        "const help = async (step) => { await step.run('b', async () => { n++; }); };\n"
        "let n = 0; await help(step);",
    )
    assert read.ids == ["b"]


@pytest.mark.parametrize(
    ("before", "call"),
    [
        ('import { help } from "./help";', "help(step)"),
        ('import { help } from "./help";', "help({ id: 1, step })"),
        ('import { help } from "./help";', "help({ id: 1, s: step })"),
        ('import * as helpers from "./help";', "helpers.help(step)"),
        ("", "service.process(step)"),
        ("", "new Runner(step)"),
        ("", "traced(step.run)"),
        ("function help({ s }) {}", "help({ s: step })"),
        ("function help(step) { more(step); }", "help(step)"),
    ],
)
def test_what_is_given_step_and_not_followed_is_opaque(project, before, call):
    read = handled(
        project,
        f"await {call};",
        before=before,
        **{"help.ts": "export async function help(step) { await step.run('x', f); }"},
    )
    assert [read.text(each) for each in read.anatomy.opaque] == [call]
    assert read.anatomy.steps == ()


@pytest.mark.parametrize("call", ["help(event)", "help(event.data, 1)", "help({ event })"])
def test_a_helper_that_is_not_given_step_is_not_opaque(project, call):
    assert handled(project, f"await {call};").anatomy.opaque == ()


def test_a_helper_stands_where_it_is_called(project):
    read = handled(
        project,
        "try { for (const x of xs) { await help(step); } } catch (e) { await mend(step); }",
        before=(
            "async function help(step) { if (a) { await step.run('a', f); } }\n"
            "async function mend(step) { await step.run('b', f); }"
        ),
    )
    first, second = (step.context for step in read.anatomy.steps)
    assert (len(first.loops), [branch.arm for branch in first.branches]) == (1, [0, 0])
    assert (second.in_catch, first.excludes(second)) == (True, True)


def test_a_helper_that_calls_itself_ends(project):
    read = handled(
        project,
        "await help(step);",
        before="async function help(step) { await step.run('a', f); await help(step); }",
    )
    assert read.ids == ["a"]


def test_local_functions_that_call_each_other_end(project):
    read = handled(
        project,
        "const g = async () => { await step.run('a', f); await h(); };"
        "const h = async () => { await g(); }; await step.run('b', h);",
    )
    assert read.ids == ["a", "b"]
