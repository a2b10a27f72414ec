"""Change sets: what they hold, and how they compose."""

from __future__ import annotations

import pytest

from codemods.workspace.writing.changes import Change, ChangeConflict, ChangeSet

CREATE = Change("a.ts", None, b"1", "create a")
EDIT = Change("a.ts", b"1", b"2", "edit a")
REVERT = Change("a.ts", b"2", b"1", "revert a")
DELETE = Change("a.ts", b"1", None, "delete a")
OTHER = Change("b.ts", b"x", b"y", "edit b")


@pytest.mark.parametrize(
    ("change", "kind"), [(CREATE, "create"), (EDIT, "edit"), (DELETE, "delete")]
)
def test_a_change_is_of_a_kind(change: Change, kind: str):
    assert change.kind == kind


def test_filling_an_empty_file_is_an_edit():
    assert Change("a.ts", b"", b"1", "").kind == "edit"
    assert Change("a.ts", b"1", b"", "").kind == "edit"


def test_a_set_with_changes_is_true():
    assert ChangeSet((EDIT,))
    assert not ChangeSet(notes=("nothing to do",), identical=("a.ts",))


def test_a_change_that_changes_nothing_is_dropped():
    assert not ChangeSet((Change("a.ts", b"1", b"1", ""), Change("b.ts", None, None, "")))


def test_two_changes_of_one_path_are_a_fault():
    with pytest.raises(ChangeConflict, match=r"a\.ts is changed twice"):
        ChangeSet((CREATE, OTHER, EDIT))


def test_the_overlay_is_what_the_files_will_be():
    assert ChangeSet((OTHER, DELETE)).overlay() == {"b.ts": b"y", "a.ts": None}


def test_a_set_planned_on_anothers_result_continues_its_changes():
    both = ChangeSet((CREATE, OTHER)) | ChangeSet((EDIT,))
    assert both.changes == (Change("a.ts", None, b"2", "create a; edit a"), OTHER)


def test_changes_keep_the_order_in_which_they_were_planned():
    both = ChangeSet((OTHER,)) | ChangeSet((Change("0.ts", None, b"", ""), CREATE))
    assert [change.path for change in both.changes] == ["b.ts", "0.ts", "a.ts"]


def test_what_is_taken_back_is_dropped():
    assert (ChangeSet((EDIT,)) | ChangeSet((REVERT,))).changes == ()
    assert (ChangeSet((CREATE,)) | ChangeSet((DELETE,))).changes == ()


def test_a_file_that_is_deleted_and_made_again_is_edited():
    (change,) = (ChangeSet((DELETE,)) | ChangeSet((Change("a.ts", None, b"3", "again"),))).changes
    assert (change.before, change.after, change.kind) == (b"1", b"3", "edit")


def test_a_reason_is_given_once():
    first, second = Change("a.ts", b"1", b"2", "register x"), Change("a.ts", b"2", b"3", "add y")
    third = Change("a.ts", b"3", b"4", "register x")
    (change,) = (ChangeSet((first,)) | ChangeSet((second,)) | ChangeSet((third,))).changes
    assert change.why == "register x; add y"


def test_a_set_that_was_planned_on_something_else_is_a_fault():
    with pytest.raises(ChangeConflict, match="“revert a” was not planned on the result of “create"):
        _ = ChangeSet((CREATE,)) | ChangeSet((REVERT,))


def test_the_empty_set_composes_to_nothing_new():
    full = ChangeSet((EDIT,), ("note",), {"job": "a"}, ("run it",), ("c.ts",))
    assert ChangeSet() | full == full
    assert full | ChangeSet() == full


def test_what_is_told_is_joined_without_repeats_and_the_later_fact_holds():
    first = ChangeSet((), ("n1", "n2"), {"job": "a", "sdk": 4}, ("s1",), ("c.ts",))
    second = ChangeSet((), ("n2", "n3"), {"job": "b"}, ("s1", "s2"), ("c.ts", "d.ts"))
    assert first | second == ChangeSet(
        (), ("n1", "n2", "n3"), {"job": "b", "sdk": 4}, ("s1", "s2"), ("c.ts", "d.ts")
    )


def test_a_path_that_changes_is_not_also_identical():
    assert (ChangeSet(identical=("a.ts",)) | ChangeSet((EDIT,))).identical == ()
    assert (ChangeSet((EDIT,)) | ChangeSet(identical=("a.ts", "b.ts"))).identical == ("b.ts",)


def test_facts_are_copied_so_that_nobody_changes_them_from_outside():
    facts: dict[str, object] = {"job": "a"}
    changes = ChangeSet(facts=facts)
    facts["job"] = "b"
    assert changes.facts == {"job": "a"}
