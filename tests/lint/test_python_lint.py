"""The engine on Python files: comments, fingerprints, changed lines, and rules of one language."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lint_helpers import opened, options

from codemods.inngest.model import Span
from codemods.inngest.project import Project
from codemods.lint.engine import Options, lint
from codemods.lint.fixes import mend
from codemods.lint.model import Result
from codemods.lint.rules import all_rules
from codemods.lint.since import Since
from codemods.rules._fix import fix_in
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.edits import Edit

HEAD = "import inngest\n"


def check(scope: Scope) -> Iterator[Finding]:
    """One for each `bad`, with a fix."""
    for path in scope.project.files.python_sources():
        text = scope.project.text(path)
        at = text.data.find(b"bad")
        while at >= 0:
            fix = fix_in(text, "make it good", "safe", Edit(at, at + 3, b"good", "test"))
            yield Finding(Span(path, at, at + 3), "this is bad", "make it good", fix=fix)
            at = text.data.find(b"bad", at + 3)


BAD = Rule("JOB108", "implicit-retries", "warning", check, ("typescript", "python"), fix="safe")


def run(text: str, **more: object) -> Result:
    return lint(opened({"a.py": HEAD + text}), options(BAD, **more))


def codes(result: Result) -> list[str]:
    return [each.rule.code for each in result.reported]


@pytest.mark.parametrize(
    "text",
    [
        "bad()  # codemod-ignore implicit-retries: it is good",
        "bad()  #codemod-ignore JOB108:it is good",
        "bad()  ## codemod-ignore invalid-cron, implicit-retries: it is good",
        "# codemod-ignore implicit-retries: it is good\nbad()",
        "# codemod-ignore implicit-retries: it is good\n# and so on\n\nbad()",
        "# codemod-ignore implicit-retries: it is good\ndef f():\n    return bad",
        "# codemod-ignore implicit-retries: it is good\n@a\n@b(bad)\ndef f():\n    return bad",
        "@a\n# codemod-ignore implicit-retries: it is good\n@b(\n    bad,\n)\ndef f(): ...",
        "f(\n    # codemod-ignore implicit-retries: it is good\n    x=[\n        bad,\n    ],\n)",
        "a = [\n    # codemod-ignore implicit-retries: it is good\n    bad,\n]",
        "a = {\n    # codemod-ignore implicit-retries: it is good\n    'a': bad,\n}",
        "class A:\n    # codemod-ignore implicit-retries: it is good\n    def f(self):\n        bad()",
        "(\n    x\n    # codemod-ignore implicit-retries: it is good\n    .bad()\n)",
        "# codemod-ignore-file implicit-retries: it is good\nf()\nbad()",
        "f()\nbad()\n# codemod-ignore-file implicit-retries: it is good",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_comment_suppresses_what_it_speaks_about(text: str, newline: str) -> None:
    result = run(text.replace("\n", newline))
    assert codes(result) == []
    assert {each.reason for each in result.suppressed} == {"it is good"}


@pytest.mark.parametrize(
    "text",
    [
        "bad()\n# codemod-ignore implicit-retries: too late",
        "# codemod-ignore implicit-retries: only the next\nf()\nbad()",
        "bad()  # codemod-ignore invalid-cron: another rule",
        "x = '# codemod-ignore implicit-retries: a string'; bad()",
        '"""\n# codemod-ignore implicit-retries: a docstring\n"""\nbad()',
        "def f():\n    x()\n    # codemod-ignore implicit-retries: the end of a block\n\ny()\nbad()",
        "bad()  # see codemod-ignore implicit-retries: words before",
    ],
)
def test_a_comment_about_something_else_suppresses_nothing(text: str) -> None:
    assert [each for each in codes(run(text)) if each != "JOB900"] == ["JOB108"]


def test_the_line_below_a_comment_is_meant_also_where_its_block_ends() -> None:
    text = "def f():\n    x()\n    # codemod-ignore implicit-retries: this line\n\nbad()\n"
    assert codes(run(text)) == []


@pytest.mark.parametrize(
    "other",
    [
        "import inngest\n\n\n\nf(bad)\n",
        "import inngest\nf(\n    bad,  # why\n)\n",
        "import inngest\nx = 1\nf( bad )\n",
    ],
)
def test_a_fingerprint_stays_when_only_the_layout_changes(other: str) -> None:
    one = run("f(bad)\n").reported[0].fingerprint
    assert lint(opened({"a.py": other}), options(BAD)).reported[0].fingerprint == one


def test_findings_of_the_same_code_are_told_apart_by_their_order() -> None:
    prints = [each.fingerprint for each in run("bad()\nbad()\n").reported]
    assert len(set(prints)) == 2


def test_a_fix_of_a_python_file_is_made() -> None:
    mended = mend(opened({"a.py": f"{HEAD}bad()\r\n"}), options(BAD), unsafe=False)
    assert mended.changes.overlay() == {"a.py": f"{HEAD}good()\r\n".encode()}


def test_a_fix_that_would_break_the_file_is_left_out() -> None:
    def breaking(scope: Scope) -> Iterator[Finding]:
        text = scope.project.text("a.py")
        at = text.data.find(b"bad")
        if at >= 0:
            fix = fix_in(text, "break it", "safe", Edit(at, at + 3, b"(", "test"))
            yield Finding(Span("a.py", at, at + 3), "this is bad", "break it", fix=fix)

    rule = Rule("JOB108", "implicit-retries", "warning", breaking, ("python",), fix="safe")
    mended = mend(opened({"a.py": f"{HEAD}bad()\n"}), options(rule), unsafe=False)
    assert not mended.changes.overlay()


@pytest.mark.parametrize(("lines", "expected"), [({2}, ["JOB108"]), ({3}, [])])
def test_only_changed_lines_are_asked_about(
    tmp_path: Path, lines: set[int], expected: list[str]
) -> None:
    (tmp_path / "a.py").write_text(f"{HEAD}bad()\nf()\n")
    since = Since({"a.py": frozenset(lines)})
    assert codes(lint(Project.open(tmp_path), options(BAD, since=since))) == expected


def test_a_file_that_is_no_python_is_noted() -> None:
    result = run("def (:\n    x\n")
    assert codes(result) == []
    (note,) = result.notes
    assert note.startswith("a.py:2:5: passed over: not read as Python: ")


def test_a_rule_gets_the_jobs_of_its_languages_alone() -> None:
    seen: dict[str, list[tuple[str | None, int, int]]] = {}

    def looking(name: str):
        def check_(scope: Scope) -> Iterator[Finding]:
            project = scope.project
            seen[name] = [(job.id, len(project.sent), len(project.listeners)) for job in scope.jobs]
            return iter(())

        return check_

    files = {
        "a.ts": 'import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "a" });\nexport const a = inngest.createFunction({ id: "a", triggers: [{ event: "a/b" }] }, async () => { await inngest.send({ name: "a/c" }); });\n',
        "b.py": 'import inngest\nclient = inngest.Inngest(app_id="b")\n@client.create_function(fn_id="b", trigger=inngest.TriggerEvent(event="a/c"))\nasync def b(ctx): ...\n',
    }
    rules = (
        Rule("JOB108", "implicit-retries", "warning", looking("typescript")),
        Rule("JOB208", "invalid-retries", "warning", looking("python"), ("python",)),
        Rule("JOB106", "duplicate-job-id", "warning", looking("both"), ("typescript", "python")),
    )
    lint(opened(files), options(*rules))
    assert seen == {
        "typescript": [("a", 1, 1)],
        "python": [("b", 0, 1)],
        "both": [("a", 1, 2), ("b", 1, 2)],
    }


@pytest.mark.parametrize(("name", "told"), [("helper", "[]"), ("inngest", "['libcst']")])
def test_libcst_is_imported_only_for_python_that_mentions_inngest(
    tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "a.ts").write_text(
        'import { Inngest } from "inngest";\nnew Inngest({ id: "a" });\n'
    )
    (tmp_path / "tool.py").write_text(f"import {name}\n")
    script = (
        "import sys; from codemods.cli.main import main; main(['lint-jobs', '--exit-zero']); "
        "print([name for name in ('libcst',) if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
        cwd=tmp_path,
    )
    assert done.stdout.splitlines()[-1] == told


ACROSS = {
    "web/package.json": '{"dependencies": {"inngest": "4.0.0", "next": "16.0.0"}}',
    "web/client.ts": 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "web" });\n',
    "web/app/api/reports/route.ts": (
        'import { inngest } from "../../../client";\n'
        "export async function POST(request: Request) {\n"
        "  const { id } = await request.json();\n"
        "  await inngest.send({ name: EVENT, data: { DATA } });\n"
        "  return Response.json({ ok: true });\n"
        "}\n"
    ),
    "api/pyproject.toml": '[project]\nname = "api"\ndependencies = ["inngest", "fastapi"]\n',
    "api/main.py": (
        "import inngest\nimport inngest.fast_api\nfrom fastapi import FastAPI\nfrom pydantic import BaseModel\n\n"
        'client = inngest.Inngest(app_id="api")\napp = FastAPI()\n\n\n'
        "class Report(BaseModel):\n    report_id: str\n    user_id: str\n    organization_id: str\n\n\n"
        '@client.create_function(fn_id="make-report", retries=3, trigger=inngest.TriggerEvent(event="report/requested"))\n'
        "async def make_report(ctx: inngest.Context) -> dict[str, str]:\n"
        "    report = Report.model_validate(ctx.event.data)\n"
        '    return {"made": report.report_id}\n\n\n'
        "inngest.fast_api.serve(app, client, [make_report])\n"
    ),
}


@pytest.mark.parametrize(
    ("event", "data", "expected"),
    [
        ("report/requested", "report_id: id, user_id: id, organization_id: id", set()),
        ("report/requestd", "report_id: id, user_id: id, organization_id: id", {"JOB303"}),
        ("report/requested", "user_id: id, organization_id: id", {"JOB304"}),
        ("invoice/paid", "id", {"JOB301"}),
    ],
)
def test_what_typescript_sends_is_compared_with_what_python_listens_to(
    event: str, data: str, expected: set[str]
) -> None:
    files = {
        path: text.replace("EVENT", f'"{event}"').replace("DATA", data)
        for path, text in ACROSS.items()
    }
    result = lint(opened(files), Options(all_rules()))
    found = {each.rule.code: each.path for each in result.reported}
    assert {code for code in found if code.startswith("JOB30")} == expected
    assert all(found[code] == "web/app/api/reports/route.ts" for code in expected)
