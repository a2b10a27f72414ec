"""Which files are sources, and that each ending's grammar reads what such files hold."""

from __future__ import annotations

import pytest

from codemods.syntax import languages
from codemods.syntax.source import Source


@pytest.mark.parametrize(
    ("path", "grammar"),
    [
        ("a.ts", "typescript"),
        ("a.mts", "typescript"),
        ("a.cts", "typescript"),
        ("a.d.ts", "typescript"),
        ("a.tsx", "tsx"),
        ("a.js", "tsx"),
        ("a.jsx", "tsx"),
        ("a.mjs", "tsx"),
        ("a.cjs", "tsx"),
        ("A.TS", "typescript"),
        ("src/[id]/a.inngest.ts", "typescript"),
    ],
)
def test_knows_a_source_by_its_ending(path: str, grammar: str) -> None:
    assert languages.grammar_for(path) == grammar


@pytest.mark.parametrize(
    "path", ["a.json", "a.vue", "a.svelte", "ts", ".ts", "a.ts.txt", "a.ts/b", "", "README.md"]
)
def test_anything_else_is_no_source(path: str) -> None:
    assert languages.grammar_for(path) is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.ts", "const a = <number>b; const f = <T>(x: T) => x"),
        ("a.mts", 'import type { A } from "./a.mjs"; export const a = 1 satisfies A'),
        ("a.cts", 'import fs = require("fs"); export = fs'),
        ("a.tsx", "const a = <T,>(x: T) => <p>{x as string}</p>"),
        ("a.js", "const a = () => <p>text</p>; module.exports = { a }"),
        ("a.mjs", "#!/usr/bin/env node\nexport const a = await b"),
        ("a.cjs", '"use strict"; exports.a = require("b")'),
    ],
)
def test_reads_what_files_of_the_ending_hold(path: str, text: str) -> None:
    assert not Source(path, text.encode()).root.has_error


def test_a_grammar_is_made_once_and_a_text_is_parsed_once() -> None:
    for grammar in languages.GRAMMARS:
        assert languages.language(grammar) is languages.language(grammar)
        assert languages.parse(grammar, b"a = 1") is languages.parse(grammar, b"a = 1")
        assert languages.parse(grammar, b"a = 1") is not languages.parse(grammar, b"a = 2")


def test_typescript_endings_are_some_of_all_endings() -> None:
    assert languages.TYPESCRIPT_SUFFIXES < languages.SUFFIXES
    assert all(languages.grammar_for(f"a{suffix}") for suffix in languages.SUFFIXES)
