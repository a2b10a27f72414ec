"""JSON as tsconfig.json has it: comments and trailing commas, and nothing that is no JSON value."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codemods.errors import CodemodError
from codemods.syntax import jsonc


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{}", {}),
        ('\ufeff{ "a": 1 }', {"a": 1}),
        ('{ "a": 1, }', {"a": 1}),
        ("[1, 2, ]", [1, 2]),
        ('// head\n{ "a": /* one */ 1 // two\n}\n// tail', {"a": 1}),
        (
            '{\r\n  // windows\r\n  "a": [true, false, null, -1.5],\r\n}\r\n',
            {"a": [True, False, None, -1.5]},
        ),
        (
            '{ "@/*": ["./src/*"], "url": "http://a//b", }',
            {"@/*": ["./src/*"], "url": "http://a//b"},
        ),
        ('{ "a": "\\u0041\\n\\/é😀", }', {"a": "A\n/é😀"}),
        ("// nothing\nnull", None),
    ],
)
def test_reads_json_with_comments_and_trailing_commas(text: str, value: object) -> None:
    assert jsonc.loads(text) == value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("// only a comment", 1),
        ('{ "a": }', 1),
        ('{\n  "a": 1\n  "b": 2\n}', 2),
        ('{\n  "a": f(),\n}', 2),
        ('{\n  "a": undefined\n}', 2),
        ('{\n  "a": 1,\n  ...b\n}', 1),
        ("[1,\n  , 2]", 2),
        ("[...a]", 1),
        ('{ "a": 1 } { "b": 2 }', 1),
        ("{}); f((", 1),
        ("1) + (2", 1),
    ],
)
def test_refuses_what_is_no_json_with_the_line(text: str, line: int) -> None:
    with pytest.raises(CodemodError) as caught:
        jsonc.loads(text)
    assert caught.value.what == "not valid JSON"
    assert caught.value.where == f"line {line}"


@pytest.mark.parametrize("inside", ["", ","])
def test_nesting_of_any_depth_is_an_error_not_a_crash(inside: str) -> None:
    with pytest.raises(CodemodError):
        jsonc.loads("[" * 5000 + f"]{inside}" * 4999 + "]")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_a_comment_before_any_json_changes_nothing_of_its_value(value: object) -> None:
    assert jsonc.loads("// c\n" + json.dumps(value)) == value
