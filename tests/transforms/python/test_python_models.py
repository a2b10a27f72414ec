from __future__ import annotations

import pytest

from codemods.transforms.python.jobs.model_reader import read_models
from codemods.transforms.python.jobs.models import Column, Model


def models(text: str) -> dict[str, Model]:
    return {each.name: each for each in read_models({"models.py": text.encode()}).models}


def column(text: str, name: str) -> Column | None:
    (model,) = models(text).values()
    return model.column(name)


MAPPED = """
class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    {}
"""


@pytest.mark.parametrize(
    ("line", "kind", "optional"),
    [
        ("it: Mapped[str]", "str", False),
        ("it: Mapped[str | None] = mapped_column(Text)", "str", True),
        ("it: Mapped[Optional[int]]", "int", True),
        ('it: Mapped["float"]', "float", False),
        ("it: Mapped[uuid.UUID]", "uuid", False),
        ("it: Mapped[datetime.datetime]", "datetime", False),
        ("it: Mapped[dict[str, str]] = mapped_column(JSON)", "other", False),
        ("it = Column(String(20), nullable=True)", "str", True),
        ("it = sa.Column(sa.BigInteger)", "int", False),
        ("it = Column('named', DateTime(timezone=True))", "datetime", False),
    ],
)
def test_the_columns_of_sqlalchemy_are_read(line: str, kind: str, optional: bool) -> None:
    found = column(MAPPED.format(line), "it")
    assert found is not None
    assert (found.kind, found.optional) == (kind, optional)


def test_what_is_no_column_is_none() -> None:
    text = MAPPED.format('children: Mapped[list["Child"]] = relationship()\n    limit = 5')
    assert [each.name for each in models(text)["Report"].columns] == ["id"]


def test_a_time_has_a_zone_where_its_type_says_so() -> None:
    zoned = column(
        MAPPED.format("at: Mapped[datetime] = mapped_column(DateTime(timezone=True))"), "at"
    )
    plain = column(MAPPED.format("at: Mapped[datetime]"), "at")
    assert zoned is not None
    assert zoned.zoned
    assert plain is not None
    assert not plain.zoned


def test_columns_of_a_mixin_and_an_abstract_base_belong_to_a_model() -> None:
    text = """
class Base(DeclarativeBase):
    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)

class Stamped:
    created_at: Mapped[datetime]

class Report(Stamped, Base):
    __tablename__ = "reports"
    title: Mapped[str]
"""
    found = models(text)
    assert list(found) == ["Report"]
    assert {each.name for each in found["Report"].columns} == {"id", "created_at", "title"}


def test_a_foreign_key_of_django_has_the_type_of_what_it_points_to() -> None:
    text = """
class Organization(models.Model):
    id = models.UUIDField(primary_key=True)

class Report(models.Model):
    title = models.CharField(max_length=3, null=True)
    organization = models.ForeignKey("app.Organization", on_delete=models.CASCADE)
    tags = models.ManyToManyField("app.Tag")
"""
    report = models(text)["Report"]
    assert [(each.name, each.kind, each.optional) for each in report.columns] == [
        ("id", "int", False),
        ("title", "str", True),
        ("organization_id", "uuid", False),
    ]


def test_a_model_of_sqlmodel_is_one_that_is_a_table() -> None:
    text = """
class ReportBase(SQLModel):
    title: str

class Report(ReportBase, table=True):
    id: int | None = Field(default=None, primary_key=True)

class ReportRead(ReportBase):
    id: int
"""
    assert list(models(text)) == ["Report"]
    assert {each.name for each in models(text)["Report"].columns} == {"id", "title"}


def test_classes_of_other_kinds_are_no_models() -> None:
    assert models("class A(BaseModel):\n    id: int\n\nclass B(Base):\n    pass\n") == {}


def test_a_class_that_derives_from_itself_ends() -> None:
    assert models("class A(B):\n    pass\n\nclass B(A):\n    pass\n") == {}


def test_a_file_that_does_not_parse_has_no_models() -> None:
    assert models("class A(Base:\n") == {}


def test_members_of_an_enum_are_known_by_their_texts() -> None:
    text = """
class Progress(models.TextChoices):
    PENDING = "pending", "Pending"
    DONE = auto()
    NUMBER = 3
"""
    (enum,) = read_models({"a.py": text.encode()}).enums
    assert enum.members == {"PENDING": "pending", "DONE": "done"}


def test_a_name_that_several_models_have_names_none() -> None:
    found = read_models(
        {
            "a.py": b"class SyncTarget(models.Model):\n    pass\n",
            "b.py": b"class Synctarget(models.Model):\n    pass\n",
        }
    )
    assert found.model("sync-target") is not None
    assert found.model("nothing") is None
