"""`codemod undo`, and what every command does about one that was interrupted."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from errno import EACCES
from pathlib import Path

import pytest

from codemods.cli import commits
from codemods.cli.main import main
from codemods.cli.settings import Settings
from codemods.workspace.writing.changes import Change, ChangeSet
from codemods.workspace.writing.disk import Disk
from codemods.workspace.writing.transaction import Transaction
from codemods.workspace.writing.undo import history
from faults import DyingDisk, Killed, QuickDisk, journal_at_rest, operations, tree
from harness import read_tree

ADD_JOB = ("add-job", "send-report", "--event", "report/send", "--yes")
JOB = "src/lib/inngest/functions/send-report.ts"
ROUTE = "src/app/api/inngest/route.ts"

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def done(app: Path, capsys: Captured) -> Path:
    """The sample app with a job added; it is the working directory."""
    assert main(list(ADD_JOB)) == 0
    capsys.readouterr()
    return app


def test_the_last_change_is_taken_back_and_told(app: Path, capsys: Captured) -> None:
    before = tree(app)
    main(list(ADD_JOB))
    after = tree(app)
    capsys.readouterr()
    assert main(["undo"]) == 0
    assert capsys.readouterr().out == (
        f"delete  {JOB}\nedit    {ROUTE}\nnext: codemod undo --id 2 brings it back\n"
    )
    assert tree(app) == before
    assert main(["undo", "--id", "2"]) == 0
    assert tree(app) == after


def test_there_is_nothing_to_undo_where_nothing_was_written(app: Path, capsys: Captured) -> None:
    before = tree(app)
    assert main(["undo"]) == 2
    assert capsys.readouterr().err.startswith("error: there is no commit to undo\n")
    assert main(["undo", "--list"]) == 0
    assert capsys.readouterr().out == "no commits yet\n"
    assert tree(app) == before
    assert not (app / ".codemods").exists()


def test_the_list_has_id_time_command_and_files(done: Path, capsys: Captured) -> None:
    main(["undo"])
    capsys.readouterr()
    assert main(["undo", "--list"]) == 0
    shown = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "<time>", capsys.readouterr().out)
    assert shown == (
        "2  <time>  codemod undo\n"
        f"   delete  {JOB}\n"
        f"   edit    {ROUTE}\n"
        f"1  <time>  codemod {' '.join(ADD_JOB)}  (undone by 2)\n"
        f"   create  {JOB}\n"
        f"   edit    {ROUTE}\n"
    )


def test_the_list_is_there_for_programs(done: Path, capsys: Captured) -> None:
    main(["undo"])
    capsys.readouterr()
    assert main(["undo", "--list", "--json"]) == 0
    second, first = json.loads(capsys.readouterr().out)["commits"]
    assert (first["id"], first["undoes"], first["undone_by"]) == (1, None, 2)
    assert (second["id"], second["undoes"], second["undone_by"]) == (2, 1, None)
    assert first["changes"][0] == {"path": JOB, "kind": "create"}


def test_what_was_typed_cannot_steer_the_terminal_from_the_list(
    app: Path, capsys: Captured
) -> None:
    main([*ADD_JOB, "--description", "\x1b[2J"])
    capsys.readouterr()
    main(["undo", "--list"])
    assert "\x1b" not in capsys.readouterr().out


def test_a_diff_shows_what_an_undo_would_do_and_git_applies_it(
    app: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    wanted = read_tree(app)
    main(list(ADD_JOB))
    before = tree(app)
    capfdbinary.readouterr()
    assert main(["undo", "--diff"]) == 0
    diff = capfdbinary.readouterr().out
    assert tree(app) == before
    subprocess.run(["git", "apply"], input=diff, cwd=app, check=True)
    shutil.rmtree(app / ".codemods")
    assert read_tree(app) == wanted


def test_no_way_not_to_write_writes(done: Path, capsys: Captured) -> None:
    before = tree(done)
    assert main(["undo", "--dry-run"]) == 0
    assert f"would delete  {JOB}\n" in capsys.readouterr().out
    assert main(["undo", "--check"]) == 1
    capsys.readouterr()
    assert main(["undo", "--json", "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out)["facts"]["undoes"] == 1
    assert tree(done) == before
    assert len(history(done)) == 1


def test_files_that_have_changed_since_are_listed(done: Path, capsys: Captured) -> None:
    (done / JOB).write_bytes(b"// mine\n")
    before = tree(done)
    assert main(["undo"]) == 2
    assert f"error: 1 file has changed since commit 1: {JOB}\n" in capsys.readouterr().err
    assert tree(done) == before


def test_a_diff_shows_what_cannot_be_undone_and_that_it_was_refused(
    app: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    main(list(ADD_JOB))
    (app / ROUTE).write_bytes((app / ROUTE).read_bytes() + b"// mine\n")
    before = tree(app)
    capfdbinary.readouterr()
    assert main(["undo"]) == 2
    assert b"\n  undo it by hand: codemod undo --id 1 --diff shows" in capfdbinary.readouterr().err
    assert main(["undo", "--id", "1", "--diff"]) == 2
    out, err = capfdbinary.readouterr()
    assert out.startswith(f"diff --git a/{JOB} b/{JOB}\ndeleted file".encode())
    assert b"\n-// mine\n" in out
    assert err.startswith(b"error: 1 file has changed since commit 1: ")
    assert main(["undo", "--diff", "--json"]) == 2
    assert "error" in json.loads(capfdbinary.readouterr().out)
    assert tree(app) == before


def test_a_commit_that_other_hands_have_taken_back_says_where_to_go_on(
    app: Path, capsys: Captured
) -> None:
    wanted = tree(app)
    former = (app / ROUTE).read_bytes()
    main(list(ADD_JOB))
    (app / JOB).unlink()
    (app / ROUTE).write_bytes(former)
    capsys.readouterr()
    assert main(["undo"]) == 0
    assert capsys.readouterr().out == (
        f"identical  {JOB}\nidentical  {ROUTE}\n"
        "next: commit 1 is taken back already; for another: codemod undo --list\n"
    )
    assert tree(app) == wanted


def test_two_undos_at_once_take_back_two_commits(
    app: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    before = tree(app)
    main(list(ADD_JOB))
    main(["add-job", "second", "--event", "second/send", "--yes"])
    former, others = Disk.read, [["undo"]]

    def overtaken(disk: Disk, path: Path) -> bytes | None:
        if path.name == "second.ts" and others:
            assert main(others.pop()) == 0
        return former(disk, path)

    monkeypatch.setattr(Disk, "read", overtaken)
    capsys.readouterr()
    assert main(["undo"]) == 0
    assert "identical" not in capsys.readouterr().out
    assert tree(app) == before


def test_a_list_is_of_all_commits(done: Path, capsys: Captured) -> None:
    assert main(["undo", "--list", "--id", "1"]) == 2
    assert "--list and --id do not go together" in capsys.readouterr().err


def test_a_journal_that_may_not_be_read_is_named(
    done: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def forbidden(_disk: Disk, folder: Path) -> list[str]:
        raise PermissionError(EACCES, "Permission denied", str(folder))

    # root may read everywhere, so the answer is the only thing that can be given
    monkeypatch.setattr(Disk, "names", forbidden)
    assert main(["lint-jobs"]) == 2
    assert capsys.readouterr().err == (
        f"error: {done}/.codemods/journal: the journal of what was written cannot be read: "
        "permission denied\n  allow yourself to read and write there; "
        "did a command run as another user?\n"
    )


def test_a_report_is_not_in_the_way_of_what_was_mended(done: Path, capsys: Captured) -> None:
    main(["lint-jobs", "--output", "report.txt"])
    assert [record.id for record in history(done)] == [1]
    assert main(["undo"]) == 0
    assert not (done / JOB).exists()
    assert (done / "report.txt").exists()


@pytest.mark.parametrize(
    "argv",
    [["lint-jobs"], ["undo", "--list"], ["add-job", "a-b", "--event", "a/b", "--dry-run"]],
    ids=lambda argv: argv[0],
)
@pytest.mark.parametrize("end", ["taken back", "completed"])
def test_any_command_ends_an_interrupted_one_first_and_says_so(
    argv: list[str], end: str, app: Path, capsys: Captured
) -> None:
    changes = ChangeSet((Change("tsconfig.json", (app / "tsconfig.json").read_bytes(), b"{}", ""),))
    before = tree(app)
    Transaction(app, kept=False).commit(changes)  # so that the journal is there already
    main(["undo", "--list"])
    (app / "tsconfig.json").write_bytes(changes.changes[0].before or b"")
    capsys.readouterr()
    at = settled(app, changes) + (end == "completed")
    with pytest.raises(Killed):
        Transaction(app, DyingDisk(at), command="codemod add-job x\x1b").commit(changes)
    main(argv)
    said = capsys.readouterr().err
    assert said.startswith(f"an interrupted `codemod add-job x\\x1b` was {end}\n")
    assert (tree(app) == before) == (end == "taken back")
    assert journal_at_rest(app)
    main(argv)
    assert "interrupted" not in capsys.readouterr().err


def settled(app: Path, changes: ChangeSet) -> int:
    """The number of the operation that decides."""
    names = operations(lambda disk: Transaction(app, disk, kept=False).commit(changes))
    (app / changes.changes[0].path).write_bytes(changes.changes[0].before or b"")
    return max(number for number, name in enumerate(names) if name == "replace")


def test_what_another_process_wrote_since_is_noticed_and_what_we_wrote_is_not(app: Path) -> None:
    ours, theirs = Settings(), Settings()
    for settings in (ours, theirs):
        commits.begin(app, settings)
    assert not commits.overtaken(ours)
    commits.commit(ChangeSet((Change("a.ts", None, b"", ""),)), app, theirs)
    assert commits.overtaken(ours)
    assert not commits.overtaken(theirs)


def test_a_wait_is_told_on_a_terminal_alone(
    app: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    commits._waiting()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    commits._waiting()
    assert capsys.readouterr().err == "waiting for another codemod to finish\n"


def test_looking_for_an_interrupted_command_writes_nothing(app: Path) -> None:
    commits.begin(app, Settings())
    assert not (app / ".codemods").exists()
    assert QuickDisk().names(app / ".codemods") == []
