"""Where the journal lies, who waits for whom, and what is kept."""

from __future__ import annotations

import os
import subprocess
import threading
from errno import EACCES
from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.workspace.writing import journal as module
from codemods.workspace.writing.changes import Change, ChangeSet
from codemods.workspace.writing.disk import Disk
from codemods.workspace.writing.journal import Journal
from codemods.workspace.writing.recovery import recover
from codemods.workspace.writing.transaction import Transaction
from codemods.workspace.writing.undo import history, taken_back
from faults import DyingDisk, Killed, journal_at_rest, names

NEW = ChangeSet((Change("new.ts", None, b"new\n", ""),))


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    command = ["git", *identity, "-c", "protocol.file.allow=always", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def repository(folder: Path) -> Path:
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "a.ts").write_bytes(b"a\n")
    git(folder, "add", "a.ts")
    git(folder, "commit", "--quiet", "-m", "a")
    return folder


def as_git_says(root: Path) -> Path:
    return (root / git(root, "rev-parse", "--git-dir") / "inngest-codemods").resolve()


def journal(root: Path) -> Journal:
    return Journal.of(root, Disk())


def test_it_lies_in_the_git_directory_and_git_sees_nothing_of_it(tmp_path: Path) -> None:
    root = repository(tmp_path / "app")
    Transaction(root).commit(NEW)
    assert journal(root).folder == as_git_says(root)
    assert git(root, "status", "--porcelain") == "?? new.ts"


def test_a_work_tree_of_its_own_has_a_journal_of_its_own(tmp_path: Path) -> None:
    root = repository(tmp_path / "app")
    git(root, "worktree", "add", "--quiet", str(tmp_path / "other"))
    other = tmp_path / "other"
    Transaction(other).commit(NEW)
    assert journal(other).folder.resolve() == as_git_says(other)
    assert journal(other).folder != journal(root).folder
    assert len(history(other)) == 1
    assert history(root) == ()


def test_a_submodule_has_a_journal_of_its_own(tmp_path: Path) -> None:
    library = repository(tmp_path / "library")
    root = repository(tmp_path / "app")
    git(root, "submodule", "--quiet", "add", str(library), "library")
    Transaction(root / "library").commit(NEW)
    assert journal(root / "library").folder.resolve() == as_git_says(root / "library")
    assert history(root) == ()


def test_a_root_inside_a_work_tree_shares_its_journal(tmp_path: Path) -> None:
    root = repository(tmp_path / "app")
    (root / "apps/web").mkdir(parents=True)
    Transaction(root / "apps/web").commit(NEW)
    assert journal(root / "apps/web").folder == journal(root).folder
    assert [each.path for each in history(root)[0].entries] == ["apps/web/new.ts"]


def test_without_git_it_lies_in_a_folder_that_hides_itself_alone(tmp_path: Path) -> None:
    root = tmp_path / "app"
    (root / ".codemods/templates").mkdir(parents=True)
    (root / ".codemods/templates/event-job.ts.jinja").write_bytes(b"")
    Transaction(root).commit(NEW)
    assert journal(root).folder == root / ".codemods/journal"
    git(root, "init", "--quiet")
    seen = git(root, "status", "--porcelain", "--untracked-files=all").split("\n")
    assert seen == ["?? .codemods/templates/event-job.ts.jinja", "?? new.ts"]


def test_a_journal_that_is_there_stays_in_use_when_git_comes(tmp_path: Path) -> None:
    root = tmp_path / "app"
    root.mkdir()
    Transaction(root).commit(NEW)
    git(root, "init", "--quiet")
    assert len(history(root)) == 1


@pytest.mark.parametrize("content", [b"gitdir: nowhere\n", b"nonsense", b""])
def test_a_git_file_that_leads_nowhere_is_no_git_directory(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".git").write_bytes(content)
    assert journal(tmp_path).folder == tmp_path / ".codemods/journal"


def test_a_git_directory_that_cannot_be_written_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "app")
    # root may write everywhere, so the answer is the only thing that can be given
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert journal(root).folder == root / ".codemods/journal"


def test_what_was_written_while_git_could_not_be_is_known_with_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "app")
    Transaction(root).commit(NEW)
    with monkeypatch.context() as read_only:
        read_only.setattr(os, "access", lambda path, mode: False)
        assert [record.id for record in history(root)] == [1]
        Transaction(root).commit(ChangeSet((Change("b.ts", None, b"", ""),)))
    assert journal(root).folder == root / ".codemods/journal"
    assert [record.id for record in history(root)] == [2, 1]
    Transaction(root, undoes=1).commit(taken_back(root, history(root)[1]))
    assert not (root / "new.ts").exists()
    assert [record.id for record in history(root)] == [3, 2, 1]
    assert git(root, "status", "--porcelain", "--untracked-files=all") == "?? b.ts"


def test_a_journal_beside_does_not_hide_a_commit_under_way_in_git(tmp_path: Path) -> None:
    root = repository(tmp_path / "app")
    with pytest.raises(Killed):
        Transaction(root, DyingDisk(20)).commit(NEW)
    assert journal(root).state() == "pending"
    (root / ".codemods/journal").mkdir(parents=True)
    assert recover(root)
    assert journal_at_rest(root)


def test_a_record_of_another_user_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "app")
    Transaction(root).commit(NEW)

    def forbidden(_disk: Disk, path: Path) -> bytes | None:
        raise PermissionError(EACCES, "Permission denied", str(path))

    # root may read everything, so the answer is the only thing that can be given
    monkeypatch.setattr(Disk, "read", forbidden)
    with pytest.raises(CodemodError, match="cannot be read: permission denied") as caught:
        history(root)
    assert caught.value.where == str(root / ".git/inngest-codemods/1")


def test_the_last_commits_are_kept_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    (tmp_path / ".git").mkdir()
    for number in range(5):
        Transaction(tmp_path).commit(ChangeSet((Change(f"{number}.ts", None, b"", ""),)))
    assert [record.id for record in history(tmp_path)] == [5, 4, 3]


def test_what_is_only_a_report_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert Transaction(tmp_path, kept=False).commit(NEW) is None
    assert (tmp_path / "new.ts").exists()
    assert history(tmp_path) == ()
    assert names(tmp_path / ".git/inngest-codemods") == ["lock"]


def test_a_commit_waits_for_the_one_under_way_says_so_and_finds_what_has_changed(
    tmp_path: Path,
) -> None:
    (tmp_path / ".git").mkdir()
    waited = threading.Event()
    errors: list[CodemodError] = []

    def second() -> None:
        try:
            Transaction(tmp_path, waiting=waited.set).commit(NEW)
        except CodemodError as error:
            errors.append(error)

    with journal(tmp_path).locked():
        thread = threading.Thread(target=second)
        thread.start()
        assert waited.wait(timeout=60)
        (tmp_path / "new.ts").write_bytes(b"theirs\n")
    thread.join()
    assert [error.what for error in errors] == ["changed since it was read"]
    assert (tmp_path / "new.ts").read_bytes() == b"theirs\n"


def test_a_lock_that_is_deleted_while_it_is_held_is_not_taken_for_free(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with journal(tmp_path).locked():
        (tmp_path / ".git/inngest-codemods/lock").unlink()
    with journal(tmp_path).locked():
        pass
    assert (tmp_path / ".git/inngest-codemods/lock").exists()


def test_a_commit_on_what_another_has_changed_since_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    seen = journal(tmp_path).latest()
    Transaction(tmp_path).commit(NEW)
    with pytest.raises(CodemodError, match="another codemod has written"):
        Transaction(tmp_path, seen=seen).commit(ChangeSet((Change("b.ts", None, b"", ""),)))
    assert not (tmp_path / "b.ts").exists()


def test_a_journal_that_cannot_be_made_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / ".codemods").write_bytes(b"a file")
    with pytest.raises(CodemodError, match=r"\.codemods"):
        Transaction(tmp_path).commit(NEW)
    assert not (tmp_path / "new.ts").exists()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second device")
def test_a_root_on_another_device_than_the_folder_for_temporary_files(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert room.stat().st_dev != tmp_path.stat().st_dev
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    Transaction(room).commit(NEW)
    assert (room / "new.ts").read_bytes() == b"new\n"


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second device")
def test_a_git_directory_on_another_device_than_the_work_tree(room: Path, tmp_path: Path) -> None:
    (tmp_path / "separate").mkdir()
    (room / ".git").write_text(f"gitdir: {tmp_path / 'separate'}\n")
    Transaction(room).commit(NEW)
    assert (room / "new.ts").read_bytes() == b"new\n"
    assert (tmp_path / "separate/inngest-codemods/1").exists()


def test_a_folder_that_vanishes_meanwhile_is_an_error_and_nothing_is_written(room: Path) -> None:
    (room / ".git").mkdir()
    (room / "src").mkdir()
    (room / "b.ts").write_bytes(b"b")

    class Vanishing(Disk):
        def create(self, path: Path, mode: int) -> int:
            if path.parent.name == "src":
                path.parent.rmdir()
            return super().create(path, mode)

    changes = ChangeSet((Change("b.ts", b"b", b"c", ""), Change("src/a.ts", None, b"a", "")))
    with pytest.raises(CodemodError, match=r"src/a\.ts: cannot be changed: no such file"):
        Transaction(room, Vanishing()).commit(changes)
    assert (room / "b.ts").read_bytes() == b"b"
    assert names(room) == [".git", "b.ts"]
