"""Finding clients and jobs in Python, in every form that they are written in."""

from __future__ import annotations

import pytest
from python_project import HEAD, opened, with_job

from codemods.inngest.model import Job

EVENT = 'trigger=inngest.TriggerEvent(event="user/created")'


def job(text: str, **files: str) -> Job:
    (only,) = with_job(text, **files).jobs
    return only


def triggers(found: Job) -> list[tuple[str, str | None]] | None:
    if found.triggers is None:
        return None
    return [(each.kind, each.value) for each in found.triggers]


def of_trigger(
    expression: str, before: str = "", **files: str
) -> list[tuple[str, str | None]] | None:
    text = f'{before}\n@client.create_function(fn_id="a", trigger={expression})\ndef a(ctx): ...\n'
    return triggers(job(text, **files))


def test_a_decorated_function_is_a_job() -> None:
    found = job(
        f'@client.create_function(fn_id="a", name="A job", {EVENT})\nasync def hello(ctx: inngest.Context) -> None:\n    pass\n'
    )
    assert (found.id, found.name, found.title, found.client) == ("a", "hello", "A job", "client")
    assert triggers(found) == [("event", "user/created")]
    assert (found.language, found.form, found.path) == ("python", None, "jobs.py")


def test_the_span_of_a_job_goes_from_its_decorator_to_its_end() -> None:
    project = with_job(
        f'@other\n@client.create_function(fn_id="a", {EVENT})\n@third()\ndef a(ctx):\n    return 1  # last\n\nx = 1\n'
    )
    (found,) = project.jobs
    text = project.text("jobs.py").data[found.span.start : found.span.end]
    assert text.startswith(b"@client.create_function(")
    assert text.endswith(b"return 1")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f'def f(ctx): ...\na = client.create_function(fn_id="a", {EVENT})(f)\n', "a"),
        (f'a: object = client.create_function(fn_id="a", {EVENT})(lambda ctx: None)\n', "a"),
        (
            f'class Jobs:\n    @client.create_function(fn_id="a", {EVENT})\n    def a(self, ctx): ...\n',
            None,
        ),
        (
            f'def make():\n    @client.create_function(fn_id="a", {EVENT})\n    def a(ctx): ...\n    return a\n',
            None,
        ),
        (f'jobs = [client.create_function(fn_id="a", {EVENT})(f)]\n', "jobs"),
        (f'if True:\n    @client.create_function(fn_id="a", {EVENT})\n    def a(ctx): ...\n', "a"),
        (f'register(client.create_function(fn_id="a", {EVENT})(f))\n', None),
    ],
    ids=["call", "annotated", "method", "factory", "in a list", "under a condition", "handed on"],
)
def test_the_name_of_a_job_is_the_top_level_one_that_holds_it(text: str, name: str | None) -> None:
    assert job(text).name == name


@pytest.mark.parametrize(
    ("given", "before", "expected"),
    [
        ('"a"', "", "a"),
        ('"a" "-b"', "", "a-b"),
        ('"a" + "-b"', "", "a-b"),
        ("NAME", 'NAME = "a"', "a"),
        ('f"{NAME}-b"', 'NAME = "a"', "a-b"),
        ("Ids.A", 'class Ids:\n    A = "a"', "a"),
        ("Ids.A.value", 'from enum import Enum\nclass Ids(Enum):\n    A = "a"', "a"),
        ('IDS["a"]', 'IDS = {"a": "b"}', "b"),
        ("make()", "def make(): return 'a'", None),
        ('f"{x()}"', "", None),
    ],
)
def test_the_id_is_known_where_it_is_static(given: str, before: str, expected: str | None) -> None:
    text = f"{before}\n@client.create_function(fn_id={given}, {EVENT})\ndef a(ctx): ...\n"
    assert job(text).id == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('inngest.TriggerEvent(event="a/b")', [("event", "a/b")]),
        ('inngest.TriggerEvent(expression="x", event="a/b")', [("event", "a/b")]),
        ('inngest.TriggerCron(cron="0 * * * *")', [("cron", "0 * * * *")]),
        (
            '[inngest.TriggerEvent(event="a/b"), inngest.TriggerCron(cron="0 * * * *")]',
            [("event", "a/b"), ("cron", "0 * * * *")],
        ),
        ("[]", []),
        ("inngest.TriggerEvent(event=name())", [("event", None)]),
        ("inngest.TriggerEvent()", [("event", None)]),
        ('inngest.TriggerEvent(event="a/b" if x else "a/c")', [("event", "a/b"), ("event", "a/c")]),
        ("[other()]", [("unknown", None)]),
        ("other()", None),
        ("[*others()]", None),
    ],
)
def test_triggers_are_read_as_far_as_they_are_static(expression: str, expected: object) -> None:
    assert of_trigger(expression) == expected


@pytest.mark.parametrize(
    ("expression", "before"),
    [
        ("TRIGGER", 'TRIGGER = inngest.TriggerEvent(event="a/b")'),
        ("[*TRIGGERS]", 'TRIGGERS = [inngest.TriggerEvent(event="a/b")]'),
        ("TriggerEvent(event='a/b')", "from inngest import TriggerEvent"),
        ("Event(event='a/b')", "from inngest import TriggerEvent as Event"),
        ("ig.TriggerEvent(event='a/b')", "import inngest as ig"),
        (
            "inngest.TriggerEvent(event=Events.MADE)",
            'from enum import StrEnum\nclass Events(StrEnum):\n    MADE = "a/b"',
        ),
        ("inngest.TriggerEvent(event=names.MADE)", "import names"),
        ("inngest.TriggerEvent(event=MADE)", "from names import MADE"),
        ("inngest.TriggerEvent(event=MADE)", "from names import *"),
        ("names.TRIGGER", "import names"),
        (
            "inngest.TriggerEvent(event=MADE)",
            "try:\n    from names import MADE\nexcept ImportError:\n    raise",
        ),
    ],
)
def test_triggers_and_names_of_events_are_followed(expression: str, before: str) -> None:
    names = 'import inngest\nMADE = "a/b"\nTRIGGER = inngest.TriggerEvent(event=MADE)\n'
    assert of_trigger(expression, before, names=names) == [("event", "a/b")]


def test_without_a_trigger_there_is_none_and_options_in_a_dict_may_have_one() -> None:
    assert job('@client.create_function(fn_id="a")\ndef a(ctx): ...\n').triggers == ()
    assert job('@client.create_function(fn_id="a", **options)\ndef a(ctx): ...\n').triggers is None


@pytest.mark.parametrize(
    "text",
    [
        'db.create_function("sum", 2, add)\n',
        'aws.create_function(FunctionName="a")\n',
        f'create_function(fn_id="a", {EVENT})\n',
        '# client.create_function(fn_id="a")\n',
        "client.create_functions()\n",
    ],
)
def test_functions_of_other_libraries_are_no_jobs(text: str) -> None:
    assert with_job(text).jobs == ()


def test_the_options_of_a_job_may_all_be_in_a_dict() -> None:
    assert job("@client.create_function(**options)\ndef a(ctx): ...\n").id is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import inngest\nclient = inngest.Inngest(app_id="a")\n', ("a", "client")),
        (
            'import inngest as ig\nclient: ig.Inngest = ig.Inngest(app_id="a", is_production=False)\n',
            ("a", "client"),
        ),
        ('from inngest import Inngest\nclient = Inngest(app_id="a")\n', ("a", "client")),
        (
            'from inngest import Inngest as I\nNAME = "a"\nclient = I(app_id=NAME)\n',
            ("a", "client"),
        ),
        (
            'import inngest\nclass C(inngest.Inngest):\n    pass\nclient = C(app_id="a")\n',
            ("a", "client"),
        ),
        ('import inngest\ndef make():\n    return inngest.Inngest(app_id="a")\n', ("a", None)),
        ("import inngest\nclient = inngest.Inngest(app_id=name())\n", (None, "client")),
        (
            'from inngest._internal.client_lib.client import Inngest\nc = Inngest(app_id="a")\n',
            ("a", "c"),
        ),
    ],
)
def test_clients_are_found_in_every_form(text: str, expected: object) -> None:
    (found,) = opened({"client.py": text}).clients
    assert (found.id, found.name) == expected


@pytest.mark.parametrize(
    "text",
    [
        'from other import Inngest\nclient = Inngest(app_id="a")\n',
        'class Inngest: ...\nc = Inngest(app_id="a")\n',
    ],
)
def test_another_class_of_that_name_is_no_client(text: str) -> None:
    assert opened({"client.py": text}).clients == ()


def test_a_file_that_is_no_python_is_passed_over_and_said_so() -> None:
    project = opened(
        {
            "broken.py": HEAD + "def (:\n",
            "jobs.py": HEAD + f'@client.create_function(fn_id="a", {EVENT})\ndef a(ctx): ...\n',
        }
    )
    assert [each.id for each in project.jobs] == ["a"]
    assert project.python_code is not None
    assert "broken.py" not in project.python_code.paths
    assert list(project.passed_over()) == ["broken.py"]


@pytest.mark.parametrize("lead", ["\ufeff", ""], ids=["byte order mark", "plain"])
def test_spans_are_right_in_files_with_a_byte_order_mark_and_crlf(lead: str) -> None:
    text = f'{lead}{HEAD}é = 1\n@client.create_function(fn_id="a", {EVENT})\ndef a(ctx): ...\n'.replace(
        "\n", "\r\n"
    )
    project = opened({"jobs.py": text})
    (found,) = project.jobs
    (trigger,) = found.triggers or ()
    data = project.text("jobs.py").data
    assert (
        data[trigger.span.start : trigger.span.end] == b'inngest.TriggerEvent(event="user/created")'
    )
    assert data[found.span.start : found.span.start + 8] == b"@client."
