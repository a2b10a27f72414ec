"""The command line of `add-status-fields`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from codemods.cli.main import main

FILES = {
    "package.json": '{ "name": "app", "dependencies": { "next": "16.0.0" } }',
    "prisma/schema.prisma": "model Document {\n  id String @id\n}\n",
}


@pytest.fixture
def root(tree: Callable[[Mapping[str, str]], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tree(FILES)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_json_tells_the_fields_and_the_steps(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add-status-fields", "Document", "--json", "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["facts"]["added"] == ["processingStatus", "processedAt", "processingError"]
    assert (root / "prisma/schema.prisma").read_text() == FILES["prisma/schema.prisma"]


def test_several_words_of_with_stand_between_commas_or_apart(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = ["add-job", "a-b", "--event", "a/b", "--dry-run"]
    for words in (["--with", "status-fields,other"], ["--with", "other"]):
        assert main([*job, *words]) == 2
        assert "'other' is not" in capsys.readouterr().err
    repeated = ["--with", "status-fields, status-fields", "--with", "status-fields"]
    assert main([*job, *repeated]) == 2
    assert "works on no record" in capsys.readouterr().err
