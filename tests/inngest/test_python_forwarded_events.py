"""Events that are sent by a function of the project, which is given them."""

from __future__ import annotations

import pytest
from python_project import HEAD, opened

from codemods.inngest.anatomy.model import Use
from codemods.inngest.wiring.model import Sent

HELPER = """

async def send_event(event: inngest.Event) -> None:
    try:
        await client.send(event)
    except Exception:
        logger.exception("Failed to send %s", event.name)
"""
THREAD = """

def send_in_background(event: inngest.Event) -> None:
    def send() -> None:
        client.send_sync(event)

    threading.Thread(target=send).start()
"""
EVENT = 'inngest.Event(name="a/b", data={"id": 1})'


def sent_by(text: str, **files: str) -> list[Sent]:
    more = {f"{name}.py": each for name, each in files.items()}
    return list(opened({"app.py": f"{HEAD}{text}\n", **more}).sent)


@pytest.mark.parametrize(
    "text",
    [
        f"{HELPER}\ndef f(tasks):\n    tasks.add_task(send_event, {EVENT})",
        f"{HELPER}\nasync def f():\n    await send_event({EVENT})",
        f"{THREAD}\ndef f():\n    send_in_background({EVENT})",
        f"{THREAD}\ndef f():\n    on_commit(partial(send_in_background, {EVENT}))",
    ],
)
def test_what_a_function_is_given_to_send_is_sent_where_it_is_called(text: str) -> None:
    (found,) = sent_by(text)
    assert (found.event, found.use) == ("a/b", Use.AWAITED)
    assert [each.name for each in found.fields or ()] == ["id"]


def test_a_call_of_such_a_coroutine_that_nobody_awaits_floats() -> None:
    (found,) = sent_by(f"{HELPER}\nasync def f():\n    send_event({EVENT})")
    assert (found.event, found.use) == ("a/b", Use.FLOATING)


def test_the_function_may_stand_in_another_module() -> None:
    routes = f"import inngest\nfrom app import send_in_background\n\nsend_in_background({EVENT})\n"
    found = opened({"app.py": HEAD + THREAD, "routes.py": routes}).sent
    assert [(each.event, each.span.path) for each in found] == [("a/b", "routes.py")]


def test_a_function_that_nobody_gives_an_event_sends_one_that_is_not_known() -> None:
    (found,) = sent_by(HELPER)
    assert (found.event, found.fields) == (None, None)


def test_a_function_that_sends_something_of_its_own_is_no_such_one() -> None:
    text = THREAD.replace("send_sync(event)", f"send_sync({EVENT})")
    (found,) = sent_by(f"{text}\nsend_in_background(inngest.Event(name='a/c'))")
    assert found.event == "a/b"
