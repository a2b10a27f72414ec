"""Text from outside stays inside the place where it is put."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codemods.syntax.literal import Scalar, evaluate
from codemods.syntax.nodes import named_children, walk
from codemods.syntax.quoting import (
    comment_lines,
    property_name,
    requote,
    string_literal,
    template_text,
)
from codemods.syntax.source import Source

HOSTILE = st.text(
    st.one_of(
        st.sampled_from(list("\\'\"`${}*/\n\r\t\u2028\u2029\x1b\x00\u202e\u200d;()#")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=20,
)


def value_of(literal: str) -> object:
    """What an expression that must be one literal stands for."""
    source = Source("a.ts", f"x = {literal};".encode())
    (statement,) = named_children(source.root)
    (assignment,) = named_children(statement)
    right = assignment.child_by_field_name("right")
    assert right is not None
    assert source.text(right) == literal
    found = evaluate(source, right)
    assert isinstance(found, Scalar)
    return found.value


@given(HOSTILE)
def test_a_string_literal_stands_for_the_text(text: str) -> None:
    assert value_of(string_literal(text)) == text
    assert value_of(string_literal(text, "'")) == text


@given(HOSTILE)
def test_a_template_literal_stands_for_the_text(text: str) -> None:
    assert value_of(f"`{template_text(text)}`") == text


@given(HOSTILE)
def test_other_quotes_leave_the_value_of_a_literal(text: str) -> None:
    for quote in ('"', "'"):
        assert value_of(requote(string_literal(text), quote)) == text  # type: ignore[arg-type]


@given(HOSTILE)
def test_a_literal_has_no_line_end_and_no_control_character(text: str) -> None:
    for made in (string_literal(text), template_text(text)):
        assert not set(made) & set("\n\r\u2028\u2029\x1b\x00\u202e")


@given(HOSTILE)
def test_a_comment_ends_where_it_is_to_end(text: str) -> None:
    lines = comment_lines(text)
    for code in (
        "".join(f"// {line}\n" for line in lines) + "after();",
        f"/* {' '.join(lines)} */ after();",
    ):
        source = Source("a.ts", code.encode())
        assert not source.root.has_error
        others = [node for node in source.root.named_children if node.type != "comment"]
        assert [source.text(node) for node in others] == ["after();"]


@given(HOSTILE)
def test_a_key_is_one_key(text: str) -> None:
    source = Source("a.ts", f"x = {{ {property_name(text)}: 1 }};".encode())
    assert not source.root.has_error
    assert sum(node.type == "pair" for node in walk(source.root)) == 1


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("plain", '"plain"'),
        ("it's", '"it\'s"'),
        ('say "it"', "'say \"it\"'"),
        ("both \" and '", '"both \\" and \'"'),
        ("a\nb\\c", '"a\\nb\\\\c"'),
        ("a\u2028b\u202ec", '"a\\u2028b\\u202ec"'),
        ("👩\u200d💻 é", '"👩\u200d💻 é"'),
    ],
)
def test_a_string_literal_is_as_plain_as_it_can_be(text: str, literal: str) -> None:
    assert string_literal(text) == literal


def test_a_template_literal_neither_ends_nor_interpolates() -> None:
    assert template_text("`a` ${b} \\") == "\\`a\\` \\${b} \\\\"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\r\n\r\ntwo\n", ["one", "", "two"]),
        ("\n\n", []),
        ("ends */ here", ["ends * / here"]),
        ("\x1b[31mred\x1b[0m and \x1b]0;title\x07done", ["red and done"]),
        ("tab\tand\x00nul ", ["tab andnul"]),
    ],
)
def test_a_comment_has_the_lines_of_the_text_and_nothing_else(text: str, lines: list[str]) -> None:
    assert comment_lines(text) == lines


def test_a_key_is_bare_where_that_is_possible() -> None:
    assert [property_name(name) for name in ("a_1", "$b", "a-b", "1a", "class")] == [
        "a_1",
        "$b",
        '"a-b"',
        '"1a"',
        "class",
    ]
