"""Every fixture keeps every invariant of a codemod, without asking for it."""

from __future__ import annotations

from pathlib import Path

import pytest

import faults
import harness
from codemods.cli.main import main
from codemods.inngest.project import Project
from codemods.lint.engine import lint
from codemods.lint.settings import options_for
from codemods.syntax import languages
from codemods.syntax.source import Source
from codemods.workspace.settings.config import load
from codemods.workspace.tree.files import Files
from codemods.workspace.writing.transaction import Transaction
from harness import Case, FullDisk, Tree, read_tree, run, stamps, write_tree

CASES = harness.cases()
DONE = [case for case in CASES if case.exit == 0]

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_done = pytest.mark.parametrize("case", DONE, ids=lambda case: case.name)


def wanted(given: Tree, expected: Tree) -> Tree:
    return {**given, **expected}


@every_case
def test_gives_the_expected_tree_and_says_what_it_did(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tmp_path, case.input())
    before = stamps(tmp_path)
    status = run(case, tmp_path, "--yes")
    said = capsys.readouterr()
    assert status == case.exit, said.err
    assert read_tree(tmp_path) == wanted(case.input(), case.expected())
    for text in case.stderr:
        assert text in said.err
    for text in case.stdout:
        assert text in said.out
    after = stamps(tmp_path)
    untouched = [path for path in before if path not in case.expected()]
    assert {path: after[path] for path in untouched} == {path: before[path] for path in untouched}


@every_done
def test_changes_nothing_when_run_again(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tmp_path, case.input())
    run(case, tmp_path, "--yes")
    before = stamps(tmp_path)
    capsys.readouterr()
    assert run(case, tmp_path, "--yes") == 0
    assert stamps(tmp_path) == before
    assert run(case, tmp_path, "--check") == 0
    assert "identical" in capsys.readouterr().out


@every_done
def test_is_undone_to_every_byte_mode_and_absence_and_done_again(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tmp_path, case.input())
    before = faults.tree(tmp_path)
    run(case, tmp_path, "--yes")
    after = faults.tree(tmp_path)
    if case.expected():
        assert main(["undo", "--root", str(tmp_path)]) == 0
        assert faults.tree(tmp_path) == before
        assert main(["undo", "--root", str(tmp_path), "--id", "2"]) == 0
        assert faults.tree(tmp_path) == after
    assert main(["undo", "--root", str(tmp_path), "--id", "9"]) == 2
    assert faults.tree(tmp_path) == after


@every_done
def test_prints_a_diff_that_git_applies_to_the_same_tree(
    case: Case, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_tree(tmp_path, case.input())
    before = stamps(tmp_path)
    assert run(case, tmp_path, "--diff") == 0
    diff = capfdbinary.readouterr().out
    assert stamps(tmp_path) == before
    assert bool(diff) == bool(case.expected())
    if diff:
        harness.git_apply(tmp_path, diff)
    assert read_tree(tmp_path) == wanted(case.input(), case.expected())


@every_done
def test_adds_no_syntax_error(case: Case) -> None:
    given = case.input()
    for path, after in case.expected().items():
        if languages.grammar_for(path) is not None:
            before = given.get(path, b"")
            assert errors(path, after) <= errors(path, before)


def errors(path: str, data: bytes) -> int:
    return sum(1 for _ in Source(path, data).syntax_errors())


@every_done
def test_creates_only_what_lint_jobs_finds_no_fault_with(case: Case, tmp_path: Path) -> None:
    given = case.input()
    files = Files(tmp_path, wanted(given, case.expected()))
    config = load(files)
    found = {
        each.rule.code: f"{each.path}:{each.start.line} {each.finding.message}"
        for each in lint(Project(files, config), options_for(config)).reported
        # How the job is wired to the rest is the user's next step: nobody sends its event yet.
        if each.path not in given and not each.rule.code.startswith("JOB3")
    }
    assert found.keys() == case.findings.keys(), found


@every_case
def test_says_the_same_with_every_way_not_to_write(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tmp_path, case.input())
    before = stamps(tmp_path)
    pending = 1 if case.exit == 0 and case.expected() else case.exit
    assert run(case, tmp_path, "--check") == pending
    assert run(case, tmp_path, "--dry-run") == case.exit
    assert run(case, tmp_path, "--json", "--dry-run") == case.exit
    assert stamps(tmp_path) == before


@every_done
@pytest.mark.parametrize("variant", harness.VARIANTS)
def test_keeps_to_how_the_files_are_written(case: Case, variant: str, tmp_path: Path) -> None:
    if variant in case.variants:
        pytest.skip(case.variants[variant])
    given, expected = harness.varied(case, variant)
    write_tree(tmp_path, given)
    assert run(case, tmp_path, "--yes") == 0
    assert read_tree(tmp_path) == wanted(given, expected)


@every_done
def test_leaves_the_tree_as_it_was_when_the_disk_is_full(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = case.input()
    write_tree(tmp_path, given)
    commit = Transaction.commit
    for writes in range(len(case.expected())):
        with monkeypatch.context() as patch:
            patch.setattr(
                Transaction,
                "commit",
                lambda self, changes, n=writes: commit(
                    Transaction(self.root, FullDisk(n)), changes
                ),
            )
            assert run(case, tmp_path, "--yes") == 2
        assert read_tree(tmp_path) == given
