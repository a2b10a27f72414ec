"""What a Python module imports and declares at its top level."""

from __future__ import annotations

import pytest

from codemods.syntax.python.outline import Outline, dotted, imported_by, top_level
from codemods.syntax.python.source import PythonSource


def outline(text: str) -> Outline:
    return PythonSource("a.py", text.encode()).outline


def imports(text: str) -> dict[str, tuple[str, str | None, bool]]:
    found = outline(text).imports
    return {name: (each.module, each.name, each.type_only) for name, each in found.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a", {"a": ("a", None, False)}),
        ("import a.b.c", {"a": ("a", None, False)}),
        ("import a.b as c", {"c": ("a.b", None, False)}),
        ("from a.b import c", {"c": ("a.b", "c", False)}),
        (
            "from a import (\n    b as c,  # why\n    d,\n)",
            {"c": ("a", "b", False), "d": ("a", "d", False)},
        ),
        ("from . import a", {"a": (".", "a", False)}),
        ("from ..b.c import a", {"a": ("..b.c", "a", False)}),
        ("if TYPE_CHECKING:\n    from a import b", {"b": ("a", "b", True)}),
        (
            "if typing.TYPE_CHECKING:\n    import a\nelse:\n    import b",
            {"a": ("a", None, True), "b": ("b", None, False)},
        ),
        ("try:\n    import a\nexcept ImportError:\n    import b as a", {"a": ("b", None, False)}),
        ("def f():\n    import a", {}),
    ],
)
def test_imports_are_known_by_the_names_that_they_bind(text: str, expected: object) -> None:
    assert imports(text) == expected


def test_star_imports_are_known_by_their_modules() -> None:
    assert outline("from .a import *\nfrom b import *").stars == (".a", "b")


def test_names_are_declared_by_assignments_functions_and_classes() -> None:
    found = outline(
        "a = 1\nb: int = 2\nc: int\ndef d(): ...\nclass E: ...\nf, g = 1, 2\nwith h() as i: ...\n"
    )
    kinds = {name: each[0].kind for name, each in found.declarations.items()}
    assert kinds == {
        **dict.fromkeys(("a", "b", "f", "g", "i"), "variable"),
        "d": "function",
        "E": "class",
    }
    assert found.variable("a") is found.declarations["a"][0]
    assert found.declarations["f"][0].value is None


def test_a_variable_with_two_values_has_none_for_sure() -> None:
    found = outline("a = 1\nif x:\n    a = 2\n")
    assert found.variable("a") is None
    assert found.declared("a") is found.declarations["a"][-1]


@pytest.mark.parametrize("change", ["a += [1]", "a.append(1)", "a.extend(b)", "a[0] = 1"])
def test_a_list_that_is_changed_in_place_is_known(change: str) -> None:
    assert set(outline(f"a = []\n{change}\n").changed) == {"a"}


def test_what_only_reads_a_list_does_not_change_it() -> None:
    assert not outline("a = []\na.index(1)\nb = a[0]\n").changed


def test_the_public_names_are_those_of_a_literal_list() -> None:
    assert outline("__all__ = ['a', \"b\"]").public == ("a", "b")
    assert outline("__all__ = ('a',)").public == ("a",)
    assert outline("__all__ = names()").public is None
    assert outline("__all__ = ['a', b]").public is None


def test_small_statements_of_one_line_are_told_one_by_one() -> None:
    module = PythonSource("a.py", b"a = 1; b = 2\nfor x in y: z = 3\nwhile 1:\n    w = 4\n").module
    names = [type(each).__name__ for each, _ in top_level(module)]
    assert names == ["Assign", "Assign", "For", "Assign", "While", "Assign"]


def test_a_dotted_name_is_names_and_dots_alone() -> None:
    call = PythonSource("a.py", b"a.b.c(1)\na().b(1)\n").calls("c", "b")
    assert [dotted(each.node.func) for each in call] == ["a.b.c", None]
    statement = next(top_level(PythonSource("a.py", b"import a, b.c\n").module))[0]
    assert [each.local for each in imported_by(statement)] == ["a", "b"]
