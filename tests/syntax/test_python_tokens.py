"""The tokens of pieces of Python, whole or not."""

from __future__ import annotations

import pytest

from codemods.syntax.python.tokens import tokens


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text.decode()) for each in tokens(text.encode())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1", [("word", "a"), ("sign", "="), ("word", "1")]),
        ("x  # y 'z", [("word", "x"), ("comment", "# y 'z")]),
        ("'# no'", [("string", "'# no'")]),
        ('rb"a\\"b"', [("string", 'rb"a\\"b"')]),
        ('"""a\n# b\n"""', [("string", '"""a\n# b\n"""')]),
        ("f'{x}' é", [("string", "f'{x}'"), ("word", "é")]),
        ("a \\\n b", [("word", "a"), ("word", "b")]),
        ("'open\nb", [("string", "'open"), ("word", "b")]),
        ("''", [("string", "''")]),
    ],
)
def test_a_piece_of_python_is_taken_apart(text: str, expected: object) -> None:
    assert found(text) == expected


def test_tokens_know_where_they_stand() -> None:
    data = "é = (1, )".encode()
    assert [data[each.start : each.end] for each in tokens(data)] == [
        each.text for each in tokens(data)
    ]
    assert [each.text for each in tokens(data, 3, 8)] == [b"=", b"(", b"1", b","]
