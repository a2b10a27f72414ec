from __future__ import annotations

import pytest

from codemods.errors import CodemodError
from codemods.transforms.jobs.field import Field
from codemods.transforms.python.jobs.field_types import annotation


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("string", "str"),
        ("boolean", "bool"),
        ("number", "float"),
        ("unknown", "object"),
        ("string[]", "list[str]"),
        ("Array<number>", "list[float]"),
        ("readonly string[]", "list[str]"),
        ("(string | null)[]", "list[str | None]"),
        ("Record<string, boolean>", "dict[str, bool]"),
        ("'a' | 'b'", "Literal['a', 'b']"),
        ("'a' | 'b' | null", "Literal['a', 'b'] | None"),
        ("string | number", "str | float"),
        ("1 | 2", "Literal[1, 2]"),
        ("true", "Literal[True]"),
        ("int", "int"),
        ("list[str]", "list[str]"),
    ],
)
def test_a_type_of_typescript_is_said_in_python(given: str, text: str) -> None:
    assert annotation(Field("it", given)).text == text


def test_a_number_that_is_an_id_is_whole() -> None:
    assert annotation(Field("authorId", "number"), is_id=True).text == "int"


@pytest.mark.parametrize(
    "given", ["Date", "{ a: string }", "[string, number]", "any", "() => void"]
)
def test_a_type_without_an_equal_is_refused_with_the_way_out(given: str) -> None:
    with pytest.raises(CodemodError, match="the type of it cannot be said in Python") as caught:
        annotation(Field("it", given))
    assert "string, number, boolean" in (caught.value.mend or "")
