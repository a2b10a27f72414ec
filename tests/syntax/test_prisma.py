from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codemods.errors import CodemodError
from codemods.syntax import prisma

SCHEMA = """\
// the settings
generator client {
  provider        = "prisma-client-js" // generates
  previewFeatures = ["views", "typedSql"]
}

datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

/// A person.
model User {
  id      Int      @id @default(autoincrement())
  email   String   @unique @db.VarChar(255)
  name    String?  @map("full_name") // shown
  role    Role     @default(USER)
  posts   Post[]   @relation("author")
  tags    String[]
  place   Unsupported("point")?
  created DateTime @default(now()) @map(name: "created_at")
  secret  String   @ignore

  @@index([email, name(sort: Desc)], map: "by_email")
  @@map("users")
}

model Post {
  author   User @relation("author", fields: [authorId], references: [id], onDelete: Cascade)
  authorId Int
  slug     String

  @@id([authorId, slug], name: "key")
  @@unique(fields: [slug])
}

view Stats {
  total BigInt

  @@ignore
}

type Address {
  street String
}

enum Role {
  USER
  ADMIN @map("admin") // both

  @@map("roles")
}
"""


def _parse(text: str) -> prisma.Schema:
    return prisma.parse("prisma/schema.prisma", text.encode())


def _model(body: str) -> prisma.Model:
    (model,) = _parse(f"model A {{\n{body}\n}}\n").models
    return model


def _refused(text: str | bytes) -> CodemodError:
    with pytest.raises(CodemodError) as raised:
        prisma.parse("a.prisma", text.encode() if isinstance(text, str) else text)
    return raised.value


class TestDeclarations:
    def test_every_kind_of_block_is_read(self) -> None:
        schema = _parse(SCHEMA)
        assert [model.name for model in schema.models] == ["User", "Post"]
        assert [view.name for view in schema.views] == ["Stats"]
        assert [one.name for one in schema.types] == ["Address"]
        assert [enum.name for enum in schema.enums] == ["Role"]
        assert [one.name for one in schema.generators] == ["client"]
        assert [one.name for one in schema.datasources] == ["db"]
        assert schema.paths == ("prisma/schema.prisma",)

    def test_a_field_has_its_type_and_whether_it_is_optional_or_a_list(self) -> None:
        (user, _) = _parse(SCHEMA).models
        assert [(f.name, f.type, f.optional, f.list) for f in user.fields] == [
            ("id", "Int", False, False),
            ("email", "String", False, False),
            ("name", "String", True, False),
            ("role", "Role", False, False),
            ("posts", "Post", False, True),
            ("tags", "String", False, True),
            ("place", 'Unsupported("point")', True, False),
            ("created", "DateTime", False, False),
            ("secret", "String", False, False),
        ]

    def test_attributes_of_fields_are_understood(self) -> None:
        schema = _parse(SCHEMA)
        fields = {field.name: field for field in schema.models[0].fields}
        assert fields["id"].is_id
        assert fields["id"].default == "autoincrement()"
        assert fields["role"].default == "USER"
        assert fields["email"].default is None
        assert fields["email"].is_unique
        assert fields["email"].native_type == "VarChar"
        assert fields["id"].native_type is None
        assert fields["name"].mapped == "full_name"
        assert fields["created"].mapped == "created_at"
        assert fields["id"].mapped is None
        assert fields["secret"].is_hidden
        assert fields["place"].is_hidden
        assert not fields["id"].is_hidden
        author = schema.models[1].fields[0].relation
        assert author is not None
        assert [(a.name, a.text) for a in author.arguments] == [
            (None, '"author"'),
            ("fields", "[authorId]"),
            ("references", "[id]"),
            ("onDelete", "Cascade"),
        ]
        assert author.arguments[0].string == "author"
        assert author.arguments[1].names == ("authorId",)
        assert author.arguments[1].string is None

    def test_attributes_of_blocks_are_understood(self) -> None:
        schema = _parse(SCHEMA)
        user, post = schema.models
        index = user.attribute("index")
        assert index is not None
        fields = index.argument("fields")
        assert fields is not None
        assert fields.names == ("email", "name")
        assert user.mapped == "users"
        assert post.mapped is None
        assert not user.is_hidden
        assert schema.views[0].is_hidden
        assert schema.enums[0].mapped == "roles"
        assert [(v.name, v.mapped) for v in schema.enums[0].values] == [
            ("USER", None),
            ("ADMIN", "admin"),
        ]

    def test_settings_are_read_as_text_and_as_strings(self) -> None:
        schema = _parse(SCHEMA)
        (client,) = schema.generators
        assert [(s.name, s.text) for s in client.settings] == [
            ("provider", '"prisma-client-js"'),
            ("previewFeatures", '["views", "typedSql"]'),
        ]
        assert client.string("provider") == "prisma-client-js"
        assert client.string("previewFeatures") is None
        assert client.string("output") is None
        assert schema.datasources[0].string("url") is None

    def test_a_schema_finds_its_models_and_enums_by_their_exact_names(self) -> None:
        schema = _parse(SCHEMA)
        assert schema.model("Post") is schema.models[1]
        assert schema.model("post") is None
        assert schema.enum("Role") is schema.enums[0]
        assert schema.enum("User") is None
        assert schema.models[0].field("email") is schema.models[0].fields[1]
        assert schema.models[0].field("nothing") is None

    def test_a_file_without_declarations_is_an_empty_schema(self) -> None:
        for text in ("", "\ufeff", "\n\n", "// nothing", "/* nothing */"):
            assert _parse(text) == prisma.Schema(("prisma/schema.prisma",))


class TestIds:
    def test_the_field_that_is_marked_is_the_id(self) -> None:
        model = _model("x String\nkey String @id")
        assert model.id_field is model.fields[1]
        assert model.composite_id == ()

    def test_several_fields_are_a_composite_id_and_no_id_field(self) -> None:
        for attribute in (
            "@@id([a, b])",
            "@@id(fields: [a, b], name: 'x')",
            "@@id([a(sort: Asc), b])",
        ):
            model = _model(f"a Int\nb Int\n{attribute}")
            assert model.id_field is None
            assert model.composite_id == ("a", "b")

    def test_a_block_id_of_one_field_is_that_field(self) -> None:
        model = _model("a Int\n@@id([a])")
        assert model.id_field is model.fields[0]
        assert model.composite_id == ()

    def test_a_model_may_have_no_id(self) -> None:
        model = _model("a Int @unique")
        assert model.id_field is None
        assert model.composite_id == ()

    def test_scalar_fields_are_those_of_prismas_own_types_that_the_client_has(self) -> None:
        user = _parse(SCHEMA).models[0]
        names = ["id", "email", "name", "tags", "created"]
        assert [field.name for field in user.scalar_fields] == names

    def test_a_schema_counts_its_enums_as_scalars(self) -> None:
        schema = _parse(SCHEMA)
        names = ["id", "email", "name", "role", "tags", "created"]
        assert [field.name for field in schema.scalar_fields(schema.models[0])] == names
        assert [field.name for field in schema.scalar_fields(schema.models[1])] == [
            "authorId",
            "slug",
        ]

    @pytest.mark.parametrize(
        ("name", "delegate"),
        [("User", "user"), ("SyncTarget", "syncTarget"), ("APIKey", "aPIKey"), ("a_b", "a_b")],
    )
    def test_the_delegate_has_only_its_first_letter_lowered(self, name: str, delegate: str) -> None:
        assert _parse(f"model {name} {{\n}}").models[0].delegate == delegate


class TestText:
    def test_comments_stand_anywhere(self) -> None:
        model = _model(
            "// }\n/// model B {\n/* model C {\n} */ id Int @id // @unique\n"
            'a Int /* here */ @unique /* there */\n  @@map(/* the */ "as") // @@ignore'
        )
        assert [field.name for field in model.fields] == ["id", "a"]
        assert not model.fields[0].is_unique
        assert model.fields[1].is_unique
        assert model.mapped == "as"
        assert not model.is_hidden

    def test_a_comment_may_follow_the_brace_that_opens_a_block(self) -> None:
        (model,) = _parse("model A { // } not yet\n id Int @id\n} // done").models
        assert [field.name for field in model.fields] == ["id"]

    def test_strings_may_hold_anything(self) -> None:
        model = _model(r'id String @default("} ) // \" /* {") @map("\u00e9\n")' + "\nb Int")
        assert model.fields[0].default == r'"} ) // \" /* {"'
        assert model.fields[0].mapped == "é\n"
        assert len(model.fields) == 2

    def test_an_attribute_may_go_over_several_lines(self) -> None:
        model = _model(
            "a Int\nb Int @default(\n  autoincrement()\n)\n@@id([\n a, // )\n b,\n])\nc Int"
        )
        assert [field.name for field in model.fields] == ["a", "b", "c"]
        assert model.fields[1].default == "autoincrement()"
        assert model.composite_id == ("a", "b")

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_line_ends_and_byte_order_marks_change_nothing_but_offsets(
        self, newline: str, mark: str
    ) -> None:
        plain, other = _parse(SCHEMA), _parse(mark + SCHEMA.replace("\n", newline))
        assert _told(other) == _told(plain)

    def test_words_that_open_blocks_may_name_fields(self) -> None:
        model = _model("model Int\ntype String\nenum Kind?\nview Int[]")
        assert [field.name for field in model.fields] == ["model", "type", "enum", "view"]

    def test_spacing_is_free_within_a_line(self) -> None:
        (model,) = _parse(
            'model  A{\n\tid\tInt@id@map ( "x" )\n  b  String [] \n c String ?\n}'
        ).models
        assert [(f.name, f.type, f.optional, f.list) for f in model.fields] == [
            ("id", "Int", False, False),
            ("b", "String", False, True),
            ("c", "String", True, False),
        ]
        assert model.fields[0].is_id
        assert model.fields[0].mapped == "x"

    def test_forms_of_prisma_1_are_read(self) -> None:
        model = _model("a: String!\nb: [Int]")
        assert [(f.name, f.type, f.optional, f.list) for f in model.fields] == [
            ("a", "String", False, False),
            ("b", "Int", False, True),
        ]

    def test_a_block_may_begin_where_another_ends(self) -> None:
        schema = _parse("model A {\n id Int @id\n} model B {\n id Int @id }\nenum C {\n X }")
        assert [model.name for model in schema.models] == ["A", "B"]
        assert [value.name for value in schema.enums[0].values] == ["X"]

    def test_what_is_not_known_is_passed_over(self) -> None:
        schema = _parse(
            "import x\npolicy p {\n  model y\n  nested { a }\n}\ntype Short = String @db.Text\n"
            "model A {\n  id Int @id ~> odd {x}\n  -> b Int\n  lonely\n  c Int @\n"
            "  @@\n  @@new[x]\n}\n"
            "@@@\n}\n"
        )
        (model,) = schema.models
        assert [field.name for field in model.fields] == ["id", "c"]
        assert schema.types == ()

    def test_letters_beyond_ascii_may_stand_in_names(self) -> None:
        (field,) = _model("né Int").fields
        assert field.name == "né"


def _told(schema: prisma.Schema) -> object:
    return [
        [
            (
                model.name,
                model.extent.line,
                model.mapped,
                model.composite_id,
                [(f.name, f.type, f.line, f.default, f.mapped, f.is_id) for f in model.fields],
            )
            for model in (*schema.models, *schema.views, *schema.types)
        ],
        [(enum.name, [(v.name, v.line, v.mapped) for v in enum.values]) for enum in schema.enums],
        [
            (config.name, [(s.name, s.text) for s in config.settings])
            for config in (*schema.generators, *schema.datasources)
        ],
    ]


class TestPlaces:
    @pytest.mark.parametrize(
        "text",
        [SCHEMA, "\ufeff" + SCHEMA, SCHEMA.replace("\n", "\r\n"), SCHEMA.replace("//", "//😀é")],
    )
    def test_offsets_are_bytes_of_the_file(self, text: str) -> None:
        data = text.encode()
        schema = prisma.parse("a.prisma", data)
        for block in (*schema.models, *schema.views, *schema.types, *schema.enums):
            extent = block.extent
            opening = data[extent.start : extent.body].decode()
            assert opening.split()[1:3] == [block.name, "{"]
            assert opening.endswith("\n")
            assert data[extent.close : extent.end] == b"}"
            assert extent.line == data[: extent.start].count(b"\n") + 1
            assert extent.place == f"a.prisma:{extent.line}"
        for model in schema.models:
            for field in model.fields:
                written = data[field.start : field.end].decode()
                assert written.startswith(f"{field.name} ")
                assert "//" not in written
                assert written == written.strip()
                assert field.line == data[: field.start].count(b"\n") + 1
                for attribute in field.attributes:
                    written = data[attribute.start : attribute.end].decode()
                    assert written.startswith(f"@{attribute.name}")
            for attribute in model.attributes:
                written = data[attribute.start : attribute.end].decode()
                assert written.startswith(f"@@{attribute.name}(")
                assert written.endswith(")")
        for value in schema.enums[0].values:
            assert data[value.start : value.end].decode().startswith(value.name)
        for setting in schema.datasources[0].settings:
            written = data[setting.start : setting.end].decode()
            assert written.startswith(setting.name)
            assert written.endswith(setting.text)

    def test_a_line_can_be_added_at_the_end_of_a_model(self) -> None:
        data = SCHEMA.encode()
        model = prisma.parse("a.prisma", data).models[1]
        line_start = data.rindex(b"\n", 0, model.extent.close) + 1
        changed = data[:line_start] + b"  extra Int?\n" + data[line_start:]
        after = prisma.parse("a.prisma", changed).models[1]
        assert [field.name for field in after.fields] == ["author", "authorId", "slug", "extra"]


class TestRefusals:
    def test_a_block_that_is_never_closed_is_refused_at_its_line(self) -> None:
        error = _refused("\nmodel A {\n  id Int\n")
        assert (error.what, error.where) == ("the model A is never closed", "a.prisma:2")

    @pytest.mark.parametrize("inner", ["id Int", "X", '@@map("a")', ""])
    @pytest.mark.parametrize("kind", ["model", "enum", "datasource"])
    def test_a_block_that_is_not_closed_before_the_next_is_refused(
        self, kind: str, inner: str
    ) -> None:
        error = _refused(f"{kind} A {{\n  {inner}\n\nmodel B {{\n  id Int\n}}\n")
        assert error.what == f"the {kind} A is not closed before the next block"
        assert error.where == "a.prisma:4"
        assert error.mend == "close the block that line 1 opens"

    @pytest.mark.parametrize("body", ["", " id Int @id ", " /* } */ "])
    def test_a_block_on_one_line_is_refused_as_prisma_does(self, body: str) -> None:
        error = _refused(f"model A {{{body}}} // }}\nmodel B {{\n}}\n")
        assert error.what == "the model A is opened and closed on one line"
        assert error.where == "a.prisma:1"

    def test_a_bracket_that_is_never_closed_is_refused_at_its_line(self) -> None:
        error = _refused("model A {\n  id Int @default(now(\n}\n")
        assert (error.what, error.where) == ("a bracket is never closed", "a.prisma:2")

    def test_bytes_that_are_not_utf_8_are_refused_at_their_line(self) -> None:
        error = _refused(b"model A {\n}\n// \xff\n")
        assert (error.what, error.where) == ("not UTF-8: byte 0xff at offset 15", "a.prisma:3")

    @settings(deadline=None)
    @given(st.text(alphabet='modelenu AB{}()[]@@"/*\n\r=:?!.,é', max_size=80))
    def test_any_text_is_read_or_refused_with_a_line(self, text: str) -> None:
        try:
            prisma.parse("a.prisma", text.encode())
        except CodemodError as error:
            assert error.where is not None
            assert error.where.startswith("a.prisma:")

    @settings(deadline=None)
    @given(st.integers(0, len(SCHEMA)), st.text(alphabet='{}()[]@"/*\n aé', max_size=4))
    def test_a_damaged_schema_is_read_or_refused_with_a_line(self, at: int, damage: str) -> None:
        text = SCHEMA[:at] + damage + SCHEMA[at:]
        try:
            prisma.parse("a.prisma", text.encode())
        except CodemodError as error:
            assert error.where is not None


class TestMerge:
    def test_files_are_joined_in_the_order_given(self) -> None:
        first = prisma.parse("a.prisma", b"model A {\n  b B\n}\nenum E {\n  X\n}\n")
        second = prisma.parse("b.prisma", b"model B {\n}\n" + SCHEMA.encode())
        merged = prisma.merge([first, second])
        assert merged.paths == ("a.prisma", "b.prisma")
        assert [model.name for model in merged.models] == ["A", "B", "User", "Post"]
        assert [enum.name for enum in merged.enums] == ["E", "Role"]
        assert [len(merged.generators), len(merged.datasources)] == [1, 1]
        user = merged.model("User")
        assert user is not None
        assert user.extent.path == "b.prisma"

    def test_no_files_are_an_empty_schema(self) -> None:
        assert prisma.merge([]) == prisma.Schema(())

    def test_a_name_that_two_files_declare_is_refused_with_both_places(self) -> None:
        parts = [
            prisma.parse("a.prisma", b"\nmodel A {\n}\n"),
            prisma.parse("b.prisma", b"enum A {\n}\n"),
        ]
        with pytest.raises(CodemodError, match="A is declared twice") as raised:
            prisma.merge(parts)
        assert raised.value.where == "b.prisma:1"
        assert "a.prisma:2" in (raised.value.mend or "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('""', ""),
        ('"a"', "a"),
        (r'"a\"b\\c\u00e9"', 'a"b\\cé'),
        ('"', None),
        ("a", None),
        ('"a" "b"', None),
        (r'"\x"', None),
        ("'a'", None),
    ],
)
def test_a_string_literal_is_written_as_in_json(text: str, value: str | None) -> None:
    assert prisma.string_value(text) == value
