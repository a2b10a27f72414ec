"""What every fixture writes, killed and failed at every operation, on the way there and back.

Kills and errors are counted: there must be thousands of them, or the fixtures have gone.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from errno import EIO
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import harness
from codemods.errors import CodemodError
from codemods.workspace.writing.changes import ChangeSet
from codemods.workspace.writing.disk import Disk
from codemods.workspace.writing.journal import Journal
from codemods.workspace.writing.recovery import recover
from codemods.workspace.writing.transaction import Transaction
from codemods.workspace.writing.undo import history, taken_back
from faults import CHANGING, DyingDisk, Killed, QuickDisk, Tree, journal_at_rest, operations, tree
from harness import run, write_tree

pytestmark = pytest.mark.e2e

# Every sixth of those that write: they differ in content more than in what is done to the disk.
WRITING = [case for case in harness.cases() if case.exit == 0 and case.expected()][::6]
LEAST = 2_000

Act = Callable[[Path, Disk], object]


@dataclass
class Way:
    """From one tree to another: the act that leads there, and how to stand at its beginning."""

    root: Path
    act: Act
    start: Path
    before: Tree
    after: Tree

    def ended(self) -> bool:
        """Whether the next command finds the act done; it is undone otherwise, and never between.

        The tree is at its beginning again afterwards.
        """
        recover(self.root, QuickDisk())
        assert journal_at_rest(self.root)
        found = tree(self.root)
        if found == self.before:
            return False
        assert found == self.after
        self.rewind()
        return True

    def rewind(self) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(self.start, self.root, symlinks=True)


@cache
def planned(number: int) -> ChangeSet:
    """The change set that the command of a fixture commits."""
    found: list[ChangeSet] = []
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(Transaction, "commit", lambda self, changes: found.append(changes))
        root = write_tree(Path(folder), WRITING[number].input())
        assert run(WRITING[number], root, "--yes") == 0
    [changes] = found
    return changes


def ways(changes: ChangeSet, room: Path) -> tuple[Way, Way]:
    """The commit, and its undo, in a tree that holds what they change."""
    root, start, done = room / "app", room / "start", room / "done"
    given = {each.path: each.before for each in changes.changes if each.before is not None}
    write_tree(start, given)
    # With its journal, so that the operations are the same however often a tree was tried.
    with Journal.of(start, Disk()).locked():
        pass

    def commit(root: Path, disk: Disk) -> None:
        Transaction(root, disk).commit(changes)

    def undo(root: Path, disk: Disk) -> None:
        record = history(root)[0]
        Transaction(root, disk, undoes=record.id).commit(taken_back(root, record))

    shutil.copytree(start, done)
    commit(done, QuickDisk())
    before, after = tree(start), tree(done)
    shutil.copytree(done, room / "back")
    undo(room / "back", QuickDisk())
    assert tree(room / "back") == before
    return Way(root, commit, start, before, after), Way(root, undo, done, after, before)


@pytest.fixture
def all_ways(room: Path) -> list[Way]:
    found: list[Way] = []
    for number in range(len(WRITING)):
        folder = room / f"{number}"
        folder.mkdir()
        found += ways(planned(number), folder)
    return found


def test_a_kill_at_any_operation_leaves_the_tree_as_before_or_as_after(all_ways: list[Way]) -> None:
    kills = 0
    for way in all_ways:
        shutil.copytree(way.start, way.root, symlinks=True)
        names = operations(lambda disk, way=way: way.act(way.root, disk))
        way.rewind()
        ends = []
        for number, name in enumerate(names):
            if name in CHANGING:
                with pytest.raises(Killed):
                    way.act(way.root, DyingDisk(number))
                ends.append(way.ended())
        assert ends == sorted(ends)
        assert set(ends) == {False, True}
        kills += len(ends)
        shutil.rmtree(way.root)
    assert kills >= LEAST


def test_an_error_at_any_operation_leaves_the_tree_as_before_or_as_after(
    all_ways: list[Way],
) -> None:
    errors = 0
    for way in all_ways:
        shutil.copytree(way.start, way.root, symlinks=True)
        names = operations(lambda disk, way=way: way.act(way.root, disk))
        way.rewind()
        for number in range(len(names)):

            def fail(count: int, name: str, number: int = number) -> None:
                if count == number:
                    raise OSError(EIO, "Input/output error")

            try:
                way.act(way.root, QuickDisk(fail))
                made = True
            except CodemodError as error:
                made = "every change is made" in error.what
            assert way.ended() == made
            errors += 1
        shutil.rmtree(way.root)
    assert errors >= LEAST
