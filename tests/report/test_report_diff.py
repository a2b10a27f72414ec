from codemods.report.diff import render
from codemods.report.terminal import Palette
from codemods.workspace.writing.changes import Change, ChangeSet

COLOUR = Palette(on=True)


def diff(before: bytes, after: bytes) -> bytes:
    return ChangeSet((Change("src/a.ts", before, after, "test"),)).diff()


def test_a_plain_diff_of_plain_text_is_the_diff_itself() -> None:
    data = diff(b"a\n\nb\n", "a\n\té😀\nb".encode())
    assert render(data).encode() == data


def test_headers_hunks_additions_and_removals_have_their_colours() -> None:
    shown = render(diff(b"old\n", b"new\n"), COLOUR).splitlines()
    assert "\x1b[1m--- a/src/a.ts\x1b[0m" in shown
    assert "\x1b[36m@@ -1,1 +1,1 @@\x1b[0m" in shown
    assert "\x1b[31m-old\x1b[0m" in shown
    assert "\x1b[32m+new\x1b[0m" in shown


def test_a_removed_line_that_looks_like_a_header_is_a_removed_line() -> None:
    shown = render(diff(b"-- a/x\n++ y\n", b"++ b/x\n"), COLOUR)
    assert "\x1b[31m--- a/x\x1b[0m\n" in shown
    assert "\x1b[32m+++ b/x\x1b[0m\n" in shown or "\x1b[31m-++ y\x1b[0m\n" in shown


def test_escapes_of_the_project_are_spelled_out() -> None:
    shown = render(diff(b"a\n", "\x1b]0;owned\x07 \u202e\n".encode()), COLOUR)
    assert r"+\x1b]0;owned\x07 \u202e" in shown


def test_windows_line_endings_do_not_clutter_the_diff() -> None:
    assert render(diff(b"a\r\n", b"b\r\n")).endswith("@@ -1,1 +1,1 @@\n-a\n+b\n")


def test_bytes_that_are_no_text_are_spelled_out() -> None:
    assert "+\\xff" in render(diff(b"a\n", b"\xff\n"))
