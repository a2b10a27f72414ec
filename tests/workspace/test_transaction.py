"""Commits: what is written, what is refused, and that a failure anywhere leaves the tree alone."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from errno import EIO, ENOSPC, EPERM, EROFS
from pathlib import Path

import pytest
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.workspace.writing.changes import Change, ChangeSet
from codemods.workspace.writing.disk import Disk
from codemods.workspace.writing.recovery import recover
from codemods.workspace.writing.transaction import Transaction
from faults import (
    CHANGE_SETS,
    CREATE_DEEP,
    CREATE_NEW,
    DELETE_OLD,
    EDIT_LINKED,
    EDIT_ROUTE,
    EDIT_SCRIPT,
    FILES,
    QuickDisk,
    Tree,
    WatchedDisk,
    journal_at_rest,
    operations,
    sample,
    tree,
)

every_set = pytest.mark.parametrize("change_set", CHANGE_SETS.values(), ids=CHANGE_SETS)


@pytest.fixture
def root(room: Path) -> Path:
    return sample(room / "app")


def refused(root: Path, *changes: Change) -> CodemodError:
    """The error of a commit that is refused before anything is written."""
    before = tree(root)
    with pytest.raises(CodemodError) as caught:
        Transaction(root, UntouchedDisk()).commit(ChangeSet(changes))
    assert tree(root) == before
    assert caught.value.where == changes[-1].path
    assert caught.value.mend
    return caught.value


class UntouchedDisk(WatchedDisk):
    """A disk on which nothing may be done."""

    def __init__(self) -> None:
        def forbid(number: int, name: str) -> None:
            raise AssertionError(f"{name} before every check was made")

        super().__init__(forbid)


def copied(root: Path, to: Path) -> Path:
    return Path(shutil.copytree(root, to, symlinks=True))


# What is written


@every_set
def test_a_commit_makes_every_change_and_leaves_nothing_else(root: Path, change_set: ChangeSet):
    changes = change_set.changes
    wanted = {path: content for path, (_, content) in tree(root).items()}
    for change in changes:
        wanted[change.path.replace("linked/", "src/inngest/")] = change.after
        for folder in Path(change.path).parents[:-1]:
            wanted.setdefault(folder.as_posix(), None)
    Transaction(root).commit(change_set)
    found = {path: content for path, (_, content) in tree(root).items()}
    gone = {change.path for change in changes if change.after is None}
    assert found == {path: data for path, data in wanted.items() if path not in gone}


def test_nothing_is_done_for_an_empty_set(root: Path):
    Transaction(root, UntouchedDisk()).commit(ChangeSet())
    Transaction(root, UntouchedDisk()).commit(ChangeSet((Change("a.ts", b"1", b"1", ""),)))


def test_files_that_do_not_change_keep_their_mtime(root: Path):
    for path in FILES:
        os.utime(root / path, ns=(10**18, 10**18))
    Transaction(root).commit(ChangeSet((EDIT_ROUTE, CREATE_NEW)))
    touched = {path for path in FILES if (root / path).stat().st_mtime_ns != 10**18}
    assert touched == {"src/route.ts"}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o744, 0o4755])
def test_an_edited_file_keeps_its_mode(root: Path, mode: int):
    (root / "src/route.ts").chmod(mode)
    Transaction(root).commit(ChangeSet((EDIT_ROUTE,)))
    assert stat.S_IMODE((root / "src/route.ts").stat().st_mode) == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file to somebody else")
def test_a_file_edited_by_root_keeps_its_owner(root: Path):
    os.chown(root / "src/route.ts", 1234, 2345)
    Transaction(root).commit(ChangeSet((EDIT_ROUTE,)))
    found = (root / "src/route.ts").stat()
    assert (found.st_uid, found.st_gid) == (1234, 2345)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may choose any group")
def test_a_file_of_somebody_else_keeps_its_group(root: Path, monkeypatch: pytest.MonkeyPatch):
    os.chown(root / "src/route.ts", 1234, 2345)
    former = os.chown

    def chown(path: Path, user: int, group: int) -> None:
        if user != -1:  # as it is for all but root
            raise PermissionError
        former(path, user, group)

    monkeypatch.setattr(os, "chown", chown)
    Transaction(root).commit(ChangeSet((EDIT_ROUTE,)))
    assert (root / "src/route.ts").stat().st_gid == 2345


def test_a_new_file_gets_the_mode_that_the_umask_leaves(root: Path):
    former = os.umask(0o027)
    try:
        Transaction(root).commit(ChangeSet((CREATE_NEW,)))
    finally:
        os.umask(former)
    assert stat.S_IMODE((root / CREATE_NEW.path).stat().st_mode) == 0o640


def test_a_symbolic_link_inside_the_root_is_written_through(root: Path):
    (root / "link.ts").symlink_to("src/route.ts")
    Transaction(root).commit(ChangeSet((Change("link.ts", EDIT_ROUTE.before, b"new", ""),)))
    assert (root / "link.ts").is_symlink()
    assert (root / "src/route.ts").read_bytes() == b"new"


def test_a_root_that_is_reached_through_a_link_is_no_obstacle(root: Path, tmp_path: Path):
    (tmp_path / "alias").symlink_to(root)
    Transaction(tmp_path / "alias").commit(ChangeSet((CREATE_DEEP,)))
    assert (root / CREATE_DEEP.path).read_bytes() == b"deep\n"


def test_a_name_as_long_as_names_may_be_can_be_written(root: Path):
    names = ("é" * 100 + "1.ts", "é" * 100 + "2.ts", "x" * 252 + ".ts")
    changes = tuple(Change(name, None, name.encode(), "") for name in names)
    Transaction(root).commit(ChangeSet(changes))
    assert [(root / name).read_bytes() for name in names] == [name.encode() for name in names]


# What is refused


@pytest.mark.parametrize("before", [None, b"something else"])
def test_a_file_that_is_not_as_it_was_read_is_refused(root: Path, before):
    error = refused(root, CREATE_NEW, Change("src/route.ts", before, b"x", ""))
    assert error.what == "changed since it was read"


def test_a_file_that_has_gone_is_refused(root: Path):
    assert refused(root, Change("src/gone.ts", b"1", b"2", "")).what == "changed since it was read"


def test_a_file_that_changes_while_the_new_content_is_staged_is_left_as_it_is(root: Path):
    def somebody_saves(number: int, name: str) -> None:
        if name == "link":
            (root / "src/route.ts").write_bytes(b"saved meanwhile")

    with pytest.raises(CodemodError, match="changed since it was read"):
        Transaction(root, WatchedDisk(somebody_saves)).commit(ChangeSet((CREATE_NEW, EDIT_ROUTE)))
    assert (root / "src/route.ts").read_bytes() == b"saved meanwhile"
    assert not (root / CREATE_NEW.path).exists()


def test_a_file_that_appears_while_the_new_content_is_staged_is_left_as_it_is(root: Path):
    def somebody_creates(number: int, name: str) -> None:
        if name == "sync":
            (root / CREATE_NEW.path).write_bytes(b"created meanwhile")

    with pytest.raises(CodemodError, match="changed since it was read"):
        Transaction(root, WatchedDisk(somebody_creates)).commit(ChangeSet((CREATE_NEW,)))
    assert (root / CREATE_NEW.path).read_bytes() == b"created meanwhile"


@pytest.mark.parametrize("path", ["../out.ts", "src/../../out.ts", "/out.ts", "away/out.ts"])
def test_a_path_outside_the_root_is_refused(root: Path, tmp_path: Path, path: str):
    (tmp_path / "elsewhere").mkdir()
    (root / "away").symlink_to(tmp_path / "elsewhere")
    assert "outside the root" in refused(root, Change(path, None, b"", "")).what


def test_a_link_that_points_outside_is_refused(root: Path):
    (root.parent / "out.ts").write_bytes(b"out")
    (root / "out.ts").symlink_to("../out.ts")
    assert "outside the root" in refused(root, Change("out.ts", b"out", b"in", "")).what


def test_a_link_that_leads_in_a_circle_is_refused(root: Path):
    (root / "one").symlink_to("two")
    (root / "two").symlink_to("one")
    refused(root, Change("one", None, b"", ""))


def test_a_link_is_not_deleted(root: Path):
    (root / "link.ts").symlink_to("src/route.ts")
    assert "symbolic link" in refused(root, Change("link.ts", EDIT_ROUTE.before, None, "")).what


def test_two_paths_of_one_file_are_refused(root: Path):
    change = Change("src/inngest/index.ts", EDIT_LINKED.before, b"x", "")
    assert refused(root, EDIT_LINKED, change).what == "is the same file as linked/index.ts"


def test_a_file_where_a_folder_is_needed_is_refused(root: Path):
    error = refused(root, Change("src/route.ts/new/new.ts", None, b"", ""))
    assert error.what == "route.ts is not a folder"


def test_a_folder_where_a_file_is_wanted_is_refused(root: Path):
    assert refused(root, Change("src/inngest", None, b"", "")).what == "is not a plain file"


@pytest.mark.parametrize("change", [EDIT_ROUTE, replace(EDIT_ROUTE, after=None)])
def test_a_read_only_file_is_refused_even_for_root(root: Path, change: Change):
    (root / "src/route.ts").chmod(0o444)
    assert refused(root, CREATE_NEW, change).what == "is read-only"


@pytest.mark.parametrize(
    ("folder", "change"),
    [("src", EDIT_ROUTE), ("src", DELETE_OLD), ("src/inngest", CREATE_NEW)],
)
def test_a_read_only_folder_is_refused_even_for_root(root: Path, folder: str, change: Change):
    (root / folder).chmod(0o555)
    try:
        assert refused(root, change).what.endswith(f"in the read-only folder {folder}")
    finally:
        (root / folder).chmod(0o755)


@pytest.mark.parametrize(
    "path", ["src/Route.ts", "SRC/new.ts", "src/Inngest/deep/new.ts", "src/CAFE\u0301.ts"]
)
def test_a_new_name_that_differs_only_in_case_is_refused(root: Path, path: str):
    (root / "src/caf\u00e9.ts").write_bytes(b"")
    assert "differ only in case" in refused(root, Change(path, None, b"", "")).what


def test_two_new_names_that_differ_only_in_case_are_refused(root: Path):
    first, second = Change("new/a.ts", None, b"", ""), Change("New/b.ts", None, b"", "")
    assert "differ only in case" in refused(root, first, second).what


def test_files_that_already_differ_only_in_case_are_edited(root: Path):
    (root / "src/Route.ts").write_bytes(b"other")
    if (root / "src/route.ts").read_bytes() == b"other":
        pytest.skip("one file on this file system")
    Transaction(root).commit(ChangeSet((EDIT_ROUTE, Change("src/Route.ts", b"other", b"x", ""))))
    assert (root / "src/route.ts").read_bytes() == EDIT_ROUTE.after
    assert (root / "src/Route.ts").read_bytes() == b"x"


def test_a_root_that_is_not_there_is_an_error_that_names_it(tmp_path: Path):
    with pytest.raises(CodemodError, match=r"gone: cannot be changed: no such file or directory"):
        Transaction(tmp_path / "gone").commit(ChangeSet((CREATE_NEW,)))


# What fails


@dataclass(frozen=True)
class Trial:
    """One operation of a commit, and a tree of its own to let it fail on."""

    number: int
    name: str
    root: Path
    before: Tree
    after: Tree

    def ended(self) -> Tree:
        """The tree once the next command has begun, and put everything away."""
        recover(self.root, QuickDisk())
        assert journal_at_rest(self.root)
        return tree(self.root)


@pytest.fixture(params=CHANGE_SETS.values(), ids=CHANGE_SETS)
def change_set(request: pytest.FixtureRequest) -> ChangeSet:
    return request.param


@pytest.fixture
def trials(root: Path, room: Path, change_set: ChangeSet) -> Callable[[], Iterator[Trial]]:
    """For each operation of the commit, a fresh copy of the tree to let that operation fail on."""
    after = copied(root, room / "after")
    names = operations(lambda disk: Transaction(after, disk).commit(change_set))

    def each() -> Iterator[Trial]:
        for number, name in enumerate(names):
            yield Trial(number, name, copied(root, room / f"{number}"), tree(root), tree(after))

    return each


def test_an_error_in_any_operation_leaves_the_tree_as_it_was_or_says_that_it_is_made(
    trials, change_set
):
    undone = 0
    for trial in trials():

        def fail(number: int, name: str, trial: Trial = trial) -> None:
            if number == trial.number:
                raise OSError(EIO, "Input/output error")

        try:
            Transaction(trial.root, QuickDisk(fail)).commit(change_set)
        except CodemodError as error:
            assert "input/output error" in error.what
            assert error.mend
            if "every change is made" in error.what:
                assert trial.ended() == trial.after
            else:
                undone += 1
                assert tree(trial.root) == trial.before, trial.name
                assert trial.ended() == trial.before
        else:
            # a backup is made another way, a removal is tried again
            assert trial.name in ("link", "unlink")
            assert tree(trial.root) == trial.after, trial.name
    assert undone


def test_a_disk_that_is_full_from_any_moment_on_leaves_the_tree_as_it_was(trials, change_set):
    for trial in trials():

        def fill(number: int, name: str, trial: Trial = trial) -> None:
            full = ("create", "write", "sync", "sync_folder", "link", "mkdir")
            if number >= trial.number and name in full:
                raise OSError(ENOSPC, "No space left on device")

        try:
            Transaction(trial.root, QuickDisk(fill)).commit(change_set)
        except CodemodError as error:
            assert "no space left on device" in error.what
            made = "every change is made" in error.what
            assert trial.ended() == (trial.after if made else trial.before)
        else:
            assert tree(trial.root) == trial.after


def test_an_end_of_everything_at_any_moment_is_mended_by_the_next_command(trials, change_set):
    for trial in trials():

        def fail(number: int, name: str, trial: Trial = trial) -> None:
            if number >= trial.number:
                raise OSError(EROFS, "Read-only file system")

        with pytest.raises(CodemodError, match="read-only file system") as caught:
            Transaction(trial.root, QuickDisk(fail)).commit(change_set)
        made = "every change is made" in caught.value.what
        assert trial.ended() == (trial.after if made else trial.before)


@every_set
def test_a_write_that_is_cut_short_leaves_the_tree_as_it_was(root: Path, change_set: ChangeSet):
    class ShortDisk(Disk):
        def write(self, descriptor: int, data: memoryview) -> int:
            if len(data) < 4:
                raise OSError(ENOSPC, "No space left on device")
            return super().write(descriptor, data[: len(data) // 2])

    before = tree(root)
    with pytest.raises(CodemodError, match="no space left on device"):
        Transaction(root, ShortDisk()).commit(change_set)
    assert tree(root) == before
    assert journal_at_rest(root)


def test_a_disk_that_writes_little_at_a_time_gets_everything(root: Path):
    class SlowDisk(Disk):
        def write(self, descriptor: int, data: memoryview) -> int:
            return super().write(descriptor, data[:1])

    Transaction(root, SlowDisk()).commit(ChangeSet((EDIT_SCRIPT, CREATE_DEEP)))
    assert (root / "script.sh").read_bytes() == EDIT_SCRIPT.after
    assert (root / CREATE_DEEP.path).read_bytes() == CREATE_DEEP.after


def test_a_file_system_without_links_is_written_just_the_same(root: Path):
    def fail(number: int, name: str) -> None:
        if name == "link":
            raise OSError(EPERM, "Operation not permitted")

    Transaction(root, WatchedDisk(fail)).commit(ChangeSet((EDIT_SCRIPT, DELETE_OLD)))
    assert (root / "script.sh").read_bytes() == EDIT_SCRIPT.after
    assert not (root / "src/old.ts").exists()
    assert not list(root.rglob("*.tmp"))


def test_a_file_system_without_links_is_rolled_back_just_the_same(trials, change_set):
    for trial in trials():

        def fail(number: int, name: str, trial: Trial = trial) -> None:
            if name == "link":
                raise OSError(EPERM, "Operation not permitted")
            if number == trial.number:
                raise OSError(EIO, "Input/output error")

        try:
            Transaction(trial.root, QuickDisk(fail)).commit(change_set)
        except CodemodError as error:
            made = "every change is made" in error.what
            assert trial.ended() == (trial.after if made else trial.before)
        else:
            assert trial.ended() == trial.after


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_at_any_operation_stops_with_the_tree_as_before_or_as_after(
    trials, change_set, name: str
):
    class Stopped(Exception):
        pass

    def stop(number: int, frame: object) -> None:
        raise Stopped

    former = signal.signal(signal.Signals[name], stop)
    ends = []
    try:
        for trial in trials():

            def interrupt(number: int, operation: str, trial: Trial = trial) -> None:
                if number == trial.number:
                    signal.raise_signal(signal.Signals[name])

            with pytest.raises(Stopped):
                Transaction(trial.root, QuickDisk(interrupt)).commit(change_set)
            ends.append(tree(trial.root) == trial.after)
            assert ends[-1] or tree(trial.root) == trial.before
            assert trial.ended() == (trial.after if ends[-1] else trial.before)
    finally:
        signal.signal(signal.Signals[name], former)
    assert ends == sorted(ends)  # before, up to some operation; after, from there on
    assert set(ends) == {False, True}


def test_ctrl_c_that_comes_too_late_says_that_the_changes_are_made(root: Path):
    def interrupt(number: int, name: str) -> None:
        if name == "unlink" and (root / EDIT_ROUTE.path).read_bytes() == EDIT_ROUTE.after:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt, match="every change had been made"):
        Transaction(root, WatchedDisk(interrupt)).commit(ChangeSet((EDIT_ROUTE,)))


def test_ctrl_c_works_as_before_after_a_commit(root: Path):
    Transaction(root).commit(ChangeSet((EDIT_ROUTE,)))
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_a_commit_in_another_thread_is_as_good(root: Path):
    with ThreadPoolExecutor() as pool:
        pool.submit(Transaction(root).commit, ChangeSet((EDIT_ROUTE,))).result()
    assert (root / EDIT_ROUTE.path).read_bytes() == EDIT_ROUTE.after


def test_ctrl_c_while_rolling_back_does_not_stop_it(root: Path):
    def fail_then_interrupt(number: int, name: str) -> None:
        if name == "replace" and (root / CREATE_NEW.path).exists():
            signal.raise_signal(signal.SIGINT)
            raise OSError(EIO, "Input/output error")

    before = tree(root)
    with pytest.raises(KeyboardInterrupt):
        Transaction(root, WatchedDisk(fail_then_interrupt)).commit(
            ChangeSet((CREATE_NEW, EDIT_ROUTE))
        )
    assert tree(root) == before
    assert journal_at_rest(root)


def test_a_fault_of_ours_keeps_its_type_and_leaves_the_tree_as_it_was(root: Path):
    def crash(number: int, name: str) -> None:
        if name == "replace" and (root / "lib").exists():
            raise ZeroDivisionError

    before = tree(root)
    with pytest.raises(ZeroDivisionError):
        Transaction(root, WatchedDisk(crash)).commit(ChangeSet((CREATE_DEEP, EDIT_ROUTE)))
    # The roll back needs no such operation, as nothing was swapped.
    assert tree(root) == before


def test_what_is_rolled_back_is_the_very_file_that_was_there(root: Path):
    os.utime(root / "script.sh", ns=(10**18, 10**18))
    inode = (root / "script.sh").stat().st_ino
    failed: list[str] = []

    def fail(number: int, name: str) -> None:
        swapped = (root / "script.sh").read_bytes() == EDIT_SCRIPT.after
        if name == "unlink" and swapped and not failed:
            failed.append(name)
            raise OSError(EIO, "Input/output error")

    with pytest.raises(CodemodError):
        Transaction(root, WatchedDisk(fail)).commit(ChangeSet((EDIT_SCRIPT, DELETE_OLD)))
    found = (root / "script.sh").stat()
    assert failed
    assert (found.st_mtime_ns, found.st_ino) == (10**18, inode)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on the size of files")
def test_a_real_limit_on_the_size_of_files_leaves_the_tree_as_it_was(root: Path):
    import resource

    before = tree(root)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
    try:
        with pytest.raises(CodemodError, match="file too large"):
            Transaction(root).commit(
                ChangeSet((EDIT_ROUTE, Change("lib/big.ts", None, b"x" * 4096, "")))
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, former)
    assert tree(root) == before
