"""What nobody writes by hand is linted all the same: no traceback, and always the same report."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codemods.cli.main import main
from harness import Tree, read_tree, write_tree

JOBS = "src/jobs"
FORMATS = ("full", "concise", "json", "jsonl", "github", "sarif", "junit")
STEP = (
    'await step.run("save-it", async () => {'
    ' await prisma.doc.update({ where: { id: 1 }, data: { status: "processing" } }); });'
)
NESTED = {
    "blocks": lambda n: "if (event) {" * n + STEP + "}" * n,
    "branches": lambda n: "if (event) {} else " * n + "{" + STEP + "}",
    "tries": lambda n: "try {" * n + STEP + "} catch (e) {}" * n,
    "functions": lambda n: "await (async () => {" * n + STEP + "})();" * n,
    "steps": lambda n: 'await step.run("save-it", async () => {' * n + "});" * n,
    "arrays": lambda n: 'await step.run("save-it", () => ' + "[" * n + "]" * n + ");",
    "objects": lambda n: 'await step.run("save-it", () => (' + "{ a: " * n + "1" + "}" * n + "));",
    "chain": lambda n: 'await step.run("save-it", () => 1)' + ".then((a) => a)" * n + ";",
    "sum": lambda n: "const id = " + "userId + " * n + "1; await step.run(`save-${id}`, () => id);",
}

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


def job(body: str, *, name: str = "a", options: str = "retries: 2, ", top: str = "") -> str:
    return (
        'import { inngest } from "@/client";\nimport { prisma } from "@/db";\n'
        f"{top}export const {name}Job = inngest.createFunction(\n"
        f'  {{ id: "{name}-job", {options}triggers: [{{ event: "{name}/made" }}] }},\n'
        "  async ({ event, step }) => {\n"
        "    const { organizationId, userId } = event.data;\n"
        f"    {body}\n    return {{ organizationId, userId }};\n  }},\n);\n"
    )


def app(
    files: dict[str, str],
    functions: str = "[aJob]",
    jobs: str = 'import { aJob } from "@/jobs/a";\n',
) -> Tree:
    given = {
        "package.json": '{ "dependencies": { "inngest": "4.24.0" } }\n',
        "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }\n',
        "src/client.ts": 'import { Inngest } from "inngest";\n'
        'export const inngest = new Inngest({ id: "app" });\n',
        "src/db.ts": 'import { PrismaClient } from "@prisma/client";\n'
        "export const prisma = new PrismaClient();\n",
        "src/app/api/inngest/route.ts": 'import { serve } from "inngest/next";\n'
        f'import {{ inngest }} from "@/client";\n{jobs}'
        "export const { GET, POST, PUT } = "
        f"serve({{ client: inngest, functions: {functions} }});\n",
        **files,
    }
    return {path: text.encode() for path, text in given.items()}


def lint(capsys: Captured, root: Path, *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(["--root", str(root), "lint-jobs", *arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def codes(out: str) -> list[str]:
    return [line.split()[1] for line in out.splitlines()]


@pytest.mark.parametrize("shape", NESTED)
def test_a_handler_nested_deeply_is_linted(shape: str, tmp_path: Path, capsys: Captured) -> None:
    depth = 60 if shape == "steps" else 1000
    root = write_tree(tmp_path, app({f"{JOBS}/a.ts": job(NESTED[shape](depth), options="")}))
    status, out, _ = lint(capsys, root, "--format", "concise")
    assert status == 1
    assert "JOB108" in codes(out)
    assert codes(out).count("JOB201") == (depth - 1 if shape == "steps" else 0)


def test_a_file_of_10_mb_is_passed_over_and_said_to_be(tmp_path: Path, capsys: Captured) -> None:
    line = "// " + "x" * 76 + "\n"
    big = job(STEP, name="big") + line * (10_000_000 // len(line))
    root = write_tree(tmp_path, app({f"{JOBS}/a.ts": job("", options=""), f"{JOBS}/big.ts": big}))
    status, out, err = lint(capsys, root, "--format", "concise")
    assert (status, codes(out)) == (1, ["JOB108"])
    assert f"{JOBS}/big.ts: passed over: larger than 5 MB" in err


@pytest.mark.parametrize("length", [2, 200])
def test_a_cycle_of_barrels_ends(length: int, tmp_path: Path, capsys: Captured) -> None:
    barrels = {
        f"src/b{i}/index.ts": f'export * from "../b{(i + 1) % length}";\n'
        f'export * from "../b{(i + 2) % length}";\n'
        f'export {{ other }} from "../b{(i + 1) % length}";\n'
        for i in range(length)
    }
    root = write_tree(
        tmp_path,
        app(
            {f"{JOBS}/a.ts": job("", options=""), **barrels},
            functions="[aJob, other]",
            jobs='import { aJob, other } from "@/b0";\n',
        ),
    )
    status, out, _ = lint(capsys, root, "--format", "concise", "--select", "JOB1")
    assert status == 1
    assert "JOB108" in codes(out)


@pytest.mark.parametrize("place", ["module", "handler", "list", "send"])
def test_an_array_of_many_elements_is_linted(place: str, tmp_path: Path, capsys: Captured) -> None:
    many = 20_000
    numbers = "1, " * many
    bodies = {
        "handler": f"const numbers = [{numbers}];",
        "send": f'await step.sendEvent("send-all", [{numbers}]);',
    }
    top = f"export const numbers = [{numbers}];\n" if place == "module" else ""
    root = write_tree(
        tmp_path,
        app(
            {f"{JOBS}/a.ts": job(bodies.get(place, ""), options="", top=top)},
            functions=f"[{'aJob, ' * many}]" if place == "list" else "[aJob]",
        ),
    )
    _, out, _ = lint(capsys, root, "--format", "concise")
    assert codes(out) == (["JOB212", "JOB108"] if place == "list" else ["JOB108"])


def findings() -> Tree:
    """A project with findings of several rules in several files."""
    return app(
        {
            f"{JOBS}/a.ts": job(STEP, options=""),
            f"{JOBS}/b.ts": job('step.run("save-b", () => 1);', name="b", options=""),
            f"{JOBS}/c.ts": job('await step.run("step-1", () => 1);', name="c"),
        }
    )


@pytest.mark.parametrize("form", FORMATS)
def test_two_runs_the_order_of_paths_and_the_working_directory_give_the_same_bytes(
    form: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_tree(tmp_path, findings())
    paths = [str(root / JOBS / f"{name}.ts") for name in "abc"]
    first = lint(capsys, root, "--format", form, *paths)
    assert "JOB202" in first[1]
    assert lint(capsys, root, "--format", form, *paths) == first
    assert lint(capsys, root, "--format", form, *reversed(paths)) == first
    monkeypatch.chdir(root / JOBS)
    assert lint(capsys, root, "--format", form, *paths) == first
    assert lint(capsys, root, "--format", form, "c.ts", "a.ts", "b.ts") == first


def test_fixing_twice_changes_nothing_the_second_time(tmp_path: Path, capsys: Captured) -> None:
    root = write_tree(tmp_path, findings())
    before = read_tree(root)
    lint(capsys, root, "--fix", "--unsafe-fixes")
    once = read_tree(root)
    assert once != before
    second = lint(capsys, root, "--fix", "--unsafe-fixes", "--format", "concise")
    assert read_tree(root) == once
    assert lint(capsys, root, "--format", "concise")[:2] == second[:2]


@pytest.mark.parametrize("form", FORMATS)
def test_terminal_escapes_in_names_and_code_are_escaped(
    form: str, tmp_path: Path, capsys: Captured
) -> None:
    evil = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202e"
    files = {f"{JOBS}/a.ts": job(f'step.run("{evil}", () => 1);', options="")}
    if os.name == "posix":  # elsewhere no file is called so
        files[f"{JOBS}/\x1b[31m.ts"] = job("", name="red", options="")
    root = write_tree(tmp_path, app(files))
    status, out, err = lint(capsys, root, "--format", form)
    assert status == 1
    assert "JOB202" in out
    for letter in "\x1b\x07\x9b\u202e":
        assert letter not in out + err, f"{letter!r}"
