"""Laying out a file: what is printed is what Prettier prints.

`fixtures/layout/constructs.ts` holds every construct of our templates on as few lines as it can be
written; the files beside it are what Prettier 3.10.1 makes of it under one option each.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.syntax.layout import restyle
from codemods.syntax.style import Style

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "layout"

STYLES = {
    "defaults": Style(),
    "single-quotes": Style(quote="'"),
    "no-semicolons": Style(semicolons=False),
    "tabs": Style(indent="\t"),
    "four-spaces": Style(indent="    "),
    "no-trailing-commas": Style(trailing_commas=False, argument_commas=False),
    "es5-trailing-commas": Style(argument_commas=False),
    "no-arrow-parens": Style(arrow_parens=False),
    "no-bracket-spacing": Style(bracket_spacing=False),
    "width-100": Style(print_width=100),
    "width-60": Style(print_width=60),
}


def laid_out(text: str, style: Style | None = None) -> str:
    return restyle(text, style or Style(), "a.ts").decode()


def read(name: str) -> str:
    return (FIXTURES / f"{name}.ts").read_text("utf-8")


@pytest.mark.parametrize("name", STYLES)
def test_every_construct_is_printed_as_prettier_prints_it(name: str) -> None:
    assert laid_out(read("constructs"), STYLES[name]) == read(name)


@pytest.mark.parametrize("name", STYLES)
def test_what_is_laid_out_stays_as_it_is(name: str) -> None:
    assert laid_out(read(name), STYLES[name]) == read(name)


def test_every_style_has_its_file_and_every_file_its_style() -> None:
    assert {path.stem for path in FIXTURES.iterdir()} == {"constructs", *STYLES}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('const a = "it\'s";', 'const a = "it\'s";\n'),
        ("const a = 'say \"it\\'s\"';", "const a = 'say \"it\\'s\"';\n"),
        ('const a = "two \'\' one \\"";', 'const a = "two \'\' one \\"";\n'),
        ("const a = 'plain';", 'const a = "plain";\n'),
    ],
)
def test_a_string_has_the_quotes_that_need_fewer_escapes(before: str, after: str) -> None:
    assert laid_out(before) == after


@pytest.mark.parametrize("start", ["[a].b()", "(await c)()", "`d`.e()", "/f/.test(g)", "+h"])
def test_a_statement_that_would_go_on_with_the_line_before_keeps_a_semicolon(start: str) -> None:
    text = laid_out(f"const x = 1;\n{start};\n", Style(semicolons=False))
    assert text == f"const x = 1\n;{start}\n"


def test_a_tab_counts_two_columns() -> None:
    inner = f"{'a' * 40}({'b' * 34});"
    assert laid_out(f"{{\n{inner}\n}}", Style(indent="\t")) == f"{{\n\t{inner}\n}}\n"
    longer = inner.replace("b(", "bb(").replace("bb)", "bbb)").replace("b);", "bb);")
    assert laid_out(f"{{\n{longer}\n}}", Style(indent="\t")).count("\n") == 5


def test_a_wide_character_counts_two_columns() -> None:
    fits = f'const a = f("{"漢" * 32}");\n'
    assert laid_out(fits) == fits
    assert laid_out(fits.replace("漢漢", "漢漢漢", 1)) != fits.replace("漢漢", "漢漢漢", 1)


def test_the_file_gets_the_line_ends_and_the_byte_order_mark_of_the_style() -> None:
    style = Style(newline="\r\n", bom=True)
    assert restyle("a;\nb;", style, "a.ts") == b"\xef\xbb\xbfa;\r\nb;\r\n"


def test_an_empty_line_between_statements_stays_and_a_second_goes() -> None:
    assert laid_out("a;\n\n\n\nb;\nc;") == "a;\n\nb;\nc;\n"


def test_comments_stay_where_they_are() -> None:
    text = (
        "// First\n\n// Second\nf(\n  { a: 1 }, // Behind\n  // Before\n  g,\n);\n\n"
        "const a = {\n  // Inside\n  b, // At its side\n  // At the end\n};\n// Last\n"
    )
    assert laid_out(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "class A<T> extends B { #x  =  1 }",
        "abstract  class  C { declare  x: string }",
        "type A<T> = T extends (infer U)[] ? U : never",
        "@decorated()\nclass  A {}",
        "enum E { A = 1 }",
        "label: for (let i = 0; i < 3; i++) {}",
        "let  x!: string",
        "import a, { b } from 'c' with { type: 'json' }",
    ],
)
def test_what_lies_outside_the_subset_stays_as_it_was_written(text: str) -> None:
    assert laid_out(f"{text}\n") == f"{text}\n"


def test_a_comment_in_an_odd_place_is_never_lost() -> None:
    text = "const a = /* why */ b;\nif (/* when */ c) {\n  d( e /* what */ , f);\n}\n"
    printed = laid_out(text)
    assert [printed.count(word) for word in ("why", "when", "what")] == [1, 1, 1]


def test_javascript_is_printed_too() -> None:
    assert restyle("const a = { b: <c/> }", Style(), "a.jsx") == b"const a = { b: <c /> };\n"


def test_text_that_does_not_parse_is_refused_with_its_place() -> None:
    with pytest.raises(CodemodError) as caught:
        restyle("const a = 1;\nconst = ;\n", Style(), "src/job.ts")
    assert caught.value.where is not None
    assert caught.value.where.startswith("src/job.ts:2:")
