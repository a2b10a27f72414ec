"""What patterns take from a value, and what parameters are."""

from __future__ import annotations

from codemods.syntax.nodes import FUNCTIONS, walk
from codemods.syntax.patterns import annotation, parameters, pattern_of, taken
from codemods.syntax.source import Source


def of_pattern(text):
    """The names of the pattern in `const … = value`, with their keys and whether they are rests."""
    source = Source("a.ts", f"const {text} = value;".encode())
    declarator = next(node for node in walk(source.root) if node.type == "variable_declarator")
    found = taken(source, declarator.child_by_field_name("name"))
    return [(each.name, each.keys, each.rest) for each in found]


def test_a_name_is_taken_whole():
    assert of_pattern("a") == [("a", (), False)]


def test_keys_and_default_values_bind_nothing():
    assert of_pattern("{ event: { data }, step: _step = other, ...rest }") == [
        ("data", ("event", "data"), False),
        ("_step", ("step",), False),
        ("rest", (), True),
    ]


def test_a_string_is_a_key_and_a_computed_one_is_not_known():
    assert of_pattern('{ "a-b": a, [key]: b }') == [("a", ("a-b",), False), ("b", None, False)]


def test_what_lies_in_a_list_has_no_keys():
    assert of_pattern("[a, { b }, ...c]") == [
        ("a", None, False),
        ("b", None, False),
        ("c", None, True),
    ]


def test_a_rest_tells_what_it_is_the_rest_of():
    assert of_pattern("{ a: { b, ...c } }") == [("b", ("a", "b"), False), ("c", ("a",), True)]


def of_function(text):
    """The source of each parameter's pattern, and of its type."""
    source = Source("a.ts", text.encode())
    function = next(node for node in walk(source.root) if node.type in FUNCTIONS)
    return [
        (source.text(pattern_of(each)), kind and source.text(kind))
        for each in parameters(function)
        for kind in [annotation(each)]
    ]


def test_parameters_are_told_without_this():
    assert of_function("const f = function (this: A, b: B, { c } = d, e?: E) {}") == [
        ("b", "B"),
        ("{ c }", None),
        ("e", "E"),
    ]


def test_an_arrow_may_have_a_name_for_its_parameter():
    assert of_function("const f = a => a") == [("a", None)]
