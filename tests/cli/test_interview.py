"""What `add-job` does at a terminal around its questions, on small repositories."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from codemods.cli.add_job import add_job
from codemods.cli.asking import Asker
from codemods.cli.interview import by_hand, interview, open_app
from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.transforms.scaffold_job import ScaffoldJob

DOWN = "\x1b[B"
ENTER = "\r"

NEXT = json.dumps({"name": "app", "dependencies": {"next": "16.0.0", "inngest": "4.0.0"}})
CLIENT = (
    'import { Inngest } from "inngest";\n\nexport const inngest = new Inngest({ id: "app" });\n'
)
JOB = (
    'import { inngest } from "./client";\n\n'
    "export const oneJob = inngest.createFunction(\n"
    '  { id: "one", triggers: [{ event: "app/one" }] },\n'
    "  async () => 1,\n"
    ");\n"
)


def route(functions: str, more: str = "") -> str:
    return (
        'import { serve } from "inngest/next";\n'
        'import { inngest } from "../../../inngest/client";\n'
        'import { oneJob } from "../../../inngest/one";\n'
        f"{more}\n"
        f"export const {{ GET, POST, PUT }} = serve({{ client: inngest, functions: {functions} }});\n"
    )


def app(functions: str = "[oneJob]", more: str = "", folder: str = "") -> dict[str, str]:
    files = {
        "package.json": NEXT,
        "inngest/client.ts": CLIENT,
        "inngest/one.ts": JOB,
        "app/api/inngest/route.ts": route(functions, more),
    }
    return {folder + path: text for path, text in files.items()}


RUN_TIME = app("allJobs()", 'import { allJobs } from "some-package";\n')
TWO_APPS = {
    "package.json": json.dumps({"name": "all", "workspaces": ["apps/*"]}),
    **app(folder="apps/admin/"),
    **app(folder="apps/web/"),
}


@contextmanager
def typed(*keys: str) -> Iterator[Asker]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text("".join(keys))
        yield Asker(colour=False)


def given(**some: Any) -> dict[str, Any]:
    """The options of add-job, as they are where nothing is given."""
    parameters = add_job.make_context("add-job", []).params
    own = (*ScaffoldJob.__struct_fields__, "route", "register", "trigger_in", "with_")
    return {key: parameters[key] for key in own} | some


def test_one_of_several_apps_is_chosen(
    tree: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree(TWO_APPS)
    monkeypatch.chdir(root)
    with typed(DOWN, ENTER) as asker:
        assert open_app(root, None, asker).app.directory == "apps/web"
    with typed() as asker:
        assert open_app(root, "apps/admin", asker).app.directory == "apps/admin"
    monkeypatch.chdir(root / "apps/web")
    with typed() as asker:
        assert open_app(root, None, asker).app.directory == "apps/web"


def test_what_is_asked_for_begins_with_where_the_job_will_be(
    project: Callable[..., Project], capsys: pytest.CaptureFixture[str]
) -> None:
    with typed("two", ENTER, DOWN, ENTER, ENTER, ENTER) as asker:
        answered = interview(project(app()), given(), asker)
    assert (answered["name"], answered["cron"], answered["register"]) == ("two", "hourly", True)
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.startswith(
        "A new job for Inngest SDK 4 in inngest, registered in app/api/inngest/route.ts."
    )
    assert "--yes" not in shown


def test_files_that_will_be_created_too_are_said(
    project: Callable[..., Project], capsys: pytest.CaptureFixture[str]
) -> None:
    with typed(*([ENTER] * 6)) as asker:
        interview(project({"package.json": NEXT}), given(name="a-b", event="b/a"), asker)
    shown = " ".join(capsys.readouterr().out.split())
    assert "client.ts and src/app/api/inngest/route.ts will be created too." in shown
    assert "with --yes nothing is asked" in shown


def test_a_job_that_is_there_is_not_asked_about(
    project: Callable[..., Project], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = given(name="one", event="app/one")
    with typed() as asker:
        assert interview(project(app()), asked, asker) == asked
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "Not Kebab"}, "is not kebab-case"),
        ({"event": "nothing"}, "does not have the form"),
        ({"cron": "61 * * * *"}, "61"),
        ({"name": "one"}, "other triggers"),
        ({"name": "two", "event": "b/a", "retries": 21}, "21 retries"),
    ],
)
def test_what_no_answer_could_mend_is_said_before_any_question(
    options: dict[str, Any], message: str, project: Callable[..., Project]
) -> None:
    with typed() as asker, pytest.raises(CodemodError, match=message):
        interview(project(app()), given(**options), asker)


def test_a_project_that_cannot_serve_jobs_is_refused_before_any_question(
    project: Callable[..., Project],
) -> None:
    with typed() as asker, pytest.raises(CodemodError, match=r"only for Next\.js"):
        interview(project({"package.json": "{}"}), given(), asker)


def test_where_the_list_cannot_be_edited_the_module_alone_is_offered(
    project: Callable[..., Project], capsys: pytest.CaptureFixture[str]
) -> None:
    opened = project(RUN_TIME)
    asked = given(name="two", cron="daily", entity="")
    with typed("y") as asker:
        answered = interview(opened, asked, asker)
    assert answered == {**asked, "register": False}
    assert "only known when the app runs" in " ".join(capsys.readouterr().out.split())
    (step,) = by_hand(opened, ScaffoldJob("two", cron="daily"), None).next_steps
    assert step.startswith("add the job to the list by hand:\n")
    assert "two" in step.splitlines()[-1]
    with typed("n") as asker, pytest.raises(click.Abort):
        interview(opened, asked, asker)


def test_the_record_that_would_be_taken_without_asking_is_suggested(
    project: Callable[..., Project],
) -> None:
    schema = "model Item {\n  id String @id\n}\n\nmodel Company {\n  id String @id\n}\n"
    opened = project({**app(), "prisma/schema.prisma": schema})
    with typed(*([ENTER] * 4)) as asker:
        answered = interview(opened, given(name="a-b", event="companies/synced"), asker)
    assert answered["entity"] == "company"


def test_the_keys_of_the_configuration_are_those_that_the_event_carries(
    project: Callable[..., Project], capsys: pytest.CaptureFixture[str]
) -> None:
    opened = project({**app(), "codemod.toml": '[keys]\norganization = ["orgId"]\n'})
    with typed(ENTER, ENTER, ENTER) as asker:
        interview(opened, given(name="a-b", event="b/a", entity=""), asker)
    assert "The event carries orgId and userId." in capsys.readouterr().out


DOCUMENTS = {
    **app(),
    "db.ts": (
        'import { PrismaClient } from "@prisma/client";\n\n'
        "export const prisma = new PrismaClient();\n"
    ),
    "prisma/schema.prisma": "model Document {\n  id String @id\n}\n",
}
ABOUT_A_DOCUMENT: dict[str, Any] = {"name": "a-b", "event": "document/made", "entity": "document"}


@pytest.mark.parametrize(("answer", "chosen"), [("y", ("status-fields",)), ("n", ())])
def test_status_fields_that_the_record_lacks_are_offered(
    answer: str,
    chosen: tuple[str, ...],
    project: Callable[..., Project],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with typed(ENTER, ENTER, ENTER, answer) as asker:
        answered = interview(project(DOCUMENTS), given(**ABOUT_A_DOCUMENT), asker)
    assert answered["with_"] == chosen
    shown = " ".join(capsys.readouterr().out.split())
    assert "Document lacks processingStatus, processedAt, processingError, without which" in shown


@pytest.mark.parametrize("settled", [{"with_": ("status-fields",)}, {"status": False}])
def test_status_fields_are_not_offered_where_that_is_settled(
    settled: dict[str, Any], project: Callable[..., Project]
) -> None:
    asked = given(**ABOUT_A_DOCUMENT, **settled)
    with typed(ENTER, ENTER, ENTER) as asker:
        assert interview(project(DOCUMENTS), asked, asker) == asked
