"""Finding the lists that Python frameworks serve, and the jobs in them."""

from __future__ import annotations

import pytest
from python_project import HEAD, opened

from codemods.inngest.model import JobList, Runtime, Serve

JOBS = HEAD + "".join(
    f'@client.create_function(fn_id="{name}", trigger=inngest.TriggerCron(cron="0 * * * *"))\n'
    f"def {name}(ctx): ...\n\n\n"
    for name in ("a", "b", "c")
)
MAIN = "import inngest.fast_api\nfrom fastapi import FastAPI\nfrom client import client\nfrom jobs import a, b, c\n\napp = FastAPI()\n"


def serve(text: str, **files: str) -> Serve:
    more = {f"{name}.py": each for name, each in files.items()}
    (only,) = opened({"jobs.py": JOBS, "main.py": text, **more}).serves
    return only


def of_list(expression: str, before: str = "", **files: str) -> JobList | Runtime:
    return serve(
        f"{MAIN}{before}\ninngest.fast_api.serve(app, client, {expression})\n", **files
    ).functions


def ids(found: JobList | Runtime) -> list[str | None]:
    return [job.id for job in found.jobs()]


@pytest.mark.parametrize(
    ("text", "adapter"),
    [
        ("import inngest.fast_api\ninngest.fast_api.serve(app, client, [a])", "inngest.fast_api"),
        ("from inngest import fast_api\nfast_api.serve(app, client, [a])", "inngest.fast_api"),
        (
            "from inngest.fast_api import serve\nserve(app, client, functions=[a])",
            "inngest.fast_api",
        ),
        (
            "from inngest.fast_api import serve as s\ns(app, functions=[a], client=client)",
            "inngest.fast_api",
        ),
        (
            "import inngest.fast_api as f\nf.serve(app=app, client=client, functions=[a])",
            "inngest.fast_api",
        ),
        ("import inngest.flask\ninngest.flask.serve(app, client, [a])", "inngest.flask"),
        ("import inngest.tornado\ninngest.tornado.serve(app, client, [a])", "inngest.tornado"),
        (
            "import inngest.django\nurlpatterns = [\n    inngest.django.serve(client, [a]),\n]",
            "inngest.django",
        ),
        (
            "from inngest.digital_ocean import serve\nmain = serve(client=client, functions=[a])",
            "inngest.digital_ocean",
        ),
        (
            "from inngest.connect import connect\nasync def run():\n    await connect([(client, [a])]).start()",
            "inngest.connect",
        ),
        (
            "from inngest.connect import connect\nAPPS = [(client, [a])]\nconnect(apps=APPS)",
            "inngest.connect",
        ),
        (
            "import inngest.flask\ndef make(app):\n    inngest.flask.serve(app, client, [a])",
            "inngest.flask",
        ),
    ],
)
def test_every_framework_serves_a_list(text: str, adapter: str) -> None:
    found = serve(f"from client import client\nfrom jobs import a\n{text}\n")
    assert (found.adapter, found.client, ids(found.functions)) == (adapter, "client", ["a"])


def test_a_connection_of_several_apps_serves_several_lists() -> None:
    text = "from inngest.connect import connect\nfrom client import client\nfrom jobs import a, b\nconnect([(client, [a]), (client, [b])])\n"
    assert [ids(each.functions) for each in opened({"jobs.py": JOBS, "main.py": text}).serves] == [
        ["a"],
        ["b"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "def serve(app, client, functions): ...\nserve(1, 2, [])\n",
        "from other import serve\nserve(1, 2, [])  # inngest\n",
        "import sqlite3\nsqlite3.connect('inngest')\n",
    ],
)
def test_other_functions_of_that_name_serve_nothing(text: str) -> None:
    assert opened({"main.py": text}).serves == ()


@pytest.mark.parametrize(
    ("expression", "before", "expected"),
    [
        pytest.param("[a, b]", "", ["a", "b"], id="in place"),
        pytest.param("(a, b)", "", ["a", "b"], id="tuple"),
        pytest.param("[]", "", [], id="empty"),
        pytest.param("functions", "functions = [a]", ["a"], id="local"),
        pytest.param("functions", "from lists import functions", ["a", "b"], id="imported"),
        pytest.param("f", "from lists import functions as f", ["a", "b"], id="renamed"),
        pytest.param("lists.functions", "import lists", ["a", "b"], id="of a module"),
        pytest.param("functions", "from lists import *", ["a", "b"], id="by a star import"),
        pytest.param("Jobs.ALL", "class Jobs:\n    ALL = [a]", ["a"], id="of a class"),
        pytest.param(
            "[*functions, c]", "from lists import functions", ["a", "b", "c"], id="starred"
        ),
        pytest.param("functions + [c]", "from lists import functions", ["a", "b", "c"], id="added"),
        pytest.param(
            "[a] + functions + [c]",
            "from lists import functions",
            ["a", "a", "b", "c"],
            id="twice added",
        ),
        pytest.param("list(functions)", "from lists import functions", ["a", "b"], id="copied"),
        pytest.param("[jobs.a]", "import jobs", ["a"], id="entry of a module"),
        pytest.param("[d]", "d = a", ["a"], id="entry by another name"),
        pytest.param(
            "[make(client)]", "from lists import make", ["m"], id="entry that a function makes"
        ),
        pytest.param("[m]", "from lists import make\nm = make(client)", ["m"], id="made before"),
    ],
)
def test_a_list_is_followed_to_where_it_is_written(
    expression: str, before: str, expected: list[str]
) -> None:
    lists = (
        "import inngest\nfrom jobs import a, b\nfunctions = [\n    a,  # first\n    b,\n]\n"
        "def make(client):\n"
        '    @client.create_function(fn_id="m", trigger=inngest.TriggerCron(cron="0 * * * *"))\n'
        "    def m(ctx): ...\n\n    return m\n"
    )
    found = of_list(expression, before, lists=lists)
    assert isinstance(found, JobList)
    assert ids(found) == expected


def test_a_re_export_of_a_package_is_followed() -> None:
    files = {
        "app/__init__.py": "",
        "app/client.py": "import inngest\nclient = inngest.Inngest(app_id='a')\n",
        "app/jobs/__init__.py": "from .a import a\nfrom . import b\n\nALL = [a, b.b]\n",
        "app/jobs/a.py": JOBS.replace("from client", "from ..client"),
        "app/jobs/b.py": JOBS.replace("from client", "from app.client"),
        "app/main.py": "from inngest.flask import serve\nfrom app.client import client\nfrom app.jobs import ALL\nserve(app, client, ALL)\n",
    }
    (found,) = opened(files).serves
    assert isinstance(found.functions, JobList)
    assert found.functions.array.path == "app/jobs/__init__.py"
    assert [(job.path, job.id) for job in found.functions.jobs()] == [
        ("app/jobs/a.py", "a"),
        ("app/jobs/b.py", "b"),
    ]


@pytest.mark.parametrize(
    ("expression", "before", "reason", "maybe"),
    [
        pytest.param(
            "functions",
            "functions = []\nfunctions.append(a)",
            "`functions` is changed in place",
            ["a"],
            id="append",
        ),
        pytest.param(
            "functions",
            "functions = [a]\nfunctions.extend([b, c])",
            "`functions` is changed in place",
            ["a", "b", "c"],
            id="extend",
        ),
        pytest.param(
            "functions",
            "functions = [a]\nfunctions += [b]",
            "`functions` is changed in place",
            ["a", "b"],
            id="added to",
        ),
        pytest.param(
            "functions",
            "functions = [a]\nif x:\n    functions = [b]",
            "`functions` is given a value in several places",
            [],
            id="two values",
        ),
        pytest.param(
            "found()",
            "def found():\n    return [a]",
            "it is the result of a call",
            ["a"],
            id="call",
        ),
        pytest.param("found()", "", "it is the result of a call", [], id="unknown call"),
        pytest.param("[a] if x else [b]", "", "a condition chooses it", ["a", "b"], id="condition"),
        pytest.param(
            "[f for f in all_of_them]", "", "a comprehension makes it", [], id="comprehension"
        ),
        pytest.param("functions", "", "`functions` is not found", [], id="not there"),
        pytest.param(
            "functions",
            "from others import functions",
            "`functions` comes from the package others",
            [],
            id="package",
        ),
        pytest.param(
            "functions",
            "functions = functions2\nfunctions2 = functions",
            "`functions` is defined by itself",
            [],
            id="circular",
        ),
    ],
)
def test_what_only_run_time_knows_says_why_and_what_it_may_be(
    expression: str, before: str, reason: str, maybe: list[str]
) -> None:
    found = of_list(expression, before)
    assert isinstance(found, Runtime)
    assert (found.reason, ids(found)) == (reason, maybe)


def test_a_list_that_a_parameter_gives_is_known_at_run_time_only() -> None:
    found = serve(
        f"{MAIN}def make(functions):\n    inngest.fast_api.serve(app, client, functions)\n"
    )
    assert isinstance(found.functions, Runtime)
    assert found.functions.reason == "`functions` is a parameter"


def test_a_list_of_another_function_is_not_changed_by_its_namesake() -> None:
    before = "def other():\n    functions = []\n    functions.append(1)\n\nfunctions = [a]"
    assert isinstance(of_list("functions", before), JobList)


def test_an_entry_that_cannot_be_followed_keeps_its_text() -> None:
    found = of_list("[a, other.thing]", "import other")
    assert isinstance(found, JobList)
    assert [(each.text, each.name, each.job is None) for each in found.entries] == [
        ("a", "a", False),
        ("other.thing", None, True),
    ]


def test_the_place_of_a_list_is_its_brackets() -> None:
    project = opened(
        {
            "jobs.py": JOBS,
            "main.py": f"{MAIN}inngest.fast_api.serve(app, client, [\n    a,\n    *b,\n])\n",
        }
    )
    (found,) = project.serves
    assert isinstance(found.functions, JobList)
    data = project.text("main.py").data
    assert data[found.functions.array.start : found.functions.array.end] == b"[\n    a,\n    *b,\n]"
    spans = [data[each.span.start : each.span.end] for each in found.functions.entries]
    assert spans == [b"a", b"*b"]


def test_a_call_without_a_list_says_so() -> None:
    found = serve("import inngest.fast_api\ninngest.fast_api.serve(app, **options)\n")
    assert isinstance(found.functions, Runtime)
    assert found.functions.reason == "its arguments do not name the list in place"
    assert found.client is None
