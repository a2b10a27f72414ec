"""What users install: the wheel, the wheel made from the source distribution, and the work tree."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from codemods import __version__
from codemods.syntax import queries

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "fixtures" / "apps" / "next-sdk4"

# One worker builds for all.
pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("packaging")]


@dataclass(frozen=True, slots=True)
class Built:
    """The files that a release consists of."""

    sdist: Path
    from_sdist: Path
    from_tree: Path
    editable: Path


def run(command: list[str], cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """The standard output of a command that must succeed."""
    done = subprocess.run(
        command,
        check=False,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Everything, built once, without asking the network for the build's own requirements."""
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir"]
    run([*build, str(folder / "release"), "."], ROOT)
    run([*build, str(folder / "tree"), "--wheel", "."], ROOT)
    (folder / "editable").mkdir()
    hook = "import sys, hatchling.build as b; b.build_editable(sys.argv[1])"
    run([sys.executable, "-c", hook, str(folder / "editable")], ROOT)
    return Built(
        sdist=next((folder / "release").glob("*.tar.gz")),
        from_sdist=next((folder / "release").glob("*.whl")),
        from_tree=next((folder / "tree").glob("*.whl")),
        editable=next((folder / "editable").glob("*.whl")),
    )


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder that each wheel is installed in, without what it depends on."""
    folders = {}
    for kind, wheel in {"from_sdist": built.from_sdist, "from_tree": built.from_tree}.items():
        folders[kind] = tmp_path_factory.mktemp(kind)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
        run([*pip, "--target", str(folders[kind]), str(wheel)], ROOT)
    return folders


both_wheels = pytest.mark.parametrize("kind", ["from_tree", "from_sdist"])

PROBE = """
import codemods, pathlib
from codemods.syntax import languages, queries
for name in queries.names():
    for grammar in languages.GRAMMARS:
        queries.compiled(name, grammar)
print(pathlib.Path(codemods.__file__).resolve().parent)
print(*queries.names())
"""


@both_wheels
def test_the_installed_package_runs_from_anywhere(
    kind: str, installed: dict[str, Path], tmp_path: Path
) -> None:
    env = {"PYTHONPATH": str(installed[kind])}
    said = run([sys.executable, "-m", "codemods", "--version"], tmp_path, env)
    assert said == f"codemod {__version__}\n"


@both_wheels
def test_the_installed_package_compiles_every_query(
    kind: str, installed: dict[str, Path], tmp_path: Path
) -> None:
    place, names = run(
        [sys.executable, "-c", PROBE], tmp_path, {"PYTHONPATH": str(installed[kind])}
    ).splitlines()
    assert Path(place) == (installed[kind] / "codemods").resolve()
    assert names.split() == queries.names()


@both_wheels
def test_the_installed_package_writes_a_job(
    kind: str, installed: dict[str, Path], tmp_path: Path
) -> None:
    command = ["codemods", "add-job", "tidy-up", "--cron", "daily", "--diff", "--root", str(APP)]
    said = run([sys.executable, "-m", *command], APP, {"PYTHONPATH": str(installed[kind])})
    assert "+++ b/src/lib/inngest/functions/tidy-up.ts" in said


def test_an_editable_install_reads_the_queries_of_the_work_tree(
    built: Built, tmp_path: Path
) -> None:
    with ZipFile(built.editable) as wheel:
        wheel.extractall(tmp_path)
    start = f"import sys, site\nsys.path.insert(0, {str(tmp_path)!r})\nsite.addsitedir(sys.path[0])"
    place, names = run([sys.executable, "-c", start + PROBE], tmp_path).splitlines()
    assert Path(place) == ROOT / "codemods"
    assert names.split() == queries.names()


def names_in(wheel: Path) -> set[str]:
    with ZipFile(wheel) as opened:
        return set(opened.namelist())


def test_both_wheels_hold_the_same_files(built: Built) -> None:
    assert names_in(built.from_sdist) == names_in(built.from_tree)


def test_the_wheel_holds_the_package_and_nothing_else(built: Built) -> None:
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "codemods").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    shipped = {f"codemods/queries/{name}.scm" for name in queries.names()}
    names = {name for name in names_in(built.from_tree) if ".dist-info/" not in name}
    assert names == package | shipped
    assert "codemods/py.typed" in names
    assert any(name.startswith("codemods/templates/") for name in names)


def test_the_wheel_says_what_it_is(built: Built) -> None:
    with ZipFile(built.from_tree) as wheel:
        info = f"inngest_codemods-{__version__}.dist-info"
        metadata = wheel.read(f"{info}/METADATA").decode()
        scripts = wheel.read(f"{info}/entry_points.txt").decode()
        licence = wheel.read(f"{info}/licenses/LICENSE")
    assert "\nName: inngest-codemods\n" in metadata
    assert "\nRequires-Python: >=3.11\n" in metadata
    assert "\nLicense-Expression: MIT\n" in metadata
    assert "codemod = codemods.cli.entry:main" in scripts
    assert licence == (ROOT / "LICENSE").read_bytes()


def contents(built: Built) -> dict[str, bytes]:
    """Every file of the source distribution and of the wheel."""
    files = {}
    with tarfile.open(built.sdist) as archive:
        for member in archive.getmembers():
            opened = archive.extractfile(member) if member.isfile() else None
            if opened is not None:
                files[member.name] = opened.read()
    with ZipFile(built.from_tree) as wheel:
        files |= {name: wheel.read(name) for name in wheel.namelist()}
    return files


def test_the_source_distribution_holds_what_the_tests_need(built: Built) -> None:
    names = {name.partition("/")[2] for name in contents(built) if name.startswith("inngest_cod")}
    assert {
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "scripts/test",
        "scripts/demo",
        "docs/templates.md",
        "tests/packaging/test_packaging.py",
        "fixtures/apps/next-sdk4/package-lock.json",
    } <= names


# Spelt so that this file is no hit of its own.
UNFINISHED = re.compile(rb"\b(?:TO" rb"DO|FIX" rb"ME|XX" rb"X)\b")
HOME = re.compile(rb"(?<![\w.*])/(?:home|root|Users)/\w")
REGISTRY = re.compile(rb"https?://[\w.-]*(?:registry|pypi|npm|artifactory|nexus)[\w.-]*")


@pytest.mark.parametrize(
    "pattern", [UNFINISHED, HOME, REGISTRY], ids=["unfinished", "home", "registry"]
)
def test_no_file_holds_what_belongs_to_one_machine_or_is_unfinished(
    pattern: re.Pattern[bytes], built: Built
) -> None:
    found = {
        name: hit[0] for name, data in contents(built).items() if (hit := pattern.search(data))
    }
    assert found == {}


def test_no_file_holds_the_place_of_this_work_tree(built: Built) -> None:
    place = os.fsencode(ROOT)
    if len(ROOT.parts) < 3:
        pytest.skip("the place is too short to be told from other text")
    assert [name for name, data in contents(built).items() if place in data] == []
