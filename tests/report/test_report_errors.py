from codemods.errors import CodemodError
from codemods.report.errors import render
from codemods.report.terminal import Palette


def test_an_error_says_where_what_and_how_to_mend_it() -> None:
    error = CodemodError("the list is only known at run time", where="a.ts:3:1", mend="by hand")
    assert render(error) == "error: a.ts:3:1: the list is only known at run time\n  by hand\n"


def test_an_error_without_more_is_one_line() -> None:
    assert render(CodemodError("no trigger")) == "error: no trigger\n"


def test_lines_to_add_are_set_off_and_keep_their_indent() -> None:
    error = CodemodError("refused", mend="add:", add="functions: [\r\n\n  reportJob,\n]\n")
    assert render(error) == (
        "error: refused\n  add:\n\n    functions: [\n\n      reportJob,\n    ]\n"
    )


def test_an_error_in_colour_has_the_same_text() -> None:
    error = CodemodError("refused", where="a.ts")
    assert render(error, Palette(on=True)) == (
        "\x1b[31;1merror:\x1b[0m \x1b[1ma.ts\x1b[0m: refused\n"
    )


def test_what_is_quoted_from_the_project_cannot_steer_the_terminal() -> None:
    error = CodemodError("no \x1b[2J", where="\u202ea.ts", mend="\x07", add="\x9b1m")
    assert render(error) == ("error: \\u202ea.ts: no \\x1b[2J\n  \\x07\n\n    \\x9b1m\n")


def test_an_error_is_broken_between_words_where_a_width_is_given() -> None:
    error = CodemodError("the list is known at run time", where="a.ts:3", mend="add it by hand")
    assert render(error, width=24) == (
        "error: a.ts:3: the\n  list is known at run\n  time\n  add it by hand\n"
    )
    long = CodemodError(
        "refused", where="a/path/that/is/longer.ts", add="a line that is kept whole"
    )
    assert render(long, width=10) == (
        "error:\n  a/path/that/is/longer.ts:\n  refused\n\n    a line that is kept whole\n"
    )
