import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from lint_helpers import word

from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.lint.engine import Options, lint
from codemods.lint.fixes import mend
from codemods.lint.since import changed_since


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=m")
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tree: Callable[..., Path]) -> Path:
    root = tree({"a.ts": "one(bad);\ntwo(bad);\nthree(bad);\n", "sub/b.ts": "bad();\n"})
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "one")
    return root


def lines(root: Path, ref: str = "HEAD") -> list[tuple[str, int]]:
    found = lint(Project.open(root), Options((word("bad"),), since=changed_since(root, ref)))
    return [(each.path, each.start.line) for each in found.reported]


def test_without_a_change_nothing_is_reported(repository: Path) -> None:
    assert lines(repository) == []


def test_what_lies_on_a_changed_line_is_reported(repository: Path) -> None:
    (repository / "a.ts").write_text("one(bad);\nzero();\ntwo(bad + 1);\nthree(bad);\n")
    assert lines(repository) == [("a.ts", 3)]


def test_what_lies_beside_deleted_lines_is_reported(repository: Path) -> None:
    (repository / "a.ts").write_text("one(bad);\nthree(bad);\n")
    assert lines(repository) == [("a.ts", 1), ("a.ts", 2)]


def test_a_file_that_git_does_not_know_yet_is_new_as_a_whole(repository: Path) -> None:
    (repository / "näw file.ts").write_text("bad();\n")
    assert lines(repository) == [("näw file.ts", 1)]


def test_odd_names_are_understood(repository: Path) -> None:
    odd = repository / 'é "x"\t.ts'
    odd.write_text("bad();\n")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "-m", "two")
    odd.write_text("f();\nbad();\n")
    assert lines(repository, "HEAD~1") == [('é "x"\t.ts', 2)]


def test_a_branch_is_compared_with_where_it_was_left(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "-b", "mine")
    (repository / "sub/b.ts").write_text("f();\nbad();\n")
    git(repository, "commit", "--quiet", "-a", "-m", "mine")
    git(repository, "checkout", "--quiet", "-")
    (repository / "a.ts").write_text("zero();\n")
    git(repository, "commit", "--quiet", "-a", "-m", "theirs")
    theirs = subprocess.run(
        ["git", "branch", "--show-current"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    git(repository, "checkout", "--quiet", "mine")
    assert lines(repository, theirs) == []
    (repository / "a.ts").write_text("one(bad);\ntwo(bad);\nthree(bad, 1);\n")
    assert lines(repository, theirs) == [("a.ts", 3)]


def test_a_root_below_the_repository_s_top_has_its_own_paths(repository: Path) -> None:
    (repository / "sub/b.ts").write_text("bad(1);\nbad();\n")
    assert lines(repository / "sub") == [("b.ts", 1)]


def test_the_person_s_git_settings_do_not_count(repository: Path) -> None:
    for key, value in (
        ("diff.noprefix", "true"),
        ("diff.external", "false"),
        ("color.ui", "always"),
    ):
        git(repository, "config", key, value)
    (repository / "a.ts").write_text("one(bad, 1);\ntwo(bad);\nthree(bad);\n")
    assert lines(repository) == [("a.ts", 1)]


def test_fixes_are_made_on_changed_lines_only(repository: Path) -> None:
    (repository / "a.ts").write_text("zero();\none(bad, bad);\ntwo(bad);\nthree(bad);\n")
    options = Options((word("bad", "a,\nb"),), since=changed_since(repository, "HEAD"))
    mended = mend(Project.open(repository), options)
    data = mended.result.project.read("a.ts")
    assert data == b"zero();\none(a,\nb, a,\nb);\ntwo(bad);\nthree(bad);\n"


@pytest.mark.parametrize("ref", ["no-such-branch", "--output=x", "", "HEAD:a.ts"])
def test_what_is_no_commit_is_told_so(repository: Path, ref: str) -> None:
    with pytest.raises(CodemodError, match="git knows no commit"):
        changed_since(repository, ref)
    assert not (repository / "x").exists()


def test_without_a_repository_it_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(CodemodError, match="needs a git repository"):
        changed_since(tmp_path, "HEAD")
