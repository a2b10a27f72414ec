"""The view of the repository: what is listed, what is read, what is refused."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.workspace.tree.files import MENTION_LIMIT, Files

Tree = Callable[[Mapping[str, str | bytes]], Path]


def test_the_walk_is_sorted_and_leaves_out_what_git_ignores(tree: Tree):
    root = tree(
        {
            ".gitignore": "*.log\n/build\nsecret/\n",
            "b.ts": "",
            "a.log": "",
            "build/x.ts": "",
            "src/build/x.ts": "",
            "src/secret/x.ts": "",
            "src/secret.ts": "",
        }
    )
    assert Files(root).walk() == (".gitignore", "b.ts", "src/build/x.ts", "src/secret.ts")


def test_a_line_that_is_no_pattern_ignores_nothing(tree: Tree):
    root = tree({".gitignore": "!\n\\\n[z-a]\n***/\n*.log\n", "a.ts": "", "a.log": ""})
    assert Files(root).walk() == (".gitignore", "a.ts")


def test_a_thousand_folders_in_one_another_are_walked(tree: Tree, monkeypatch: pytest.MonkeyPatch):
    root = tree({"a.ts": ""})
    monkeypatch.chdir(root)
    for _ in range(1200):  # one by one, as the whole path is too long for some calls
        Path("d").mkdir()
        os.chdir("d")
    assert Files(root).walk() == ("a.ts",)
    for _ in range(1200):  # pytest removes folders by recursion
        os.chdir("..")
        Path("d").rmdir()


def test_why_a_file_is_overlooked_is_said(tree: Tree):
    big = b"serve(" + b" " * MENTION_LIMIT
    files = Files(tree({".gitignore": "x.ts", "x.ts": "serve(", "y.ts": big, "z.ts": "serve("}))
    assert files.mentions(b"serve(") == ("z.ts",)
    with pytest.raises(CodemodError, match="git ignores"):
        files.refuse_overlooked("x.ts")
    with pytest.raises(CodemodError, match="larger than 5 MB"):
        files.refuse_overlooked("y.ts")
    files.refuse_overlooked("z.ts")


def test_what_is_planned_is_searched_in_place_of_what_is_on_the_disk(tree: Tree):
    files = Files(tree({"a.ts": "x", "b.ts": "x", "c.ts": "", ".gitignore": "d.ts"}))
    assert files.mentions(b"x") == ("a.ts", "b.ts")
    after = files.with_changes(
        {"a.ts": b"", "b.ts": None, "c.ts": b"x", "d.ts": b"x", "e.ts": b"x"}
    )
    assert after.mentions(b"x") == ("c.ts", "e.ts")
    assert after.sources() == ("a.ts", "c.ts", "e.ts")
    assert after.with_changes({".gitignore": b""}).mentions(b"x") == ("c.ts", "d.ts", "e.ts")
    assert files.mentions(b"x") == ("a.ts", "b.ts")


def test_a_source_whose_name_is_not_utf_8_is_none(tree: Tree):
    root = tree({"a.ts": "", "é.ts": ""})
    try:
        (root / os.fsdecode(b"b\xff.ts")).write_text("")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert Files(root).sources() == ("a.ts", "é.ts")


def test_a_nested_gitignore_overrules_those_above_it(tree: Tree):
    root = tree(
        {
            ".gitignore": "build\n*.gen.ts\n",
            "packages/.gitignore": "!build\nlocal.ts\n",
            "packages/build/x.ts": "",
            "packages/a/local.ts": "",
            "packages/a/x.gen.ts": "",
            "build/x.ts": "",
            "local.ts": "",
        }
    )
    assert Files(root).sources() == ("local.ts", "packages/build/x.ts")


@pytest.mark.parametrize(
    ("rules", "listed"),
    [
        ("dir/*\n!dir/keep", ("dir/keep/a.ts", "top.ts")),
        ("dir/**\n!dir/keep/\n!dir/keep/**", ("dir/keep/a.ts", "top.ts")),
        ("dir/\n!dir/keep", ("top.ts",)),  # nothing comes back from an ignored folder
        ("/*\n!/dir", ("dir/drop/a.ts", "dir/keep/a.ts")),
        ("**/keep/*.ts", ("dir/drop/a.ts", "top.ts")),
        ("# note\n\n\\#odd\r\ntop.ts\r\n", ("dir/drop/a.ts", "dir/keep/a.ts")),
        ("\ufefftop.ts", ("dir/drop/a.ts", "dir/keep/a.ts")),
        ("*\n!*/\n!top.ts", ("top.ts",)),
    ],
)
def test_patterns_mean_what_git_means_by_them(tree: Tree, rules: str, listed: tuple[str, ...]):
    root = tree({".gitignore": rules, "dir/keep/a.ts": "", "dir/drop/a.ts": "", "top.ts": ""})
    assert Files(root).sources() == listed


RULES = """
node_modules
/build/
*.log
!keep.log
doc/**/*.txt
**/cache
a/**/b
c/*
!c/keep
d/**
!d/keep
[Tt]emp
file?.ts
sp ace/
trailing\\\x20
\\!important
\\#hash
*.min.*
!/x/*.min.js
e/
!e/in/
foo/bar
/top
"""


def test_the_walk_agrees_with_git(tree: Tree):
    names = (
        *("build/a", "x/build/a", "a.log", "keep.log", "x/a.log", "doc/a.txt", "doc/x/y/a.txt"),
        *("x/cache/a", "cache", "a/b/c", "a/x/y/b", "c/a", "c/keep/a", "d/a", "d/keep", "Temp/a"),
        *("temp", "file1.ts", "file12.ts", "sp ace/a", "trailing ", "!important", "#hash"),
        *("x.min.js", "x/x.min.js", "x/x.min.css", "e/in/a", "x/e/a", "foo/bar", "x/foo/bar"),
        *("top/a", "x/top", "nested/a.log", "nested/b.log", "nested/x/own", "nested/build/a"),
        *("é/ü.log", "é/ü.ts"),
    )
    root = tree(
        {
            **dict.fromkeys(names, ""),
            ".gitignore": RULES,
            "nested/.gitignore": "!b.log\nown\n!build\n",
        }
    )
    subprocess.run(["git", "init", "-q", root], check=True)
    (root / ".git/info/exclude").write_text("foo\n!x/foo\n")
    listed = subprocess.run(
        ["git", "-c", "core.excludesFile=", "ls-files", "-coz", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
    expected = {os.fsdecode(each) for each in listed.split(b"\0") if each}
    assert set(Files(root).walk()) == expected
    assert {each for each in names if not Files(root).is_ignored(each)} == expected - {
        ".gitignore",
        "nested/.gitignore",
    }


def test_the_repository_s_own_exclude_file_counts(tree: Tree):
    root = tree({".git/info/exclude": "scratch.ts\n", "scratch.ts": "", "a.ts": ""})
    assert Files(root).walk() == ("a.ts",)


def test_folders_that_never_hold_source_need_no_rule(tree: Tree):
    folders = (".git", "node_modules", ".next", ".turbo", ".vercel", ".codemods")
    root = tree({f"app/{each}/x.ts": "" for each in folders} | {"app/.git2/x.ts": ""})
    assert Files(root).walk() == ("app/.git2/x.ts",)


def test_the_git_file_of_a_submodule_is_not_listed(tree: Tree):
    assert Files(tree({"sub/.git": "gitdir: x", "sub/a.ts": ""})).walk() == ("sub/a.ts",)


def test_what_is_ignored_can_still_be_read(tree: Tree):
    files = Files(tree({"node_modules/a/package.json": "{}", ".gitignore": "x\n", "x/y.ts": "1"}))
    assert files.read("node_modules/a/package.json") == b"{}"
    assert files.read("x/y.ts") == b"1"
    assert files.is_ignored("x/y.ts")
    assert files.is_ignored("x/new/z.ts")
    assert not files.is_ignored("z.ts")


def test_sources_are_the_files_that_the_grammars_read(tree: Tree):
    names = ("a.ts", "b.tsx", "c.mts", "d.cts", "e.js", "f.jsx", "g.mjs", "h.cjs", "I.TS")
    others = ("a.d.ts", "b.d.mts", "c.d.cts", "d.json", "e", "f.vue", ".ts.swp")
    files = Files(tree(dict.fromkeys((*names, *others), "")))
    assert set(files.sources()) == set(names)


def test_an_absent_file_reads_as_none(tree: Tree):
    files = Files(tree({"a.ts": "", "src/b.ts": ""}))
    assert files.read("no.ts") is None
    assert files.read("a.ts/b") is None
    assert files.read("src") is None
    assert files.read("") is None
    assert not files.exists("src")
    assert files.is_dir("src")
    assert files.is_dir("")
    assert not files.is_dir("a.ts")


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "a/..", "a\0b"])
def test_a_path_out_of_the_root_is_refused(tree: Tree, path: str):
    files = Files(tree({"a.ts": ""}))
    asked = (
        files.read,
        files.exists,
        files.is_dir,
        files.is_symlink,
        files.resolve,
        files.is_ignored,
    )
    for ask in asked:
        with pytest.raises(CodemodError, match="outside the project's root"):
            ask(path)
    with pytest.raises(CodemodError):
        files.with_changes({path: b""})


def test_paths_are_normalised(tree: Tree):
    files = Files(tree({"src/a.ts": "1"}))
    assert files.read("./src//a.ts") == b"1"
    assert files.is_dir("src/")
    assert files.with_changes({"./src/a.ts": b"2"}).read("src/a.ts") == b"2"


def test_a_file_is_read_once(tree: Tree):
    root = tree({"a.ts": "old"})
    files = Files(root)
    assert files.read("a.ts") == b"old"
    (root / "a.ts").write_text("new")
    assert files.read("a.ts") == b"old"
    assert files.with_changes({}).read("a.ts") == b"old"


class TestLinks:
    def test_a_link_out_of_the_root_is_refused_and_not_listed(self, tree: Tree):
        top = tree({"outside/secret.ts": "secret", "root/a.ts": ""})
        root = top / "root"
        (root / "file.ts").symlink_to(top / "outside/secret.ts")
        (root / "folder").symlink_to(top / "outside")
        files = Files(root)
        assert files.walk() == ("a.ts",)
        for path in ("file.ts", "folder/secret.ts", "folder/new.ts"):
            with pytest.raises(CodemodError, match=r"leads out of the project's root") as caught:
                files.read(path)
            assert caught.value.where == path
            with pytest.raises(CodemodError):
                files.resolve(path)
            assert not files.exists(path)
        assert not files.is_dir("folder")
        assert files.is_symlink("file.ts")

    def test_a_sibling_with_a_longer_name_is_outside(self, tree: Tree):
        top = tree({"root-2/secret.ts": "", "root/a.ts": ""})
        (top / "root/link.ts").symlink_to("../root-2/secret.ts")
        with pytest.raises(CodemodError):
            Files(top / "root").read("link.ts")

    def test_a_link_within_the_root_is_followed(self, tree: Tree):
        root = tree({"shared/a.ts": "1", "app/b.ts": ""})
        (root / "app/a.ts").symlink_to("../shared/a.ts")
        (root / "linked").symlink_to("shared")
        files = Files(root)
        assert files.read("app/a.ts") == files.read("linked/a.ts") == b"1"
        assert files.real("linked/a.ts") == "shared/a.ts"
        assert files.resolve("linked/new.ts") == root.resolve() / "shared/new.ts"
        assert files.is_dir("linked")
        assert files.is_symlink("linked")
        assert not files.is_symlink("linked/a.ts")

    def test_a_source_is_listed_under_one_name(self, tree: Tree):
        root = tree({"shared/a.ts": "1", "app/b.ts": ""})
        (root / "app/a.ts").symlink_to("../shared/a.ts")
        (root / "linked").symlink_to("shared")
        assert Files(root).walk() == ("app/a.ts", "app/b.ts", "shared/a.ts")
        assert Files(root).sources() == ("app/b.ts", "shared/a.ts")

    def test_loops_and_dead_ends_hold_nothing(self, tree: Tree):
        root = tree({"a.ts": ""})
        (root / "self").symlink_to("self")
        (root / "up").symlink_to(".")
        (root / "one").symlink_to("two")
        (root / "two").symlink_to("one")
        (root / "dead.ts").symlink_to("nowhere.ts")
        files = Files(root)
        assert files.walk() == ("a.ts",)
        assert files.read("dead.ts") is None
        assert files.read("self") is None
        assert files.read("one/x.ts") is None
        assert files.read("up/up/a.ts") == b""
        assert files.real("up") == ""
        assert files.is_dir("up")

    def test_the_root_itself_may_be_a_link(self, tree: Tree, tmp_path: Path):
        root = tree({"real/a.ts": "1"})
        (root / "link").symlink_to("real")
        assert Files(root / "link").read("a.ts") == b"1"
        assert Files(root / "link").root == root.resolve() / "real"

    def test_a_pipe_is_no_file(self, tree: Tree):
        root = tree({"a.ts": ""})
        os.mkfifo(root / "pipe.ts")
        assert Files(root).walk() == ("a.ts",)
        assert Files(root).read("pipe.ts") is None
        assert Files(root).mentions(b"x") == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_what_may_not_be_read_is_said(tree: Tree):
    root = tree({"a.ts": ""})
    (root / "a.ts").chmod(0)
    with pytest.raises(CodemodError, match="permission denied"):
        Files(root).read("a.ts")


class TestOverlay:
    def test_created_files_appear_and_deleted_ones_vanish(self, tree: Tree):
        files = Files(tree({"a.ts": "a", "b.ts": "b"}))
        planned = files.with_changes({"a.ts": None, "new/c.ts": b"c", "b.ts": b"B"})
        assert planned.walk() == planned.sources() == ("b.ts", "new/c.ts")
        assert [planned.read(each) for each in ("a.ts", "b.ts", "new/c.ts")] == [None, b"B", b"c"]
        assert planned.is_dir("new")
        assert planned.exists("new/c.ts")
        assert not planned.exists("a.ts")
        assert files.walk() == ("a.ts", "b.ts")

    def test_changes_add_up(self, tree: Tree):
        first = Files(tree({"a.ts": "a"})).with_changes({"a.ts": None, "b.ts": b"b"})
        assert first.with_changes({"a.ts": b"again"}).walk() == ("a.ts", "b.ts")

    def test_a_created_file_that_is_ignored_is_not_listed(self, tree: Tree):
        files = Files(tree({".gitignore": "out/\n"})).with_changes({"out/x.ts": b""})
        assert files.walk() == (".gitignore",)
        assert files.read("out/x.ts") == b""

    def test_planned_rules_count(self, tree: Tree):
        files = Files(tree({".gitignore": "a.ts\n", "a.ts": "x", "b.ts": "x"}))
        assert files.mentions(b"x") == ("b.ts",)
        planned = files.with_changes({".gitignore": b"b.ts\n"})
        assert planned.sources() == planned.mentions(b"x") == ("a.ts",)
        undone = planned.with_changes({".gitignore": None})
        assert undone.sources() == undone.mentions(b"x") == ("a.ts", "b.ts")

    def test_it_can_be_given_at_once(self, tree: Tree):
        assert Files(tree({"a.ts": ""}), {"b.ts": b""}).walk() == ("a.ts", "b.ts")


class TestMentions:
    def test_it_gives_the_sources_that_hold_any_of_the_needles(self, tree: Tree):
        root = tree({"a.ts": "inngest", "b.ts": "Inngest", "c.ts": "", "d.md": "inngest"})
        files = Files(root)
        assert files.mentions(b"inngest") == ("a.ts",)
        assert files.mentions(b"inngest", b"Inngest") == ("a.ts", "b.ts")
        assert files.mentions(b"Inngest", b"inngest") == ("a.ts", "b.ts")
        assert files.mentions(b"nothing") == ()

    def test_it_sees_what_is_planned(self, tree: Tree):
        files = Files(tree({"a.ts": "inngest", "b.ts": "", "c.ts": "inngest"}))
        assert files.mentions(b"inngest") == ("a.ts", "c.ts")
        planned = files.with_changes(
            {"a.ts": b"", "b.ts": b"inngest", "c.ts": None, "d.ts": b"inngest"}
        )
        assert planned.mentions(b"inngest") == ("b.ts", "d.ts")
        assert files.mentions(b"inngest") == ("a.ts", "c.ts")

    def test_files_over_five_megabytes_are_left_out(self, tree: Tree):
        bundle = b"inngest" + b" " * 5_000_000
        files = Files(tree({"bundle.js": bundle, "a.ts": "inngest"}))
        assert files.mentions(b"inngest") == ("a.ts",)
        assert files.with_changes({"b.js": bundle}).mentions(b"inngest") == ("a.ts",)
        assert files.read("bundle.js") == bundle
        assert files.mentions(b"inngest") == ("a.ts",)
