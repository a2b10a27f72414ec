"""What is known of the types of Python values, and how they become JSON."""

from __future__ import annotations

import pytest
from trigger_project import values

from codemods.transforms.python.triggers.fitting import fitted
from codemods.transforms.python.triggers.types import Type
from codemods.transforms.python.triggers.written_types import of_text

HEAD = "from models import *\nfrom typing import Annotated, Any, Literal, Optional, Union\n"


def type_of(name: str, text: str) -> str | None:
    found = values(f"{HEAD}{text}").named(name)
    assert found is not None
    return found.type.described()


def reached(path: str, parameters: str) -> str | None:
    """As `described` says it; `-` for what is not there."""
    found = values(f"{HEAD}\ndef f({parameters}):\n    pass\n").reach(tuple(path.split(".")))
    return "-" if found is None else found.described()


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("str", "str"),
        ("str | None", "str | None"),
        ("Optional[int]", "int | None"),
        ("Union[int, None]", "int | None"),
        ("int | str", None),
        ("Annotated[int, 1]", "int"),
        ("list[str]", "list[str]"),
        ("Literal['a', 'b']", "str"),
        ("'Body'", "Body"),
        ("Any", "Any"),
        ("uuid.UUID", "UUID"),
        ("Nowhere", None),
    ],
)
def test_annotations_say_what_parameters_are(annotation: str, expected: str | None) -> None:
    assert type_of("x", f"\ndef f(x: {annotation}):\n    pass\n") == expected


@pytest.mark.parametrize(
    ("parameter", "path", "expected"),
    [
        ("m: Mapping", "m.id", "UUID"),
        ("m: Mapping", "m.note", "str | None"),
        ("m: Mapping", "m.kind", "Kind"),
        ("m: Mapping", "m.created_at", "datetime"),
        ("m: Mapping", "m.nothing", "-"),
        ("m: Mapping | None", "m.id", "-"),
        ("o: Old", "o.id", "int"),
        ("o: Old", "o.name", "str"),
        ("o: Old", "o.note", "str | None"),
        ("o: Old", "o.key", "str"),
        ("t: Table", "t.id", "int"),
        ("t: Thing", "t.id", "int"),
        ("t: Thing", "t.pk", "int"),
        ("t: Thing", "t.owner_id", "int"),
        ("t: Thing", "t.owner.email", "str"),
        ("t: Thing", "t.other_id", "int | None"),
        ("t: Thing", "t.other.id", "-"),
        ("t: Thing", "t.at", "datetime | None"),
        ("b: Body", "b.tags", "list[str]"),
        ("b: Body", "b.parent.title", "-"),
        ("m: Made", "m.number", "int"),
        ("m: Made", "m.text", "str"),
        ("p: Plain", "p.name", "str"),
    ],
)
def test_attributes_are_those_of_the_projects_classes(
    parameter: str, path: str, expected: str | None
) -> None:
    assert reached(path, parameter) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Thing.objects.create(owner=1)", "Thing"),
        ("Thing.objects.filter(id=1).first()", "Thing | None"),
        ("Thing.objects.filter(id=1)", "list[Thing]"),
        ("await Thing.objects.aget(id=1)", "Thing"),
        ("get_object_or_404(Thing, pk=1)", "Thing"),
        ("session.get(Mapping, 1)", "Mapping | None"),
        ("session.query(Old).filter(Old.id == 1).one()", "Old"),
        ("(await session.execute(select(Old))).scalar_one_or_none()", "Old | None"),
        ("session.scalars(select(Old).where(Old.id == 1)).all()", "list[Old]"),
        ("session.exec(select(Table)).first()", "Table | None"),
        ("Made(1)", "Made"),
        ("Made(1).again()", "Made"),
        ("made()", "Made"),
        ("untold()", "Old"),
        ("later()", "Awaitable[Made]"),
        ("await later()", "Made"),
        ("str(x)", "str"),
        ("'a' if x else None", "str | None"),
        ("x or 'a'", None),
        ("f'{x}'", "str"),
        ("{'a': 1}", "dict"),
        ("nothing_known()", None),
    ],
)
def test_calls_give_what_their_functions_and_queries_give(value: str, expected: str | None) -> None:
    text = f"""
def made() -> Made: ...


async def later() -> Made: ...


def untold():
    old = Old(name="a")
    return old


async def f(x, session):
    y = {value}
    pass
"""
    assert type_of("y", text) == expected


def test_a_tuple_that_is_taken_apart_gives_each_its_own() -> None:
    text = "\ndef f():\n    a, b = Thing.objects.get_or_create(id=1)\n    pass\n"
    assert (type_of("a", text), type_of("b", text)) == ("Thing", "bool")


def test_a_dependency_without_an_annotation_gives_what_its_function_gives() -> None:
    text = "\ndef who() -> Owner: ...\n\n\ndef f(user=Depends(who)):\n    pass\n"
    assert type_of("user", text) == "Owner"


def test_an_attribute_of_what_is_not_known_is_there_only_where_it_is_read() -> None:
    found = values("\ndef f(x):\n    print(x.id)\n    pass\n")
    assert found.reach(("x", "id")) is not None
    assert found.reach(("x", "name")) is None


def test_what_a_required_column_is_given_has_its_type() -> None:
    found = values(f"{HEAD}\ndef f(x):\n    o = Old(name=x.title)\n    pass\n")
    reached = found.reach(("x", "title"))
    assert reached is not None
    assert reached.described() == "str"


KINDS = {
    "str": Type("str"),
    "int": Type("int"),
    "uuid": Type("uuid"),
    "datetime": Type("datetime"),
    "enum": Type("enum", "Kind", base="str"),
    "unknown": Type("unknown", optional=True),
    "json": Type("json"),
    "texts": Type("list", elements=(Type("str"),)),
}


@pytest.mark.parametrize(
    ("kind", "wanted", "expected"),
    [
        ("str", "str", "x"),
        ("str", "string", "x"),
        ("str", None, "x"),
        ("str", "int", None),
        ("int", "str", "str(x)"),
        ("int", "number", "x"),
        ("int", None, "x"),
        ("uuid", "str", "str(x)"),
        ("uuid", "UUID", "str(x)"),
        ("uuid", None, "str(x)"),
        ("uuid", "int", None),
        ("datetime", "datetime", "x.isoformat()"),
        ("datetime", "str", "x.isoformat()"),
        ("enum", "str", "x.value"),
        ("enum", "Kind", "x.value"),
        ("enum", "Other", None),
        ("unknown", "str", "str(x)"),
        ("unknown", "int", None),
        ("unknown", None, None),
        ("json", "int", "x"),
        ("texts", "list[str]", "x"),
        ("texts", "string[]", "x"),
        ("texts", "list[int]", None),
        ("texts", "str", None),
    ],
)
def test_a_value_fits_as_json_has_it(kind: str, wanted: str | None, expected: str | None) -> None:
    assert fitted("x", KINDS[kind], wanted) == expected


def test_what_may_be_none_fits_only_where_none_does() -> None:
    found = Type("str", optional=True)
    assert fitted("x", found, "str") is None
    assert fitted("x", found, "str | None") == "x"
    assert fitted("x", found, None) is None
    assert fitted("x", Type("uuid", optional=True), "str | None") is None


def test_types_of_both_languages_are_read() -> None:
    assert [of_text(text).described() for text in ("string | null", "Optional[int]", "bool")] == [
        "str | None",
        "int | None",
        "bool",
    ]
