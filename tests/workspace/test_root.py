"""Where the root is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.workspace.settings.root import find_root


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A folder in a package in a repository."""
    folder = tmp_path / "repo/apps/web/src/lib"
    folder.mkdir(parents=True)
    (tmp_path / "repo/apps/web/package.json").write_text("{}")
    return folder


def test_the_root_is_the_top_of_the_git_work_tree_and_not_the_nearest_package(
    tmp_path: Path, deep: Path
):
    (tmp_path / "repo/.git").mkdir()
    assert find_root(deep) == tmp_path / "repo"
    assert find_root(tmp_path / "repo") == tmp_path / "repo"


def test_a_worktree_or_submodule_has_a_file_for_its_git_folder(tmp_path: Path, deep: Path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "repo/.git").write_text("gitdir: ../.git/worktrees/repo\n")
    assert find_root(deep) == tmp_path / "repo"


@pytest.mark.parametrize(
    "mark", ["codemod.toml", "package.json", "pyproject.toml", "requirements.txt"]
)
def test_without_git_the_root_is_the_nearest_folder_with_a_mark(
    tmp_path: Path, deep: Path, mark: str
):
    assert find_root(deep) == tmp_path / "repo/apps/web"
    (deep.parent / mark).write_text("")
    assert find_root(deep) == deep.parent


def test_a_folder_of_that_name_is_no_mark(tmp_path: Path, deep: Path):
    (deep / "package.json").mkdir()
    assert find_root(deep) == tmp_path / "repo/apps/web"


def test_a_given_folder_is_the_root_whatever_it_holds(tmp_path: Path, deep: Path):
    (tmp_path / "repo/.git").mkdir()
    assert find_root(deep, deep.parent) == deep.parent
    assert find_root(deep, Path("../..")) == tmp_path / "repo/apps/web"


@pytest.mark.parametrize("given", ["nowhere", "package.json"])
def test_a_given_root_that_is_no_folder_is_an_error(tmp_path: Path, deep: Path, given: str):
    with pytest.raises(CodemodError) as caught:
        find_root(tmp_path / "repo/apps/web", Path(given))
    assert caught.value.where == given


def test_links_are_followed_before_looking_upwards(tmp_path: Path, deep: Path):
    (tmp_path / "repo/.git").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/lib").symlink_to(deep)
    assert find_root(tmp_path / "elsewhere/lib") == tmp_path / "repo"


def test_without_any_mark_the_error_says_what_was_looked_for(tmp_path: Path):
    with pytest.raises(
        CodemodError, match=r"package\.json, pyproject\.toml or requirements\.txt in"
    ):
        find_root(tmp_path)
