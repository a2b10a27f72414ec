"""What nobody writes by hand is linted all the same: no traceback, and always the same report."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from codemods.cli.main import main
from codemods.inngest.project import Project
from codemods.lint.engine import Options
from codemods.lint.engine import lint as check
from codemods.lint.rules import all_rules
from harness import Tree, read_tree, write_tree
from hostile_projects import ADD, JOBS, LINT, NESTED, PROJECTS, REGISTER, app, job, run
from hostile_projects import SAVE as STEP

FORMATS = ("full", "concise", "json", "jsonl", "github", "sarif", "junit")
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


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


# As large as what is still looked at, or as what took too long once, whichever is less.
SIZES = {
    "nested steps": 1_000,
    "array in triggers": 50_000,
    "array in sendEvent": 100_000,
    "array that is served": 60_000,
    "calls in a handler": 15_000,
    "steps in a handler": 4_000,
    "braces in a handler": 50_000,
    "cycle of barrels": 300,
}
TOO_LARGE = {
    "array in triggers": 1_000_000,
    "array that is served": 1_000_000,
    "array that is served from elsewhere": 300_000,
    "calls in a handler": 200_000,
    "braces after a job": 1_000_000,
    "large module": 4_900_000,
}
posix = pytest.mark.skipif(os.name != "posix", reason="only there a process can be limited")


@posix
@pytest.mark.e2e
@pytest.mark.parametrize("name", SIZES)
def test_what_is_nested_or_long_is_linted_within_limits(name: str, tmp_path: Path) -> None:
    done = run(write_tree(tmp_path, PROJECTS[name](SIZES[name])), *LINT)
    assert done.status in (0, 1), done.err[-500:]
    assert "passed over" not in done.err


@posix
@pytest.mark.e2e
@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_no_person_writes_is_passed_over_with_a_note(name: str, tmp_path: Path) -> None:
    done = run(write_tree(tmp_path, PROJECTS[name](TOO_LARGE[name])), *LINT)
    assert done.status in (0, 1), done.err[-500:]
    assert ".ts: passed over: " in done.err
    assert "; move what is generated or data in it to a file of its own" in done.err


@posix
@pytest.mark.e2e
@pytest.mark.parametrize("command", [ADD, REGISTER], ids=lambda command: command[0])
@pytest.mark.parametrize(
    "name",
    ["nested steps", "array that is served", "array that is served from elsewhere", "large module"],
)
def test_a_job_is_added_and_registered_beside_it_within_limits(
    name: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    size = TOO_LARGE.get(name) or SIZES[name]
    done = run(write_tree(tmp_path, PROJECTS[name](size)), *command)
    assert done.status in (0, 1, 2), done.err[-500:]
    assert "Traceback" not in done.err


@posix
@pytest.mark.e2e
@pytest.mark.parametrize("command", [LINT, ADD, REGISTER], ids=lambda command: command[0])
def test_what_is_no_file_keeps_nobody_waiting(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_tree(tmp_path, app({f"{JOBS}/a.ts": job("", options="")}))
    folder = root / JOBS
    os.mkfifo(folder / "pipe.ts")
    (folder / "folder.ts").mkdir()
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "self.ts").symlink_to(folder / "self.ts")
    (folder / "gone.ts").symlink_to(folder / "nothing.ts")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(folder)  # the whole path may be too long for a socket's name
        listening.bind("socket.ts")
        done = run(root, *command)
    assert done.status == (1 if command is LINT else 0), done.err[-500:]
    assert "Traceback" not in done.err


@posix
@pytest.mark.e2e
@pytest.mark.parametrize("name", ["pipe.ts", "folder.ts", "self.ts", "missing.ts"])
def test_what_is_no_file_can_be_named(name: str, tmp_path: Path) -> None:
    root = write_tree(tmp_path, app({f"{JOBS}/a.ts": job("")}))
    os.mkfifo(root / "pipe.ts")
    (root / "folder.ts").mkdir()
    (root / "self.ts").symlink_to(root / "self.ts")
    done = run(root, *LINT, str(root / name))
    assert done.status in (0, 2), done.err[-500:]
    assert "Traceback" not in done.err
    assert name in done.err or "no TypeScript, JavaScript or Python file" in done.err


@pytest.mark.parametrize("text", ["\\ud800", "\\0", "\0", "\\u{110000}", "\x1b[31m"])
@pytest.mark.parametrize("form", FORMATS)
def test_odd_characters_in_names_of_events_and_jobs_are_told_of(
    text: str, form: str, tmp_path: Path, capsys: Captured
) -> None:
    odd = job(f'step.run("{text}", () => 1);', options="").replace("a-job", f"a{text}job")
    odd = odd.replace("a/made", f"a/{text}")
    root = write_tree(tmp_path, app({f"{JOBS}/a.ts": odd}))
    status, out, _ = lint(capsys, root, "--format", form)
    assert status == 1
    assert "JOB202" in out
    assert "\0" not in out
    assert out.encode()


def test_a_file_that_goes_away_between_two_looks_is_passed_over_with_a_note(
    tmp_path: Path,
) -> None:
    root = write_tree(tmp_path, app({f"{JOBS}/a.ts": job("", options="")}))
    project = Project.open(root)
    project.files.mentions(b"inngest")
    (root / JOBS / "a.ts").unlink()
    result = check(project, Options(all_rules()))
    assert result.notes == (f"{JOBS}/a.ts: passed over: no such file",)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_is_one_message(tmp_path: Path, capsys: Captured) -> None:
    root = write_tree(tmp_path, app({f"{JOBS}/a.ts": job("", options="")}))
    (root / JOBS / "a.ts").chmod(0)
    status, _, err = lint(capsys, root)
    assert (status, err.splitlines()[0]) == (
        2,
        f"error: {JOBS}/a.ts: cannot be read: permission denied",
    )


@pytest.mark.parametrize("imported", ["{ bigJob }", "* as big", "big", "big, { bigJob }"])
@pytest.mark.parametrize("fault", [b"\xff", b"\0\xfe\xff", b"export const a = [" + b"1," * 160_000])
def test_a_route_that_imports_what_cannot_be_read_is_linted(
    imported: str, fault: bytes, tmp_path: Path, capsys: Captured
) -> None:
    name = "bigJob" if "bigJob" in imported else "big.bigJob" if "*" in imported else "big"
    files = app(
        {f"{JOBS}/a.ts": job("", options="")},
        functions=f"[aJob, {name}]",
        jobs='import { aJob } from "@/jobs/a";\nimport ' + imported + ' from "@/jobs/big";\n',
    )
    root = write_tree(tmp_path, {**files, f"{JOBS}/big.ts": fault})
    status, out, err = lint(capsys, root, "--format", "concise")
    assert (status, codes(out)) == (1, ["JOB108"])
    assert f"{JOBS}/big.ts" in err
