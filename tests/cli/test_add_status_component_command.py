"""The command line of `add-status-component`, and what it asks at a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from codemods.cli.asking import Asker
from codemods.cli.job_questions import planned, with_job
from codemods.cli.main import main
from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.transforms.add_status_component import AddStatusComponent

DOWN = "\x1b[B"
ENTER = "\r"

FILES = {
    "package.json": json.dumps({"dependencies": {"next": "16.0.0", "inngest": "4.0.0"}}),
    "inngest/client.ts": (
        'import { Inngest } from "inngest";\n\nexport const inngest = new Inngest({ id: "app" });\n'
    ),
    "inngest/jobs.ts": (
        'import { inngest } from "./client";\n\n'
        "export const indexNote = inngest.createFunction(\n"
        '  { id: "index-note", triggers: [{ event: "note/index" }, { event: "note/created" }] },\n'
        "  async ({ event }) => (event.data as { noteId: string }).noteId,\n"
        ");\n\n"
        "export const tidy = inngest.createFunction(\n"
        '  { id: "tidy", triggers: [{ cron: "0 2 * * *" }] },\n'
        "  async () => 0,\n"
        ");\n\n"
        "export const dropNote = inngest.createFunction(\n"
        '  { id: "drop-note", triggers: [{ event: "note/drop" }] },\n'
        "  async ({ event }) => (event.data as { noteId: string }).noteId,\n"
        ");\n"
    ),
    "prisma/schema.prisma": (
        "model Note {\n  id String @id\n  processingStatus String\n"
        "  processedAt DateTime?\n  processingError String?\n}\n"
    ),
    "app/api/notes/[id]/drop/route.ts": (
        "export const GET = () => Response.json({});\nexport const POST = GET;\n"
    ),
}


@pytest.fixture
def root(tree: Callable[[Mapping[str, str]], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tree(FILES)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


@contextmanager
def typed(*keys: str) -> Iterator[Asker]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        for key in keys:
            pipe.send_text(key)
        yield Asker(colour=False)


def test_json_tells_what_the_component_asks_and_what_it_goes_by(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add-status-component", "--job", "drop-note", "--json", "--dry-run"]) == 0
    facts = json.loads(capsys.readouterr().out)["facts"]
    assert facts["component"] == "DropNoteStatus"
    assert facts["module"] == "components/drop-note-status.tsx"
    assert facts["url"] == "/api/notes/[id]/drop"
    assert [what for what, *_ in facts["detected"]] == ["components", "styling", "button", "route"]
    assert not (root / "components").exists()


def test_a_file_is_named_from_the_working_directory(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "app")
    command = ["add-status-component", "--job", "drop-note", "--path", "notes/status.tsx"]
    assert main([*command, "--yes"]) == 0
    assert (root / "app/notes/status.tsx").exists()


def test_the_job_is_one_of_those_that_events_start(root: Path) -> None:
    project = Project.open(root)
    with typed(DOWN, ENTER) as asker:
        assert with_job({"job": None, "name": None}, project, asker)["job"] == "drop-note"
    with typed() as asker:
        assert with_job({"job": "index-note"}, project, asker)["job"] == "index-note"


def test_of_several_events_one_is_asked_for(root: Path) -> None:
    project = Project.open(root)
    codemod = AddStatusComponent("index-note", url="/api/notes/[id]/index")
    with typed(DOWN, ENTER) as asker:
        changes = planned(codemod, project, asker)
    assert [change.path for change in changes.changes] == ["components/index-note-status.tsx"]
    with typed() as asker, pytest.raises(CodemodError, match="there is no job"):
        planned(AddStatusComponent("other"), project, asker)
