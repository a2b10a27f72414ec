from __future__ import annotations

import pytest

from anatomies import job

V3 = 'inngest.createFunction({ id: "a" }, { event: "x/y" }, %s)'
V4 = 'inngest.createFunction({ id: "a", triggers: [] }, %s)'
STEP = 'await step.run("s", async () => 1);'


@pytest.mark.parametrize("form", [V3, V4])
@pytest.mark.parametrize(
    ("before", "handler"),
    [
        pytest.param("", f"async ({{ step }}) => {{ {STEP} }}", id="arrow"),
        pytest.param("", f"async function ({{ step }}) {{ {STEP} }}", id="function"),
        pytest.param("", '({ step }) => step.run("s", async () => 1)', id="expression body"),
        pytest.param("", f"(async ({{ step }}) => {{ {STEP} }}) as Handler", id="cast"),
        pytest.param(f"async function h({{ step }}) {{ {STEP} }}", "h", id="local function"),
        pytest.param(f"const h = async ({{ step }}) => {{ {STEP} }};", "h", id="local constant"),
        pytest.param('import { h } from "./h";', "h", id="imported"),
        pytest.param('import h from "./h";', "h", id="imported default"),
        pytest.param('import { through } from "./barrel";', "through", id="through a barrel"),
    ],
)
def test_a_handler_is_followed_to_its_function(project, form, before, handler):
    read = job(
        project,
        f"{before}\nexport const a = {form % handler};",
        **{
            "h.ts": f"export async function h({{ step }}) {{ {STEP} }}\nexport default h;",
            "barrel.ts": 'export { h as through } from "./h";',
        },
    )
    assert read.anatomy.handler is not None
    assert read.ids == ["s"]


@pytest.mark.parametrize(
    "handler",
    [
        pytest.param(f"traced(async ({{ step }}) => {{ {STEP} }})", id="wrapped"),
        pytest.param("missing", id="undefined name"),
        pytest.param("handlers.a", id="member"),
        pytest.param("changing", id="variable"),
    ],
)
def test_a_handler_that_cannot_be_followed_is_unknown(project, handler):
    read = job(project, f"let changing = async () => {{}};\nexport const a = {V4 % handler};")
    assert (read.anatomy.handler, read.anatomy.steps, read.anatomy.exits) == (None, (), ())


def test_a_call_without_a_handler_has_none(project):
    read = job(project, 'export const a = inngest.createFunction({ id: "a" });')
    assert read.anatomy.handler is None


def test_a_handler_in_a_factory_is_followed_to_the_local_function(project):
    text = (
        "const h = async () => {};\nexport function make() {\n"
        f"  const h = async ({{ step }}) => {{ {STEP} }};\n  return {V4 % 'h'};\n}}"
    )
    assert job(project, text).ids == ["s"]


@pytest.mark.parametrize(
    ("parameters", "call"),
    [
        pytest.param("{ event, step }", "step.run", id="destructured"),
        pytest.param("{ step: s }", "s.run", id="renamed"),
        pytest.param("{ step: s = fallback }", "s.run", id="renamed with a default"),
        pytest.param("ctx", "ctx.step.run", id="whole context"),
        pytest.param("ctx: Context", "ctx.step.run", id="annotated"),
        pytest.param("ctx", 'ctx["step"].run', id="by a string"),
        pytest.param("{ event: { data }, step }", "step.run", id="beside nested data"),
        pytest.param("{ step: { run } }", "run", id="method destructured"),
        pytest.param("{ step: { run: go } }", "go", id="method renamed"),
        pytest.param("{ event, ...rest }", "rest.step.run", id="rest"),
        pytest.param("ctx", "step.run", id="const { step } = ctx"),
        pytest.param("{ step }", "s.run", id="const s = step"),
        pytest.param("{ step }", "run2", id="const { run: run2 } = step"),
        pytest.param("{ step }", "step!.run", id="non-null"),
        pytest.param("{ step }", "step?.run", id="optional"),
        pytest.param("{ step }", "(step as any).run", id="cast"),
        pytest.param("{ step }", "step.run<Row[]>", id="type arguments"),
    ],
)
def test_step_is_known_under_any_name(project, parameters, call):
    aliases = {
        "step.run": "const { step } = ctx;" if parameters == "ctx" else "",
        "s.run": "const s = step;" if parameters == "{ step }" else "",
        "run2": "const { run: run2 } = step;",
    }.get(call, "")
    handler = f'async ({parameters}) => {{ {aliases} await {call}("s", async () => 1); }}'
    assert job(project, f"export const a = {V4 % handler};").ids == ["s"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{ const step = other; await step.run("s"); }', id="constant of a block"),
        pytest.param('for (const step of steps) step.run("s");', id="loop"),
        pytest.param('steps.map((step) => step.run("s"));', id="parameter"),
        pytest.param('steps.map(({ step }) => step.run("s"));', id="destructured parameter"),
        pytest.param('try {} catch (step) { step.run("s"); }', id="catch"),
        pytest.param('function f() { var step = x; step.run("s"); }', id="var"),
        pytest.param('function f() { step.run("s"); { var step = x; } }', id="hoisted var"),
        pytest.param('function f() { step.run("s"); function step() {} }', id="function"),
        pytest.param('{ class step {} step.run("s"); }', id="class"),
        pytest.param('switch (x) { case 1: const step = y; step.run("s"); }', id="switch"),
        pytest.param('this.step.run("s"); other.step.run("s"); make().run("s");', id="not step"),
        pytest.param('step.unheardOf("s"); step.realtime.publish("s");', id="no step method"),
    ],
)
def test_what_only_looks_like_a_step_is_none(project, body):
    handler = f"async ({{ step }}) => {{ {body} }}"
    assert job(project, f"export const a = {V4 % handler};").ids == []


@pytest.mark.parametrize(
    "option",
    [
        pytest.param("onFailure: async ({ error }) => {}", id="arrow"),
        pytest.param("async onFailure({ error }) {}", id="method"),
        pytest.param("onFailure", id="shorthand"),
        pytest.param("onFailure: onFailure", id="name"),
        pytest.param("...base", id="spread"),
    ],
)
def test_the_failure_handler_is_followed(project, option):
    text = (
        "async function onFailure() {}\nconst base = { onFailure };\n"
        f'export const a = inngest.createFunction({{ id: "a", {option} }}, async () => {{}});'
    )
    assert job(project, text).anatomy.on_failure is not None


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("", False),
        (": Promise<void>", True),
        (": Promise< void >", True),
        (": Promise<Summary>", False),
        (": void", True),
    ],
)
def test_a_handler_may_say_that_it_gives_nothing(project, annotation, expected):
    handler = f"async ({{ step }}){annotation} => {{}}"
    assert job(project, f"export const a = {V4 % handler};").anatomy.returns_void is expected


def test_what_the_grammar_could_not_read_in_the_job_is_listed(project):
    text = f"export const a = {V4 % 'async ({ step }) => { const = ; return 1; }'};\nconst = ;"
    read = job(project, text)
    assert read.anatomy.errors
    assert all(read.job.span.contains(error) for error in read.anatomy.errors)


def test_the_anatomy_of_a_job_is_read_once(project):
    read = job(project, f"export const a = {V4 % 'async () => {}'};")
    assert read.project.anatomy(read.job) is read.anatomy
