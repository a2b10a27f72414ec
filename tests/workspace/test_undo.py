"""Taking commits back, and what stands against it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.workspace.writing.changes import Change, ChangeSet
from codemods.workspace.writing.transaction import Transaction
from codemods.workspace.writing.undo import chosen, history, taken_back, undone_by
from faults import (
    CHANGE_SETS,
    CREATE_DEEP,
    CREATE_NEW,
    DELETE_SCRIPT,
    EDIT_ROUTE,
    FILES,
    journal_at_rest,
    names,
    sample,
    tree,
)

every_set = pytest.mark.parametrize("change_set", CHANGE_SETS.values(), ids=CHANGE_SETS)


@pytest.fixture
def root(room: Path) -> Path:
    return sample(room / "app")


def commit(root: Path, *changes: Change) -> int:
    number = Transaction(root, command="codemod test").commit(ChangeSet(changes))
    assert number is not None
    return number


def undo(root: Path, number: int | None = None) -> int:
    records = history(root)
    record = chosen(records, number)
    later = [each for each in records if each.id > record.id]
    made = Transaction(root, undoes=record.id).commit(taken_back(root, record, later))
    assert made is not None
    return made


@every_set
def test_every_byte_mode_and_absence_comes_back_and_goes_again(
    root: Path, change_set: ChangeSet
) -> None:
    before = tree(root)
    Transaction(root).commit(change_set)
    after = tree(root)
    taken = undo(root)
    assert tree(root) == before
    undo(root, taken)
    assert tree(root) == after
    assert journal_at_rest(root)


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe\r\n\r", bytes(range(256)) * 999])
def test_any_bytes_come_back(root: Path, data: bytes) -> None:
    (root / "any.bin").write_bytes(data)
    commit(root, Change("any.bin", data, b"text\n", ""), Change("b.bin", None, data, ""))
    undo(root)
    assert (root / "any.bin").read_bytes() == data
    assert not (root / "b.bin").exists()


def test_a_name_that_is_not_utf_8_is_no_obstacle(root: Path) -> None:
    name = os.fsdecode(b"n\xff\n.ts")
    commit(root, Change(name, None, b"", ""))
    undo(root)
    assert not (root / name).exists()


def test_commits_are_taken_back_one_after_the_other(root: Path) -> None:
    before = tree(root)
    commit(root, CREATE_NEW)
    commit(root, EDIT_ROUTE)
    commit(root, CREATE_DEEP)
    for _ in range(3):
        undo(root)
    assert tree(root) == before
    records = history(root)
    assert undone_by(records) == {3: 4, 2: 5, 1: 6}
    with pytest.raises(CodemodError, match="there is no commit to undo"):
        chosen(records, None)


def test_a_commit_is_taken_back_out_of_turn_where_it_touched_other_files(root: Path) -> None:
    commit(root, CREATE_NEW)
    commit(root, EDIT_ROUTE)
    undo(root, 1)
    assert not (root / CREATE_NEW.path).exists()
    assert (root / EDIT_ROUTE.path).read_bytes() == EDIT_ROUTE.after


def test_what_is_undone_is_not_undone_again(root: Path) -> None:
    commit(root, CREATE_NEW)
    undo(root)
    with pytest.raises(CodemodError, match="commit 1 is undone already, by 2"):
        chosen(history(root), 1)
    undo(root, 2)
    assert undone_by(history(root)) == {2: 3}
    undo(root, 1)
    assert not (root / CREATE_NEW.path).exists()


def test_an_id_that_no_commit_has_is_an_error(root: Path) -> None:
    with pytest.raises(CodemodError, match="there is no commit 7"):
        chosen(history(root), 7)


def test_files_that_have_changed_since_are_listed_and_nothing_is_done(root: Path) -> None:
    commit(root, CREATE_NEW, EDIT_ROUTE, DELETE_SCRIPT)
    (root / CREATE_NEW.path).write_bytes(b"edited\n")
    (root / "script.sh").write_bytes(b"back\n")
    before = tree(root)
    with pytest.raises(CodemodError) as caught:
        undo(root)
    assert caught.value.what == (
        "2 files have changed since commit 1: src/inngest/new.ts, script.sh"
    )
    assert tree(root) == before


def test_a_folder_where_a_file_was_is_a_change(root: Path) -> None:
    commit(root, CREATE_NEW)
    (root / CREATE_NEW.path).unlink()
    (root / CREATE_NEW.path).mkdir()
    with pytest.raises(CodemodError, match="1 file has changed since commit 1"):
        undo(root)


def test_a_later_commit_that_is_in_the_way_is_named(root: Path) -> None:
    commit(root, CREATE_NEW)
    commit(root, Change(CREATE_NEW.path, CREATE_NEW.after, b"more\n", ""))
    with pytest.raises(CodemodError, match="1 file has changed since commit 1") as caught:
        undo(root, 1)
    assert caught.value.mend == "undo what came later first: codemod undo --id 2"


def test_a_later_commit_that_is_taken_back_is_not_named_as_in_the_way(root: Path) -> None:
    commit(root, CREATE_NEW)
    commit(root, Change(CREATE_NEW.path, CREATE_NEW.after, b"more\n", ""))
    undo(root)
    (root / CREATE_NEW.path).write_bytes(b"mine\n")
    with pytest.raises(CodemodError, match="1 file has changed since commit 1") as caught:
        undo(root)
    assert caught.value.mend is not None
    assert caught.value.mend.startswith("undo it by hand: codemod undo --id 1 --diff")


def test_a_file_that_is_back_as_it_was_already_is_left_alone(root: Path) -> None:
    commit(root, CREATE_NEW, EDIT_ROUTE)
    (root / EDIT_ROUTE.path).write_bytes(FILES[EDIT_ROUTE.path])
    changes = taken_back(root, history(root)[0])
    assert [change.path for change in changes.changes] == [CREATE_NEW.path]
    assert changes.identical == (EDIT_ROUTE.path,)


def test_a_folder_made_by_the_commit_stays_while_something_is_in_it(root: Path) -> None:
    commit(root, CREATE_DEEP)
    (root / "lib/jobs/theirs.ts").write_bytes(b"")
    undo(root)
    assert names(root / "lib/jobs") == ["theirs.ts"]


def test_a_folder_that_was_there_stays(root: Path) -> None:
    (root / "lib/jobs").mkdir(parents=True)
    commit(root, CREATE_DEEP)
    undo(root)
    assert names(root / "lib") == ["jobs"]


def test_permissions_that_somebody_changed_since_are_kept_with_the_file(root: Path) -> None:
    commit(root, EDIT_ROUTE, CREATE_NEW)
    for path in (EDIT_ROUTE.path, CREATE_NEW.path):
        (root / path).chmod(0o700)
    redo = undo(root)
    assert (root / EDIT_ROUTE.path).stat().st_mode & 0o777 == 0o700
    undo(root, redo)
    assert (root / CREATE_NEW.path).stat().st_mode & 0o777 == 0o700


def test_a_root_inside_takes_back_nothing_outside_itself(root: Path) -> None:
    commit(root, EDIT_ROUTE)
    inside = root / "src/inngest"
    with pytest.raises(CodemodError, match=r"\.\./route\.ts: lies outside the root"):
        undo(inside)
    assert (root / EDIT_ROUTE.path).read_bytes() == EDIT_ROUTE.after


def test_the_diff_of_an_undo_has_the_permissions_of_what_comes_back(root: Path) -> None:
    commit(root, DELETE_SCRIPT)
    assert b"new file mode 100755\n" in taken_back(root, history(root)[0]).diff()


def test_a_record_that_is_damaged_is_named(root: Path) -> None:
    commit(root, CREATE_NEW)
    path = root / ".git/inngest-codemods/1"
    path.write_bytes(b"{}\n")
    with pytest.raises(CodemodError, match="is damaged") as caught:
        history(root)
    assert caught.value.where == str(path)
