"""`codemod add-trigger` as it is called: its options, and what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codemods.cli.main import main

Captured = pytest.CaptureFixture[str]
ROUTE = "src/app/api/notes/route.ts"
BEFORE = """\
import { db } from "@/lib/db";

export async function POST(request: Request) {
  const { noteId } = (await request.json()) as { noteId: string };

  return Response.json({ noteId });
}
"""


@pytest.fixture(autouse=True)
def route(app: Path) -> Path:
    """A route, and a job whose event it does not send yet."""
    job = app / "src/lib/inngest/functions/index-note.ts"
    job.write_text(
        'import { inngest } from "@/lib/inngest/client";\n\n'
        "export const indexNoteJob = inngest.createFunction(\n"
        '  { id: "index-note", triggers: [{ event: "note/index" }] },\n'
        "  async ({ event }) => (event.data as { noteId: string }).noteId,\n"
        ");\n"
    )
    path = app / ROUTE
    path.parent.mkdir(parents=True)
    path.write_text(BEFORE)
    return path


def test_the_send_is_written_once(route: Path, capsys: Captured) -> None:
    assert main(["add-trigger", ROUTE, "--job", "index-note"]) == 0
    assert capsys.readouterr().out == f"edit  {ROUTE}\n"
    once = route.read_text()
    assert once.count('name: "note/index"') == 1
    assert main(["add-trigger", ROUTE, "--event", "note/index"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"identical  {ROUTE}\nnote: POST already sends note/index, in line ")
    assert route.read_text() == once


def test_the_document_tells_where_and_what_is_sent(capsys: Captured) -> None:
    assert main(["add-trigger", ROUTE, "--event", "note/index", "--json", "--dry-run"]) == 0
    facts = json.loads(capsys.readouterr().out)["facts"]
    assert facts["event"] == "note/index"
    assert facts["handler"] == "POST"
    assert facts["file"] == ROUTE
    assert facts["line"] == BEFORE[: BEFORE.index("return")].count("\n") + 1
    assert facts["data"] == {"noteId": "noteId"}


def test_paths_are_taken_from_the_working_directory(
    app: Path, route: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(route.parent)
    assert main(["add-trigger", "route.ts", "--event", "note/index"]) == 0
    assert "note/index" in route.read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--data", "noteId"), "--data: noteId is no property with a value"),
        (("--data", "=1"), "--data: =1 is no property with a value"),
        (("--data", "noteId="), "--data: noteId= is no property with a value"),
        (("--data", "noteId=1 +"), "no TypeScript expression"),
        (("--data", "noteId=a; b"), "no TypeScript expression"),
        (("--data", "noteId=nodeId"), "did you mean noteId?"),
        (("--send", "afterwards"), "did you mean 'after'?"),
        (("--after-line", "0"), "--after-line"),
        (("--handler", "PUT"), "its handlers are POST"),
        (("--function", "POTS"), "there is no function `POTS`"),
        (("--client", "src/nowhere.ts"), "src/nowhere.ts: no such file"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    options: tuple[str, ...], said: str, route: Path, capsys: Captured
) -> None:
    assert main(["add-trigger", ROUTE, "--event", "note/index", *options]) == 2
    assert said in capsys.readouterr().err
    assert route.read_text() == BEFORE


@pytest.mark.parametrize("file", ["", "../route.ts", "package.json", "src/app", "a\0b.ts"])
def test_what_is_no_source_file_of_the_project_is_refused(file: str, capsys: Captured) -> None:
    assert main(["add-trigger", file, "--event", "note/index"]) == 2
    assert capsys.readouterr().err.startswith("error: ")
