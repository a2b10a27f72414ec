"""The real Prisma's own reader of schemas, as its releases 6 and 7 have it.

It is a package of its own, without the engines that the command line would download; installed
once into `.cache/apps`, like the packages of the sample apps.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from apps.sample_app import REPOSITORY, lock

RELEASES = ("prisma-6", "prisma-7")

_FOLDER = Path(__file__).with_name("schema-validator")
_CACHE = REPOSITORY / ".cache" / "apps"
_PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Verdict:
    """error: what is wrong with a schema, or None; formatted: `prisma format` changes nothing."""

    error: str | None
    formatted: bool


def verdicts(release: str, schemas: Sequence[Mapping[str, str]]) -> list[Verdict]:
    """What this release says of each schema, given as its files by path."""
    answered = subprocess.run(
        ["node", "validate.cjs", release],
        cwd=_installed(),
        input=json.dumps(schemas),
        capture_output=True,
        text=True,
        check=True,
        timeout=_PATIENCE,
    )
    return [Verdict(**each) for each in json.loads(answered.stdout)]


def _installed() -> Path:
    """The validator with its packages; what a killed run leaves is never taken for whole."""
    digest = hashlib.sha256()
    files = sorted(path for path in _FOLDER.iterdir() if path.is_file())
    for path in files:
        digest.update(path.read_bytes())
    folder = _CACHE / f"schema-validator-{digest.hexdigest()[:16]}"
    with lock("schema-validator"):
        if not folder.exists():
            _install(files, folder)
    return folder


def _install(files: Sequence[Path], folder: Path) -> None:
    unfinished = _CACHE / "unfinished-schema-validator"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for path in files:
        shutil.copyfile(path, unfinished / path.name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=unfinished, capture_output=True, check=True, timeout=_PATIENCE)
    unfinished.rename(folder)
