"""Repositories with Python apps, alone and beside TypeScript ones."""

from __future__ import annotations

import pytest
from python_project import HEAD, opened

from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.workspace.settings.config import load

JOB = (
    HEAD
    + '@client.create_function(fn_id="p", trigger=inngest.TriggerEvent(event="a/b"))\ndef p(ctx):\n    return ctx.event.data["id"]\n'
)
SERVE = "from inngest.flask import serve\nfrom client import client\nfrom jobs import p\nserve(app, client, [p])\n"
PYTHON = {
    "api/pyproject.toml": '[project]\nname = "api"\ndependencies = ["inngest>=0.5"]\n',
    "api/client.py": 'import inngest\nclient = inngest.Inngest(app_id="api")\n',
    "api/jobs.py": JOB,
    "api/main.py": SERVE,
}
WEB = {
    "web/package.json": '{"name": "web", "dependencies": {"inngest": "4.0.0", "next": "16"}}',
    "web/client.ts": 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "web" });\n',
    "web/jobs.ts": 'import { inngest } from "./client";\nexport const t = inngest.createFunction({ id: "t", triggers: [{ event: "a/c" }] }, async () => 1);\n',
    "web/route.ts": 'import { serve } from "inngest/next";\nimport { inngest } from "./client";\nimport { t } from "./jobs";\nexport const { GET } = serve({ client: inngest, functions: [t] });\n',
    "web/send.ts": 'import { inngest } from "./client";\nexport const send = async () => { await inngest.send({ name: "a/b", data: { id: 1, more: 2 } }); };\n',
}


def project(
    *parts: dict[str, str], cwd: str = "", app: str | None = None, language=None
) -> Project:
    files = opened(
        {path: text for part in parts for path, text in part.items()}
    ).files.with_changes({"client.py": None})
    return Project(files, load(files), cwd=cwd, app=app, language=language)


def test_one_project_has_the_jobs_of_both_languages() -> None:
    found = project(WEB, PYTHON)
    assert [(job.id, job.language) for job in found.jobs] == [("t", "typescript"), ("p", "python")]
    assert {each.id for each in found.clients} == {"web", "api"}
    assert {each.path for each in found.serves} == {"web/route.ts", "api/main.py"}
    assert [each.event for each in found.sends] == ["a/b"]
    assert {each.event for each in found.listeners} == {"a/b", "a/c"}
    assert found.events_handled() == ("a/b", "a/c")
    assert [job.id for job in found.jobs_in("api/jobs.py")] == ["p"]


def test_what_one_language_sends_counts_for_the_data_that_the_other_reads() -> None:
    found = project(WEB, PYTHON)
    (job,) = found.jobs_in("api/jobs.py")
    data = found.event_data(job)
    assert data is not None
    assert [each.name for each in data.fields] == ["id", "more"]


def test_a_project_can_be_seen_as_if_it_spoke_one_language() -> None:
    found = project(WEB, PYTHON)
    python, web = found.only("python"), found.only("typescript")
    assert [job.id for job in python.jobs] == [job.id for job in python.linted_jobs()] == ["p"]
    assert [each.path for each in python.serves] == ["api/main.py"]
    assert python.sent == ()
    assert [each.event for each in python.listeners] == ["a/b"]
    assert [job.id for job in web.jobs] == ["t"]
    assert [each.id for each in web.clients] == ["web"]
    assert [each.event for each in web.sent] == ["a/b"]
    assert (python.app.directory, web.app.directory) == ("api", "web")
    assert found.only("typescript", "python") is found
    assert web.only("python") is python
    assert python.source("web/jobs.ts") is found.source("web/jobs.ts")


def test_a_part_of_a_project_stays_one_with_changes_made() -> None:
    from codemods.workspace.writing.changes import Change, ChangeSet

    web = project(WEB, PYTHON).only("typescript")
    later = web.with_changes(
        ChangeSet(
            (Change("web/new.ts", None, WEB["web/jobs.ts"].replace('"t"', '"u"').encode(), "x"),)
        )
    )
    assert [job.id for job in later.jobs] == ["t", "u"]


def test_a_project_without_python_is_the_same_as_its_typescript() -> None:
    found = project(WEB, {"scripts/tool.py": "print('x')\n"})
    assert found.python_code is None
    assert found.only("typescript") is found


@pytest.mark.parametrize(
    ("cwd", "app", "language", "directory", "expected"),
    [
        ("api", None, None, "api", "python"),
        ("web", None, None, "web", "typescript"),
        ("", "api", None, "api", "python"),
        ("", "web", None, "web", "typescript"),
        ("", None, "python", "api", "python"),
        ("", None, "typescript", "web", "typescript"),
    ],
)
def test_the_app_of_several_is_the_one_that_is_meant(
    cwd, app, language, directory, expected
) -> None:
    found = project(WEB, PYTHON, cwd=cwd, app=app, language=language)
    assert (found.app.directory, found.app.language) == (directory, expected)
    assert (found.app.python is not None) == (expected == "python")
    assert {job.language for job in found.app_jobs()} == {expected}
    assert len(found.app_serves()) == 1


def test_of_several_apps_none_is_guessed() -> None:
    with pytest.raises(CodemodError, match="several packages serve Inngest: api, web"):
        _ = project(WEB, PYTHON).app


def test_a_folder_that_serves_in_both_languages_is_told_apart_by_name() -> None:
    files = {
        path.removeprefix("web/").removeprefix("api/"): text
        for path, text in (WEB | PYTHON).items()
    }
    with pytest.raises(CodemodError) as caught:
        found = opened(files)
        _ = found.app
    assert caught.value.what == "the root serves Inngest in TypeScript and in Python"
    assert caught.value.mend is not None
    assert "--lang" in caught.value.mend


@pytest.mark.parametrize(
    ("files", "directory", "language"),
    [
        pytest.param(
            {"pyproject.toml": PYTHON["api/pyproject.toml"], "a.py": ""},
            "",
            "python",
            id="a Python project",
        ),
        pytest.param(
            {"requirements.txt": "inngest\n", "a.py": ""}, "", "python", id="requirements"
        ),
        pytest.param(
            {
                **{k: PYTHON[k] for k in ("api/pyproject.toml",)},
                "api/a.py": "",
                "package.json": "{}",
            },
            "api",
            "python",
            id="one that depends on it",
        ),
        pytest.param(
            {
                "web/package.json": WEB["web/package.json"],
                "tool.py": "",
                "requirements.txt": "black\n",
            },
            "web",
            "typescript",
            id="a Next app with tools",
        ),
        pytest.param(
            {"package.json": '{"dependencies": {"next": "1"}}', "scripts/a.py": ""},
            "",
            "typescript",
            id="a script",
        ),
        pytest.param({"a.py": ""}, "", "typescript", id="nothing to tell"),
    ],
)
def test_an_app_that_serves_nothing_yet_is_told_by_what_it_depends_on(
    files, directory, language
) -> None:
    found = project(files).app
    assert (found.directory, found.language) == (directory, language)


def test_generated_python_is_not_linted() -> None:
    files = {**PYTHON, "api/made.py": "# @generated by a program\n" + JOB}
    found = project(files)
    assert [job.path for job in found.linted_jobs()] == ["api/jobs.py"]
    assert [job.path for job in found.jobs] == ["api/jobs.py", "api/made.py"]


def test_a_file_in_a_virtual_environment_is_not_looked_at() -> None:
    folders = (
        ".venv/lib/python3.12/site-packages/x",
        "venv/lib/x",
        "lib/site-packages/x",
        "x/__pycache__",
        ".tox/py/x",
    )
    found = project(PYTHON, {f"{folder}/jobs.py": JOB for folder in folders})
    assert [job.path for job in found.jobs] == ["api/jobs.py"]


def test_the_text_of_any_file_can_be_had() -> None:
    found = project(WEB, PYTHON, {"broken.py": "def (:\n", "a.toml": "x = 1\n"})
    for path in ("web/jobs.ts", "api/jobs.py", "broken.py", "a.toml"):
        assert found.text(path).position(0).line == 1
    assert found.text("web/jobs.ts") is found.source("web/jobs.ts")
    assert found.python("api/jobs.py") is found.text("api/jobs.py")
    with pytest.raises(CodemodError, match="not read as Python"):
        found.python("broken.py")
    with pytest.raises(CodemodError, match="no such file"):
        found.text("none.py")
