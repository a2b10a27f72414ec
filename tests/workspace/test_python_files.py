"""The Python files of a repository, and which of them contain what."""

from __future__ import annotations

from pathlib import Path

from codemods.workspace.tree.files import MENTION_LIMIT, Files


def files(tmp_path: Path, contents: dict[str, str]) -> Files:
    for path, text in contents.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return Files(tmp_path)


def test_python_files_are_told_apart_from_other_sources(tmp_path: Path) -> None:
    found = files(
        tmp_path, {"b/a.py": "x", "a.ts": "x", "stub.pyi": "x", "a.PY.txt": "x", "c.py": ""}
    )
    assert found.python_sources() == ("b/a.py", "c.py")
    assert found.sources() == ("a.ts",)


def test_only_python_files_are_searched_for_what_is_in_python(tmp_path: Path) -> None:
    found = files(tmp_path, {"a.py": "inngest", "b.py": "other", "c.ts": "inngest"})
    assert found.python_mentions(b"inngest") == ("a.py",)
    assert found.python_mentions(b"other", b"inngest") == ("a.py", "b.py")
    assert found.mentions(b"inngest") == ("c.ts",)


def test_planned_python_files_are_searched_as_they_will_be(tmp_path: Path) -> None:
    found = files(tmp_path, {"a.py": "inngest", "b.py": "inngest"})
    later = found.with_changes(
        {"a.py": b"x", "b.py": None, "c/d.py": b"inngest", ".venv/e.py": b"inngest"}
    )
    assert later.python_mentions(b"inngest") == ("c/d.py",)
    assert later.python_sources() == ("a.py", "c/d.py")
    assert found.python_mentions(b"inngest") == ("a.py", "b.py")


def test_ignored_and_installed_files_are_left_out(tmp_path: Path) -> None:
    installed = (".venv", "venv", "lib/site-packages", "a/__pycache__", ".tox", ".nox", ".eggs")
    contents = {f"{folder}/x.py": "inngest" for folder in installed}
    found = files(
        tmp_path,
        {
            **contents,
            ".gitignore": "out/\n",
            "out/x.py": "inngest",
            "migrations/0001.py": "inngest",
        },
    )
    assert found.python_mentions(b"inngest") == ("migrations/0001.py",)


def test_python_files_that_nobody_wrote_are_named_as_too_large(tmp_path: Path) -> None:
    found = files(tmp_path, {"big.py": "#" * (MENTION_LIMIT + 1), "a.py": "inngest"})
    assert found.python_mentions(b"inngest") == ("a.py",)
    assert found.large() == ("big.py",)
