"""Edits of one text."""

from __future__ import annotations

import pytest

from codemods.syntax.edits import Edit, EditConflict, Edits

TEXT = b"const a = 1;\n"


def test_edits_apply_in_the_order_of_their_places() -> None:
    edits = Edits.of(TEXT, [Edit(10, 11, b"2", "second"), Edit(6, 7, b"name", "first")])
    assert edits.apply(TEXT) == b"const name = 2;\n"


def test_insertions_at_one_place_keep_the_order_they_were_given_in() -> None:
    edits = Edits.of(TEXT, [Edit(0, 0, b"1", "one"), Edit(0, 0, b"2", "two")])
    assert edits.apply(TEXT) == b"12" + TEXT


def test_spans_that_touch_do_not_overlap() -> None:
    edits = Edits.of(TEXT, [Edit(0, 5, b"let", "one"), Edit(5, 6, b"  ", "two")])
    assert edits.apply(TEXT) == b"let  a = 1;\n"


def test_an_insertion_at_the_start_of_a_replaced_span_comes_before_it() -> None:
    edits = Edits.of(TEXT, [Edit(6, 7, b"b", "replace"), Edit(6, 6, b"x", "insert")])
    assert edits.apply(TEXT) == b"const xb = 1;\n"


def test_overlapping_edits_are_a_conflict_that_names_both_origins() -> None:
    with pytest.raises(EditConflict, match=r"one \(0\.\.6\) overlaps two \(5\.\.7\)"):
        Edits.of(TEXT, [Edit(5, 7, b"", "two"), Edit(0, 6, b"", "one")])


def test_an_insertion_inside_a_replaced_span_is_a_conflict() -> None:
    with pytest.raises(EditConflict, match="overlaps"):
        Edits.of(TEXT, [Edit(0, 6, b"", "one"), Edit(3, 3, b"x", "two")])


def test_joining_two_sets_finds_their_conflicts() -> None:
    one, two = (Edits.of(TEXT, [Edit(0, end, b"", f"to {end}")]) for end in (5, 6))
    with pytest.raises(EditConflict, match="to 5"):
        _ = one | two


def test_joining_two_sets_gives_both() -> None:
    joined = Edits.of(TEXT, [Edit(6, 7, b"b", "name")]) | Edits.of(
        TEXT, [Edit(0, 5, b"let", "let")]
    )
    assert joined.apply(TEXT) == b"let b = 1;\n"


def test_edits_refuse_every_text_but_their_own() -> None:
    with pytest.raises(EditConflict, match="changed since"):
        Edits.of(TEXT, [Edit(0, 0, b"x", "test")]).apply(TEXT + b"\n")


def test_sets_of_two_texts_cannot_be_joined() -> None:
    with pytest.raises(EditConflict, match="two different texts"):
        _ = Edits.of(TEXT, []) | Edits.of(b"", [])


def test_an_edit_beyond_the_end_is_a_conflict() -> None:
    with pytest.raises(EditConflict, match="beyond the end"):
        Edits.of(TEXT, [Edit(0, 99, b"", "test")]).apply(TEXT)


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (2, 1)])
def test_a_span_that_is_none_is_refused(start: int, end: int) -> None:
    with pytest.raises(EditConflict, match=r"test: no span"):
        Edit(start, end, b"", "test")


def test_a_set_is_true_when_it_holds_an_edit() -> None:
    assert Edits.of(TEXT, [Edit(0, 0, b"x", "test")])
    assert not Edits.of(TEXT, [])
