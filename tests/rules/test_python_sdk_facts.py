"""What the rules for Python take for granted about the SDK, asked of the SDK that is installed."""

from __future__ import annotations

import inspect

import pytest

from codemods.inngest.python.anatomy.options import NAMES
from codemods.inngest.python.anatomy.step_calls import METHODS
from codemods.rules.unknown_argument import FORMER, KNOWN

inngest = pytest.importorskip("inngest")


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_class_takes_what_the_rule_says(name: str) -> None:
    fields = set(getattr(inngest, name).model_fields)
    assert fields == set(KNOWN[name]) - set(FORMER.get(name, ()))


def test_a_class_drops_what_it_does_not_know() -> None:
    trigger = inngest.TriggerEvent(event="a/b", exprssion="event.data.a")
    assert trigger.model_dump() == {"event": "a/b", "expression": None}


def test_create_function_has_the_options_that_are_translated() -> None:
    assert set(NAMES) <= set(inspect.signature(inngest.Inngest.create_function).parameters)


def test_a_step_has_the_methods_that_are_known() -> None:
    for method in METHODS:
        assert callable(getattr(inngest.Step, method))
        assert callable(getattr(inngest.StepSync, method))


def test_of_two_jobs_with_one_id_the_last_is_served() -> None:
    client = inngest.Inngest(app_id="a", is_production=False)
    trigger = inngest.TriggerEvent(event="a/b")
    first, last = (
        client.create_function(fn_id="job", trigger=trigger)(lambda _ctx: None) for _ in range(2)
    )
    assert {each.id: each for each in (first, last)} == {"a-job": last}


@pytest.mark.parametrize("retries", [21, 100])
def test_too_many_retries_are_taken_without_a_word(retries: int) -> None:
    client = inngest.Inngest(app_id="a", is_production=False)
    trigger = inngest.TriggerEvent(event="a/b")
    job = client.create_function(fn_id="job", trigger=trigger, retries=retries)(lambda _ctx: None)
    assert job.get_config("http://localhost").main.steps["step"].retries.attempts == retries


def test_what_a_step_raises_to_end_the_request_is_no_exception() -> None:
    from inngest._internal.step_lib import ResponseInterrupt

    assert not issubclass(ResponseInterrupt, Exception)


def test_a_failure_handler_of_another_kind_is_refused() -> None:
    async def job(_ctx: object) -> None: ...

    def failed(_ctx: object) -> None: ...

    client = inngest.Inngest(app_id="a", is_production=False)
    trigger = inngest.TriggerEvent(event="a/b")
    with pytest.raises(Exception, match="non-async on_failure"):
        client.create_function(fn_id="job", trigger=trigger, on_failure=failed)(job)
