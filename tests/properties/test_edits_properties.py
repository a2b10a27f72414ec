"""Edits of any text: what does not overlap applies span by span, what overlaps is a conflict."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codemods.syntax.edits import Edit, EditConflict, Edits

quick = settings(deadline=None, max_examples=200, derandomize=True)

texts = st.text(alphabet="ab\r\n\té😀").map(str.encode)


@st.composite
def apart(draw: st.DrawFn) -> tuple[bytes, list[Edit]]:
    """A text and edits of it that do not overlap, in source order."""
    data = draw(texts)
    places = sorted(draw(st.lists(st.integers(0, len(data)), max_size=12)))
    spans = zip(places[::2], places[1::2], strict=False)
    return data, [Edit(start, end, draw(texts), f"{start}") for start, end in spans]


@quick
@given(apart())
def test_edits_that_do_not_overlap_apply_in_any_order_of_asking(
    case: tuple[bytes, list[Edit]],
) -> None:
    data, edits = case
    expected = data
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.new + expected[edit.end :]
    assert Edits.of(data, edits).apply(data) == expected
    if len({edit.start for edit in edits}) == len(edits):
        assert Edits.of(data, reversed(edits)).apply(data) == expected


@quick
@given(apart())
def test_what_lies_outside_the_spans_is_the_same(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    result = Edits.of(data, edits).apply(data)
    at = came = 0
    for edit in edits:
        length = edit.start - at
        assert result[came : came + length] == data[at : edit.start]
        came += length + len(edit.new)
        at = edit.end
    assert result[came:] == data[at:]


@quick
@given(apart(), st.integers(0, 12))
def test_sets_can_be_joined_piece_by_piece(case: tuple[bytes, list[Edit]], cut: int) -> None:
    data, edits = case
    joined = Edits.of(data, edits[:cut]) | Edits.of(data, edits[cut:])
    assert joined == Edits.of(data, edits)


@quick
@given(texts.filter(lambda data: len(data) > 1), st.data())
def test_edits_that_overlap_are_a_conflict(data: bytes, draw: st.DataObject) -> None:
    start = draw.draw(st.integers(0, len(data) - 1))
    end = draw.draw(st.integers(start + 1, len(data)))
    inside = draw.draw(st.integers(start, end - 1))
    beyond = draw.draw(st.integers(max(inside, start) + 1, len(data)))
    edits = [Edit(start, end, b"", "one"), Edit(inside, beyond, b"", "two")]
    with pytest.raises(EditConflict, match="overlaps"):
        Edits.of(data, edits)
    with pytest.raises(EditConflict, match="overlaps"):
        _ = Edits.of(data, edits[:1]) | Edits.of(data, edits[1:])


@quick
@given(texts, texts)
def test_edits_apply_to_their_own_text_only(data: bytes, other: bytes) -> None:
    edits = Edits.of(data, [])
    if data == other:
        assert edits.apply(other) == data
    else:
        with pytest.raises(EditConflict):
            edits.apply(other)
