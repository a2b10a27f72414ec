"""What `detect` reads off a file."""

from __future__ import annotations

import pytest

from codemods.syntax.source import Source
from codemods.syntax.style import Style, detect


def style(text: str, path: str = "file.tsx") -> Style:
    return Source(path, text.encode()).style


def test_an_empty_file_has_the_fallbacks_style() -> None:
    fallback = Style(
        quote="'",
        semicolons=False,
        indent="\t",
        newline="\r\n",
        trailing_commas=False,
        bracket_spacing=False,
        print_width=100,
    )
    assert detect(Source("file.ts", b""), fallback) == fallback


def test_without_a_fallback_prettiers_defaults_hold() -> None:
    assert style("") == Style()


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param("f('a')", "'", id="single"),
        pytest.param('f("a")', '"', id="double"),
        pytest.param("f('a', 'b', \"c\")", "'", id="the majority"),
        pytest.param("f('a', \"b\")", '"', id="a tie is no evidence"),
        pytest.param("f('say \"a\"')", '"', id="a string that avoids an escape is no evidence"),
        pytest.param('f(\'a\'); x = <a b="c" d="e" />', "'", id="JSX attributes are no evidence"),
        pytest.param('x = <a b={"c"} d={"e"} f=\'g\' />', '"', id="strings in JSX expressions are"),
        pytest.param(
            'import a from \'a\' with { type: "json", x: "y" }',
            "'",
            id="import attributes are no evidence",
        ),
        pytest.param('f(\'a\', `${g("b")} ${g("c")}`)', "'", id="templates are no evidence"),
        pytest.param('// it\'s\nf("a")', '"', id="comments are no evidence"),
    ],
)
def test_quotes(text: str, quote: str) -> None:
    assert style(text).quote == quote


@pytest.mark.parametrize(
    ("text", "semicolons"),
    [
        pytest.param("const a = 1;\nf();\n", True, id="with"),
        pytest.param("const a = 1\nf()\n", False, id="without"),
        pytest.param("const a = 1\n;[a].map(f)\n", False, id="a guard is no semicolon"),
        pytest.param("import a from 'a' // note\n;(f)()\n", False, id="a guard behind a comment"),
        pytest.param("for (let i = 0; i < 1; i++) {}\nf()\n", False, id="those of for are none"),
        pytest.param("export const a = 1\n", False, id="exported declarations count once"),
        pytest.param("export const a = 1;\n", True, id="exported declarations with"),
        pytest.param("export function f() {}\nclass A {}\n", True, id="blocks are no evidence"),
        pytest.param("export default function () {}\n", True, id="default functions are none"),
        pytest.param("interface A {\n  a: string;\n}\nf()\n", False, id="members are none"),
        pytest.param("export { a } from 'a'\n", False, id="re-exports are"),
        pytest.param("type A = 1\ntype B = 2\nf();\n", False, id="type aliases are"),
    ],
)
def test_semicolons(text: str, semicolons: bool) -> None:
    assert style(text).semicolons is semicolons


@pytest.mark.parametrize(
    ("text", "indent"),
    [
        pytest.param("function f() {\n    return 1;\n}\n", "    ", id="four spaces"),
        pytest.param("function f() {\n\treturn 1;\n}\n", "\t", id="tabs"),
        pytest.param("const a = {\n   b: [\n      1,\n   ],\n};\n", "   ", id="three, nested"),
        pytest.param("/**\n * a\n * b\n */\nf({\n\ta,\n});\n", "\t", id="JSDoc is no evidence"),
        pytest.param(
            "f(`{\n      a: [\n            b`);\nf({\n\ta,\n});\n", "\t", id="templates too"
        ),
        pytest.param("f(a,\n          b);\n", "  ", id="alignment is no evidence"),
        pytest.param(
            "if (a) {\n    b();\n}\nif (c) {\n    d();\n}\nif (e) {\n  g();\n}\n",
            "    ",
            id="the majority",
        ),
        pytest.param("interface A {\n\ta: string\n}\n", "\t", id="members of types"),
        pytest.param("switch (a) {\n    case 1:\n        b();\n}\n", "    ", id="cases"),
    ],
)
def test_indent(text: str, indent: str) -> None:
    assert style(text).indent == indent


@pytest.mark.parametrize(
    ("text", "newline"),
    [
        pytest.param("a();\r\nb();\r\n", "\r\n", id="CRLF"),
        pytest.param("a();\nb();\n", "\n", id="LF"),
        pytest.param("a();\r\nb();\r\nc();\n", "\r\n", id="the majority"),
        pytest.param("a();", "\n", id="one line"),
    ],
)
def test_newline(text: str, newline: str) -> None:
    assert style(text).newline == newline


@pytest.mark.parametrize(
    ("text", "commas"),
    [
        pytest.param("a = [\n  1,\n  2\n]", False, id="array without"),
        pytest.param("a = [\n  1,\n  2,\n]", True, id="array with"),
        pytest.param("a = {\n  b,\n  c // note\n}", False, id="object without, comment behind"),
        pytest.param("import {\n  b\n} from 'b'", False, id="import without"),
        pytest.param("const {\n  b,\n  ...c\n} = d", True, id="a rest element is no evidence"),
        pytest.param("f(\n  a,\n  b\n)", True, id="arguments are no evidence"),
        pytest.param("a = [1,\n  2]", True, id="a bracket on the last line is no evidence"),
    ],
)
def test_trailing_commas(text: str, commas: bool) -> None:
    assert style(text).trailing_commas is commas


def test_elements_have_quotes_of_their_own() -> None:
    found = style("f(\"a\"); x = <a b='c' d='e' f=\"it's\" />")
    assert (found.quote, found.jsx_quote) == ('"', "'")
    assert style("f('a'); x = <a />").jsx_quote == '"'


@pytest.mark.parametrize(
    ("text", "spacing"),
    [
        pytest.param("import {a} from 'a'", False, id="imports without"),
        pytest.param("import { a } from 'a'", True, id="imports with"),
        pytest.param("f({})", True, id="empty braces are no evidence"),
        pytest.param("f({a}, {\n  b,\n}, { c }, {d})", False, id="the majority on one line"),
        pytest.param("type A = {a: 1}", False, id="object types"),
    ],
)
def test_bracket_spacing(text: str, spacing: bool) -> None:
    assert style(text).bracket_spacing is spacing


def test_a_byte_order_mark_is_seen() -> None:
    assert style("\ufeffa();").bom
    assert not style("a();").bom


def test_one_line_lists_beyond_the_width_show_the_next_usual_width() -> None:
    names = ", ".join(f"name{each}" for each in range(12))
    assert 80 < len(f"import {{ {names} }}") <= 100
    assert style(f'import {{ {names} }} from "a";\n').print_width == 100
    assert style("a();\n").print_width == 80


def test_long_lines_that_hold_no_list_show_no_width() -> None:
    assert style(f'const text = "{"x" * 120}";\nf({{ a: "{"x" * 120}" }});\n').print_width == 80


@pytest.mark.parametrize(
    ("text", "commas"),
    [
        ("f(\n  a,\n  b,\n);\n", True),
        ("f(\n  a,\n  b\n);\n", False),
        ("function f(\n  a,\n  b\n) {}\n", False),
        ("f(a, {\n  b: 1,\n});\n", True),  # nothing seen: the default
    ],
)
def test_commas_behind_arguments(text: str, commas: bool) -> None:
    assert style(text).argument_commas is commas


@pytest.mark.parametrize(
    ("text", "parens"),
    [
        ("const f = a => a;\n", False),
        ("const f = (a) => a;\n", True),
        ("const f = (a: string) => a;\nconst g = async a => a;\n", False),
        ("const f = (a, b) => a;\n", True),  # nothing seen: the default
    ],
)
def test_parentheses_around_a_lone_parameter(text: str, parens: bool) -> None:
    assert style(text).arrow_parens is parens
