"""What is bound, sure and done at the places of a Python function."""

from __future__ import annotations

import libcst as cst
import pytest

from codemods.syntax.python.bindings import bound_by
from codemods.syntax.python.conditions import told
from codemods.syntax.python.flow import Flow, State, flow_of
from codemods.syntax.python.paths import path_of, path_text
from codemods.syntax.python.running import calls_in


def flow(body: str, parameters: str = "a, b") -> Flow:
    lines = "".join(f"    {line}\n" for line in body.strip("\n").split("\n"))
    function = cst.parse_module(f"def f({parameters}):\n{lines}").body[0]
    assert isinstance(function, cst.FunctionDef)
    return flow_of(function, lambda call: path_of(call.func) == ("abort",))


def state_at(body: str) -> State:
    """The state at the only `return`, or at the end."""
    ways = [way for way in flow(body).ways if way.kind != "end"]
    return ways[-1].point.state


def bound(state: State) -> set[str]:
    return {name for name, found in state.names.items() if None not in found}


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("x = 1\nreturn x", {"x"}),
        ("x, (y, *z) = g()\nreturn x", {"x", "y", "z"}),
        ("if a:\n    x = 1\nreturn 1", set()),
        ("if a:\n    x = 1\nelse:\n    x = 2\nreturn 1", {"x"}),
        ("if a:\n    x = 1\nelif b:\n    x = 2\nelse:\n    raise E\nreturn 1", {"x"}),
        ("for x in a:\n    y = x\nreturn 1", set()),
        ("while True:\n    x = 1\n    break\nreturn 1", {"x"}),
        ("try:\n    x = g()\nexcept E:\n    raise\nreturn 1", {"x"}),
        ("try:\n    x = g()\nexcept E:\n    pass\nreturn 1", set()),
        ("try:\n    x = g()\nexcept E:\n    x = None\nreturn 1", {"x"}),
        ("try:\n    pass\nfinally:\n    x = 1\nreturn 1", {"x"}),
        ("with g() as x:\n    y = 1\nreturn 1", {"x", "y"}),
        ("with suppress(E):\n    y = g()\nreturn 1", set()),
        ("match a:\n    case 1:\n        x = 1\n    case _:\n        x = 2\nreturn 1", {"x"}),
        ("match a:\n    case 1:\n        x = 1\nreturn 1", set()),
        (
            "match a:\n    case {'x': x}:\n        pass\n    case _:\n        return 0\nreturn 1",
            {"x"},
        ),
        ("if (x := g()):\n    pass\nreturn 1", {"x"}),
        ("x = 1\ndel x\nreturn 1", set()),
        ("abort(404) if a else None\nx = 1\nreturn 1", {"x"}),
        ("if a:\n    abort(404)\nelse:\n    x = 1\nreturn 1", {"x"}),
    ],
)
def test_a_name_is_bound_where_every_way_there_binds_it(body: str, names: set[str]) -> None:
    assert bound(state_at(body)) - {"a", "b"} == names


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        ("if a is None:\n    raise E\nreturn 1", {("a",)}),
        ("if not a:\n    return 0\nreturn 1", {("a",)}),
        ("if not (a and b.c):\n    return 0\nreturn 1", {("a",), ("b", "c")}),
        ("if a is None or b is None:\n    return 0\nreturn 1", {("a",), ("b",)}),
        ("assert a.b\nreturn 1", {("a", "b")}),
        ("if a is None:\n    a = g()\nreturn 1", set()),
        ("if a is None:\n    raise E\na = g()\nreturn 1", set()),
        ("if a.b is None:\n    raise E\na.b = g()\nreturn 1", set()),
        ("if not isinstance(a, str):\n    raise E\nreturn 1", {("a",)}),
        ("if not a.ok():\n    raise E\nreturn 1", {("a", "ok")}),
        ("while a is None:\n    a = g()\nreturn 1", {("a",)}),
    ],
)
def test_a_guard_tells_what_is_not_none_until_it_is_bound_anew(
    body: str, facts: set[tuple[str, ...]]
) -> None:
    assert state_at(body).facts == facts


@pytest.mark.parametrize(
    ("body", "sure", "maybe"),
    [
        ("f(g())\nreturn 1", ["g", "f"], []),
        ("if g():\n    h()\nreturn 1", ["g"], ["h"]),
        ("x = g() if h() else i()\nreturn 1", ["h"], ["g", "i"]),
        ("x = g() and h()\nreturn 1", ["g"], ["h"]),
        ("x = [g(y) for y in h()]\nreturn 1", ["h"], ["g"]),
        ("x = lambda: g()\nreturn 1", [], []),
        ("try:\n    g()\nexcept E:\n    pass\nreturn 1", [], ["g"]),
        ("for x in g():\n    h()\nreturn 1", ["g"], ["h"]),
    ],
)
def test_calls_are_sure_where_every_way_makes_them(
    body: str, sure: list[str], maybe: list[str]
) -> None:
    def named(calls: tuple[cst.Call, ...]) -> list[str]:
        return [".".join(path_of(call.func) or ()) for call in calls]

    state = state_at(body)
    assert named(state.done) == sure
    assert sorted(set(named(state.maybe))) == maybe


def test_ways_out_are_in_source_order_with_those_that_have_no_room() -> None:
    found = flow("if a: return 1\nif b:\n    g()\n    return 2\nx = 1; return x")
    assert [(way.kind, way.bare) for way in found.ways] == [
        ("return", True),
        ("return", False),
        ("return", True),
    ]


def test_what_is_never_come_to_is_no_way_out() -> None:
    found = flow("while True:\n    g()\nreturn 1")
    assert [way.kind for way in found.ways] == ["end"]


def test_a_key_keeps_its_brackets_in_a_path() -> None:
    node = cst.parse_expression("""a.b['c'].d""")
    assert path_of(node) == ("a", "b", "['c']", "d")
    assert path_text(("a", "b", "['c']", "d")) == "a.b['c'].d"
    assert path_of(cst.parse_expression("a().b")) is None


def test_an_awaited_condition_tells_of_what_is_awaited() -> None:
    assert told(cst.parse_expression("not await a.b()"), False) == {("a", "b")}
    assert told(cst.parse_expression("await a"), True) == {("a",)}


def test_what_a_statement_assigns_to_an_attribute_is_told_apart_from_the_name() -> None:
    line = cst.parse_statement("a.b = c")
    assert isinstance(line, cst.SimpleStatementLine)
    (found,) = bound_by(line.body[0])
    assert found.name == "a"
    assert found.attribute is not None
    assert calls_in(line) == ((), ())
