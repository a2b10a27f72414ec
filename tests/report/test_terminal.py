from io import StringIO

import pytest

from codemods.report.terminal import PLAIN, ColourChoice, Palette, escape, wants_colour


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, é😀 \N{ZERO WIDTH JOINER}", "plain, é😀 \N{ZERO WIDTH JOINER}"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\x00b\x07\x7f", r"a\x00b\x07\x7f"),
        ("one\ntwo\r\n\tthree", r"one\ntwo\r\n\tthree"),
        ("abc\u202egnp.ts\u2066", r"abc\u202egnp.ts\u2066"),
        ("zero\u200bwidth\ufeff\u2028", r"zero\u200bwidth\ufeff\u2028"),
        ("undecodable \udcff", r"undecodable \udcff"),
    ],
)
def test_nothing_that_steers_a_terminal_survives_escaping(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_escaping_lines_keeps_line_breaks_and_tabs_but_no_lone_carriage_return() -> None:
    assert escape("a\r\n\tb\rc\x1b\n", lines=True) == "a\r\n\tb\\rc\\x1b\n"


@pytest.mark.parametrize(
    ("choice", "environ", "tty", "expected"),
    [
        ("always", {"NO_COLOR": "1", "FORCE_COLOR": "0", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, True, False),
        ("auto", {"FORCE_COLOR": "false"}, True, False),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"TERM": "xterm"}, True, True),
        ("auto", {}, False, False),
    ],
)
def test_colour_is_decided_by_the_first_that_speaks(
    choice: ColourChoice, environ: dict[str, str], tty: bool, expected: bool
) -> None:
    stream = Terminal() if tty else StringIO()
    assert wants_colour(choice, stream, environ) is expected


def test_a_palette_colours_only_when_it_is_on() -> None:
    assert Palette(on=True)("edit", "bold", "yellow") == "\x1b[1;33medit\x1b[0m"
    assert Palette(on=True)("", "red") == ""
    assert PLAIN("edit", "yellow") == "edit"
