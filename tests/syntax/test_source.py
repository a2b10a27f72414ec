"""`Source`: what is read off a file's bytes, and in which units."""

from __future__ import annotations

import pytest

from codemods.errors import CodemodError, Refusal
from codemods.syntax.edits import Edit
from codemods.syntax.source import Source
from codemods.syntax.text import Position


def source(text: str, path: str = "file.ts") -> Source:
    return Source(path, text.encode())


def at(text: str, what: str) -> Position:
    """The position of the first place where `what` stands in `text`."""
    return source(text).position(len(text.partition(what)[0].encode()))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        pytest.param("x", 1, 1, id="first"),
        pytest.param("\na x", 2, 3, id="second line"),
        pytest.param("\r\n\r\n  x", 3, 3, id="CRLF"),
        pytest.param('"é"; x', 1, 6, id="a letter of two bytes is one column"),
        pytest.param('"😀"; x', 1, 6, id="a letter of four bytes is one column"),
        pytest.param("\ufeffx", 1, 1, id="a byte order mark is no column"),
        pytest.param("\ufeff😀\nx", 2, 1, id="nor does it count on the second line"),
        pytest.param("\tx", 1, 2, id="a tab is one column"),
    ],
)
def test_positions_count_lines_and_code_points_from_1(text: str, line: int, column: int) -> None:
    assert at(text, "x") == Position(line, column)


def test_the_end_of_the_file_has_a_position() -> None:
    assert source("a\n").position(2) == Position(2, 1)


def test_a_nodes_place_is_path_line_and_column() -> None:
    it = source('const é = 1;\nconst b = "😀" + c;\n', "src/a.ts")
    node = it.root.descendant_for_byte_range(len(it.data) - 3, len(it.data) - 2)
    assert node is not None
    assert it.place(node) == "src/a.ts:2:17"


@pytest.mark.parametrize(
    ("text", "start", "indent"),
    [
        pytest.param("  x", 0, "  ", id="first line"),
        pytest.param("a\n\t x", 2, "\t ", id="tab and space"),
        pytest.param("a\r\n  x", 3, "  ", id="CRLF"),
        pytest.param("a\n\nx", 3, "", id="none"),
    ],
)
def test_lines_have_a_start_and_an_indent(text: str, start: int, indent: str) -> None:
    it = source(text)
    assert it.line_start(len(text) - 1) == start
    assert it.indent_at(len(text) - 1) == indent


def test_the_text_of_a_node_is_decoded() -> None:
    it = source('f("é😀");\r\n')
    assert it.text(it.root.named_children[0]) == 'f("é😀");'


def test_edits_change_bytes() -> None:
    it = source("\ufefff();\r\n")
    assert it.apply(it.edits(Edit(3, 4, b"g", "test"))) == "\ufeffg();\r\n".encode()


def test_javascript_and_jsx_are_read() -> None:
    assert not source("const a = <b c={1} />;", "a.jsx").root.has_error
    assert not source("module.exports = {};", "a.cjs").root.has_error
    assert not source("const a = <T>b;", "a.ts").root.has_error


def test_another_kind_of_file_is_refused_by_its_ending() -> None:
    with pytest.raises(CodemodError) as caught:
        source("{}", "package.json")
    assert caught.value.where == "package.json"
    assert ".tsx" in (caught.value.mend or "")


def test_bytes_that_are_not_utf_8_are_refused_with_their_line() -> None:
    with pytest.raises(CodemodError, match="not UTF-8: byte 0xff at offset 3") as caught:
        Source("a.ts", b"a;\n\xff")
    assert caught.value.where == "a.ts:2"


def test_syntax_errors_are_found_wherever_they_are() -> None:
    it = source("f();\nconst = 1;\ng(;\n")
    lines = [it.position(error.start_byte).line for error in it.syntax_errors()]
    assert lines == sorted(lines)
    assert set(lines) == {2, 3}
    assert not list(source("f();").syntax_errors())


def test_only_an_edit_at_a_syntax_error_is_refused() -> None:
    it = source("const a = [1];\n\nconst b = [;\n")
    good, bad = it.root.children[0], it.root.children[-1]
    it.refuse_errors_at([good])
    with pytest.raises(Refusal) as caught:
        it.refuse_errors_at([bad], add="line to add")
    assert caught.value.add == "line to add"
    assert (caught.value.where or "").startswith("file.ts:3:")


@pytest.mark.parametrize(
    "statement",
    [
        'const rows = found as import("./rows").Row[] | null;',
        'const rows = (found satisfies import("./rows").Row[]).length;',
        'function sum(rows: import("./rows").Row[]) {}',
        'const load = async (): Promise<import("./rows").Row[]> => [];',
        "const ids = { first: sql<string[]>`array_agg(id)` };",
    ],
)
def test_a_type_that_the_grammar_does_not_know_hides_no_code(statement: str) -> None:
    it = source(f"{statement}\nf();\n")
    assert list(it.syntax_errors())
    assert not list(it.unread())
    it.refuse_errors_at(it.root.children)


@pytest.mark.parametrize(
    "statement",
    ["const a = rows[];", "const a = f(;", "const a = b as;", "const a: = 1;", "f(a: 1);"],
)
def test_any_other_syntax_error_may_hide_code(statement: str) -> None:
    it = source(f"{statement}\nf();\n")
    assert list(it.unread())
    with pytest.raises(Refusal):
        it.refuse_errors_at(it.root.children)
