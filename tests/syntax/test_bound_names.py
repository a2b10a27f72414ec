"""A name means what the nearest scope around it says."""

from __future__ import annotations

import pytest

from codemods.syntax.nodes import walk
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source


def meaning(text):
    """What the name in `/*here*/ name` means."""
    source = Source("a.ts", text.encode())
    start = text.encode().index(b"/*here*/") + len(b"/*here*/")
    node = next(n for n in walk(source.root) if n.type == "identifier" and n.start_byte >= start)
    found = bound(source, node, source.text(node))
    return (found.kind, found.keys) if found is not None else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("const x = 1; function f() { use(/*here*/x); }", None),
        ("function f() { const x = 1; use(/*here*/x); }", ("variable", ())),
        ("function f() { if (a) { const x = 1; } use(/*here*/x); }", None),
        ("function f() { const { a: { x } } = y; use(/*here*/x); }", ("variable", ("a", "x"))),
        ("function f() { const { b: x = 1 } = y; use(/*here*/x); }", ("variable", ("b",))),
        ("function f() { const [x] = y; use(/*here*/x); }", ("variable", None)),
        ("function f() { const { a, ...x } = y; use(/*here*/x); }", ("variable", None)),
        ("const f = (x: T) => use(/*here*/x);", ("parameter", ())),
        ("const f = x => use(/*here*/x);", ("parameter", ())),
        ("const f = ({ x }) => use(/*here*/x);", ("parameter", ("x",))),
        ("const f = (x) => () => { const x = 1; use(/*here*/x); };", ("variable", ())),
        ("function f() { function x() {} use(/*here*/x); }", ("function", ())),
        ("function f() { class x {} use(/*here*/x); }", ("class", ())),
        ("const f = function x() { use(/*here*/x); };", ("function", ())),
        ("for (const x of y) { use(/*here*/x); }", ("other", None)),
        ("for (let x = 0; x < 1; x++) { use(/*here*/x); }", ("variable", ())),
        ("try { a(); } catch (x) { use(/*here*/x); }", ("other", None)),
        ("switch (a) { case 1: const x = 1; use(/*here*/x); }", ("variable", ())),
    ],
)
def test_finds_what_a_name_means_where_it_stands(text, expected):
    assert meaning(text) == expected
