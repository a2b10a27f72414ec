"""What Python jobs do outside the program, by where what they work on comes from."""

import pytest
from python_anatomies import handled

from codemods.inngest.anatomy.model import UNKNOWN

STATUS = """
def mark() -> None:
    with SessionLocal() as session:
        report = session.get(Report, ctx.event.data["id"])
        report.processing_status = {value}
        session.commit()

await ctx.step.run("mark", mark)
"""


@pytest.mark.parametrize(
    ("before", "written", "effect"),
    [
        ("", 'httpx.post("https://a.example/x")', ("external", "a.example", "POST")),
        ("", 'httpx.get("https://a.example/x")', ("external", "a.example", "GET")),
        (
            "BASE = 'https://a.example'",
            'httpx.put(f"{BASE}/x")',
            ("external", "a.example", "PUT"),
        ),
        (
            "import requests\n\nhttp = requests.Session()",
            'http.delete("https://a.example/x")',
            ("external", "a.example", "DELETE"),
        ),
        (
            "from urllib.request import urlopen",
            'urlopen("https://a.example/x", data=b"1")',
            ("external", "a.example", "POST"),
        ),
        (
            "from openai import OpenAI as Maker\n\nmodel = Maker()",
            "model.chat.completions.create()",
            ("external", "openai", "create"),
        ),
        (
            "import stripe",
            "stripe.PaymentIntent.create(amount=1)",
            ("external", "stripe", "create"),
        ),
        (
            "import boto3\n\nstore = boto3.client('s3')",
            "store.put_object(Bucket='a')",
            ("external", "boto3.s3", "put_object"),
        ),
        ("", 'client.send_sync(inngest.Event(name="a"))', ("send", "inngest.Inngest()", "send")),
    ],
)
def test_calls_that_leave_the_program_are_known_by_resolution(
    project, before, written, effect
) -> None:
    assert handled(project, written, before=before).effects == [(*effect, None)]


@pytest.mark.parametrize(
    ("before", "written"),
    [
        ("from openai import OpenAI", "OpenAI()"),
        ("import boto3", "boto3.client('s3')"),
        ("import stripe", "stripe.Webhook.construct_event(1, 2, 3)"),
        ("from openai import OpenAI\n\nmodel = OpenAI()", "model.create().choices[0].strip()[0]"),
        ("from app.http import post", 'post("https://a.example")'),
        ("", "print(1)"),
    ],
)
def test_what_only_computes_is_no_effect(project, before, written) -> None:
    effects = handled(project, written, before=before).effects
    assert [each for each in effects if each[2] not in ("create",)] == []


@pytest.mark.parametrize(
    ("written", "effect"),
    [
        ('session.add(Report(id="1"))', ("Report", "create")),
        ("session.delete(session.get(Report, 1))", ("Report", "delete")),
        ("session.query(Report).filter_by(id=1).update({'id': 2})", ("Report", "update")),
        ("session.execute(update(Report).values(id=2))", ("Report", "update")),
        ("session.execute(insert(Report).values(id=2))", ("Report", "create")),
        ("session.execute(text('DELETE FROM reports WHERE id = 1'))", ("reports", "delete")),
    ],
)
def test_writes_of_sqlalchemy(project, written, effect) -> None:
    read = handled(
        project,
        f"with SessionLocal() as session:\n    {written}\n    session.commit()",
        before="from sqlalchemy import insert, text, update",
    )
    assert ("write", *effect, None) in read.effects


def test_what_one_commit_makes_good_is_one_transaction(project) -> None:
    read = handled(
        project,
        """
        with SessionLocal() as session:
            session.add(Report(id="1"))
            session.add(Report(id="2"))
            session.commit()
            session.add(Report(id="3"))
            session.commit()
        """,
    )
    first, second, third = (each.transaction for each in read.anatomy.effects)
    assert first == second != third


@pytest.mark.parametrize(
    "written",
    [
        "Order.objects.create(id=1)",
        "Order.objects.filter(id=1).update(id=2)",
        "Order(id=1).save()",
        "Order.objects.get(id=1).delete()",
        "await Order.objects.aget_or_create(id=1)",
    ],
)
def test_writes_of_django(project, written) -> None:
    read = handled(
        project,
        written,
        before="from shop.models import Order",
        shop__models=(
            "from django.db import models\n\n\nclass Base(models.Model):\n    pass\n\n\n"
            "class Order(Base):\n    pass\n"
        ),
    )
    assert [each[:2] for each in read.effects] == [("write", "Order")]


@pytest.mark.parametrize(
    ("before", "value"),
    [
        ("", '"failed"'),
        ("import enum\n\nclass S(enum.Enum):\n    BAD = 'failed'\n", "S.BAD"),
        ("import enum\n\nclass S(enum.Enum):\n    BAD = 'failed'\n", "S.BAD.value"),
        ("BAD = 'failed'\n", "BAD"),
        ("from app.states import S", "S.BAD"),
    ],
)
def test_a_status_is_known_through_constants_and_enumerations(project, before, value) -> None:
    read = handled(
        project,
        STATUS.format(value=value),
        before=before,
        app__states="import enum\n\n\nclass S(str, enum.Enum):\n    BAD = 'failed'\n",
    )
    (write,) = read.anatomy.status_writes
    assert (write.state, write.field) == ("failed", "processing_status")
    assert read.text(write.step) == 'ctx.step.run("mark", mark)'


def test_an_attribute_of_what_no_session_keeps_is_no_write(project) -> None:
    read = handled(project, "state = State()\nstate.status = 'failed'", before="class State: ...")
    assert read.effects == []
    assert read.anatomy.status_writes == ()


def test_a_helper_is_followed_one_level(project) -> None:
    read = handled(
        project,
        'await ctx.step.run("notify", notify, 1)\nnotify(2)\nmaybe()',
        before="from app.mail import maybe, notify",
        app__mail=(
            "import httpx\n\n\ndef notify(to: int) -> None:\n"
            '    httpx.post("https://mail.example/send")\n\n\n'
            "def maybe() -> None:\n    if input():\n"
            '        httpx.post("https://mail.example/send")\n'
        ),
    )
    assert read.effects == [
        ("external", "mail.example", "POST", "notify"),
        ("external", "mail.example", "POST", None),
    ]
    assert [each.through for each in read.anatomy.effects] == ["notify", "notify"]


def test_options_have_the_names_and_values_of_the_registration(project) -> None:
    read = handled(
        project,
        "return {}",
        before="LIMIT = 5\n",
        options=(
            "retries=2, concurrency=[inngest.Concurrency(limit=LIMIT)],"
            "throttle=inngest.Throttle(limit=1, period=datetime.timedelta(minutes=1)),"
            "batch_events=inngest.Batch(max_size=3, timeout=5000), debounce=settings.debounce,"
            'cancel=[inngest.Cancel(event="a/c", if_exp="x")]'
        ),
    )
    options = read.anatomy.options
    assert {each.name: each.value for each in options.entries if each.name != "triggers"} == {
        "id": "job",
        "retries": 2,
        "concurrency": [{"limit": 5}],
        "throttle": {"limit": 1, "period": "1m"},
        "batchEvents": {"maxSize": 3, "timeout": "5s"},
        "debounce": UNKNOWN,
        "cancelOn": [{"event": "a/c", "if": "x"}],
    }
    assert options.complete


def test_options_that_are_spread_in_may_be_more(project) -> None:
    assert not handled(project, "return {}", options="**defaults()").anatomy.options.complete


@pytest.mark.parametrize(
    ("body", "gives"),
    [
        ("return {'a': 1}", ["object"]),
        ("return", ["nothing"]),
        ("return 'done'", ["literal"]),
        ("found = {}\nreturn found", ["object"]),
        ("return call()", ["unknown"]),
        ("return {} if ctx.attempt else None", ["object", "nothing"]),
        ("if ctx.attempt:\n    return {}", ["object", "nothing"]),
        ("if ctx.attempt:\n    return {}\nelse:\n    raise ValueError", ["object"]),
        ("while True:\n    if ctx.attempt:\n        return {}", ["object"]),
        ("while True:\n    break", ["nothing"]),
        ("try:\n    return {}\nexcept Exception:\n    raise", ["object"]),
        ("try:\n    return {}\nexcept Exception:\n    pass", ["object", "nothing"]),
        ("with open('x'):\n    return {}", ["object"]),
    ],
)
def test_the_ways_out(project, body, gives) -> None:
    read = handled(project, body)
    assert [each.gives for each in read.anatomy.exits] == gives
