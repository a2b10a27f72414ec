"""What `add-trigger` asks at a terminal, on small repositories."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from codemods.cli.asking import Asker
from codemods.cli.trigger_questions import planned
from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.transforms.add_trigger import AddTrigger

DOWN = "\x1b[B"
ENTER = "\r"
ROUTE = "app/api/notes/route.ts"

APP = {
    "package.json": json.dumps({"dependencies": {"next": "16.0.0", "inngest": "4.0.0"}}),
    "inngest/client.ts": (
        'import { Inngest } from "inngest";\n\nexport const inngest = new Inngest({ id: "app" });\n'
    ),
    "inngest/jobs.ts": (
        'import { inngest } from "./client";\n\n'
        "export const indexNote = inngest.createFunction(\n"
        '  { id: "index-note", triggers: [{ event: "note/index" }] },\n'
        "  async ({ event }) => (event.data as { noteId: string }).noteId,\n"
        ");\n\n"
        "export const dropNote = inngest.createFunction(\n"
        '  { id: "drop-note", triggers: [{ event: "note/drop" }] },\n'
        "  async ({ event }) => (event.data as { noteId: string }).noteId,\n"
        ");\n"
    ),
    ROUTE: (
        "export async function DELETE(request: Request) {\n"
        '  const key = request.headers.get("key");\n'
        "  return Response.json({ key });\n"
        "}\n\n"
        "export async function POST(request: Request) {\n"
        "  const { noteId } = (await request.json()) as { noteId: string };\n"
        "  if (noteId) {\n"
        "    return Response.json({ noteId });\n"
        "  }\n"
        "  return Response.json({});\n"
        "}\n"
    ),
}


@contextmanager
def typed(*keys: str) -> Iterator[Asker]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text("".join(keys))
        yield Asker(colour=False)


@pytest.fixture
def app(tree: Callable[[dict[str, str]], Path]) -> Project:
    return Project.open(tree(APP))


def sent(project: Project, codemod: AddTrigger, *keys: str) -> str:
    """The route afterwards, once the questions are answered with these keys."""
    with typed(*keys) as asker:
        changes = planned(codemod, project, asker)
    (change,) = changes.changes
    assert change.after is not None
    return change.after.decode()


def test_nothing_is_asked_when_nothing_is_open(app: Project) -> None:
    codemod = AddTrigger(ROUTE, "note/index", handler="POST", after_line=7)
    assert 'name: "note/index"' in sent(app, codemod)


def test_event_handler_and_place_are_asked_for_one_after_the_other(app: Project) -> None:
    text = sent(app, AddTrigger(ROUTE), ENTER, DOWN, ENTER, ENTER)
    assert 'name: "note/drop"' in text
    before, after = text.split("inngest\n")[0], text.rpartition(".catch")[2]
    assert "if (noteId)" in before
    assert "Response.json({ noteId })" in after


def test_data_that_nothing_fills_is_typed_in_and_a_wrong_line_is_asked_for_again(
    app: Project,
) -> None:
    codemod = AddTrigger(ROUTE, "note/index", handler="DELETE")
    text = sent(app, codemod, "1 +", ENTER, "\x7f\x7f", " + String(key)", ENTER)
    assert "noteId: 1 + String(key)" in text


def test_what_no_answer_could_mend_is_an_error(app: Project) -> None:
    with typed() as asker, pytest.raises(CodemodError, match="no job listens"):
        planned(AddTrigger(ROUTE, "note/nothing"), app, asker)


def test_leaving_a_question_stops(app: Project) -> None:
    with typed("\x03") as asker, pytest.raises(click.Abort):
        planned(AddTrigger(ROUTE), app, asker)
