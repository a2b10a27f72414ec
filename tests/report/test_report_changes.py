from codemods.report.changes import detected, next_steps, notes, summary
from codemods.report.terminal import Palette
from codemods.workspace.writing.changes import Change, ChangeSet

CHANGES = ChangeSet(
    changes=(
        Change("src/jobs/report.ts", None, b"new\n", "the job"),
        Change("src/route.ts", b"old\n", b"new\n", "register generate-report"),
        Change("src/gone.ts", b"old\n", None, "moved"),
    ),
    identical=("src/client.ts",),
    notes=("no schema.prisma",),
    next_steps=("send it:\ninngest.send({\n  name: 'report/generate',\n})",),
    facts={"detected": [["sdk", 4, "package.json: ^4.1.0"], ["client", "src/client.ts", ""]]},
)


def test_each_file_is_named_once_with_what_happens_to_it() -> None:
    assert summary(CHANGES) == (
        "create     src/jobs/report.ts\n"
        "edit       src/route.ts\n"
        "delete     src/gone.ts\n"
        "identical  src/client.ts\n"
    )


def test_a_dry_run_says_what_would_happen() -> None:
    assert summary(CHANGES, would=True) == (
        "would create  src/jobs/report.ts\n"
        "would edit    src/route.ts\n"
        "would delete  src/gone.ts\n"
        "identical     src/client.ts\n"
    )


def test_reasons_are_given_when_asked_for() -> None:
    assert "edit       src/route.ts  (register generate-report)\n" in summary(CHANGES, why=True)


def test_a_set_without_files_says_that_there_is_nothing_to_do() -> None:
    assert summary(ChangeSet()) == "nothing to do\n"


def test_colour_does_not_change_the_columns() -> None:
    assert "\x1b[32mcreate\x1b[0m     src/jobs/report.ts\n" in summary(CHANGES, Palette(on=True))


def test_notes_and_next_steps_are_labelled_and_keep_the_lines_of_code() -> None:
    assert notes(CHANGES) == "note: no schema.prisma\n"
    assert next_steps(CHANGES) == (
        "next: send it:\n      inngest.send({\n        name: 'report/generate',\n      })\n"
    )


def test_notes_and_steps_of_one_line_are_broken_between_words_where_a_width_is_given() -> None:
    changes = ChangeSet(
        notes=("runs at 02:00 UTC",), next_steps=("a b c d e f g", "add:\n  a b c d e")
    )
    assert notes(changes, width=18) == "note: runs at\n      02:00 UTC\n"
    assert next_steps(changes, width=14) == (
        "next: a b c d\n      e f g\nnext: add:\n        a b c d e\n"
    )


def test_what_was_detected_comes_with_its_evidence() -> None:
    assert detected(CHANGES) == (
        "detected sdk: 4 — package.json: ^4.1.0\ndetected client: src/client.ts\n"
    )
    assert detected(ChangeSet()) == ""


def test_paths_and_notes_cannot_steer_the_terminal() -> None:
    hostile = ChangeSet(
        changes=(Change("a\x1b[2J\nb.ts", None, b"", "x"),), notes=("\x1b]0;title\x07",)
    )
    assert summary(hostile) == "create  a\\x1b[2J\\nb.ts\n"
    assert notes(hostile) == "note: \\x1b]0;title\\x07\n"
