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


def local(text):
    """The binding of the name in `/*here*/ name`, with its source."""
    source = Source("a.ts", text.encode())
    start = text.encode().index(b"/*here*/") + len(b"/*here*/")
    node = next(n for n in walk(source.root) if n.type == "identifier" and n.start_byte >= start)
    return source, bound(source, node, source.text(node))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("const x = 1; function f() { use(/*here*/x); }", None),
        ("function f() { const x = 1; use(/*here*/x); }", ("const", ())),
        ("function f() { let x = 1; use(/*here*/x); }", ("let", ())),
        ("function f() { using x = y(); use(/*here*/x); }", ("using", ())),
        ("function f() { if (a) { const x = 1; } use(/*here*/x); }", None),
        ("function f() { if (a) { var x = 1; } use(/*here*/x); }", ("var", ())),
        ("function f() { for (var x of y) {} use(/*here*/x); }", ("loop", ())),
        ("if (a) { var x = 1; use(/*here*/x); }", ("var", ())),
        ("function f() { const { a: { x } } = y; use(/*here*/x); }", ("const", ("a", "x"))),
        ("function f() { const { b: x = 1 } = y; use(/*here*/x); }", ("const", ("b",))),
        ("function f() { const { [b]: x } = y; use(/*here*/x); }", ("const", None)),
        ("function f() { const [x] = y; use(/*here*/x); }", ("const", None)),
        ("function f() { const { a, ...x } = y; use(/*here*/x); }", ("const", None)),
        ("const f = (x: T) => use(/*here*/x);", ("parameter", ())),
        ("const f = x => use(/*here*/x);", ("parameter", ())),
        ("const f = ({ x }) => use(/*here*/x);", ("parameter", ("x",))),
        ("const f = (x) => { var x; use(/*here*/x); };", ("parameter", ())),
        ("const f = (x) => () => { const x = 1; use(/*here*/x); };", ("const", ())),
        ("function f() { function x() {} use(/*here*/x); }", ("function", ())),
        ("function f() { class x {} use(/*here*/x); }", ("class", ())),
        ("function f() { enum x { A } use(/*here*/x); }", ("class", ())),
        ("const f = function x() { use(/*here*/x); };", ("function", ())),
        ("for (const x of y) { use(/*here*/x); }", ("loop", ())),
        ("for (let x = 0; x < 1; x++) { use(/*here*/x); }", ("let", ())),
        ("try { a(); } catch (x) { use(/*here*/x); }", ("catch", ())),
        ("switch (a) { case 1: const x = 1; use(/*here*/x); }", ("const", ())),
        ("switch (a) { case 1: const x = 1; break; case 2: use(/*here*/x); }", ("const", ())),
    ],
)
def test_finds_what_a_name_means_where_it_stands(text, expected):
    assert meaning(text) == expected


def test_a_function_does_not_see_what_another_one_beside_it_declares():
    text = "const f = () => { const x = 1; }; const g = () => { use(/*here*/x); };"
    assert local(text)[1] is None


def test_what_a_name_holds_is_known_where_it_never_changes():
    source, found = local("function f() { const x = { a: 1 }; use(/*here*/x); }")
    assert source.text(found.whole) == "{ a: 1 }"
    assert local("function f() { let x = { a: 1 }; use(/*here*/x); }")[1].whole is None
    assert local("function f() { const { x } = y; use(/*here*/x); }")[1].whole is None
    assert local("function f() { const { ...x } = y; use(/*here*/x); }")[1].whole is None


def test_a_rest_reaches_into_what_it_is_the_rest_of():
    assert local("const f = ({ a: { b, ...x } }) => use(/*here*/x);")[1].reach == ("a",)


def test_a_parameter_has_a_type_and_a_default_and_no_value():
    source, found = local("const f = (x: T = y) => use(/*here*/x);")
    assert (source.text(found.type), source.text(found.default)) == ("T", "y")
    assert found.value is None


def test_a_function_is_inside_its_own_scope_and_not_around_itself():
    source = Source("a.ts", b"const f = (x) => x;")
    function = next(node for node in walk(source.root) if node.type == "arrow_function")
    assert source.scopes.around(function) is None
    assert source.scopes.inside(function).find("x").kind == "parameter"


def test_a_file_of_nothing_has_no_scopes():
    source = Source("a.ts", b"")
    assert source.scopes.around(source.root) is None
