"""Python files: where their nodes stand, and what is said of those that cannot be read."""

from __future__ import annotations

import libcst as cst
import pytest

from codemods.errors import CodemodError
from codemods.syntax.python.calls import call_of, walk
from codemods.syntax.python.source import PythonSource, is_python


def source(text: str | bytes, path: str = "a.py") -> PythonSource:
    return PythonSource(path, text.encode() if isinstance(text, str) else text)


def named(found: PythonSource, kind: type[cst.CSTNode]) -> list[str]:
    return [found.text(node) for node in walk(found.module) if isinstance(node, kind)]


def only(found: PythonSource, kind: type[cst.CSTNode]) -> cst.CSTNode:
    (node,) = [node for node in walk(found.module) if isinstance(node, kind)]
    return node


def refusal(text: str | bytes, path: str = "a.py") -> CodemodError:
    with pytest.raises(CodemodError) as caught:
        _ = source(text, path).module
    return caught.value


@pytest.mark.parametrize("lead", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_spans_are_bytes_of_the_file_as_it_is(lead: bytes, newline: bytes) -> None:
    data = lead + newline.join(["x = 'é😀'".encode(), b"y = f(x)", b""])
    found = source(data)
    call = only(found, cst.Call)
    start, end = found.span(call)
    assert data[start:end] == b"f(x)"
    assert found.place(call) == "a.py:2:5"
    assert found.text(only(found, cst.SimpleString)) == "'é😀'"


def test_a_column_counts_code_points_and_no_byte_order_mark() -> None:
    found = source(b"\xef\xbb\xbf" + "é = 1; x = y(1)".encode())
    assert found.place(only(found, cst.Call)) == "a.py:1:12"


def test_tabs_and_a_missing_final_newline_are_kept() -> None:
    found = source("def f():\n\treturn g(1)")
    assert found.module.code == "def f():\n\treturn g(1)"
    assert found.span(only(found, cst.Call)) == (17, 21)
    assert found.indent_at(17) == "\t"


def test_a_span_leaves_out_parentheses_and_decorators_and_the_outer_one_has_them() -> None:
    found = source("@a\n@b.c(1)\ndef f():\n    return (\n        1 + 2\n    )\n")
    total, function = only(found, cst.BinaryOperation), only(found, cst.FunctionDef)
    assert found.text(total) == "1 + 2"
    assert found.data[slice(*found.outer_span(total))] == b"(\n        1 + 2\n    )"
    assert found.text(function).startswith("def f()")
    assert found.outer_span(function) == (0, len(found.data) - 1)


def test_a_node_is_found_by_its_offsets() -> None:
    found = source("a.b(1)\n")
    call = found.node_at(0, 6, cst.Call)
    assert call is only(found, cst.Call)
    assert found.node_at(0, 6, cst.Attribute) is None
    assert isinstance(found.node_at(0, 6, cst.CSTNode), cst.SimpleStatementLine)


def test_what_is_around_a_node_is_told_from_the_inside_out() -> None:
    found = source("def f():\n    return g(x)\n")
    call = only(found, cst.Call)
    kinds = [type(each).__name__ for each in found.ancestors(call)]
    assert kinds == ["Return", "SimpleStatementLine", "IndentedBlock", "FunctionDef", "Module"]
    assert found.parent(found.module) is None


def test_qualified_names_follow_imports() -> None:
    found = source("from inngest.fast_api import serve as s\nimport inngest as ig\ns(ig.Event)\n")
    call = only(found, cst.Call)
    assert found.qualified_names(call) == {"inngest.fast_api.serve"}
    event = next(each for each in walk(call) if isinstance(each, cst.Attribute))
    assert found.qualified_names(event) == {"inngest.Event"}
    assert found.scope(call) is not None


def test_calls_are_found_by_the_name_of_what_is_called_in_order() -> None:
    found = source("a(b.c(1), k=2, *r)\nc()\nf()()\n")
    assert [call.name for call in found.every_call] == ["a", "c", "c", "f"]
    first = found.calls("a")[0]
    assert first.receiver is None
    assert first.is_open
    assert [found.text(each) for each in first.positional] == ["b.c(1)"]
    assert found.text(first.argument(5, "k")) == "2"
    assert first.argument(1, "none") is None
    assert call_of(cst.Name("x")) is None


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        pytest.param("x = (", "a.py:1:5", "'(' was never closed", id="bracket"),
        pytest.param("x = 1\n  y = 2\n", "a.py:2:", "unexpected indent", id="indent"),
        pytest.param("é = 1\né = 1 +* 2\n", "a.py:2:8", "invalid syntax", id="columns"),
        pytest.param("x = '\n", "a.py:1:5", "unterminated string literal", id="string"),
        pytest.param("x = 1\0", "a.py:1", "null byte", id="null byte"),
        pytest.param("print 'x'\n", "a.py:1:1", "parentheses", id="Python 2"),
    ],
)
def test_what_is_no_python_is_refused_with_its_place(text: str, where: str, what: str) -> None:
    error = refusal(text)
    assert error.where is not None
    assert error.where.startswith(where)
    assert what in error.what
    assert error.what.startswith("not read as Python: ")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000,
        "x = " + "[" * 2_000 + "]" * 2_000,
        "x = 1" + " + 1" * 60_000,
        "x" + ".a" * 60_000,
        "x = " + "-" * 60_000 + "1",
        "if 1: pass\n" + "elif 1: pass\n" * 60_000,
        "x = 1 +* " + "(" * 2_000,
    ],
    ids=["open", "lists", "sum", "attributes", "signs", "elif", "wrong and deep"],
)
def test_what_would_take_down_the_parser_is_refused(text: str) -> None:
    assert refusal(text).where is not None


def test_an_expression_of_hundreds_of_parts_is_read() -> None:
    found = source("x = " + " + ".join(["'a'"] * 800) + "\n")
    assert found.span(found.module)[0] == 0
    assert len(named(found, cst.SimpleString)) == 800


def test_syntax_that_is_wrong_in_this_python_and_right_in_a_later_one_is_read() -> None:
    found = source('def f[T](x: T) -> T:\n    return x\n\ntype A = int\nx = f"{\'a\' "b"}"\n')
    assert only(found, cst.FunctionDef).name.value == "f"


@pytest.mark.parametrize(
    ("path", "data", "what"),
    [
        ("a.txt", b"", "not a Python file"),
        ("a.py", b"x = '\xff'", "not UTF-8: byte 0xff at offset 5"),
        ("a.py", b"#" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_what_is_no_text_of_a_person_is_refused(path: str, data: bytes, what: str) -> None:
    with pytest.raises(CodemodError) as caught:
        source(data, path)
    assert caught.value.what == what


def test_nothing_is_parsed_before_it_is_asked_for() -> None:
    found = source("x = (")
    assert found.position(4).column == 5


@pytest.mark.parametrize("path", ["a.py", "b/c.pyi"])
def test_python_is_known_by_its_ending(path: str) -> None:
    assert is_python(path)
    assert not is_python(f"{path}.ts")
