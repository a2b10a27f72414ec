import io
import json
import subprocess
from pathlib import Path

import pytest

from codemods.cli.main import main

ROUTE = "src/app/api/inngest/route.ts"
FOLDER = "src/lib/inngest/functions"
JOB = f"{FOLDER}/sync-one.ts"
RETRIES = f"{FOLDER}/sync-two.ts"

Captured = pytest.CaptureFixture[str]


def job(name: str, options: str = "retries: 2, ") -> str:
    return (
        'import { inngest } from "@/lib/inngest/client";\n\n'
        f"export const {name}Job = inngest.createFunction(\n"
        f'  {{ id: "sync-{name}", {options}triggers: [{{ cron: "0 * * * *" }}] }},\n'
        "  async ({ step }) => {\n"
        '    const count = await step.run("count-accounts", async () => 3);\n'
        "    return { count };\n"
        "  },\n"
        ");\n"
    )


@pytest.fixture(autouse=True)
def findings(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One job that is in no list (JOB107), and one, also in none, that says no `retries`."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    (app / ".git").mkdir()
    (app / JOB).write_text(job("one"))
    (app / RETRIES).write_text(job("two", ""))


def run(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(["lint-jobs", *arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def codes(capsys: Captured, *arguments: str) -> list[str]:
    _, out, _ = run(capsys, *arguments, "--format", "concise")
    return [line.split()[1] for line in out.splitlines()]


def test_findings_are_on_stdout_and_the_count_is_on_stderr(capsys: Captured) -> None:
    status, out, err = run(capsys, "--format", "concise")
    assert status == 1
    assert [line.split(": ")[1].split()[0] for line in out.splitlines()] == [
        "JOB107",
        "JOB107",
        "JOB108",
    ]
    assert all(line.startswith(FOLDER) for line in out.splitlines())
    assert "3 findings" in err


def test_without_findings_nothing_is_on_stdout(app: Path, capsys: Captured) -> None:
    main(["register-job"])
    (app / RETRIES).write_text(job("two"))
    status, out, err = run(capsys)
    assert (status, out) == (0, "")
    assert "no findings" in err


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--select", "JOB108"], ["JOB108"]),
        (["--select", "implicit-retries,JOB2"], ["JOB108"]),
        (["--select", "JOB2", "--select", "JOB108"], ["JOB108"]),
        (["--ignore", "unregistered-job"], ["JOB108"]),
        (["--select", "JOB1", "--ignore", "JOB108"], ["JOB107", "JOB107"]),
        ([JOB], ["JOB107"]),
        ([RETRIES, JOB], ["JOB107", "JOB107", "JOB108"]),
        ([FOLDER], ["JOB107", "JOB107", "JOB108"]),
        (["package.json"], []),
    ],
)
def test_rules_and_paths_can_be_chosen(
    arguments: list[str], found: list[str], capsys: Captured
) -> None:
    assert codes(capsys, *arguments) == found


def test_paths_are_meant_from_the_working_directory(
    app: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(app / FOLDER)
    status, out, _ = run(capsys, "sync-one.ts", "--format", "concise")
    assert out.startswith(f"{JOB}:3:")
    assert status == 1


def test_neither_the_order_of_paths_nor_the_working_directory_changes_a_byte(
    app: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    first = run(capsys, JOB, RETRIES)
    assert run(capsys, RETRIES, JOB) == first
    monkeypatch.chdir(app / FOLDER)
    assert run(capsys, "sync-two.ts", "sync-one.ts") == first


def test_the_settings_of_the_file_hold(app: Path, capsys: Captured) -> None:
    (app / "codemod.toml").write_text(
        '[lint]\nignore = ["implicit-retries"]\n\n'
        f'[lint.per-path]\n"{FOLDER}/sync-o*" = {{ ignore = ["JOB1"] }}\n'
    )
    assert codes(capsys) == ["JOB107"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--select", "JOB108"], 1),
        (["--select", "JOB108", "--fail-on", "error"], 0),
        (["--select", "JOB107", "--fail-on", "error"], 1),
        (["--exit-zero"], 0),
        (["--select", "JOB109"], 0),
    ],
)
def test_the_exit_status_follows_the_severity(
    arguments: list[str], status: int, capsys: Captured
) -> None:
    assert run(capsys, *arguments)[0] == status


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_machine_s_format_has_nothing_else_on_stdout(form: str, capsys: Captured) -> None:
    status, out, err = run(capsys, "--format", form)
    assert status == 1
    assert json.loads(out)
    assert "3 findings" in err


@pytest.mark.parametrize("form", ["full", "jsonl", "github", "junit"])
def test_every_format_can_be_had(form: str, capsys: Captured) -> None:
    status, out, _ = run(capsys, "--format", form)
    assert status == 1
    assert "JOB108" in out


def test_the_report_can_go_to_a_file(app: Path, capsys: Captured) -> None:
    status, out, err = run(capsys, "--format", "json", "--output", "out/report.json")
    assert (status, out) == (1, "")
    assert "3 findings" in err
    assert len(json.loads((app / "out/report.json").read_text())["findings"]) == 3


def test_statistics_count_the_findings_of_each_rule(capsys: Captured) -> None:
    _, out, _ = run(capsys, "--statistics")
    assert out.splitlines()[0].split()[:2] == ["2", "JOB107"]


def test_on_github_all_findings_go_to_the_summary_of_the_run(
    app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    run(capsys, "--format", "github")
    assert "JOB108" in (tmp_path / "summary.md").read_text()


def test_fix_writes_and_reports_what_is_left(app: Path, capsys: Captured) -> None:
    with (app / JOB).open("a") as file:
        file.write("// codemod-ignore invalid-cron: it was wrong\n")
    status, out, err = run(capsys, "--fix", "--format", "concise")
    assert status == 1
    assert (app / JOB).read_text() == job("one")
    assert [line.split()[1] for line in out.splitlines()] == ["JOB107", "JOB107", "JOB108"]
    assert "1 fix made" in err


def test_unsafe_fixes_mend_all_and_a_second_time_nothing(app: Path, capsys: Captured) -> None:
    status, out, err = run(capsys, "--fix", "--unsafe-fixes")
    assert (status, out) == (0, "")
    assert "3 fixes made" in err
    route = (app / ROUTE).read_text()
    assert "oneJob" in route
    assert "twoJob" in route
    assert "retries: 2" in (app / RETRIES).read_text()
    time = (app / ROUTE).stat().st_mtime_ns
    assert run(capsys, "--fix", "--unsafe-fixes")[0] == 0
    assert (app / ROUTE).stat().st_mtime_ns == time


def test_diff_writes_nothing_and_is_what_git_applies(
    app: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    before = (app / RETRIES).read_bytes()
    assert main(["lint-jobs", "--unsafe-fixes", "--diff"]) == 1
    diff = capsysbinary.readouterr().out
    assert (app / RETRIES).read_bytes() == before
    (app / ".git").rmdir()
    subprocess.run(["git", "init", "--quiet"], cwd=app, check=True)
    subprocess.run(["git", "apply", "-"], cwd=app, input=diff, check=True)
    assert main(["lint-jobs", "--unsafe-fixes", "--diff"]) == 0
    assert capsysbinary.readouterr().out == b""


def test_a_baseline_keeps_what_is_there_and_lets_through_what_is_new(
    app: Path, capsys: Captured
) -> None:
    assert run(capsys, "--baseline", "base.json", "--write-baseline")[0] == 0
    status, out, err = run(capsys, "--baseline", "base.json")
    assert (status, out) == (0, "")
    assert "3 in the baseline" in err
    (app / FOLDER / "sync-three.ts").write_text(job("three"))
    assert codes(capsys, "--baseline", "base.json") == ["JOB107"]


def test_an_entry_of_the_baseline_that_is_mended_is_told(app: Path, capsys: Captured) -> None:
    run(capsys, "--baseline", "base.json", "--write-baseline")
    (app / RETRIES).write_text(job("two"))
    status, _, err = run(capsys, "--baseline", "base.json")
    assert status == 0
    assert "stale in the baseline: JOB108" in err
    run(capsys, "--baseline", "base.json", "--write-baseline")
    assert len(json.loads((app / "base.json").read_text())["findings"]) == 2


def test_a_baseline_of_some_paths_leaves_the_others_as_they_were(
    app: Path, capsys: Captured
) -> None:
    run(capsys, "--baseline", "base.json", "--write-baseline")
    (app / RETRIES).write_text(job("two"))
    run(capsys, JOB, "--baseline", "base.json", "--write-baseline")
    assert len(json.loads((app / "base.json").read_text())["findings"]) == 3
    run(capsys, RETRIES, "--baseline", "base.json", "--write-baseline")
    assert len(json.loads((app / "base.json").read_text())["findings"]) == 2


def stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_standard_input_stands_for_a_file(
    app: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    stdin(monkeypatch, job("one", "retries: 25, "))
    assert codes(capsys, "-", "--stdin-filename", JOB) == ["JOB107", "JOB208"]
    assert (app / JOB).read_text() == job("one")


def test_the_fixed_text_of_standard_input_is_all_there_is_on_stdout(
    app: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    stdin(monkeypatch, job("two", ""))
    before = (app / ROUTE).read_text()
    status, out, err = run(capsys, "-", "--stdin-filename", JOB, "--fix", "--unsafe-fixes")
    assert status == 1
    assert out == job("two")
    assert "JOB107" in err
    assert (app / JOB).read_text() == job("one")
    assert (app / ROUTE).read_text() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["../other.ts"], "lies outside"),
        (["no-such-folder"], "no such file or folder"),
        (["--select", "unregistred-job"], "did you mean unregistered-job?"),
        (["--ignore", "JOB999"], "there is no rule"),
        (["--format", "jsn"], "did you mean 'json'?"),
        (["--fail-on", "eror"], "did you mean 'error'?"),
        (["--statistcs"], "did you mean --statistics?"),
        (["--statistics", "--format", "json"], "--statistics is a report of its own"),
        (["--baseline", "none.json"], "no such file"),
        (["--baseline", "package.json"], "no baseline"),
        (["--write-baseline"], "--baseline codemod-baseline.json"),
        (["--write-baseline", "--baseline", "b.json", "--fix"], "run the one after the other"),
        (["--since", "HEAD"], "--since"),
        (["-"], "--stdin-filename"),
        (["--stdin-filename", JOB], "go together"),
        (["-", "src"], "alone"),
        (["--output", "../report.txt"], "lies outside"),
        (["--app", "apps/none"], "apps/none"),
    ],
)
def test_what_is_wrong_with_the_command_is_one_message_and_status_2(
    arguments: list[str], said: str, app: Path, capsys: Captured
) -> None:
    if "--since" in arguments:
        (app / ".git").rmdir()
        arguments = ["--root", str(app), *arguments]
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert said in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[lint\n", "not TOML"),
        ("[lint]\nselct = []\n", "did you mean select?"),
        ('[lint]\nignore = ["unregistred-job"]\n', "did you mean unregistered-job?"),
        ('[lint]\nignore = "JOB1"\n', "lint.ignore is not a list of strings"),
        ('[lint.per-path]\n"src/**" = ["JOB1"]\n', "lint.per-path.src/** is not a table"),
    ],
)
def test_broken_settings_are_one_message_and_status_2(
    text: str, said: str, app: Path, capsys: Captured
) -> None:
    (app / "codemod.toml").write_text(text)
    status, out, err = run(capsys)
    assert (status, out) == (2, "")
    assert err.startswith("error: codemod.toml")
    assert said in err


def test_files_that_cannot_be_read_are_notes(app: Path, capsys: Captured) -> None:
    (app / FOLDER / "latin.ts").write_bytes(b"// caf\xe9\n" + job("latin").encode())
    (app / "src/large.ts").write_bytes(b"// x\n" * 1_100_000)
    status, _, err = run(capsys)
    assert status == 1
    assert f"{FOLDER}/latin.ts:1: passed over: not UTF-8" in err
    assert "src/large.ts: passed over: larger than 5 MB" in err


def test_a_file_with_a_syntax_error_is_linted_beside_it(app: Path, capsys: Captured) -> None:
    (app / RETRIES).write_text(job("two", "") + "\nconst = ;\n")
    assert codes(capsys, RETRIES) == ["JOB107", "JOB108"]


def test_help_names_every_option(capsys: Captured) -> None:
    assert main(["lint-jobs", "--help"]) == 0
    out = capsys.readouterr().out
    for option in (
        *("--select", "--ignore", "--strict", "--fix", "--unsafe-fixes", "--diff", "--format"),
        *("--output", "--statistics", "--exit-zero", "--fail-on", "--baseline"),
        *("--write-baseline", "--since", "--stdin-filename"),
    ):
        assert option in out
