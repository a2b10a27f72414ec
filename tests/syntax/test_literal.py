"""Static values: what can be known of an expression without running it, and where that ends."""

from __future__ import annotations

import pytest

from codemods.syntax.literal import (
    Array,
    Dynamic,
    Literal,
    Object,
    Scalar,
    evaluate,
    static,
    string,
)
from codemods.syntax.nodes import named_children
from codemods.syntax.source import Source


def value_of(expression: str, before: str = "") -> Literal:
    """The value of an expression below some other code."""
    source = Source("a.ts", f"{before}\nx = {expression}".encode())
    assignment = named_children(named_children(source.root)[-1])[0]
    right = assignment.child_by_field_name("right")
    assert right is not None
    return evaluate(source, right)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"a"', "a"),
        ("'it\\'s'", "it's"),
        ("`a`", "a"),
        ("`a\nb`", "a\nb"),
        ("`a\r\nb`", "a\nb"),
        ("`a\r\n\\n`", "a\n\n"),
        ("`\\`\\${x}`", "`${x}"),
        ('"é😀"', "é😀"),
        (r'"\n\t\r\b\f\v\0"', "\n\t\r\b\f\v\0"),
        (r'"\x41\u0042\u{1F600}"', "AB😀"),
        (r'"\uD83D\uDE00"', "😀"),
        (r'"\uD83D"', "\ufffd"),
        (r'"\q\\"', "q\\"),
        ('"a\\\nb"', "ab"),
        ('"a\\\r\nb"', "ab"),
        ('""', ""),
        ("1", 1),
        ("1_000", 1000),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000),
        ("0x1F", 31),
        ("0XFF", 255),
        ("0b11", 3),
        ("0o17", 15),
        ("-1", -1),
        ("- -1", 1),
        ("-1.5", -1.5),
        ("true", True),
        ("false", False),
        ("null", None),
    ],
)
def test_knows_every_kind_of_scalar(expression: str, value: object) -> None:
    literal = value_of(expression)
    assert isinstance(literal, Scalar)
    assert literal.value == value
    assert type(literal.value) is type(value) or isinstance(literal.value, float)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[]", []),
        ("[1, 'a', [true]]", [1, "a", [True]]),
        ("[1, 2,]", [1, 2]),
        ("[1 /* c */, /* d */ 2]", [1, 2]),
        ("{}", {}),
        ('{ a: 1, "b c": 2, 3: 4 }', {"a": 1, "b c": 2, "3": 4}),
        ("{ 'it\\'s': 1 }", {"it's": 1}),
        ('{ "\\u0061": 1 }', {"a": 1}),
        ("{ a: 1, a: 2 }", {"a": 2}),
        ("{ /* c */ a: { b: [1] } }", {"a": {"b": [1]}}),
    ],
)
def test_knows_arrays_and_objects(expression: str, value: object) -> None:
    assert static(value_of(expression)) == value


@pytest.mark.parametrize(
    "expression",
    [
        "(1)",
        "1 as const",
        "1 satisfies number",
        "<number>1",
        "(1 as unknown as number)!",
        "Object.freeze(1)",
        "Object.freeze({ a: 1 } as const).a",
        "({ a: 1 }).a",
        '({ a: 1 })["a"]',
        "({ a: 1 })?.a",
    ],
)
def test_looks_through_what_changes_no_value(expression: str) -> None:
    assert static(value_of(expression)) == 1


@pytest.mark.parametrize(
    "expression",
    [
        "`a${1}`",
        "10n",
        "0xFFn",
        "017",
        "08",
        "+1",
        "!0",
        "-true",
        "undefined",
        "NaN",
        "f()",
        "a",
        "a.b",
        "a[0]",
        "Object.freeze(a, b)",
        "b ? 1 : 2",
        '"a" + "b"',
        "() => 1",
        "/re/",
        "tag`a`",
        "({ a: 1 }).b",
    ],
)
def test_takes_everything_else_for_dynamic(expression: str) -> None:
    assert isinstance(value_of(expression), Dynamic)


def test_a_spread_or_hole_is_one_dynamic_element() -> None:
    literal = value_of("[1, , ...rest, 2]")
    assert isinstance(literal, Array)
    kinds = [type(item) for item in literal.items]
    assert kinds == [Scalar, Dynamic, Dynamic, Scalar]


@pytest.mark.parametrize("more", ["...rest", "[key]: 2", "0x10: 2", "[key]() {}"])
def test_an_object_says_when_there_may_be_more_in_it(more: str) -> None:
    literal = value_of(f"{{ a: 1, {more} }}")
    assert isinstance(literal, Object)
    assert not literal.complete
    assert static(literal) == {"a": 1}


def test_methods_and_accessors_are_entries_without_a_static_value() -> None:
    literal = value_of("{ a: 1, m() {}, get g() { return 1 }, async s() {} }")
    assert isinstance(literal, Object)
    assert literal.complete
    assert static(literal) == {"a": 1, "m": None, "g": None, "s": None}


@pytest.mark.parametrize(
    ("before", "expression", "value"),
    [
        ('const a = "x"', "a", "x"),
        ('export const a = "x" as const', "a", "x"),
        ('const a = "x", b = { a }', "b.a", "x"),
        ("const a = { b: { c: 1 } }", "a.b.c", 1),
        ('const a = { "b/c": 1 }', 'a["b/c"]', 1),
        ("const b = 1; const a = b", "a", 1),
        ('enum E { A = "x", "b c" = "y" }', "E.A", "x"),
        ('const enum E { A = "x", "b c" = "y" }', 'E["b c"]', "y"),
        ("const A = { b: 1 } as const; type A = typeof A", "A.b", 1),
    ],
)
def test_follows_constants_of_the_file(before: str, expression: str, value: object) -> None:
    assert static(value_of(expression, before)) == value


@pytest.mark.parametrize(
    ("before", "expression"),
    [
        ("let a = 1", "a"),
        ("var a = 1", "a"),
        ("function a() {}", "a"),
        ("const { a } = { a: 1 }", "a"),
        ("enum E { A }", "E.A"),
        ("const B = 1; enum E { A = B }", "E.A"),
        ("const a = { ...b }", "a.c"),
    ],
)
def test_does_not_follow_what_could_be_something_else(before: str, expression: str) -> None:
    assert isinstance(value_of(expression, before), Dynamic)


@pytest.mark.parametrize(
    ("before", "value"),
    [
        ("const a = a", None),
        ("const a = b; const b = a", None),
        ("const a = [a, a, a]", [None, None, None]),
        ("const a = { left: a, right: a }", {"left": None, "right": None}),
        ("const a = b.c; const b = { c: a }", None),
    ],
)
def test_a_constant_made_of_itself_is_dynamic_where_it_closes(before: str, value: object) -> None:
    assert static(value_of("a", before)) == value


def test_constants_that_double_one_another_come_to_an_end() -> None:
    doubling = "\n".join(f"const a{n} = [a{n + 1}, a{n + 1}];" for n in range(60))
    assert isinstance(value_of("a0", doubling), Array)


def test_one_constant_may_be_used_several_times() -> None:
    assert static(value_of("[a, a, { b: a }]", "const a = 1")) == [1, 1, {"b": 1}]


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "[" * 5000 + "]" * 5000,
        "{a:" * 5000 + "1" + "}" * 5000,
        "- " * 5000 + "1",
        "a" + ".b" * 5000,
        "1" + " as any" * 5000,
        "Object.freeze(" * 5000 + "1" + ")" * 5000,
    ],
    ids=["parentheses", "arrays", "objects", "signs", "members", "casts", "calls"],
)
def test_nesting_of_any_depth_has_an_answer(expression: str) -> None:
    static(value_of(expression, "const a = {}"))


def test_says_where_a_value_stands() -> None:
    literal = value_of("a.b", 'const a = { b: "here" }')
    assert isinstance(literal, Scalar)
    assert literal.source.place(literal.node) == "a.ts:1:16"


def test_a_caller_may_say_what_names_mean() -> None:
    other = Source("b.ts", b'"there"')
    there = named_children(other.root)[0].named_children[0]
    source = Source("a.ts", b"x")
    here = named_children(source.root)[0].named_children[0]
    assert static(evaluate(source, here, lambda _source, _name: (other, there))) == "there"


def test_string_is_for_strings_only() -> None:
    assert string(value_of('"a"')) == "a"
    assert string(value_of("1")) is None
    assert string(value_of("f()")) is None
    assert string(None) is None
