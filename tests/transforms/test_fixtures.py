"""Every fixture keeps every invariant of a codemod, without asking for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import faults
import harness
from codemods.cli.main import main
from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.lint.engine import lint
from codemods.lint.settings import options_for
from codemods.syntax import languages
from codemods.syntax.python.source import PythonSource
from codemods.syntax.source import Source
from codemods.workspace.settings.config import load
from codemods.workspace.tree.files import Files
from codemods.workspace.writing.changes import ChangeSet
from codemods.workspace.writing.transaction import Transaction
from harness import Case, FullDisk, Tree, read_tree, run, stamps, write_tree

CASES = harness.cases()
DONE = [case for case in CASES if case.exit == 0]

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_done = pytest.mark.parametrize("case", DONE, ids=lambda case: case.name)


def wanted(given: Tree, expected: Tree) -> Tree:
    return {**given, **expected}


@every_case
def test_gives_the_expected_tree_once_says_so_and_takes_it_back(
    case: Case, room: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(room, case.input())
    start, before = faults.tree(room), stamps(room)
    with monkeypatch.context() as patch:
        fill_the_disk_before_each_write(case, patch)
        status = run(case, room, "--yes")
    said = capsys.readouterr()
    assert status == case.exit, said.err
    assert read_tree(room) == wanted(case.input(), case.expected())
    for text in case.stderr:
        assert text in said.err
    for text in case.stdout:
        assert text in said.out
    after = stamps(room)
    untouched = [path for path in before if path not in case.expected()]
    assert {path: after[path] for path in untouched} == {path: before[path] for path in untouched}
    if case.exit == 0:
        changes_nothing_when_run_again(case, room, capsys)
        is_undone_to_every_byte_mode_and_absence_and_done_again(case, room, start)


def fill_the_disk_before_each_write(case: Case, patch: pytest.MonkeyPatch) -> None:
    """The disk is full at the first write, at the second …: each leaves the tree as it was.

    Then there is room, and the same change set is committed.
    """
    commit, given = Transaction.commit, case.input()

    def full(self: Transaction, changes: ChangeSet) -> object:
        for writes in range(len(case.expected())):
            with pytest.raises(CodemodError, match="no space left on device"):
                commit(Transaction(self.root, FullDisk(writes)), changes)
            assert read_tree(self.root) == given
        return commit(self, changes)

    patch.setattr(Transaction, "commit", full)


def changes_nothing_when_run_again(
    case: Case, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stamps(root)
    assert run(case, root, "--yes") == 0
    assert stamps(root) == before
    assert "identical" in capsys.readouterr().out


def is_undone_to_every_byte_mode_and_absence_and_done_again(
    case: Case, root: Path, before: faults.Tree
) -> None:
    after = faults.tree(root)
    if case.expected():
        assert main(["undo", "--root", str(root)]) == 0
        assert faults.tree(root) == before
        assert main(["undo", "--root", str(root), "--id", "2"]) == 0
        assert faults.tree(root) == after


@every_done
def test_writes_what_parses_and_creates_what_lint_jobs_finds_no_fault_with(
    case: Case, room: Path
) -> None:
    given = case.input()
    for path, after in case.expected().items():
        if harness.is_python(path):
            assert PythonSource(path, after).module is not None
        elif languages.grammar_for(path) is not None:
            before = given.get(path, b"")
            assert errors(path, after) <= errors(path, before)
    if case.expected().keys() <= given.keys():
        return  # nothing is created
    files = Files(room, wanted(given, case.expected()))
    config = load(files)
    found = {
        each.rule.code: f"{each.path}:{each.start.line} {each.finding.message}"
        for each in lint(Project(files, config), options_for(config)).reported
        # How the job is wired to the rest is the user's next step: nobody sends its event yet.
        if each.path not in given and not each.rule.code.startswith("JOB3")
    }
    assert found.keys() == case.findings.keys(), found


def errors(path: str, data: bytes) -> int:
    return sum(1 for _ in Source(path, data).syntax_errors())


@every_done
def test_prints_a_diff_that_git_applies_to_the_same_tree(
    case: Case, room: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_tree(room, case.input())
    before = stamps(room)
    assert run(case, room, "--diff", "--check") == (1 if case.expected() else 0)
    diff = capfdbinary.readouterr().out
    assert stamps(room) == before
    assert bool(diff) == bool(case.expected())
    if diff:
        harness.git_apply(room, diff)
        assert read_tree(room) == wanted(case.input(), case.expected())


@every_done
def test_keeps_to_how_the_files_are_written(
    case: Case, room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ways = [way for way in harness.VARIANTS if way not in case.variants]
    if not keeps(case, room / "at-once", ways, capsys):
        alone = [way for way in ways if not keeps(case, room / way, [way], capsys)]
        pytest.fail(f"not with {', '.join(alone or ways)}")


def keeps(case: Case, root: Path, ways: list[str], capsys: pytest.CaptureFixture[str]) -> bool:
    """Whether `--json` has the expected files with those ways, and nothing is written."""
    given, expected = harness.varied(case, ways)
    before = stamps(write_tree(root, given))
    capsys.readouterr()
    status = run(case, root, "--dry-run", "--json")
    said = json.loads(capsys.readouterr().out)
    assert stamps(root) == before
    return status == 0 and planned(said) == expected


def planned(said: dict[str, Any]) -> Tree:
    """Path → bytes of what a run with `--json` would write."""
    return {change["path"]: change["after"].encode() for change in said.get("changes", [])}


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.exit != 0], ids=lambda case: case.name
)
def test_says_in_json_too_what_cannot_be_done(
    case: Case, room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(room, case.input())
    assert run(case, room, "--dry-run", "--json") == case.exit
    assert planned(json.loads(capsys.readouterr().out)) == case.expected()
    assert read_tree(room) == case.input()
