"""What README says of linting, done as it says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from codemods.cli.main import main

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
LINTING = README[README.index("## Linting") : README.index("## Compared with")]

ROUTE = """import { serve } from "inngest/next";
import { inngest } from "../../../inngest/client";
import { sendDigest } from "../../../inngest/send-digest";

export const { GET, POST, PUT } = serve({ client: inngest, functions: [sendDigest] });
"""
JOB = """import { inngest } from "./client";

export const sendDigest = inngest.createFunction(
  { id: "send-digest", retries: 2, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    let sent = 0;
    await step.run("collect-digest", () => {
      sent += 1;
    });
    return { sent };
  },
);
"""
APP = {
    "package.json": '{ "name": "app", "dependencies": { "inngest": "4.0.0", "next": "15.0.0" } }\n',
    "src/inngest/client.ts": (
        'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n'
    ),
    "src/inngest/send-digest.ts": JOB,
    "src/app/api/inngest/route.ts": ROUTE,
}


@pytest.fixture
def app(
    tree: Callable[[Mapping[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The folder of a small app, in which the command is run."""
    root = tree(APP)
    (root / ".git").mkdir()
    monkeypatch.chdir(root)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return root


def test_the_findings_it_shows_are_what_is_printed(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = re.search(r"```console\n\$ codemod (lint-jobs)\n([\s\S]*?)```", LINTING)
    assert shown is not None
    assert main(shlex.split(shown[1])) == 1
    assert capsys.readouterr().out == shown[2]


def test_the_codemod_toml_it_shows_is_one(app: Path) -> None:
    (config,) = re.findall(r"```toml\n([\s\S]*?)```", LINTING)
    (app / "codemod.toml").write_text(config)
    assert main(["lint-jobs"]) == 1


def test_the_suppression_it_shows_suppresses(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (comment,) = re.findall(r"// codemod-ignore implicit-retries.*", LINTING)
    plain = JOB.replace("retries: 2, ", "").replace("sent += 1", "return 1")
    (app / "src/inngest/send-digest.ts").write_text(plain)
    assert main(["lint-jobs"]) == 1
    assert "JOB108" in capsys.readouterr().out
    (app / "src/inngest/send-digest.ts").write_text(plain.replace("export", f"{comment}\nexport"))
    assert main(["lint-jobs"]) == 0
    assert "1 suppressed by comments" in capsys.readouterr().err


def test_a_project_with_200_findings_is_adopted_as_it_says(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = JOB.replace("retries: 2, ", "").replace("sent += 1", "return 1")
    names = [f"job{number}" for number in range(200)]
    for name in names:
        text = old.replace("sendDigest", name).replace("send-digest", f"send-{name}")
        (app / f"src/inngest/{name}.ts").write_text(text)
    (app / "src/inngest/send-digest.ts").write_text(JOB.replace("sent += 1", "return 1"))
    imports = "".join(f'import {{ {name} }} from "../../../inngest/{name}";\n' for name in names)
    listed = ROUTE.replace("[sendDigest]", f"[sendDigest, {', '.join(names)}]")
    (app / "src/app/api/inngest/route.ts").write_text(imports + listed)

    section = LINTING[LINTING.index("### In a project with 200 findings") :]
    block = re.search(r"```sh\n([\s\S]*?)```", section)
    assert block is not None
    lines = [shlex.split(line, comments=True) for line in block[1].splitlines()]
    statistics, fix, write, _, check = (line[1:] for line in lines)
    assert main(statistics) == 1
    assert capsys.readouterr().out.startswith("200  JOB108  implicit-retries")
    assert main(fix) == 1
    assert main(write) == 0
    assert len(json.loads((app / "codemod-baseline.json").read_text())["findings"]) == 200
    capsys.readouterr()
    assert main(check) == 0
    assert "200 in the baseline" in capsys.readouterr().err

    # Code that moves keeps its entry; a new mistake is new.
    moved = app / "src/inngest/job7.ts"
    moved.write_text("// moved\n\n" + moved.read_text())
    assert main(check) == 0
    (app / "src/inngest/send-digest.ts").write_text(JOB)
    assert main([*check, "--format", "concise"]) == 1
    assert [line.split(" ")[1] for line in capsys.readouterr().out.splitlines()] == ["JOB203"]


def test_github_gets_a_summary_of_the_step_where_it_asks_for_one(
    app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (command,) = re.findall(r"codemod (lint-jobs --format github)", LINTING)
    assert main(shlex.split(command)) == 1
    assert capsys.readouterr().out.startswith("::error file=src/inngest/send-digest.ts,line=8,")
    assert "JOB203 lost-mutation" in (tmp_path / "summary.md").read_text()


def test_the_sarif_of_the_workflow_is_written_to_its_file(app: Path) -> None:
    (command,) = re.findall(r"codemod (lint-jobs --format sarif .*)", LINTING)
    assert main(shlex.split(command)) == 0
    (run,) = json.loads((app / "lint-jobs.sarif").read_text())["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["JOB203"]
