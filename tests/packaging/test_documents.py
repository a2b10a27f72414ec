"""The documents: what they point at is there, and the commands they show exist."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from codemods.cli.main import COMMANDS, group, main

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")])

_LINK = re.compile(r"\]\((?!https?://|#)([^)\s#]+)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_document_leads_to_a_file(document: Path) -> None:
    links = _LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def help_of(command: str) -> str:
    done = CliRunner().invoke(group, [command, "--help"])
    assert done.exit_code == 0
    return done.output


def test_the_readme_names_every_command_and_every_option_of_add_job() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"codemod {command}" in readme for command in COMMANDS)
    shared = {"--help", "--yes", "--root", "--color", "--verbose"}
    assert set(_OPTION.findall(help_of("add-job"))) - shared <= set(_OPTION.findall(readme))


def test_the_readme_names_no_option_that_no_command_has() -> None:
    known = set(_OPTION.findall("".join(map(help_of, COMMANDS))))
    readme = (ROOT / "README.md").read_text(encoding="utf-8").replace("diff --git", "")
    named = set(_OPTION.findall(readme))
    assert named <= known


def test_the_readme_shows_what_the_tool_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = tmp_path / "app"
    ignored = shutil.ignore_patterns("node_modules", ".next")
    shutil.copytree(ROOT / "fixtures" / "apps" / "next-sdk4", app, ignore=ignored)
    (app / ".git").mkdir()
    monkeypatch.chdir(app)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```console\n\$ codemod (add-job .*)\n([\s\S]*?)```", readme)
    diff = re.search(r"```diff\n[\s\S]*?(@@[\s\S]*?)```", readme)
    assert shown is not None
    assert diff is not None
    assert main([*shlex.split(shown[1]), "--diff"]) == 0
    assert diff[1] in capsys.readouterr().out
    assert main(shlex.split(shown[1])) == 0
    assert capsys.readouterr().out == shown[2]

    path = readme.partition("<!-- path:begin -->")[2].partition("<!-- path:end -->")[0]
    sent = re.search(r"## Sending the event[\s\S]*?```ts\n([\s\S]*?)```", readme)
    steps = re.findall(r"^\$ codemod (.*)\n((?:(?!\$ |```).*\n)*)", path, re.MULTILINE)
    assert sent is not None
    assert [command.split()[0] for command, _ in steps] == ["add-trigger", "lint-jobs", "undo"]
    for command, said in steps:
        assert main(shlex.split(command)) == 0
        streams = capsys.readouterr()
        assert streams.out + streams.err == said
        if command.startswith("add-trigger"):
            assert sent[1] in (app / shlex.split(command)[1]).read_text(encoding="utf-8")
