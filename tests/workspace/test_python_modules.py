"""Dotted names of Python modules, and the files that they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.syntax.python.source import PythonSource
from codemods.workspace.python.modules import PythonModules
from codemods.workspace.tree.files import Files


def modules(tmp_path: Path, *paths: str) -> PythonModules:
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    return PythonModules(Files(tmp_path), lambda path: PythonSource(path, b""))


@pytest.mark.parametrize(
    ("paths", "module", "importer", "expected"),
    [
        pytest.param(["client.py", "main.py"], "client", "main.py", "client.py", id="flat"),
        pytest.param(
            ["src/app/__init__.py", "src/app/client.py"],
            "app.client",
            "src/app/main.py",
            "src/app/client.py",
            id="src layout",
        ),
        pytest.param(
            ["src/app/client.py"],
            "app.client",
            "tests/run.py",
            "src/app/client.py",
            id="src layout from beside",
        ),
        pytest.param(
            ["src/inngest/client.py"],
            "src.inngest.client",
            "app.py",
            "src/inngest/client.py",
            id="from the root",
        ),
        pytest.param(
            ["api/app/client.py", "api/app/__init__.py"],
            "app.client",
            "api/app/jobs/a.py",
            "api/app/client.py",
            id="one app of several",
        ),
        pytest.param(["api/client.py"], "client", "api/jobs/a.py", "api/client.py", id="above"),
        pytest.param(
            ["app/jobs/__init__.py"], "app.jobs", "main.py", "app/jobs/__init__.py", id="package"
        ),
        pytest.param(
            ["app/jobs/__init__.py", "app/jobs.py"],
            "app.jobs",
            "main.py",
            "app/jobs/__init__.py",
            id="package before module",
        ),
        pytest.param(["a/client.py"], ".client", "a/main.py", "a/client.py", id="relative"),
        pytest.param(["a/__init__.py"], ".", "a/main.py", "a/__init__.py", id="own package"),
        pytest.param(["a/client.py"], "..client", "a/jobs/b.py", "a/client.py", id="one up"),
        pytest.param(
            ["a/client.py"], ".client", "a/__init__.py", "a/client.py", id="from a package"
        ),
        pytest.param(["client.py"], "...client", "a/b.py", None, id="beyond the root"),
        pytest.param(["a/client.py"], "client", "b/main.py", None, id="elsewhere"),
        pytest.param(["src/inngest/__init__.py"], "inngest", "src/main.py", None, id="the SDK"),
        pytest.param(
            ["src/inngest/client.py"],
            ".inngest.client",
            "src/main.py",
            "src/inngest/client.py",
            id="a folder of the SDK's name",
        ),
        pytest.param(
            ["email/readme.md", "src/email.py"],
            "email",
            "main.py",
            "src/email.py",
            id="a folder without code",
        ),
    ],
)
def test_an_import_leads_to_its_file(
    tmp_path: Path, paths: list[str], module: str, importer: str, expected: str | None
) -> None:
    assert modules(tmp_path, *paths).resolve(module, importer) == expected


def test_a_folder_without_an_init_file_is_a_package_all_the_same(tmp_path: Path) -> None:
    found = modules(tmp_path, "app/jobs/a.py")
    assert found.resolve("app.jobs", "main.py") is None
    assert found.folder("app.jobs", "main.py") == "app/jobs"
    assert found.folder("app.none", "main.py") is None


def test_the_folder_that_an_import_is_found_from_is_known(tmp_path: Path) -> None:
    found = modules(tmp_path, "src/app/client.py", "src/app/__init__.py", "tool.py")
    assert found.root("app.client", "src/app/main.py") == "src"
    assert found.root("src.app.client", "src/app/main.py") == ""
    assert found.root("tool", "tool.py") == ""
    assert found.root(".client", "src/app/main.py") is None
    assert found.root("flask", "src/app/main.py") is None


@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        ("src/app/jobs/a.py", "src", "app.jobs.a"),
        ("src/app/jobs/__init__.py", "src", "app.jobs"),
        ("src/app/a.py", "", "src.app.a"),
        ("my-app/a.py", "", None),
        ("a.py", "src", None),
        ("src/a.txt", "src", None),
    ],
)
def test_a_file_is_named_as_an_absolute_import_names_it(
    tmp_path: Path, path: str, root: str, expected: str | None
) -> None:
    assert modules(tmp_path).name_of(path, root) == expected


@pytest.mark.parametrize(
    ("path", "importer", "expected"),
    [
        ("app/a.py", "app/main.py", ".a"),
        ("app/jobs/a.py", "app/main.py", ".jobs.a"),
        ("app/a.py", "app/jobs/main.py", "..a"),
        ("app/jobs/__init__.py", "app/jobs/main.py", "."),
        ("other/a.py", "app/main.py", None),
    ],
)
def test_a_file_is_named_as_a_relative_import_names_it(
    tmp_path: Path, path: str, importer: str, expected: str | None
) -> None:
    found = modules(tmp_path, "app/__init__.py", "app/jobs/__init__.py")
    assert found.relative_name(path, importer) == expected
