"""What Python code sends, and what listens to it."""

from __future__ import annotations

import pytest
from python_project import HEAD, opened, with_job

from codemods.inngest.anatomy.model import Use
from codemods.inngest.project import Project
from codemods.inngest.wiring.model import Sent


def sent_by(text: str, **files: str) -> list[Sent]:
    more = {f"{name}.py": each for name, each in files.items()}
    return list(opened({"app.py": f"{HEAD}{text}\n", **more}).sent)


def events(text: str, **files: str) -> list[str | None]:
    return [each.event for each in sent_by(text, **files)]


def fields(data: str, before: str = "", **files: str) -> tuple[list[str] | None, bool]:
    (found,) = sent_by(
        f'{before}\nclient.send_sync(inngest.Event(name="a/b", data={data}))', **files
    )
    return None if found.fields is None else [each.name for each in found.fields], found.complete


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("async def f():\n    await client.send(E)", Use.AWAITED),
        ("def f():\n    return client.send(E)", Use.AWAITED),
        ("def f():\n    client.send_sync(E)", Use.AWAITED),
        ("async def f():\n    client.send(E)", Use.FLOATING),
        ("async def f():\n    asyncio.create_task(client.send(E))", Use.KEPT),
        ("async def f():\n    await asyncio.gather(client.send(E))", Use.KEPT),
        ("async def f():\n    ids = await client.send(E)", Use.AWAITED),
        ("def f(tasks):\n    tasks.add_task(client.send, E)", Use.AWAITED),
        ("def f(tasks):\n    tasks.add_task(client.send_sync, E)", Use.AWAITED),
        ("async def f():\n    await asyncio.to_thread(client.send_sync, E)", Use.AWAITED),
        ("def f():\n    async_to_sync(client.send)(E)", Use.AWAITED),
        ("def f():\n    Thread(target=client.send_sync, args=(E,)).start()", Use.AWAITED),
        ("def f():\n    transaction.on_commit(lambda: client.send_sync(E))", Use.AWAITED),
    ],
)
def test_a_send_is_known_with_what_becomes_of_it(text: str, use: Use) -> None:
    (found,) = sent_by(
        text.replace("E", 'inngest.Event(name="a/b")').replace("on_commit", "on_commit")
    )
    assert (found.event, found.use, found.step, found.job) == ("a/b", use, False, None)
    assert (found.fields, found.complete) == ((), True)


@pytest.mark.parametrize(
    ("argument", "before", "expected"),
    [
        ("[inngest.Event(name='a/b'), inngest.Event(name='a/c')]", "", ["a/b", "a/c"]),
        ("[inngest.Event(name='a/b') for x in y]", "", ["a/b"]),
        ("event", "event = inngest.Event(name='a/b')", ["a/b"]),
        (
            "events",
            "events = []\nfor x in y:\n    events.append(inngest.Event(name='a/b'))",
            ["a/b"],
        ),
        (
            "events",
            "events = [inngest.Event(name='a/b')]\nevents += [inngest.Event(name='a/c')]",
            ["a/b", "a/c"],
        ),
        ("inngest.Event(name='a/b') if x else inngest.Event(name='a/c')", "", ["a/b", "a/c"]),
        ("inngest.Event(name='a/b' if x else 'a/c')", "", ["a/b", "a/c"]),
        ("inngest.Event(name=NAME)", "NAME = 'a/b'", ["a/b"]),
        ("inngest.Event(name=name())", "", [None]),
        ("made(1)", "def made(x):\n    return inngest.Event(name='a/b', data={'x': x})", ["a/b"]),
        ("Made(data={})", "class Made(inngest.Event):\n    name: str = 'a/b'", ["a/b"]),
        ("Event(name='a/b')", "from inngest import Event", ["a/b"]),
        ("events=inngest.Event(name='a/b')", "", ["a/b"]),
        ("x", "", [None]),
        ("inngest.Event(**x)", "", [None]),
    ],
)
def test_the_events_of_a_send_are_followed(argument: str, before: str, expected: object) -> None:
    assert events(f"{before}\nclient.send_sync({argument})") == expected


@pytest.mark.parametrize(
    ("function", "call"),
    [
        (
            "def tell(name, data):\n    client.send_sync(inngest.Event(name=name, data=data))",
            'tell("a/b", {"id": 1})',
        ),
        (
            "def tell(*, data, name):\n    client.send_sync(inngest.Event(name=name, data=data))",
            'tell(name="a/b", data={"id": 1})',
        ),
        (
            "def tell(name, id):\n    client.send_sync(inngest.Event(name=name, data={'id': id}))",
            'tell("a/b", 1)',
        ),
        (
            "def tell(name, data):\n    event = {'name': name, 'data': data}\n    client.send_sync(inngest.Event(**event))",
            'tell("a/b", {"id": 1})',
        ),
        (
            "def tell(name, data):\n    event = inngest.Event(name=name, data=data)\n    for _ in range(3):\n        client.send_sync(event)",
            'tell("a/b", {"id": 1})',
        ),
        (
            "def inner(name, data):\n    client.send_sync(inngest.Event(name=name, data=data))\ndef tell(name, data):\n    inner(name, data)",
            'tell("a/b", {"id": 1})',
        ),
        (
            "class Bus:\n    def tell(self, name, data):\n        client.send_sync(inngest.Event(name=name, data=data))\nbus = Bus()",
            'bus.tell("a/b", {"id": 1})',
        ),
    ],
)
def test_a_function_that_is_given_the_name_sends_what_its_callers_say(
    function: str, call: str
) -> None:
    (found,) = sent_by(f"{function}\n{call}")
    assert (found.event, [each.name for each in found.fields or ()]) == ("a/b", ["id"])
    assert found.name is not None
    assert found.span.start < found.name.start < found.span.end


def test_such_a_function_may_be_called_from_other_files() -> None:
    text = "async def tell(name, data=None):\n    await client.send(inngest.Event(name=name, data=data))"
    other = "from app import tell as say\nasync def f():\n    say('a/b', {'id': 1})\n    await say('a/c')\n"
    found = sent_by(text, other=other)
    assert [(each.event, each.use, each.span.path) for each in found] == [
        ("a/b", Use.FLOATING, "other.py"),
        ("a/c", Use.AWAITED, "other.py"),
    ]


def test_a_function_that_nobody_calls_sends_what_is_not_known() -> None:
    assert events("def tell(name):\n    client.send_sync(inngest.Event(name=name))") == [None]


def test_a_class_of_the_project_that_makes_its_event_is_followed() -> None:
    text = """\
class Base:
    name: str

    def to_event(self):
        return inngest.Event(name=self.name, data={"id": self.id})


class Made(Base):
    name = "a/b"


client.send_sync(Made().to_event())
"""
    (found,) = sent_by(text)
    assert found.event == "a/b"
    assert [each.name for each in found.fields or ()] == ["id"]


def test_the_client_may_come_from_a_function_a_class_or_a_parameter() -> None:
    assert events("def get():\n    return client\nget().send_sync(inngest.Event(name='a/b'))") == [
        "a/b"
    ]
    assert events(
        "class S:\n    def __init__(self):\n        self.c = client\n    def f(self):\n        self.c.send_sync(inngest.Event(name='a/b'))"
    ) == ["a/b"]
    assert events("def f(c: inngest.Inngest):\n    c.send_sync(inngest.Event(name='a/b'))") == [
        "a/b"
    ]


@pytest.mark.parametrize(
    "text", ["mailer.send('x')", "def f(socket):\n    socket.send(b'inngest')", "client.send()"]
)
def test_other_things_that_send_are_none(text: str) -> None:
    assert sent_by(text) == []


def test_a_sender_that_names_the_sdk_nowhere_is_found_by_its_client() -> None:
    files = {
        "events.py": "import inngest\ndef made():\n    return inngest.Event(name='a/b')\n",
        "app.py": "from client import client\nfrom events import made\n\nclient.send_sync(made())\n",
    }
    assert [each.event for each in opened(files).sent] == ["a/b"]


@pytest.mark.parametrize(
    ("data", "before", "expected"),
    [
        ("{'a': 1, \"b\": x}", "", (["a", "b"], True)),
        ("{}", "", ([], True)),
        ("{**x}", "", ([], False)),
        ("{'a': 1, **x}", "x = {'b': 2}", (["a", "b"], True)),
        ("{KEY: 1}", "KEY = 'a'", (["a"], True)),
        ("{key(): 1}", "", ([], False)),
        ("dict(a=1, b=2)", "", (["a", "b"], True)),
        ("data", "data = {'a': 1}", (["a"], True)),
        ("data", "data = {'a': 1}\nif x:\n    data['b'] = 2", (["a", "b"], False)),
        ("data", "data = {'a': 1}\ndata.update(x)", (["a"], False)),
        ("{'a': 1} | {'b': 2}", "", (["a", "b"], True)),
        ("x", "", (None, False)),
        ("made()", "def made():\n    return {'a': 1}", (["a"], True)),
        (
            "M(a=1).model_dump()",
            "from pydantic import BaseModel\nclass M(BaseModel):\n    a: int\n    b: str = ''",
            (["a", "b"], True),
        ),
        (
            "M(a=1).model_dump(mode='json')",
            "from pydantic import BaseModel\nclass M(BaseModel):\n    a: int",
            (["a"], True),
        ),
        (
            "M(a=1).model_dump(exclude={'a'})",
            "from pydantic import BaseModel\nclass M(BaseModel):\n    a: int",
            (["a"], False),
        ),
        (
            "asdict(D(1))",
            "from dataclasses import asdict, dataclass\n@dataclass\nclass D:\n    a: int",
            (["a"], True),
        ),
        ("T(a=1)", "from typing import TypedDict\nclass T(TypedDict):\n    a: int", (["a"], True)),
        ("None", "", ([], True)),
    ],
)
def test_the_keys_of_the_data_are_known_as_far_as_they_are_written(
    data: str, before: str, expected: object
) -> None:
    assert fields(data, before) == expected


def test_the_types_of_literal_values_are_known() -> None:
    (found,) = sent_by(
        'client.send_sync(inngest.Event(name="a/b", data={"a": "x", "b": f"{y}", "c": 1, "d": True, "e": None, "f": z}))'
    )
    assert [each.type for each in found.fields or ()] == [
        "string",
        "string",
        "number",
        "boolean",
        "null",
        None,
    ]


STEPS = """\
@client.create_function(
    fn_id="a",
    trigger=inngest.TriggerEvent(event="a/b"),
    cancel=[inngest.Cancel(event="a/stop"), CANCEL],
)
async def a(ctx: inngest.Context):
    await ctx.step.send_event("tell", inngest.Event(name="a/done", data={"id": 1}))
    found = await ctx.step.wait_for_event("wait", event="a/approved", timeout=1000)
    step = ctx.step
    step.send_event("tell", [inngest.Event(name="a/more")])
"""


def project() -> Project:
    return with_job("CANCEL = inngest.Cancel(event='a/halt')\n" + STEPS)


def test_events_that_steps_send_belong_to_their_job() -> None:
    found = project().sent
    assert [(each.event, each.step, each.use) for each in found] == [
        ("a/done", True, Use.AWAITED),
        ("a/more", True, Use.FLOATING),
    ]
    assert {each.job.id for each in found if each.job} == {"a"}


def test_steps_of_a_function_that_is_no_coroutine_are_over_when_they_return() -> None:
    text = STEPS.replace("async def", "def").replace("await ", "").replace(", CANCEL", "")
    assert {each.use for each in with_job(text).sent} == {Use.AWAITED}


def test_triggers_waits_and_cancellations_listen() -> None:
    found = [(each.kind, each.event) for each in project().listeners]
    assert sorted(found) == [
        ("cancelOn", "a/halt"),
        ("cancelOn", "a/stop"),
        ("trigger", "a/b"),
        ("waitForEvent", "a/approved"),
    ]


def test_what_stands_in_tests_neither_sends_nor_listens() -> None:
    text = HEAD + STEPS.replace(", CANCEL", "")
    for path in ("tests/a.py", "test_a.py", "a_test.py", "conftest.py", "shop/tests.py"):
        found = opened({path: text})
        assert (found.sent, found.listeners) == ((), ())
        assert [each.id for each in found.jobs] == ["a"]
        assert found.linted_jobs() == ()
