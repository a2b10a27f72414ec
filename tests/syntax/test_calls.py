from __future__ import annotations

import pytest

from codemods.syntax.source import Source


def source(text: str) -> Source:
    return Source("a.ts", text.encode())


@pytest.mark.parametrize(
    ("text", "receiver"),
    [
        ("inngest.send(event)", "inngest"),
        ("inngest?.send(event)", "inngest"),
        ("send(event)", None),
        ("(await getClient()).send(event)", "(await getClient())"),
        ("(inngest.send as any)(event)", "inngest"),
        ("inngest.send<Events>(event)", "inngest"),
        ("await inngest.send<Events>(event)", "inngest"),
        ("void inngest.send<Events>(event)", "inngest"),
    ],
)
def test_a_call_is_found_by_its_name_however_it_is_written(text: str, receiver: str | None) -> None:
    where = source(text)
    (call,) = where.calls("send")
    assert [where.text(node) for node in call.arguments] == ["event"]
    assert (where.text(call.receiver) if call.receiver is not None else None) == receiver


@pytest.mark.parametrize(
    "text", ['inngest["send"](event)', "inngest.send", "inngest.sendAll(event)", "new send(event)"]
)
def test_what_is_no_call_of_that_name_is_not_found(text: str) -> None:
    assert source(text).calls("send") == []


def test_calls_of_several_names_come_in_the_order_of_the_source() -> None:
    where = source("b.two().one(); a.one(c.two())")
    found = [where.text(call.node) for call in where.calls("two", "one")]
    assert found == ["b.two().one()", "b.two()", "a.one(c.two())", "c.two()"]


def test_constructions_of_a_plain_name_are_found_with_or_without_arguments() -> None:
    where = source("new Inngest<Events>({ id }); new URL; new sdk.Inngest({ id }); Inngest()")
    found = where.constructions()
    assert [call.name for call in found] == ["Inngest", "URL"]
    assert [len(call.arguments) for call in found] == [1, 0]


def test_a_tagged_template_is_a_call_without_arguments() -> None:
    (call,) = source("sql`select ${id}`").calls("sql")
    assert call.arguments == []
