"""A journal that somebody else has written: it came with a repository, or a disk has harmed it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.workspace.writing.changes import Change, ChangeSet
from codemods.workspace.writing.journal import Journal
from codemods.workspace.writing.record import Entry, Record, digest
from codemods.workspace.writing.recovery import recover
from codemods.workspace.writing.transaction import Transaction
from codemods.workspace.writing.undo import chosen, history, taken_back
from faults import DyingDisk, Killed, QuickDisk, names, operations, sample, tree

EVIL = b"evil\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A sample; beside it, a folder that nothing may touch."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "victim").write_bytes(b"victim\n")
    (outside / "empty").mkdir()
    return sample(tmp_path / "app")


def entry(path: str, **parts: object) -> Entry:
    """By default, of a file that the commit has deleted, so that it is to come back."""
    given = {"before": digest(EVIL), "after": None, "mode": 0o755, "staged": None, **parts}
    return Entry(path=path, backup=given.pop("backup", _beside(path)), **given)  # type: ignore[arg-type]


def _beside(path: str) -> str:
    return f".{path.rpartition('/')[2][:50]}.codemod-0123abcd-old.tmp"


def record(
    entries: Sequence[Entry] = (),
    *,
    folders: Sequence[str] = (),
    vacated: Sequence[str] = (),
    before: Mapping[str, bytes] | None = None,
    number: int = 1,
    when: float = 0.0,
) -> bytes:
    contents = {each.path: EVIL for each in entries if each.before} if before is None else before
    return Record(
        number, when, "", None, True, tuple(folders), tuple(vacated), tuple(entries), contents
    ).to_bytes()


def planted(root: Path, name: str, data: bytes) -> Path:
    folder = root / ".git/inngest-codemods"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def everything(root: Path) -> list[tuple[str, bytes]]:
    """Each file beside the root, and in its git directory but for the journal."""
    places = (root.parent / "outside", root / ".git")
    found = [path for place in places for path in place.rglob("*")]
    return sorted(
        (str(path), path.read_bytes() if path.is_file() else b"")
        for path in found
        if "inngest-codemods" not in path.parts
    )


OUT = {
    "above": "../outside/new",
    "above, in the middle": "src/../../outside/new",
    "absolute": "{outside}/new",
    "of git": ".git/hooks/post-checkout",
    "of git, on a disk without case": "src/.GIT/config",
    "no file": ".",
    "nothing": "",
    "not as we write it": "src//new",
    "with a byte that ends names": "src/new\0",
    "with half a character": "src/\ud800",
}


@pytest.mark.parametrize("path", OUT.values(), ids=OUT)
@pytest.mark.parametrize("state", ["pending", "settled", "1"])
def test_a_path_that_leads_out_is_neither_written_nor_removed(
    path: str, state: str, root: Path
) -> None:
    path = path.format(outside=root.parent / "outside")
    before = tree(root), everything(root)
    for data in (
        record([entry(path)]),
        record(folders=[path.replace("new", "empty")]),
        record(vacated=[path.replace("new", "empty")]),
    ):
        place = planted(root, state, data)
        with pytest.raises(CodemodError, match="is damaged") as caught:
            recover(root)
            history(root)
        assert caught.value.where == str(place)
        assert (tree(root), everything(root)) == before


@pytest.mark.parametrize(
    "name", ["../../outside/victim", "untouched.ts", "", ".", "..", ".x.codemod-/../a-old.tmp"]
)
@pytest.mark.parametrize("part", ["staged", "backup"])
def test_only_temporary_files_are_removed_as_such(name: str, part: str, root: Path) -> None:
    before = tree(root), everything(root)
    for state in ("pending", "settled"):
        place = planted(root, state, record([entry("src/new.ts", **{part: name})]))
        with pytest.raises(CodemodError, match="is damaged"):
            recover(root)
        place.unlink()
    assert (tree(root), everything(root)) == before


@pytest.mark.parametrize("target", ["../outside", ".git"])
def test_a_link_on_the_way_out_is_not_followed(target: str, root: Path) -> None:
    (root / "way").symlink_to(target)
    before = tree(root), everything(root)
    way = [entry("way/new"), entry("way/victim", before=None, after=digest(b"victim\n"))]
    planted(root, "pending", record(way, folders=["way/empty"]))
    recovery = recover(root)
    assert recovery is not None
    assert recovery.left == ("way/new", "way/victim")
    planted(root, "settled", record(way, vacated=["way/empty"]))
    assert recover(root)
    with pytest.raises(CodemodError, match="2 files have changed since commit 1"):
        taken_back(root, chosen(history(root), 1))
    assert (tree(root), everything(root)) == before


def test_a_commit_into_the_directory_of_git_is_refused(root: Path) -> None:
    (root / "way").symlink_to(".git")
    for path in (".git/hooks/post-checkout", "src/.GIT/config", "way/config"):
        with pytest.raises(CodemodError, match="lies in a directory of git"):
            Transaction(root).commit(ChangeSet((Change(path, None, EVIL, ""),)))
    assert names(root / ".git") == []


HARMED = {
    "a content that is not there": record([entry("a.ts")], before={}),
    "another content": record([entry("a.ts")], before={"a.ts": b"else"}),
    "the content of no file": record([entry("a.ts")], before={"a.ts": EVIL, "b.ts": EVIL}),
    "a content cut short": record([entry("a.ts")])[:-1],
    "more than there was": record([entry("a.ts")]) + b"x",
    "a size below nothing": record([entry("a.ts")]).replace(b'{"a.ts": 5}', b'{"a.ts": -1}'),
    "one file twice": record([entry("a.ts"), entry("a.ts")]),
    "no such time": record(when=1e300),
    "no time": record(when=float("nan")),
    "no such permissions": record([entry("a.ts", mode=-1)]),
    "text for a number": record([entry("a.ts", mode="644")]),
    "another's id": record(number=2),
    "no id": record(number=0),
    "no record": b"[]\n",
    "nested too deeply": b"[" * 200_000,
    "nothing": b"",
    "garbage": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("data", HARMED.values(), ids=HARMED)
def test_what_is_harmed_is_named_and_not_used(data: bytes, root: Path) -> None:
    before = tree(root)
    place = planted(root, "1", data)
    with pytest.raises(CodemodError, match="is damaged") as caught:
        history(root)
    assert caught.value.where == str(place)
    assert caught.value.mend == "delete that file; only that commit cannot be undone then"
    assert tree(root) == before


def test_what_is_harmed_while_it_is_under_way_says_what_to_look_at(root: Path) -> None:
    planted(root, "pending", b"\x00" * 100)
    with pytest.raises(CodemodError, match="is damaged") as caught:
        recover(root)
    assert caught.value.mend == "look at the files that git reports as changed, then delete it"


def test_names_that_only_look_like_ids_are_passed_over(root: Path) -> None:
    for name in ("007", "0", "\N{SUPERSCRIPT TWO}", "\N{ARABIC-INDIC DIGIT THREE}", "9" * 250):
        planted(root, name, b"")
    assert history(root) == ()
    assert Transaction(root).commit(ChangeSet((Change("a.ts", None, b"", ""),))) == 1


@pytest.mark.parametrize("name", ["1", "pending"])
def test_a_link_or_a_pipe_in_place_of_a_record_is_not_read(name: str, root: Path) -> None:
    folder = planted(root, name, b"").parent
    for make in (os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir):
        path = folder / name
        path.unlink()
        make(path)
        with pytest.raises(CodemodError, match="is damaged"):
            recover(root)
            history(root)


@pytest.mark.parametrize("victim", ["victim", "new"])
def test_a_link_in_place_of_the_lock_is_not_opened(victim: str, root: Path) -> None:
    before = everything(root)
    folder = planted(root, "draft", b"").parent
    (folder / "lock").symlink_to(root.parent / "outside" / victim)
    with pytest.raises(CodemodError, match="symbolic link"):
        recover(root)
    assert everything(root) == before


@pytest.mark.parametrize("link", [".codemods", ".codemods/journal"])
def test_a_link_that_leads_the_journal_out_is_not_followed(link: str, root: Path) -> None:
    (root / ".git").rmdir()
    outside = root.parent / "outside"
    (outside / "journal").mkdir()
    for name in ("draft", "journal/draft"):
        (outside / name).write_bytes(b"theirs")
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(outside)
    before = everything(root)
    changes = ChangeSet((Change("a.ts", None, b"", ""),))
    for act in (recover, history, lambda root: Transaction(root).commit(changes)):
        with pytest.raises(CodemodError, match="is a symbolic link out of the root"):
            act(root)
    assert everything(root) == before


def test_in_git_a_link_of_that_name_is_of_no_interest(root: Path) -> None:
    (root / ".codemods").symlink_to("../outside")
    assert Journal.of(root, QuickDisk()).folder == root / ".git/inngest-codemods"


def test_a_folder_that_became_a_link_within_the_root_is_no_obstacle(root: Path) -> None:
    changes = ChangeSet((Change("src/inngest/new.ts", None, b"new\n", ""),))
    other = sample(root.parent / "other")
    steps = operations(lambda disk: Transaction(other, disk).commit(changes))
    settling = [number for number, name in enumerate(steps) if name == "replace"][-2]
    with pytest.raises(Killed):
        Transaction(root, DyingDisk(settling)).commit(changes)
    assert names(root / "src/inngest") != ["a.ts", "index.ts"]
    (root / "src").rename(root / "lib")
    (root / "src").symlink_to("lib")
    assert recover(root)
    assert names(root / "lib/inngest") == ["a.ts", "index.ts"]


def test_what_is_written_is_what_is_read(root: Path) -> None:
    name = os.fsdecode(b"n\xff\n\x1b.ts")
    Transaction(root).commit(ChangeSet((Change(name, None, b"", ""),)))
    assert [each.path for each in history(root)[0].entries] == [name]
    assert json.loads((root / ".git/inngest-codemods/1").read_bytes().split(b"\n")[0])
