"""What the data of a Python job's event is known to have."""

from __future__ import annotations

from textwrap import indent

import pytest
from python_project import with_job

from codemods.inngest.wiring.model import EventData

TYPES = """\
from dataclasses import dataclass
from typing import Annotated, ClassVar, NotRequired, Optional, TypedDict, cast
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    user_id: str
    count: int = 0
    note: Optional[str] = None
    raw: list[str]
    kind: ClassVar[str] = "x"


class Child(Model):
    more: bool


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)
    user_id: str


class Alias(BaseModel):
    user_id: str = Field(alias="userId")
    team_id: Annotated[str, Field(alias="teamId")]
    limit: int = Field(default=5)
    asked: int = Field(...)


class Typed(TypedDict):
    user_id: str
    note: NotRequired[str]


class Partial(TypedDict, total=False):
    note: str


@dataclass
class Data:
    user_id: str
    count: int = 0


class Unknown(SomethingElse):
    user_id: str
"""


def data(body: str, after: str = "") -> EventData | None:
    text = (
        f"{TYPES}\n\n@client.create_function(fn_id='a', trigger=inngest.TriggerEvent(event='a/b'))\n"
        f"async def a(ctx: inngest.Context):\n{indent(body, '    ')}\n\n\n{after}"
    )
    project = with_job(text)
    (job,) = project.jobs
    return project.event_data(job)


def fields(found: EventData | None) -> list[tuple[str, bool, str | None]]:
    assert found is not None
    return [(each.name, each.optional, each.type) for each in found.fields]


MODEL = [
    ("user_id", False, "string"),
    ("count", True, "number"),
    ("note", True, None),
    ("raw", False, None),
]
CHILD = [*MODEL, ("more", False, "boolean")]
USER = [("user_id", False, "string")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = Model.model_validate(ctx.event.data)", MODEL),
        ("x = Model(**ctx.event.data)", MODEL),
        ("x = Model.parse_obj(ctx.event.data)", MODEL),
        ("x = Child.model_validate(ctx.event.data)", CHILD),
        ("data = ctx.event.data\nx = Model.model_validate(data)", MODEL),
        ("event = ctx.event\nx = Model.model_validate(dict(event.data))", MODEL),
        ("x = TypeAdapter(Model).validate_python(ctx.event.data)", MODEL),
        ("await ctx.step.run('x', lambda: Model.model_validate(ctx.event.data))", MODEL),
        ("x = Camel.model_validate(ctx.event.data)", [("userId", False, "string")]),
        (
            "x = Alias.model_validate(ctx.event.data)",
            [
                ("userId", False, "string"),
                ("teamId", False, "string"),
                ("limit", True, "number"),
                ("asked", False, "number"),
            ],
        ),
        ("x = cast(Typed, ctx.event.data)", [*USER, ("note", True, "string")]),
        ("x: Typed = ctx.event.data", [*USER, ("note", True, "string")]),
        ("x = cast(Partial, ctx.event.data)", [("note", True, "string")]),
        ("x = Data(**ctx.event.data)", [*USER, ("count", True, "number")]),
    ],
)
def test_a_class_that_the_data_is_read_as_declares_it(body: str, expected: object) -> None:
    found = data(body)
    assert fields(found) == expected
    assert found is not None
    assert found.source == "declared"
    assert found.declaration is not None


def test_two_classes_make_what_is_not_in_both_optional() -> None:
    found = data("x = Typed(**ctx.event.data)\ny = Data(**ctx.event.data)")
    assert fields(found) == [
        ("user_id", False, "string"),
        ("note", True, "string"),
        ("count", True, "number"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        'x = ctx.event.data["id"]\ny = ctx.event.data.get("name", "")',
        'data = ctx.event.data\nx = data["id"]\ny = data.get("name")',
        'event = ctx.event\nx = event.data["id"]\nctx.logger.info("x", extra=event.data["name"])',
        'x = ctx.event.data["id"]\nasync def f():\n    return ctx.event.data["name"]\nawait ctx.step.run("f", f)',
        'x = ctx.event.data["id"]\nif "name" in ctx.event.data:\n    y = ctx.event.data["name"]',
        'x = ctx.event.data["id"]\nctx.logger.info(ctx.event.data)\ny = f"{ctx.event.data[\'name\']}"',
        'data = dict(ctx.event.data)\nx = data["id"]\ny = data["name"]',
        'data = ctx.event.data or {}\nx = data["id"]\ny = data.get("name")',
        'x = ctx.event.data["id"]["more"]\ny = ctx.event.data["name"].strip()',
    ],
)
def test_without_a_class_the_keys_that_are_read_are_known(body: str) -> None:
    found = data(body)
    assert fields(found) == [("id", False, None), ("name", False, None)]
    assert found is not None
    assert found.source == "read"


@pytest.mark.parametrize(
    "body",
    [
        'x = ctx.event.data["id"]\nprocess(ctx.event.data)',
        'x = ctx.event.data["id"]\nprocess(ctx)',
        'x = ctx.event.data["id"]\nprocess(ctx.event)',
        'x = ctx.event.data["id"]\nfor key, value in ctx.event.data.items(): ...',
        'x = ctx.event.data["id"]\nreturn ctx.event.data',
        'data = ctx.event.data\nx = data["id"]\ndata = other(data)',
        'data = ctx.event.data or {}\nx = data["id"]\nprocess(data)',
        'data = ctx.event.data or other\nx = data["id"]',
        'x = ctx.event.data["id"]\ny = {**ctx.event.data}',
        'x = ctx.event.data["id"]\ny = ctx.event.data[key]',
        'x = ctx.event.data["id"]\ny = [each for each in ctx.events]',
        "x = Unknown(**ctx.event.data)",
        "pass",
    ],
)
def test_data_that_goes_elsewhere_is_not_known(body: str) -> None:
    assert data(body) is None


def test_what_is_sent_is_known_where_the_handler_says_nothing() -> None:
    found = data("process(ctx)", 'client.send_sync(inngest.Event(name="a/b", data={"id": 1}))\n')
    assert fields(found) == [("id", False, None)]
    assert found is not None
    assert found.source == "sent"


def test_a_job_on_a_schedule_has_no_data() -> None:
    project = with_job(
        "@client.create_function(fn_id='a', trigger=inngest.TriggerCron(cron='0 * * * *'))\ndef a(ctx): ...\n"
    )
    assert project.event_data(project.jobs[0]) is None
