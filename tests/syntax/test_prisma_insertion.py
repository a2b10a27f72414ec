"""New lines in a Prisma schema stand as those around them, and nothing else moves."""

from __future__ import annotations

import pytest

from codemods.errors import Refusal
from codemods.syntax.edits import Edits
from codemods.syntax.prisma import parse
from codemods.syntax.prisma_insertion import NewField, insert_block, insert_fields

NEW = (NewField("stage", "String", '@default("a")'), NewField("at", "DateTime?"))


def inserted(body: str, after: str | None, *, beside: bool = False) -> str:
    """What becomes of the body of a model; the lines are indented by two spaces."""
    text = f"model A {{\n{body}}}\n"
    model = parse("a.prisma", text.encode()).models[0]
    place = model.field(after) if after else None
    edit = insert_fields(text.encode(), model, NEW, place, beside=beside)
    result = Edits.of(text.encode(), [edit]).apply(text.encode()).decode()
    return result.removeprefix("model A {\n").removesuffix("}\n")


def test_fields_take_the_columns_of_their_neighbours() -> None:
    body = "  id        Int       @id\n  published DateTime? @unique\n"
    assert inserted(body, "id") == (
        "  id        Int       @id\n"
        '  stage     String    @default("a")\n'
        "  at        DateTime?\n"
        "  published DateTime? @unique\n"
    )


def test_columns_that_are_too_narrow_are_left_to_their_paragraph() -> None:
    body = "  id   Int @id\n  name Int\n"
    assert inserted(body, "id") == (
        '  id   Int @id\n  name Int\n\n  stage String    @default("a")\n  at    DateTime?\n'
    )


def test_fields_that_belong_beside_another_stay_there() -> None:
    body = "  id   Int @id\n  name Int\n"
    assert inserted(body, "id", beside=True) == (
        '  id   Int @id\n  stage String @default("a")\n  at   DateTime?\n  name Int\n'
    )


def test_where_no_attribute_shows_a_column_the_widest_type_makes_one() -> None:
    body = "  id     Int\n  number Decimal\n"
    assert inserted(body, "number") == (
        '  id     Int\n  number Decimal\n  stage  String    @default("a")\n  at     DateTime?\n'
    )


@pytest.mark.parametrize("gap", [" ", "\t"])
def test_ragged_fields_are_joined_by_ragged_ones(gap: str) -> None:
    body = f"  id{gap}Int{gap}@id\n  number{gap}Int\n"
    assert inserted(body, "number") == (
        f'{body}  stage{gap}String{gap}@default("a")\n  at{gap}DateTime?\n'
    )


def test_a_paragraph_that_cannot_tell_follows_the_others() -> None:
    ragged = "  id Int @id\n  number Int\n\n  one Int\n"
    assert inserted(ragged, "one") == f'{ragged}  stage String @default("a")\n  at DateTime?\n'


def test_a_model_without_fields_begins_with_them() -> None:
    assert inserted("", None) == '  stage String    @default("a")\n  at    DateTime?\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_breaks_are_those_of_the_file(newline: str) -> None:
    text = f"model A {{{newline}  id Int{newline}{newline}  other Int{newline}}}".encode()
    model = parse("a.prisma", text).models[0]
    fields = insert_fields(text, model, NEW, model.fields[0], beside=False)
    block = insert_block(text, model.extent, ["enum B {", "  c", "}"])
    result = Edits.of(text, [fields, block]).apply(text).decode()
    assert result.count("\r") == (0 if newline == "\n" else result.count(newline))
    assert len(result.split(newline)) == len(text.decode().split(newline)) + 3 + 4
    assert result.endswith(newline.join(("}", "", "enum B {", "  c", "}")))


def test_a_block_stands_behind_the_comment_after_the_brace() -> None:
    text = b"model A {\n  id Int\n} /* of\nmany */ // }\n\nmodel B {\n  id Int\n}\n"
    model = parse("a.prisma", text).models[0]
    result = Edits.of(text, [insert_block(text, model.extent, ["enum C {", "}"])]).apply(text)
    assert b"many */ // }\n\nenum C {\n}\n\nmodel B" in result


def test_a_brace_on_the_line_of_the_field_is_refused() -> None:
    text = b"model A {\n  id Int }\n"
    model = parse("a.prisma", text).models[0]
    with pytest.raises(Refusal, match="is closed on the line of its field id") as refusal:
        insert_fields(text, model, NEW, model.fields[0], beside=False)
    assert refusal.value.where == "a.prisma:2"
