from __future__ import annotations

import pytest

from codemods.syntax.python.style import PythonStyle, detect, traits, with_traits

DEFAULT = PythonStyle()


def test_a_file_that_shows_nothing_is_as_the_default() -> None:
    assert detect(b"", DEFAULT) == DEFAULT
    assert detect(b"x = 1", DEFAULT) == DEFAULT


@pytest.mark.parametrize(
    ("data", "quote"),
    [
        (b"x = 'a'\ny = 'b'\nz = \"c\"\n", "'"),
        (b"x = \"it's\"\ny = 'b'\n", "'"),
        (b'"""Doc."""\nx = \'a\'\n', "'"),
        (b"x = 'a'\ny = \"b\"\n", '"'),
        (b"x = 'a'\ny = (\n", "'"),
    ],
)
def test_quotes_are_those_of_most_strings_that_could_have_either(data: bytes, quote: str) -> None:
    assert detect(data, DEFAULT).quote == quote


@pytest.mark.parametrize(
    ("data", "indent"),
    [
        (b"if x:\n\ty\n", "\t"),
        (b"if x:\n  y\n", "  "),
        (b"f(a,\n         b)\nif x:\n    y\n", "    "),
    ],
)
def test_indentation_is_that_of_the_first_block(data: bytes, indent: str) -> None:
    assert detect(data, DEFAULT).indent == indent


def test_line_ends_and_the_byte_order_mark_are_seen() -> None:
    style = detect(b"\xef\xbb\xbfx\r\ny\r\nz\n", DEFAULT)
    assert style.newline == "\r\n"
    assert style.bom


def test_of_several_files_those_count_that_show_a_trait() -> None:
    seen = [traits(b"x = 1\n"), traits(b"y = 2\n"), traits(b"if x:\n\ty = 'a'\r\n")]
    style = with_traits(DEFAULT, seen)
    assert (style.quote, style.indent, style.newline) == ("'", "\t", "\n")
