"""Which Python project a file belongs to, and what that depends on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.workspace.python.packages import PythonPackages
from codemods.workspace.tree.files import Files


def packages(tmp_path: Path, files: Mapping[str, str]) -> PythonPackages:
    for path, text in files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return PythonPackages(Files(tmp_path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "pyproject.toml",
            '[project]\nname = "a"\ndependencies = ["Inngest[connect] >= 0.5 ; python_version > \'3\'"]',
        ),
        (
            "pyproject.toml",
            '[project]\nname = "a"\n[project.optional-dependencies]\njobs = ["inngest>=0.5"]',
        ),
        ("pyproject.toml", '[dependency-groups]\ndev = [{include-group = "x"}, "inngest >=0.5"]'),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.11"\ninngest = ">=0.5"'),
        (
            "pyproject.toml",
            '[tool.poetry.group.jobs.dependencies]\ninngest = { version = ">=0.5", extras = ["x"] }',
        ),
        ("pyproject.toml", '[tool.pdm.dev-dependencies]\ndev = ["inngest>=0.5"]'),
        ("pyproject.toml", '[tool.uv]\ndev-dependencies = ["inngest>=0.5"]'),
        ("Pipfile", '[packages]\ninngest = ">=0.5"'),
        ("Pipfile", '[packages]\ninngest = {version = ">=0.5"}'),
        ("requirements.txt", "# ours\ninngest>=0.5  # jobs\n"),
        ("requirements-dev.txt", "inngest>=0.5 \\\n    --hash=sha256:abc\n"),
        ("requirements/base.txt", "inngest>=0.5\n"),
        ("setup.cfg", "[metadata]\nname = a\n[options]\ninstall_requires =\n    inngest>=0.5\n"),
        ("setup.cfg", "[options.extras_require]\njobs = inngest>=0.5\n"),
        ("setup.py", 'setup(name="a", install_requires=["click", "inngest>=0.5"])'),
        ("setup.py", 'setup(extras_require={"jobs": ["inngest>=0.5"]})'),
    ],
)
def test_what_a_project_depends_on_is_read_from_every_kind_of_file(
    tmp_path: Path, path: str, text: str
) -> None:
    found = packages(tmp_path, {path: text, "app/main.py": ""}).governing("app/main.py")
    assert found is not None
    assert found.directory == ""
    assert found.depends("inngest")
    assert found.requirements["inngest"].replace(" ", "") == ">=0.5"
    assert not found.depends("flask")


def test_requirements_files_include_others(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "-r deps/base.txt\n-e .\n",
        "deps/base.txt": "-r ../requirements.txt\ninngest\n",
    }
    found = packages(tmp_path, files).at("")
    assert found is not None
    assert dict(found.requirements) == {"inngest": ""}


def test_the_nearest_project_governs_a_file(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "all"\n',
        "apps/api/pyproject.toml": '[project]\nname = "api"\n',
        "apps/api/src/api/main.py": "",
        "scripts/run.py": "",
    }
    found = packages(tmp_path, files)
    api, root = found.governing("apps/api/src/api/main.py"), found.governing("scripts/run.py")
    assert api is not None
    assert root is not None
    assert (api.directory, api.name, api.path) == ("apps/api", "api", "apps/api/pyproject.toml")
    assert (root.directory, root.name) == ("", "all")
    assert [each.directory for each in found.all] == ["", "apps/api"]


def test_settings_of_linters_alone_make_no_project(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "a"\n',
        "app/pyproject.toml": "[tool.ruff]\nline-length = 88\n",
        "app/setup.cfg": "[flake8]\nmax-line-length = 88\n",
        "app/main.py": "",
    }
    found = packages(tmp_path, files).governing("app/main.py")
    assert found is not None
    assert found.directory == ""


def test_the_files_of_one_folder_are_read_together(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "a"\ndependencies = ["inngest>=0.5"]\n[tool.black]\nline-length = 90\n',
        "requirements.txt": "inngest==0.4.0\nflask\n",
    }
    found = packages(tmp_path, files).at("")
    assert found is not None
    assert dict(found.requirements) == {"inngest": ">=0.5", "flask": ""}
    assert found.tool("black") == {"line-length": 90}
    assert found.tool("ruff") == {}


@pytest.mark.parametrize(
    ("lock", "text"),
    [
        ("uv.lock", '[[package]]\nname = "inngest"\nversion = "0.5.19"\n'),
        ("poetry.lock", '[[package]]\nname = "Inngest"\nversion = "0.5.19"\n'),
        ("pdm.lock", '[[package]]\nname = "inngest"\nversion = "0.5.19"\n'),
        ("Pipfile.lock", '{"default": {"inngest": {"version": "==0.5.19"}}}'),
    ],
)
def test_the_version_is_that_of_the_lockfile_of_the_project_or_above(
    tmp_path: Path, lock: str, text: str
) -> None:
    files = {lock: text, "api/pyproject.toml": '[project]\ndependencies = ["inngest>=0.4"]\n'}
    found = packages(tmp_path, files)
    version = found.version("inngest", found.at("api"))
    assert version is not None
    assert (version.text, version.major, version.evidence, version.where) == (
        "0.5.19",
        0,
        "lockfile",
        lock,
    )


@pytest.mark.parametrize(
    ("asked", "text", "certain"), [("==0.5.1", "0.5.1", True), (">=0.5", ">=0.5", False)]
)
def test_without_a_lockfile_the_version_is_what_is_asked_for(
    tmp_path: Path, asked: str, text: str, certain: bool
) -> None:
    found = packages(tmp_path, {"requirements.txt": f"inngest{asked}\n"})
    version = found.version("inngest", found.at(""))
    assert version is not None
    assert (version.text, version.evidence, version.certain) == (text, "range", certain)
    assert found.version("flask", found.at("")) is None


def test_a_lockfile_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    found = packages(
        tmp_path, {"uv.lock": "<<<<", "Pipfile.lock": "{", "requirements.txt": "inngest\n"}
    )
    version = found.version("inngest", found.at(""))
    assert version is not None
    assert version.evidence == "range"


def test_a_pyproject_that_is_no_toml_is_named_with_its_place(tmp_path: Path) -> None:
    found = packages(tmp_path, {"api/pyproject.toml": "a = \n", "requirements.txt": "x\n"})
    with pytest.raises(CodemodError) as caught:
        found.governing("api/main.py")
    assert caught.value.where is not None
    assert caught.value.where.startswith("api/pyproject.toml:1:")
    assert [each.directory for each in found.all] == [""]


def test_projects_in_virtual_environments_are_not_seen(tmp_path: Path) -> None:
    files = {
        f"{each}/lib/x/pyproject.toml": "[project]\n" for each in (".venv", "venv", "site-packages")
    }
    assert packages(tmp_path, files).all == ()
