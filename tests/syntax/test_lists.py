"""List surgery: `▸` in a text marks the list; the rest of each case is before and after."""

from __future__ import annotations

import pytest
from tree_sitter import Node

from codemods.errors import Refusal
from codemods.syntax import lists
from codemods.syntax.source import Source

MARK = "▸"


def marked(text: str, path: str = "list.ts") -> tuple[Source, Node]:
    """The source without its mark, and the list whose bracket the mark stands before."""
    at = len(text.partition(MARK)[0].encode())
    source = Source(path, text.replace(MARK, "").encode())
    bracket = source.root.descendant_for_byte_range(at, at + 1)
    assert bracket is not None
    assert bracket.parent is not None
    return source, bracket.parent


def inserted(text: str, new: str, *, key: str | None = None, at: int | None = None) -> str:
    source, container = marked(text)
    edits = lists.insert(source, container, new, origin="test", key=key, at=at)
    return source.apply(source.edits(*edits)).decode()


def removed(text: str, index: int) -> str:
    source, container = marked(text)
    element = lists.elements(container)[index]
    edits = lists.remove(source, container, element, origin="test")
    return source.apply(source.edits(*edits)).decode()


LONG = "x" * 30

APPENDED = [
    # empty
    pytest.param("v = ▸[];", "x", "v = [x];", id="empty array"),
    pytest.param("v = ▸[ ];", "x", "v = [x];", id="empty array with a space"),
    pytest.param("v = ▸{};", "x", "v = { x };", id="empty object"),
    pytest.param("w = {a};\nv = ▸{ };", "x", "w = {a};\nv = {x};", id="empty, no bracket spacing"),
    pytest.param("f▸();", "x", "f(x);", id="no arguments"),
    pytest.param('import ▸{} from "a";', "x", 'import { x } from "a";', id="empty import"),
    pytest.param("export ▸{};", "x", "export { x };", id="empty export"),
    pytest.param("const ▸{} = a;", "x", "const { x } = a;", id="empty pattern"),
    pytest.param("type A = ▸{};", "x: 1", "type A = { x: 1 };", id="empty object type"),
    pytest.param(
        "interface A ▸{}\nf();", "x: 1", "interface A {\n  x: 1;\n}\nf();", id="empty interface"
    ),
    pytest.param("v = ▸[\n];", "x", "v = [\n  x,\n];", id="empty lines"),
    pytest.param("v = ▸[\n\n];", "x", "v = [\n  x,\n];", id="an empty line"),
    pytest.param("  v = ▸{\n  };", "x", "  v = {\n    x,\n  };", id="empty lines, indented"),
    pytest.param("v = ▸[\r\n];\r\n", "x", "v = [\r\n  x,\r\n];\r\n", id="empty lines, CRLF"),
    pytest.param(
        "interface A ▸{\n}\nf()",
        "x: 1",
        "interface A {\n  x: 1\n}\nf()",
        id="empty interface lines",
    ),
    # nothing but comments
    pytest.param("v = ▸[/* c */];", "x", "v = [/* c */ x];", id="a block comment"),
    pytest.param("v = ▸{ /* c */ };", "x", "v = { /* c */ x };", id="a spaced block comment"),
    pytest.param("v = ▸[ // c\n];", "x", "v = [ // c\n  x,\n];", id="a comment behind the bracket"),
    pytest.param("v = ▸[\n    // c\n];", "x", "v = [\n    // c\n    x,\n];", id="a comment line"),
    pytest.param("v = ▸[\n  /* c */];", "x", "v = [\n  /* c */ x];", id="a comment before the end"),
    pytest.param(
        "v = ▸[\n  /* a\n     b */\n];",
        "x",
        "v = [\n  /* a\n     b */\n  x,\n];",
        id="a long comment",
    ),
    # one line
    pytest.param("v = ▸[a];", "x", "v = [a, x];", id="one line"),
    pytest.param("v = ▸[a,];", "x", "v = [a, x,];", id="one line, trailing comma"),
    pytest.param("v = ▸[a, ];", "x", "v = [a, x, ];", id="one line, spaced trailing comma"),
    pytest.param("v = ▸{ a, b };", "x", "v = { a, b, x };", id="object"),
    pytest.param("v = ▸{a, b};", "x: 1", "v = {a, b, x: 1};", id="object without spaces"),
    pytest.param("const ▸{ a } = b;", "x", "const { a, x } = b;", id="pattern"),
    pytest.param("const ▸{ a, ...b } = c;", "x", "const { a, x, ...b } = c;", id="before a rest"),
    pytest.param("const ▸{ ...b } = c;", "x", "const { x, ...b } = c;", id="before a lone rest"),
    pytest.param('import ▸{ a } from "a";', "x", 'import { a, x } from "a";', id="import"),
    pytest.param("export ▸{ a as b };", "x", "export { a as b, x };", id="export"),
    pytest.param("f▸(a, ...b);", "x", "f(a, ...b, x);", id="arguments"),
    pytest.param("type A = ▸{ a: 1 };", "x: 1", "type A = { a: 1; x: 1 };", id="object type"),
    pytest.param(
        "type A = ▸{ a: 1; };", "x: 1", "type A = { a: 1; x: 1; };", id="ended object type"
    ),
    pytest.param(
        "type A = ▸{ a: 1, b: 2 };",
        "x: 1",
        "type A = { a: 1, b: 2, x: 1 };",
        id="object type, commas",
    ),
    pytest.param("v = ▸[a /* c */];", "x", "v = [a /* c */, x];", id="comment behind the last"),
    pytest.param("v = ▸[a, /* c */];", "x", "v = [a, x, /* c */];", id="comment at the end"),
    pytest.param("v = ▸[a, , ];", "x", "v = [a, , x, ];", id="a hole at the end"),
    pytest.param("v = ▸[,];", "x", "v = [, x,];", id="nothing but a hole"),
    pytest.param("f▸(a, {\n  b,\n});", "x", "f(a, {\n  b,\n}, x);", id="hugged arguments"),
    pytest.param("v = ▸[{\n  a,\n}];", "{ x }", "v = [{\n  a,\n}, { x }];", id="hugging brackets"),
    pytest.param(f"v = ▸[{LONG}, é😀];", "ü", f"v = [{LONG}, é😀, ü];", id="multibyte text"),
    # lines
    pytest.param("v = ▸[\n  a,\n];", "x", "v = [\n  a,\n  x,\n];", id="lines"),
    pytest.param("v = ▸[\n  a\n];", "x", "v = [\n  a,\n  x\n];", id="lines, no trailing comma"),
    pytest.param("v = ▸[\r\n\ta\r\n];", "x", "v = [\r\n\ta,\r\n\tx\r\n];", id="CRLF and tabs"),
    pytest.param("v = ▸[\n      a,\n];", "x", "v = [\n      a,\n      x,\n];", id="own indent"),
    pytest.param("v = ▸[a,\n     b];", "x", "v = [a,\n     b,\n     x];", id="aligned elements"),
    pytest.param("v = ▸[a, b\n];", "x", "v = [a, b, x\n];", id="a bracket on a line of its own"),
    pytest.param(
        "v = ▸[\n  {\n    a,\n  },\n];",
        "x",
        "v = [\n  {\n    a,\n  },\n  x,\n];",
        id="element of lines",
    ),
    pytest.param(
        "v = ▸{\n  a: 1,\n  ...b,\n};",
        "x",
        "v = {\n  a: 1,\n  ...b,\n  x,\n};",
        id="behind a spread",
    ),
    pytest.param(
        "const ▸{\n  a,\n  ...b\n} = c;",
        "x",
        "const {\n  a,\n  x,\n  ...b\n} = c;",
        id="lines, rest",
    ),
    pytest.param(
        "v = ▸[\n  a,\n\n];", "x", "v = [\n  a,\n  x,\n\n];", id="a blank line at the end"
    ),
    pytest.param("v = ▸[\n  a,\n  ,\n];", "x", "v = [\n  a,\n  ,\n  x,\n];", id="a hole on a line"),
    # lines, with comments
    pytest.param("v = ▸[\n  a, // n\n];", "x", "v = [\n  a, // n\n  x,\n];", id="note"),
    pytest.param(
        "v = ▸[\n  a // n\n];", "x", "v = [\n  a, // n\n  x\n];", id="note, no trailing comma"
    ),
    pytest.param(
        "v = ▸[\n  a /* b */ // n\n];",
        "x",
        "v = [\n  a /* b */, // n\n  x\n];",
        id="two notes, no trailing comma",
    ),
    pytest.param("v = ▸[a, // n\n];", "x", "v = [a, // n\n  x,\n];", id="a note on the first line"),
    pytest.param(
        "v = ▸[\n  a, b, // n\n];",
        "x",
        "v = [\n  a, b, // n\n  x,\n];",
        id="a note on a shared line",
    ),
    pytest.param(
        "v = ▸[\n  a,\n  // b,\n];",
        "x",
        "v = [\n  a,\n  x,\n  // b,\n];",
        id="a comment comes last",
    ),
    pytest.param(
        "v = ▸[\n  a\n  // last\n];",
        "x",
        "v = [\n  a,\n  x\n  // last\n];",
        id="a comment comes last, no trailing comma",
    ),
    pytest.param(
        "v = ▸[\n  // A\n  a,\n\n  // B\n  b,\n];",
        "x",
        "v = [\n  // A\n  a,\n\n  // B\n  b,\n  x,\n];",
        id="sections",
    ),
    pytest.param(
        "v = ▸[\n  a, /* of b */\n  b,\n];",
        "x",
        "v = [\n  a, /* of b */\n  b,\n  x,\n];",
        id="a block comment at a line's end",
    ),
    pytest.param(
        "v = ▸[\n  () => {} // n\n];",
        "x",
        "v = [\n  () => {}, // n\n  x\n];",
        id="a note that the grammar gives to the block before it",
    ),
    # several a line
    pytest.param(
        "v = ▸[\n  3, 1, 2,\n  5, 4,\n];",
        "6",
        "v = [\n  3, 1, 2,\n  5, 4, 6,\n];",
        id="filled lines",
    ),
    pytest.param(
        "v = ▸[\n  3, 1, 2,\n  5\n];",
        "6",
        "v = [\n  3, 1, 2,\n  5, 6\n];",
        id="one on the last line",
    ),
    pytest.param(
        f"v = ▸[\n  {LONG}, {LONG},\n  {LONG}, {LONG},\n];",
        LONG,
        f"v = [\n  {LONG}, {LONG},\n  {LONG}, {LONG},\n  {LONG},\n];",
        id="a full line",
    ),
    pytest.param(
        "v = ▸[\n  {\n    b,\n  }, {\n    a,\n  }\n];",
        "{\n  x,\n}",
        "v = [\n  {\n    b,\n  }, {\n    a,\n  }, {\n    x,\n  }\n];",
        id="brackets that share lines",
    ),
    # commas first
    pytest.param(
        "v = ▸[\n    a\n  , b\n];",
        "x",
        "v = [\n    a\n  , b\n  , x\n];",
        id="commas begin the lines",
    ),
    pytest.param(
        "v = ▸[\n    a // n\n  , b // m\n];",
        "x",
        "v = [\n    a // n\n  , b // m\n  , x\n];",
        id="commas begin the lines, with notes",
    ),
    # members of types
    pytest.param(
        "interface A ▸{\n  a: 1;\n}", "x: 1", "interface A {\n  a: 1;\n  x: 1;\n}", id="semicolons"
    ),
    pytest.param(
        "interface A ▸{\n  b: 1;\n  a: 1\n}",
        "x: 1",
        "interface A {\n  b: 1;\n  a: 1;\n  x: 1\n}",
        id="semicolons, not behind the last",
    ),
    pytest.param(
        "type A = ▸{\n  a: 1,\n};", "x: 1", "type A = {\n  a: 1,\n  x: 1,\n};", id="commas"
    ),
    pytest.param(
        "type A = ▸{\n  b: 1 // n\n  a(): 1 // m\n};",
        "x: 1",
        "type A = {\n  b: 1 // n\n  a(): 1 // m\n  x: 1\n};",
        id="line ends",
    ),
    pytest.param(
        "type A = ▸{\n  b: B\n};",
        "<T>(x: T): T",
        "type A = {\n  b: B;\n  <T>(x: T): T\n};",
        id="a member that would continue the last",
    ),
]


@pytest.mark.parametrize(("before", "new", "after"), APPENDED)
def test_an_element_is_appended(before: str, new: str, after: str) -> None:
    assert inserted(before, new) == after


NAMES = ", ".join(["aaaaaaaaaa"] * 6)  # 70 columns
NAME_LINES = "  aaaaaaaaaa,\n" * 6

BROKEN = [
    pytest.param(f"v = ▸[{NAMES}];", "x", f"v = [{NAMES}, x];", id="80 columns"),
    pytest.param(f"v = ▸[{NAMES}];", "xx", f"v = [\n{NAME_LINES}  xx,\n];", id="81 columns"),
    pytest.param(f"v = ▸[{NAMES}];", "é", f"v = [{NAMES}, é];", id="columns are not bytes"),
    pytest.param(f"v = ▸[{NAMES}];", "語", f"v = [\n{NAME_LINES}  語,\n];", id="a wide letter"),
    pytest.param(
        f"v = ▸[{NAMES}]; // note", "x", f"v = [{NAMES}, x]; // note", id="a note is free"
    ),
    pytest.param(
        f"v = ▸[{NAMES},];", "xxx", f"v = [\n{NAME_LINES}  xxx,\n];", id="with its trailing comma"
    ),
    pytest.param(
        f"w = [\n  1,\n  2\n];\nv = ▸[{NAMES}];",
        "xxx",
        f"w = [\n  1,\n  2\n];\nv = [\n{NAME_LINES}  xxx\n];",
        id="without a trailing comma",
    ),
    pytest.param(
        f"f({{\r\n\ta,\r\n}});\r\n\tv = ▸[{NAMES}];\r\n",
        "xx",
        "f({\r\n\ta,\r\n});\r\n\tv = ["
        + "".join(["\r\n\t\taaaaaaaaaa,"] * 6)
        + "\r\n\t\txx,\r\n\t];\r\n",
        id="CRLF and tabs",
    ),
    pytest.param(
        f"v = ▸[/* a */ {NAMES[:-12]} /* z */];",
        "xxx",
        "v = [\n  /* a */ " + "aaaaaaaaaa,\n  " * 4 + "aaaaaaaaaa /* z */,\n  xxx,\n];",
        id="comments",
    ),
    pytest.param(f"v = ▸[, {NAMES}];", "xxx", f"v = [\n  ,\n{NAME_LINES}  xxx,\n];", id="a hole"),
    pytest.param(
        f'import ▸{{ {NAMES[12:]} }} from "a";',
        "xxxxxxxxxxxx",
        f'import {{\n{NAME_LINES[14:]}  xxxxxxxxxxxx,\n}} from "a";',
        id="import",
    ),
    pytest.param(
        f'import ▸{{}} from "{"a" * 80}";',
        "xxx",
        f'import {{ xxx }} from "{"a" * 80}";',
        id="the one name of an import stays",
    ),
    pytest.param(f"f▸({NAMES}, a);", "xxx", f"f(\n{NAME_LINES}  a,\n  xxx,\n);", id="arguments"),
    pytest.param(
        f"const ▸{{ {NAMES}, ...b }} = c();",
        "xxx",
        f"const {{\n{NAME_LINES}  xxx,\n  ...b\n}} = c();",
        id="pattern with a rest",
    ),
    pytest.param(
        f"type A = ▸{{ aaaaaaaa: {'B' * 50} }};",
        "xxxxxxx: 1",
        f"type A = {{\n  aaaaaaaa: {'B' * 50};\n  xxxxxxx: 1;\n}};",
        id="object type",
    ),
    pytest.param(
        f"f()\ntype A = ▸{{ b: 1; aaaaaaaa: {'B' * 50} }}",
        "xxxxxxx: 1",
        f"f()\ntype A = {{\n  b: 1\n  aaaaaaaa: {'B' * 50}\n  xxxxxxx: 1\n}}",
        id="object type, no semicolons",
    ),
    pytest.param(
        "export const { GET, POST, PUT } = serve({ client: inngest, functions: ▸[helloWorld] });",
        "generateReport",
        "export const { GET, POST, PUT } = serve({\n  client: inngest,\n"
        "  functions: [helloWorld, generateReport],\n});",
        id="the list around it is broken first",
    ),
    pytest.param(
        f"serve({{ client: inngest, functions: ▸[{NAMES[:34]}] }});",
        "generateReportForEveryOrganization",
        "serve({\n  client: inngest,\n  functions: [\n"
        + "    aaaaaaaaaa,\n" * 3
        + "    generateReportForEveryOrganization,\n  ],\n});",
        id="then the list itself",
    ),
    pytest.param(
        f"f(▸[{NAMES}]);", "xxx", f"f([\n{NAME_LINES}  xxx,\n]);", id="the last argument is hugged"
    ),
    pytest.param(
        f"f(▸[{NAMES}], b);",
        "xxxx",
        "f(\n  [\n" + "    aaaaaaaaaa,\n" * 6 + "    xxxx,\n  ],\n  b,\n);",
        id="another argument is not",
    ),
    pytest.param(
        "v = ▸[a];", "{\n  x,\n}", "v = [\n  a,\n  {\n    x,\n  },\n];", id="text of lines"
    ),
    pytest.param("f▸(a);", "{\n  x,\n}", "f(a, {\n  x,\n});", id="text of lines as an argument"),
]


@pytest.mark.parametrize(("before", "new", "after"), BROKEN)
def test_a_list_on_one_line_is_broken_where_prettier_would(
    before: str, new: str, after: str
) -> None:
    assert inserted(before, new) == after


@pytest.mark.parametrize(
    ("before", "at", "after"),
    [
        pytest.param("v = ▸[a, b];", 0, "v = [x, a, b];", id="first"),
        pytest.param("v = ▸[a, b];", 1, "v = [a, x, b];", id="middle"),
        pytest.param("v = ▸[a, b];", 2, "v = [a, b, x];", id="last"),
        pytest.param("v = ▸[a, b];", 9, "v = [a, b, x];", id="beyond the last"),
        pytest.param("v = ▸{ a, b };", 0, "v = { x, a, b };", id="object"),
        pytest.param(
            "v = ▸[/* a */ a];", 0, "v = [x, /* a */ a];", id="before a comment of the next"
        ),
        pytest.param("v = ▸[a, /* b */ b];", 1, "v = [a, x, /* b */ b];", id="the next's comment"),
        pytest.param("v = ▸[a /* a */, b];", 1, "v = [a /* a */, x, b];", id="the last's comment"),
        pytest.param("v = ▸[, a];", 0, "v = [, x, a];", id="behind a hole"),
        pytest.param("v = ▸[\n  a,\n  b\n];", 0, "v = [\n  x,\n  a,\n  b\n];", id="lines, first"),
        pytest.param("v = ▸[\n  a,\n  b\n];", 1, "v = [\n  a,\n  x,\n  b\n];", id="lines, middle"),
        pytest.param(
            "v = ▸[ // n\n  // of a\n  a,\n];",
            0,
            "v = [ // n\n  x,\n  // of a\n  a,\n];",
            id="lines, the next's comment",
        ),
        pytest.param(
            "v = ▸[\n  a, // n\n  // of b\n  b,\n];",
            1,
            "v = [\n  a, // n\n  x,\n  // of b\n  b,\n];",
            id="lines, between comments",
        ),
        pytest.param(
            "v = ▸[\n  // A\n  a,\n\n  // B\n  b,\n];",
            1,
            "v = [\n  // A\n  a,\n  x,\n\n  // B\n  b,\n];",
            id="the end of a section",
        ),
        pytest.param(
            "v = ▸[\n  1, 2,\n  3,\n];", 0, "v = [\n  x, 1, 2,\n  3,\n];", id="filled, first"
        ),
        pytest.param(
            "v = ▸[\n  1, 2,\n  3,\n];", 2, "v = [\n  1, 2, x,\n  3,\n];", id="filled, end"
        ),
        pytest.param(
            "v = ▸[\n    a\n  , b\n];", 0, "v = [\n    x\n  , a\n  , b\n];", id="comma lines"
        ),
        pytest.param(
            "v = ▸[\n    a\n  , b\n];",
            1,
            "v = [\n    a\n  , x\n  , b\n];",
            id="comma lines, middle",
        ),
        pytest.param("const ▸{ a, ...b } = c;", 2, "const { a, x, ...b } = c;", id="before a rest"),
        pytest.param("type A = ▸{ a: 1; b: 1 };", 1, "type A = { a: 1; x; b: 1 };", id="type"),
        pytest.param(
            "type A = ▸{\n  a: 1\n  [b: string]: 1\n};",
            1,
            "type A = {\n  a: 1\n  x;\n  [b: string]: 1\n};",
            id="type, before a member that would continue it",
        ),
        pytest.param(
            "type A = ▸{\n  (): void\n};",
            0,
            "type A = {\n  x;\n  (): void\n};",
            id="type, before a call",
        ),
    ],
)
def test_an_element_goes_where_it_is_told(before: str, at: int, after: str) -> None:
    assert inserted(before, "x", at=at) == after


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        pytest.param("v = ▸[a, b, d];", "c", "v = [a, b, c, d];", id="middle"),
        pytest.param("v = ▸[b, c, d];", "a", "v = [a, b, c, d];", id="first"),
        pytest.param("v = ▸[a, b, c];", "d", "v = [a, b, c, d];", id="last"),
        pytest.param("v = ▸[a, b];", "A", "v = [a, b, A];", id="two are no evidence"),
        pytest.param("v = ▸[b, a, d];", "c", "v = [b, a, d, c];", id="unsorted"),
        pytest.param("v = ▸[a, B, d];", "c", "v = [a, B, c, d];", id="case-blind"),
        pytest.param("v = ▸[B, D, a];", "C", "v = [B, C, D, a];", id="by code point"),
        pytest.param("v = ▸[a, ...b, d];", "c", "v = [a, ...b, d, c];", id="a spread"),
        pytest.param("v = ▸[a, , d, e];", "c", "v = [a, , d, e, c];", id="a hole"),
        pytest.param("v = ▸[1, 2, 3];", "10", "v = [1, 2, 3, 10];", id="numbers"),
        pytest.param("v = ▸[a, b, d];", "...c", "v = [a, b, d, ...c];", id="a new spread"),
        pytest.param("v = ▸[a, b(), d];", "c", "v = [a, b(), d, c];", id="other expressions"),
        pytest.param("v = ▸['a', 'b', 'd'];", "'c'", "v = ['a', 'b', 'c', 'd'];", id="strings"),
        pytest.param("v = ▸[f.a, f.b, f.d];", "f.c", "v = [f.a, f.b, f.c, f.d];", id="members"),
        pytest.param("f▸(a, b, d);", "c", "f(a, b, d, c);", id="arguments never"),
        pytest.param(
            "v = ▸{ a: 1, b() {}, 'd': 2 };", "c", "v = { a: 1, b() {}, c, 'd': 2 };", id="keys"
        ),
        pytest.param(
            "v = ▸{ a, [b]: 1, d };", "c", "v = { a, [b]: 1, d, c };", id="a computed key"
        ),
        pytest.param(
            'import ▸{ a, type B, d as x } from "a";',
            "c",
            'import { a, type B, c, d as x } from "a";',
            id="names of imports",
        ),
        pytest.param(
            "interface A ▸{\n  a: 1;\n  readonly b: 1;\n  d(): 1;\n}",
            "c: 1",
            "interface A {\n  a: 1;\n  readonly b: 1;\n  c: 1;\n  d(): 1;\n}",
            id="members of types",
        ),
        pytest.param(
            "v = ▸[\n  a, // n\n  b, // n\n  d, // n\n];",
            "c",
            "v = [\n  a, // n\n  b, // n\n  c,\n  d, // n\n];",
            id="lines with notes",
        ),
        pytest.param(
            "v = ▸{\n  // a\n  a,\n  // b\n  b,\n  // d\n  d,\n};",
            "c",
            "v = {\n  // a\n  a,\n  // b\n  b,\n  c,\n  // d\n  d,\n};",
            id="lines with a comment each",
        ),
        pytest.param(
            "v = ▸[\n  a,\n  b,\n\n  d,\n];",
            "c",
            "v = [\n  a,\n  b,\n\n  d,\n  c,\n];",
            id="sections by blank lines",
        ),
        pytest.param(
            "v = ▸[\n  // A\n  a,\n  b,\n  // B\n  d,\n];",
            "c",
            "v = [\n  // A\n  a,\n  b,\n  // B\n  d,\n  c,\n];",
            id="sections by comments",
        ),
    ],
)
def test_an_element_goes_to_its_place_where_the_others_are_sorted(
    before: str, new: str, after: str
) -> None:
    assert inserted(before, new) == after


def test_the_given_key_decides_the_place() -> None:
    assert inserted("v = ▸[a, b, d];", "wrap(c)", key="c") == "v = [a, b, wrap(c), d];"


def test_a_place_that_is_given_comes_before_the_order() -> None:
    assert inserted("v = ▸[a, b, d];", "c", at=0) == "v = [c, a, b, d];"


def test_text_of_lines_gets_the_elements_indent_but_not_inside_templates_and_blank_lines() -> None:
    before = "v = {\r\n\tw: ▸[\r\n\t\ta,\r\n\t],\r\n};\r\n"
    text = "{\n\tx: `one\n  two`,\n\n\ty,\n}"
    after = (
        "v = {\r\n\tw: [\r\n\t\ta,\r\n"
        "\t\t{\r\n\t\t\tx: `one\r\n  two`,\r\n\r\n\t\t\ty,\r\n\t\t},\r\n\t],\r\n};\r\n"
    )
    assert inserted(before, text) == after


def test_only_the_outermost_lists_that_must_be_are_broken() -> None:
    long = "x" * 27
    before = f"f([{{ a }}, {{ {long}, b: ▸[{long}] }}]);"
    after = f"f([\n  {{ a }},\n  {{ {long}, b: [{long}, xxxx] }},\n]);"
    assert inserted(before, "xxxx") == after


REMOVED = [
    pytest.param("v = ▸[a];", 0, "v = [];", id="the only one"),
    pytest.param("v = ▸{ a };", 0, "v = {};", id="the only one in an object"),
    pytest.param("v = ▸[\n  a,\n];", 0, "v = [];", id="the only one on its line"),
    pytest.param("v = ▸[a, b, c];", 0, "v = [b, c];", id="first"),
    pytest.param("v = ▸[a, b, c];", 1, "v = [a, c];", id="middle"),
    pytest.param("v = ▸[a, b, c];", 2, "v = [a, b];", id="last"),
    pytest.param("v = ▸[a, b,];", 1, "v = [a,];", id="last, trailing comma"),
    pytest.param("v = ▸{ a, b };", 0, "v = { b };", id="first of an object"),
    pytest.param("v = ▸{ a, b };", 1, "v = { a };", id="last of an object"),
    pytest.param("v = ▸{a,b};", 0, "v = {b};", id="first, no spaces"),
    pytest.param("v = ▸{a,b};", 1, "v = {a};", id="last, no spaces"),
    pytest.param("f▸(a, {\n  b,\n});", 0, "f({\n  b,\n});", id="first argument"),
    pytest.param("f▸(a, {\n  b,\n});", 1, "f(a);", id="last argument"),
    pytest.param('import ▸{ a, b } from "a";', 0, 'import { b } from "a";', id="import"),
    pytest.param("type A = ▸{ a: 1; b: 1 };", 1, "type A = { a: 1 };", id="object type"),
    pytest.param("v = ▸[a, , b];", 1, "v = [a, ,];", id="behind a hole"),
    pytest.param("v = ▸[a, , b];", 0, "v = [, b];", id="before a hole"),
    pytest.param("v = ▸[\n  a,\n  b,\n  c,\n];", 1, "v = [\n  a,\n  c,\n];", id="lines"),
    pytest.param("v = ▸[\r\n  a,\r\n  b,\r\n];", 0, "v = [\r\n  b,\r\n];", id="CRLF"),
    pytest.param("v = ▸[\n  a,\n  b\n];", 1, "v = [\n  a\n];", id="lines, no trailing comma"),
    pytest.param("v = ▸[\n  a,\n  b\n];", 0, "v = [\n  b\n];", id="lines, first"),
    pytest.param(
        "v = ▸[\n  {\n    a,\n  },\n  b,\n];", 0, "v = [\n  b,\n];", id="element of lines"
    ),
    pytest.param("v = ▸[a,\n  b,\n  c];", 0, "v = [b,\n  c];", id="first, bracket on its line"),
    pytest.param("v = ▸[a,\n  b,\n  c];", 2, "v = [a,\n  b];", id="last, bracket on its line"),
    pytest.param("v = ▸[\n  1, 2,\n  3,\n];", 0, "v = [\n  2,\n  3,\n];", id="filled, first"),
    pytest.param("v = ▸[\n  1, 2,\n  3,\n];", 1, "v = [\n  1,\n  3,\n];", id="filled, line end"),
    pytest.param("v = ▸[\n  1, 2,\n  3\n];", 2, "v = [\n  1, 2\n];", id="filled, last"),
    pytest.param(
        "v = ▸[\n    a\n  , b\n  , c\n];", 0, "v = [\n    b\n  , c\n];", id="commas first"
    ),
    pytest.param(
        "v = ▸[\n    a\n  , b\n];", 1, "v = [\n    a\n];", id="commas begin the lines, last"
    ),
    pytest.param("v = ▸[a /* c */, b];", 0, "v = [/* c */ b];", id="a comment behind it stays"),
    pytest.param("v = ▸[a, /* c */ b];", 1, "v = [a /* c */];", id="a comment before it stays"),
    pytest.param("v = ▸[/* c */ a];", 0, "v = [/* c */];", id="the only one, a comment stays"),
    pytest.param("v = ▸[\n  a, // n\n  b,\n];", 0, "v = [\n  // n\n  b,\n];", id="a note stays"),
    pytest.param(
        "v = ▸[\n  // a\n  a,\n  b,\n];", 0, "v = [\n  // a\n  b,\n];", id="a heading stays"
    ),
    pytest.param(
        "v = ▸[\n  a, // n\n  // b\n  b\n];",
        1,
        "v = [\n  a // n\n  // b\n];",
        id="comma before a note",
    ),
    pytest.param(
        "interface A ▸{\n  a: 1\n  b: 1\n}", 0, "interface A {\n  b: 1\n}", id="line ends"
    ),
    pytest.param(
        "interface A ▸{\n  a: 1;\n  b: 1;\n}", 1, "interface A {\n  a: 1;\n}", id="members"
    ),
    pytest.param("const ▸{\n  a,\n  ...b\n} = c;", 1, "const {\n  a,\n} = c;", id="a rest"),
]


@pytest.mark.parametrize(("before", "index", "after"), REMOVED)
def test_an_element_is_removed(before: str, index: int, after: str) -> None:
    assert removed(before, index) == after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v = ▸[a, /* b */ , c, ...d]", ["a", "c", "...d"]),
        ("v = ▸{ a, b: 1, // c\n}", ["a", "b: 1"]),
        ("v = ▸[ // c\n]", []),
    ],
)
def test_elements_are_neither_comments_nor_holes(text: str, expected: list[str]) -> None:
    source, container = marked(text)
    assert [source.text(each) for each in lists.elements(container)] == expected


def test_a_list_that_does_not_parse_is_refused_with_its_place() -> None:
    source, container = marked("\nv = ▸[a, b c];")
    with pytest.raises(Refusal) as caught:
        lists.insert(source, container, "x", origin="test")
    assert caught.value.where == "list.ts:2:11"


def test_a_node_from_elsewhere_cannot_be_removed() -> None:
    source, container = marked("v = ▸[a]; w = b;")
    with pytest.raises(ValueError, match="no element of this array"):
        lists.remove(source, container, source.root, origin="test")


def test_a_list_of_thousands_is_edited_at_one_place() -> None:
    source, container = marked("v = ▸[\n" + "  name,\n" * 3000 + "];\n")
    (edit,) = lists.insert(source, container, "x", origin="test")
    assert (edit.start, edit.end, edit.new) == (edit.start, edit.start, b"\n  x,")
