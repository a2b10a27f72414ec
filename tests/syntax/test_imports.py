"""Imports, re-exports and exports: before and after."""

from __future__ import annotations

import pytest

from codemods.syntax.imports import add_export, add_import, add_reexport
from codemods.syntax.source import Source


def imported(
    text: str,
    name: str = "x",
    specifier: str = "@/lib/c",
    *,
    default: bool = False,
    alias: str | None = None,
    type_only: bool = False,
) -> str:
    source = Source("file.ts", text.encode())
    edits = add_import(
        source,
        name,
        specifier,
        origin="test",
        default=default,
        alias=alias,
        type_only=type_only,
    )
    return source.apply(source.edits(*edits)).decode()


def reexported(text: str, name: str = "c", specifier: str = "./c", *, star: bool = False) -> str:
    source = Source("index.ts", text.encode())
    edits = add_reexport(source, name, specifier, star=star, origin="test")
    return source.apply(source.edits(*edits)).decode()


def exported(text: str, name: str = "x") -> str:
    source = Source("index.ts", text.encode())
    return source.apply(source.edits(*add_export(source, name, origin="test"))).decode()


NEW = 'import { x } from "@/lib/c";'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", f"{NEW}\n", id="empty file"),
        pytest.param("\n", f"{NEW}\n", id="a file with a blank line"),
        pytest.param("\ufeff", f"\ufeff{NEW}\n", id="nothing but a byte order mark"),
        pytest.param("f();\n", f"{NEW}\n\nf();\n", id="a statement"),
        pytest.param("\ufefff();\n", f"\ufeff{NEW}\n\nf();\n", id="byte order mark"),
        pytest.param("f();\r\n", f"{NEW}\r\n\r\nf();\r\n", id="CRLF"),
        pytest.param("f()\n", 'import { x } from "@/lib/c"\n\nf()\n', id="no semicolons"),
        pytest.param("g('a', {b});\n", "import {x} from '@/lib/c';\n\ng('a', {b});\n", id="style"),
        pytest.param("#!/bin/node\nf();\n", f"#!/bin/node\n{NEW}\n\nf();\n", id="hashbang"),
        pytest.param(
            '"use server";\n\nf();\n', f'"use server";\n\n{NEW}\n\nf();\n', id="directive"
        ),
        pytest.param(
            "'use server'\nf()\n",
            "'use server'\n\nimport { x } from '@/lib/c'\n\nf()\n",
            id="a statement right below a directive",
        ),
        pytest.param(
            '"use server"; // note\nf();\n',
            f'"use server"; // note\n\n{NEW}\n\nf();\n',
            id="a note behind a directive",
        ),
        pytest.param(
            '"use server"; f();\n',
            f'"use server";\n\n{NEW}\n\nf();\n',
            id="a directive on its line",
        ),
        pytest.param(
            '// a\n"use a";\n"use b";\nf();\n',
            f'// a\n"use a";\n"use b";\n\n{NEW}\n\nf();\n',
            id="two directives",
        ),
        pytest.param(
            "/* about the file */\n\nf();\n",
            f"/* about the file */\n\n{NEW}\n\nf();\n",
            id="a comment that a blank line sets apart",
        ),
        pytest.param(
            "// Copyright A\n// B\nf();\n",
            f"// Copyright A\n// B\n\n{NEW}\n\nf();\n",
            id="a licence",
        ),
        pytest.param(
            "// eslint-disable no-x\n// of f\nf();\n",
            f"// eslint-disable no-x\n\n{NEW}\n\n// of f\nf();\n",
            id="a pragma and a comment of f",
        ),
        pytest.param("/** of f */\nf();\n", f"{NEW}\n\n/** of f */\nf();\n", id="a comment of f"),
        pytest.param("// @ts-nocheck\nf();\n", f"// @ts-nocheck\n\n{NEW}\n\nf();\n", id="a pragma"),
        pytest.param(
            "/* file */\n\n// of f\nf();\n",
            f"/* file */\n\n{NEW}\n\n// of f\nf();\n",
            id="a comment of the file and one of f",
        ),
        pytest.param("// all\n", f"// all\n\n{NEW}\n", id="nothing but a comment"),
        pytest.param("// all", f"// all\n\n{NEW}", id="no line end at the end"),
    ],
)
def test_the_first_import_goes_to_the_top(before: str, after: str) -> None:
    assert imported(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('import a from "a";\nf();\n', f'import a from "a";\n{NEW}\nf();\n', id="last"),
        pytest.param('import a from "a";', f'import a from "a";\n{NEW}', id="end of the file"),
        pytest.param(
            'import a from "a"; // note\n\nf();\n',
            f'import a from "a"; // note\n{NEW}\n\nf();\n',
            id="a note",
        ),
        pytest.param(
            'import {\r\n\ta,\r\n\tb,\r\n} from "a";\r\n',
            f'import {{\r\n\ta,\r\n\tb,\r\n}} from "a";\r\n{NEW}\r\n',
            id="lines, CRLF",
        ),
        pytest.param(
            'import a from "a"; f();\n', f'import a from "a";\n{NEW}\nf();\n', id="code on its line"
        ),
        pytest.param(
            "import a from 'a'\n;[1].map(f)\n",
            "import a from 'a'\nimport { x } from '@/lib/c'\n;[1].map(f)\n",
            id="a guard below",
        ),
        pytest.param(
            "import a from 'a' // note\n;(f)()\n",
            "import a from 'a' // note\nimport { x } from '@/lib/c'\n;(f)()\n",
            id="a note and a guard below",
        ),
        pytest.param(
            "import a from 'a'\n(f)\n",
            "import a from 'a'\nimport { x } from '@/lib/c'\n(f)\n",
            id="parentheses below",
        ),
        pytest.param(
            'import a = require("a");\nimport "side";\n',
            f'import a = require("a");\nimport "side";\n{NEW}\n',
            id="require and a side effect",
        ),
        pytest.param(
            'import a from "a";\nimport b = a.b;\nf();\n',
            f'import a from "a";\nimport b = a.b;\n{NEW}\nf();\n',
            id="an alias of a namespace",
        ),
        pytest.param(
            'import a from "a";\nf();\nimport b from "b";\n',
            f'import a from "a";\n{NEW}\nf();\nimport b from "b";\n',
            id="the imports at the top",
        ),
        pytest.param(
            'f();\nimport b from "b";\ng();\nimport c from "c";\n',
            f'f();\nimport b from "b";\n{NEW}\ng();\nimport c from "c";\n',
            id="the first imports below code",
        ),
        pytest.param(
            'import a from "a";\nimport b from "@/b";\n\nimport c from "./c";\n',
            f'import a from "a";\nimport b from "@/b";\n{NEW}\n\nimport c from "./c";\n',
            id="nearest: the alias",
        ),
        pytest.param(
            'import a from "@/lib/z";\nimport b from "@/b";\nimport c from "./c";\n',
            f'import a from "@/lib/z";\n{NEW}\nimport b from "@/b";\nimport c from "./c";\n',
            id="nearest: the folder",
        ),
        pytest.param(
            'import a from "a";\nimport b from "@lib/b";\nimport c from "./c";\n',
            f'import a from "a";\nimport b from "@lib/b";\nimport c from "./c";\n{NEW}\n',
            id="a scope is no alias",
        ),
        pytest.param(
            'import z from "z";\nimport a from "@/lib/a";\nimport b from "@/lib/b";\n'
            'import d from "@/lib/d";\nimport y from "./y";\n',
            'import z from "z";\nimport a from "@/lib/a";\nimport b from "@/lib/b";\n'
            f'{NEW}\nimport d from "@/lib/d";\nimport y from "./y";\n',
            id="sorted among its kind",
        ),
        pytest.param(
            'import d from "@/lib/d";\nimport e from "@/lib/e";\nimport f from "@/lib/f";\n',
            f'{NEW}\nimport d from "@/lib/d";\nimport e from "@/lib/e";\n'
            'import f from "@/lib/f";\n',
            id="sorted, first",
        ),
        pytest.param(
            '// @ts-nocheck\nimport d from "@/lib/d";\nimport e from "@/lib/e";\n'
            'import f from "@/lib/f";\n',
            f'// @ts-nocheck\n{NEW}\nimport d from "@/lib/d";\nimport e from "@/lib/e";\n'
            'import f from "@/lib/f";\n',
            id="sorted, first, below the file's comment",
        ),
        pytest.param(
            '// @ts-ignore\nimport d from "@/lib/d";\nimport e from "@/lib/e";\n'
            'import f from "@/lib/f";\n',
            f'{NEW}\n// @ts-ignore\nimport d from "@/lib/d";\nimport e from "@/lib/e";\n'
            'import f from "@/lib/f";\n',
            id="sorted, first, above the next one's comment",
        ),
        pytest.param(
            'import e from "@/lib/e";\nimport d from "@/lib/d";\nimport f from "@/lib/f";\n',
            'import e from "@/lib/e";\nimport d from "@/lib/d";\nimport f from "@/lib/f";\n'
            f"{NEW}\n",
            id="unsorted",
        ),
        pytest.param(
            'import a from "@/lib/a";\nimport b from "@/lib/b";\n\nimport d from "@/lib/d";\n'
            'import e from "@/lib/e";\n',
            'import a from "@/lib/a";\nimport b from "@/lib/b";\n\nimport d from "@/lib/d";\n'
            f'import e from "@/lib/e";\n{NEW}\n',
            id="two groups of two",
        ),
    ],
)
def test_a_further_import_goes_beside_the_nearest(before: str, after: str) -> None:
    assert imported(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            'import { a } from "@/lib/c";\n', 'import { a, x } from "@/lib/c";\n', id="named"
        ),
        pytest.param("import {} from '@/lib/c'\n", "import { x } from '@/lib/c'\n", id="no names"),
        pytest.param(
            'import { a, b, z } from "@/lib/c";\n',
            'import { a, b, x, z } from "@/lib/c";\n',
            id="sorted",
        ),
        pytest.param(
            'import {\n  a, // n\n} from "@/lib/c";\n',
            'import {\n  a, // n\n  x,\n} from "@/lib/c";\n',
            id="lines",
        ),
        pytest.param(
            'import a from "@/lib/c";\n', 'import a, { x } from "@/lib/c";\n', id="default"
        ),
        pytest.param(
            'import a, { b } from "@/lib/c";\n', 'import a, { b, x } from "@/lib/c";\n', id="both"
        ),
        pytest.param(
            'import * as a from "@/lib/c";\n',
            f'import * as a from "@/lib/c";\n{NEW}\n',
            id="namespace",
        ),
        pytest.param(
            'import a, * as b from "@/lib/c";\n',
            f'import a, * as b from "@/lib/c";\n{NEW}\n',
            id="default and namespace",
        ),
        pytest.param(
            'import type { A } from "@/lib/c";\n',
            f'import type {{ A }} from "@/lib/c";\n{NEW}\n',
            id="types",
        ),
        pytest.param('import "@/lib/c";\n', f'import "@/lib/c";\n{NEW}\n', id="side effect"),
        pytest.param(
            'import { a } from "@/lib/c" with { type: "json" };\n',
            f'import {{ a }} from "@/lib/c" with {{ type: "json" }};\n{NEW}\n',
            id="attributes",
        ),
        pytest.param(
            'import { y as x2 } from "@/lib/c";\n',
            'import { y as x2, x } from "@/lib/c";\n',
            id="an alias",
        ),
    ],
)
def test_a_name_joins_the_import_of_its_specifier(before: str, after: str) -> None:
    assert imported(before) == after


@pytest.mark.parametrize(
    "text",
    [
        'import { x } from "@/lib/c";\n',
        "import { a, x } from '@/lib/c'\n",
        'import d, { x } from "@/lib/c";\n',
    ],
)
def test_what_is_imported_already_changes_nothing(text: str) -> None:
    assert imported(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('import type { x } from "@/lib/c";\n', f"{NEW}\n", id="the only one"),
        pytest.param('import { type x } from "@/lib/c";\n', f"{NEW}\n", id="inline"),
        pytest.param(
            'import type { A, x } from "@/lib/c";\n',
            f'import type {{ A }} from "@/lib/c";\n{NEW}\n',
            id="one of two",
        ),
        pytest.param(
            'import type { A, x } from "@/lib/c";\nimport { b } from "@/lib/c";\n',
            'import type { A } from "@/lib/c";\nimport { b, x } from "@/lib/c";\n',
            id="one of two, beside a value import",
        ),
    ],
)
def test_a_type_only_import_becomes_one_of_the_value(before: str, after: str) -> None:
    assert imported(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", 'import type { x } from "@/lib/c";\n', id="empty file"),
        pytest.param(
            'import { x } from "@/lib/c";\n', 'import { x } from "@/lib/c";\n', id="a value"
        ),
        pytest.param(
            'import type { A } from "@/lib/c";\n',
            'import type { A, x } from "@/lib/c";\n',
            id="types",
        ),
        pytest.param(
            'import { a } from "@/lib/c";\n',
            'import { a } from "@/lib/c";\nimport type { x } from "@/lib/c";\n',
            id="values",
        ),
        pytest.param(
            'import { a, type B } from "@/lib/c";\n',
            'import { a, type B, type x } from "@/lib/c";\n',
            id="values and inline types",
        ),
        pytest.param(
            'import a from "@/lib/c";\n',
            'import a from "@/lib/c";\nimport type { x } from "@/lib/c";\n',
            id="a default",
        ),
    ],
)
def test_a_type_is_imported_as_one(before: str, after: str) -> None:
    assert imported(before, type_only=True) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", 'import x from "@/lib/c";\n', id="empty file"),
        pytest.param('import x from "@/lib/c";\n', 'import x from "@/lib/c";\n', id="there"),
        pytest.param(
            'import { default as x } from "@/lib/c";\n',
            'import { default as x } from "@/lib/c";\n',
            id="there, as a name",
        ),
        pytest.param(
            'import { a } from "@/lib/c";\n', 'import x, { a } from "@/lib/c";\n', id="named"
        ),
        pytest.param(
            'import y from "@/lib/c";\n',
            'import y from "@/lib/c";\nimport x from "@/lib/c";\n',
            id="another default",
        ),
        pytest.param(
            'import type x from "@/lib/c";\n', 'import x from "@/lib/c";\n', id="a type only"
        ),
    ],
)
def test_a_default_is_imported(before: str, after: str) -> None:
    assert imported(before, default=True) == after


def test_an_alias_is_written_and_found_again() -> None:
    once = imported("", alias="y")
    assert once == 'import { x as y } from "@/lib/c";\n'
    assert imported(once, alias="y") == once
    assert imported("", default=True, alias="y") == 'import y from "@/lib/c";\n'
    assert imported("", type_only=True, default=True) == 'import type x from "@/lib/c";\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", 'export { c } from "./c";\n', id="empty file"),
        pytest.param("\ufeff", '\ufeffexport { c } from "./c";\n', id="byte order mark"),
        pytest.param(
            "// all jobs\n", '// all jobs\n\nexport { c } from "./c";\n', id="nothing but a comment"
        ),
        pytest.param(
            "export { b } from './b'\nexport { a } from './a'\n",
            "export { b } from './b'\nexport { a } from './a'\nexport { c } from './c'\n",
            id="unsorted",
        ),
        pytest.param(
            'export { a } from "./a";\nexport { b } from "./b";\nexport { d } from "./d";\n',
            'export { a } from "./a";\nexport { b } from "./b";\nexport { c } from "./c";\n'
            'export { d } from "./d";\n',
            id="sorted",
        ),
        pytest.param(
            'export * from "./d";\r\nexport * from "./e";\r\nexport * from "./f";',
            'export { c } from "./c";\r\nexport * from "./d";\r\nexport * from "./e";\r\n'
            'export * from "./f";',
            id="sorted, first, CRLF, no line end at the end",
        ),
        pytest.param('export { a } from "./c";\n', 'export { a, c } from "./c";\n', id="merged"),
        pytest.param(
            'export type { A } from "./c";\n',
            'export type { A } from "./c";\nexport { c } from "./c";\n',
            id="types are not merged into",
        ),
        pytest.param(
            'export * as n from "./c";\n',
            'export * as n from "./c";\nexport { c } from "./c";\n',
            id="namespaces are not merged into",
        ),
        pytest.param(
            'export { a } from "./a"; // note\n\nexport const b = 1;\n',
            'export { a } from "./a"; // note\nexport { c } from "./c";\n\nexport const b = 1;\n',
            id="a note, and code below",
        ),
        pytest.param(
            'import a from "./a";\nexport default a;\n',
            'import a from "./a";\n\nexport { c } from "./c";\n\nexport default a;\n',
            id="below the imports",
        ),
        pytest.param(
            "const a = 1;\n", 'export { c } from "./c";\n\nconst a = 1;\n', id="above other code"
        ),
    ],
)
def test_a_name_is_passed_on(before: str, after: str) -> None:
    assert reexported(before) == after
    assert reexported(after) == after


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("export * from './c'\n", id="by a star"),
        pytest.param("export { a as c } from './c'\n", id="under that name"),
        pytest.param("import { c } from './c'\nexport { c }\n", id="by an import"),
    ],
)
def test_what_is_passed_on_already_changes_nothing(text: str) -> None:
    assert reexported(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", 'export * from "./c";\n', id="empty file"),
        pytest.param(
            'export * from "./a";\nexport * from "./b";\nexport * from "./d";\n',
            'export * from "./a";\nexport * from "./b";\nexport * from "./c";\n'
            'export * from "./d";\n',
            id="sorted",
        ),
        pytest.param("export * from './c'\n", "export * from './c'\n", id="there"),
    ],
)
def test_a_whole_module_is_passed_on(before: str, after: str) -> None:
    assert reexported(before, star=True) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("export { a };\n", "export { a, x };\n", id="a clause"),
        pytest.param(
            'import { x } from "./x";\nexport {\n  a,\n  b,\n  y,\n};\n',
            'import { x } from "./x";\nexport {\n  a,\n  b,\n  x,\n  y,\n};\n',
            id="a sorted clause of lines",
        ),
        pytest.param(
            "export { a };\nexport { b };\n", "export { a };\nexport { b, x };\n", id="last"
        ),
        pytest.param(
            'export { a } from "./a";\nexport type { B };\n',
            'export { a } from "./a";\nexport type { B };\n\nexport { x };\n',
            id="re-exports and types are no clause",
        ),
        pytest.param("f()\n", "f()\n\nexport { x }\n", id="no clause"),
        pytest.param("", "export { x };\n", id="empty file"),
        pytest.param("export const x = 1;\n", "export const x = 1;\n", id="exported already"),
        pytest.param("export { y as x };\n", "export { y as x };\n", id="exported under that name"),
    ],
)
def test_a_local_name_is_exported(before: str, after: str) -> None:
    assert exported(before) == after


def test_both_halves_of_a_barrel_by_import_go_together() -> None:
    source = Source("index.ts", b'import { a } from "./a";\n\nexport { a };\n')
    edits = source.edits(
        *add_import(source, "b", "./b", origin="import"), *add_export(source, "b", origin="export")
    )
    assert source.apply(edits) == (
        b'import { a } from "./a";\nimport { b } from "./b";\n\nexport { a, b };\n'
    )
