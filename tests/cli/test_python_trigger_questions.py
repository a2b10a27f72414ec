"""What `add-trigger` asks at a terminal about a Python file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from codemods.cli.asking import Asker
from codemods.cli.trigger_questions import planned
from codemods.inngest.project import Project
from codemods.transforms.add_trigger import AddTrigger

DOWN = "\x1b[B"
ENTER = "\r"
ROUTES = "app/notes.py"

APP = {
    "pyproject.toml": '[project]\nname = "app"\ndependencies = ["fastapi", "inngest"]\n',
    "app/__init__.py": "",
    "app/client.py": 'import inngest\n\ninngest_client = inngest.Inngest(app_id="app")\n',
    "app/jobs.py": (
        "import inngest\n\nfrom app.client import inngest_client\n\n\n"
        "@inngest_client.create_function(\n"
        '    fn_id="index-note", trigger=inngest.TriggerEvent(event="note/index")\n)\n'
        "async def index_note(ctx: inngest.Context) -> None:\n"
        '    print(ctx.event.data["note_id"])\n\n\n'
        "@inngest_client.create_function(\n"
        '    fn_id="drop-note", trigger=inngest.TriggerEvent(event="note/drop")\n)\n'
        "async def drop_note(ctx: inngest.Context) -> None:\n"
        '    print(ctx.event.data["note_id"])\n'
    ),
    ROUTES: (
        "from fastapi import APIRouter, Request\n\n"
        "router = APIRouter()\n\n\n"
        '@router.delete("/notes")\n'
        "async def clear(request: Request):\n"
        '    return {"path": request.url.path}\n\n\n'
        '@router.post("/notes/{note_id}")\n'
        "async def index(note_id: str, deep: bool = False):\n"
        "    if deep:\n"
        '        return {"id": note_id, "deep": True}\n'
        '    return {"id": note_id}\n'
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
    """The module afterwards, once the questions are answered with these keys."""
    with typed(*keys) as asker:
        changes = planned(codemod, project, asker)
    (change,) = changes.changes
    assert change.after is not None
    return change.after.decode()


def test_event_handler_and_place_are_asked_for_one_after_the_other(app: Project) -> None:
    text = sent(app, AddTrigger(ROUTES), ENTER, DOWN, ENTER, DOWN, ENTER)
    before, _, after = text.partition('name="note/drop"')
    assert before.rstrip().endswith("inngest.Event(")
    assert '"deep": True' in before
    assert after.endswith('    return {"id": note_id}\n')


def test_data_that_nothing_fills_is_typed_in_and_a_wrong_line_is_asked_for_again(
    app: Project,
) -> None:
    codemod = AddTrigger(ROUTES, "note/index", handler="clear")
    text = sent(app, codemod, "request.", ENTER, "url.path", ENTER)
    assert '"note_id": request.url.path' in text
