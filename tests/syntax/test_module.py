"""The outline of a module, for every form that an import, export or declaration can take."""

from __future__ import annotations

import pytest

from codemods.syntax.source import Source

ImportRow = tuple[str, str, str, bool]
ExportRow = tuple[str, str | None, str | None, bool, str | None]
DeclarationRow = tuple[str, str, str | None]


def imports(text: str) -> list[ImportRow]:
    """Local name, imported name, specifier, whether it is a type only."""
    found = Source("a.ts", text.encode()).module.imports
    return [(each.local, each.imported, each.specifier, each.type_only) for each in found]


def exports(text: str, path: str = "a.ts") -> list[ExportRow]:
    """Exported name, local name, specifier, whether it is a type only, the text of the value."""
    source = Source(path, text.encode())
    return [
        (
            each.exported,
            each.local,
            each.specifier,
            each.type_only,
            None if each.value is None else source.text(each.value),
        )
        for each in source.module.exports
    ]


def declarations(text: str, path: str = "a.ts") -> list[DeclarationRow]:
    """Name, kind, the text of the value."""
    source = Source(path, text.encode())
    return [
        (name, each.kind, None if each.value is None else source.text(each.value))
        for name, each in source.module.declarations.items()
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import a from "x"', [("a", "default", "x", False)]),
        ("import a from 'x'", [("a", "default", "x", False)]),
        ('import * as ns from "x"', [("ns", "*", "x", False)]),
        ('import { a } from "x"', [("a", "a", "x", False)]),
        ('import { a as b } from "x"', [("b", "a", "x", False)]),
        ('import { default as a } from "x"', [("a", "default", "x", False)]),
        (
            'import a, { b, type C, type D as E } from "x"',
            [
                ("a", "default", "x", False),
                ("b", "b", "x", False),
                ("C", "C", "x", True),
                ("E", "D", "x", True),
            ],
        ),
        (
            'import a, * as ns from "x"',
            [("a", "default", "x", False), ("ns", "*", "x", False)],
        ),
        ('import type { T } from "x"', [("T", "T", "x", True)]),
        ('import type T from "x"', [("T", "default", "x", True)]),
        ('import type * as ns from "x"', [("ns", "*", "x", True)]),
        ('import { "a name" as b } from "x"', [("b", "a name", "x", False)]),
        ('import { type as t } from "x"', [("t", "type", "x", False)]),
        ('import a from "./a.json" with { type: "json" }', [("a", "default", "./a.json", False)]),
        ('import fs = require("fs")', [("fs", "*", "fs", False)]),
        ('import type fs = require("fs")', [("fs", "*", "fs", True)]),
        ("import a from './it\\'s'", [("a", "default", "./it's", False)]),
        (
            'import { /* one */ a, // two\n b } from "x"',
            [("a", "a", "x", False), ("b", "b", "x", False)],
        ),
        ('import "x"', []),
        ('import {} from "x"', []),
        ('const a = await import("x")', []),
    ],
)
def test_reads_every_form_of_import(text: str, expected: list[ImportRow]) -> None:
    assert imports(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("export { a }", [("a", "a", None, False, None)]),
        ("export { a as b }", [("b", "a", None, False, None)]),
        ("export { a as default }", [("default", "a", None, False, None)]),
        ('export { a as "a name" }', [("a name", "a", None, False, None)]),
        ("export { a, type B }", [("a", "a", None, False, None), ("B", "B", None, True, None)]),
        ("export type { A }", [("A", "A", None, True, None)]),
        ('export { a } from "x"', [("a", "a", "x", False, None)]),
        ('export { "b c" } from "x"', [("b c", "b c", "x", False, None)]),
        ('export { default } from "x"', [("default", "default", "x", False, None)]),
        ('export { default as a } from "x"', [("a", "default", "x", False, None)]),
        ('export type { A } from "x"', [("A", "A", "x", True, None)]),
        ('export * from "x"', [("*", "*", "x", False, None)]),
        ('export * as ns from "x"', [("ns", "*", "x", False, None)]),
        ('export * as "n s" from "x"', [("n s", "*", "x", False, None)]),
        ('export type * from "x"', [("*", "*", "x", True, None)]),
        ('export type * as ns from "x"', [("ns", "*", "x", True, None)]),
        ("export {}", []),
        ("export as namespace N", []),
    ],
)
def test_reads_every_form_of_export_list(text: str, expected: list[ExportRow]) -> None:
    assert exports(text) == expected


@pytest.mark.parametrize(
    ("text", "local", "value"),
    [
        ("export default a", "a", "a"),
        ("export default (a)", "a", "(a)"),
        ("export default a as unknown as B", "a", "a as unknown as B"),
        ("export default a satisfies B", "a", "a satisfies B"),
        ("export default () => {}", None, "() => {}"),
        ("export default serve({})", None, "serve({})"),
        ("export default { a: 1 }", None, "{ a: 1 }"),
        ("export default function () {}", None, "function () {}"),
        ("export default function f() {}", "f", "function f() {}"),
        ("export default async function* f() {}", "f", "async function* f() {}"),
        ("export default class {}", None, "class {}"),
        ("export default class C {}", "C", "class C {}"),
        ("export default abstract class C {}", "C", "abstract class C {}"),
        ("export = a", "a", "a"),
        ("export = serve({})", None, "serve({})"),
    ],
)
def test_reads_every_form_of_default_export(text: str, local: str | None, value: str) -> None:
    assert exports(text) == [("default", local, None, False, value)]


def test_takes_a_default_exported_interface_for_a_type() -> None:
    assert exports("export default interface I {}") == [
        ("default", "I", None, True, "interface I {}")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("const a = 1", [("a", "const", "1")]),
        ("let a", [("a", "let", None)]),
        ("let a!: number", [("a", "let", None)]),
        ("var a = 1, b = 2", [("a", "var", "1"), ("b", "var", "2")]),
        ("declare const a: number", [("a", "const", None)]),
        ("function f(this: X) {}", [("f", "function", "function f(this: X) {}")]),
        ("async function* f() {}", [("f", "function", "async function* f() {}")]),
        ("declare function f(): void", [("f", "function", "function f(): void")]),
        ("class A<T> {}", [("A", "class", "class A<T> {}")]),
        ("abstract class A {}", [("A", "class", "abstract class A {}")]),
        ("@dec() class A {}", [("A", "class", "@dec() class A {}")]),
        ("interface A {}", [("A", "interface", "interface A {}")]),
        ("type A = 1", [("A", "type", "type A = 1")]),
        ("enum A { B }", [("A", "enum", "enum A { B }")]),
        ("const enum A { B }", [("A", "enum", "const enum A { B }")]),
        ("namespace A {}", [("A", "namespace", "namespace A {}")]),
        ("module A {}", [("A", "namespace", "module A {}")]),
        ("declare namespace A {}", [("A", "namespace", "namespace A {}")]),
        ('declare module "a" {}', []),
        ("declare global { var a: 1 }", []),
        ("import A = B.C", [("A", "alias", "import A = B.C")]),
        ("using a = f()", [("a", "using", "f()")]),
        ("await using a = f()", [("a", "using", "f()")]),
        ("using a = f(), b = g()", [("a", "using", "f()"), ("b", "using", "g()")]),
        ("a = f()", []),
        ("if (x) { const a = 1 }", []),
    ],
)
def test_reads_every_form_of_declaration(text: str, expected: list[DeclarationRow]) -> None:
    assert declarations(text) == expected


@pytest.mark.parametrize(
    ("text", "exported"),
    [
        ("export const a = 1, b = 2", [("a", False), ("b", False)]),
        ("export let a", [("a", False)]),
        ("export const { GET, POST: post } = serve({})", [("GET", False), ("post", False)]),
        ("export function f() {}", [("f", False)]),
        ("export class A {}", [("A", False)]),
        ("@dec export class A {}", [("A", False)]),
        ("export @dec class A {}", [("A", False)]),
        ("export enum A { B }", [("A", False)]),
        ("export namespace A {}", [("A", False)]),
        ("export interface A {}", [("A", True)]),
        ("export type A = 1", [("A", True)]),
        ("export declare const a: number", [("a", False)]),
        ("export import A = B.C", [("A", False)]),
    ],
)
def test_an_exported_declaration_is_both(text: str, exported: list[tuple[str, bool]]) -> None:
    assert exports(text) == [(name, name, None, kind, None) for name, kind in exported]
    assert [row[0] for row in declarations(text)] == [name for name, _ in exported]


def test_a_destructuring_declares_each_name_but_holds_no_single_value() -> None:
    text = "const { a, b: c, d = 1, e: f = 2, g: { h: [i] }, ...j } = x, [k, , l = 1, ...m] = y"
    names = ["a", "c", "d", "f", "i", "j", "k", "l", "m"]
    assert declarations(text) == [(name, "const", None) for name in names]


@pytest.mark.parametrize(
    "text",
    ["const A = { b: 1 }\ntype A = typeof A", "type A = typeof A\nconst A = { b: 1 }"],
)
def test_of_a_value_and_a_type_with_one_name_the_value_is_declared(text: str) -> None:
    assert declarations(text) == [("A", "const", "{ b: 1 }")]


def test_of_overloads_the_implementation_is_declared() -> None:
    text = "export function f(a: string): void\nexport function f(a: unknown) {}"
    assert declarations(text) == [("f", "function", "function f(a: unknown) {}")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("module.exports = a", [("default", "a", None, False, "a")]),
        ("module.exports = { a }", [("default", None, None, False, "{ a }")]),
        ("exports.a = b", [("a", "b", None, False, "b")]),
        ("module.exports.a = f()", [("a", None, None, False, "f()")]),
        ("module.exports.a.b = 1", []),
        ("other.exports = 1", []),
    ],
)
def test_reads_the_exports_of_common_js(text: str, expected: list[ExportRow]) -> None:
    assert exports(text, "a.cjs") == expected


def test_a_required_module_is_a_declaration_not_an_import() -> None:
    text = 'const a = require("x"), { b, c: d } = require("y")'
    assert imports(text) == []
    assert declarations(text, "a.cjs") == [
        ("a", "const", 'require("x")'),
        ("b", "const", None),
        ("d", "const", None),
    ]


def test_directives_comments_and_a_hashbang_are_passed_over() -> None:
    text = '#!/usr/bin/env node\n// one\n"use client"\n/* two */ export const a = 1'
    assert exports(text) == [("a", "a", None, False, None)]


def test_what_lies_around_a_broken_region_is_still_read() -> None:
    text = (
        'import { a } from "x";\n'
        'export { b } from "./d.json" with { type: "json" };\n'
        "const broken = <<<;\n"
        "export const c = 1;\n"
    )
    assert imports(text) == [("a", "a", "x", False)]
    assert ("c", "c", None, False, None) in exports(text)


EVERYTHING = """
import a, { b as c, type D } from "x"; import * as ns from "y"; import e = require("z");
import F = G.H; export = i; export default (j); export * as "k l" from "m"; export type * from "n";
export const { o, p: [q] } = r; export declare function s(): void; using t = u(), v = w();
await using x = y(); namespace Z {} module.exports.a = 1; enum B { C = "d" } @dec export class E {}
"""


def test_text_that_breaks_off_anywhere_has_an_outline() -> None:
    for end in range(len(EVERYTHING)):
        outline = Source("a.ts", EVERYTHING[:end].encode()).module
        assert all(each.local for each in outline.imports)
