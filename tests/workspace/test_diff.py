"""The unified diff: what it looks like, and that git makes the same files of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from codemods.workspace.writing.changes import Change, ChangeSet
from codemods.workspace.writing.diff import unified

LONG = b"".join(b"line %d\n" % number for number in range(1, 401))


def git_apply(folder: Path, before: dict[str, bytes | None], diff: bytes) -> dict[str, bytes]:
    """The files under `folder` after git has applied `diff` to `before`."""
    for path, data in before.items():
        if data is not None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-p1", "-"],
        input=diff,
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
    )
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_edit_is_shown_with_three_lines_around_it():
    before = b"1\n2\n3\n4\n5\n6\n7\n8\n"
    after = b"1\n2\n3\n4\nfive\n6\n7\n8\n"
    assert unified([Change("src/a.ts", before, after, "edit")]) == (
        b"diff --git a/src/a.ts b/src/a.ts\n"
        b"--- a/src/a.ts\n"
        b"+++ b/src/a.ts\n"
        b"@@ -2,7 +2,7 @@\n"
        b" 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
    )


def test_a_new_file_has_a_mode_and_comes_from_dev_null():
    assert unified([Change("a.ts", None, b"1\n2\n", "create")]) == (
        b"diff --git a/a.ts b/a.ts\n"
        b"new file mode 100644\n"
        b"--- /dev/null\n"
        b"+++ b/a.ts\n"
        b"@@ -0,0 +1,2 @@\n"
        b"+1\n+2\n"
    )


def test_a_deleted_file_goes_to_dev_null():
    assert unified([Change("a.ts", b"1\n", None, "delete")]) == (
        b"diff --git a/a.ts b/a.ts\n"
        b"deleted file mode 100644\n"
        b"--- a/a.ts\n"
        b"+++ /dev/null\n"
        b"@@ -1,1 +0,0 @@\n"
        b"-1\n"
    )


def test_a_missing_final_newline_is_marked_on_the_side_that_misses_it():
    diff = unified([Change("a.ts", b"1\n2", b"1\n2\n", "end the line")])
    assert diff.endswith(b" 1\n-2\n\\ No newline at end of file\n+2\n")


def test_a_name_with_a_space_is_ended_by_a_tab_and_one_with_quotes_is_quoted():
    assert b"--- a/my file.ts\t\n" in unified([Change("my file.ts", b"1", b"2", "")])
    assert b'--- "a/\\"\\303\\251\\\\\\t.ts"\n' in unified([Change('"é\\\t.ts', b"1", b"2", "")])


def test_an_edit_in_a_long_file_of_equal_lines_stays_small():
    before = b"x\n" * 1000
    after = b"x\n" * 500 + b"new\n" + b"x\n" * 500
    diff = unified([Change("a.ts", before, after, "insert")])
    assert diff.endswith(b"@@ -498,6 +498,7 @@\n x\n x\n x\n+new\n x\n x\n x\n")


def test_nothing_changed_is_an_empty_diff():
    assert ChangeSet().diff() == b""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"a\r\nb\r\n", b"a\r\nc\r\nb\r\n", id="crlf"),
        pytest.param(b"a\r\nb\r\n", b"a\nb\n", id="crlf to lf"),
        pytest.param(b"a\rb\rc", b"a\rb\rd", id="lone carriage returns"),
        pytest.param(b"\xef\xbb\xbfa\n", b"\xef\xbb\xbfb\n", id="byte order mark"),
        pytest.param(b"\xff\xfe\x00\n\x80\n", b"\xff\xfe\x00\n\x81\n", id="not utf-8"),
        pytest.param(b"a\x0bb\x0cc\x1cd\xc2\x85e\xe2\x80\xa8f\n", b"a\x0bB\x0cc\n", id="breaks"),
        pytest.param(None, b"", id="empty file created"),
        pytest.param(b"", None, id="empty file deleted"),
        pytest.param(b"", b"a", id="empty file filled"),
        pytest.param(b"a", b"", id="file emptied"),
        pytest.param(None, b"\n", id="one newline created"),
        pytest.param(b"a\n\n\n", None, id="deleted"),
        pytest.param(b"a", b"a\n", id="final newline added"),
        pytest.param(b"a\n", b"a", id="final newline removed"),
        pytest.param(b"-- a\n++ b\n@@ c\n\\ d\n", b"-- a\n-- b\n@@ c\ndiff\n", id="like a diff"),
        pytest.param(LONG, LONG.replace(b"e 20\n", b"X\n").replace(b"e 380\n", b"Y"), id="long"),
    ],
)
def test_git_makes_the_planned_bytes_of_the_diff(tmp_path: Path, before, after):
    changes = ChangeSet((Change("src/a.ts", before, after, "why"),))
    expected = {} if after is None else {"src/a.ts": after}
    assert git_apply(tmp_path, {"src/a.ts": before}, changes.diff()) == expected


def test_git_reads_every_name(tmp_path: Path):
    names = [
        "plain.ts",
        "with space.ts",
        "end ",
        "a b/a",
        "app/[id]/(group)/@modal/route.ts",
        'quo"te.ts',
        "back\\slash.ts",
        "tab\tnew\nline\r.ts",
        "é😀.ts",
        "-dash.ts",
    ]
    changes = tuple(
        change
        for name in names
        for change in (
            Change(f"edit/{name}", b"1\n", b"2\n", ""),
            Change(f"create/{name}", None, b"3\n", ""),
            Change(f"empty/{name}", None, b"", ""),
            Change(f"delete/{name}", b"4\n", None, ""),
            Change(f"gone/{name}", b"", None, ""),
        )
    )
    before = {change.path: change.before for change in changes}
    after = {change.path: change.after for change in changes if change.after is not None}
    assert git_apply(tmp_path, before, unified(changes)) == after
