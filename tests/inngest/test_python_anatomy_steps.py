"""The steps of Python handlers: which calls they are, where they stand, what becomes of them."""

import pytest
from python_anatomies import handled

from codemods.inngest.anatomy.model import Use


def test_every_step_method_has_the_name_of_the_model(project) -> None:
    read = handled(
        project,
        """
        await ctx.step.run("a", print)
        await ctx.step.send_event("b", inngest.Event(name="a/c"))
        await ctx.step.sleep("c", 1000)
        await ctx.step.sleep_until("d", datetime.datetime.now())
        await ctx.step.wait_for_event("e", event="a/d", timeout=1000)
        await ctx.step.invoke("f", function=job)
        await ctx.step.invoke_by_id("g", function_id="job")
        await ctx.step.ai.infer("h", adapter=None, body={})
        """,
    )
    assert [step.kind for step in read.steps] == [
        "run",
        "sendEvent",
        "sleep",
        "sleepUntil",
        "waitForEvent",
        "invoke",
        "invoke",
        "ai.infer",
    ]
    assert read.ids == list("abcdefgh")


@pytest.mark.parametrize(
    ("head", "step"),
    [
        ("async def job(ctx: inngest.Context):", "ctx.step"),
        ("async def job(context):", "context.step"),
        ("async def job(ctx, step):", "step"),
        ("async def job(c: inngest.Context, s: inngest.Step):", "s"),
    ],
)
def test_the_context_and_the_step_are_followed_under_any_name(project, head, step) -> None:
    assert handled(project, f'await {step}.run("a", print)', head=head).ids == ["a"]


def test_a_variable_may_hold_the_step(project) -> None:
    assert handled(project, 'tools = ctx.step\nawait tools.run("a", print)').ids == ["a"]


def test_a_name_that_something_else_has_is_no_step(project) -> None:
    read = handled(project, 'other.step.run("a", print)\nawait ctx.other.run("b", print)')
    assert read.ids == []


def test_an_id_has_its_literal_and_its_dynamic_parts(project) -> None:
    read = handled(
        project,
        """
        name = "report"
        await ctx.step.run(f"load-{name}-{ctx.run_id}", print)
        await ctx.step.run("a" "b", print)
        await ctx.step.run("load-" + ctx.run_id, print)
        """,
    )
    first, second, third = (step.id for step in read.steps)
    assert (first.text, first.literals, first.dynamic) == (None, ("load-report-",), ("ctx.run_id",))
    assert second.text == "ab"
    assert (third.shown, third.dynamic) == ("load-…", ("ctx.run_id",))


@pytest.mark.parametrize(
    ("written", "use"),
    [
        ('await ctx.step.run("a", print)', Use.AWAITED),
        ('return await ctx.step.run("a", print)', Use.AWAITED),
        ('return ctx.step.run("a", print)', Use.AWAITED),
        ('later = ctx.step.run("a", print)', Use.KEPT),
        ('ctx.step.run("a", print)', Use.FLOATING),
        ('await ctx.group.parallel((lambda: ctx.step.run("a", print),))', Use.AWAITED),
        (
            'await ctx.group.parallel((functools.partial(ctx.step.run, "a", print),))',
            Use.AWAITED,
        ),
    ],
)
def test_what_becomes_of_a_coroutine(project, written, use) -> None:
    assert [step.use for step in handled(project, written).steps] == [use]


def test_in_a_plain_handler_a_step_is_over_when_its_call_returns(project) -> None:
    read = handled(project, 'ctx.step.run("a", print)', head="def job(ctx: inngest.ContextSync):")
    assert [step.use for step in read.steps] == [Use.AWAITED]


def test_the_callback_is_followed(project) -> None:
    read = handled(
        project,
        """
        def named() -> int:
            return 1

        await ctx.step.run("lambda", lambda: 2)
        await ctx.step.run("named", named)
        await ctx.step.run("partial", functools.partial(named))
        await ctx.step.run("elsewhere", helper)
        """,
        before="def helper() -> None:\n    pass\n",
    )
    texts = [read.text(step.callback) for step in read.steps]
    assert texts[0] == "lambda: 2"
    assert texts[1] == texts[2] == "def named() -> int:\n        return 1"
    assert texts[3] is None


def test_a_step_in_a_callback_is_nested(project) -> None:
    read = handled(
        project,
        """
        async def outer() -> int:
            return await ctx.step.run("inner", lambda: 1)

        await ctx.step.run("outer", outer)
        """,
    )
    nested = {step.id.text: read.text(step.nested) for step in read.steps}
    assert nested == {"inner": 'ctx.step.run("outer", outer)', "outer": None}


def test_a_function_that_nothing_calls_has_no_steps(project) -> None:
    read = handled(
        project,
        """
        async def unused() -> None:
            await ctx.step.run("never", print)

        await ctx.step.run("always", print)
        """,
    )
    assert read.ids == ["always"]


def test_contexts_are_loops_branches_and_what_is_caught(project) -> None:
    read = handled(
        project,
        """
        for name in ("a", "b"):
            await ctx.step.run("loop", print)
        [await ctx.step.run("comprehension", print) for name in ("a", "b")]
        if ctx.attempt:
            await ctx.step.run("one", print)
        else:
            await ctx.step.run("other", print)
        try:
            await ctx.step.run("tried", print)
        except Exception:
            await ctx.step.run("caught", print)
        match ctx.attempt:
            case 0:
                await ctx.step.run("zero", print)
            case _:
                await ctx.step.run("more", print)
        """,
    )
    at = {step.id.text: step.context for step in read.steps}
    assert [len(at[name].loops) for name in ("loop", "comprehension", "one")] == [1, 1, 0]
    assert at["one"].excludes(at["other"])
    assert at["zero"].excludes(at["more"])
    assert at["caught"].in_catch
    assert not at["tried"].in_catch
    assert at["tried"].excludes(at["caught"])


def test_a_call_that_is_handed_the_context_may_have_steps(project) -> None:
    read = handled(
        project, "return await work(ctx)", before="async def work(ctx) -> object:\n    return 1\n"
    )
    assert [read.text(each) for each in read.anatomy.opaque] == ["work(ctx)"]


def test_the_handler_may_be_given_by_a_call(project) -> None:
    read = project(
        {
            "requirements.txt": "inngest\n",
            "jobs.py": (
                "import inngest\n\nclient = inngest.Inngest(app_id='a')\n\n\n"
                "async def handler(ctx: inngest.Context) -> None:\n"
                '    await ctx.step.run("a", print)\n\n\n'
                'job = client.create_function(fn_id="j", trigger=inngest.TriggerEvent(event="a"))'
                "(handler)\n"
            ),
        }
    )
    (job,) = read.jobs
    assert [step.id.text for step in read.anatomy(job).steps] == ["a"]
