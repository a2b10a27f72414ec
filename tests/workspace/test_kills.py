"""A process that is killed at any operation: the next one finds the tree as before or as after."""

from __future__ import annotations

import ast
import os
import shutil
from collections.abc import Callable
from errno import EIO
from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.workspace.writing import transaction
from codemods.workspace.writing.changes import ChangeSet
from codemods.workspace.writing.disk import Disk
from codemods.workspace.writing.recovery import recover
from codemods.workspace.writing.transaction import Transaction
from codemods.workspace.writing.undo import chosen, history, taken_back
from faults import (
    CHANGE_SETS,
    CHANGING,
    CREATE_DEEP,
    DELETE_SCRIPT,
    EDIT_ROUTE,
    DyingDisk,
    Killed,
    QuickDisk,
    journal_at_rest,
    operations,
    sample,
    tree,
)

pytestmark = pytest.mark.e2e

every_set = pytest.mark.parametrize("change_set", CHANGE_SETS.values(), ids=CHANGE_SETS)
everywhere = pytest.mark.parametrize("git", [True, False], ids=["in git", "without git"])


def points(act: Callable[[Disk], object]) -> list[int]:
    """The operations of something at which a kill makes a difference."""
    return [number for number, name in enumerate(operations(act)) if name in CHANGING]


def undo(root: Path, disk: Disk) -> None:
    records = history(root)
    record = chosen(records, None)
    Transaction(root, disk, undoes=record.id).commit(taken_back(root, record))


def killed_at(number: int, act: Callable[[Disk], object]) -> None:
    with pytest.raises(Killed):
        act(DyingDisk(number))


@every_set
@everywhere
def test_a_commit_that_is_killed_is_rolled_back_or_completed(
    change_set: ChangeSet, git: bool, room: Path
) -> None:
    done = sample(room / "done", git=git)
    before = tree(done)
    kills = points(lambda disk: Transaction(done, disk).commit(change_set))
    after = tree(done)
    ends = []
    for number in kills:
        root = sample(room / f"{number}", git=git)
        killed_at(number, lambda disk, root=root: Transaction(root, disk).commit(change_set))
        recover(root, QuickDisk())
        assert journal_at_rest(root)
        ends.append(tree(root) == after)
        assert ends[-1] or tree(root) == before
        assert len(history(root)) == ends[-1]
        shutil.rmtree(root)
    assert ends == sorted(ends)
    assert set(ends) == {False, True}


@every_set
def test_an_undo_that_is_killed_is_rolled_back_or_completed(
    change_set: ChangeSet, room: Path
) -> None:
    done = sample(room / "done")
    before = tree(done)
    Transaction(done, QuickDisk()).commit(change_set)
    after = tree(done)
    shutil.copytree(done, room / "fresh", symlinks=True)
    kills = points(lambda disk: undo(done, disk))
    assert tree(done) == before
    for number in kills:
        root = room / f"{number}"
        shutil.copytree(room / "fresh", root, symlinks=True)
        killed_at(number, lambda disk, root=root: undo(root, disk))
        recover(root, QuickDisk())
        assert journal_at_rest(root)
        assert tree(root) in (before, after)
        shutil.rmtree(root)


@pytest.mark.parametrize("name", ["everything", "through a link"])
def test_a_recovery_that_is_killed_is_taken_up_again(name: str, room: Path) -> None:
    change_set = CHANGE_SETS[name]
    done = sample(room / "done")
    before = tree(done)
    kills = points(lambda disk: Transaction(done, disk).commit(change_set))
    after = tree(done)
    for first in kills[::4]:
        broken = sample(room / f"{first}")
        killed_at(first, lambda disk, root=broken: Transaction(root, disk).commit(change_set))
        second = 0
        while True:
            root = room / f"{first}-{second}"
            shutil.copytree(broken, root, symlinks=True)
            try:
                recover(root, DyingDisk(second))
                alive = True
            except Killed:
                alive = False
            recover(root, QuickDisk())
            assert journal_at_rest(root)
            assert tree(root) in (before, after)
            shutil.rmtree(root)
            if alive:
                break
            second += 1


@pytest.mark.parametrize("name", ["everything", "through a link"])
def test_an_error_in_a_recovery_is_told_and_the_next_command_tries_again(
    name: str, room: Path
) -> None:
    change_set = CHANGE_SETS[name]
    done = sample(room / "done")
    before = tree(done)
    kills = points(lambda disk: Transaction(done, disk).commit(change_set))
    after = tree(done)
    for first in kills[::8]:
        broken = sample(room / f"{first}")
        killed_at(first, lambda disk, root=broken: Transaction(root, disk).commit(change_set))
        shutil.copytree(broken, room / f"{first}-done", symlinks=True)
        count = len(operations(lambda disk, root=room / f"{first}-done": recover(root, disk)))
        for second in range(count):

            def fail(number: int, name: str, second: int = second) -> None:
                if number == second:
                    raise OSError(EIO, "Input/output error")

            root = room / f"{first}-{second}"
            shutil.copytree(broken, root, symlinks=True)
            try:
                recover(root, QuickDisk(fail))
            except CodemodError as error:
                assert "input/output error" in error.what
                assert error.mend
            recover(root, QuickDisk())
            assert journal_at_rest(root)
            assert tree(root) in (before, after)
            shutil.rmtree(root)


class Exits(QuickDisk):
    """A disk whose process ends at operation `at`, with nothing flushed and nothing closed."""

    def __init__(self, at: int) -> None:
        super().__init__(lambda number, name: os._exit(9) if number == at else None)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_that_really_dies_leaves_what_a_dying_disk_leaves(room: Path) -> None:
    change_set = CHANGE_SETS["everything"]
    done = sample(room / "done")
    for number in points(lambda disk: Transaction(done, disk).commit(change_set)):
        real, played = sample(room / f"{number}-real"), sample(room / f"{number}-played")
        child = os.fork()
        if child == 0:
            Transaction(real, Exits(number)).commit(change_set)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        killed_at(number, lambda disk, root=played: Transaction(root, disk).commit(change_set))
        # The names of what is staged are drawn by lot; of a write, the played kill makes half.
        assert shape(real) == shape(played)
        for root in (real, played):
            recover(root, QuickDisk())
            assert journal_at_rest(root)
        assert tree(real) == tree(played)


def shape(root: Path) -> list[str]:
    """The names below a folder, without what is drawn by lot."""
    names = (path.relative_to(root).as_posix() for path in root.rglob("*"))
    return sorted(name.partition(".codemod-")[0] for name in names)


# What somebody does between the kill and the next command


def pending(root: Path, change_set: ChangeSet, *, kept: bool = True) -> None:
    """Leaves the commit killed with everything swapped, and not yet settled."""
    copy = root.with_name("counted")
    shutil.copytree(root, copy, symlinks=True)
    names = operations(lambda disk: Transaction(copy, disk, kept=kept).commit(change_set))
    # The last renames are those to `settled`, and to the id of what is kept.
    renames = [number for number, name in enumerate(names) if name == "replace"]
    settle = renames[-2] if kept else renames[-1]
    killed_at(settle, lambda disk: Transaction(root, disk, kept=kept).commit(change_set))


def test_what_somebody_has_saved_since_the_kill_is_left_and_named(room: Path) -> None:
    root = sample(room / "app")
    pending(root, ChangeSet((CREATE_DEEP, EDIT_ROUTE, DELETE_SCRIPT)))
    (root / EDIT_ROUTE.path).write_bytes(b"saved since")
    (root / CREATE_DEEP.path).write_bytes(b"saved too")
    recovery = recover(root)
    assert recovery is not None
    assert recovery.end == "rolled back"
    assert set(recovery.left) == {EDIT_ROUTE.path, CREATE_DEEP.path}
    assert (root / EDIT_ROUTE.path).read_bytes() == b"saved since"
    assert (root / CREATE_DEEP.path).read_bytes() == b"saved too"
    assert (root / "script.sh").stat().st_mode & 0o777 == 0o751
    assert journal_at_rest(root)
    assert not list(root.rglob("*.tmp"))


def test_a_folder_in_which_somebody_has_put_something_stays(room: Path) -> None:
    root = sample(room / "app")
    pending(root, ChangeSet((CREATE_DEEP,)))
    (root / "lib/jobs/theirs.ts").write_bytes(b"")
    assert recover(root) is not None
    assert [path.name for path in (root / "lib/jobs").iterdir()] == ["theirs.ts"]


def test_files_of_ours_that_somebody_has_tidied_up_are_not_needed(room: Path) -> None:
    root = sample(room / "app")
    before = tree(root)
    pending(root, CHANGE_SETS["through a link"])
    tidied = [path.unlink() for path in root.rglob("*.tmp")]
    assert len(tidied) == 3
    alive, number = False, 0
    while not alive:
        copy = room / f"{number}"
        shutil.copytree(root, copy, symlinks=True)
        try:
            alive = recover(copy, DyingDisk(number)) is not None
        except Killed:
            recover(copy, QuickDisk())
        assert tree(copy) == before
        assert journal_at_rest(copy)
        number += 1


def test_what_nothing_is_left_of_is_named(room: Path) -> None:
    root = sample(room / "app")
    pending(root, ChangeSet((EDIT_ROUTE,)), kept=False)
    (backup,) = root.rglob("*.tmp")
    backup.unlink()
    recovery = recover(root)
    assert recovery is not None
    assert recovery.left == (EDIT_ROUTE.path,)
    assert journal_at_rest(root)


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_what_is_no_file_any_more_is_left(room: Path, kind: str) -> None:
    root = sample(room / "app")
    pending(root, ChangeSet((EDIT_ROUTE,)))
    (root / EDIT_ROUTE.path).unlink()
    if kind == "folder":
        (root / EDIT_ROUTE.path).mkdir()
    else:
        (root / EDIT_ROUTE.path).symlink_to("old.ts")
    recovery = recover(root)
    assert recovery is not None
    assert recovery.left == (EDIT_ROUTE.path,)
    assert journal_at_rest(root)
    assert (root / "src/old.ts").read_bytes() == b"old\n"


def test_a_project_that_has_moved_since_the_kill_is_recovered(room: Path) -> None:
    root = sample(room / "app")
    before = tree(root)
    pending(root, CHANGE_SETS["everything"])
    moved = root.rename(room / "elsewhere")
    assert recover(moved) is not None
    assert tree(moved) == before


def test_a_journal_that_is_damaged_is_named_and_touched_no_further(room: Path) -> None:
    root = sample(room / "app")
    pending(root, CHANGE_SETS["everything"])
    path = root / ".git/inngest-codemods/pending"
    path.write_bytes(path.read_bytes()[:40])
    before = tree(root)
    with pytest.raises(CodemodError, match="is damaged") as caught:
        recover(root)
    assert caught.value.where == str(path)
    assert tree(root) == before


def test_nothing_is_written_while_another_commit_is_unfinished(room: Path) -> None:
    root = sample(room / "app")
    pending(root, ChangeSet((EDIT_ROUTE,)))
    before = tree(root)
    with pytest.raises(CodemodError, match="another codemod has written"):
        Transaction(root).commit(ChangeSet((CREATE_DEEP,)))
    assert tree(root) == before


def test_a_folder_that_was_removed_since_does_not_come_back_for_what_was_in_it(
    room: Path,
) -> None:
    changes = ChangeSet((EDIT_ROUTE, CREATE_DEEP))
    other, root = sample(room / "other"), sample(room / "app")
    steps = operations(lambda disk: Transaction(other, disk).commit(changes))
    settling = [number for number, name in enumerate(steps) if name == "replace"][-2]
    killed_at(settling, lambda disk: Transaction(root, disk).commit(changes))
    shutil.rmtree(root / "src")
    recovery = recover(root, QuickDisk())
    assert recovery is not None
    assert recovery.left == ("src/route.ts",)
    assert journal_at_rest(root)
    assert not (root / "src").exists()
    assert not (root / "lib").exists()


def test_nothing_but_the_one_class_changes_the_disk() -> None:
    changing = {
        *("chmod", "chown", "hardlink_to", "link", "mkdir", "open", "remove", "rename", "replace"),
        *("rmdir", "symlink_to", "touch", "truncate", "unlink", "write", "write_bytes"),
        *("write_text", "fsync"),
    }
    for path in Path(transaction.__file__).parent.glob("*.py"):
        if path.name != "disk.py":
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    whose = ast.unparse(node.func.value).split(".")[-1]
                    assert node.func.attr not in changing or whose == "disk", ast.unparse(node)


def test_nothing_is_looked_at_twice_where_nothing_is_unfinished(room: Path) -> None:
    root = sample(room / "app")
    assert operations(lambda disk: recover(root, disk)) == ["names"]
    Transaction(root).commit(ChangeSet((EDIT_ROUTE,)))
    assert operations(lambda disk: recover(root, disk)) == ["names"]
