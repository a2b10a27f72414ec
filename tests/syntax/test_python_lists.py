from __future__ import annotations

import ast

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codemods.syntax.edits import Edits
from codemods.syntax.python import lists
from codemods.syntax.python.lists import Site
from codemods.syntax.python.source import PythonSource
from codemods.syntax.python.style import PythonStyle, detect


def site(source: PythonSource) -> Site:
    node = next(call for call in _lists(source))
    items = tuple(
        source.span(each) if isinstance(each, cst.StarredElement) else source.outer_span(each.value)
        for each in node.elements
    )
    statement = next(
        (each for each in source.ancestors(node) if isinstance(each, cst.BaseSmallStatement)), None
    )
    start, end = source.span(node)
    return Site(start, end, items, source.span(statement) if statement else None)


def _lists(source: PythonSource) -> list[cst.List]:
    found: list[cst.List] = []

    class Finder(cst.CSTVisitor):
        def visit_List(self, node: cst.List) -> None:  # noqa: N802 - LibCST's name
            found.append(node)

    source.module.visit(Finder())
    return found


def inserted(text: str, new: str = "new", width: int = 88) -> str:
    source = PythonSource("a.py", text.encode())
    style = detect(source.data, PythonStyle(line_length=width))
    edits = lists.insert(source.data, site(source), new, style, origin="test")
    return Edits.of(source.data, edits).apply(source.data).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f([])\n", "f([new])\n"),
        ("f([ ])\n", "f([new])\n"),
        ("f([\n])\n", "f([\n    new,\n])\n"),
        ("x = [\n    # none yet\n]\n", "x = [\n    # none yet\n    new,\n]\n"),
        ("x = [a]", "x = [a, new]"),
        ("x = [a,]\n", "x = [a, new,]\n"),
        ("x = [(a), *b]\n", "x = [(a), *b, new]\n"),
        ("x = [\n    a,  # c, d\n]\n", "x = [\n    a,  # c, d\n    new,\n]\n"),
        ("x = [\n    a  # c\n]\n", "x = [\n    a,  # c\n    new\n]\n"),
        ("x = [\n    a\n]\n", "x = [\n    a,\n    new\n]\n"),
        ("x = [a,\n     b]\n", "x = [a,\n     b,\n     new]\n"),
        ("x = [\n    a, b,\n]\n", "x = [\n    a, b, new,\n]\n"),
        ("x = [\r\n\ta,\r\n]\r\n", "x = [\r\n\ta,\r\n\tnew,\r\n]\r\n"),
        ("x = [\n    a,\n    # off: b,\n]\n", "x = [\n    a,\n    new,\n    # off: b,\n]\n"),
    ],
)
def test_a_list_keeps_its_form(before: str, after: str) -> None:
    assert inserted(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = [a, m, z]\n", "x = [a, m, new, z]\n"),
        ("x = [\n    o,  # 1\n    p,\n    q,\n]\n", "x = [\n    new,\n    o,  # 1\n    p,\n    q,\n]\n"),
        ("x = [\n    a,\n    m,  # 1\n    z,\n]\n", "x = [\n    a,\n    m,  # 1\n    new,\n    z,\n]\n"),
        ("x = [z, a, m]\n", "x = [z, a, m, new]\n"),
        ("x = [a, z]\n", "x = [a, z, new]\n"),
        ("x = [\n    a,\n    # others\n    m,\n    z,\n]\n", "x = [\n    a,\n    # others\n    m,\n    z,\n    new,\n]\n"),
    ],
)  # fmt: skip
def test_an_element_takes_its_place_in_a_list_that_is_sorted(before: str, after: str) -> None:
    assert inserted(before) == after


def test_a_list_that_no_longer_fits_is_broken_as_the_formatter_does_it() -> None:
    call = "inngest.fast_api.serve(app, client, [first, second])\n"
    assert inserted(call, "third_of_them", width=60) == (
        "inngest.fast_api.serve(\n    app, client, [first, second, third_of_them]\n)\n"
    )
    alone = "serve(\n    app,\n    [first, second],\n)\n"
    assert inserted(alone, "third", width=22) == (
        "serve(\n    app,\n    [\n        first,\n        second,\n        third,\n    ],\n)\n"
    )


def test_a_line_that_is_too_long_already_stays_one() -> None:
    assert inserted("x = [first, second]\n", width=10) == "x = [first, second, new]\n"


names = st.sampled_from(["alpha", "b", "c.d", "(e)", "*f", "g[0]", "h(1)", '"é😀"'])


@st.composite
def written_lists(draw: st.DrawFn) -> str:
    """A list in whatever layout, with comments, between other statements."""
    parts = draw(st.lists(names, max_size=5))
    breaks = draw(st.booleans())
    lines = ["["]
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        comma = "" if last and draw(st.booleans()) else ","
        if breaks:
            above = draw(st.sampled_from(["", "    # above, it\n"]))
            lines.append(f"\n{above}    {part}{comma}" + draw(st.sampled_from(["", "  # a, b"])))
        else:
            lines.append(f"{part}{comma}" + ("" if last else " "))
    text = "".join(lines) + ("\n]" if breaks else "]")
    return f"before = 1  # [\nx = {text}  # after\nafter = 2\n"


@given(written_lists(), st.sampled_from([20, 88]))
def test_all_but_the_new_element_stays_as_it_is(text: str, width: int) -> None:
    result = inserted(text, "added", width)
    was, now = _elements(text), _elements(result)
    assert len(now) == len(was) + 1
    assert [each for each in now if each != "added"] == was
    assert result.startswith("before = 1  # [\nx = [")
    assert result.endswith("]  # after\nafter = 2\n")
    for comment in ("# above, it", "# a, b"):
        assert result.count(comment) == text.count(comment)


def _elements(text: str) -> list[str]:
    (statement,) = (each for each in ast.parse(text).body if ast.unparse(each).startswith("x"))
    assert isinstance(statement, ast.Assign)
    assert isinstance(statement.value, ast.List)
    return [ast.unparse(each) for each in statement.value.elts]
