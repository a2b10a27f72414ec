"""The SARIF that we write against the schema of its standard, and GitHub's own rules for it.

Both come with Microsoft's validator, whose npm package is fetched once into `.cache/sarif`.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from apps.sample_app import REPOSITORY, what_is_missing
from codemods.inngest.project import Project
from codemods.report.findings import sarif
from report.sample_findings import nothing, sample

pytestmark = [pytest.mark.apps, pytest.mark.xdist_group("sarif")]

_PACKAGE = "@microsoft/sarif-multitool-linux@5.7.0"
_CACHE = REPOSITORY / ".cache" / "sarif" / "5.7.0"


@pytest.fixture(scope="session")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the unpacked package."""
    missing = what_is_missing()
    if missing and os.environ.get("CI"):
        pytest.fail(f"the schema of SARIF needs it: {missing}")
    if missing:
        pytest.skip(missing)
    if not _CACHE.exists():
        folder = tmp_path_factory.mktemp("sarif")
        subprocess.run(
            ["npm", "pack", "--silent", _PACKAGE], check=True, cwd=folder, capture_output=True
        )
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
        (folder / "package" / "Sarif.Multitool").chmod(0o755)
        _CACHE.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="new-", dir=_CACHE.parent))
        shutil.copytree(folder / "package", made, dirs_exist_ok=True)
        try:
            made.rename(_CACHE)
        except OSError:  # another worker was first, and what it has made is the same
            shutil.rmtree(made)
            if not _CACHE.exists():
                raise
    return _CACHE


@pytest.mark.parametrize("run", [sample, nothing])
def test_the_log_is_valid_by_the_schema(
    run: Callable[..., Any], project: Callable[..., Project], validator: Path
) -> None:
    schema = json.loads((validator / "sarif-2.1.0.json").read_text("utf-8-sig"))
    checked = Draft202012Validator(schema, format_checker=FormatChecker())
    assert list(checked.iter_errors(json.loads(sarif.render(run(project))))) == []


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the tool is built for it"
)
def test_the_log_has_what_the_standard_and_github_ask_for(
    project: Callable[..., Project], validator: Path, tmp_path: Path
) -> None:
    log, verdict = tmp_path / "log.sarif", tmp_path / "verdict.sarif"
    log.write_text(sarif.render(sample(project)))
    done = subprocess.run(
        [
            str(validator / "Sarif.Multitool"),
            "validate",
            "--rule-kind",
            "Sarif;Ghas",
            "--level",
            "Error",
            "--output",
            str(verdict),
            str(log),
        ],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (checked,) = json.loads(verdict.read_text())["runs"]
    assert checked.get("results", []) == []
