"""What a new column or enum is called in the database follows the others."""

from __future__ import annotations

import pytest

from codemods.syntax.prisma import parse
from codemods.syntax.prisma_naming import column, type_name


@pytest.mark.parametrize(
    ("fields", "called"),
    [
        ("createdAt DateTime", "processedAt"),
        ("title String", "processedAt"),
        ('createdAt DateTime @map("created_at")', "processed_at"),
        ("created_at DateTime", "processed_at"),
        ('createdAt DateTime @map("CREATED_AT")', "PROCESSED_AT"),
        ('createdAt DateTime @map("CreatedAt")', "ProcessedAt"),
        ('createdAt DateTime @map("created-at")', "processed-at"),
        (
            'createdAt DateTime @map("created_at")\n  a1 Int\n  userId Int\n  otherId Int',
            "processedAt",
        ),
        ('title String @map("doc_title")', "processed_at"),
        ("old_users Old[]\n  createdAt DateTime", "processedAt"),
    ],
)
def test_a_column_is_spelt_as_most_of_the_others(fields: str, called: str) -> None:
    schema = parse("a.prisma", f"model A {{\n  {fields}\n}}\nmodel Old {{\n}}\n".encode())
    assert column(schema, schema.models[0], "processedAt") == called


def test_single_words_leave_it_to_the_other_models() -> None:
    text = 'model A {\n  id Int\n}\nmodel B {\n  userId Int @map("user_id")\n}\n'
    schema = parse("a.prisma", text.encode())
    assert column(schema, schema.models[0], "processedAt") == "processed_at"


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("model A {\n}\n", "JobState"),
        ('model A {\n  @@map("docs")\n}\n', "job_state"),
        ('model A {\n  @@map("MyDocs")\n}\n', "JobState"),
        ('model A {\n  @@map("docs")\n}\nenum B {\n  c\n}\n', "JobState"),
        ('model A {\n}\nenum B {\n  c\n  @@map("b_kind")\n}\n', "job_state"),
    ],
)
def test_an_enum_is_called_as_the_others_else_as_the_table(text: str, called: str) -> None:
    schema = parse("a.prisma", text.encode())
    assert type_name(schema, schema.models[0], "JobState") == called
