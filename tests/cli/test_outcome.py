import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from codemods.cli.options import Output
from codemods.cli.outcome import conclude
from codemods.cli.settings import Settings
from codemods.errors import Refusal
from codemods.workspace.writing.changes import Change, ChangeSet

WRITE = Output(dry_run=False, diff=False, check=False, json=False, yes=False)
DRY_RUN = Output(dry_run=True, diff=False, check=False, json=False, yes=False)
DIFF = Output(dry_run=False, diff=True, check=False, json=False, yes=False)
CHECK = Output(dry_run=False, diff=False, check=True, json=False, yes=False)
JSON = Output(dry_run=False, diff=False, check=False, json=True, yes=False)
JSON_CHECK = Output(dry_run=False, diff=False, check=True, json=True, yes=False)

CHANGES = ChangeSet(
    changes=(
        Change("src/new.ts", None, "é\t1\r\n".encode(), "the job"),
        Change("src/route.ts", b"a\n", b"b\n", "register it"),
    ),
    notes=("a note",),
    next_steps=("send the event",),
    facts={"detected": [("sdk", 4, "package.json")]},
)
DONE = ChangeSet(identical=("src/route.ts",))

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/route.ts").write_bytes(b"a\n")
    return tmp_path


def written(root: Path) -> bool:
    return (root / "src/new.ts").exists() and (root / "src/route.ts").read_bytes() == b"b\n"


def untouched(root: Path) -> bool:
    route = root / "src/route.ts"
    return [path for path in root.rglob("*") if path.is_file()] == [route] and (
        route.read_bytes() == b"a\n"
    )


def test_changes_are_written_and_told(root: Path, capsys: Captured) -> None:
    assert conclude(CHANGES, root, Settings(), WRITE) == 0
    assert written(root)
    shown = capsys.readouterr()
    assert shown.out == (
        "create  src/new.ts\nedit    src/route.ts\nnote: a note\nnext: send the event\n"
    )
    assert shown.err == ""


def test_nothing_to_change_is_told_and_no_fault(root: Path, capsys: Captured) -> None:
    assert conclude(DONE, root, Settings(), WRITE) == 0
    assert conclude(DONE, root, Settings(), CHECK) == 0
    assert capsys.readouterr().out == "identical  src/route.ts\n" * 2


def test_a_dry_run_writes_nothing_and_says_what_would(root: Path, capsys: Captured) -> None:
    assert conclude(CHANGES, root, Settings(), DRY_RUN) == 0
    assert untouched(root)
    assert capsys.readouterr().out == (
        "would create  src/new.ts\nwould edit    src/route.ts\nnote: a note\n"
    )


def test_a_check_is_status_1_while_changes_are_pending(root: Path, capsys: Captured) -> None:
    assert conclude(CHANGES, root, Settings(), CHECK) == 1
    assert untouched(root)
    assert "would create  src/new.ts\n" in capsys.readouterr().out


def test_a_diff_is_alone_on_stdout_and_git_takes_it(
    root: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert conclude(CHANGES, root, Settings(), DIFF) == 0
    assert untouched(root)
    shown = capsysbinary.readouterr()
    assert shown.out == CHANGES.diff()
    assert shown.err == b"note: a note\n"
    subprocess.run(["git", "apply"], input=shown.out, cwd=root, check=True)
    assert written(root)
    assert (root / "src/new.ts").read_bytes() == "é\t1\r\n".encode()


def test_forced_colour_does_not_spoil_a_patch(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    conclude(CHANGES, root, Settings(), DIFF)
    assert capsysbinary.readouterr().out == CHANGES.diff()


def test_a_diff_is_coloured_when_colour_is_asked_for(root: Path, capsys: Captured) -> None:
    settings = Settings()
    settings.colour = "always"
    conclude(CHANGES, root, settings, DIFF)
    assert "\x1b[32m+b\x1b[0m\n" in capsys.readouterr().out


def test_a_diff_on_a_terminal_is_escaped(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    hostile = ChangeSet((Change("a.ts", None, b"\x1b[2J\n", "test"),))
    conclude(hostile, root, Settings(), DIFF)
    assert "+\\x1b[2J\n" in capsys.readouterr().out


def test_json_writes_and_is_alone_on_stdout(root: Path, capsys: Captured) -> None:
    assert conclude(CHANGES, root, Settings(), JSON) == 0
    assert written(root)
    document = json.loads(capsys.readouterr().out)
    assert document["written"] is True
    assert [change["path"] for change in document["changes"]] == ["src/new.ts", "src/route.ts"]


def test_json_with_check_writes_nothing(root: Path, capsys: Captured) -> None:
    assert conclude(CHANGES, root, Settings(), JSON_CHECK) == 1
    assert untouched(root)
    assert json.loads(capsys.readouterr().out)["written"] is False


def test_verbose_says_what_was_detected_and_why_each_file_changes(
    root: Path, capsys: Captured
) -> None:
    settings = Settings()
    settings.verbose = True
    conclude(CHANGES, root, settings, WRITE)
    shown = capsys.readouterr()
    assert shown.err == "detected sdk: 4 — package.json\n"
    assert "create  src/new.ts  (the job)\n" in shown.out


def test_a_change_that_is_confirmed_is_shown_first_and_then_written(
    root: Path, capsys: Captured
) -> None:
    def confirm() -> bool:
        assert untouched(root)
        shown.append(capsys.readouterr().out)
        return True

    shown: list[str] = []
    assert conclude(CHANGES, root, Settings(), WRITE, confirm) == 0
    assert written(root)
    assert "+b\n" in shown[0]
    assert shown[0].endswith("create  src/new.ts\nedit    src/route.ts\nnote: a note\n")
    assert capsys.readouterr().out == "written: 2 files\nnext: send the event\n"


def test_a_change_that_is_declined_is_not_written(root: Path) -> None:
    with pytest.raises(click.Abort):
        conclude(CHANGES, root, Settings(), WRITE, lambda: False)
    assert untouched(root)


def test_nothing_is_asked_where_nothing_would_be_written(root: Path) -> None:
    def confirm() -> bool:
        raise AssertionError("asked")

    assert conclude(DONE, root, Settings(), WRITE, confirm) == 0
    assert conclude(CHANGES, root, Settings(), DRY_RUN, confirm) == 0
    assert conclude(CHANGES, root, Settings(), DIFF, confirm) == 0


def test_what_was_refused_is_listed_with_the_lines_to_add_and_is_status_1(
    root: Path, capsys: Captured
) -> None:
    refusal = Refusal("not an array", where="a.ts:1:1", mend="by hand", add="reportJob,")
    changes = ChangeSet(facts={"refused": (refusal,)})
    assert conclude(changes, root, Settings(), WRITE) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "error: a.ts:1:1: not an array\n  by hand\n\n    reportJob,\n"
    assert conclude(changes, root, Settings(), JSON) == 1
    assert json.loads(capsys.readouterr().out)["facts"]["refused"] == [
        {"what": "not an array", "where": "a.ts:1:1", "mend": "by hand", "add": "reportJob,"}
    ]
